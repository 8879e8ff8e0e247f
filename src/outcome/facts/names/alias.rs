//! Which names mean what for the audit of retries.

use super::squeezed;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::outcome::facts) enum Name {
    Key,
    Place,
    Attempt,
    Resend,
    Correlation,
    To,
    Body,
    Created,
    Agent,
    Purpose,
    Event,
    Action,
    RetryAfter,
    Error,
    Level,
}

/// How many there are.
pub(super) const NAMES: usize = 15;

/// All names without punctuation and in lower case, the better ones first.
const ALIASES: [(Name, &str); NAMES] = [
    (
        Name::Key,
        "idempotencykey xidempotencykey idemkey idem requestidempotencykey",
    ),
    (Name::Place, "idempotencykeyin idempotencykeyplace"),
    (
        Name::Attempt,
        "attempt attemptnumber attemptno tryno trynumber xretryattempt retryattempt",
    ),
    (
        Name::Resend,
        "httprequestresendcount httpresendcount httpretrycount resendcount retrycount retryno retries",
    ),
    (
        Name::Correlation,
        "correlationid xcorrelationid requestid xrequestid traceid traceparent operationid jobid requestxrequestid \
         requestxcorrelationid requesttraceparent",
    ),
    (Name::To, "to recipient tonumber destination"),
    (
        Name::Body,
        "bodysha256 bodyhash payloadhash payloadsha256 bodydigest requestbodysha256 requestbodyhash",
    ),
    (
        Name::Created,
        "sid messagesid callsid resourcesid responsesid",
    ),
    (Name::Agent, "useragent useragentoriginal httpuseragent"),
    (
        Name::Purpose,
        "purpose category messagepurpose template messagetype",
    ),
    (Name::Event, "event eventname eventtype eventaction"),
    (Name::Action, "action"),
    // The last three count milliseconds.
    (
        Name::RetryAfter,
        "retryafter retryafters responseretryafter retryafterseconds retryaftersecs retryaftersec \
         downstreamretryafter originretryafter retryafterms retryaftermilliseconds retryaftermillis",
    ),
    (Name::Error, "error err errortype exception cause"),
    (
        Name::Level,
        "level severity loglevel severitytext levelname lvl l",
    ),
];

/// From this rank on the names of a wait count milliseconds.
pub(super) const IN_MILLISECONDS: u8 = 8;

/// Last parts of names that only with the objects around them mean something.
const TAILS: [&str; 16] = [
    "id", "key", "original", "agent", "count", "number", "no", "after", "sha256", "hash", "digest",
    "in", "place", "type", "sid", "text",
];

/// Every name with what it means, and how good a name it is.
static MEANINGS: LazyLock<HashMap<&'static str, (Name, u8)>> = LazyLock::new(|| {
    let ranked = |(name, all): &(Name, &'static str)| {
        let name = *name;
        (0..)
            .zip(all.split(' ').filter(|alias| !alias.is_empty()))
            .map(move |(rank, alias)| (alias, (name, rank)))
    };
    ALIASES.iter().flat_map(ranked).collect()
});

/// What a name means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    /// By itself, and how good a name it is.
    pub(super) own: Option<(Name, u8)>,
    /// With the names of the objects around it it may mean more.
    pub(super) tail: bool,
}

/// The longest name as written that is looked at.
const LONGEST: usize = 48;

/// Added to the rank of names of which only the last part is known.
pub(super) const LAST_PART: u8 = 100;

/// The rank of a name that begins as one for a wait, and goes on as nobody knows.
pub(super) const UNREADABLE: u8 = 200;

/// What a name by itself means, and how good it is.
pub(in crate::outcome::facts) fn whole(name: &str) -> Option<(Name, u8)> {
    (name.len() <= LONGEST).then(|| alias(&squeezed(name)))?
}

pub(super) fn read(name: &str) -> Option<Meaning> {
    if name.len() > LONGEST {
        return None;
    }
    let plain = squeezed(name);
    let own = meant(name, &plain);
    let tail = TAILS.iter().any(|tail| plain.ends_with(tail));
    (own.is_some() || tail).then_some(Meaning { own, tail })
}

/// What a name means of which nobody knows what is around it, and how good it is.
pub(super) fn alone(name: &str) -> Option<(Name, u8)> {
    (name.len() <= LONGEST).then(|| meant(name, &squeezed(name)))?
}

/// What a name means by itself, or its last part, or its beginning.
fn meant(name: &str, plain: &str) -> Option<(Name, u8)> {
    let last = || {
        let (_, last) = name.rsplit_once('.')?;
        let (name, rank) = alias(&squeezed(last))?;
        Some((name, rank + LAST_PART))
    };
    let unknown = || {
        plain
            .starts_with("retryafter")
            .then_some((Name::RetryAfter, UNREADABLE))
    };
    alias(plain).or_else(last).or_else(unknown)
}

/// What a whole name means, and its rank.
pub(super) fn alias(plain: &str) -> Option<(Name, u8)> {
    MEANINGS.get(plain).copied()
}
