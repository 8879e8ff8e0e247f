//! The first screen in words: how much failed, who must act, what first; shared by every output for people.

mod brief;
mod caveats;
mod filters;
mod findings;
mod first;
mod names;
mod numbers;
mod refusals;

pub use brief::brief;
pub use caveats::caveats;
pub use filters::widen;
pub use findings::{Finding, account, findings, lead, sentence};
pub use first::{before_pairs, finding, gateway, incident, next, on_the_way, pair_to_see};
pub use names::strongest;
pub use numbers::usual;

use super::contract::Page;
use super::model::{PairRow, Report};
use super::people;
use crate::timestamp::Timestamp;
use std::fmt::Write;

/// Who must act, as people ask it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The caller: request, credentials, permission, reference, rate.
    Yours,
    /// Twilio.
    Twilio,
    /// The way between: no answer, or one that something on the way gave.
    Network,
    /// The recipient or the carrier; rare for calls, named apart so that nobody is blamed in their place.
    Recipient,
    /// Nobody can tell from these logs.
    Unknown,
}

impl Side {
    /// All sides, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Yours,
        Self::Twilio,
        Self::Network,
        Self::Recipient,
        Self::Unknown,
    ];

    /// The side of a fault of the classification.
    pub fn of(fault: Option<&str>) -> Self {
        match fault {
            Some(fault) if fault.starts_with("your_") => Self::Yours,
            Some("twilio" | "twilio_incident") => Self::Twilio,
            Some("network" | "intermediary") => Self::Network,
            Some("recipient" | "carrier") => Self::Recipient,
            _ => Self::Unknown,
        }
    }

    /// Short name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yours => "yours",
            Self::Twilio => "Twilio",
            Self::Network => "network",
            Self::Recipient => "recipient or carrier",
            Self::Unknown => "not told",
        }
    }

    /// What the side stands for, in a few words.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Yours => "Request, credentials, permission or rate: fix on your side",
            Self::Twilio => "Twilio failed: back off, escalate when it lasts",
            Self::Network => "No answer, or one made on the way: check network and proxies",
            Self::Recipient => "The recipient or the carrier refused",
            Self::Unknown => "The logs do not tell whose fault it was",
        }
    }

    /// Name in style sheets.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yours => "yours",
            Self::Twilio => "twilio",
            Self::Network => "network",
            Self::Recipient => "recipient",
            Self::Unknown => "unknown",
        }
    }
}

/// What the run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not one event was found.
    NothingRecognised,
    /// Events were found, and the filters left out every one.
    NothingPassed,
    /// Events, but no API call among them.
    NoCalls,
    /// Calls, none of which failed.
    NothingFailed,
    /// At least one call failed.
    Failed,
}

/// The counts behind the first screen.
#[derive(Debug)]
pub struct Verdict<'a> {
    /// What the run came to.
    pub outcome: Outcome,
    /// Failed calls.
    pub failed: u64,
    /// All calls.
    pub attempts: u64,
    /// Failed calls per side, in the order of [`Side::ALL`].
    pub sides: [(Side, u64); 5],
    /// Pairs of failed calls, most attempts first.
    pub failures: Vec<&'a PairRow>,
}

impl<'a> Verdict<'a> {
    /// Judges a report.
    pub fn of(report: &'a Report) -> Self {
        let mut failures: Vec<&PairRow> = report.pairs.iter().filter(|pair| failed(pair)).collect();
        failures.sort_by_key(|pair| std::cmp::Reverse(pair.attempts));
        let sides = Side::ALL.map(|side| {
            let rows = failures.iter().filter(|pair| Side::of(pair.fault) == side);
            (side, rows.map(|pair| pair.attempts).sum())
        });
        let totals = &report.totals;
        let failed = totals.classes.failures();
        let outcome = match (totals.attempts, failed) {
            _ if nothing_passed(report) => Outcome::NothingPassed,
            (0, _) if totals.webhook + totals.delivery == 0 => Outcome::NothingRecognised,
            (0, _) => Outcome::NoCalls,
            (_, 0) => Outcome::NothingFailed,
            _ => Outcome::Failed,
        };
        Self {
            outcome,
            failed,
            attempts: totals.attempts,
            sides,
            failures,
        }
    }

    /// The verdict in one clause, without the period.
    pub fn headline(&self, report: &Report) -> String {
        let calls = people::counted(self.attempts, "call", "calls");
        let untold = report.totals.classes.unknown;
        let untold = match untold {
            0 => String::new(),
            _ => format!(", outcome of {} not told", people::grouped(untold)),
        };
        match self.outcome {
            Outcome::NothingRecognised => "no Twilio traffic was recognised".into(),
            Outcome::NothingPassed => format!(
                "nothing passed the filters: {} left out",
                people::counted(
                    report.coverage.account.filtered,
                    "line with an outcome was",
                    "lines with outcomes were",
                )
            ),
            Outcome::NoCalls => "no calls to Twilio's API were recognised".into(),
            Outcome::NothingFailed if report.totals.classes.unknown == self.attempts => {
                format!("the outcome of {calls} is not told: whether any failed is unknown")
            }
            Outcome::NothingFailed => format!("nothing failed: {calls}{untold}"),
            Outcome::Failed => {
                let share = people::share(self.failed, self.attempts);
                format!(
                    "{} of {calls} failed ({share}){untold}",
                    people::grouped(self.failed)
                )
            }
        }
    }

