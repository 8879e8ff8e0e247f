//! Findings of the analyses in words: what happened, when, on which resources, how sure, and what to do.

use super::names::{affected, joined, steady};
use super::refusals;
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::incident::{EvidenceRow, FindingRow};
use crate::report::people;
use crate::timestamp::Zone;

/// The longest name of a resource in a sentence, in characters.
const NAME: usize = 60;

/// A finding in words and numbers, ready to print.
#[derive(Debug, serde::Serialize)]
pub struct Finding {
    /// `Twilio incident`, `fault of one resource` …
    pub verdict: String,
    /// From when to when.
    pub span: String,
    /// Affected resources, joined.
    pub resources: String,
    /// `high (0.81)`.
    pub confidence: String,
    /// What happened.
    pub lead: String,
    /// What to know and to do besides.
    pub rest: String,
    /// The numbers behind it, a line each.
    pub numbers: Vec<String>,
}

/// The findings of a page in words.
pub fn findings(rows: &[FindingRow], page: &Page<'_>) -> Vec<Finding> {
    rows.iter().map(|row| finding(row, page)).collect()
}

fn finding(row: &FindingRow, page: &Page<'_>) -> Finding {
    let zone = page.zone;
    Finding {
        verdict: head(row),
        span: span(row, zone),
        resources: row.resources.join(", "),
        confidence: format!("{} ({:.2})", row.level, row.confidence),
        lead: lead(row, zone),
        rest: rest(row, zone).join(" "),
        numbers: super::numbers::lines(row, &page.report.detection, zone),
    }
}

/// The whole finding in words.
pub fn sentence(row: &FindingRow, zone: Zone) -> String {
    let parts: Vec<String> = std::iter::once(lead(row, zone))
        .chain(rest(row, zone))
        .collect();
    parts.join(" ")
}

/// What happened and what is known of it, without what to do at the time: for whoever looks back.
pub fn account(row: &FindingRow, zone: Zone) -> String {
    let mut out = vec![lead(row, zone)];
    match row.verdict {
        "twilio_incident" => {
            out.extend(futile(row));
            out.extend(row.status_page.as_ref().map(|_| page(row, zone)));
        }
        "resource_fault" if coded(row) => {
            out.push("Its answers carried Twilio's own codes.".to_owned());
        }
        "gateway_fault" if row.soft => out.push(
            "Twilio's own application gives none of these; an outage of Twilio's edge that shows only as time-outs looks \
             the same."
                .to_owned(),
        ),
        _ => {}
    }
    out.extend(gaps(row, zone));
    out.join(" ")
}

/// What people call the verdict.
pub(super) fn head(row: &FindingRow) -> String {
    match row.verdict {
        "twilio_incident" => "Twilio incident",
        "resource_fault" => "Fault of one resource",
        "gateway_fault" if row.soft => "Gateway, network, or Twilio's edge",
        "gateway_fault" => "Gateway fault on your side",
        "client_errors" => "Refused requests",
        "retry_storm" => "Retry storm",
        _ => "Traffic surge",
    }
    .to_owned()
}

/// `2026-03-02 01:40 – 02:00 UTC`.
pub(super) fn span(row: &FindingRow, zone: Zone) -> String {
    let span = people::span(Some(&row.start), Some(&row.end), zone);
    format!("{} {}", span.unwrap_or_else(|| "–".into()), zone.name())
}

/// What happened, in one sentence that names verdict, confidence, resources and time.
pub fn lead(row: &FindingRow, zone: Zone) -> String {
    let (head, sure, when) = (head(row), row.level, span(row, zone));
    let names = affected(row);
    let all = joined(&names);
    match row.verdict {
        "twilio_incident" => {
            let worst = joined(names.get(..2).unwrap_or(&names));
            let others = names.get(2..).unwrap_or_default();
            let too = if others.is_empty() {
                String::new()
            } else {
                format!("; {} too", joined(others))
            };
            let steady = steady(row, "; ");
            format!("{head}, {sure} confidence: {worst} failed together {when}{too}{steady}.")
        }
        "resource_fault" => {
            let steady = steady(row, " while ");
            format!("{head}, {sure} confidence: {all} failed {when}{steady}.")
        }
        "gateway_fault" if row.soft => format!(
            "{head}, {sure} confidence: {all} failed {when} with nothing but 502, 504 and time-outs."
        ),
        "gateway_fault" => {
            format!("{head}, {sure} confidence: calls to {all} did not reach Twilio {when}.")
        }
        "client_errors" => refusals::lead(row, &head, &all, &when),
        "retry_storm" => {
            let requests: u64 = row.evidence.iter().map(|one| one.failed.max(1)).sum();
            let attempts: u64 = row.evidence.iter().map(|one| one.attempts).sum();
            let requests = people::counted(requests, "request", "requests");
            let attempts = people::counted(attempts, "time", "times");
            format!("{head}: {requests} to {all} failed {attempts} {when}.")
        }
        _ => format!(
            "{head}: {all} had far more calls than usual {when}{}.",
            failing(row)
        ),
    }
}

