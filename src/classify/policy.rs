//! The reference policy: what a good client does after one attempt, as one pure function of what it knows.
//!
//! 5xx and silence: wait 1, 2, 4, 8, 16 s, at most five retries or 60 s of waiting in all, then tell somebody. 4xx: never
//! again by itself. 429: as `Retry-After` says, else the same backoff.

use super::ending::DAILY;
use std::time::Duration;

/// The most retries.
pub const MAX_RETRIES: u32 = 5;

/// The most waiting in all.
pub const MAX_WAIT: Duration = Duration::from_secs(60);

/// Codes where another channel may reach the person whom this one does not.
pub const OTHER_CHANNEL: [u32; 11] = [
    21_408, 21_610, 21_612, 21_614, 60_205, 60_220, 60_410, 60_605, 63_003, 63_016, 63_024,
];

/// One attempt that has ended, as the client knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempt<'a> {
    /// HTTP status; `None` when nobody answered.
    pub status: Option<u16>,
    /// Twilio code of the answer's body.
    pub code: Option<u32>,
    /// Retries made so far: 0 after the first attempt.
    pub retries: u32,
    /// Time waited between attempts so far.
    pub waited: Duration,
    /// What the answer's `Retry-After` says.
    pub retry_after: Option<Duration>,
    /// HTTP method in upper case.
    pub method: &'a str,
    /// The URL, with or without its scheme.
    pub endpoint: &'a str,
    /// The send must not be lost: a passcode, an alert. Verifications always are.
    pub critical: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// It went well.
    Nothing,
    /// Log the whole answer and surface it as a bug or a wrong setting; never again by itself.
    LogAndAlert,
    /// Wait so long, at least, and try again. With `look`, first see whether the create has succeeded all the same.
    Retry {
        /// How long to wait; with random jitter on top where several clients run.
        after: Duration,
        /// A create may have succeeded, and no key protects it.
        look: bool,
    },
    /// Tell whoever is on call: retries are used up.
    Escalate,
    /// Keep it for a person, who sends it again, corrects it, or takes another channel.
    DeadLetter,
}

/// How an endpoint takes an idempotency key, as its SDKs and pages document it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySupport {
    /// None is documented: a key protects nothing.
    None,
    /// As the header `Idempotency-Key`.
    Header,
    /// As a field of the body.
    Field,
}

/// What a good client does after this attempt.
#[must_use]
pub fn decide(attempt: &Attempt<'_>) -> Advice {
    let daily = attempt.code.is_some_and(|code| DAILY.contains(&code));
    match attempt.status {
        Some(..400) => Advice::Nothing,
        Some(429) if !daily => again(attempt, attempt.retry_after, false),
        Some(..500) => given_up(attempt, Advice::LogAndAlert),
        // An API key in the account's place is the caller's mistake, whatever the status says.
        Some(_) if attempt.endpoint.contains("/Accounts/SK") => {
            given_up(attempt, Advice::LogAndAlert)
        }
        _ => again(attempt, None, true),
    }
}

/// Another attempt after the wait that is asked for or the next of 1, 2, 4, 8, 16 s, while both limits allow it.
fn again(attempt: &Attempt<'_>, asked: Option<Duration>, ambiguous: bool) -> Advice {
    let step = Duration::from_secs(1 << attempt.retries.min(MAX_RETRIES));
    let after = asked.unwrap_or(step);
    if attempt.retries >= MAX_RETRIES || attempt.waited.saturating_add(after) > MAX_WAIT {
        return given_up(attempt, Advice::Escalate);
    }
    let create = attempt.method == "POST" && !is_instance(attempt.endpoint);
    // Before a 502 or a 503 nothing was done as a rule; a 500, a 504 and a silence say nothing of it.
    let may_be_done = ambiguous && !matches!(attempt.status, Some(502 | 503));
    let look = create && may_be_done && key_support(attempt.endpoint) == KeySupport::None;
    Advice::Retry { after, look }
}

fn given_up(attempt: &Attempt<'_>, otherwise: Advice) -> Advice {
    let verification = path(attempt.endpoint).ends_with("/Verifications");
    let create = attempt.method == "POST" && !is_instance(attempt.endpoint);
    if create && (attempt.critical || verification) {
        Advice::DeadLetter
    } else {
        otherwise
    }
}

/// Whether the endpoint of a URL documents an idempotency key. Messages and Calls document none.
#[must_use]
pub fn key_support(endpoint: &str) -> KeySupport {
    let host = host(endpoint);
    let path = path(endpoint);
    let path = path.strip_suffix(".json").unwrap_or(path);
    let last = path.rsplit('/').next().unwrap_or("");
    let of_call = path.contains("/Calls/CA")
        && matches!(
            last,
            "Payments" | "UserDefinedMessages" | "UserDefinedMessageSubscriptions"
        );
    if host.starts_with("conversations.") && path.starts_with("/v2/") {
        KeySupport::Header
    } else if of_call || (host.starts_with("voice.") && path.starts_with("/v3/Transcriptions")) {
        KeySupport::Field
    } else {
        KeySupport::None
    }
}

fn bare(endpoint: &str) -> &str {
    endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest)
}

fn host(endpoint: &str) -> &str {
    bare(endpoint).split('/').next().unwrap_or("")
}

