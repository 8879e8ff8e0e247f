//! Counts of requests of their own, by resource and time, and by the finest sieve that they pass.

use super::Map;

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

/// How many counts are kept at hand: a log calls few resources in one minute.
const HANDS: usize = 32;

/// Counts by resource, stretch of time and sieve.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    /// By resource.
    hands: Vec<(Cell, Near)>,
    near: Map<Cell, Near>,
    /// Those that pass finer sieves.
    far: Map<(Cell, u32), u64>,
}

fn add_all(to: &mut Near, from: &Near) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

impl Count {
    /// Counts one request; `finest` is the finest sieve that it passes.
    pub(super) fn add(&mut self, cell: Cell, finest: u32) {
        if self.hands.is_empty() {
            self.hands.resize(HANDS, ((0, 0), [0; NEAR]));
        }
        let Some((at, here)) = self.hands.get_mut(cell.0 as usize % HANDS) else {
            return;
        };
        let Some(_) = here.get(finest as usize) else {
            *self.far.entry((cell, finest)).or_default() += 1;
            return;
        };
        if *at != cell {
            if *here != [0; NEAR] {
                add_all(self.near.entry(*at).or_default(), here);
            }
            (*at, *here) = (cell, [0; NEAR]);
        }
        if let Some(count) = here.get_mut(finest as usize) {
            *count += 1;
        }
    }

    /// Takes one back that was counted, when nothing is at hand.
    pub(super) fn take_back(&mut self, cell: Cell, finest: u32) {
        let count = if (finest as usize) < NEAR {
            let near = self.near.get_mut(&cell);
            near.and_then(|counts| counts.get_mut(finest as usize))
        } else {
            self.far.get_mut(&(cell, finest))
        };
        if let Some(count) = count {
            *count = count.saturating_sub(1);
        }
    }

    fn put(&mut self) {
        for (cell, here) in std::mem::take(&mut self.hands) {
            if here != [0; NEAR] {
                add_all(self.near.entry(cell).or_default(), &here);
            }
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        2 * (self.near.len() * size_of::<(Cell, Near)>()
            + self.far.len() * size_of::<((Cell, u32), u64)>())
    }

    /// Gives up what a finer sieve holds back; answers how many that were.
    pub(super) fn sift(&mut self, sieve: u32) -> u64 {
        self.put();
        if sieve == 0 {
            return 0;
        }
        let mut dropped = 0;
        self.near.retain(|_, counts| {
            for count in counts.iter_mut().take(sieve as usize) {
                dropped += std::mem::take(count);
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
        other.put();
        if self.is_empty() {
            *self = other;
            return;
        }
        for (cell, counts) in other.near {
            add_all(self.near.entry(cell).or_default(), &counts);
        }
        for (cell, count) in other.far {
            *self.far.entry(cell).or_default() += count;
        }
        self.put();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.cells() == 0
    }

    /// How many cells there are.
    pub(super) fn cells(&self) -> usize {
        self.near.len() + self.far.len()
    }

    /// By resource and time.
    pub(super) fn freeze(mut self, resource: impl Fn(u32) -> u32) -> Vec<Lone> {
        self.put();
        let near = self.near.into_iter();
        let near = near.map(|(cell, counts)| (cell, counts.iter().sum()));
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
