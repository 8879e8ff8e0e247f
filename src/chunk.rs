//! Cutting a reader into chunks of whole records, and a chunk into records and lines.
//!
//! Nearly all inputs are lines, and lines cost nothing more than a look at their first bytes. An input that is a document
//! or a table as a whole is cut at the records inside it, which the chunk then names.

pub mod cut;
mod document;
mod ends;
pub mod finder;
mod form;
mod json;
mod lists;
pub mod record;
mod records;
mod table;

use cut::{Cut, Extent};
use ends::Ends;
use form::Form;
use memchr::{memchr, memrchr};
use std::io::{self, ErrorKind, Read};

/// The longest line that is read, in bytes without its line end; a longer one is counted as oversized and never held.
pub const MAX_LINE: usize = 16 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whole records of one input: owned bytes that begin at a record's first line and end with a record's last.
#[derive(Debug, Default)]
pub struct Chunk {
    buffer: Vec<u8>,
    length: usize,
    /// Number of the first line in its input, from 1.
    pub first_line: u64,
    /// Position among the input's chunks, from 0, without gaps.
    pub sequence: u64,
    /// Bytes of the input before it, oversized lines not counted; the same order as line numbers, and cheaper to have.
    pub offset: u64,
    /// How many lines it has.
    pub lines: u64,
    /// Where their line ends stand; none when [`Self::cut`] is there.
    ends: Vec<u32>,
    /// False when certainly none of its lines is blank.
    pub blank_lines: bool,
    /// Its records, when the input is a document or a table: the bytes then hold these alone.
    pub cut: Option<Box<Cut>>,
}

impl Chunk {
    /// The bytes: whole lines; only the last line of an input may lack its line end.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Number of the line that begins at `start`, or holds it; `known` is the answer's place among the lines of an earlier
    /// one, and becomes this one's.
    #[must_use]
    pub fn line(&self, start: usize, known: &mut usize) -> u64 {
        let before = |place: usize| {
            self.ends
                .get(place)
                .is_some_and(|end| (*end as usize) < start)
        };
        if *known > 0 && !before(*known - 1) {
            *known = 0;
        }
        while before(*known) {
            *known += 1;
        }
        self.first_line + *known as u64
    }

    /// The record around `position` where it is one line, and not the input's last without a line end; nothing before
    /// `known` is looked at, which must be a record's start. `near` is the place of an earlier answer among the lines, and
    /// becomes this one's. Measured on JSON lines: half of what [`record::around`] takes, which searches for the line ends.
    #[must_use]
    pub fn single(&self, known: usize, position: usize, near: &mut usize) -> Option<Extent> {
        let end_of = |line: usize| self.ends.get(line).map(|end| *end as usize + 1);
        while end_of(*near)? <= position {
            *near += 1;
        }
        let start_of = |line: usize| line.checked_sub(1).map_or(Some(0), end_of);
        let (start, end) = (start_of(*near)?, end_of(*near)?);
        let bytes = self.bytes();
        let line = bytes.get(start..).filter(|_| start <= position)?;
        if start > known {
            let before = bytes.get(start_of(*near - 1)?..)?;
            (!record::joins(before, line)).then_some(())?;
        }
        let next = bytes.get(end..)?;
        (next.is_empty() || !record::joins(line, next)).then_some(Extent {
            start,
            end,
            line: self.first_line + *near as u64,
            lines: 1,
            owned: 1,
            listed: false,
        })
    }

    /// Gives the memory back, for the next chunk.
    #[must_use]
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

/// What has been read of an input so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Plain bytes.
    pub bytes: u64,
    /// Lines, the oversized and the broken last one included.
    pub lines: u64,
    /// Lines longer than [`MAX_LINE`].
    pub oversized: u64,
    /// 1 when the input broke off in the middle of a line, which is then not read as if it were whole.
    pub broken_off: u64,
}

/// Cuts a reader into chunks. The cuts depend on the target size, the records between them do not.
pub struct ChunkReader<R> {
    reader: R,
    target: usize,
    carry: Vec<u8>,
    tally: Tally,
    sequence: u64,
    delivered: u64,
    started: bool,
    ended: bool,
    skipping: bool,
    failure: Option<io::Error>,
    form: Form,
    /// Of any chunk so far.
    most_lines: usize,
}

impl<R: Read> ChunkReader<R> {
    /// A reader of chunks of about `target` bytes (at least one record each).
    pub fn new(reader: R, target: usize) -> Self {
        Self {
            reader,
            target: target.max(1),
            carry: Vec::new(),
            tally: Tally::default(),
            sequence: 0,
            delivered: 0,
            started: false,
            ended: false,
            skipping: false,
            failure: None,
            form: Form::Unknown,
            most_lines: 0,
        }
    }

    /// What has been read so far; final once [`Self::next`] has answered `None`.
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// How many chunks it has given.
    pub const fn chunks(&self) -> u64 {
        self.sequence
    }

