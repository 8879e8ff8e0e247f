//! What the audit says beside its verdicts: what was left out, duplicates, dead letters, what
//! could not be judged, each a whole sentence.

use super::people;
use crate::report::model::retries::{DuplicateRow, RetriesRow, StretchRow};
use crate::timestamp::{Timestamp, Zone};

/// The sentences that have something to say.
pub(super) fn of(retries: &RetriesRow, incident: bool, zone: Zone) -> Vec<String> {
    let all = [
        unknown_incident(incident, retries),
        left_out(retries),
        load(retries, zone),
        duplicates(retries),
        letters(retries),
        unsure(retries),
    ];
    all.into_iter().flatten().collect()
}

/// Where an incident is told that the checks could not take into account, they would advise against what is said of it.
fn unknown_incident(incident: bool, retries: &RetriesRow) -> Option<String> {
    let unknown = incident && retries.incidents_used == 0 && !retries.verdicts.is_empty();
    unknown.then(|| {
        "These checks do not know the incident, as its failures do not tell their requests: do not retry its calls, hold \
         their queue"
            .to_owned()
    })
}

/// When retries added most to the load.
fn load(retries: &RetriesRow, zone: Zone) -> Option<String> {
    let ratio = |row: &StretchRow| row.attempts * 1000 / row.requests.max(1);
    let busy = |row: &&StretchRow| row.requests >= BUSY;
    let row = retries
        .over_time
        .iter()
        .filter(busy)
        .max_by_key(|row| (ratio(row), std::cmp::Reverse(row.start)))?;
    let start = zone.local(Timestamp::from_seconds(row.start)?);
    let zone = zone.name();
    (ratio(row) > 1000 && retries.over_time.len() > 1).then(|| {
        format!(
            "Retries added most in the {} from {start} {zone}: {}.{:02} attempts per request",
            people::length(row.length),
            ratio(row) / 1000,
            ratio(row) % 1000 / 10
        )
    })
}

/// With fewer requests a stretch of time says nothing.
const BUSY: u64 = 5;

fn left_out(retries: &RetriesRow) -> Option<String> {
    let dropped = retries.sampled_one_in.and(retries.dropped_attempts)?;
    Some(format!(
        "{} left out; raise --retry-memory to look at all",
        people::counted(dropped, "attempt was", "attempts were")
    ))
}

fn duplicates(retries: &RetriesRow) -> Option<String> {
    let all = retries.duplicates.len() as u64;
    let certain = retries
        .duplicates
        .iter()
        .filter(|row| row.kind == "confirmed");
    let certain = certain.count() as u64;
    let guarded = retries.duplicates_guarded;
    let safe = match guarded {
        0 => String::new(),
        _ => format!(
            "; {} more under a key that the endpoint honours",
            people::grouped(guarded)
        ),
    };
    match (all, guarded) {
        (0, 0) => None,
        (0, _) => Some(format!(
            "{} repeated under a key that the endpoint honours: no duplicate",
            people::counted(guarded, "create was", "creates were")
        )),
        _ => Some(format!(
            "{}: {}{safe}",
            twice(certain, all - certain),
            places(retries)
        )),
    }
}

/// How many creates exist twice, and how many may.
fn twice(certain: u64, possible: u64) -> String {
    let exist = if certain == 1 { "exists" } else { "exist" };
    let known = people::counted(certain, "create", "creates");
    match (certain, possible) {
        (0, _) => format!(
            "{} may exist twice",
            people::counted(possible, "create", "creates")
        ),
        (_, 0) => format!("{known} certainly {exist} twice"),
        _ => format!(
            "{known} certainly {exist} twice, and {} more may",
            people::grouped(possible)
        ),
    }
}

/// How many creates of the ledger are named; the JSON report has all.
const NAMED: usize = 3;

/// The worst of the ledger, with what protects them: those that certainly exist twice first.
fn places(retries: &RetriesRow) -> String {
    let mut rows: Vec<&DuplicateRow> = retries.duplicates.iter().collect();
    rows.sort_by_key(|row| (row.kind != "confirmed", row.protection == "not_honoured"));
    let place = |row: &&DuplicateRow| {
        let lines = row.lines.iter().take(3);
        let lines: Vec<String> = lines.map(|place| place.line.to_string()).collect();
        let source = row.lines.first().map_or("", |place| place.source.as_str());
        let kept = match row.protection {
            "none" => "no key",
            "honoured" => "a key that the endpoint honours",
            _ => "a key that the endpoint does not honour",
        };
        let changed = if row.key_changed { ", changed" } else { "" };
        format!(
            "{source}:{} ({}, {kept}{changed})",
            lines.join(","),
            row.kind
        )
    };
    let mut parts: Vec<String> = rows.iter().take(NAMED).map(place).collect();
    let more = rows.len().saturating_sub(NAMED);
    if more > 0 {
        parts.push(format!(
            "{} more in the JSON report",
            people::grouped(more as u64)
        ));
    }
    parts.join(", ")
}

fn letters(retries: &RetriesRow) -> Option<String> {
    if retries.dead_letters.is_empty() {
        return None;
    }
    let actions = [
        ("retry_as_is", "to send again as they are"),
        ("look_then_retry", "to look up first"),
        ("fix_and_retry", "to correct first"),
        ("other_channel", "to reach by another channel"),
    ];
    let count = |action: &str| {
        let rows = retries.dead_letters.iter();
        rows.filter(|row| row.action == action).count() as u64
    };
    let parts: Vec<String> = actions
        .iter()
        .map(|(action, what)| (count(action), what))
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", people::grouped(count)))
        .collect();
    let all = retries.dead_letters.len() as u64;
    Some(format!(
        "{} failed for good: {}; --dead-letters FILE lists them",
        people::counted(all, "critical send", "critical sends"),
        parts.join(", ")
    ))
}

fn unsure(retries: &RetriesRow) -> Option<String> {
    let notes = &retries.totals.not_assessable;
    let all = [
        (
            notes.not_retried,
            "failure of which a retry could not have been seen",
            "failures of which a retry could not have been seen",
        ),
        (
            notes.no_payload_identity,
            "failed create whose payload is not logged",
            "failed creates whose payload is not logged",
        ),
        (
            notes.ambiguous_parallel,
            "failure that shares an id with other requests",
            "failures that share an id with other requests",
        ),
        (
            notes.shared_or_polled_url,
            "failure on a URL that is read again and again",
            "failures on URLs that are read again and again",
        ),
        (
            notes.escalation,
            "exhausted request whose escalation could not have been seen",
            "exhausted requests whose escalation could not have been seen",
        ),
        (
            notes.missing_attempts,
            "attempt that the numbers say is missing",
            "attempts that the numbers say are missing",
        ),
    ];
    let parts: Vec<String> = all
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| people::counted(*count, one, many))
        .collect();
    (!parts.is_empty()).then(|| format!("Not assessable: {}", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_is_told_apart_from_what_may_be() {
        for (certain, possible, told) in [
            (0, 1, "1 create may exist twice"),
            (1, 0, "1 create certainly exists twice"),
            (2, 35, "2 creates certainly exist twice, and 35 more may"),
        ] {
            assert_eq!(twice(certain, possible), told);
        }
    }
}
