//! Refused requests in words: how many of how many, beside other times, and where there are too few of those to compare with.

use super::numbers::usual;
use crate::report::model::incident::{FindingRow, OtherTimesRow};
use crate::report::people;

/// Refusals that would have to be expected at other times for their absence to say something.
const EXPECTED: u64 = 3;

/// Of so many calls one at other times is the least to compare with.
const PART: u64 = 4;

/// Refused calls and all, of the affected resources together.
fn counts(row: &FindingRow) -> (u64, Option<u64>) {
    let failed = row.evidence.iter().map(|one| one.failed).sum();
    let all = row.evidence.iter().map(|one| one.requests).sum();
    (failed, all)
}

/// The same at all other times; `None` where that was not counted.
fn others(row: &FindingRow) -> Option<OtherTimesRow> {
    let rows: Option<Vec<OtherTimesRow>> = row.evidence.iter().map(|one| one.other_times).collect();
    let rows = rows.filter(|rows| !rows.is_empty())?;
    Some(OtherTimesRow {
        failed: rows.iter().map(|one| one.failed).sum(),
        requests: rows.iter().map(|one| one.requests).sum(),
        windows: rows.iter().map(|one| one.windows).max().unwrap_or(0),
    })
}

/// True where nearly all calls lie in the finding: that fewer were refused at other times tells nothing.
fn alone(row: &FindingRow) -> bool {
    let (failed, all) = counts(row);
    let other = others(row).and_then(|other| other.requests);
    all.zip(other).is_some_and(|(all, other)| {
        other * PART < all || other.saturating_mul(failed) < EXPECTED * all
    })
}

/// What happened, in one sentence.
pub(super) fn lead(row: &FindingRow, head: &str, names: &str, when: &str) -> String {
    let (failed, all) = counts(row);
    let sure = row.level;
    let usual = others(row).map_or_else(String::new, |other| format!("; {}", usual(&other)));
    let Some(all) = all else {
        return format!(
            "{head}, {sure} confidence: Twilio refused (4xx) far more calls to {names} than usual {when}: {}{usual}.",
            people::grouped(failed)
        );
    };
    let refused = format!(
        "Twilio refused (4xx) {} of {} to {names} ({}) {when}{usual}",
        people::grouped(failed),
        people::counted(all, "call", "calls"),
        people::share(failed, all)
    );
    if alone(row) {
        return format!("{head}: {refused}: too few to tell whether that is usual here.");
    }
    format!("{head}, {sure} confidence: {refused}.")
}

/// The same in the fewest words.
pub(super) fn brief(row: &FindingRow, head: &str, names: &str, when: &str) -> String {
    let (failed, all) = counts(row);
    let of = all.map_or_else(String::new, |all| format!(" of {}", people::grouped(all)));
    let failed = format!("{}{of}", people::grouped(failed));
    if alone(row) {
        return format!(
            "{head}: {names}, {when}, {failed}, too few at other times to compare with"
        );
    }
    let usual = others(row).map_or_else(String::new, |other| format!("; {}", usual(&other)));
    let sure = row.level;
    format!("{head}, {sure} confidence: {names}, {when}, {failed}{usual}")
}

/// What to do.
pub(super) fn advice(row: &FindingRow) -> &'static str {
    if alone(row) {
        return "Look at these refusals by status and code: they may be usual here, which a longer log would tell.";
    }
    "Look at what was deployed, and at credentials and limits, at that time."
}

#[cfg(test)]
mod tests {
    use super::super::{brief, sentence};
    use crate::report::model::incident::{FindingRow, OtherTimesRow};
    use crate::report::sample;
    use crate::timestamp::Zone;

    fn refused(failed: u64, requests: Option<u64>, other: (u64, Option<u64>)) -> FindingRow {
        let mut row = sample::day().incidents.remove(0);
        row.verdict = "client_errors";
        row.evidence.truncate(1);
        row.evidence[0].failed = failed;
        row.evidence[0].requests = requests;
        row.evidence[0].other_times = Some(OtherTimesRow {
            failed: other.0,
            requests: other.1,
            windows: 90,
        });
        row
    }

    #[test]
    fn numbers_stand_beside_those_of_other_times() {
        let row = refused(60, Some(80), (3, Some(2000)));
        assert_eq!(
            sentence(&row, Zone::UTC),
            "Refused requests, high confidence: Twilio refused (4xx) 60 of 80 calls to Messages (75 %) 2026-11-01 09:20 – \
             11:20 UTC; at other times 3 of 2,000, 0.2 %. Look at what was deployed, and at credentials and limits, at that \
             time."
        );
        let row = refused(60, None, (3, None));
        assert!(
            sentence(&row, Zone::UTC).contains(
                "far more calls to Messages than usual 2026-11-01 09:20 – 11:20 UTC: 60; at other times 3 in 90 windows. Look at what"
            )
        );
    }

    #[test]
    fn next_to_no_other_time_is_nothing_to_compare_with() {
        let row = refused(48, Some(981), (0, Some(6)));
        let told = sentence(&row, Zone::UTC);
        assert_eq!(
            told,
            "Refused requests: Twilio refused (4xx) 48 of 981 calls to Messages (4.9 %) 2026-11-01 09:20 – 11:20 UTC; at \
             other times 0 of 6: too few to tell whether that is usual here. Look at these refusals by status and code: they \
             may be usual here, which a longer log would tell."
        );
        let told = brief(&row, Zone::UTC);
        assert!(
            told.starts_with(
                "Refused requests: Messages, 2026-11-01 09:20 – 11:20 UTC, 48 of 981, too few at other times to compare \
                 with → Look at these refusals"
            ),
            "{told}"
        );
    }
}
