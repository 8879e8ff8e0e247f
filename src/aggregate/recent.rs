//! The cells met last, kept at hand: the same few series in the same window make up most of a log, and adding to one
//! here spares three look-ups by hash.

use super::cell::Cell;
use crate::classify::Pair;

/// How many cells are kept at hand.
const SLOTS: usize = 64;

/// A cell with its keys as events tell them.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent {
    resource: Option<Box<str>>,
    pair: Pair,
    /// Number of the window.
    pub(super) window: Option<i64>,
    /// Number of the series.
    pub(super) series: u32,
    /// True when the series is one that was folded.
    pub(super) folded: bool,
    /// What was counted and not yet put with the other cells.
    pub(super) cell: Cell,
}

impl Recent {
    /// A cell to be kept at hand.
    pub(super) fn new(
        resource: Option<&str>,
        pair: Pair,
        window: Option<i64>,
        series: u32,
        folded: bool,
        cell: Cell,
    ) -> Self {
        Self {
            resource: resource.map(Into::into),
            pair,
            window,
            series,
            folded,
            cell,
        }
    }
}

fn slot(resource: Option<&str>, pair: Pair) -> usize {
    let code = pair.twilio_code.unwrap_or(0) as usize;
    (usize::from(pair.http_status.unwrap_or(0)) + code + resource.map_or(0, str::len) * 7) % SLOTS
}

/// The cells at hand, each in the slot that its keys say.
#[derive(Debug, Clone)]
pub(super) struct AtHand(Vec<Recent>);

impl Default for AtHand {
    fn default() -> Self {
        Self(vec![Recent::default(); SLOTS])
    }
}

impl AtHand {
    /// The cell with these keys, if it is at hand.
    #[inline]
    pub(super) fn find(
        &mut self,
        resource: Option<&str>,
        pair: Pair,
        window: Option<i64>,
    ) -> Option<&mut Recent> {
        let recent = &mut self.0[slot(resource, pair)];
        let same = recent.cell.attempts > 0
            && recent.pair == pair
            && recent.window == window
            && recent.resource.as_deref() == resource;
        same.then_some(recent)
    }

    /// Keeps a cell at hand; answers the one that had its slot.
    pub(super) fn keep(&mut self, recent: Recent) -> Option<Recent> {
        let slot = slot(recent.resource.as_deref(), recent.pair);
        Some(std::mem::replace(&mut self.0[slot], recent)).filter(|before| before.cell.attempts > 0)
    }

    /// Everything that is not yet with the other cells; the hand is then empty.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Recent> + use<> {
        let all = std::mem::take(self).0;
        all.into_iter().filter(|recent| recent.cell.attempts > 0)
    }
}
