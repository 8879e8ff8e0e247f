//! Counts of requests of their own, by resource and time, and by the finest sieve that they pass.

#[cfg(test)]
mod tests;

use super::Map;
use std::collections::hash_map::Entry;
use std::mem::take;

/// Requests of one attempt that went well, in one stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lone {
    /// Number of its resource; [`super::UNSAID`] for none.
    pub resource: u32,
    /// Start of the stretch, in seconds since the epoch.
    pub start: i64,
    /// How many.
    pub count: u64,
}

/// Resource, and start of the stretch.
pub(super) type Cell = (u32, i64);

/// A stretch of time: most attempts end in that of the one before, and to find it takes two divisions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stretch {
    /// Its start, in seconds since the epoch.
    pub(super) start: i64,
    /// In milliseconds.
    from: i64,
    length: i64,
}

impl Stretch {
    /// The one of `length` seconds around a time in milliseconds.
    pub(super) const fn around(time: i64, length: i64) -> Self {
        let second = time.div_euclid(1000);
        let start = second - second.rem_euclid(length);
        Self {
            start,
            from: start.saturating_mul(1000),
            length: length.saturating_mul(1000),
        }
    }

    /// True when a time in milliseconds falls into it.
    pub(super) const fn has(&self, time: i64) -> bool {
        let after = time.wrapping_sub(self.from);
        0 <= after && after < self.length
    }
}

/// Sieves that are counted beside each other: each holds back half of what the one before lets through, so a cell has many
/// requests of the first few and hardly one of any other.
const NEAR: usize = 8;

type Near = [u64; NEAR];

/// As they are kept: in a sparse year there is a cell for nearly every request. What is more than that stands with those
/// that pass finer sieves, in units of [`UNIT`]; something is always left here, so that how many cells there are follows from the
/// counts alone.
type Low = [u16; NEAR];

/// The greatest number that a [`Low`] holds.
const UNIT: u64 = u16::MAX as u64;

/// How many counts are kept at hand: a log calls few resources in one minute.
const HANDS: usize = 32;

/// Counts by resource, stretch of time and sieve.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    /// By resource.
    hands: Vec<(Cell, Near)>,
    /// What was at hand before: nearly each cell is met once by each thread, so to look it up waits until it is put with the
    /// others' counts.
    before: Vec<(Cell, Low)>,
    near: Map<Cell, Low>,
    /// Those that pass finer sieves, and whole units of the others.
    far: Map<(Cell, u32), u64>,
}

impl Count {
    /// Counts one request; `finest` is the finest sieve that it passes.
    #[inline]
    pub(super) fn add(&mut self, cell: Cell, finest: u32) {
        if let Some((at, here)) = self.hands.get_mut(cell.0 as usize % HANDS)
            && *at == cell
            && let Some(count) = here.get_mut(finest as usize)
        {
            *count += 1;
        } else {
            self.add_other(cell, finest);
        }
    }

    /// Counts one request that passes a finer sieve, or of another cell than the one at hand.
    #[inline(never)]
    fn add_other(&mut self, cell: Cell, finest: u32) {
        if finest as usize >= NEAR {
            *self.far.entry((cell, finest)).or_default() += 1;
            return;
        }
        if self.hands.is_empty() {
            self.hands.resize(HANDS, ((0, 0), [0; NEAR]));
        }
        let mut counts = [0; NEAR];
        if let Some(count) = counts.get_mut(finest as usize) {
            *count += 1;
        }
        if let Some(hand) = self.hands.get_mut(cell.0 as usize % HANDS) {
            let (cell, counts) = std::mem::replace(hand, (cell, counts));
            self.put_before(cell, counts);
        }
    }

    /// Puts away what was at hand.
    fn put_before(&mut self, cell: Cell, counts: Near) {
        if counts == [0; NEAR] {
            return;
        }
        if counts.iter().all(|count| *count <= UNIT) {
            let low = counts.map(|count| u16::try_from(count).unwrap_or(0));
            self.before.push((cell, low));
        } else {
            self.add_all(cell, counts);
        }
    }

