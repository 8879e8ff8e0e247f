//! The refusals of a page by how they were told: what lets a bad token be told from a limit. Detection needs none of it, so
//! it is the first to be given up.

use super::Attempts;
use super::cell::Told;
use super::page::PAGE;
use super::ways::WAYS;

/// Bytes of one entry, about.
pub(super) const BYTES: usize = 24;

/// Counts by window within the page and kind, ascending; of each window the smallest kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused(Vec<(u8, Told, u32)>);

impl Refused {
    /// Counts so many refusals of one kind. What a window keeps at the end it kept all along, so its count is exact.
    pub(super) fn add(&mut self, slot: u8, told: Told, count: u32) {
        let key = (slot, told);
        let found = self.0.binary_search_by_key(&key, |one| (one.0, one.1));
        let at = match found {
            Ok(at) => {
                if let Some((_, _, known)) = self.0.get_mut(at) {
                    *known = known.saturating_add(count);
                }
                return;
            }
            Err(at) => at,
        };
        let from = self.0.partition_point(|one| one.0 < slot);
        let to = self.0.partition_point(|one| one.0 <= slot);
        if at - from >= WAYS {
            return;
        }
        if to - from >= WAYS {
            self.0.remove(to - 1);
        }
        self.0.insert(at, (slot, told, count));
    }

    /// Adds the counts of the same windows.
    pub(super) fn merge(&mut self, other: &Self) {
        for (slot, told, count) in &other.0 {
            self.add(*slot, *told, *count);
        }
    }

    /// Gives everything up.
    pub(super) fn forget(&mut self) {
        self.0 = Vec::new();
    }

    /// Bytes that it takes, about.
    pub(super) const fn bytes(&self) -> usize {
        self.0.len() * BYTES
    }

    /// The counts, with the window within the page.
    pub fn counts(&self) -> impl Iterator<Item = (i64, Told, u32)> {
        let counts = self.0.iter();
        counts.map(|(slot, told, count)| (i64::from(*slot), *told, *count))
    }
}

impl Attempts {
    /// Keeps how a refusal was told, beside its count.
    pub(super) fn refuse(&mut self, resource: &str, window: i64, told: Told) {
        if !self.saving.refusals() {
            return;
        }
        let slot = u8::try_from(window.rem_euclid(PAGE)).unwrap_or(0);
        // The count itself is told by whoever counts it: nothing is left out here.
        let Some(page) = self.page(resource, window, 0) else {
            return;
        };
        let before = page.refused.bytes();
        page.refused.add(slot, told, 1);
        let grown = page.refused.bytes() - before;
        self.bytes += grown;
        self.save();
    }
}
