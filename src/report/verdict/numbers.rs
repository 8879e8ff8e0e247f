//! The numbers behind a finding, a line each: for whoever wants to check it.

use super::names::strongest;
use crate::report::model::incident::{
    DetectionRow, EvidenceRow, FindingRow, OtherTimesRow, StatusRow,
};
use crate::report::people;
use crate::timestamp::Zone;
use std::fmt::Write;

/// Statuses that a line names at most.
const STATUSES: usize = 4;

/// All lines.
pub fn lines(row: &FindingRow, basis: &DetectionRow, zone: Zone) -> Vec<String> {
    let unit = Unit::of(row, basis);
    let evidence = strongest(row).into_iter();
    let mut out: Vec<String> = evidence.map(|one| affected(one, unit)).collect();
    for one in &row.normal {
        let requests = one.requests.map_or_else(String::new, |requests| {
            format!(" of {}", people::counted(requests, unit.one, unit.many))
        });
        let told = if row.untold_failures > 0 {
            "stayed normal as far as told"
        } else {
            "stayed normal"
        };
        out.push(format!(
            "{} {told}: {}{requests} failed, where {:.0} were to be expected",
            one.resource,
            people::grouped(one.failed),
            one.expected
        ));
    }
    if row.untold_failures > 0 {
        let calls = people::counted(
            row.untold_failures,
            "failed call of that time names",
            "failed calls of that time name",
        );
        out.push(format!(
            "{calls} no resource: of which they were is not known"
        ));
    }
    if let Some(peak) = row
        .peak
        .as_deref()
        .and_then(|peak| people::minute(peak, zone))
    {
        out.push(format!("peak: the window from {peak}"));
    }
    if let Some(evidence) = row.evidence_nats {
        let surprise = row
            .q_value
            .map_or_else(String::new, |value| format!(", q-value {value:.1e}"));
        out.push(format!(
            "evidence: {evidence:.1} nats{surprise}; confidence {:.2}{}",
            row.confidence,
            lowered(basis)
        ));
    }
    let ids: Vec<&str> = row
        .evidence
        .iter()
        .flat_map(|one| &one.request_ids)
        .map(String::as_str)
        .collect();
    if !ids.is_empty() {
        out.push(format!(
            "for a support ticket: {}",
            ids.get(..5).unwrap_or(&ids).join(" ")
        ));
    }
    out
}

/// What is counted, in words.
#[derive(Debug, Clone, Copy)]
struct Unit {
    one: &'static str,
    many: &'static str,
    requests: bool,
}

impl Unit {
    /// Requests, where the records tell which attempts are one; refusals are always counted by attempts.
    fn of(row: &FindingRow, basis: &DetectionRow) -> Self {
        let requests = basis.dedupe != "none" && row.verdict != "client_errors";
        let (one, many) = if requests {
            ("request", "requests")
        } else {
            ("attempt", "attempts")
        };
        Self {
            one,
            many,
            requests,
        }
    }
}

/// Why the confidence is lower than the evidence.
fn lowered(basis: &DetectionRow) -> &'static str {
    match (basis.dedupe == "none", basis.errors_only) {
        (true, true) => {
            ", lowered as attempts name no request and next to no successes were counted"
        }
        (true, false) => ", lowered as attempts name no request",
        (false, true) => ", lowered as next to no successes were counted",
        (false, false) => "",
    }
}

/// `messaging/Messages: 80 of 400 requests failed (20 %; at other times 2 of 2,888), failing 1.4 times each; 503/20503 × 60`.
fn affected(one: &EvidenceRow, unit: Unit) -> String {
    let failed = people::grouped(one.failed);
    let usual = one.other_times.as_ref().map(usual);
    let mut out = match (one.requests, usual) {
        (Some(requests), Some(usual)) => format!(
            "{}: {failed} of {} failed ({}; {usual})",
            one.resource,
            people::counted(requests, unit.one, unit.many),
            people::share(one.failed, requests),
        ),
        (Some(requests), None) => format!(
            "{}: {failed} of {} failed",
            one.resource,
            people::counted(requests, unit.one, unit.many)
        ),
        (None, Some(usual)) => {
            format!("{}: {failed} failing {} ({usual})", one.resource, unit.many)
        }
        (None, None) => format!("{}: {failed} failing {}", one.resource, unit.many),
    };
    if let Some(each) = one.attempts_per_request.filter(|_| unit.requests) {
        let _ = write!(out, ", failing {each:.1} times each");
    }
    let told: Vec<String> = one.statuses.iter().take(STATUSES).map(status).collect();
    if !told.is_empty() {
        out.push_str("; ");
        out.push_str(&told.join(", "));
    }
    out
}

/// What is normal, as it was counted: `at other times 4 of 2,888, 0.1 %`. The rate that the detector reckons with is never
/// zero, and stands in the JSON.
pub fn usual(other: &OtherTimesRow) -> String {
    let failed = people::grouped(other.failed);
    match other.requests {
        None => format!(
            "at other times {failed} in {}",
            people::counted(other.windows, "window", "windows")
        ),
        Some(0) => "no others at other times".to_owned(),
        Some(all) if other.failed == 0 => {
            format!("at other times 0 of {}", people::grouped(all))
        }
        Some(all) => format!(
            "at other times {failed} of {}, {}",
            people::grouped(all),
            people::share(other.failed, all)
        ),
    }
}

fn status(row: &StatusRow) -> String {
    let name = match (row.http_status, row.twilio_code) {
        (Some(status), Some(code)) => format!("{status}/{code}"),
        (Some(status), None) => status.to_string(),
        (None, Some(code)) => format!("code {code}"),
        (None, None) => "no answer".into(),
    };
    format!("{name} × {}", people::grouped(row.attempts))
}

/// A share as percent with two digits that say something.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 1.0 {
        format!("{percent:.1} %")
    } else if percent >= 0.01 {
        format!("{percent:.2} %")
    } else {
        "< 0.01 %".into()
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::report::sample;
    use crate::timestamp::Zone;

    #[test]
    fn attempts_are_not_called_requests() {
        let report = sample::day();
        let (row, mut basis) = (&report.incidents[0], report.detection.clone());
        let known = lines(row, &basis, Zone::UTC);
        assert!(known[0].starts_with("messaging/Messages: 192 of 960 requests failed"));
        assert!(known[0].contains(", failing 2.5 times each"));
        assert!(known.iter().any(|line| line.ends_with("confidence 0.81")));
        basis.dedupe = "none";
        let unknown = lines(row, &basis, Zone::UTC);
        assert!(unknown[0].starts_with("messaging/Messages: 192 of 960 attempts failed"));
        let told = unknown.join(" ");
        assert!(told.contains("confidence 0.81, lowered as attempts name no request"));
        assert!(
            !told.contains("requests") && !told.contains("times each"),
            "{told}"
        );
    }
}
