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

/// Resource, start of the stretch, and the finest sieve that its requests pass.
type Cell = (u32, i64, u32);

/// How many counts are kept at hand: a log calls few resources in one minute, and half of all requests pass no finer sieve
/// than any other.
const HANDS: usize = 64;

/// Counts by resource, stretch of time and sieve.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    /// By resource and sieve.
    hands: Vec<(Cell, u64)>,
    all: Map<Cell, u64>,
}

impl Count {
    pub(super) fn add(&mut self, cell: Cell, count: u64) {
        if self.hands.is_empty() {
            self.hands.resize(HANDS, ((0, 0, 0), 0));
        }
        let slot = (cell.0.wrapping_mul(8) ^ cell.2) as usize % HANDS;
        let Some((at, here)) = self.hands.get_mut(slot) else {
            return;
        };
        if *at != cell {
            if *here > 0 {
                *self.all.entry(*at).or_default() += *here;
            }
            (*at, *here) = (cell, 0);
        }
        *here += count;
    }

    fn put(&mut self) {
        for (cell, here) in std::mem::take(&mut self.hands) {
            if here > 0 {
                *self.all.entry(cell).or_default() += here;
            }
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

    /// Adds another's.
    pub(super) fn merge(&mut self, mut other: Self) {
        other.put();
        for (cell, count) in other.all {
            self.add(cell, count);
        }
        self.put();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.all.is_empty()
    }

    /// How many cells there are.
    pub(super) fn cells(&self) -> usize {
        self.all.len()
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
