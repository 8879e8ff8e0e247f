//! How the client behaved, in words: what the retry audit says, for every output for people.

use super::model::Report;
use super::model::retries::{RetriesRow, VerdictRow};
use super::people;
use crate::analysis::audit::verdict::TABLE;
use std::fmt::{self, Write};

mod notes;

/// How many places a verdict names.
const PLACES: usize = 3;

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

/// A verdict as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `critical`, `error`, `warning`, `notice` or `good`.
    pub severity: &'static str,
    /// Its name in the JSON report and for `--fail-on`.
    pub name: &'static str,
    /// What it says.
    pub title: &'static str,
    /// How many requests, or how often.
    pub count: String,
    /// What to do about it.
    pub advice: String,
    /// The worst, as file and line.
    pub places: Vec<String>,
}

/// The whole section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behaviour {
    /// Attempts, requests, and how they ended.
    pub headline: String,
    /// Whether what is good outweighs: nothing but good verdicts and notices.
    pub good: bool,
    /// By severity.
    pub told: Vec<Told>,
    /// The checks that found nothing.
    pub quiet: Quiet,
    /// Duplicates, dead letters, what could not be judged, what was left out: whole sentences.
    pub notes: Vec<String>,
    /// What the reference policy would have done, and the model behind the numbers.
    pub what_if: Option<String>,
}

/// The section of a report; `None` without an audit, or without an attempt.
pub fn of(report: &Report) -> Option<Behaviour> {
    let retries = report.retries.as_ref();
    let retries = retries.filter(|retries| retries.totals.attempts > 0)?;
    let told: Vec<Told> = retries.verdicts.iter().map(told).collect();
    let bad = |told: &Told| matches!(told.severity, "critical" | "error" | "warning");
    Some(Behaviour {
        headline: headline(retries),
        good: !told.iter().any(bad),
        quiet: quiet(retries),
        notes: notes::of(report, retries),
        what_if: what_if(retries),
        told,
    })
}

fn title(name: &str) -> &'static str {
    let row = TITLES.iter().find(|(known, _)| *known == name);
    row.map_or("", |(_, title)| title)
}

fn headline(retries: &RetriesRow) -> String {
    let totals = &retries.totals;
    let attempts = people::counted(totals.attempts, "attempt", "attempts");
    let Some((requests, ratio)) = totals.requests.zip(totals.amplification_permille) else {
        return format!("{attempts}; which of them belong to one request is not known");
    };
    let requests = people::counted(requests, "request", "requests");
    let mut out = format!(
        "{attempts} for {requests} ({}.{:02} per request)",
        ratio / 1000,
        ratio % 1000 / 10
    );
    if totals.retried_requests > 0 {
        let _ = write!(
            out,
            "; {} sent more than once, {} of them recovered",
            people::grouped(totals.retried_requests),
            people::grouped(totals.recovered)
        );
    }
    if totals.failed_at_last > 0 {
        let _ = write!(
            out,
            "; {} failed at last",
            people::grouped(totals.failed_at_last)
        );
    }
    out
}

fn told(row: &VerdictRow) -> Told {
    let mut count = if row.chains > 0 {
        people::counted(row.chains, "request", "requests")
    } else {
        let all = row.scopes.iter().map(|scope| scope.count).sum();
        people::counted(all, "attempt", "attempts")
    };
    if row.events > row.chains && row.chains > 0 {
        let _ = write!(count, " ({} in all)", people::grouped(row.events));
    }
    let samples = row
        .samples
        .iter()
        .map(|sample| format!("{}:{}", sample.source, sample.line));
    let scopes = row.scopes.iter().flat_map(|scope| &scope.lines);
    let scopes = scopes.map(|place| format!("{}:{}", place.source, place.line));
    Told {
        severity: row.severity,
        name: row.verdict,
        title: title(row.verdict),
        count,
        advice: people::sentence(row.advice),
        places: samples.chain(scopes).take(PLACES).collect(),
    }
}

/// The checks that found nothing, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    /// What it means.
    pub lead: &'static str,
    /// Their titles; none when every check found something.
    pub checks: Vec<&'static str>,
}

impl fmt::Display for Quiet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.checks.is_empty() { "" } else { ": " };
        write!(out, "{}{colon}{}", self.lead, self.checks.join("; "))
    }
}

/// Silence is only told where it means something.
fn quiet(retries: &RetriesRow) -> Quiet {
    let silent = TABLE.iter().filter(|(_, name, ..)| !retries.found(name));
    let checks: Vec<&str> = silent.map(|(_, name, ..)| title(name)).collect();
    let lead = if checks.is_empty() {
        "Every check found something"
    } else if retries.totals.requests.is_some() {
        "Checked, and not found"
    } else {
        "Not found, or not assessable from these fields"
    };
    Quiet { lead, checks }
}

fn what_if(retries: &RetriesRow) -> Option<String> {
    let model = &retries.what_if;
    if model.candidates + model.futile_calls + model.held_in_incident == 0 {
        return None;
    }
    let mut out = String::from("With the reference policy ");
    if model.candidates > 0 {
        let range = if model.recoverable_low == model.recoverable_high {
            people::grouped(model.recoverable_high)
        } else {
            format!(
                "{} to {}",
                people::grouped(model.recoverable_low),
                people::grouped(model.recoverable_high)
            )
        };
        let _ = write!(
            out,
            "{range} of {} with retries left would have gone well, for up to {}, and ",
            people::counted(model.candidates, "failed request", "failed requests"),
            people::counted(model.extra_calls_high, "more call", "more calls")
        );
    }
    let _ = write!(
        out,
        "{} would not have been made",
        people::counted(model.futile_calls, "failed call", "failed calls")
    );
    if model.futile_that_succeeded > 0 {
        let _ = write!(
            out,
            " (nor {} that went well all the same)",
            people::grouped(model.futile_that_succeeded)
        );
    }
    out.push_str(
        ". The model, not a promise: low, one more retry succeeds as often as retries after a real wait did; \
         high, each retry left (1, 2, 4, 8, 16 s) succeeds as often as first attempts of that resource in that minute",
    );
    Some(out)
}

#[cfg(test)]
mod tests;
