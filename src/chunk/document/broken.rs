//! Where documents end that are not whole: back to lines, or counted as malformed, and always said.

use super::{Documents, Outcome, Stop};
use crate::chunk::cut::{Cut, Owner};
use crate::chunk::records::Block;
use std::io::{Error, ErrorKind};

/// What is done with the bytes after a broken place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// The line is counted; the next ones are read as lines.
    Line,
    /// They are counted as malformed.
    All,
}

impl Documents {
    /// Goes back to the first byte of the document on trial.
    pub(super) fn rewind(&mut self, out: &mut Vec<u8>, cut: &mut Cut) {
        let Some(trial) = self.trial.take() else {
            return;
        };
        let mut input = out.split_off(trial.start);
        input.extend_from_slice(&self.input[self.at..]);
        (self.input, self.at) = (input, 0);
        self.account = trial.before;
        self.element = None;
        cut.forget(trial.records);
    }

    /// What follows is no document.
    pub(super) fn broken(
        &mut self,
        out: &mut Vec<u8>,
        cut: &mut Cut,
        block: &mut dyn Block,
    ) -> Stop {
        if let Some(trial) = &self.trial {
            if !self.walker.is_list() || cut.records.len() == trial.records {
                self.rewind(out, cut);
                return Some(self.lines());
            }
            self.trial = None;
        }
        if self.walker.is_between() {
            if self.account.white {
                return Some(self.lines());
            }
            self.rest = Some(Rest::Line);
            return None;
        }
        let line = self.account.line;
        let told = format!("JSON that is broken in line {line}");
        block.fail(Error::new(ErrorKind::InvalidData, told));
        self.drop_element(out);
        // One document per line: the next line is another one. Otherwise nothing below is what it seems.
        let next = line > self.began && self.account.white;
        if next && line == self.began + 1 {
            return Some(self.lines());
        }
        self.account.belongs(Owner::Malformed);
        self.rest = Some(if line == self.began {
            Rest::Line
        } else {
            Rest::All
        });
        None
    }

    /// Lets go of a record that breaks off.
    fn drop_element(&mut self, out: &mut Vec<u8>) {
        if let Some(element) = self.element.take() {
            if element.oversized {
                self.account.belongs(Owner::Oversized);
                return;
            }
            out.truncate(element.start);
            self.account.disown(element.own, Owner::Malformed);
            self.account.belongs(Owner::Malformed);
        }
    }

    fn lines(&mut self) -> Outcome {
        let rest = self.input.split_off(self.at);
        self.input.clear();
        self.at = 0;
        Outcome::Lines(rest)
    }

    /// Counts what is not read.
    pub(super) fn skip(&mut self, rest: Rest, cut: &mut Cut) -> Stop {
        let bytes = &self.input[self.at..];
        let length = match rest {
            Rest::Line => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |newline| newline + 1),
            Rest::All => bytes.len(),
        };
        let ends = bytes[..length].ends_with(b"\n");
        for piece in bytes[..length].split_inclusive(|byte| *byte == b'\n') {
            if rest == Rest::All && !piece.trim_ascii().is_empty() {
                self.account.belongs(Owner::Malformed);
            }
            self.account.outside(piece, &mut cut.records);
        }
        self.at += length;
        if rest == Rest::Line && ends {
            return Some(self.lines());
        }
        None
    }

    /// The input is at its end, in the middle of a document or not.
    pub(super) fn finish(
        &mut self,
        out: &mut Vec<u8>,
        cut: &mut Cut,
        block: &mut dyn Block,
    ) -> Outcome {
        if self.rest.is_none() && !self.walker.is_between() {
            let list = self.walker.is_list();
            if self.trial.is_some() && !list {
                self.rewind(out, cut);
                return self.lines();
            }
            self.trial = None;
            self.drop_element(out);
            block.fail(Error::new(ErrorKind::UnexpectedEof, "JSON that breaks off"));
        }
        if !self.account.fresh {
            self.account.end_line(&mut cut.records);
        }
        // A second call finds nothing more.
        self.rest = Some(Rest::All);
        Outcome::End
    }
}
