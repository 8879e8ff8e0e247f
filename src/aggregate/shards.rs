//! A table in parts: when one has to grow only that one moves, and none is so large that memory would be held on to after it.
//!
//! glibc takes the largest block that it ever gave back to the system (up to 32 MiB) for a sign that blocks of that size
//! come and go, and from then on keeps twice as much of what is freed: with one table a year of cells cost 60 MiB more.

use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::Hash;

/// How many parts.
const PARTS: usize = 16;

/// The same for numbers.
const TURN: i64 = 16;

/// Values by key; equal keys must come with equal numbers, which choose the part.
#[derive(Debug, Clone)]
pub(super) struct Shards<K, V> {
    parts: [HashMap<K, V, RandomState>; PARTS],
    len: usize,
}

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        Self {
            parts: std::array::from_fn(|_| HashMap::default()),
            len: 0,
        }
    }
}

impl<K: Eq + Hash, V> Shards<K, V> {
    /// How many values.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The value of a key, made where there is none.
    pub(super) fn entry(&mut self, number: i64, key: K, make: impl FnOnce() -> V) -> &mut V {
        let part = usize::try_from(number.rem_euclid(TURN)).unwrap_or(0);
        let len = &mut self.len;
        self.parts[part % PARTS].entry(key).or_insert_with(|| {
            *len += 1;
            make()
        })
    }

    /// All values.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.parts.iter_mut().flat_map(HashMap::values_mut)
    }

    /// Keeps some of them.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&K, &mut V) -> bool) {
        for part in &mut self.parts {
            part.retain(&mut stays);
        }
        self.len = self.parts.iter().map(HashMap::len).sum();
    }

    /// All of them; each part is given back as soon as it was walked.
    pub(super) fn into_iter(self) -> impl Iterator<Item = (K, V)> {
        self.parts.into_iter().flatten()
    }
}

/// Gives a long vector back to the system bit by bit: its memory is made short first, so that no large block is freed.
pub(super) fn give_back<T>(mut vector: Vec<T>) {
    vector.truncate(1);
    vector.shrink_to_fit();
}