    /// Adds counts of one cell by sieve.
    fn add_all(&mut self, cell: Cell, counts: Near) {
        if counts == [0; NEAR] {
            return;
        }
        let near = self.near.entry(cell).or_default();
        let counted = (0..).zip(near).zip(counts);
        for ((finest, low), count) in counted.filter(|(_, count)| *count > 0) {
            let sum = u64::from(*low) + count;
            let units = (sum - 1) / UNIT * UNIT;
            *low = u16::try_from(sum - units).unwrap_or(0);
            if units > 0 {
                *self.far.entry((cell, finest)).or_default() += units;
            }
        }
    }

    /// Adds what was kept of a cell.
    fn add_low(&mut self, cell: Cell, counts: Low) {
        match self.near.entry(cell) {
            Entry::Vacant(place) => {
                place.insert(counts);
            }
            Entry::Occupied(_) => self.add_all(cell, counts.map(u64::from)),
        }
    }

    /// Takes one back that was counted, when nothing is at hand.
    pub(super) fn take_back(&mut self, cell: Cell, finest: u32) {
        let near = self.near.get_mut(&cell);
        let low = near.and_then(|counts| counts.get_mut(finest as usize));
        if let Some(low) = low.filter(|low| **low > 0) {
            *low -= 1;
        } else if let Some(count) = self.far.get_mut(&(cell, finest)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Puts everything into its cell.
    fn put(&mut self) {
        let (hands, before) = (take(&mut self.hands), take(&mut self.before));
        for (cell, here) in hands {
            self.add_all(cell, here);
        }
        for (cell, here) in before {
            self.add_low(cell, here);
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        2 * (self.near.len() * size_of::<(Cell, Low)>()
            + self.far.len() * size_of::<((Cell, u32), u64)>())
    }

    /// Gives up what a finer sieve holds back; answers how many that were.
    pub(super) fn sift(&mut self, sieve: u32) -> u64 {
        if sieve == 0 {
            return 0;
        }
        self.put();
        let mut dropped = 0;
        self.near.retain(|_, counts| {
            for count in counts.iter_mut().take(sieve as usize) {
                dropped += u64::from(take(count));
            }
            *counts != [0; NEAR]
        });
        self.far.retain(|(_, finest), count| {
            let stays = *finest >= sieve;
            dropped += if stays { 0 } else { *count };
            stays
        });
        dropped
    }

    /// Adds another's.
    pub(super) fn merge(&mut self, mut other: Self) {
        if self.is_empty() {
            *self = other;
            self.put();
            return;
        }
        let (hands, before) = (take(&mut other.hands), take(&mut other.before));
        for (cell, here) in hands {
            self.add_all(cell, here);
        }
        for (cell, here) in before {
            self.add_low(cell, here);
        }
        for (cell, counts) in other.near {
            self.add_low(cell, counts);
        }
        for (cell, count) in other.far {
            *self.far.entry(cell).or_default() += count;
        }
        self.put();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.cells() == 0
    }

    /// How many cells there are, at most.
    pub(super) fn cells(&self) -> usize {
        self.before.len() + self.near.len() + self.far.len()
    }

    /// By resource and time.
    pub(super) fn freeze(mut self, resource: impl Fn(u32) -> u32) -> Vec<Lone> {
        self.put();
        let near = self.near.into_iter();
        let near = near.map(|(cell, counts)| (cell, counts.into_iter().map(u64::from).sum()));
        let far = self.far.into_iter().map(|((cell, _), count)| (cell, count));
        let lone = |((name, start), count): (Cell, u64)| Lone {
            resource: resource(name),
            start,
            count,
        };
        let all = near.chain(far).filter(|(_, count)| *count > 0);
        let mut out: Vec<Lone> = all.map(lone).collect();
        out.sort_unstable();
        out.dedup_by(|next, lone| {
            let same = (next.resource, next.start) == (lone.resource, lone.start);
            lone.count += if same { next.count } else { 0 };
            same
        });
        out
    }
}
