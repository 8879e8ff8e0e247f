//! The index of reports that stand in folders beside each other: one line each, with its verdict.

use super::saved::Saved;
use super::verdict::Side;
use super::{document, people};
use crate::error::Result;
use crate::timestamp::{Timestamp, Zone};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write;

/// By this a page is known as an index that may be written anew.
const MARK: &str = "<meta name=\"generator\" content=\"faultlens index\">";

/// One report.
#[derive(Debug)]
pub struct Entry {
    /// Its folder below that of the index, with `/` between the parts.
    pub folder: String,
    /// True when it has a page to link to.
    pub page: bool,
    /// The report.
    pub report: Saved,
}

/// What the template sees.
#[derive(Serialize)]
struct View {
    zone: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    link: Option<String>,
    span: String,
    verdict: String,
    incident: bool,
    failed: String,
    calls: String,
    share: String,
    sides: String,
}

/// True when these first bytes of a file are those of an index.
#[must_use]
pub fn is_index(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).contains(MARK)
}

/// The page; entries stand in the order given.
///
/// # Errors
/// When the page cannot be made, which would be a fault of this program.
pub fn page(entries: &[Entry], zone: Zone) -> Result<String> {
    // A report is told in the zone that it was made in, whoever writes the index.
    let of = |entry: &Entry| Zone::named(&entry.report.period.timezone).unwrap_or(zone);
    let zones: BTreeSet<&str> = entries.iter().map(|entry| of(entry).name()).collect();
    let several = zones.len() > 1;
    let view = View {
        zone: match zones.first() {
            _ if several => "the zone of each report".to_owned(),
            Some(one) => (*one).to_owned(),
            None => zone.name().to_owned(),
        },
        rows: entries
            .iter()
            .map(|entry| row(entry, of(entry), several))
            .collect(),
    };
    document::html("index.html", include_str!("templates/index.html"), view)
}

fn row(entry: &Entry, zone: Zone, named: bool) -> Row {
    let report = &entry.report;
    let period = &report.period;
    let (failed, calls) = (report.totals.failures(), report.totals.attempts);
    let end = period.end.as_deref().and_then(last);
    let span = people::span(period.start.as_deref(), end.as_deref(), zone);
    let zone_name = if named {
        format!(" {}", zone.name())
    } else {
        String::new()
    };
    Row {
        name: entry.folder.clone(),
        link: entry.page.then(|| address(&entry.folder)),
        span: span.map_or_else(|| "–".into(), |span| span + &zone_name),
        verdict: verdict(report, zone),
        incident: !report.incidents.is_empty(),
        failed: people::grouped(failed),
        calls: people::grouped(calls),
        share: people::share(failed, calls),
        sides: sides(report),
    }
}

/// The last second with an event; a period ends with the first one without.
fn last(end: &str) -> Option<String> {
    let last = Timestamp::parse(end)?.seconds() - 1;
    Timestamp::from_seconds(last).map(Timestamp::rfc3339)
}

/// What the day came to.
fn verdict(report: &Saved, zone: Zone) -> String {
    let sure = |level: &str| {
        ["low", "medium", "high"]
            .iter()
            .position(|one| *one == level)
    };
    let incidents = &report.incidents;
    let surest = incidents.iter().rev().max_by_key(|row| sure(&row.level));
    let mut out = match (surest, report.totals.attempts) {
        (Some(row), _) => {
            let from = people::minute(&row.start, zone).unwrap_or_default();
            let count = people::counted(
                incidents.len() as u64,
                "Twilio incident",
                "Twilio incidents",
            );
            format!("{count}, {} confidence, from {from}", row.level)
        }
        (None, 0) => "No calls".into(),
        (None, _) if report.totals.failures() == 0 => "Nothing failed".into(),
        (None, _) => "No incident".into(),
    };
    let found = report.findings.len() as u64;
    if found > 0 {
        let _ = write!(
            out,
            "; {}",
            people::counted(found, "other finding", "other findings")
        );
    }
    if !report.complete {
        out.push_str("; interrupted");
    }
    out
}

/// Who must act, by failed calls.
fn sides(report: &Saved) -> String {
    let count = |side: Side| {
        let rows = report
            .failed()
            .filter(|(fault, _)| Side::of(*fault) == side);
        rows.map(|(_, count)| count).sum::<u64>()
    };
    let told = Side::ALL.into_iter().map(|side| (side, count(side)));
    let told = told.filter(|(_, count)| *count > 0);
    let parts: Vec<String> = told
        .map(|(side, count)| format!("{}\u{a0}{}", side.label(), people::grouped(count)))
        .collect();
    parts.join(", ")
}

/// The address of a report's page, whatever the folder is called.
fn address(folder: &str) -> String {
    let mut out = String::from("./");
    for byte in folder.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out + "/report.html"
}
