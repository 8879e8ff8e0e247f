//! What must be done in the order of an input, although its chunks are read on all cores: one lane per input, in which
//! each chunk waits for those before it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lanes of all inputs; `L` is what a lane remembers, `T` what a chunk brings.
#[derive(Debug)]
pub struct Lanes<L, T> {
    lanes: Vec<Mutex<Lane<L, T>>>,
}

#[derive(Debug)]
struct Lane<L, T> {
    waiting: BTreeMap<u64, T>,
    next: u64,
    /// Number of the input's chunks, once it has ended.
    chunks: Option<u64>,
    state: L,
}

/// What comes next in a lane.
#[derive(Debug)]
pub enum Step<T> {
    /// What the next chunk brought, with its number.
    Chunk(u64, T),
    /// The input has ended; the number of its chunks.
    End(u64),
}

impl<L: Default, T> Lanes<L, T> {
    /// Lanes for so many inputs.
    #[must_use]
    pub fn new(inputs: usize) -> Self {
        let lane = || Lane {
            waiting: BTreeMap::new(),
            next: 0,
            chunks: None,
            state: L::default(),
        };
        Self {
            lanes: (0..inputs).map(|_| Mutex::new(lane())).collect(),
        }
    }

    /// Brings what a chunk gave; does every step whose turn it is.
    pub fn arrive(&self, input: usize, chunk: u64, item: T, step: impl FnMut(&mut L, Step<T>)) {
        if let Some(mut lane) = self.lane(input) {
            lane.waiting.insert(chunk, item);
            lane.walk(step);
        }
    }

    /// Says how many chunks the input had.
    pub fn ended(&self, input: usize, chunks: u64, step: impl FnMut(&mut L, Step<T>)) {
        if let Some(mut lane) = self.lane(input) {
            lane.chunks = Some(chunks);
            lane.walk(step);
        }
    }

    fn lane(&self, input: usize) -> Option<MutexGuard<'_, Lane<L, T>>> {
        // A poisoned lock means that another thread panicked; the pool passes that panic on.
        let lane = self.lanes.get(input)?;
        Some(lane.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<L, T> Lane<L, T> {
    fn walk(&mut self, mut step: impl FnMut(&mut L, Step<T>)) {
        while let Some(item) = self.waiting.remove(&self.next) {
            step(&mut self.state, Step::Chunk(self.next, item));
            self.next += 1;
        }
        if self.chunks == Some(self.next) {
            self.chunks = None;
            step(&mut self.state, Step::End(self.next));
        }
    }
}
