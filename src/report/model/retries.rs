//! The retry audit in the report; the fields of each object in the order of their names.

use super::behaviour::BehaviourRow;
use serde::Serialize;

/// The section `retries`.
#[derive(Debug, Clone, Serialize)]
pub struct RetriesRow {
    /// How many requests have so many attempts; by attempts.
    pub attempts_histogram: Vec<HistogramRow>,
    /// Requests with several attempts or a verdict, worst first; as many as were asked for.
    pub chains: Vec<ChainRow>,
    /// Critical sends that were lost; by source and line.
    pub dead_letters: Vec<DeadLetterRow>,
    /// Attempts that were left out because memory was full; only where `status` is `sampled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropped_attempts: Option<u64>,
    /// Creates that may exist twice, or do; by start of the request.
    pub duplicates: Vec<DuplicateRow>,
    /// Repeated creates that a key protected.
    pub duplicates_guarded: u64,
    /// Records by which somebody was told.
    pub escalation_records: u64,
    /// Incidents that were taken into account.
    pub incidents_used: u64,
    /// By resource; empty when nothing tells which attempts belong together.
    pub resources: Vec<LoadRow>,
    /// One in so many requests was looked at; only where `status` is `sampled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled_one_in: Option<u64>,
    /// `complete` or `sampled`.
    pub status: &'static str,
    /// Requests of several attempts by the evidence that joined them.
    pub tiers: TierCounts,
    /// Counts over everything.
    pub totals: RetryTotals,
    /// By severity and name.
    pub verdicts: Vec<VerdictRow>,
    /// The reference policy replayed over the failures.
    pub what_if: WhatIfRow,
    /// How long was waited before each retry; for charts alone.
    #[serde(skip)]
    pub waits: Vec<WaitsRow>,
    /// Attempts and requests over time; for charts alone.
    #[serde(skip)]
    pub over_time: Vec<StretchRow>,
    /// What the section `behaviour` adds.
    #[serde(skip)]
    pub more: BehaviourRow,
}

/// Waits before one retry in milliseconds: one in ten, half, nine in ten are no longer.
#[derive(Debug, Clone, Copy)]
pub struct WaitsRow {
    /// Which retry, from 1; the last stands for all after it too.
    pub retry: u32,
    /// How many waits.
    pub count: u64,
    /// One in ten.
    pub low: u64,
    /// Half.
    pub middle: u64,
    /// Nine in ten.
    pub high: u64,
}

/// Attempts and requests in a stretch of time.
#[derive(Debug, Clone, Copy)]
pub struct StretchRow {
    /// Start in seconds since the epoch.
    pub start: i64,
    /// Length in seconds.
    pub length: i64,
    /// Attempts.
    pub attempts: u64,
    /// Requests.
    pub requests: u64,
}

/// How many requests have so many attempts.
#[derive(Debug, Clone, Serialize)]
pub struct HistogramRow {
    /// Attempts of one request.
    pub attempts: u64,
    /// Requests.
    pub requests: u64,
}

/// A request.
#[derive(Debug, Clone, Serialize)]
pub struct ChainRow {
    /// Its attempts in order.
    pub attempts: Vec<AttemptRow>,
    /// A short hash of source and line of its first attempt.
    pub chain: String,
    /// End of its last attempt.
    pub end: String,
    /// HTTP method; `null` when no record names it.
    pub method: Option<&'static str>,
    /// Its resource; `null` when no record names it.
    pub resource: Option<String>,
    /// Start of its first attempt.
    pub start: String,
    /// `explicit`, `key`, `trace`, `fingerprint` or `single`.
    pub tier: &'static str,
    /// Names of its verdicts, ascending.
    pub verdicts: Vec<&'static str>,
}

/// One attempt.
#[derive(Debug, Clone, Serialize)]
pub struct AttemptRow {
    /// HTTP status; `null` when nobody answered.
    pub http_status: Option<u16>,
    /// Its line.
    pub line: u64,
    /// Its input.
    pub source: String,
    /// Twilio code.
    pub twilio_code: Option<u32>,
    /// Milliseconds since the attempt before ended; `null` for the first.
    pub wait_ms: Option<u64>,
}

/// A critical send that was lost.
#[derive(Debug, Clone, Serialize)]
pub struct DeadLetterRow {
    /// `other_channel`, `fix_and_retry`, `look_then_retry` or `retry_as_is`.
    pub action: &'static str,
    /// How often it was tried.
    pub attempts: u64,
    /// The request.
    pub chain: String,
    /// Status of the last attempt.
    pub http_status: Option<u16>,
    /// Line of the last attempt.
    pub line: u64,
    /// Its resource.
    pub resource: Option<String>,
    /// Input of the last attempt.
    pub source: String,
    /// End of the last attempt.
    pub time: String,
    /// Twilio code of the last attempt.
    pub twilio_code: Option<u32>,
    /// Why this action; in the file of dead letters alone.
    #[serde(skip)]
    pub why: &'static str,
}

