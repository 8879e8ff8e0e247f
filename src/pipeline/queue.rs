//! The work queue: who reads which input next, and how each input ended.

use super::patient::Patient;
use super::{Ending, Fold, Plan, Watch};
use crate::chunk::ChunkReader;
use crate::decompress;
use crate::error::{Error, Result};
use crate::source::contract::{Input, Reader};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// An open input between two chunks.
struct Stream {
    input: usize,
    reader: ChunkReader<Reader>,
    size: Option<u64>,
    read: Arc<AtomicU64>,
}

struct Work {
    waiting: VecDeque<(usize, Input)>,
    /// Streams that nobody holds, by input.
    ready: Vec<Stream>,
    held: usize,
    endings: Vec<Ending>,
}

pub(super) struct Queue {
    work: Mutex<Work>,
    changed: Condvar,
}

/// What a thread may do next.
enum Next {
    Open(usize, Input),
    Read(Box<Stream>),
    Nothing,
}

impl Queue {
    pub(super) fn new(inputs: Vec<Result<Input>>) -> Self {
        let mut work = Work {
            waiting: VecDeque::new(),
            ready: Vec::new(),
            held: 0,
            endings: Vec::new(),
        };
        for (index, input) in inputs.into_iter().enumerate() {
            let mut ending = Ending::default();
            match input {
                Ok(input) => {
                    ending.name.clone_from(&input.name);
                    work.waiting.push_back((index, input));
                }
                Err(error) => {
                    ending.name.clone_from(&error.place);
                    ending.error = Some(error);
                    ending.unopened = true;
                }
            }
            work.endings.push(ending);
        }
        Self {
            work: Mutex::new(work),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Work> {
        // A poisoned lock means that another thread panicked; the pool passes that panic on.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn endings(self) -> Vec<Ending> {
        self.work
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .endings
    }

    pub(super) fn work<F: Fold>(&self, fold: &mut F, plan: Plan, watch: &Arc<Watch>) {
        let mut buffer = Vec::new();
        loop {
            let stream = match self.next(fold, watch) {
                Next::Nothing => return,
                Next::Read(stream) => stream,
                Next::Open(index, input) => match open(index, input, plan, watch) {
                    Ok(stream) => Box::new(stream),
                    Err(error) => {
                        self.failed(index, error, fold, watch);
                        continue;
                    }
                },
            };
            buffer = self.advance(stream, buffer, fold, watch);
        }
    }

    /// The first stream in the order of inputs that nobody holds, or the next input to open, or waiting for either.
    fn next<F: Fold>(&self, fold: &F, watch: &Watch) -> Next {
        let mut work = self.lock();
        loop {
            let first = (0..work.ready.len()).min_by_key(|at| work.ready[*at].input);
            if let Some(at) = first.filter(|at| fold.ready(work.ready[*at].input)) {
                work.held += 1;
                return Next::Read(Box::new(work.ready.swap_remove(at)));
            }
            let stopped = watch.stop.load(Ordering::Relaxed);
            let opens = !stopped
                && work
                    .waiting
                    .front()
                    .is_some_and(|(index, _)| fold.ready(*index));
            if opens && let Some((index, input)) = work.waiting.pop_front() {
                work.held += 1;
                return Next::Open(index, input);
            }
            if work.held == 0 && work.ready.is_empty() {
                if stopped {
                    unread(&mut work);
                }
                return Next::Nothing;
            }
            work = self
                .changed
                .wait(work)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn failed<F: Fold>(&self, index: usize, error: Error, fold: &mut F, watch: &Watch) {
        let mut work = self.lock();
        work.endings[index].error = Some(error);
        work.endings[index].unopened = true;
        work.endings[index].stopped = watch.stop.load(Ordering::Relaxed);
        work.held -= 1;
        drop(work);
        fold.ended(index, 0);
        self.changed.notify_all();
    }

    /// Reads one chunk, gives the stream back, folds the chunk; answers the chunk's memory.
    fn advance<F: Fold>(
        &self,
        mut stream: Box<Stream>,
        buffer: Vec<u8>,
        fold: &mut F,
        watch: &Watch,
    ) -> Vec<u8> {
        let input = stream.input;
        let chunk = if watch.stop.load(Ordering::Relaxed) {
            None
        } else {
            stream.reader.next(buffer)
        };
        let Some(chunk) = chunk else {
            self.finish(&stream, fold, watch);
            return Vec::new();
        };
        let mut work = self.lock();
        work.ready.push(*stream);
        work.held -= 1;
        drop(work);
        self.changed.notify_all();
        fold.chunk(input, &chunk);
        // A fold that others wait for may have made them ready.
        self.changed.notify_all();
        chunk.into_buffer()
    }

    fn finish<F: Fold>(&self, stream: &Stream, fold: &mut F, watch: &Watch) {
        let mut work = self.lock();
        let ending = &mut work.endings[stream.input];
        ending.tally = stream.reader.tally();
        ending.error = broken(stream, &ending.name, watch);
        work.held -= 1;
        drop(work);
        fold.ended(stream.input, stream.reader.chunks());
        self.changed.notify_all();
    }
}

/// Names the inputs that an early stop left unopened.
fn unread(work: &mut Work) {
    while let Some((index, input)) = work.waiting.pop_front() {
        work.endings[index].error = Some(interrupted(&input.name, "nothing of it"));
        work.endings[index].unopened = true;
        work.endings[index].stopped = true;
    }
}

fn interrupted(name: &str, found: &str) -> Error {
    Error::new(
        name,
        "the whole input",
        format!("{found} (interrupted)"),
        "run again and let it finish",
    )
}

/// Why a stream ended before its time, if it did.
fn broken(stream: &Stream, name: &str, watch: &Watch) -> Option<Error> {
    if watch.stop.load(Ordering::Relaxed) {
        return Some(interrupted(name, "a part of it"));
    }
    if let Some(failure) = stream.reader.failure() {
        let cure = "what could be read is counted; fetch or unpack the file again";
        return Some(Error::new(
            name,
            "an input that can be read to its end",
            failure,
            cure,
        ));
    }
    let read = stream.read.load(Ordering::Relaxed);
    let size = stream.size.filter(|size| read < *size)?;
    let found = format!("{read} bytes: it shrank while it was read");
    Some(Error::new(
        name,
        format!("{size} bytes"),
        found,
        "read a copy that nobody rotates or truncates",
    ))
}

fn open(input: usize, source: Input, plan: Plan, watch: &Arc<Watch>) -> Result<Stream> {
    let name = source.name;
    let failed = |error: &io::Error| {
        let cure = match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::Other => {
                "fetch or unpack the file again, or leave it out"
            }
            _ => "check the permissions, or leave it out",
        };
        Error::io(&name, "a file that can be read", error, cure)
    };
    let read = Arc::new(AtomicU64::new(0));
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::TimedOut if watch.stop.load(Ordering::Relaxed) => {
            interrupted(&name, "nothing of it")
        }
        _ => failed(&error),
    };
    // A pipe may be silent for long, and Ctrl-C must end the run all the same.
    let reader: Reader = if source.size.is_none() {
        Box::new(Patient::open(source.open, Arc::clone(watch)).map_err(failed)?)
    } else {
        (source.open)().map_err(failed)?
    };
    let counted = Counted {
        reader,
        read: Arc::clone(&read),
        watch: Arc::clone(watch),
    };
    let plain = decompress::plain(Box::new(counted)).map_err(failed)?;
    Ok(Stream {
        input,
        reader: ChunkReader::new(plain, plan.chunk_bytes),
        size: source.size,
        read,
    })
}

/// Counts what is read as it stands on disk.
struct Counted {
    reader: Reader,
    read: Arc<AtomicU64>,
    watch: Arc<Watch>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        self.watch.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
