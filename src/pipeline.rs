//! The straight line and the threads: inputs are opened, unpacked and cut under one work queue, and folded in parallel.
//!
//! Every thread does every kind of work. To get some, it takes the first stream that nobody holds, reads the next chunk
//! from it, gives the stream back, and folds the chunk while others read on. When all open streams are held it opens the
//! next input. So one large file and a thousand small ones both keep every core busy, and no more than one chunk per
//! thread is in memory.

pub mod analyze;
pub mod explain;
pub mod extract;
mod formats;
pub mod join;
mod lanes;
pub mod part;
mod patient;
mod queue;
pub mod scan;
pub mod survey;
pub mod trail;

use crate::chunk::{Chunk, Tally};
use crate::error::{Error, Result};
use crate::source::contract::Input;
use crate::timestamp::{Naive, Zone};
use queue::Queue;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// How a run uses the machine. The report does not depend on any of it.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Threads that read and fold, at least 1.
    pub threads: usize,
    /// Bytes that a chunk aims at.
    pub chunk_bytes: usize,
}

impl Default for Plan {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        // Measured on 1.1 GB of JSON lines, two cores: 256 KiB stays in the second-level cache between read and search.
        Self {
            threads,
            chunk_bytes: 256 << 10,
        }
    }
}

/// What a run shares with whoever watches it.
#[derive(Debug, Default)]
pub struct Watch {
    /// Bytes read so far, as they stand on disk.
    pub bytes: AtomicU64,
    /// Set it to end the run early: what has been read by then is reported.
    pub stop: AtomicBool,
}

/// What became of one input.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// Its name.
    pub name: String,
    /// Bytes and lines read.
    pub tally: Tally,
    /// Why it ended before its time, if it did.
    pub error: Option<Error>,
    /// True when it could not be opened at all.
    pub unopened: bool,
    /// True when that is because the run was stopped.
    pub stopped: bool,
}

/// What is done with the chunks; one value per thread.
pub trait Fold: Send {
    /// Takes one chunk of the input with that index.
    fn chunk(&mut self, input: usize, chunk: &Chunk);
    /// Called before a stream is read further: false asks the thread to wait for others (see [`extract`]).
    fn ready(&self, _input: usize) -> bool {
        true
    }
    /// Called once when an input has ended, with the number of its chunks.
    fn ended(&mut self, _input: usize, _chunks: u64) {}
}

/// How each input's stamps without a zone or a year are read.
fn naive(inputs: &[Result<Input>], zone: Zone) -> Vec<Naive> {
    let latest = |input: &Result<Input>| input.as_ref().ok().and_then(Input::modified);
    inputs
        .iter()
        .map(|input| Naive {
            zone,
            latest: latest(input),
        })
        .collect()
}

/// Reads all inputs and folds them; answers what `sum` makes of the threads' folds, and what became of each input, in the
/// inputs' order. The same threads do the summing up: others would have to ask the system for memory that these have.
///
/// # Errors
/// When the threads cannot be started.
pub fn run<F: Fold, T: Send>(
    inputs: Vec<Result<Input>>,
    plan: Plan,
    watch: &Arc<Watch>,
    make: impl Fn() -> F + Sync,
    sum: impl FnOnce(Vec<F>) -> T + Send,
) -> Result<(T, Vec<Ending>)> {
    let queue = Queue::new(inputs);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads.max(1))
        .thread_name(|index| format!("faultlens-{index}"))
        .build()
        .map_err(|error| {
            Error::new(
                "threads",
                "threads to work with",
                error,
                "try a smaller --threads",
            )
        })?;
    let folds = pool.broadcast(|_| {
        let mut fold = make();
        queue.work(&mut fold, plan, watch);
        fold
    });
    Ok((pool.install(|| sum(folds)), queue.endings()))
}
