//! What comes before any pair: the finding to act on first, and what to do about it.

use super::{Verdict, advice, brief, findings};
use crate::report::model::incident::FindingRow;
use crate::report::model::{PairRow, Report};
use crate::report::people;
use crate::timestamp::Zone;

/// The incident to tell first: the surest, of equals the earliest.
pub fn incident(report: &Report) -> Option<&FindingRow> {
    surest(report.incidents.iter())
}

/// The finding that is no incident to look into first: the surest, of equals the earliest.
pub fn finding(report: &Report) -> Option<&FindingRow> {
    surest(report.findings.iter())
}

/// The fault on the way to Twilio that is told with whose fault the failures are: the surest that is highly likely.
pub fn gateway(report: &Report) -> Option<&FindingRow> {
    let rows = report.findings.iter();
    surest(rows.filter(|row| row.verdict == "gateway_fault" && row.level == "high"))
}

fn surest<'r>(rows: impl DoubleEndedIterator<Item = &'r FindingRow>) -> Option<&'r FindingRow> {
    rows.rev()
        .max_by(|one, other| one.confidence.total_cmp(&other.confidence))
}

/// How many failures that fault on the way took, and what to do about it: their pairs alone may seem to be Twilio's.
pub fn on_the_way(report: &Report, zone: Zone) -> Option<String> {
    let row = gateway(report)?;
    let attempts: u64 = row.evidence.iter().map(|one| one.attempts).sum();
    let attempts = people::grouped(attempts);
    Some(format!("of these, {attempts}: {}", brief(row, zone)))
}

/// What to do before any pair is looked at: about an incident, else about a fault on the way.
pub fn before_pairs(report: &Report, zone: Zone) -> Option<String> {
    if let Some(row) = incident(report) {
        let page = findings::page(row, zone);
        return Some(format!("Hold the queue and tell people. {page}"));
    }
    findings::rest(gateway(report)?, zone).into_iter().next()
}

/// What to do first of all: what comes before any pair, else about the most frequent one.
pub fn next(report: &Report, judged: &Verdict<'_>, zone: Zone) -> Option<String> {
    before_pairs(report, zone).or_else(|| judged.failures.first().map(|row| advice(row)))
}

/// The pair whose calls are looked at first: of an incident the one that most of its failures are, else the most frequent.
pub fn pair_to_see<'r>(report: &Report, judged: &Verdict<'r>) -> Option<&'r PairRow> {
    let inside = |row: &&&PairRow| incident(report).map_or(0, |_| row.in_incidents);
    // The first of equals is the most frequent.
    let rows = judged.failures.iter().rev();
    rows.max_by_key(inside).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// A day without an incident whose surest finding is a fault on the way.
    fn gateway_day(level: &'static str) -> Report {
        let mut report = sample::day();
        let mut row = report.incidents.remove(0);
        (row.verdict, row.soft, row.level) = ("gateway_fault", true, level);
        report.incidents.clear();
        report.findings.push(row);
        report
    }

    #[test]
    fn an_incident_comes_before_the_most_frequent_pair() {
        let mut report = sample::day();
        let told = |report: &Report| next(report, &Verdict::of(report), Zone::UTC);
        assert!(
            told(&report).is_some_and(|told| told.starts_with("Hold the queue and tell people"))
        );
        // Split over two pairs, neither need be the most frequent.
        let fewest = Verdict::of(&report).failures.last().map(|row| row.attempts);
        let place = report
            .pairs
            .iter()
            .position(|row| Some(row.attempts) == fewest && row.class == Some("5xx"));
        if let Some(row) = place.and_then(|place| report.pairs.get_mut(place)) {
            row.in_incidents = u64::MAX;
        }
        let seen = pair_to_see(&report, &Verdict::of(&report)).map(|row| row.in_incidents);
        let most = report.pairs.iter().map(|row| row.in_incidents).max();
        assert_eq!(seen, most);
        report.incidents.clear();
        let judged = Verdict::of(&report);
        assert_eq!(
            told(&report),
            judged.failures.first().map(|row| advice(row))
        );
        assert_eq!(
            pair_to_see(&report, &judged).map(|row| row.attempts),
            judged.failures.first().map(|row| row.attempts)
        );
    }

    #[test]
    fn a_fault_on_the_way_is_told_with_whose_fault_it_is() {
        let report = gateway_day("high");
        let told = on_the_way(&report, Zone::UTC).unwrap_or_default();
        assert!(
            told.starts_with("of these, 960: Gateway, network, or Twilio's edge, high confidence: Messages and Calls"),
            "{told}"
        );
        let next = next(&report, &Verdict::of(&report), Zone::UTC).unwrap_or_default();
        assert!(
            next.contains("look at your proxy and network first"),
            "{next}"
        );
        assert_eq!(on_the_way(&gateway_day("medium"), Zone::UTC), None);
        assert_eq!(on_the_way(&sample::day(), Zone::UTC), None);
    }
}
