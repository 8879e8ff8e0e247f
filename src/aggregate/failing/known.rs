//! The failing requests of one side of a cell by their hash: a short list for the few that most cells have, a table for
//! those of an outage.

use super::cell::Tried;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Up to so many are a list: walking it takes no longer than a look-up in a table.
const FEW: usize = 16;

type Map = HashMap<u64, Tried, RandomState>;

/// Requests by hash.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// In no particular order.
    Few(Vec<(u64, Tried)>),
    /// More than a list is good for.
    Many(Box<Map>),
}

impl Default for Known {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Known {
    /// Counts attempts of one request.
    pub(super) fn add(&mut self, key: u64, tried: Tried) {
        let known = match self {
            Self::Few(few) => {
                if let Some((_, known)) = few.iter_mut().find(|(known, _)| *known == key) {
                    known.add(tried);
                    return;
                }
                if few.len() < FEW {
                    if few.is_empty() {
                        // Most cells have one: a vector would begin with room for four.
                        few.reserve_exact(1);
                    }
                    few.push((key, tried));
                    return;
                }
                let many = few.drain(..).collect();
                *self = Self::Many(Box::new(many));
                return self.add(key, tried);
            }
            Self::Many(many) => many.entry(key).or_default(),
        };
        known.add(tried);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(few) => few.len(),
            Self::Many(many) => many.len(),
        }
    }

    /// Keeps the `keys` smallest hashes; false when there are no more.
    pub(super) fn prune(&mut self, keys: usize) -> bool {
        if self.len() <= keys {
            return false;
        }
        let mut hashes: Vec<u64> = self.iter().map(|(key, _)| key).collect();
        let (_, last, _) = hashes.select_nth_unstable(keys.saturating_sub(1));
        let last = *last;
        match self {
            Self::Few(few) => few.retain(|(key, _)| *key <= last),
            Self::Many(many) => many.retain(|key, _| *key <= last),
        }
        true
    }

    /// All of them, in no particular order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Tried)> {
        let (few, many) = match self {
            Self::Few(few) => (Some(few), None),
            Self::Many(many) => (None, Some(many)),
        };
        let few = few.into_iter().flatten().copied();
        let many = many.into_iter().flat_map(|many| many.iter());
        few.chain(many.map(|(key, tried)| (*key, *tried)))
    }

    fn sorted(&self) -> Vec<(u64, Tried)> {
        let mut all: Vec<_> = self.iter().collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }
}

/// The same requests, however they are held.
impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

impl Eq for Known {}
