//! What makes a report less than the whole truth, or more than may be passed on, each a sentence.

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
        out.push(format!("filtered: {}", report.filters.join(", ")));
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
    if let Some(error) = report
        .status_page
        .as_ref()
        .and_then(|page| page.error.as_ref())
    {
        out.push(format!("the status page was not compared: {error}"));
    }
    out
}
