//! What the audit of retries says: requests with their attempts and verdicts, duplicates, dead letters, what a better policy
//! would have saved.

pub mod verdict;

use verdict::Verdict;

/// The evidence that joined a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Every attempt has a number, strictly rising.
    Explicit,
    /// All attempts share one key.
    Key,
    /// Ids of the application.
    Trace,
    /// Only the same request again within a bounded gap: probably one request.
    Fingerprint,
    /// One attempt alone.
    Single,
}

impl Tier {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Key => "key",
            Self::Trace => "trace",
            Self::Fingerprint => "fingerprint",
            Self::Single => "single",
        }
    }
}

/// How a create is protected against being done twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// No key was sent.
    None,
    /// The endpoint documents no key, or another place for it.
    NotHonoured,
    /// The endpoint documents the key.
    Honoured,
}

impl Protection {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NotHonoured => "not_honoured",
            Self::Honoured => "honoured",
        }
    }
}

/// What could not be judged, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotAssessable {
    /// Failed attempts of one trace of which nothing tells which request they serve.
    pub ambiguous_parallel: u64,
    /// Exhausted requests without a key or id that an escalation could carry.
    pub escalation: u64,
    /// Attempts that the numbers say are missing.
    pub missing_attempts: u64,
    /// Failed creates whose payload was not logged.
    pub no_payload_identity: u64,
    /// Failed requests of which a retry could not have been seen.
    pub not_retried: u64,
    /// Failed attempts on URLs that are read again and again.
    pub shared_or_polled_url: u64,
}

/// One attempt of a listed chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Try {
    /// Number of its input.
    pub source: u32,
    /// Its line.
    pub line: u64,
    /// HTTP status.
    pub status: Option<u16>,
    /// Twilio code.
    pub code: Option<u32>,
    /// Milliseconds since the attempt before; `None` for the first.
    pub wait: Option<u64>,
}

/// A request with several attempts, or with a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The evidence that joined it.
    pub tier: Tier,
    /// Its resource.
    pub resource: Option<String>,
    /// HTTP method; empty when unknown.
    pub method: &'static str,
    /// Start of its first attempt, in milliseconds since the epoch.
    pub start: i64,
    /// End of its first.
    pub first_end: i64,
    /// End of its last.
    pub end: i64,
    /// Verdicts with their counts, in the order of their names.
    pub verdicts: Vec<(Verdict, u64)>,
    /// Its attempts.
    pub attempts: Vec<Try>,
}

/// A create that may exist twice, or does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Index into [`Audit::requests`].
    pub request: usize,
    /// The least protection of the attempts that were repeated.
    pub protection: Protection,
    /// How many different things were created.
    pub created: u64,
    /// Two or more keys were used.
    pub key_changed: bool,
}

/// Attempts and requests of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Its name.
    pub resource: Option<String>,
    /// Attempts.
    pub attempts: u64,
    /// Requests.
    pub requests: u64,
}

/// How long clients waited before one retry, as they chose themselves; in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Which retry, from 1; the last stands for all after it too.
    pub retry: u32,
    /// How many waits.
    pub count: u64,
    /// One in ten is no longer.
    pub low: u64,
    /// Half of them are no longer.
    pub middle: u64,
    /// Nine in ten are no longer.
    pub high: u64,
}

/// Attempts and requests in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Start in seconds since the epoch.
    pub start: i64,
    /// Length in seconds.
    pub length: i64,
    /// Attempts that ended in it.
    pub attempts: u64,
    /// Requests whose first attempt ended in it.
    pub requests: u64,
}