/// How many of a surge's calls failed, beside what is usual at other times.
fn failing(row: &FindingRow) -> String {
    let failed: u64 = row.evidence.iter().map(|one| one.failed).sum();
    let requests = row.evidence.iter().filter_map(|one| one.requests);
    let requests: u64 = requests.sum();
    let share = people::share(failed, requests);
    let counts = format!(
        "; {} of {} ({share}) failed",
        people::grouped(failed),
        people::grouped(requests)
    );
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let expected = |one: &EvidenceRow| Some(one.baseline? * one.requests? as f64);
    let Some(expected) = row.evidence.iter().map(expected).sum::<Option<f64>>() else {
        return counts;
    };
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let (failed, requests) = (failed as f64, requests.max(1) as f64);
    // Twice the spread of so many failures by chance, and one.
    if failed <= expected + 2.0 * expected.sqrt() + 1.0 {
        return ", failing no more often than at other times".into();
    }
    let usual = super::numbers::percent(expected / requests);
    format!("{counts}, at other times {usual}")
}

/// What to know and to do, a sentence each.
pub(super) fn rest(row: &FindingRow, zone: Zone) -> Vec<String> {
    let mut out = Vec::new();
    match row.verdict {
        "twilio_incident" => {
            out.push(retries(row));
            out.push(page(row, zone));
        }
        "resource_fault" => {
            out.push(
                if row.untold_failures > 0 {
                    "Look at the failed calls of that time that name no resource: if they were of another, this is no fault of \
                     one alone."
                } else if coded(row) {
                    "Its answers carried Twilio's own codes, so Twilio may be the cause, but one resource alone is no incident."
                } else {
                    "One resource alone is no incident: look at what changed on this path."
                }
                .into(),
            );
        }
        "gateway_fault" if row.soft => out.push(
            "Twilio's own application gives none of these: look at your proxy and network first. An outage of Twilio's \
             edge that shows only as time-outs looks the same: compare status.twilio.com."
                .into(),
        ),
        "gateway_fault" => out.push("Check proxy, DNS, firewall and TLS on the way out.".into()),
        "client_errors" => out.push(refusals::advice(row).into()),
        "retry_storm" => out.push("Stop the loop that repeats them, and back off between attempts.".into()),
        _ => out.push("More calls alone are no incident; watch your rate limits.".into()),
    }
    out.extend(gaps(row, zone));
    out
}

/// True where some answer carries a code, which only Twilio gives.
fn coded(row: &FindingRow) -> bool {
    let mut told = row.evidence.iter().flat_map(|one| &one.statuses);
    told.any(|status| status.twilio_code.is_some())
}

/// When the logs say nothing.
fn gaps(row: &FindingRow, zone: Zone) -> Option<String> {
    if row.gaps.is_empty() {
        return None;
    }
    let gaps = row
        .gaps
        .iter()
        .filter_map(|gap| people::span(Some(&gap.start), Some(&gap.end), zone));
    let gaps: Vec<String> = gaps.collect();
    Some(format!("The logs have no record {}.", joined(&gaps)))
}

/// What retrying was good for, as far as attempts per request tell.
fn retries(row: &FindingRow) -> String {
    futile(row).unwrap_or_else(|| "Hold the queue rather than retry at once.".into())
}

/// That retrying was in vain, where requests failed twice or more often each.
fn futile(row: &FindingRow) -> Option<String> {
    let attempts: u64 = row.evidence.iter().map(|one| one.attempts).sum();
    let failed: u64 = row.evidence.iter().map(|one| one.failed).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let each = attempts as f64 / failed.max(1) as f64;
    (each >= 2.0)
        .then(|| format!("Retrying was futile: each failing request failed {each:.1} times."))
}

/// What the status page says, or that it should be asked.
pub(super) fn page(row: &FindingRow, zone: Zone) -> String {
    let Some(page) = &row.status_page else {
        return "Check status.twilio.com for this time.".into();
    };
    let Some(name) = &page.name else {
        return "Twilio's status page is silent on it.".into();
    };
    let name = escape::line(name, NAME);
    let late = match page.minutes_later.unwrap_or(0) {
        0 => "at the same time".into(),
        minutes if minutes > 0 => format!("{minutes} min later"),
        minutes => format!("{} min earlier", -minutes),
    };
    let when = page
        .start
        .as_deref()
        .and_then(|start| people::minute(start, zone));
    format!(
        "Twilio's status page confirms it: “{name}”, from {}, {late}.",
        when.unwrap_or_else(|| "an unknown time".into())
    )
}
