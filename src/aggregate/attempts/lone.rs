//! Attempts that went well at once and share nothing with any other: requests of their own, of which counts are enough.
//!
//! Nearly every attempt of a healthy log is one, so only what is left is sorted, linked and judged. One that names nothing
//! by which another could be known for the same request is counted when it is read; of the others it is told at the end,
//! by a table of small counters. Which they are depends on the set of attempts alone, and one that is kept although it is
//! lone changes no result, so two different names may share a counter.

use super::row::{Row, UNSAID};
use super::{Counters, Map};
use crate::event::attempt::Flags;

/// Requests of one attempt that went well, in one stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lone {
    /// Number of its resource; [`UNSAID`] for none.
    pub resource: u32,
    /// Start of the stretch, in seconds since the epoch.
    pub start: i64,
    /// How many.
    pub count: u64,
}

/// How often names were met: not, once, more often.
#[derive(Debug)]
pub struct Met(Vec<u64>);

/// Counters per word: two bits each.
const PER_WORD: u64 = 32;

/// The lower bit of every counter.
const ONCE: u64 = 0x5555_5555_5555_5555;

/// Fewest and most words.
const LEAST: usize = 1 << 6;
const MOST: usize = 1 << 21;

impl Met {
    /// For so many rows in all parts together.
    pub(super) fn sized(rows: usize) -> Self {
        let words = rows.next_power_of_two().clamp(LEAST, MOST);
        Self(vec![0; words])
    }

    fn place(&self, name: u64) -> (usize, u64) {
        let word = usize::try_from(name / PER_WORD).unwrap_or(0) & (self.0.len() - 1);
        (word, (name % PER_WORD) * 2)
    }

    /// Notes the names of a row.
    pub(super) fn note(&mut self, row: &Row) {
        for name in names(row).into_iter().filter(|name| *name != 0) {
            let (word, shift) = self.place(name);
            if let Some(word) = self.0.get_mut(word) {
                // Once sets the lower bit, and again the higher one too.
                *word |= (*word >> shift & 1) << (shift + 1) | 1 << shift;
            }
        }
    }

    /// Adds what another part met.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs | (*mine & theirs & ONCE) << 1;
        }
        self
    }

    /// True when each name of the row is its own.
    fn is_apart(&self, row: &Row) -> bool {
        names(row)
            .into_iter()
            .filter(|name| *name != 0)
            .all(|name| {
                let (word, shift) = self.place(name);
                self.0
                    .get(word)
                    .is_some_and(|word| *word >> shift & 0b10 == 0)
            })
    }
}

/// What may join the row to another, as the rounds of linking do: its key, its id there, and what it asked for; 0 for none.
fn names(row: &Row) -> [u64; 3] {
    // All of them are hashes already; each kind is only turned into another space of numbers.
    let mixed = |one: u64, two: u64, kind: u64| {
        let all = (one ^ two.rotate_left(23)).wrapping_mul(kind);
        (all ^ all >> 29).max(1)
    };
    let named = |known: bool, name: u64| if known { name } else { 0 };
    [
        named(row.key != 0, mixed(row.key, 0, 0x9E37_79B9_7F4A_7C15)),
        named(
            row.correlation != 0,
            mixed(row.correlation, row.print, 0xC2B2_AE3D_27D4_EB4F),
        ),
        named(
            row.asks_for_one(),
            mixed(row.print, row.payload, 0x1656_67B1_9E37_79F9),
        ),
    ]
}

/// True when nothing of the row could be found again in another.
pub(super) fn is_nameless(row: &Row) -> bool {
    went_well(row)
        && row.key == 0
        && row.correlation == 0
        && row.number == UNSAID
        && !row.asks_for_one()
}

fn went_well(row: &Row) -> bool {
    !row.ending.failed() && (100..400).contains(&row.status)
}

/// True when the row is a request of its own that went well at once, and no evidence for any other.
pub(super) fn is_lone(row: &Row, counters: &Counters, met: &Met) -> bool {
    let named = row.key != 0 || row.correlation != 0;
    went_well(row)
        && (row.flags.has(Flags::WHOLE) || !named)
        && row.attempt(counters).is_none_or(|number| number <= 1)
        && met.is_apart(row)
}

/// Resource, start of the stretch, and the finest sieve that its requests pass.
type Cell = (u32, i64, u32);

/// Counts by resource, stretch of time and sieve.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    at: Cell,
    here: u64,
    all: Map<Cell, u64>,
}

impl Count {
    pub(super) fn add(&mut self, cell: Cell, count: u64) {
        if cell != self.at {
            self.put();
            self.at = cell;
        }
        self.here += count;
    }

    fn put(&mut self) {
        if self.here > 0 {
            *self.all.entry(self.at).or_default() += self.here;
            self.here = 0;
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.all.len() * 2 * size_of::<(Cell, u64)>()
    }

    /// Gives up what a finer sieve holds back; answers how many that were.
    pub(super) fn sift(&mut self, sieve: u32) -> u64 {
        self.put();
        let mut dropped = 0;
        self.all.retain(|(.., finest), count| {
            let stays = *finest >= sieve;
            dropped += if stays { 0 } else { *count };
            stays
        });
        dropped
    }

    /// Adds another's, whose resources have other numbers.
    pub(super) fn merge(&mut self, mut other: Self, resource: impl Fn(u32) -> u32) {
        other.put();
        for ((name, start, finest), count) in other.all {
            self.add((resource(name), start, finest), count);
        }
        self.put();
    }

    /// By resource and time.
    pub(super) fn freeze(mut self, resource: impl Fn(u32) -> u32) -> Vec<Lone> {
        self.put();
        let mut counts: Map<(u32, i64), u64> = Map::default();
        for ((name, start, _), count) in self.all {
            *counts.entry((resource(name), start)).or_default() += count;
        }
        let lone = |((resource, start), count): ((u32, i64), u64)| Lone {
            resource,
            start,
            count,
        };
        let mut out: Vec<Lone> = counts.into_iter().map(lone).collect();
        out.sort_unstable();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_meet_what_the_whole_meets() {
        let names: Vec<u64> = (0..200_u64)
            .map(|at| (at % 150).wrapping_mul(0x9E37_79B9_7F4A_7C15))
            .collect();
        let note = |names: &[u64]| {
            let mut met = Met::sized(0);
            for name in names {
                let (word, shift) = met.place(*name);
                met.0[word] |= (met.0[word] >> shift & 1) << (shift + 1) | 1 << shift;
            }
            met
        };
        let whole = note(&names);
        for cut in [0, 1, 77, 200] {
            let (one, two) = names.split_at(cut);
            assert_eq!(note(one).and(&note(two)).0, whole.0, "{cut}");
        }
    }
}
