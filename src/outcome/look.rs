//! Which recognisers a record is worth asking: by the literals in its bytes, the names of its fields and the marks in its
//! texts. Each is looked for when somebody first needs it, as most records are told whole before.
//!
//! Every literal slows the search over whole chunks; a mark is looked for in records alone, once for all who have one. So
//! whoever shares his literals with many (`twilio.` stands in every line of an SDK's log) refuses most records at once.

use super::contract::Outcome;
use super::{ESCALATION, HIDDEN, OUTCOMES, Recogniser, bit, bits};
use crate::chunk::finder::{Finder, Hit};
use crate::envelope;
use crate::envelope::contract::LogRecord;
use crate::outcome::facts::escalation;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Short texts that many of the literals share and that are rare in logs: what is searched for in their place. Which
/// they are changes no result, only the speed.
const KERNELS: [&str; 16] = [
    "wilio",
    "010-04-01",
    "Unable to ",
    "estException",
    "Status",
    "Request ",
    "nse.status",
    " Response: ",
    ".method: ",
    "for an HTTP",
    "rce_sid",
    "\"MESSAGE\"",
    "Retry-After",
    "X-Request-I",
    "X-Correlation-I",
    "X-Retry-Attempt",
];

/// The search for the literals of the list: to build one takes longer than to read a small log, so the threads share it.
pub(super) static BUILT_IN: LazyLock<Arc<Finder>> = LazyLock::new(|| Arc::new(finder(OUTCOMES)));

/// The search for the marks of the list.
static MARKS: LazyLock<Finder> =
    LazyLock::new(|| Finder::new(&declared(OUTCOMES, Outcome::marks), &[]));

/// A bit for each recogniser of the list that has marks.
static MARKED: LazyLock<u64> =
    LazyLock::new(|| bits(OUTCOMES, |outcome| !outcome.marks().is_empty()));

/// What is known of a record so far.
pub(super) struct Look<'l, 'a> {
    recogniser: &'l Recogniser,
    raw: &'l [u8],
    /// The literal that led to the record: what stands before it needs no further search.
    first: Option<Hit>,
    record: &'l LogRecord<'a>,
    /// A bit for each recogniser of which a literal stands there; the others' are added once somebody may need them.
    held: u64,
    sought: bool,
    /// A bit for each that lacks a field, and once they are looked for, for each that lacks a mark.
    barred: u64,
    looked: bool,
}

impl<'l, 'a> Look<'l, 'a> {
    /// Nothing is known but the literal that led there and the fields.
    pub(super) fn at(
        recogniser: &'l Recogniser,
        raw: &'l [u8],
        first: Option<Hit>,
        record: &'l LogRecord<'a>,
    ) -> Self {
        Self {
            recogniser,
            raw,
            first,
            record,
            held: first.map_or(0, |first| first.bits),
            sought: false,
            barred: recogniser.choosy & !recogniser.served(record),
            looked: false,
        }
    }

    /// False for a recogniser that certainly claims nothing.
    pub(super) fn may_claim(&mut self, number: usize) -> bool {
        let bit = bit(number);
        if self.barred & bit != 0 {
            return false;
        }
        if self.held & bit == 0 && !self.sought {
            self.held |= self.recogniser.held(self.raw, self.first);
            self.held |= self.recogniser.hidden(self.record);
            self.sought = true;
        }
        if self.held & bit == 0 {
            return false;
        }
        if self.recogniser.marked & bit != 0 && !self.looked {
            let standing = marks(self.record) << self.recogniser.own;
            self.barred |= self.recogniser.marked & !standing;
            self.looked = true;
        }
        self.barred & bit == 0
    }
}

/// A bit for each recogniser of the list of which a mark stands in a text of the record.
fn marks(record: &LogRecord<'_>) -> u64 {
    let standing = |text: &str| MARKS.bits(text.as_bytes(), 0);
    let told_again = record.line.ends_with(record.body);
    let texts = record.texts().skip(usize::from(told_again));
    texts.fold(standing(record.line), |bits, text| bits | standing(text))
}

/// A bit for each recogniser with marks, behind so many of the user's.
pub(super) fn marked(own: usize) -> u64 {
    u32::try_from(own).map_or(0, |own| MARKED.unbounded_shl(own))
}

/// The search for the literals of recognisers, with what every search is for.
pub(super) fn finder(asked: &[&'static dyn Outcome]) -> Finder {
    let literals: Vec<(&str, u64)> = declared(asked, Outcome::literals)
        .into_iter()
        .chain(envelope::HIDING.map(|literal| (literal, HIDDEN)))
        .chain(escalation::LITERALS.map(|literal| (literal, ESCALATION)))
        .collect();
    let kernels = [&KERNELS[..], &escalation::KERNELS].concat();
    Finder::new(&literals, &kernels)
}

/// For each name of a field that somebody needs, a bit for each recogniser that does.
pub(super) fn served_by_name(asked: &[&'static dyn Outcome]) -> HashMap<&'static str, u64> {
    declared(asked, Outcome::fields).into_iter().collect()
}

/// Every text that recognisers declare, with a bit for each that does.
fn declared(
    asked: &[&'static dyn Outcome],
    of: impl Fn(&'static dyn Outcome) -> &'static [&'static str],
) -> Vec<(&'static str, u64)> {
    let mut texts: Vec<&str> = asked
        .iter()
        .flat_map(|outcome| of(*outcome))
        .copied()
        .collect();
    texts.sort_unstable();
    texts.dedup();
    let by = |text| (text, bits(asked, |outcome| of(outcome).contains(&text)));
    texts.into_iter().map(by).collect()
}