/// The whole audit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audit {
    /// One in 2^this requests was looked at; 0 for all.
    pub sieve: u32,
    /// Attempts that were not looked at.
    pub dropped: u64,
    /// Attempts.
    pub attempts: u64,
    /// Chains, single attempts included.
    pub chains: u64,
    /// Some attempt has an identity, so that chains are requests.
    pub linked: bool,
    /// Chains with two or more attempts.
    pub retried: u64,
    /// Chains that failed first and went well at last.
    pub recovered: u64,
    /// Chains whose last attempt failed.
    pub failed_at_last: u64,
    /// What could not be judged.
    pub not_assessable: NotAssessable,
    /// Chains with two or more attempts by tier: explicit, key, trace, fingerprint.
    pub tiers: [u64; 4],
    /// How many chains have so many attempts.
    pub histogram: Vec<(u64, u64)>,
    /// By resource.
    pub loads: Vec<Load>,
    /// Requests with several attempts or a verdict, worst first.
    pub requests: Vec<Request>,
    /// Verdicts on many requests at once.
    pub scopes: Vec<Scope>,
    /// By start of the request.
    pub duplicates: Vec<Duplicate>,
    /// Repeated creates that a key protected.
    pub guarded: u64,
    /// By input and line.
    pub dead_letters: Vec<DeadLetter>,
    /// What the reference policy would have done.
    pub what_if: WhatIf,
    /// Escalations in the log.
    pub escalations: u64,
    /// Incidents that were taken into account.
    pub incidents: u64,
    /// Waits before retries, by the number of the retry.
    pub waits: Vec<Waits>,
    /// Attempts and requests by time; empty where nothing tells which attempts belong together.
    pub over_time: Vec<Stretch>,
    /// Attempts of inputs none of whose times has milliseconds, and attempts in all, lone successes left out.
    pub coarse: (u64, u64),
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Reach the person by other means.
    OtherChannel,
    /// Correct it first.
    FixAndRetry,
    /// See whether it exists before sending it again.
    LookThenRetry,
    /// Send it again.
    RetryAsIs,
}

impl Action {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OtherChannel => "other_channel",
            Self::FixAndRetry => "fix_and_retry",
            Self::LookThenRetry => "look_then_retry",
            Self::RetryAsIs => "retry_as_is",
        }
    }

    /// Why, in a sentence.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::OtherChannel => {
                "This channel cannot reach the recipient, or not today: take another one."
            }
            Self::FixAndRetry => "Twilio refused the request: the same again fails the same way.",
            Self::LookThenRetry => {
                "It may have been carried out although no success was seen, and no key protects it."
            }
            Self::RetryAsIs => {
                "It was not carried out, or its key protects it: sending it again is safe."
            }
        }
    }
}

/// A critical send that failed at last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Number of the input of its first attempt.
    pub first_source: u32,
    /// Line of its first attempt.
    pub first_line: u64,
    /// Its resource.
    pub resource: Option<String>,
    /// What to do with it.
    pub action: Action,
    /// Status of the last attempt.
    pub status: Option<u16>,
    /// Twilio code of the last attempt.
    pub code: Option<u32>,
    /// How often it was tried.
    pub attempts: u64,
    /// Number of the input of the last attempt.
    pub source: u32,
    /// Line of the last attempt.
    pub line: u64,
    /// End of the last attempt, in milliseconds since the epoch.
    pub time: i64,
}

/// What the policy would have done. A model, not a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WhatIf {
    /// Requests that failed at last and had retries left.
    pub candidates: u64,
    /// Those that the policy would have held, as an incident was on.
    pub held_in_incident: u64,
    /// How many would have gone well, at least.
    pub recoverable_low: u64,
    /// And at most.
    pub recoverable_high: u64,
    /// Calls that this would have added.
    pub extra_calls_high: u64,
    /// Failed attempts that the policy would not have made.
    pub futile_calls: u64,
    /// Attempts that it would not have made and that went well all the same.
    pub futile_that_succeeded: u64,
    /// Milliseconds that it would have waited more: before retries that came too soon, and before those that it would have
    /// added, each as likely as it would have been needed.
    pub waits_added: u64,
}

/// Where and when many requests did the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// What they did.
    pub verdict: Verdict,
    /// A resource, or a short hash of an account.
    pub scope: String,
    /// Start in milliseconds since the epoch.
    pub start: i64,
    /// End.
    pub end: i64,
    /// How many.
    pub count: u64,
    /// Input and line of the first.
    pub lines: Vec<(u32, u64)>,
    /// Of equal waits: the wait in milliseconds, of how many, and most retries in one second.
    pub herd: Option<(i64, u64, u64)>,
}
