//! What the detector of incidents says: verdicts on stretches of time, with the numbers that let a reader check them.

use crate::aggregate::failing::cell::Told;
use crate::aggregate::failing::traffic::LeftOut;

/// What a stretch of trouble was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Two or more resources failed together.
    TwilioIncident,
    /// One resource failed, the others did not.
    ResourceFault,
    /// The caller's own proxy, DNS or way out; Twilio was not reached.
    GatewayFault,
    /// The caller's own 4xx: a deploy, a bad token, a limit.
    ClientErrors,
    /// Very few requests, tried very often.
    RetryStorm,
    /// More calls than usual, however many of them failed.
    TrafficSurge,
}

impl Verdict {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwilioIncident => "twilio_incident",
            Self::ResourceFault => "resource_fault",
            Self::GatewayFault => "gateway_fault",
            Self::ClientErrors => "client_errors",
            Self::RetryStorm => "retry_storm",
            Self::TrafficSurge => "traffic_surge",
        }
    }
}

/// How sure a verdict is, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Below 0.5.
    Low,
    /// From 0.5.
    Medium,
    /// From 0.75.
    High,
}

impl Level {
    /// The word for a confidence.
    #[must_use]
    pub fn of(confidence: f64) -> Self {
        if confidence >= 0.75 {
            Self::High
        } else if confidence >= 0.5 {
            Self::Medium
        } else {
            Self::Low
        }
    }

    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One verdict on a stretch of time. Times are seconds since the epoch, the end is exclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What it was.
    pub verdict: Verdict,
    /// Start of its first window.
    pub start: i64,
    /// Start of the first window after it.
    pub end: i64,
    /// Affected resources, by name.
    pub resources: Vec<String>,
    /// 0 to 1; an ordering, not a probability.
    pub confidence: f64,
    /// Evidence in nats (natural logarithm of an e-value); `None` for verdicts that rest on a count alone.
    pub evidence: Option<f64>,
    /// How surprising it is among all windows of the log; incidents only.
    pub q_value: Option<f64>,
    /// Start of the window with most failing requests.
    pub peak: Option<i64>,
    /// At least 80 % of the failures show no status that Twilio's own application gives. Then `verdict` is a gateway fault.
    pub soft: bool,
    /// What the affected resources show.
    pub affected: Vec<Affected>,
    /// Resources that had traffic enough to fail and did not.
    pub normal: Vec<Steady>,
    /// Stretches inside without any record: start, exclusive end.
    pub gaps: Vec<(i64, i64)>,
}

/// The numbers of one affected resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Affected {
    /// Its name.
    pub resource: String,
    /// Failing requests.
    pub failed: u64,
    /// All requests.
    pub requests: u64,
    /// What is normal for it: failing share of the requests, or failing requests per window where only errors are logged;
    /// for a surge the failing share at all other times; `None` where the verdict asks for none, or nothing tells.
    pub baseline: Option<f64>,
    /// Failing and all requests in all other windows of the log, and how many windows these are; `None` for verdicts that
    /// rest on a count alone.
    pub elsewhere: Option<Elsewhere>,
    /// Logarithm of the likelihood ratio of "degraded" to "normal".
    pub ratio: f64,
    /// Failed attempts of those requests.
    pub attempts: u64,
    /// Failed attempts without an answer.
    pub silent: u64,
    /// Failed attempts by how they were told, most first.
    pub ways: Vec<(Told, u64)>,
    /// Twilio's ids of the earliest failed answers.
    pub answers: Vec<String>,
    /// Failing and all requests before, during and after; empty for verdicts that rest on a count alone.
    pub around: Vec<Moment>,
}

/// Requests of one resource outside of a finding: what is normal for it, as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere {
    /// Failing requests.
    pub failed: u64,
    /// All requests.
    pub requests: u64,
    /// Windows.
    pub windows: u64,
}

/// Requests of one resource in one stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Its start.
    pub start: i64,
    /// Failing requests.
    pub failed: u64,
    /// All requests.
    pub requests: u64,
}

/// A resource that stayed as it always is.
#[derive(Debug, Clone, PartialEq)]
pub struct Steady {
    /// Its name.
    pub resource: String,
    /// Failing requests.
    pub failed: u64,
    /// All requests.
    pub requests: u64,
    /// Failing requests that it would have had at the median rate of the affected resources.
    pub expected: f64,
}

/// All verdicts on a log, and on what they rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Detection {
    /// By start, end and name of the verdict.
    pub findings: Vec<Finding>,
    /// Width of a window in seconds.
    pub window_seconds: u32,
    /// Windows from the first to the last.
    pub windows: u64,
    /// Resources judged.
    pub resources: u64,
    /// Threshold of the evidence in nats.
    pub threshold: f64,
    /// Fewer than 1 % of the records are successes, so failures are compared with their own history.
    pub errors_only: bool,
    /// The records tell which attempts belong to one request.
    pub requests_known: bool,
    /// Some answer shows that it is Twilio's.
    pub origin_seen: bool,
    /// What was not judged, or only roughly.
    pub left_out: LeftOut,
    /// Attempts outside of the stretch or the resources that could be judged at once.
    pub not_judged: u64,
}
