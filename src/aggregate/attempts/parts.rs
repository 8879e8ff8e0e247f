//! Several parts of one fold: given one sieve, sorted out each by itself, and put together.

use super::lone::{self, Met, Sizes};
use super::row::{Row, passes};
use super::{BLOCK, Counters, Ledger};
use std::mem::take;

impl Ledger {
    /// Adds another part of the same fold, both of them levelled.
    pub fn merge(&mut self, mut other: Self) {
        self.lone.merge(other.lone);
        self.dropped += other.dropped;
        self.rows += other.rows;
        self.blocks.append(&mut other.blocks);
        self.end = self.end.max(other.end);
        self.named |= other.named;
        let inputs = self.fine.len().max(other.fine.len());
        self.fine.resize(inputs, false);
        for (mine, theirs) in self.fine.iter_mut().zip(&other.fine) {
            *mine |= theirs;
        }
        self.counters = Self::both(self.counters, other.counters);
    }

    /// Gives all parts of one fold the sieve that they need together. Which that is depends on the whole alone.
    pub fn level(parts: &mut [Self]) {
        for part in &mut *parts {
            part.tell();
        }
        for part in parts {
            part.sift(part.shared.sieve());
        }
    }

    /// Tells the other parts how much this one holds, and keeps to the budget of all.
    pub(super) fn tell(&mut self) {
        self.new = 0;
        let held = self.shared.note(&mut self.news);
        let sieve = if self.lone.is_empty() {
            held
        } else {
            self.shared.take(&mut self.lone)
        };
        self.sift(sieve);
    }

    /// Keeps only what passes a finer sieve. Blocks are filled up again, so that they are given back to the system.
    fn sift(&mut self, sieve: u32) {
        if sieve <= self.sieve {
            return;
        }
        self.sieve = sieve;
        let before = take(&mut self.rows);
        let mut full: Vec<Vec<Row>> = Vec::new();
        for mut block in take(&mut self.blocks) {
            block.retain(|row| passes(row, sieve));
            self.rows += block.len();
            if let Some(last) = full.last_mut() {
                let room = BLOCK.saturating_sub(last.len()).min(block.len());
                last.extend(block.drain(..room));
            }
            if !block.is_empty() {
                full.push(block);
            }
        }
        self.blocks = full;
        self.dropped += (before - self.rows) as u64;
    }

    /// The names that its rows go by; `sizes` are of all parts.
    #[must_use]
    pub fn met(&self, sizes: Sizes) -> Met {
        let mut met = Met::sized(sizes);
        for row in self.blocks.iter().flatten() {
            met.note(row);
        }
        met
    }

    /// How many rows it has, by what they are to others.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        let mut sizes = Sizes::default();
        for row in self.blocks.iter().flatten() {
            sizes.add(row);
        }
        sizes
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
                self.push(row);
            }
        }
    }
}
