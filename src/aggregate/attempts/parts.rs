//! Several parts of one fold: given one sieve, sorted out each by itself, and put together.

use super::lone::{self, Met};
use super::row::UNSAID;
use super::{BYTES, Counters, Ledger, Map};
use std::mem::take;

impl Ledger {
    /// Adds another fold; the result is what one fold of both would be.
    pub fn merge(&mut self, mut other: Self) {
        let sieve = self.sieve.max(other.sieve);
        self.sift(sieve);
        other.sift(sieve);
        self.dropped += other.dropped;
        let ids = self.adopt(&other.resources);
        let renamed = |id: u32| ids.get(id as usize).copied().unwrap_or(UNSAID);
        for mut block in other.blocks {
            for row in &mut block {
                row.resource = renamed(row.resource);
            }
            self.rows += block.len();
            self.blocks.push(block);
        }
        self.lone.merge(other.lone, renamed);
        self.end = self.end.max(other.end);
        self.named |= other.named;
        self.escalations.extend(other.escalations);
        let inputs = self.fine.len().max(other.fine.len());
        self.fine.resize(inputs, false);
        for (mine, theirs) in self.fine.iter_mut().zip(other.fine) {
            *mine |= theirs;
        }
        self.counters = Self::both(self.counters, other.counters);
        self.save();
    }

    /// Gives all parts of one fold the sieve that they need together. Which that is depends on the whole alone, so what
    /// several parts may hold of the same is gathered in the first.
    pub fn level(parts: &mut [Self]) {
        let Some((first, others)) = parts.split_first_mut() else {
            return;
        };
        let mut sieve = first.sieve;
        for other in &mut *others {
            sieve = sieve.max(other.sieve);
            let ids = first.adopt(&other.resources);
            let renamed = |id: u32| ids.get(id as usize).copied().unwrap_or(UNSAID);
            first.lone.merge(take(&mut other.lone), renamed);
            first.escalations.extend(other.escalations.drain());
        }
        loop {
            first.sift(sieve);
            for other in &mut *others {
                other.sift(sieve);
            }
            let rows: usize = others.iter().map(|other| other.rows).sum();
            if first.bytes() + rows * BYTES <= first.budget || sieve >= 63 {
                break;
            }
            sieve += 1;
        }
    }

    /// Numbers for the resources of another fold, by their numbers there.
    fn adopt(&mut self, resources: &Map<Box<str>, u32>) -> Vec<u32> {
        let mut names: Vec<(u32, &str)> =
            resources.iter().map(|(name, id)| (*id, &**name)).collect();
        names.sort_unstable();
        names.iter().map(|(_, name)| self.resource(name)).collect()
    }

    /// The names that its rows go by; `all` rows are in all parts.
    #[must_use]
    pub fn met(&self, all: usize) -> Met {
        let mut met = Met::sized(all);
        for row in self.blocks.iter().flatten() {
            met.note(row);
        }
        met
    }

    /// How many attempts are kept as rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Ranges of the attempt numbers.
    #[must_use]
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// The ranges of two parts together.
    #[must_use]
    pub fn both(one: Counters, two: Counters) -> Counters {
        let [ones, zeros] = one;
        let [more_ones, more_zeros] = two;
        let join = |one: Option<(u32, u32)>, two: Option<(u32, u32)>| match (one, two) {
            (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1))),
            (one, two) => one.or(two),
        };
        [join(ones, more_ones), join(zeros, more_zeros)]
    }

    /// Counts the rows that are requests of their own, and keeps the others; `met` and `counters` are of all parts.
    pub fn settle(&mut self, met: &Met, counters: &Counters) {
        let blocks = take(&mut self.blocks);
        self.rows = 0;
        for row in blocks.into_iter().flatten() {
            if lone::is_lone(&row, counters, met) {
                self.count_lone(&row);
            } else {
                self.keep(row);
            }
        }
    }
}
