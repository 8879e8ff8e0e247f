//! The `Report` value: everything a renderer may print, already counted, classified, sorted and redacted.
//!
//! Serialised as is, it is the JSON report `faultlens.report/1`; `report.schema.json` beside this file publishes its shape.
//! Absent is `null`, counts are integers, times are RFC 3339 UTC, windows are half-open `[start, end)`.

pub mod behaviour;
mod dead_letters;
pub mod incident;
pub mod retries;

pub use behaviour::BehaviourRow;
use incident::{DetectionRow, FindingRow, PageReport};
pub use retries::RetriesRow;
use serde::Serialize;

/// The whole report of one `analyze` run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Always `faultlens.report/1`.
    pub schema: &'static str,
    /// Program name, version and version of the classification rules.
    pub tool: Tool,
    /// The period that the counted events cover.
    pub period: Period,
    /// False when the run was interrupted and the counts cover only what had been read.
    pub complete: bool,
    /// How the logs' text was redacted: `usual`, `strict` (ids are hashes too) or `none`.
    pub redaction: &'static str,
    /// The filters that were in force, as typed; empty when none.
    pub filters: Vec<String>,
    /// One row per input, sorted by name.
    pub inputs: Vec<InputRow>,
    /// Where every byte and line went.
    pub coverage: Coverage,
    /// Counts over everything.
    pub totals: Totals,
    /// One row per kind, status, code, class and fault; failures first, most attempts first.
    pub pairs: Vec<PairRow>,
    /// One row per resource; most failures first, then most attempts, then name.
    pub resources: Vec<ResourceRow>,
    /// One row per display window from the first to the last, gaps included.
    pub series: Vec<SeriesRow>,
    /// One row per window and resource with failures: the heat map; sorted by window, resource.
    pub heat: Vec<HeatRow>,
    /// Where resources failed together and Twilio is the likely cause; by start, end.
    pub incidents: Vec<FindingRow>,
    /// What looks like an incident and is none; by start, end, verdict.
    pub findings: Vec<FindingRow>,
    /// On what incidents and findings rest.
    pub detection: DetectionRow,
    /// What Twilio's status page says; `null` where it was not asked.
    pub status_page: Option<PageReport>,
    /// The retry audit; `null` where it did not run.
    pub retries: Option<RetriesRow>,
    /// What the audit knows beside that section; `null` where it did not run.
    pub behaviour: Option<BehaviourRow>,
}

/// Who wrote the report.
#[derive(Debug, Clone, Serialize)]
pub struct Tool {
    /// `faultlens`.
    pub name: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Version of the classification rules and catalogue.
    pub rules_version: &'static str,
}

/// The period of the events and the width of a display window.
#[derive(Debug, Clone, Serialize)]
pub struct Period {
    /// Time of the first event; `null` when no event has a time.
    pub start: Option<String>,
    /// Just after the last event; `null` when no event has a time.
    pub end: Option<String>,
    /// Width of a display window in seconds.
    pub window_seconds: u32,
    /// IANA name of the zone that people's outputs use; machine outputs stay in UTC.
    pub timezone: String,
}

/// What became of one input.
#[derive(Debug, Clone, Serialize)]
pub struct InputRow {
    /// Path as given, or `-` for standard input.
    pub name: String,
    /// `complete`, `truncated` (ended before its time) or `failed` (nothing of it could be read).
    pub status: &'static str,
    /// Plain bytes read, after decompression.
    pub bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// Where its lines went.
    #[serde(flatten)]
    pub account: LineCounts,
    /// Events found.
    pub events: u64,
    /// How lines with events were wrapped, e.g. `docker>json`, with counts; sorted by name.
    pub format: Vec<FormatCount>,
    /// What went wrong, in one line; `null` when nothing did.
    pub error: Option<String>,
}

/// Where lines went, of one input or of all; the sum of the counts is `lines`.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct LineCounts {
    /// Lines of records that yielded an event.
    pub event_lines: u64,
    /// Lines of records that say nothing of Twilio.
    pub other: u64,
    /// Lines of white space.
    pub blank: u64,
    /// Lines that look like a record of a known shape and are broken, or were cut off.
    pub malformed: u64,
    /// Lines longer than 16 MiB.
    pub oversized: u64,
    /// Lines whose events the filters left out.
    pub filtered: u64,
}

impl LineCounts {
    /// Adds another input's counts.
    pub const fn add(&mut self, other: &Self) {
        self.event_lines += other.event_lines;
        self.other += other.other;
        self.blank += other.blank;
        self.malformed += other.malformed;
        self.oversized += other.oversized;
        self.filtered += other.filtered;
    }
}

/// A chain of envelopes and the outcome that read it, with its number of events.
#[derive(Debug, Clone, Serialize)]
pub struct FormatCount {
    /// e.g. `docker>json>http_fields`.
    pub name: String,
    /// Events read that way.
    pub events: u64,
}

/// Where every byte and line went.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Coverage {
    /// Plain bytes read.
    pub bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// Where they went.
    #[serde(flatten)]
    pub account: LineCounts,
    /// Counted events that carry no time; they are in the totals and in no window.
    pub events_without_time: u64,
    /// Events whose resource went to `(other)` because there were too many distinct ones.
    pub resources_folded: u64,
    /// Attempts that took no part in the search for incidents because their records name no resource.
    pub attempts_without_resource: u64,
    /// Attempts that took no part because there were too many cells, or a stray time stands far from all others.
    pub attempts_not_judged: u64,
    /// Failed attempts in cells with so many failing requests that their number is an estimate.
    pub attempts_estimated: u64,
}

