//! How the client behaved, in words: what the retry audit says, for every output for people.

use super::contract::Page;
use super::model::retries::{RetriesRow, VerdictRow};
use super::people;
use crate::timestamp::Zone;
use std::fmt::Write;

mod notes;
mod quiet;
mod replay;
mod section;
mod titles;

pub use quiet::Quiet;
pub use section::markdown;

/// How many places a verdict names.
const PLACES: usize = 3;

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

/// The section of a page; `None` without an audit, or without an attempt.
pub fn of(page: &Page<'_>) -> Option<Behaviour> {
    let report = page.report;
    of_audit(
        report.retries.as_ref()?,
        !report.incidents.is_empty(),
        page.zone,
    )
}

/// As [`of`], of an audit alone, where an incident is told or not; times are in the zone.
pub fn of_audit(retries: &RetriesRow, incident: bool, zone: Zone) -> Option<Behaviour> {
    // Where all were left out, that is told.
    if retries.totals.attempts == 0 && retries.dropped_attempts.is_none_or(|dropped| dropped == 0) {
        return None;
    }
    let told: Vec<Told> = retries.verdicts.iter().map(told).collect();
    let bad = |told: &Told| matches!(told.severity, "critical" | "error" | "warning");
    Some(Behaviour {
        headline: headline(retries),
        good: !told.iter().any(bad),
        quiet: quiet::quiet(retries),
        notes: notes::of(retries, incident, zone),
        what_if: replay::what_if(retries),
        told,
    })
}

fn headline(retries: &RetriesRow) -> String {
    let totals = &retries.totals;
    if let Some((one_in, dropped)) = retries.sampled_one_in.zip(retries.dropped_attempts) {
        return format!(
            "{} of {} looked at, those of one request in {}: the audit's memory was full",
            people::grouped(totals.attempts),
            people::counted(totals.attempts + dropped, "attempt", "attempts"),
            people::grouped(one_in)
        );
    }
    let attempts = people::counted(totals.attempts, "attempt", "attempts");
    let Some((requests, ratio)) = totals.requests.zip(totals.amplification_permille) else {
        return format!("{attempts}; which of them belong to one request is not known");
    };
    let requests = people::counted(requests, "request", "requests");
    let mut out = if retries.more.requests_known {
        format!(
            "{attempts} for {requests} ({}.{:02} per request)",
            ratio / 1000,
            ratio % 1000 / 10
        )
    } else {
        format!("{attempts}, counted as {requests}: most that failed name nothing of theirs")
    };
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
    let events = titles::events(row.verdict, row.events);
    if let Some(events) = events.filter(|_| row.chains > 0 && row.events != row.chains) {
        let _ = write!(count, " ({events})");
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
        title: titles::title(row.verdict),
        count,
        // The marks of code are Markdown's, and stood on the other outputs as they are.
        advice: people::sentence(row.advice).replace('`', ""),
        places: samples.chain(scopes).take(PLACES).collect(),
    }
}
