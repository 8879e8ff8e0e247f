//! Cutting documents of JSON, of any size, into the objects of their lists of records.
//!
//! A document of no more than [`TRIAL`] bytes is looked at as a whole: when it holds no list of records it is a record
//! itself. Of a larger one the objects of its first known lists are records, or of any list when it has no known one.
//! Only records are held in memory; what lies between them is counted and dropped.

use super::MAX_LINE;
mod broken;

use super::cut::{Account, Cut, Extent, Owner};
use super::json::{Mark, Walker};
use super::lists::Rule;
use super::records::Block;
use broken::Rest;

/// The size up to which a document is judged as a whole, in bytes.
pub(super) const TRIAL: usize = 1 << 20;

/// An input of documents between two chunks.
#[derive(Debug)]
pub(super) struct Documents {
    walker: Walker,
    /// What was read and not walked yet begins at `at`.
    input: Vec<u8>,
    at: usize,
    account: Account,
    trial: Option<Trial>,
    element: Option<Element>,
    /// First line of the document.
    began: u64,
    rest: Option<Rest>,
    ended: bool,
}

/// A document that may yet be a record itself.
#[derive(Debug)]
struct Trial {
    start: usize,
    records: usize,
    before: Account,
    own: u64,
}

/// A record that is being read.
#[derive(Debug)]
struct Element {
    start: usize,
    line: u64,
    own: u64,
    oversized: bool,
}

/// What came of reading on.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A chunk is full.
    Full,
    /// The input is at its end.
    End,
    /// What follows is read as lines; these are its first bytes.
    Lines(Vec<u8>),
}

/// What came of one step.
type Stop = Option<Outcome>;

impl Documents {
    /// From the first bytes, and the number of the line that they begin with.
    pub fn new(input: Vec<u8>) -> Self {
        Self {
            walker: Walker::new(Rule::Known),
            input,
            at: 0,
            account: Account::new(1),
            trial: None,
            element: None,
            began: 1,
            rest: None,
            ended: false,
        }
    }

    /// The lines since the last chunk.
    pub const fn account(&mut self) -> &mut Account {
        &mut self.account
    }

    /// Reads records into `out` until there are `target` bytes, the input ends or is broken.
    pub fn fill(
        &mut self,
        out: &mut Vec<u8>,
        cut: &mut Cut,
        target: usize,
        block: &mut dyn Block,
    ) -> Outcome {
        loop {
            if self.at == self.input.len() && !self.read(block) {
                return self.finish(out, cut, block);
            }
            let stop = match self.rest {
                Some(rest) => self.skip(rest, cut),
                None => self.step(out, cut, target, block),
            };
            if let Some(outcome) = stop {
                return outcome;
            }
        }
    }

    fn read(&mut self, block: &mut dyn Block) -> bool {
        self.input.clear();
        self.at = 0;
        self.ended = self.ended || !block.read(&mut self.input);
        !self.input.is_empty()
    }

    fn step(
        &mut self,
        out: &mut Vec<u8>,
        cut: &mut Cut,
        target: usize,
        block: &mut dyn Block,
    ) -> Stop {
        // A trial ends after the same byte, however the input came in.
        let room = match &self.trial {
            Some(trial) => TRIAL - (out.len() - trial.start),
            None => usize::MAX,
        };
        let piece = &self.input[self.at..];
        let (used, mark) = self.walker.walk(&piece[..piece.len().min(room)]);
        self.take(used, out, cut);
        let full = out.len() >= target && self.trial.is_none();
        match mark {
            // The walk gives its mark once more to the next chunk.
            Mark::Document | Mark::Element if full => {
                self.account.yields();
                self.walker.announce_again();
                return Some(Outcome::Full);
            }
            Mark::Document => {
                self.account.yields();
                self.began = self.account.line;
                self.trial = Some(Trial {
                    start: out.len(),
                    records: cut.records.len(),
                    before: self.account,
                    own: 0,
                });
            }
            Mark::Element => {
                self.account.yields();
                self.element = Some(Element {
                    start: out.len(),
                    line: self.account.line,
                    own: 0,
                    oversized: false,
                });
            }
            Mark::ElementEnd => self.end_element(out, cut),
            Mark::DocumentEnd => self.end_document(out, cut),
            Mark::Broken => return self.broken(out, cut, block),
            Mark::More if used == room => {
                let rule = if self.walker.is_list() {
                    Rule::Known
                } else {
                    Rule::Any
                };
                self.rewind(out, cut);
                self.account.yields();
                self.walker = Walker::again(rule);
            }
            Mark::More => {}
        }
        None
    }

    /// Takes bytes that were walked.
    fn take(&mut self, used: usize, out: &mut Vec<u8>, cut: &mut Cut) {
        let bytes = &self.input[self.at..self.at + used];
        self.at += used;
        let own = match &mut self.element {
            Some(element) => {
                let own = self.account.inside(bytes, element.oversized);
                element.own += own;
                own
            }
            None => self.account.outside(bytes, &mut cut.records),
        };
        if let Some(trial) = &mut self.trial {
            trial.own += own;
        }
        let held = self
            .element
            .as_ref()
            .is_some_and(|element| !element.oversized);
        if held || self.trial.is_some() {
            out.extend_from_slice(bytes);
        }
        if let Some(element) = self.element.as_mut().filter(|element| !element.oversized)
            && out.len() - element.start > MAX_LINE
        {
            out.truncate(element.start);
            self.account.disown(element.own, Owner::Oversized);
            element.oversized = true;
        }
    }

    fn end_element(&mut self, out: &[u8], cut: &mut Cut) {
        let Some(element) = self.element.take() else {
            return;
        };
        if element.oversized {
            self.account.belongs(Owner::Oversized);
            return;
        }
        self.account.belongs(Owner::Record);
        cut.records.push(Extent {
            start: element.start,
            end: out.len(),
            line: element.line,
            lines: self.account.line - element.line + 1,
            owned: element.own,
            listed: true,
        });
    }

    /// A small document without a list of records is a record.
    fn end_document(&mut self, out: &[u8], cut: &mut Cut) {
        let list = self.walker.is_list();
        let Some(trial) = self.trial.take().filter(|_| !list) else {
            return;
        };
        cut.forget(trial.records);
        self.account.blank = trial.before.blank;
        self.account.belongs(Owner::Record);
        cut.records.push(Extent {
            start: trial.start,
            end: out.len(),
            line: trial.before.line,
            lines: self.account.line - trial.before.line + 1,
            owned: trial.own,
            listed: false,
        });
    }
}
