//! Chunks of inputs that are documents or tables: judging the input, and cutting it by the machine of its form.

use super::cut::{Account, Cut};
use super::document::{Documents, Outcome};
use super::form::{self, Form, Looks};
use super::table::Table;
use super::{Chunk, ChunkReader};
use std::io::{self, ErrorKind, Read};

/// Where the cutters of documents and tables take their bytes from.
pub(super) trait Block {
    /// Adds some bytes; false at the end of the input.
    fn read(&mut self, into: &mut Vec<u8>) -> bool;
    /// Says that the input is not whole; the first word counts.
    fn fail(&mut self, error: io::Error);
    /// True when the input ended before its time.
    fn failed(&self) -> bool;
}

/// How much is read at once into documents and tables, in bytes.
const BLOCK: usize = 64 << 10;

/// How much is read before the form of the input is judged for the first time, in bytes.
const FIRST: usize = 4 << 10;

impl<R: Read> ChunkReader<R> {
    /// Reads until the form of the input is known; what was read waits to be cut.
    pub(super) fn judge(&mut self) -> Form {
        let (mut read, mut length, mut wanted) = (Vec::new(), 0, FIRST);
        loop {
            self.fill(&mut read, &mut length, wanted);
            read.truncate(length);
            let form = match form::looks(&read, self.ended) {
                Looks::Open => {
                    wanted = length * 2 + FIRST;
                    continue;
                }
                Looks::Lines => {
                    self.carry = read;
                    return Form::Lines;
                }
                Looks::Documents => Form::Documents(Box::new(Documents::new(read))),
                Looks::Table(header) => Form::Table(Box::new(Table::new(header, read))),
            };
            return form;
        }
    }

    /// The next chunk of a document or table.
    pub(super) fn next_of_records(&mut self, mut buffer: Vec<u8>) -> Option<Chunk> {
        let mut form = std::mem::replace(&mut self.form, Form::Lines);
        let mut cut = Cut::default();
        buffer.clear();
        let target = self.target;
        let (outcome, account) = match &mut form {
            Form::Documents(documents) => {
                let outcome = documents.fill(&mut buffer, &mut cut, target, self);
                (outcome, documents.account())
            }
            Form::Table(table) => {
                let outcome = table.fill(&mut buffer, &mut cut, target, self);
                (outcome, table.account())
            }
            Form::Unknown | Form::Lines => return self.next_of_lines(buffer),
        };
        let told = *account;
        account.settle();
        let ended = matches!(outcome, Outcome::End);
        match outcome {
            Outcome::Lines(rest) => self.carry = rest,
            Outcome::Full | Outcome::End => self.form = form,
        }
        if cut.records.is_empty() && told.lines + told.oversized == 0 {
            return if ended { None } else { self.next(buffer) };
        }
        Some(self.chunk_of_records(buffer, cut, &told))
    }

    fn chunk_of_records(&mut self, buffer: Vec<u8>, mut cut: Cut, told: &Account) -> Chunk {
        (cut.blank, cut.malformed) = (told.blank, told.malformed);
        let first_line = self.tally.lines + 1;
        self.tally.lines += told.lines + told.oversized;
        self.tally.oversized += told.oversized;
        let (sequence, offset, length) = (self.sequence, self.delivered, buffer.len());
        self.sequence += 1;
        self.delivered += length as u64;
        Chunk {
            buffer,
            length,
            first_line,
            sequence,
            offset,
            lines: told.lines,
            ends: Vec::new(),
            blank_lines: false,
            cut: Some(Box::new(cut)),
        }
    }
}

impl<R: Read> Block for ChunkReader<R> {
    fn read(&mut self, into: &mut Vec<u8>) -> bool {
        let before = into.len();
        into.resize(before + BLOCK, 0);
        let mut count = 0;
        while count == 0 && !self.ended {
            match self.reader.read(&mut into[before..]) {
                Ok(0) => self.ended = true,
                Ok(some) => count = some,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.failure = Some(error);
                }
            }
        }
        into.truncate(before + count);
        self.tally.bytes += count as u64;
        count > 0
    }

    fn fail(&mut self, error: io::Error) {
        self.failure.get_or_insert(error);
    }

    fn failed(&self) -> bool {
        self.failure.is_some()
    }
}

#[cfg(test)]
mod tests;
