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

/// Resource, and number of the stretch, counted from the epoch.
pub(super) type Cell = (u32, i64);

/// A stretch of time: most attempts end in that of the one before, and to find it takes two divisions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stretch {
    /// Its number.
    pub(super) number: i64,
    /// In milliseconds.
    from: i64,
    length: i64,
}

impl Stretch {
    /// The one of `length` seconds around a time in milliseconds.
    pub(super) const fn around(time: i64, length: i64) -> Self {
        let number = time.div_euclid(1000).div_euclid(length);
        let length = length.saturating_mul(1000);
        Self {
            number,
            from: number.saturating_mul(length),
            length,
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

/// Stretches that are counted together, as a power of two: to look up one at a time took a tenth of all that the audit does while
/// reading. Of more than two, those without a request would take more room than the others save: a sparse year has one here and there.
const TOGETHER: u32 = 1;

/// Counts of the stretches of a block, by sieve.
const COUNTS: usize = NEAR << TOGETHER;

/// Resource, and number of the stretches that are counted together.
type Block = (u32, i64);

type Near = [u64; COUNTS];

/// As they are kept. What is more than that stands with those that pass finer sieves, in units of [`UNIT`]; something is always left
/// here, so that how many cells there are follows from the counts alone.
type Low = [u16; COUNTS];

/// The greatest number that a [`Low`] holds.
const UNIT: u64 = u16::MAX as u64;

/// How many counts are kept at hand: a log calls few resources at one time.
const HANDS: usize = 32;

/// Counts by resource, stretch of time and sieve.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    /// By resource.
    hands: Vec<(Block, Near)>,
    /// What was at hand before: nearly each block is met once by each thread, so to look it up waits until it is put with the
    /// others' counts.
    before: Vec<(Block, Low)>,
    near: Map<Block, Low>,
    /// Those that pass finer sieves, and whole units of the others.
    far: Map<(Cell, u32), u64>,
}

/// The block of a cell.
const fn block_of((resource, number): Cell) -> Block {
    (resource, number >> TOGETHER)
}

/// Where it is counted there; what passes a finer sieve is counted elsewhere.
#[inline]
fn place_of((_, number): Cell, finest: u32) -> Option<usize> {
    if finest as usize >= NEAR {
        return None;
    }
    let stretch = usize::try_from(number.rem_euclid(1 << TOGETHER)).unwrap_or(0);
    Some(stretch * NEAR + finest as usize)
}

/// The cell and the sieve of a place in a block.
fn cell_of((resource, number): Block, place: usize) -> (Cell, u32) {
    let stretch = i64::try_from(place / NEAR).unwrap_or(0);
    let finest = u32::try_from(place % NEAR).unwrap_or(0);
    ((resource, (number << TOGETHER) + stretch), finest)
}

impl Count {
    /// Counts one request; `finest` is the finest sieve that it passes.
    #[inline]
    pub(super) fn add(&mut self, cell: Cell, finest: u32) {
        if let Some((at, here)) = self.hands.get_mut(cell.0 as usize % HANDS)
            && *at == block_of(cell)
            && let Some(count) = place_of(cell, finest).and_then(|place| here.get_mut(place))
        {
            *count += 1;
        } else {
            self.add_other(cell, finest);
        }
    }

    /// Counts one request that passes a finer sieve, or of another block than the one at hand.
    #[inline(never)]
    fn add_other(&mut self, cell: Cell, finest: u32) {
        let Some(place) = place_of(cell, finest) else {
            *self.far.entry((cell, finest)).or_default() += 1;
            return;
        };
        if self.hands.is_empty() {
            self.hands.resize(HANDS, ((0, 0), [0; COUNTS]));
        }
        let mut counts = [0; COUNTS];
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
        if let Some(hand) = self.hands.get_mut(cell.0 as usize % HANDS) {
            let (block, counts) = std::mem::replace(hand, (block_of(cell), counts));
            self.put_before(block, &counts);
        }
    }

    /// Puts away what was at hand.
    fn put_before(&mut self, block: Block, counts: &Near) {
        if *counts == [0; COUNTS] {
            return;
        }
        if counts.iter().all(|count| *count <= UNIT) {
            let low = counts.map(|count| u16::try_from(count).unwrap_or(0));
            self.before.push((block, low));
        } else {
            self.add_all(block, counts);
        }
    }

    /// Adds counts of one block.
    fn add_all(&mut self, block: Block, counts: &Near) {
        if *counts == [0; COUNTS] {
            return;
        }
        let near = self.near.entry(block).or_insert([0; COUNTS]);
        let counted = (0..).zip(near).zip(counts);
        for ((place, low), count) in counted.filter(|(_, count)| **count > 0) {
            let sum = u64::from(*low) + count;
            let units = (sum - 1) / UNIT * UNIT;
            *low = u16::try_from(sum - units).unwrap_or(0);
            if units > 0 {
                *self.far.entry(cell_of(block, place)).or_default() += units;
            }
        }
    }

    /// Adds what was kept of a block.
    fn add_low(&mut self, block: Block, counts: &Low) {
        match self.near.entry(block) {
            Entry::Vacant(place) => {
                place.insert(*counts);
            }
            Entry::Occupied(mut near) => {
                let mut sums = *near.get();
                let mut carries = false;
                for (low, count) in sums.iter_mut().zip(counts) {
                    let (sum, carry) = low.overflowing_add(*count);
                    *low = sum;
                    carries |= carry;
                }
                if carries {
                    self.add_all(block, &counts.map(u64::from));
                } else {
                    near.insert(sums);
                }
            }
        }
    }

    /// Takes one back that was counted, when nothing is at hand.
    pub(super) fn take_back(&mut self, cell: Cell, finest: u32) {
        let near = self.near.get_mut(&block_of(cell));
        let low = near.and_then(|counts| counts.get_mut(place_of(cell, finest)?));
        if let Some(low) = low.filter(|low| **low > 0) {
            *low -= 1;
        } else if let Some(count) = self.far.get_mut(&(cell, finest)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Puts everything into its block.
    fn put(&mut self) {
        let (hands, before) = (take(&mut self.hands), take(&mut self.before));
        self.add_each(hands, before);
    }

    fn add_each(&mut self, hands: Vec<(Block, Near)>, before: Vec<(Block, Low)>) {
        for (block, here) in hands {
            self.add_all(block, &here);
        }
        for (block, here) in before {
            self.add_low(block, &here);
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        2 * (self.near.len() * size_of::<(Block, Low)>()
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
            for stretch in counts.chunks_mut(NEAR) {
                for count in stretch.iter_mut().take(sieve as usize) {
                    dropped += u64::from(take(count));
                }
            }
            *counts != [0; COUNTS]
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
        self.add_each(take(&mut other.hands), take(&mut other.before));
        for (block, counts) in other.near {
            self.add_low(block, &counts);
        }
        for (cell, count) in other.far {
            *self.far.entry(cell).or_default() += count;
        }
        self.put();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.blocks() == 0
    }

    /// How many blocks there are, at most.
    pub(super) fn blocks(&self) -> usize {
        self.before.len() + self.near.len() + self.far.len()
    }

    /// By resource and time; stretches are so many seconds long.
    pub(super) fn freeze(mut self, length: i64, resource: impl Fn(u32) -> u32) -> Vec<Lone> {
        self.put();
        let lone = |((name, number), count): (Cell, u64)| Lone {
            resource: resource(name),
            start: number.saturating_mul(length),
            count,
        };
        let mut out: Vec<Lone> = Vec::with_capacity(self.near.len());
        for (block, counts) in self.near {
            for (place, stretch) in (0..).step_by(NEAR).zip(counts.chunks(NEAR)) {
                let count = stretch.iter().map(|count| u64::from(*count)).sum();
                if count > 0 {
                    out.push(lone((cell_of(block, place).0, count)));
                }
            }
        }
        let far = self.far.into_iter().filter(|(_, count)| *count > 0);
        out.extend(far.map(|((cell, _), count)| lone((cell, count))));
        out.sort_unstable();
        out.dedup_by(|next, lone| {
            let same = (next.resource, next.start) == (lone.resource, lone.start);
            lone.count += if same { next.count } else { 0 };
            same
        });
        out
    }
}
