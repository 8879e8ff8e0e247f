//! The refusals of a page by how they were told: what lets a bad token be told from a limit. Detection needs none of it, so
//! it is the first to be given up.

use super::Attempts;
use super::cell::Told;
use super::page::PAGE;
use super::ways::WAYS;

/// Bytes of one entry, about: vectors are never quite full.
pub(super) const BYTES: usize = size_of::<Entry>() * 3 / 2;

/// Counts by window within the page and kind, ascending; of each window the smallest kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused(Vec<Entry>);

/// How often one window has one kind, half as large as its fields would be: a log of refusals has millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// Upper half of the key.
    high: u32,
    /// Lower half of it.
    low: u32,
    count: u32,
}

/// Bits of a key for the code and for what stands above it, counted up by one so that 0 says "none".
const CODE: u32 = 33;
const STATUS: u32 = 17;

/// Window and kind as one number; numbers are ordered as windows and kinds are.
fn key(slot: u8, told: Told) -> u64 {
    let status = told.status.map_or(0, |status| u64::from(status) + 1);
    let code = told.code.map_or(0, |code| u64::from(code) + 1);
    let kind = (status << CODE | code) << 1 | u64::from(told.silent);
    u64::from(slot) << (STATUS + CODE + 1) | kind
}

impl Entry {
    #[expect(clippy::cast_possible_truncation, reason = "two halves")]
    const fn new(key: u64, count: u32) -> Self {
        Self {
            high: (key >> 32) as u32,
            low: key as u32,
            count,
        }
    }

    fn key(self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }

    fn slot(self) -> u8 {
        u8::try_from(self.key() >> (STATUS + CODE + 1)).unwrap_or(0)
    }

    fn told(self) -> Told {
        let kind = self.key();
        let code = (kind >> 1) & ((1 << CODE) - 1);
        let status = (kind >> (1 + CODE)) & ((1 << STATUS) - 1);
        let said = |number: u64| number.checked_sub(1);
        Told {
            status: said(status).and_then(|status| u16::try_from(status).ok()),
            code: said(code).and_then(|code| u32::try_from(code).ok()),
            silent: kind & 1 == 1,
        }
    }
}

impl Refused {
    /// Counts so many refusals of one kind. What a window keeps at the end it kept all along, so its count is exact.
    pub(super) fn add(&mut self, slot: u8, told: Told, count: u32) {
        self.put(Entry::new(key(slot, told), count));
    }

    fn put(&mut self, entry: Entry) {
        let slot = entry.slot();
        let at = match self.0.binary_search_by_key(&entry.key(), |one| one.key()) {
            Ok(at) => {
                if let Some(known) = self.0.get_mut(at) {
                    known.count = known.count.saturating_add(entry.count);
                }
                return;
            }
            Err(at) => at,
        };
        let from = self.0.partition_point(|one| one.slot() < slot);
        let to = self.0.partition_point(|one| one.slot() <= slot);
        if at - from >= WAYS {
            return;
        }
        if to - from >= WAYS {
            self.0.remove(to - 1);
        }
        self.0.insert(at, entry);
    }

    /// Adds the counts of the same windows.
    pub(super) fn merge(&mut self, other: &Self) {
        for entry in &other.0 {
            self.put(*entry);
        }
    }

    /// Gives everything up.
    pub(super) fn forget(&mut self) {
        self.0 = Vec::new();
    }

    /// Gives back the room that is not used.
    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Bytes that it takes, about.
    pub(super) const fn bytes(&self) -> usize {
        self.0.len() * BYTES
    }

    /// The counts, with the window within the page.
    pub fn counts(&self) -> impl Iterator<Item = (i64, Told, u32)> {
        let counts = self.0.iter();
        counts.map(|one| (i64::from(one.slot()), one.told(), one.count))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_say_what_they_were_made_of_and_are_ordered_alike() {
        let statuses = [None, Some(0), Some(400), Some(u16::MAX)];
        let codes = [None, Some(0), Some(20_003), Some(u32::MAX)];
        let mut all = Vec::new();
        for (slot, status) in [0, 63]
            .into_iter()
            .flat_map(|slot| statuses.map(|one| (slot, one)))
        {
            for (code, silent) in codes
                .into_iter()
                .flat_map(|code| [(code, false), (code, true)])
            {
                let told = Told {
                    status,
                    code,
                    silent,
                };
                all.push((slot, told));
            }
        }
        assert!(all.is_sorted());
        let entries: Vec<Entry> = all
            .iter()
            .map(|(slot, told)| Entry::new(key(*slot, *told), 1))
            .collect();
        assert!(entries.is_sorted_by(|one, next| one.key() < next.key()));
        for (entry, made) in entries.iter().zip(all) {
            assert_eq!((entry.slot(), entry.told()), made);
        }
    }
}