/// Counts of API calls by class, and of the two other kinds beside them.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct ClassCounts {
    /// 2xx.
    pub success: u64,
    /// 3xx.
    pub redirect: u64,
    /// 4xx: Twilio refused the request.
    #[serde(rename = "4xx")]
    pub client_error: u64,
    /// 5xx: Twilio failed.
    #[serde(rename = "5xx")]
    pub server_error: u64,
    /// Twilio never answered.
    pub no_response: u64,
    /// The record does not say.
    pub unknown: u64,
}

impl ClassCounts {
    /// Failed attempts: 4xx, 5xx and no response. Unknown is not counted as a failure.
    #[must_use]
    pub const fn failures(&self) -> u64 {
        self.client_error + self.server_error + self.no_response
    }

    /// All attempts.
    #[must_use]
    pub const fn attempts(&self) -> u64 {
        self.success + self.redirect + self.failures() + self.unknown
    }
}

/// Counts over the whole input.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Totals {
    /// API calls, each attempt counted.
    pub attempts: u64,
    /// Distinct logical requests; `null` where their identity is not known: some failing attempts name nothing of theirs, some
    /// were joined by their looks alone, or the audit kept a sample.
    pub requests: Option<u64>,
    /// Attempts by class.
    #[serde(flatten)]
    pub classes: ClassCounts,
    /// Requests from Twilio to the user's server.
    pub webhook: u64,
    /// Delivery results.
    pub delivery: u64,
}

/// One row of the pair table.
#[derive(Debug, Clone, Serialize)]
pub struct PairRow {
    /// `api_call`, `webhook` or `delivery`.
    pub kind: &'static str,
    /// HTTP status; `null` when none was told.
    pub http_status: Option<u16>,
    /// Twilio code; `null` when none was told.
    pub twilio_code: Option<u32>,
    /// `success`, `redirect`, `4xx`, `5xx`, `no_response`, `unknown`; `null` for webhooks and deliveries.
    pub class: Option<&'static str>,
    /// Who must act; `null` where nobody must.
    pub fault: Option<&'static str>,
    /// What a client may do by itself: `never`, `backoff`, `after_delay`, `not_now`, or `null`.
    pub retry: Option<&'static str>,
    /// What a person does next, one sentence; `null` for a success.
    pub action: Option<String>,
    /// Short name of the pair.
    pub title: String,
    /// The rule of the classification that decided, e.g. `code:21211` or `status:503`.
    pub rule: String,
    /// Page of the code in Twilio's error dictionary; `null` without a code.
    pub link: Option<String>,
    /// Attempts (events).
    pub attempts: u64,
    /// `null`: one request may be of several pairs, so that requests are counted over the whole log alone.
    pub requests: Option<u64>,
    /// Attempts that fall into an incident on their resource.
    pub in_incidents: u64,
    /// Time of the first event; `null` when none has a time.
    pub first: Option<String>,
    /// Time of the last event.
    pub last: Option<String>,
    /// Resources with counts; most attempts first, then name.
    pub resources: Vec<ResourceCount>,
    /// Up to three lines, the earliest first.
    pub samples: Vec<Sample>,
}

/// A resource and a count.
#[derive(Debug, Clone, Serialize)]
pub struct ResourceCount {
    /// e.g. `messaging/Messages`; `null` when the records do not say.
    pub resource: Option<String>,
    /// Attempts.
    pub attempts: u64,
}

/// Where a number can be traced to.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    /// Input name.
    pub source: String,
    /// First line of the record, from 1.
    pub line: u64,
    /// The record's text, redacted as the report says and cut at 500 characters.
    pub text: String,
}

/// One row per resource.
#[derive(Debug, Clone, Serialize)]
pub struct ResourceRow {
    /// e.g. `messaging/Messages`; `null` when the records do not say.
    pub resource: Option<String>,
    /// API calls.
    pub attempts: u64,
    /// API calls by class.
    #[serde(flatten)]
    pub classes: ClassCounts,
    /// Latency percentiles; `null` when no record has a duration.
    pub duration_ms: Option<Percentiles>,
}

/// Latency in milliseconds, read from an integer histogram (buckets at most 1/32 wide, upper edge reported); `max` is exact.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Percentiles {
    /// Half of the calls took at most this long.
    pub p50: f64,
    /// 95 of 100.
    pub p95: f64,
    /// 99 of 100.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

/// One display window.
#[derive(Debug, Clone, Serialize)]
pub struct SeriesRow {
    /// Start of the window.
    pub start: String,
    /// API calls by class.
    #[serde(flatten)]
    pub classes: ClassCounts,
}

/// Failures of one resource in one display window.
#[derive(Debug, Clone, Serialize)]
pub struct HeatRow {
    /// Start of the window.
    pub start: String,
    /// The resource; `null` when the records do not say.
    pub resource: Option<String>,
    /// API calls in the window.
    pub attempts: u64,
    /// Failed API calls in the window.
    pub failures: u64,
}