fn path(endpoint: &str) -> &str {
    let rest = bare(endpoint);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("");
    path.split(['?', '#']).next().unwrap_or("")
}

/// True when the URL names one thing: its last segment is a SID.
fn is_instance(endpoint: &str) -> bool {
    let last = path(endpoint).rsplit('/').next().unwrap_or("");
    let last = last.strip_suffix(".json").unwrap_or(last);
    let (letters, digits) = last.split_at_checked(2).unwrap_or(("", ""));
    let capitals = !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    capitals && digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json";
    const VERIFY: &str = "https://verify.twilio.com/v2/Services/VA0/Verifications";

    fn after(status: Option<u16>, retries: u32, waited: u64) -> Attempt<'static> {
        Attempt {
            status,
            retries,
            waited: Duration::from_secs(waited),
            method: "POST",
            endpoint: MESSAGES,
            ..Attempt::default()
        }
    }

    fn retry(seconds: u64, look: bool) -> Advice {
        Advice::Retry {
            after: Duration::from_secs(seconds),
            look,
        }
    }

    #[test]
    fn refusals_are_never_sent_again_at_any_attempt() {
        for status in [400, 401, 403, 404, 409] {
            for retries in 0..=6 {
                let attempt = after(Some(status), retries, 0);
                assert_eq!(decide(&attempt), Advice::LogAndAlert, "{status} {retries}");
                let critical = Attempt {
                    critical: true,
                    ..attempt
                };
                assert_eq!(decide(&critical), Advice::DeadLetter, "{status} {retries}");
            }
        }
        assert_eq!(decide(&after(Some(201), 3, 9)), Advice::Nothing);
        assert_eq!(decide(&after(None, 3, 9)), retry(8, true));
    }

    #[test]
    fn outages_back_off_five_times_and_then_somebody_is_told() {
        for (status, look) in [
            (Some(500), true),
            (Some(502), false),
            (Some(503), false),
            (Some(504), true),
            (None, true),
        ] {
            for (retries, seconds) in [1, 2, 4, 8, 16].into_iter().enumerate() {
                let retries = u32::try_from(retries).unwrap();
                let waited = (1 << retries) - 1;
                assert_eq!(
                    decide(&after(status, retries, waited)),
                    retry(seconds, look),
                    "{status:?} {retries}"
                );
            }
            for retries in [5, 6] {
                assert_eq!(
                    decide(&after(status, retries, 31)),
                    Advice::Escalate,
                    "{status:?} {retries}"
                );
            }
        }
    }

    #[test]
    fn a_limit_waits_as_it_is_told_or_backs_off() {
        for (retries, seconds) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16)] {
            assert_eq!(decide(&after(Some(429), retries, 0)), retry(seconds, false));
            let told = Attempt {
                retry_after: Some(Duration::from_secs(7)),
                ..after(Some(429), retries, 0)
            };
            assert_eq!(decide(&told), retry(7, false));
        }
        for retries in [5, 6] {
            assert_eq!(decide(&after(Some(429), retries, 0)), Advice::Escalate);
        }
        for code in DAILY {
            let daily = Attempt {
                code: Some(code),
                ..after(Some(429), 0, 0)
            };
            assert_eq!(decide(&daily), Advice::LogAndAlert, "{code}");
        }
    }

    #[test]
    fn sixty_seconds_of_waiting_are_the_end() {
        for (waited, expected) in [
            (58, retry(2, false)),
            (59, Advice::Escalate),
            (60, Advice::Escalate),
            (61, Advice::Escalate),
        ] {
            assert_eq!(decide(&after(Some(503), 1, waited)), expected, "{waited}");
        }
        let told = |seconds| Attempt {
            retry_after: Some(Duration::from_secs(seconds)),
            ..after(Some(429), 0, 0)
        };
        assert_eq!(decide(&told(60)), retry(60, false));
        assert_eq!(decide(&told(61)), Advice::Escalate);
        assert_eq!(
            decide(&Attempt {
                endpoint: VERIFY,
                ..told(61)
            }),
            Advice::DeadLetter
        );
    }

    #[test]
    fn only_creates_without_a_documented_key_are_looked_up_first() {
        let at = |method: &str, endpoint: &str| {
            let first = after(Some(500), 0, 0);
            decide(&Attempt {
                method,
                endpoint,
                ..first
            })
        };
        let call = "https://api.twilio.com/2010-04-01/Accounts/AC0/Calls/CA00000000000000000000000000000000";
        assert_eq!(at("GET", MESSAGES), retry(1, false));
        assert_eq!(at("POST", &format!("{call}.json")), retry(1, false));
        assert_eq!(
            at("POST", &format!("{call}/Payments.json")),
            retry(1, false)
        );
        assert_eq!(
            at("POST", "https://conversations.twilio.com/v2/Conversations"),
            retry(1, false)
        );
        assert_eq!(
            at("POST", "https://conversations.twilio.com/v1/Conversations"),
            retry(1, true)
        );
        let misplaced = "https://api.twilio.com/2010-04-01/Accounts/SK0/Messages.json";
        assert_eq!(at("POST", misplaced), Advice::LogAndAlert);
        assert_eq!(
            key_support("https://voice.twilio.com/v3/Transcriptions"),
            KeySupport::Field
        );
    }
}
