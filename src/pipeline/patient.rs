//! Opening and reading a pipe that may be silent for long, without missing the order to stop.

use super::Watch;
use crate::source::contract::Open;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// How much is read at once, in bytes.
const BLOCK: usize = 64 << 10;

/// How many blocks wait to be taken.
const AHEAD: usize = 4;

/// How often the order to stop is looked for.
const PATIENCE: Duration = Duration::from_millis(50);

/// A reader whose blocking calls happen on a thread of their own. A thread that is left waiting ends with the process.
pub struct Patient {
    blocks: Receiver<io::Result<Vec<u8>>>,
    block: Vec<u8>,
    taken: usize,
    watch: Arc<Watch>,
}

impl Patient {
    /// Opens a source and starts reading. Of a named pipe that nobody writes to the opening alone may last for ever.
    ///
    /// # Errors
    /// What the opening says, or the order to stop.
    pub fn open(open: Open, watch: Arc<Watch>) -> io::Result<Self> {
        let (give, blocks) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let mut reader = match open() {
                Ok(reader) => reader,
                Err(error) => return drop(give.send(Err(error))),
            };
            if give.send(Ok(Vec::new())).is_err() {
                return;
            }
            loop {
                let mut block = vec![0; BLOCK];
                let read = match reader.read(&mut block) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    read => read,
                };
                let last = !matches!(read, Ok(1..));
                let told = give.send(read.map(|length| {
                    block.truncate(length);
                    block
                }));
                if last || told.is_err() {
                    return;
                }
            }
        });
        let opened = Self {
            blocks,
            block: Vec::new(),
            taken: 0,
            watch,
        };
        opened.next()?;
        Ok(opened)
    }

    /// The next block; empty at the end.
    fn next(&self) -> io::Result<Vec<u8>> {
        loop {
            match self.blocks.recv_timeout(PATIENCE) {
                Ok(block) => return block,
                Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
                Err(RecvTimeoutError::Timeout) if self.watch.stop.load(Ordering::Relaxed) => {
                    return Err(io::Error::new(ErrorKind::TimedOut, "the order to stop"));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.block.len() {
            self.block = self.next()?;
            self.taken = 0;
        }
        let length = buffer.len().min(self.block.len() - self.taken);
        buffer[..length].copy_from_slice(&self.block[self.taken..self.taken + length]);
        self.taken += length;
        Ok(length)
    }
}
