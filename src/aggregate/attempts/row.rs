//! One attempt as a row of integers, and which rows a sieve keeps.

use super::Counters;
use crate::classify::ending::Ending;
use crate::event::attempt::{Escalation, Facts, Flags, RetryAfter};
use std::hash::BuildHasher;

/// Stands for what a record does not say.
pub const UNSAID: u32 = u32::MAX;

/// One attempt. Hashes are 0 and counts [`UNSAID`] where the record does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// When it began, in milliseconds since the epoch: its end minus its duration.
    pub start: i64,
    /// When it ended.
    pub end: i64,
    /// Number of its line.
    pub line: u64,
    /// Method and URL.
    pub print: u64,
    /// Recipient and body.
    pub payload: u64,
    /// Idempotency key.
    pub key: u64,
    /// Correlation id.
    pub correlation: u64,
    /// SID that the answer gave.
    pub created: u64,
    /// Number of its input.
    pub source: u32,
    /// Which one of its line, where a record lists several calls.
    pub ordinal: u32,
    /// Number of its resource; [`UNSAID`] for none.
    pub resource: u32,
    /// Twilio code.
    pub code: u32,
    /// Milliseconds that the answer asked to wait.
    pub retry_after: u32,
    /// Attempt number as written.
    pub number: u32,
    /// User agent; 0 for none.
    pub agent: u32,
    /// Account, of 401s alone.
    pub account: u32,
    /// Everything else.
    pub flags: Flags,
    /// HTTP status; 0 for none.
    pub status: u16,
    /// Index into [`METHODS`].
    pub method: u8,
    /// How it ended.
    pub ending: Ending,
}

/// What many have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) resource: u32,
    pub(super) code: u32,
    pub(super) retry_after: u32,
    pub(super) agent: u32,
    pub(super) flags: Flags,
    pub(super) status: u16,
    pub(super) method: u8,
}

/// What one attempt does not share with many others, besides its names.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) end: i64,
    /// Milliseconds.
    pub(super) took: u32,
    /// Method and URL.
    pub(super) asked: u64,
    pub(super) source: u32,
    pub(super) line: u64,
    /// Which one of its line.
    pub(super) ordinal: u32,
    pub(super) ending: Ending,
}

/// Methods; the first stands for none, the last for any other.
pub const METHODS: [&str; 9] = [
    "", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "OTHER",
];

#[inline]
pub(super) fn method(name: Option<&str>) -> u8 {
    match name {
        // Nearly all are these two.
        Some("POST") => 2,
        Some("GET") => 1,
        Some(name) => rare_method(name),
        None => 0,
    }
}

#[inline(never)]
fn rare_method(name: &str) -> u8 {
    let at = METHODS.iter().position(|known| *known == name);
    u8::try_from(at.unwrap_or(METHODS.len() - 1)).unwrap_or(0)
}

/// Milliseconds from the end of an attempt to what its answer asked for.
#[inline]
pub(super) fn wait(asked: RetryAfter, end: i64) -> u32 {
    match asked {
        RetryAfter::Unsaid => UNSAID,
        RetryAfter::Milliseconds(wait) => wait,
        RetryAfter::Until(when) => {
            u32::try_from((when.milliseconds() - end).max(0)).unwrap_or(UNSAID)
        }
    }
}

/// The same on every machine and in every run; never 0, which stands for nothing.
#[must_use]
#[inline]
pub fn hash(value: impl std::hash::Hash) -> u64 {
    foldhash::quality::FixedState::with_seed(3)
        .hash_one(value)
        .max(1)
}

/// An id at a URL, in one number. One of both alone is that of many a success: all calls of a job go by its trace. With the
/// URL again it is the id.
#[inline]
pub(super) const fn name_of(id: u64, print: u64) -> u64 {
    id ^ print.rotate_left(23)
}

/// The finest sieve that the request of a row passes.
pub(super) fn finest(row: &Row) -> u32 {
    level((row.correlation, row.key), (row.print, row.payload))
}

/// The finest sieve that a request passes: by its id, else its key, else what it asked for, which is URL and payload.
#[inline]
pub(super) fn level((id, key): (u64, u64), asked: (u64, u64)) -> u32 {
    let anchor = match (id, key) {
        (0, 0) => hash(asked),
        (0, key) => key,
        (id, _) => id,
    };
    // Hashed again: an anchor's own bits may already decide where it stands in a table.
    hash(anchor).leading_zeros()
}

/// True when the request of a row passes the sieve.
pub(super) fn passes(row: &Row, sieve: u32) -> bool {
    sieve == 0 || finest(row) >= sieve
}

pub(super) fn passes_any(escalation: &Escalation, sieve: u32) -> bool {
    if !escalation.is_named() {
        return true;
    }
    escalation
        .ids
        .iter()
        .any(|id| *id != 0 && passes_one(*id, sieve))
}

fn passes_one(anchor: u64, sieve: u32) -> bool {
    sieve == 0 || hash(anchor).leading_zeros() >= sieve
}

/// True when method and URL tell which one request it may be, as they name one thing.
pub(super) const fn is_of_one(flags: Flags) -> bool {
    flags.has(Flags::WHOLE) && flags.has(Flags::INSTANCE)
}

impl Row {
    /// A refused POST of which little is said, for tests to say more of.
    #[cfg(test)]
    pub(crate) const FAILED: Self = Self {
        start: 0,
        end: 0,
        line: 0,
        print: 0,
        payload: 0,
        key: 0,
        correlation: 0,
        created: 0,
        source: 0,
        ordinal: 0,
        resource: 0,
        code: UNSAID,
        retry_after: UNSAID,
        number: UNSAID,
        agent: 0,
        account: 0,
        flags: Flags::WHOLE,
        status: 503,
        method: 2,
        ending: Ending::Server,
    };

    pub(super) fn of(attempt: &Attempt, facts: &Facts, shape: Shape) -> Self {
        Self {
            start: attempt.end - i64::from(attempt.took),
            end: attempt.end,
            line: attempt.line,
            print: attempt.asked,
            payload: facts.payload,
            key: facts.key,
            correlation: facts.correlation,
            created: facts.created,
            source: attempt.source,
            ordinal: attempt.ordinal,
            resource: shape.resource,
            code: shape.code,
            retry_after: shape.retry_after,
            number: facts.number.unwrap_or(UNSAID),
            agent: shape.agent,
            account: facts.account,
            flags: shape.flags,
            status: shape.status,
            method: shape.method,
            ending: attempt.ending,
        }
    }

    /// True when method, URL and payload tell which one request it may be: with a payload, or on one thing's own URL.
    pub(super) const fn asks_for_one(&self) -> bool {
        self.flags.has(Flags::WHOLE) && (self.payload != 0 || is_of_one(self.flags))
    }

    /// The attempt number from 1; `None` where the record has none, or where it never varies in the whole input.
    #[must_use]
    pub fn attempt(&self, counters: &Counters) -> Option<u32> {
        let from_zero = self.flags.has(Flags::FROM_ZERO);
        let [ones, zeros] = *counters;
        let (least, most) = if from_zero { zeros } else { ones }?;
        let zero = from_zero || least == 0;
        (self.number != UNSAID && least != most)
            .then(|| self.number.saturating_add(u32::from(zero)))
    }

    /// What rows are sorted by: the calls of one line stand as they do there.
    #[must_use]
    pub const fn order(&self) -> (i64, i64, u32, u64, u32) {
        (self.start, self.end, self.source, self.line, self.ordinal)
    }
}
