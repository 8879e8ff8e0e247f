//! Incidents and findings as the report prints them: words first, then the numbers that let a reader check them.

use crate::timestamp::Timestamp;
use serde::{Serialize, Serializer};

/// One incident, or one finding that is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingRow {
    /// `twilio_incident`, `resource_fault`, `gateway_fault`, `client_errors`, `retry_storm` or `traffic_surge`.
    pub verdict: &'static str,
    /// Start of its first window.
    pub start: String,
    /// Start of the first window after it.
    pub end: String,
    /// Affected resources, by name.
    pub resources: Vec<String>,
    /// 0 to 1; an ordering, not a probability.
    pub confidence: f64,
    /// `high` from 0.75, `medium` from 0.5, else `low`.
    pub level: &'static str,
    /// What happened and what to do, in words; times in UTC.
    pub summary: String,
    /// Evidence in nats; `null` for verdicts that rest on a count alone.
    pub evidence_nats: Option<f64>,
    /// How surprising it is among all windows of the log; incidents only.
    pub q_value: Option<f64>,
    /// Start of the window with most failing requests.
    pub peak: Option<String>,
    /// True when at least 80 % of the failures were 502, 504 or silence, which Twilio's own application does not give.
    pub soft: bool,
    /// What the affected resources show, by name.
    pub evidence: Vec<EvidenceRow>,
    /// Resources that had traffic enough to fail and did not, by name.
    pub normal: Vec<NormalRow>,
    /// Failed calls in the display windows that overlap it whose record names no resource: of which resource they were is
    /// not known, so that no other can be said not to have failed.
    pub untold_failures: u64,
    /// Stretches inside without any record.
    pub gaps: Vec<GapRow>,
    /// What Twilio's status page says of it; `null` where it was not asked.
    pub status_page: Option<PageVerdict>,
}

/// The numbers of one affected resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceRow {
    /// Its name.
    pub resource: String,
    /// Failing requests, each counted once however often it was tried; refused attempts for `client_errors`;
    /// both for `traffic_surge`.
    pub failed: u64,
    /// All requests; `null` where only errors are logged.
    pub requests: Option<u64>,
    /// Failing share of the requests; `null` where only errors are logged.
    pub rate: Option<f64>,
    /// What is normal for it: failing share, or failing requests per window where only errors are logged; for
    /// `traffic_surge` the failing share at all other times; `null` for `retry_storm`, and where there is no other time.
    pub baseline: Option<f64>,
    /// What was counted of it in all other windows of the log; `null` for `retry_storm`.
    pub other_times: Option<OtherTimesRow>,
    /// Logarithm of the likelihood ratio of "degraded" to "normal"; `null` where the verdict rests on a count alone.
    pub llr: Option<f64>,
    /// Failed attempts.
    pub attempts: u64,
    /// Failed attempts per failing request; `null` where none was kept, and where refused attempts count.
    pub attempts_per_request: Option<f64>,
    /// Share of the failed attempts that nobody answered.
    pub timeout_share: Option<f64>,
    /// Failed attempts by status and code, most first.
    pub statuses: Vec<StatusRow>,
    /// Up to five ids of failed answers (`RQ…`), the earliest, for a support ticket.
    pub request_ids: Vec<String>,
    /// Failing and all requests before, during and after.
    pub windows: Vec<WindowRow>,
}

/// Requests of one resource at all other times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OtherTimesRow {
    /// Failing requests.
    pub failed: u64,
    /// All requests; `null` where only errors are logged.
    pub requests: Option<u64>,
    /// Windows of the detector.
    pub windows: u64,
}

/// Failed attempts of one status and code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusRow {
    /// HTTP status; `null` when there was none.
    pub http_status: Option<u16>,
    /// Twilio code; `null` when there was none.
    pub twilio_code: Option<u32>,
    /// Failed attempts.
    pub attempts: u64,
}

/// Requests in one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WindowRow {
    /// Its start, in seconds since the epoch; written as a time. There are hundreds of thousands of these in a year's report.
    #[serde(serialize_with = "as_time")]
    pub start: i64,
    /// Failing requests.
    pub failed: u64,
    /// All requests; `null` where only errors are logged.
    pub requests: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn as_time<S: Serializer>(seconds: &i64, to: S) -> Result<S::Ok, S::Error> {
    let time = Timestamp::from_seconds(*seconds).map(Timestamp::rfc3339);
    to.serialize_str(&time.unwrap_or_default())
}

/// A resource that stayed normal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NormalRow {
    /// Its name.
    pub resource: String,
    /// Failing requests.
    pub failed: u64,
    /// All requests; `null` where only errors are logged.
    pub requests: Option<u64>,
    /// Failing requests that it would have had at the median level of the affected resources.
    pub expected: f64,
}

/// A stretch without any record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GapRow {
    /// Its start.
    pub start: String,
    /// Its exclusive end.
    pub end: String,
}

/// What the status page says of one incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageVerdict {
    /// `confirmed` or `page_silent`.
    pub verdict: &'static str,
    /// Title on the page.
    pub name: Option<String>,
    /// Start on the page.
    pub start: Option<String>,
    /// Minutes from the start in the log to the start on the page; negative where the page was first.
    pub minutes_later: Option<i64>,
}

/// On what incidents and findings rest.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DetectionRow {
    /// Width of the detector's windows.
    pub window_seconds: u32,
    /// Windows from the first to the last.
    pub windows: u64,
    /// Resources judged.
    pub resources: u64,
    /// `--alpha`.
    pub alpha: f64,
    /// `--min-excess`.
    pub min_excess: f64,
    /// Evidence that an interval must show, in nats: `ln(windows / alpha)`.
    pub threshold_nats: f64,
    /// True when fewer than 1 % of the records are successes: rates are unknown, and failures are compared with their history.
    pub errors_only: bool,
    /// `request`, or `none` when most failing attempts name nothing of their request.
    pub dedupe: &'static str,
    /// True when some answer shows that it is Twilio's (its code, its id).
    pub origin_fields: bool,
}

/// What Twilio's status page says beside the log.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PageReport {
    /// Why it could not be read; `null` when it could.
    pub error: Option<String>,
    /// Its incidents.
    pub incidents: u64,
    /// Entries without a name or a time.
    pub unreadable: u64,
    /// Incidents of the page in the period of the log that the log does not show, by start.
    pub page_only: Vec<PageRow>,
}

/// One incident of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageRow {
    /// Title.
    pub name: String,
    /// Start.
    pub start: String,
    /// When it was resolved; `null` while it goes on, or where the page does not say when.
    pub end: Option<String>,
    /// `none`, `minor`, `major` or `critical`.
    pub impact: Option<String>,
    /// Affected components, by name.
    pub components: Vec<String>,
}