    /// Sides that people are told of: four always, the fifth when it has a count.
    pub fn told(&self) -> impl Iterator<Item = (Side, u64)> + '_ {
        self.sides
            .iter()
            .copied()
            .filter(|(side, count)| *side != Side::Recipient || *count > 0)
    }
}

/// True for a pair of failed API calls; webhooks and deliveries are told apart.
fn failed(pair: &PairRow) -> bool {
    pair.kind == "api_call" && matches!(pair.class, Some("4xx" | "5xx" | "no_response"))
}

/// True when there were events and the filters left out every one of them.
fn nothing_passed(report: &Report) -> bool {
    let totals = &report.totals;
    totals.attempts + totals.webhook + totals.delivery == 0 && report.coverage.account.filtered > 0
}

/// The period of the report with its zone, from the minute of the first event to that of the last: `2026-11-01 00:00 – 18:20 UTC`.
pub fn period(page: &Page<'_>) -> Option<String> {
    let period = &page.report.period;
    // The end is the first second without an event.
    let end = Timestamp::parse(period.end.as_deref()?)?.seconds() - 1;
    let end = Timestamp::from_seconds(end)?.rfc3339();
    let span = people::span(period.start.as_deref(), Some(&end), page.zone)?;
    Some(format!("{span} {}", page.zone.name()))
}

/// Status and code of a pair: `400/21211`, `503`, `code 20003`, `no answer`.
pub fn pair(row: &PairRow) -> String {
    match (row.http_status, row.twilio_code) {
        (Some(status), Some(code)) => format!("{status}/{code}"),
        (Some(status), None) => status.to_string(),
        (None, Some(code)) => format!("code {code}"),
        (None, None) if row.class == Some("no_response") => "no answer".into(),
        (None, None) => "no status".into(),
    }
}

/// The fault in words: `your request`, `Twilio incident`.
pub fn fault(row: &PairRow) -> String {
    row.fault.map_or_else(
        || "–".into(),
        |fault| fault.replace('_', " ").replace("twilio", "Twilio"),
    )
}

/// What to do next: the action, else what a client may do, else where to read on.
pub fn advice(row: &PairRow) -> String {
    match (&row.action, retry(row)) {
        (Some(action), _) if !action.trim().is_empty() => action.clone(),
        (_, Some(retry)) => retry.into(),
        _ => "read the samples of this row and the page of the code".into(),
    }
}

/// The first sentence of the advice, which says what to do; the others say why.
pub fn first_sentence(advice: &str) -> &str {
    advice
        .split_once(". ")
        .map_or(advice, |(first, _)| &advice[..=first.len()])
}

/// What a client may do by itself, in words.
pub fn retry(row: &PairRow) -> Option<&'static str> {
    Some(match row.retry? {
        "never" => "do not retry",
        "backoff" => "retry with backoff",
        "after_delay" => "retry after the given delay",
        "not_now" => "do not retry now",
        _ => return None,
    })
}

/// What to type for more on a pair; only numbers stand in it.
pub fn explain(row: &PairRow) -> Option<String> {
    match (row.http_status, row.twilio_code) {
        (Some(status), Some(code)) => Some(format!("faultlens explain {status} {code}")),
        (Some(one), None) => Some(format!("faultlens explain {one}")),
        (None, Some(one)) => Some(format!("faultlens explain {one}")),
        (None, None) => None,
    }
}

/// Where the lines went, in one sentence.
pub fn coverage(report: &Report) -> String {
    let counts = &report.coverage;
    let mut out = format!(
        "read {}, {}: {} with outcomes, {} other, {} malformed",
        people::size(counts.bytes),
        people::counted(counts.lines, "line", "lines"),
        people::grouped(counts.account.event_lines),
        people::grouped(counts.account.other + counts.account.blank),
        people::grouped(counts.account.malformed),
    );
    for (count, name) in [
        (counts.account.oversized, "oversized"),
        (counts.account.filtered, "filtered out"),
    ] {
        if count > 0 {
            let _ = write!(out, ", {} {name}", people::grouped(count));
        }
    }
    // A sentence of its own, which is left out where it has no room.
    if counts.account.other > 0 {
        out.push_str(". What is not read, and names Twilio: faultlens formats --test");
    }
    out
}
