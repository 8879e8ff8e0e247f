//! The cells of one resource in 64 windows that follow each other: dense for what every window has, sparse for failures.

use super::cell::{Failing, Told};
use super::refused::Refused;
use super::saving::Saving;

/// Windows of a page.
pub const PAGE: i64 = 64;

/// The same as a length.
const LENGTH: usize = 64;

/// Bytes that an empty page takes, about.
pub const BYTES: usize = 640;

/// Bytes that a cell with a failure takes besides its requests, about.
const FAILING: usize = 256;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    good: [u32; LENGTH],
    client: [u32; LENGTH],
    /// By window within the page, ascending.
    failing: Vec<(usize, Failing)>,
    /// How refusals were told.
    pub(super) refused: Refused,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            good: [0; LENGTH],
            client: [0; LENGTH],
            failing: Vec::new(),
            refused: Refused::default(),
        }
    }
}

impl Page {
    /// Adds successes and refusals.
    pub(super) fn add(&mut self, slot: usize, good: u32, client: u32) {
        for (counts, more) in [(&mut self.good, good), (&mut self.client, client)] {
            if let Some(count) = counts.get_mut(slot) {
                *count = count.saturating_add(more);
            }
        }
    }

    /// The failures of a window, new or known; `added` grows by the bytes of a new one.
    pub(super) fn failing(&mut self, slot: usize, added: &mut usize) -> &mut Failing {
        let at = match self.failing.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(at) => at,
            Err(at) => {
                *added += FAILING;
                self.failing.insert(at, (slot, Failing::default()));
                at
            }
        };
        &mut self.failing[at].1
    }

    /// Adds another page of the same windows.
    pub(super) fn merge(&mut self, other: Self, saving: Saving) {
        for (slot, (good, client)) in other.good.into_iter().zip(other.client).enumerate() {
            self.add(slot, good, client);
        }
        for (slot, failing) in other.failing {
            self.failing(slot, &mut 0).merge(failing, saving.keys());
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

    /// Bytes besides the page itself, about, when it keeps no more than `saving` says.
    pub(super) fn bytes(&self, saving: Saving) -> usize {
        let keys = saving.keys();
        let failing = self.failing.iter();
        let failing: usize = failing.map(|(_, one)| FAILING + one.bytes(keys)).sum();
        failing + self.refused.bytes()
    }

    /// How refusals were told: window within the page, kind, count. Nothing where that was given up.
    pub fn refused(&self) -> impl Iterator<Item = (i64, Told, u32)> {
        self.refused.counts()
    }

    /// All attempts.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        let plain = self.good.iter().chain(&self.client);
        let failed = self.failing.iter().map(|(_, one)| one.attempts());
        plain.map(|count| u64::from(*count)).sum::<u64>() + failed.sum::<u64>()
    }

    /// Failed attempts of cells that lost requests.
    pub(super) fn estimated(&self) -> u64 {
        let failing = self.failing.iter();
        failing.map(|(_, one)| one.estimated()).sum()
    }

    /// The windows with attempts, by number within the page: successes, refusals, failures.
    pub fn cells(&self) -> impl Iterator<Item = (i64, u32, u32, Option<&Failing>)> {
        let mut failing = self.failing.iter().peekable();
        let counts = self.good.iter().zip(&self.client).enumerate();
        counts.filter_map(move |(slot, (good, client))| {
            let failed = failing.next_if(|(at, _)| *at == slot).map(|(_, one)| one);
            let empty = *good == 0 && *client == 0 && failed.is_none();
            let slot = i64::try_from(slot).unwrap_or(0);
            (!empty).then_some((slot, *good, *client, failed))
        })
    }
}
