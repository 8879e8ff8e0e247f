//! Records that do not begin with lines: where they stand in a chunk, and which lines are theirs.
//!
//! Every line has one fate. A line with something broken or oversized on it is that; any other belongs to the last record
//! that has a part on it, and without one it is blank or told of nothing. So a document on one line, however many records
//! it holds, is one line in the account, and where the chunks are cut changes nothing.

use std::sync::Arc;

/// The records of a chunk that was not cut at lines alone.
#[derive(Debug, Default)]
pub struct Cut {
    /// The records, in order.
    pub records: Vec<Extent>,
    /// Lines of white space between records.
    pub blank: u64,
    /// Lines of records that break off.
    pub malformed: u64,
    /// Of a table: its first row, which names the fields of all others.
    pub header: Option<Arc<str>>,
    /// True when every record is to be looked at, as the header and not the row shows what it is about.
    pub every: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Its first byte in the chunk.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Number of its first line in the input, from 1; 0 where it is still to be counted.
    pub line: u64,
    /// How many lines it has a part of.
    pub lines: u64,
    /// How many lines are its own in the account.
    pub owned: u64,
    /// True for one of many that a document or a table lists.
    pub listed: bool,
}

impl Cut {
    /// The first record that ends after `position`.
    #[must_use]
    pub fn from(&self, position: usize) -> Option<&Extent> {
        let at = self
            .records
            .partition_point(|record| record.end <= position);
        self.records.get(at)
    }

    /// Takes the records back from the given one on.
    pub(super) fn forget(&mut self, from: usize) {
        self.records.truncate(from);
    }
}

/// Whose the line is that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Nobody,
    /// The last record.
    Record,
    Malformed,
    Oversized,
}

/// The account of lines while records are cut out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    /// Number of the line that is being read, from 1.
    pub line: u64,
    /// Lines that ended since the last chunk, oversized ones left out.
    pub lines: u64,
    pub blank: u64,
    pub malformed: u64,
    pub oversized: u64,
    owner: Owner,
    /// True while the line holds white space alone.
    pub white: bool,
    /// True before the first byte of the line.
    pub fresh: bool,
}

impl Account {
    pub const fn new(line: u64) -> Self {
        Self {
            line,
            lines: 0,
            blank: 0,
            malformed: 0,
            oversized: 0,
            owner: Owner::Nobody,
            white: true,
            fresh: true,
        }
    }

    /// A record begins on this line: it takes the line from the record before.
    pub fn yields(&mut self) {
        if self.owner == Owner::Record {
            self.owner = Owner::Nobody;
        }
    }

    /// A record ended on this line.
    pub fn belongs(&mut self, owner: Owner) {
        if matches!(self.owner, Owner::Nobody | Owner::Record) || owner == Owner::Oversized {
            self.owner = owner;
        }
    }

    /// Counts the lines that end in bytes outside of records; answers how many may be a document's own.
    pub fn outside(&mut self, bytes: &[u8], records: &mut [Extent]) -> u64 {
        let mut own = 0;
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.fresh = false;
            self.white &= piece.trim_ascii().is_empty();
            if piece.ends_with(b"\n") {
                own += self.end_line(records);
            }
        }
        own
    }

    /// Ends the line; 1 unless something broken or oversized has taken it.
    pub fn end_line(&mut self, records: &mut [Extent]) -> u64 {
        let own = match self.owner {
            Owner::Oversized | Owner::Malformed => 0,
            Owner::Nobody | Owner::Record => 1,
        };
        match self.owner {
            Owner::Oversized => self.oversized += 1,
            Owner::Malformed => self.malformed += 1,
            Owner::Record => {
                if let Some(last) = records.last_mut() {
                    last.owned += 1;
                }
            }
            Owner::Nobody => self.blank += u64::from(self.white),
        }
        self.lines += u64::from(self.owner != Owner::Oversized);
        self.next_line();
        own
    }

    const fn next_line(&mut self) {
        self.line += 1;
        self.owner = Owner::Nobody;
        (self.white, self.fresh) = (true, true);
    }

    /// Counts the lines that end inside a record; answers how many of them are its own.
    pub fn inside(&mut self, bytes: &[u8], oversized: bool) -> u64 {
        let mut own = 0;
        for _ in memchr::memchr_iter(b'\n', bytes) {
            if oversized {
                self.belongs(Owner::Oversized);
            }
            match self.owner {
                Owner::Oversized => self.oversized += 1,
                Owner::Malformed => self.malformed += 1,
                Owner::Nobody | Owner::Record => own += 1,
            }
            self.lines += u64::from(self.owner != Owner::Oversized);
            self.next_line();
        }
        if bytes.last().is_some_and(|byte| *byte != b'\n') {
            (self.white, self.fresh) = (false, false);
        }
        own
    }

    /// Lines that were counted as a record's own turn out to be of something else.
    pub const fn disown(&mut self, lines: u64, owner: Owner) {
        match owner {
            Owner::Oversized => {
                self.lines -= lines;
                self.oversized += lines;
            }
            _ => self.malformed += lines,
        }
    }

    /// Begins the account of the next chunk.
    pub const fn settle(&mut self) {
        (self.lines, self.blank, self.malformed, self.oversized) = (0, 0, 0, 0);
    }
}