/// A create that may exist twice, or does.
#[derive(Debug, Clone, Serialize)]
pub struct DuplicateRow {
    /// The request.
    pub chain: String,
    /// How many different things were created.
    pub created: u64,
    /// Two or more keys were used.
    pub key_changed: bool,
    /// `confirmed` (two or more were created) or `possible`.
    pub kind: &'static str,
    /// Its attempts.
    pub lines: Vec<PlaceRow>,
    /// `none`, `not_honoured` or `honoured`.
    pub protection: &'static str,
    /// Its resource.
    pub resource: Option<String>,
    /// The evidence that joined it.
    pub tier: &'static str,
}

/// A place in the inputs.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceRow {
    /// Line.
    pub line: u64,
    /// Input.
    pub source: String,
}

/// Attempts and requests of a resource.
#[derive(Debug, Clone, Serialize)]
pub struct LoadRow {
    /// Attempts per 1000 requests.
    pub amplification_permille: u64,
    /// Attempts.
    pub attempts: u64,
    /// Requests.
    pub requests: u64,
    /// Its name; `null` for records that name none.
    pub resource: Option<String>,
}

/// Requests of several attempts by the evidence that joined them.
#[derive(Debug, Clone, Serialize)]
pub struct TierCounts {
    /// Rising attempt numbers.
    pub explicit: u64,
    /// The same request again soon after a failure.
    pub fingerprint: u64,
    /// One idempotency key.
    pub key: u64,
    /// Ids of the application.
    pub trace: u64,
}

/// Counts over everything.
#[derive(Debug, Clone, Serialize)]
pub struct RetryTotals {
    /// Attempts per 1000 requests; `null` when nothing tells which attempts belong together, or of a sample.
    pub amplification_permille: Option<u64>,
    /// Attempts.
    pub attempts: u64,
    /// Requests whose last attempt failed.
    pub failed_at_last: u64,
    /// What could not be judged.
    pub not_assessable: NotAssessableRow,
    /// Requests that failed first and went well at last.
    pub recovered: u64,
    /// Requests; `null` when nothing tells which attempts belong together, or of a sample.
    pub requests: Option<u64>,
    /// Requests of several attempts.
    pub retried_requests: u64,
    /// Attempts after the first of their request.
    pub retry_attempts: u64,
}

/// What could not be judged, by reason.
#[derive(Debug, Clone, Serialize)]
pub struct NotAssessableRow {
    /// Failed attempts that share an id with others, and nothing tells them apart.
    pub ambiguous_parallel: u64,
    /// Exhausted requests without key or id.
    pub escalation: u64,
    /// Attempts that the numbers say are missing.
    pub missing_attempts: u64,
    /// Failed creates whose payload is not logged.
    pub no_payload_identity: u64,
    /// Failures of which a retry could not have been seen.
    pub not_retried: u64,
    /// Failures on URLs that are read again and again.
    pub shared_or_polled_url: u64,
}

/// One verdict over all requests.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictRow {
    /// What to do about it.
    pub advice: &'static str,
    /// Requests.
    pub chains: u64,
    /// What the verdict counts, over all requests; of a sample `null` for verdicts across requests.
    pub events: u64,
    /// Requests by resource, ascending.
    pub resources: Vec<VerdictLoad>,
    /// The worst of the requests.
    pub samples: Vec<SampleRow>,
    /// Of verdicts on many requests at once.
    pub scopes: Vec<ScopeRow>,
    /// `critical`, `error`, `warning`, `notice` or `good`.
    pub severity: &'static str,
    /// Its name.
    pub verdict: &'static str,
}

/// Requests of one resource.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictLoad {
    /// Requests.
    pub chains: u64,
    /// Its name.
    pub resource: Option<String>,
}

/// An example.
#[derive(Debug, Clone, Serialize)]
pub struct SampleRow {
    /// The request.
    pub chain: String,
    /// Line of its first attempt.
    pub line: u64,
    /// Input of its first attempt.
    pub source: String,
}

/// Where and when many requests did the same.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeRow {
    /// How many.
    pub count: u64,
    /// End.
    pub end: String,
    /// The first of them.
    pub lines: Vec<PlaceRow>,
    /// Of how many waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Most retries in one second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_in_one_second: Option<u64>,
    /// A resource, or a short hash of an account.
    pub scope: String,
    /// Start.
    pub start: String,
    /// The wait that they share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<i64>,
}

/// The reference policy replayed over the failures; a model, not a promise.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIfRow {
    /// Requests that failed at last and had retries left.
    pub candidates: u64,
    /// Calls that retrying them would have added at most.
    pub extra_calls_high: u64,
    /// Failed attempts that the policy would not have made.
    pub futile_calls: u64,
    /// Attempts that it would not have made and that went well all the same.
    pub futile_that_succeeded: u64,
    /// Requests that it would have held until an incident was over.
    pub held_in_incident: u64,
    /// Requests that would have gone well, at most.
    pub recoverable_high: u64,
    /// At least.
    pub recoverable_low: u64,
}

impl RetriesRow {
    /// True when the audit found this verdict on some request.
    #[must_use]
    pub fn found(&self, verdict: &str) -> bool {
        self.verdicts.iter().any(|row| row.verdict == verdict)
    }
}
