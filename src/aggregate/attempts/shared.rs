//! What all parts of one fold share: one budget, one sieve, and what several of them may hold of the same.
//!
//! A row's level is a hash of its request, so how many rows would pass a finer sieve is known before any is given up. The
//! sieve gets finer only when what all parts hold together is too much already: the whole is then too much as well, so
//! which sieve it ends with depends on the whole alone, and not on who read what, or when.
//!
//! Of plain successes no more counts than what may stay in memory, unless nothing can be put aside.

use super::count::Count;
use super::row::{UNSAID, passes_any};
use super::scratch::Scratch;
use super::{BYTES, Map};
use crate::event::attempt::Escalation;
use foldhash::fast::RandomState;
use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// How many levels rows may have: the zero bits that a hash may begin with.
const LEVELS: usize = 65;

/// Of the budget, what plain successes may take of memory before they are put aside.
const HERE: usize = 4;

/// The finest sieve.
const FINEST: u32 = 63;

/// Bytes by level of which the other parts do not know yet.
#[derive(Debug)]
pub(super) struct Bytes([usize; LEVELS]);

impl Default for Bytes {
    fn default() -> Self {
        Self([0; LEVELS])
    }
}

impl Bytes {
    #[inline]
    pub(super) fn add(&mut self, level: u32, bytes: usize) {
        if let Some(all) = self.0.get_mut(level as usize) {
            *all += bytes;
        }
    }
}

/// What one part has not told the others yet.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Rows.
    pub(super) rows: Bytes,
    /// Plain successes.
    pub(super) plain: Bytes,
}

/// Bytes of all parts by level.
#[derive(Debug)]
struct Held([AtomicUsize; LEVELS]);

impl Held {
    const fn nothing() -> Self {
        Self([const { AtomicUsize::new(0) }; LEVELS])
    }

    fn note(&self, bytes: &mut Bytes) {
        for (held, new) in self.0.iter().zip(&mut bytes.0) {
            if *new > 0 {
                held.fetch_add(*new, Relaxed);
                *new = 0;
            }
        }
    }

    /// Bytes of what passes a sieve.
    fn passing(&self, sieve: u32) -> usize {
        let passing = self.0.iter().skip(sieve as usize);
        passing.map(|bytes| bytes.load(Relaxed)).sum()
    }
}

/// What all parts share.
#[derive(Debug)]
pub(super) struct Shared {
    budget: usize,
    scratch: Option<Scratch>,
    /// Length of the stretches by which lone requests are counted, in seconds.
    pub(super) stretch: i64,
    sieve: AtomicU32,
    rows: Held,
    /// Those that are put aside too.
    plain: Held,
    /// Bytes of the plain successes that are in memory.
    here: AtomicUsize,
    /// Nothing more can be put aside.
    stays: AtomicBool,
    /// Why something cannot be read back.
    fault: OnceLock<io::Error>,
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
            scratch: None,
            stretch,
            sieve: AtomicU32::new(0),
            rows: Held::nothing(),
            plain: Held::nothing(),
            here: AtomicUsize::new(0),
            stays: AtomicBool::new(false),
            fault: OnceLock::new(),
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
        Self {
            scratch: self.scratch.clone(),
            ..Self::new(self.budget, stretch)
        }
    }

    /// The same, with nothing in it yet, with a place to put things aside.
    pub(super) fn with_scratch(&self, scratch: Option<Scratch>) -> Self {
        Self {
            scratch,
            ..Self::new(self.budget, self.stretch)
        }
    }

    /// Notes what one part holds, and takes as fine a sieve as all parts need by now.
    pub(super) fn note(&self, news: &mut News) -> u32 {
        self.rows.note(&mut news.rows);
        self.plain.note(&mut news.plain);
        self.balance(&mut self.common())
    }

    /// Notes how many bytes of plain successes one part has in memory, of which it `told` before.
    pub(super) fn note_here(&self, told: &mut usize, here: usize) {
        self.here.fetch_add(here, Relaxed);
        self.here.fetch_sub(*told, Relaxed);
        *told = here;
    }

    /// What plain successes may take of memory while they can be put aside.
    const fn most_here(&self) -> usize {
        match self.scratch {
            Some(_) => self.budget / HERE,
            None => 0,
        }
    }

    /// Where to put plain successes aside, when there are too many in memory.
    pub(super) fn crowded(&self) -> Option<&Scratch> {
        let scratch = self.scratch.as_ref();
        scratch.filter(|_| !self.stays() && self.here.load(Relaxed) > self.most_here())
    }

    fn stays(&self) -> bool {
        self.scratch.is_none() || self.stays.load(Relaxed)
    }

    /// Puts nothing aside from now on: there is no room.
    pub(super) fn keep_here(&self) {
        self.stays.store(true, Relaxed);
    }

    /// Remembers that something could not be read back.
    pub(super) fn note_fault(&self, read: io::Result<()>) {
        if let Err(error) = read {
            // The first one is told.
            let _ = self.fault.set(error);
        }
    }

    /// An error when something could not be read back.
    pub(super) fn fault(&self) -> io::Result<()> {
        let fault = self.fault.get();
        fault.map_or(Ok(()), |fault| {
            Err(io::Error::new(fault.kind(), fault.to_string()))
        })
    }

    /// True when what passes a sieve is too much. Depends on the set alone, and on whether things can be put aside.
    fn is_over(&self, sieve: u32, common: &Common) -> bool {
        let rows = self.rows.passing(sieve) + common.bytes();
        let plain = self.plain.passing(sieve);
        let here = if self.stays() {
            plain
        } else {
            plain.min(self.most_here())
        };
        rows + here > self.budget
    }

    /// Takes as fine a sieve as all parts need by now.
    pub(super) fn balance(&self, common: &mut Common) -> u32 {
        let mut sieve = self.sieve();
        while self.is_over(sieve, common) && sieve < FINEST {
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
