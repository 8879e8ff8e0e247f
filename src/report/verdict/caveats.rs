//! What makes a report less than the whole truth, or more than may be passed on, each a sentence.

use super::filters::filters;
use super::nothing_passed;
use crate::report::model::Report;
use crate::report::people;

/// Notices on the whole run, each a sentence: interrupted, filtered, events without time or with folded resources.
pub fn caveats(report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    if !report.complete {
        out.push(
            "incomplete: the run was interrupted; the counts cover only what had been read".into(),
        );
    }
    match report.redaction {
        "none" => out.push(
            "not redacted: phone numbers, message bodies and credentials of the logs may stand here; do not pass it on".into(),
        ),
        "strict" => out.push("ids are shown as hashes: the same hash is the same id".into()),
        _ => {}
    }
    // Where nothing passed, the advice to widen them names the filters already.
    if !report.filters.is_empty() && !nothing_passed(report) {
        out.push(format!("filtered: {}", filters(report).join(", ")));
    }
    let counts = &report.coverage;
    if counts.events_without_time > 0 {
        let events = people::counted(counts.events_without_time, "event carries", "events carry");
        out.push(format!(
            "{events} no time: in the totals, in no chart over time"
        ));
    }
    if counts.resources_folded > 0 {
        let events = people::counted(counts.resources_folded, "event is", "events are");
        out.push(format!(
            "{events} under the resource (other): too many distinct resources"
        ));
    }
    if counts.attempts_not_judged > 0 {
        let attempts = people::counted(counts.attempts_not_judged, "attempt was", "attempts were");
        out.push(format!(
            "{attempts} not searched for incidents: too much at once, or a stray time"
        ));
    }
    if counts.attempts_estimated > 0 {
        let attempts = people::counted(
            counts.attempts_estimated,
            "failed attempt",
            "failed attempts",
        );
        out.push(format!(
            "the number of requests behind {attempts} is an estimate: too many to keep"
        ));
    }
    out.extend(basis(report));
    if let Some(error) = report
        .status_page
        .as_ref()
        .and_then(|page| page.error.as_ref())
    {
        out.push(format!("the status page was not compared: {error}"));
    }
    out
}

/// What makes rates unknown and findings less sure.
fn basis(report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    if report.detection.errors_only && report.totals.classes.failures() > 0 {
        out.push(
            "next to no successes were counted: what share of the calls failed is unknown, and failures were compared with \
             their own history"
                .into(),
        );
    }
    let found = !report.incidents.is_empty() || !report.findings.is_empty();
    if report.detection.dedupe == "none" && found {
        out.push(
            "most failed attempts name nothing of their request: each counts as a request of its own, which lowers the \
             confidence of what was found"
                .into(),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::caveats;
    use crate::report::sample;

    #[test]
    fn what_findings_rest_on_is_said() {
        let mut report = sample::day();
        let before = caveats(&report);
        report.detection.errors_only = true;
        report.detection.dedupe = "none";
        let after = caveats(&report);
        let new: Vec<&String> = after.iter().filter(|one| !before.contains(one)).collect();
        assert_eq!(new.len(), 2, "{after:?}");
        assert!(new[0].contains("what share of the calls failed is unknown"));
        assert!(new[1].contains("each counts as a request of its own"));
        // Where nothing was found, nothing rests on requests.
        report.incidents.clear();
        report.findings.clear();
        assert_eq!(caveats(&report).len(), after.len() - 1);
        let mut empty = sample::empty();
        empty.detection.errors_only = true;
        assert!(caveats(&empty).is_empty());
    }
}
