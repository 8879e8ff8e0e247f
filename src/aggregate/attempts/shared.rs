//! What all parts of one fold share: one budget, one sieve, and what several of them may hold of the same.
//!
//! A row's level is a hash of its request, so how many rows would pass a finer sieve is known before any is given up. The
//! sieve gets finer only when what all parts hold together is too much already: the whole is then too much as well, so
//! which sieve it ends with depends on the whole alone, and not on who read what, or when.

use super::count::Count;
use super::row::{UNSAID, passes_any};
use super::{BYTES, Map};
use crate::event::attempt::Escalation;
use foldhash::fast::RandomState;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many levels rows may have: the zero bits that a hash may begin with.
pub(super) const LEVELS: usize = 65;

/// The finest sieve.
const FINEST: u32 = 63;

/// What all parts share.
#[derive(Debug)]
pub(super) struct Shared {
    budget: usize,
    /// Length of the stretches by which lone requests are counted, in seconds.
    pub(super) stretch: i64,
    sieve: AtomicU32,
    /// Bytes of the rows of all parts, by level.
    held: [AtomicUsize; LEVELS],
    common: Mutex<Common>,
}

/// What several parts may hold of the same, and so is kept once.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub(super) lone: Count,
    pub(super) escalations: HashSet<(u32, Escalation), RandomState>,
    pub(super) resources: Map<Box<str>, u32>,
    /// Lone requests that were not kept.
    pub(super) dropped: u64,
}

impl Common {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        self.escalations.len() * BYTES + self.lone.bytes()
    }

    fn sift(&mut self, sieve: u32) {
        self.dropped += self.lone.sift(sieve);
        self.escalations
            .retain(|(_, escalation)| passes_any(escalation, sieve));
    }
}

impl Shared {
    pub(super) fn new(budget: usize, stretch: i64) -> Self {
        Self {
            budget,
            stretch,
            sieve: AtomicU32::new(0),
            held: [const { AtomicUsize::new(0) }; LEVELS],
            common: Mutex::default(),
        }
    }

    pub(super) fn common(&self) -> MutexGuard<'_, Common> {
        self.common.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn sieve(&self) -> u32 {
        self.sieve.load(Relaxed)
    }

    /// The same, with nothing in it yet, for another length of the stretches.
    pub(super) fn anew(&self, stretch: i64) -> Self {
        Self::new(self.budget, stretch)
    }

    /// Notes bytes of rows of one part by level, and takes as fine a sieve as all parts need by now.
    pub(super) fn note(&self, bytes: &mut [usize; LEVELS]) -> u32 {
        for (held, new) in self.held.iter().zip(bytes) {
            if *new > 0 {
                held.fetch_add(*new, Relaxed);
                *new = 0;
            }
        }
        self.balance(&mut self.common())
    }

    /// Bytes of the rows that pass a sieve.
    fn bytes(&self, sieve: u32) -> usize {
        let passing = self.held.iter().skip(sieve as usize);
        passing.map(|bytes| bytes.load(Relaxed)).sum()
    }

    /// Takes as fine a sieve as all parts need by now.
    pub(super) fn balance(&self, common: &mut Common) -> u32 {
        let mut sieve = self.sieve();
        while self.bytes(sieve) + common.bytes() > self.budget && sieve < FINEST {
            sieve += 1;
            common.sift(sieve);
        }
        // Only here, and so only by whoever holds what is common.
        self.sieve.store(sieve, Relaxed);
        sieve
    }

    /// Takes over lone requests that one part counted; answers the sieve that is needed then.
    pub(super) fn take(&self, lone: &mut Count) -> u32 {
        let common = &mut *self.common();
        common.dropped += lone.sift(self.sieve());
        common.lone.merge(std::mem::take(lone));
        self.balance(common)
    }

    /// Keeps one escalation.
    pub(super) fn escalate(&self, input: usize, escalation: Escalation) {
        let common = &mut *self.common();
        if passes_any(&escalation, self.sieve()) {
            let input = u32::try_from(input).unwrap_or(UNSAID);
            common.escalations.insert((input, escalation));
            self.balance(common);
        }
    }

    /// The number of a resource.
    pub(super) fn resource(&self, name: &str) -> u32 {
        let common = &mut *self.common();
        if let Some(id) = common.resources.get(name) {
            return *id;
        }
        let id = u32::try_from(common.resources.len()).unwrap_or(UNSAID);
        common.resources.insert(name.into(), id);
        id
    }
}
