//! The numbers behind a finding, a line each: for whoever wants to check it.

use crate::report::model::incident::{EvidenceRow, FindingRow, StatusRow};
use crate::report::people;
use crate::timestamp::Zone;
use std::fmt::Write;

/// Statuses that a line names at most.
const STATUSES: usize = 4;

/// All lines.
pub fn lines(row: &FindingRow, zone: Zone) -> Vec<String> {
    let mut out: Vec<String> = row.evidence.iter().map(affected).collect();
    for one in &row.normal {
        let requests = one.requests.map_or_else(String::new, |requests| {
            format!(" of {}", people::counted(requests, "request", "requests"))
        });
        out.push(format!(
            "{} stayed normal: {}{requests} failed, where {:.0} were to be expected",
            one.resource,
            people::grouped(one.failed),
            one.expected
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
            "evidence: {evidence:.1} nats{surprise}; confidence {:.2}",
            row.confidence
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

/// `messaging/Messages: 80 of 400 requests failed (20 %; normally 0.07 %), tried 1.4 times each; 503/20503 60, 500 20`.
fn affected(one: &EvidenceRow) -> String {
    let failed = people::grouped(one.failed);
    let mut out = match (one.requests, one.baseline) {
        (Some(requests), Some(normal)) => format!(
            "{}: {failed} of {} failed ({}; normally {})",
            one.resource,
            people::counted(requests, "request", "requests"),
            people::share(one.failed, requests),
            percent(normal)
        ),
        (Some(requests), None) => format!(
            "{}: {failed} of {} failed",
            one.resource,
            people::counted(requests, "request", "requests")
        ),
        (None, Some(normal)) => format!(
            "{}: {failed} failing requests (normally {normal:.2} per window)",
            one.resource
        ),
        (None, None) => format!("{}: {failed} failing requests", one.resource),
    };
    if let Some(each) = one.attempts_per_request {
        let _ = write!(out, ", failing {each:.1} times each");
    }
    let told: Vec<String> = one.statuses.iter().take(STATUSES).map(status).collect();
    if !told.is_empty() {
        out.push_str("; ");
        out.push_str(&told.join(", "));
    }
    out
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
