//! What each verdict says in words, and what its count is a count of.

use crate::report::people;

/// What each verdict says, by its name.
const TITLES: [(&str, &str); 25] = [
    ("client_error_retried", "Refused requests (4xx) sent again"),
    (
        "create_repeated_unprotected",
        "Creates sent again that may have succeeded, without a key",
    ),
    ("daily_limit_retried", "Limits per recipient or day retried"),
    ("duplicate_confirmed", "Created twice"),
    ("exhausted_not_escalated", "Retries used up, nobody told"),
    ("first_wait_short", "First wait too short"),
    ("follows_policy", "Follows the reference policy"),
    ("gave_up_early", "Given up without a retry"),
    ("key_changed", "Idempotency key changed between attempts"),
    (
        "key_not_honoured",
        "Idempotency key where the endpoint takes none",
    ),
    ("key_reused", "Idempotency key used for several requests"),
    ("no_backoff_growth", "Waits that do not grow"),
    ("no_jitter", "All clients wait the same time"),
    ("rate_limit_no_backoff", "Rate limit (429) retried at once"),
    ("retried_in_incident", "Retried during an incident"),
    ("retry_after_ignored", "Retry-After ignored"),
    ("retry_storm", "Retry storm"),
    ("sdk_go_resend", "Official Go SDK sent it again by itself"),
    ("sdk_java_retry", "Official Java SDK's own retries"),
    ("sdk_node_auto_retry", "Official Node SDK auto-retry"),
    (
        "sdk_python_connection_retry",
        "Official Python SDK's connection retries",
    ),
    ("too_many_retries", "Too many retries"),
    ("unauthorized_hammered", "401 again and again"),
    ("unauthorized_retried", "401 retried"),
    ("waited_too_long", "Waited too long"),
];

pub(super) fn title(name: &str) -> &'static str {
    let row = TITLES.iter().find(|(known, _)| *known == name);
    row.map_or("", |(_, title)| title)
}

/// What the events of a verdict are: one of them, many of them; by its name. Whatever is not here counts requests.
const UNITS: [(&str, &str, &str); 16] = [
    ("client_error_retried", "repeat", "repeats"),
    ("create_repeated_unprotected", "repeat", "repeats"),
    ("daily_limit_retried", "repeat", "repeats"),
    ("duplicate_confirmed", "thing created", "things created"),
    ("key_changed", "key", "keys"),
    ("key_not_honoured", "repeat", "repeats"),
    ("no_backoff_growth", "wait", "waits"),
    ("rate_limit_no_backoff", "repeat", "repeats"),
    ("retried_in_incident", "repeat", "repeats"),
    ("retry_after_ignored", "repeat", "repeats"),
    ("retry_storm", "failed attempt", "failed attempts"),
    ("too_many_retries", "retry", "retries"),
    ("unauthorized_retried", "repeat", "repeats"),
    ("waited_too_long", "s waited", "s waited"),
    ("unauthorized_hammered", "attempt", "attempts"),
    ("no_jitter", "wait", "waits"),
];

/// So many events of a verdict, with their unit; none for one whose events are its requests.
pub(super) fn events(name: &str, count: u64) -> Option<String> {
    let (_, one, many) = UNITS.iter().find(|(known, ..)| *known == name)?;
    Some(people::counted(count, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::audit::verdict::TABLE;

    #[test]
    fn every_verdict_has_a_title() {
        for (_, name, ..) in TABLE {
            assert!(!title(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn events_are_told_with_their_unit() {
        for (name, count, told) in [
            ("waited_too_long", 60, Some("60 s waited")),
            ("key_changed", 3, Some("3 keys")),
            ("duplicate_confirmed", 4, Some("4 things created")),
            ("retry_storm", 1, Some("1 failed attempt")),
            ("first_wait_short", 1, None),
        ] {
            assert_eq!(events(name, count).as_deref(), told, "{name}");
        }
    }
}