    /// The error that ended the input before its time, if one did.
    pub const fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// The next chunk, in `buffer`'s memory; `None` at the end. An error ends the input and is kept in [`Self::failure`].
    pub fn next(&mut self, buffer: Vec<u8>) -> Option<Chunk> {
        match self.form {
            Form::Lines => self.next_of_lines(buffer),
            Form::Unknown => {
                self.form = self.judge();
                self.next(buffer)
            }
            _ => self.next_of_records(buffer),
        }
    }

    fn next_of_lines(&mut self, mut buffer: Vec<u8>) -> Option<Chunk> {
        let mut length = self.carry.len();
        if buffer.len() < length {
            buffer.resize(length, 0);
        }
        buffer[..length].copy_from_slice(&self.carry);
        self.carry.clear();
        let mut wanted = self.target;
        loop {
            self.fill(&mut buffer, &mut length, wanted);
            self.skip(&mut buffer, &mut length);
            let cut = match self.oversized(&mut buffer, &mut length) {
                Some(cut) => cut,
                None if self.ended => length,
                None => record::last_boundary(&buffer[..length]),
            };
            if cut > 0 {
                self.carry.extend_from_slice(&buffer[cut..length]);
                return Some(self.chunk(buffer, cut));
            }
            if self.ended && length == 0 {
                return None;
            }
            // Doubling keeps the repeated look at a long record linear; past the longest line there is a cut for certain.
            wanted = (length * 2).min(length.max(MAX_LINE)) + self.target;
        }
    }

    fn chunk(&mut self, buffer: Vec<u8>, length: usize) -> Chunk {
        let bytes = &buffer[..length];
        // The line that was cut off is counted already, and comes after every chunk.
        let first_line = self.tally.lines - self.tally.broken_off + 1;
        let Ends {
            places: ends,
            blank: blank_lines,
        } = Ends::of(bytes, self.most_lines);
        self.most_lines = self.most_lines.max(ends.len());
        let mut lines = ends.len() as u64;
        if bytes.last().is_some_and(|last| *last != b'\n') {
            lines += 1;
        }
        self.tally.lines += lines;
        let (sequence, offset) = (self.sequence, self.delivered);
        self.sequence += 1;
        self.delivered += length as u64;
        Chunk {
            buffer,
            length,
            first_line,
            sequence,
            offset,
            lines,
            ends,
            blank_lines,
            cut: None,
        }
    }

    /// Reads until `wanted` bytes are there or the input ends.
    fn fill(&mut self, buffer: &mut Vec<u8>, length: &mut usize, wanted: usize) {
        if buffer.len() < wanted {
            buffer.resize(wanted, 0);
        }
        while *length < wanted && !self.ended {
            match self.reader.read(&mut buffer[*length..wanted]) {
                Ok(0) => self.ended = true,
                Ok(count) => {
                    self.tally.bytes += count as u64;
                    *length += count;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.fail(error, buffer, length),
            }
        }
        if !self.started && (*length >= BYTE_ORDER_MARK.len() || self.ended) {
            self.started = true;
            self.look_at_start(buffer, length);
        }
    }

    fn look_at_start(&mut self, buffer: &mut [u8], length: &mut usize) {
        if buffer[..*length].starts_with(BYTE_ORDER_MARK) {
            buffer.copy_within(BYTE_ORDER_MARK.len()..*length, 0);
            *length -= BYTE_ORDER_MARK.len();
        } else if matches!(buffer[..*length], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
            // Read as bytes it would yield nothing, and the reader of the report would take that for good news.
            *length = 0;
            self.ended = true;
            self.failure = Some(io::Error::new(
                ErrorKind::InvalidData,
                "text in UTF-16 (convert it: iconv -f UTF-16 -t UTF-8)",
            ));
        }
    }

    /// Ends the input; the line that was cut in two is counted, and not read as if it were whole.
    fn fail(&mut self, error: io::Error, buffer: &[u8], length: &mut usize) {
        self.ended = true;
        self.failure = Some(error);
        let whole = memrchr(b'\n', &buffer[..*length]).map_or(0, |end| end + 1);
        if whole < *length && !(self.skipping && whole == 0) {
            self.tally.broken_off += 1;
            self.tally.lines += 1;
        }
        *length = whole;
    }

    /// Drops the rest of an oversized line.
    fn skip(&mut self, buffer: &mut [u8], length: &mut usize) {
        if !self.skipping {
            return;
        }
        let rest = memchr(b'\n', &buffer[..*length]).map_or(*length, |end| end + 1);
        self.skipping = rest == *length && buffer[..*length].last() != Some(&b'\n') && !self.ended;
        buffer.copy_within(rest..*length, 0);
        *length -= rest;
    }

    /// Looks for a line over the limit. One at the very start is dropped and counted; before one further on the chunk ends.
    fn oversized(&mut self, buffer: &mut [u8], length: &mut usize) -> Option<usize> {
        while *length > MAX_LINE {
            let (start, end) = record::oversized_line(&buffer[..*length])?;
            if start > 0 {
                return Some(start);
            }
            self.tally.oversized += 1;
            self.tally.lines += 1;
            self.skipping = end.is_none() && !self.ended;
            let rest = end.unwrap_or(*length);
            buffer.copy_within(rest..*length, 0);
            *length -= rest;
        }
        None
    }
}

#[cfg(test)]
mod tests;
