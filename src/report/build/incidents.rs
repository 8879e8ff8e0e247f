//! From the detector's findings to the rows of the report, with the status page beside them.

use super::starts;
use crate::analysis::contract::Settings;
use crate::analysis::finding::{Affected, Detection, Elsewhere, Finding, Level, Steady, Verdict};
use crate::analysis::incident::status_page::StatusPage;
use crate::error::Error;
use crate::report::model::ClassCounts;
use crate::report::model::incident::{
    DetectionRow, EvidenceRow, FindingRow, GapRow, NormalRow, OtherTimesRow, PageReport, PageRow,
    PageVerdict, StatusRow, WindowRow,
};
use crate::report::verdict;
use crate::timestamp::Zone;
use std::collections::BTreeMap;

/// Incidents, and what is none.
pub(super) type Rows = (Vec<FindingRow>, Vec<FindingRow>);

/// The failed calls of each display window whose record names no resource.
#[derive(Debug, Default)]
pub(super) struct Untold {
    /// Width of a window in seconds.
    pub width: i64,
    /// By start of the window.
    pub windows: BTreeMap<i64, ClassCounts>,
}

impl Untold {
    /// Those in the windows that overlap a finding and count in its sense.
    fn during(&self, finding: &Finding) -> u64 {
        let failed = |counts: &ClassCounts| match finding.verdict {
            Verdict::ClientErrors => counts.client_error,
            _ => counts.server_error + counts.no_response,
        };
        let from = finding.start.saturating_sub(self.width) + 1;
        let windows = self.windows.range(from..finding.end.max(from));
        windows.map(|(_, counts)| failed(counts)).sum()
    }
}

/// The findings as rows.
pub(super) fn rows(detection: &Detection, page: Option<&StatusPage>, untold: &Untold) -> Rows {
    let rows = detection.findings.iter().map(|finding| {
        let mut row = row(finding, detection);
        row.untold_failures = untold.during(finding);
        if finding.verdict == Verdict::TwilioIncident {
            row.status_page = page.map(|page| verdict_of(page, finding));
        }
        row.summary = verdict::sentence(&row, Zone::UTC);
        row
    });
    rows.partition(|row| row.verdict == Verdict::TwilioIncident.name())
}

/// Three decimals are what differs between two machines' logarithms at most.
fn rounded(number: f64, decimals: i32) -> f64 {
    let unit = 10.0_f64.powi(decimals);
    (number * unit).round() / unit
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| rounded(part as f64 / whole as f64, 6))
}

fn row(finding: &Finding, detection: &Detection) -> FindingRow {
    let evidence = finding.affected.iter();
    let gap = |(start, end): &(i64, i64)| GapRow {
        start: starts(*start),
        end: starts(*end),
    };
    FindingRow {
        verdict: finding.verdict.name(),
        start: starts(finding.start),
        end: starts(finding.end),
        resources: finding.resources.clone(),
        confidence: finding.confidence,
        level: Level::of(finding.confidence).name(),
        summary: String::new(),
        evidence_nats: finding.evidence.map(|evidence| rounded(evidence, 3)),
        q_value: finding.q_value,
        peak: finding.peak.map(starts),
        soft: finding.soft,
        evidence: evidence
            .map(|one| affected(one, finding, detection))
            .collect(),
        normal: finding
            .normal
            .iter()
            .map(|one| normal(one, detection))
            .collect(),
        untold_failures: 0,
        gaps: finding.gaps.iter().map(gap).collect(),
        status_page: None,
    }
}

fn affected(one: &Affected, finding: &Finding, detection: &Detection) -> EvidenceRow {
    let scanned = finding.evidence.is_some();
    // Refusals are counted by the attempt: which of them were one request is not known.
    let refusals = [Verdict::ClientErrors, Verdict::TrafficSurge].contains(&finding.verdict);
    let by_request = !refusals && one.attempts > 0;
    let known = !detection.errors_only;
    let statuses = one.ways.iter().map(|(told, attempts)| StatusRow {
        http_status: told.status,
        twilio_code: told.code,
        attempts: *attempts,
    });
    let windows = one.around.iter().map(|moment| WindowRow {
        start: moment.start,
        failed: moment.failed,
        requests: known.then_some(moment.requests),
    });
    EvidenceRow {
        resource: one.resource.clone(),
        failed: one.failed,
        requests: known.then_some(one.requests),
        rate: ratio(one.failed, one.requests).filter(|_| known),
        baseline: one.baseline.map(|baseline| rounded(baseline, 9)),
        other_times: one.elsewhere.map(|other| other_times(other, known)),
        llr: scanned.then(|| rounded(one.ratio, 3)),
        attempts: one.attempts,
        attempts_per_request: ratio(one.attempts, one.failed).filter(|_| by_request),
        timeout_share: ratio(one.silent, one.attempts),
        statuses: statuses.collect(),
        request_ids: one.answers.clone(),
        windows: windows.collect(),
    }
}

fn other_times(other: Elsewhere, known: bool) -> OtherTimesRow {
    OtherTimesRow {
        failed: other.failed,
        requests: known.then_some(other.requests),
        windows: other.windows,
    }
}

fn normal(one: &Steady, detection: &Detection) -> NormalRow {
    NormalRow {
        resource: one.resource.clone(),
        failed: one.failed,
        requests: (!detection.errors_only).then_some(one.requests),
        expected: rounded(one.expected, 1),
    }
}

/// On what the findings rest.
pub(super) fn basis(detection: &Detection, settings: &Settings) -> DetectionRow {
    DetectionRow {
        window_seconds: detection.window_seconds,
        windows: detection.windows,
        resources: detection.resources,
        alpha: settings.alpha,
        min_excess: settings.min_excess,
        threshold_nats: rounded(detection.threshold, 3),
        errors_only: detection.errors_only,
        dedupe: if detection.requests_known {
            "request"
        } else {
            "none"
        },
        origin_fields: detection.origin_seen,
    }
}

fn verdict_of(page: &StatusPage, finding: &Finding) -> PageVerdict {
    let confirmed = page.confirms(finding);
    let incident = confirmed
        .as_ref()
        .and_then(|one| page.incidents.get(one.incident));
    PageVerdict {
        verdict: if confirmed.is_some() {
            "confirmed"
        } else {
            "page_silent"
        },
        name: incident.map(|incident| incident.name.clone()),
        start: incident.map(|incident| starts(incident.start)),
        minutes_later: confirmed.map(|one| one.later.div_euclid(60)),
    }
}

/// The page beside the log, whose period is `start..end` in seconds.
pub(super) fn page(
    read: &Result<StatusPage, Error>,
    detection: &Detection,
    (start, end): (i64, i64),
) -> PageReport {
    let page = match read {
        Ok(page) => page,
        Err(error) => {
            return PageReport {
                error: Some(error.to_string()),
                ..PageReport::default()
            };
        }
    };
    let alone = page.alone(&detection.findings, start, end);
    let rows = alone
        .iter()
        .filter_map(|number| page.incidents.get(*number));
    let row = |incident: &crate::analysis::incident::status_page::PageIncident| PageRow {
        name: incident.name.clone(),
        start: starts(incident.start),
        end: incident.end.map(starts),
        impact: incident.impact.clone(),
        components: incident.components.clone(),
    };
    PageReport {
        error: None,
        incidents: page.incidents.len() as u64,
        unreadable: page.unreadable,
        page_only: rows.map(row).collect(),
    }
}
