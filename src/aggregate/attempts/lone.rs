//! Attempts that went well at once and share nothing with any other: requests of their own, of which counts are enough.
//!
//! Nearly every attempt of a healthy log is one, so only what is left is sorted, linked and judged. One that names nothing
//! by which another could be known for the same request is counted when it is read; of the others it is told at the end,
//! by a table of small counters. Which they are depends on the set of attempts alone, and one that is kept although it is
//! lone changes no result, so different names may share counters.

use super::met::Met;
use super::row::{Row, UNSAID, is_of_one, name_of};
use super::{Counters, Map};
use crate::classify::ending::Ending;
use crate::event::attempt::{Facts, Flags};

/// How often a URL must have been read well to count as polled.
pub const POLLED: usize = 3;

/// Which reads of each URL are enough: of any so many that pass a sieve, so many are kept that pass it.
#[derive(Debug, Default)]
pub(super) struct Reads(Map<u64, [u32; POLLED]>);

impl Reads {
    /// True when a read has to be kept; `finest` is the finest sieve that it passes.
    pub(super) fn wants(&mut self, print: u64, finest: u32) -> bool {
        // One more than a sieve, so that 0 stands for none.
        let kept = self.0.entry(print).or_default();
        let least = kept.iter_mut().min();
        least.is_some_and(|least| {
            let wanted = *least <= finest;
            if wanted {
                *least = finest + 1;
            }
            wanted
        })
    }
}

/// Rows of all parts, by what they are to the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// All.
    pub(super) rows: usize,
    /// Those that are more than plain successes.
    pub(super) evidence: usize,
    /// Those of them that went well.
    pub(super) strong: usize,
}

impl Sizes {
    /// Counts a row.
    pub(super) fn add(&mut self, row: &Row) {
        self.rows += 1;
        if !is_plain(row) {
            self.evidence += 1;
            self.strong += usize::from(went_well(row));
        }
    }

    /// Of two parts together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            evidence: self.evidence + other.evidence,
            strong: self.strong + other.strong,
        }
    }
}

/// True for a success without key, payload or number.
pub(super) fn is_plain(row: &Row) -> bool {
    let unnamed = row.key == 0 && row.payload == 0 && row.number == UNSAID;
    unnamed && went_well(row) && (row.correlation == 0 || row.flags.has(Flags::WHOLE))
}

/// What may join the row to another, as the rounds of linking do: its key, its id there, and what it asked for; 0 for none.
#[inline]
pub(super) fn names(row: &Row) -> [u64; 3] {
    let named = |known: bool, name: u64| if known { name } else { 0 };
    [
        named(row.key != 0, mixed(row.key, 0x9E37_79B9_7F4A_7C15)),
        named(row.correlation != 0, by_id(row.correlation, row.print)),
        named(row.asks_for_one(), by_print(row.print, row.payload)),
    ]
}

/// The names under which others must be kept for its sake. What goes by an id is joined to nothing by what it asked for; that
/// is asked of an outage alone, and whether its URL is read again and again, with whatever payload it was asked itself.
pub(super) fn telling(row: &Row) -> [u64; 4] {
    let [key, id, asked] = names(row);
    let outage = row.ending.outage();
    let alone = row.correlation == 0 || (outage && row.payload != 0);
    let read = outage && is_of_one(row.flags);
    [
        key,
        id,
        if alone { asked } else { 0 },
        if read { by_read(row.print) } else { 0 },
    ]
}

pub(super) const fn by_id(id: u64, print: u64) -> u64 {
    by_name(name_of(id, print))
}

/// The same of an id at a URL.
pub(super) const fn by_name(name: u64) -> u64 {
    mixed(name, 0xC2B2_AE3D_27D4_EB4F)
}

pub(super) const fn by_print(print: u64, payload: u64) -> u64 {
    mixed(name_of(print, payload), 0x1656_67B1_9E37_79F9)
}

/// Under which reads of a URL are kept.
pub(super) const fn by_read(print: u64) -> u64 {
    mixed(print, 0x94D0_49BB_1331_11EB)
}

/// A hash already, which is only turned into another space of numbers for each kind. Never 0.
const fn mixed(hash: u64, kind: u64) -> u64 {
    let all = hash.wrapping_mul(kind);
    let name = all ^ all >> 29;
    if name == 0 { 1 } else { name }
}

/// True when nothing of a success could be found again in another.
pub(super) fn is_nameless(facts: &Facts) -> bool {
    let one = facts.payload != 0 || facts.flags.has(Flags::INSTANCE);
    facts.key == 0
        && facts.correlation == 0
        && facts.number.is_none()
        && !(one && facts.flags.has(Flags::WHOLE))
}

pub(super) fn went_well(row: &Row) -> bool {
    is_success(row.status, row.ending)
}

/// True for an answer below 400.
pub(super) fn is_success(status: u16, ending: Ending) -> bool {
    !ending.failed() && (100..400).contains(&status)
}

/// True when the row is a request of its own that went well at once, and no evidence for any other.
pub(super) fn is_lone(row: &Row, counters: &Counters, met: &Met) -> bool {
    let named = row.key != 0 || row.correlation != 0;
    went_well(row)
        && (row.flags.has(Flags::WHOLE) || !named)
        && row.attempt(counters).is_none_or(|number| number <= 1)
        && met.is_apart(row)
}
