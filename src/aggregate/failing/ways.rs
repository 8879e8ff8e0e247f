//! Attempts by how they were told: few kinds, each with its count.

use super::cell::Told;

/// How many kinds are kept, the smallest. What is kept at the end was kept all along, so its count is exact.
pub(super) const WAYS: usize = 24;

/// Counts by kind, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ways(Vec<(Told, u64)>);

impl Ways {
    /// Counts so many attempts of one kind.
    pub(super) fn tell(&mut self, told: Told, attempts: u64) {
        let found = self.0.binary_search_by_key(&told, |(told, _)| *told);
        match found.map(|at| self.0.get_mut(at)) {
            Ok(Some((_, count))) => *count += attempts,
            Ok(None) => {}
            Err(at) if at >= WAYS => {}
            Err(at) => {
                if self.0.is_empty() {
                    // Most cells have one: a vector would begin with room for four.
                    self.0.reserve_exact(1);
                }
                self.0.insert(at, (told, attempts));
                self.0.truncate(WAYS);
            }
        }
    }

    /// Adds other counts.
    pub(super) fn merge(&mut self, other: &Self) {
        for (told, attempts) in &other.0 {
            self.tell(*told, *attempts);
        }
    }

    /// The counts.
    pub(super) fn as_slice(&self) -> &[(Told, u64)] {
        &self.0
    }
}
