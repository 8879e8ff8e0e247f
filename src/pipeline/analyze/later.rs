//! Plain successes that wait until there are some: to read a record takes one half of the code that a processor has room for
//! at hand, and to count what it says the other.

use super::counts::Counts;
use crate::aggregate::attempts::{Ledger, UNSAID, Well};
use crate::aggregate::series::Place;
use crate::chunk::Chunk;
use crate::outcome::facts::brief::Brief;
use crate::pipeline::scan::{Seen, Way};

/// How many wait at most: so few that what is known of them, some 16 KiB, stays in the nearest memory of the processor. Eight times
/// fewer, and as many as a chunk has, took as long within what can be measured; one by one took a tenth longer.
pub const MOST: usize = 128;

/// One that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Bytes of the input before its record.
    offset: u64,
    /// Bytes of its record.
    length: u32,
    /// Number of its line.
    line: u64,
    way: &'static Way<'static>,
    brief: Brief,
}

/// One that waits, of which it is known where it was read.
struct At<'w> {
    input: usize,
    waiting: &'w Waiting,
    /// From its record on.
    record: &'w [u8],
}

impl Place for At<'_> {
    fn input(&self) -> usize {
        self.input
    }

    fn offset(&self) -> u64 {
        self.waiting.offset
    }

    fn line(&self) -> u64 {
        self.waiting.line
    }

    fn text(&self) -> &str {
        let bytes = self.record.get(..self.waiting.length as usize);
        // It was text when it was read.
        let text = std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
        text.trim_end_matches(['\n', '\r'])
    }
}

impl Waiting {
    /// An event that can wait; `None` where it has to be counted at once.
    #[inline]
    fn of<'s>(seen: &Seen<'s>) -> Option<(&'s Chunk, Self)> {
        let (chunk, way, brief) = seen.brief()?;
        let waiting = Self {
            offset: seen.offset,
            length: u32::try_from(seen.end - seen.offset).ok()?,
            line: seen.line(),
            way,
            brief,
        };
        Some((chunk, waiting))
    }

    fn at<'w>(&'w self, input: usize, chunk: &'w Chunk) -> At<'w> {
        let start = usize::try_from(self.offset - chunk.offset).unwrap_or(usize::MAX);
        At {
            input,
            waiting: self,
            record: chunk.bytes().get(start..).unwrap_or_default(),
        }
    }
}

impl At<'_> {
    /// Keeps it for the audit of retries.
    #[inline]
    fn keep(&self, ledger: &mut Ledger) {
        let brief = &self.waiting.brief;
        let read = brief.read(self.record);
        let well = Well {
            end: brief.timestamp.milliseconds(),
            duration_us: brief.duration_us.unwrap_or(0),
            print: read.print,
            correlation: read.correlation,
            flags: read.flags,
            source: u32::try_from(self.input).unwrap_or(UNSAID),
            line: self.waiting.line,
        };
        ledger.go_well(&brief.form, &well);
    }
}

impl Counts<'_> {
    /// Lets an event wait that was asked for; false where it has to be counted at once.
    #[inline]
    pub fn put_off(&mut self, input: usize, seen: &Seen<'_>) -> bool {
        let Some((chunk, waiting)) = Waiting::of(seen) else {
            return false;
        };
        self.later.push(waiting);
        if self.later.len() == MOST {
            self.catch_up(input, chunk);
        }
        true
    }

    /// Counts those that wait, of this chunk.
    #[inline(never)]
    pub fn catch_up(&mut self, input: usize, chunk: &Chunk) {
        for alike in self
            .later
            .chunk_by(|one, two| std::ptr::eq(one.way, two.way))
        {
            let Some(Waiting { way, .. }) = alike.first() else {
                continue;
            };
            self.formats.count(input, way, alike.len() as u64);
        }
        for waiting in &self.later {
            let event = waiting.brief.event();
            self.aggregate.observe(&event, &waiting.at(input, chunk));
            self.attempts.observe(&event);
        }
        let kept = if self.request.without_audit {
            &[]
        } else {
            self.later.as_slice()
        };
        for waiting in kept {
            waiting.at(input, chunk).keep(&mut self.ledger);
        }
        self.later.clear();
    }
}
