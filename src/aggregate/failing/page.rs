//! The cells of one resource in 64 windows that follow each other. Only windows with attempts take room.

use super::cell::{Failing, Told};
use super::plain::{self, Plain};
use super::refused::Refused;
use super::saving::Saving;

/// Windows of a page.
pub const PAGE: i64 = 64;

/// Bytes that an empty page takes with its place in a table that is never quite full, about.
pub const BYTES: usize = 160;

/// Bytes that a cell with a failure takes besides its sides, about.
const FAILING: usize = size_of::<(u8, Failing)>() * 2;

/// One page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    plain: Plain,
    /// By window within the page, ascending.
    failing: Vec<(u8, Failing)>,
    /// How refusals were told.
    pub(super) refused: Refused,
}

impl Page {
    /// Adds successes and refusals; answers by how many bytes the page grew.
    pub(super) fn add(&mut self, slot: usize, good: u32, client: u32) -> usize {
        if good == 0 && client == 0 {
            return 0;
        }
        usize::from(self.plain.add(slot, good, client)) * plain::BYTES
    }

    /// The failures of a window, new or known; `added` grows by the bytes of a new one.
    pub(super) fn failing(&mut self, slot: usize, added: &mut usize) -> &mut Failing {
        let slot = u8::try_from(slot).unwrap_or(u8::MAX);
        let at = match self.failing.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(at) => at,
            Err(at) => {
                *added += FAILING;
                if self.failing.is_empty() {
                    // Most pages have one: a vector would begin with room for four.
                    self.failing.reserve_exact(1);
                }
                self.failing.insert(at, (slot, Failing::default()));
                at
            }
        };
        &mut self.failing[at].1
    }

    /// Adds a page of the same windows, and keeps no more than `saving` says.
    pub(super) fn merge(&mut self, other: Self, saving: Saving) {
        for (slot, [good, client]) in other.plain.iter() {
            self.plain.add(slot, good, client);
        }
        for (slot, failing) in other.failing {
            self.failing(usize::from(slot), &mut 0)
                .merge(failing, saving.keys());
        }
        self.refused.merge(&other.refused);
        self.prune(saving);
    }

    /// Keeps no more than `saving` says.
    pub(super) fn prune(&mut self, saving: Saving) {
        for (_, failing) in &mut self.failing {
            failing.prune(saving.keys());
        }
        if !saving.refusals() {
            self.refused.forget();
        }
    }

    /// Gives back the room that is not used.
    pub(super) fn shrink(&mut self) {
        self.plain.shrink();
        self.failing.shrink_to_fit();
        self.refused.shrink();
    }

    /// Bytes besides the page itself, about, when it keeps no more than `saving` says.
    pub(super) fn bytes(&self, saving: Saving) -> usize {
        let keys = saving.keys();
        let failing = self.failing.iter();
        let failing: usize = failing.map(|(_, one)| FAILING + one.bytes(keys)).sum();
        self.plain.bytes() + failing + self.refused.bytes()
    }

    /// How refusals were told: window within the page, kind, count. Nothing where that was given up.
    pub fn refused(&self) -> impl Iterator<Item = (i64, Told, u32)> {
        self.refused.counts()
    }

    /// All attempts.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        let failed = self.failing.iter().map(|(_, one)| one.attempts());
        self.plain.sum() + failed.sum::<u64>()
    }

    /// Failed attempts of cells that lost requests.
    pub(super) fn estimated(&self) -> u64 {
        let failing = self.failing.iter();
        failing.map(|(_, one)| one.estimated()).sum()
    }

    /// The windows with attempts, by number within the page: successes, refusals, failures.
    pub fn cells(&self) -> impl Iterator<Item = (i64, u32, u32, Option<&Failing>)> {
        let failing = self.failing.iter();
        let failed = failing.fold(0u64, |bits, (slot, _)| bits | 1u64 << (slot % 64));
        let mut failing = self.failing.iter().peekable();
        let mut plain = self.plain.iter().peekable();
        plain::ones(self.plain.windows() | failed).map(move |slot| {
            let [good, client] = plain
                .next_if(|(at, _)| *at == slot)
                .map_or([0, 0], |(_, counts)| counts);
            let failed = failing.next_if(|(at, _)| usize::from(*at) == slot);
            let slot = i64::try_from(slot).unwrap_or(0);
            (slot, good, client, failed.map(|(_, one)| one))
        })
    }
}
