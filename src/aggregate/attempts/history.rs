//! The frozen fold: the attempts of all parts in their order, and what was only counted.

use super::count::Lone;
use super::row::UNSAID;
use super::sorted::Sorted;
use super::{Counters, Ledger, Map};
use crate::event::attempt::Escalation;
use std::io;
use std::mem::take;

/// The frozen fold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Attempts by start, end, input and line, without those that are counted in `lone`.
    pub rows: Sorted,
    /// Attempts that went well at once and share nothing with any other, by resource and time.
    pub lone: Vec<Lone>,
    /// End of the last attempt, in milliseconds since the epoch; 0 without attempts.
    pub end: i64,
    /// Some attempt names its request: by an id, a key, a payload or a number.
    pub named: bool,
    /// Names of the resources, ascending; rows name them by index.
    pub resources: Vec<String>,
    /// Input and escalation, ascending.
    pub escalations: Vec<(u32, Escalation)>,
    /// By input: some time has milliseconds.
    pub fine: Vec<bool>,
    /// Ranges of the attempt numbers.
    pub counters: Counters,
    /// One in 2^this requests was kept; 0 for all.
    pub sieve: u32,
    /// Attempts that were not kept.
    pub dropped: u64,
}

/// One of two things to do.
pub type Half<'h> = &'h mut (dyn FnMut() + Send);

impl Ledger {
    /// Freezes the fold, all of whose parts were levelled, settled and merged. What was kept in full need not be settled: every
    /// attempt that names its request is then a row.
    ///
    /// # Errors
    /// When something that was put aside cannot be read back.
    pub fn freeze(self) -> io::Result<History> {
        self.freeze_with(|one, two| {
            one();
            two();
        })
    }

    /// As [`Self::freeze`], which sorts and counts as `both` does two things.
    ///
    /// # Errors
    /// As [`Self::freeze`].
    pub fn freeze_with(mut self, both: impl Fn(Half<'_>, Half<'_>) + Sync) -> io::Result<History> {
        let (mut plain, sieve) = (take(&mut self.plain), self.sieve);
        plain.each(|plain, shape| {
            if let Some(names) = plain.names().filter(|_| plain.finest >= sieve) {
                self.rejoin(plain.row(names, shape));
            }
        })?;
        self.shared.fault()?;
        let common = take(&mut *self.shared.common());
        let (resources, ranks) = ranked(common.resources);
        let rank = |id: u32| ranks.get(id as usize).copied().unwrap_or(UNSAID);
        let (mut rows, mut lone) = (Sorted::default(), Vec::new());
        let mut sorting = || {
            for row in self.rows.iter_mut() {
                row.resource = rank(row.resource);
            }
            rows = take(&mut self.rows).sorted(&both);
        };
        let mut count = common.lone;
        let mut counting = || {
            let mut count = take(&mut count);
            count.merge(take(&mut self.lone));
            for (cell, finest) in &self.rejoined {
                count.take_back(*cell, *finest);
            }
            lone = count.freeze(rank);
        };
        both(&mut sorting, &mut counting);
        let mut escalations: Vec<(u32, Escalation)> = common.escalations.into_iter().collect();
        escalations.sort_unstable();
        Ok(History {
            rows,
            lone,
            end: if self.end == i64::MIN { 0 } else { self.end },
            named: self.named || varies(&self.counters),
            resources,
            escalations,
            fine: self.fine,
            counters: self.counters,
            sieve: self.sieve,
            dropped: self.dropped + common.dropped,
        })
    }
}

/// Resources by name, and the place of each there by its number.
fn ranked(numbers: Map<Box<str>, u32>) -> (Vec<String>, Vec<u32>) {
    let mut names: Vec<(Box<str>, u32)> = numbers.into_iter().collect();
    names.sort_unstable();
    let mut ranks = vec![UNSAID; names.len()];
    for (rank, (_, id)) in names.iter().enumerate() {
        if let Some(slot) = ranks.get_mut(*id as usize) {
            *slot = u32::try_from(rank).unwrap_or(UNSAID);
        }
    }
    (
        names.into_iter().map(|(name, _)| name.into()).collect(),
        ranks,
    )
}

/// True when an attempt number says something: it is not the same everywhere.
fn varies(counters: &Counters) -> bool {
    let mut ranges = counters.iter().flatten();
    ranges.any(|(least, most)| least != most)
}
