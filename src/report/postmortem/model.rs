//! The `Postmortem` value: what a draft tells, each number with the lines that it was counted from.
//!
//! Serialised as is, it is `faultlens.postmortem/1`; `postmortem.schema.json` beside this file publishes its shape.

use crate::report::model::Tool;
use crate::report::model::incident::OtherTimesRow;
use serde::Serialize;

/// A draft on one incident, one finding, or one stretch of time. Times are RFC 3339 UTC, the stretch is half-open.
#[derive(Debug, Clone, Serialize)]
pub struct Postmortem {
    /// Always `faultlens.postmortem/1`.
    pub schema: &'static str,
    /// Who wrote it.
    pub tool: Tool,
    /// How much is hidden: `usual`, `strict` or `none`.
    pub redaction: &'static str,
    /// Start of the stretch.
    pub start: String,
    /// Its exclusive end.
    pub end: String,
    /// Its length in whole minutes.
    pub minutes: i64,
    /// Verdict of the analysis; `null` where the stretch was chosen by hand.
    pub verdict: Option<Judged>,
    /// What happened, in sentences.
    pub summary: Vec<String>,
    /// What it cost.
    pub impact: Impact,
    /// What happened when, by time.
    pub timeline: Vec<Moment>,
    /// Resources that failed, most failed calls first.
    pub failed: Vec<Failed>,
    /// The classes that count as failed here: `4xx`, `5xx`, `no_response`.
    pub failed_classes: Vec<&'static str>,
    /// Resources that the verdict does not name and of which calls failed all the same, most failed calls first.
    pub also_failed: Vec<Unaffected>,
    /// Resources that were called in the stretch and did not fail, most calls first.
    pub unaffected: Vec<Unaffected>,
    /// Calls in each window of the stretch and an hour around it.
    pub windows: Vec<Window>,
    /// Width of these windows.
    pub window_seconds: u32,
    /// What could not be known, in sentences.
    pub unknown: Vec<String>,
    /// Twilio's ids of failed answers, the earliest of each resource, for a support ticket.
    pub request_ids: Vec<RequestId>,
    /// The retry audit of the whole log; `null` where it did not run.
    pub retries: Option<crate::report::model::RetriesRow>,
    /// True when no filter left out calls of the log.
    #[serde(skip)]
    pub whole: bool,
    /// What the audit knows beside it; `null` where it did not run.
    pub behaviour: Option<crate::report::model::BehaviourRow>,
}

/// The verdict that the draft is about.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// Its name, as in the report.
    pub name: &'static str,
    /// Its number among the incidents and then the findings of the report, from 1.
    pub number: usize,
    /// 0 to 1; an ordering, not a probability.
    pub confidence: f64,
    /// `high`, `medium` or `low`.
    pub level: &'static str,
}

/// What it cost.
#[derive(Debug, Clone, Serialize)]
pub struct Impact {
    /// Failing requests of the affected resources, each once however often it was tried; `null` where not known.
    pub failed_requests: Option<u64>,
    /// All requests of the affected resources; `null` where not known.
    pub requests: Option<u64>,
    /// Failed calls of the affected resources.
    pub failed_calls: u64,
    /// All calls of the affected resources.
    pub calls: u64,
    /// All calls of the stretch, on whatever resource.
    pub all_calls: u64,
    /// Affected resources.
    pub resources: u64,
    /// Distinct accounts in the URLs of the failed calls; `null` where the record of none names one.
    pub accounts: Option<u64>,
    /// Failed calls whose record names its account.
    pub calls_with_account: u64,
    /// True when there were more accounts than could be told apart: `accounts` is a least count.
    pub more_accounts: bool,
    /// Lines of the failed calls.
    pub failed_evidence: Vec<Evidence>,
    /// Lines of all calls.
    pub all_evidence: Vec<Evidence>,
}

/// Where counted records stand: so many, the first of them from one line on, the last from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// The input.
    pub source: String,
    /// First line of the first record, from 1.
    pub first_line: u64,
    /// First line of the last record.
    pub last_line: u64,
    /// Records.
    pub records: u64,
}

/// One entry of the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// When.
    pub time: String,
    /// `first_error`, `onset`, `joined`, `peak`, `status_page`, `end`, `last_error`, `recovered`.
    pub event: &'static str,
    /// The resource that it is about; `null` where it is about all.
    pub resource: Option<String>,
    /// What happened, in a sentence.
    pub text: String,
    /// Lines that show it; none for what a window or the status page tells.
    pub evidence: Vec<Evidence>,
}

/// One resource that failed.
#[derive(Debug, Clone, Serialize)]
pub struct Failed {
    /// Its name; `null` for records that do not say.
    pub resource: Option<String>,
    /// Failed calls.
    pub failed_calls: u64,
    /// All calls.
    pub calls: u64,
    /// Failing requests; `null` where not known.
    pub failed_requests: Option<u64>,
    /// All requests; `null` where not known.
    pub requests: Option<u64>,
    /// Share of its requests that the verdict reckons with as normal; `null` where not known.
    pub baseline: Option<f64>,
    /// What was counted of it at all other times of the log; `null` where not known.
    pub other_times: Option<OtherTimesRow>,
    /// Its failures, most calls first.
    pub pairs: Vec<Pair>,
    /// Lines of all its calls.
    pub evidence: Vec<Evidence>,
}

/// One way in which a resource failed.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// HTTP status; `null` when there was none.
    pub http_status: Option<u16>,
    /// Twilio code; `null` when there was none.
    pub twilio_code: Option<u32>,
    /// `4xx`, `5xx` or `no_response`.
    pub class: &'static str,
    /// Who must act, judged by the pair alone.
    pub fault: Option<&'static str>,
    /// Short name.
    pub title: String,
    /// True when it is among the failed calls of the verdict; refusals during an outage are not.
    pub counted: bool,
    /// Calls.
    pub calls: u64,
    /// Their lines.
    pub evidence: Vec<Evidence>,
}

/// One resource that the verdict does not name.
#[derive(Debug, Clone, Serialize)]
pub struct Unaffected {
    /// Its name; `null` for records that do not say.
    pub resource: Option<String>,
    /// Calls.
    pub calls: u64,
    /// Those that failed in the way of the verdict.
    pub failed_calls: u64,
    /// Those that failed in another way.
    pub other_failures: u64,
    /// Lines of its calls.
    pub evidence: Vec<Evidence>,
}

/// Calls in one window.
#[derive(Debug, Clone, Serialize)]
pub struct Window {
    /// Its start.
    pub start: String,
    /// Failed calls of the affected resources.
    pub failed_calls: u64,
    /// All their calls.
    pub calls: u64,
}

/// One id for a support ticket.
#[derive(Debug, Clone, Serialize)]
pub struct RequestId {
    /// `RQ…`
    pub id: String,
    /// The resource; `null` where the record does not say.
    pub resource: Option<String>,
    /// When.
    pub time: String,
    /// The input.
    pub source: String,
    /// First line of the record.
    pub line: u64,
}
