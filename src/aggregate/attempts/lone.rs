//! Attempts that went well at once and share nothing with any other: requests of their own, of which counts are enough.
//!
//! Nearly every attempt of a healthy log is one, so only what is left is sorted, linked and judged. Which they are depends
//! on the set of attempts alone; one that is kept although it is lone changes no result, so a table of small counters,
//! where two different names may share a counter, is enough to tell.

use super::row::{Row, UNSAID, hash};
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
pub(super) struct Met(Vec<u64>);

/// Counters per word: two bits each.
const PER_WORD: u64 = 32;

/// Fewest and most words.
const LEAST: usize = 1 << 6;
const MOST: usize = 1 << 21;

impl Met {
    /// For so many rows.
    pub(super) fn sized(rows: usize) -> Self {
        let words = rows.next_power_of_two().clamp(LEAST, MOST);
        Self(vec![0; words])
    }

    fn place(&self, name: u64) -> (usize, u64) {
        let words = self.0.len() as u64;
        let word = usize::try_from((name / PER_WORD) % words).unwrap_or(0);
        (word, (name % PER_WORD) * 2)
    }

    /// Notes the names of a row.
    pub(super) fn note(&mut self, row: &Row) {
        for name in names(row) {
            let (word, shift) = self.place(name);
            if let Some(word) = self.0.get_mut(word) {
                let met = *word >> shift & 0b11;
                *word |= if met == 0 {
                    1 << shift
                } else {
                    1 << (shift + 1)
                };
            }
        }
    }

    /// True when each name of the row is its own.
    fn is_apart(&self, row: &Row) -> bool {
        names(row).all(|name| {
            let (word, shift) = self.place(name);
            self.0
                .get(word)
                .is_some_and(|word| *word >> shift & 0b10 == 0)
        })
    }
}

/// What may join the row to another, as the rounds of linking do.
fn names(row: &Row) -> impl Iterator<Item = u64> {
    let whole = row.flags.has(Flags::WHOLE);
    let told = row.payload != 0 || row.flags.has(Flags::INSTANCE);
    let key = (row.key != 0).then(|| hash((1, row.key)));
    let id = (row.correlation != 0).then(|| hash((2, row.correlation, row.print)));
    let print = (whole && told).then(|| hash((3, row.print, row.payload)));
    key.into_iter().chain(id).chain(print)
}

/// True when the row is a request of its own that went well at once, and no evidence for any other.
pub(super) fn is_lone(row: &Row, counters: &Counters, met: &Met) -> bool {
    let named = row.key != 0 || row.correlation != 0;
    !row.ending.failed()
        && (100..400).contains(&row.status)
        && (row.flags.has(Flags::WHOLE) || !named)
        && row.attempt(counters).is_none_or(|number| number <= 1)
        && met.is_apart(row)
}

/// Counts by resource and stretch of time.
#[derive(Debug)]
pub(super) struct Count {
    /// Length of a stretch in seconds.
    seconds: i64,
    at: (u32, i64),
    here: u64,
    all: Map<(u32, i64), u64>,
}

impl Count {
    pub(super) fn by(seconds: i64) -> Self {
        Self {
            seconds: seconds.max(1),
            at: (UNSAID, 0),
            here: 0,
            all: Map::default(),
        }
    }

    pub(super) fn add(&mut self, resource: u32, end: i64) {
        let second = end.div_euclid(1000);
        let at = (resource, second - second.rem_euclid(self.seconds));
        if at != self.at {
            self.put();
            self.at = at;
        }
        self.here += 1;
    }

    fn put(&mut self) {
        if self.here > 0 {
            *self.all.entry(self.at).or_default() += self.here;
            self.here = 0;
        }
    }

    /// By resource and time.
    pub(super) fn freeze(mut self) -> Vec<Lone> {
        self.put();
        let lone = |((resource, start), count): ((u32, i64), u64)| Lone {
            resource,
            start,
            count,
        };
        let mut out: Vec<Lone> = self.all.into_iter().map(lone).collect();
        out.sort_unstable();
        out
    }
}
