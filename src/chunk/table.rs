//! Cutting tables: rows of comma-separated values, whose quoted fields may hold line ends.

pub(super) mod w3c;

use super::cut::{Account, Cut, Extent, Owner};
use super::document::Outcome;
use super::record::MAX_BYTES;
use super::records::Block;
use std::sync::Arc;

/// The longest first row that is taken for a header.
const LONGEST_HEADER: usize = 16 << 10;

/// The longest name of a column.
const LONGEST_NAME: usize = 64;

/// What delimits fields.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Columns of Twilio's exports whose rows do not name Twilio: a code, and what it is about.
const CODE: [&str; 1] = ["errorcode"];
const ABOUT: [&str; 7] = [
    "sid",
    "messagesid",
    "smssid",
    "callsid",
    "accountsid",
    "resourcesid",
    "requesturl",
];

/// Columns of a log's export: when, and what.
const WHEN: [&str; 8] = [
    "date",
    "time",
    "timestamp",
    "datetime",
    "createdat",
    "eventtime",
    "receivedat",
    "generatedat",
];
const WHAT: [&str; 8] = [
    "message",
    "raw",
    "content",
    "msg",
    "log",
    "body",
    "event",
    "logmessage",
];

/// Columns of a table of calls: where each went, and how it was answered.
const WHERE: [&str; 19] = [
    "url",
    "uri",
    "path",
    "target",
    "endpoint",
    "fullurl",
    "targeturl",
    "urlfull",
    "urlpath",
    "httpurl",
    "httptarget",
    "httppath",
    "httprequesturl",
    "requesturl",
    "requesturi",
    "requestpath",
    "request",
    "href",
    "csuristem",
];
const ANSWER: [&str; 13] = [
    "status",
    "statuscode",
    "httpstatus",
    "httpstatuscode",
    "httpcode",
    "httpresponsecode",
    "httpresponsestatuscode",
    "responsestatus",
    "responsecode",
    "responsestatuscode",
    "edgeresponsestatus",
    "elbstatuscode",
    "scstatus",
];

/// What the first row of a table says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    row: Arc<str>,
    delimiter: u8,
    every: bool,
    /// True where lines that begin with `#` are remarks.
    remarks: bool,
}

impl Header {
    /// Reads a first line; `None` when it is no header of a table that may tell of calls.
    pub fn read(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line)
            .ok()?
            .trim_end_matches(['\n', '\r']);
        if line.len() > LONGEST_HEADER {
            return None;
        }
        let delimiter = DELIMITERS
            .into_iter()
            .max_by_key(|delimiter| line.bytes().filter(|byte| byte == delimiter).count())?;
        let names: Vec<String> = line
            .split(char::from(delimiter))
            .map(name)
            .collect::<Option<_>>()?;
        let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
        let every = has(&CODE) && has(&ABOUT);
        let of_log = has(&WHEN) && has(&WHAT);
        let of_calls = has(&WHERE) && has(&ANSWER);
        (names.len() > 1 && (every || of_log || of_calls)).then(|| Self {
            row: line.into(),
            delimiter,
            every,
            remarks: false,
        })
    }

    /// True for a line that is no row.
    fn is_remark(&self, row: &[u8]) -> bool {
        self.remarks && row.first() == Some(&b'#')
    }

    /// True for a remark that names other columns from there on.
    fn is_outdated(&self, row: &[u8]) -> bool {
        self.is_remark(row) && w3c::names(row).is_some_and(|other| other != *self)
    }
}

/// The name of a column in lower case without its punctuation; `None` when it looks like none.
fn name(field: &str) -> Option<String> {
    let field = field.trim();
    let bare = field
        .strip_prefix('"')
        .and_then(|field| field.strip_suffix('"'))
        .unwrap_or(field);
    let usual = |letter: char| letter.is_alphanumeric() || " _-.#@/()".contains(letter);
    let letters = bare.chars().any(char::is_alphabetic);
    (bare.len() <= LONGEST_NAME && letters && bare.chars().all(usual)).then(|| {
        let letters = bare.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    })
}

/// A table between two chunks.
#[derive(Debug)]
pub(super) struct Table {
    header: Header,
    input: Vec<u8>,
    at: usize,
    account: Account,
    quotes: Quotes,
    first: bool,
}

impl Table {
    /// From the first bytes, which begin with the header.
    pub fn new(header: Header, input: Vec<u8>) -> Self {
        Self {
            quotes: Quotes::new(header.delimiter),
            header,
            input,
            at: 0,
            account: Account::new(1),
            first: true,
        }
    }

    /// The lines since the last chunk.
    pub const fn account(&mut self) -> &mut Account {
        &mut self.account
    }

    /// Reads rows into `out` until there are `target` bytes, the input ends, or a row has no end.
    pub fn fill(
        &mut self,
        out: &mut Vec<u8>,
        cut: &mut Cut,
        target: usize,
        block: &mut dyn Block,
    ) -> Outcome {
        cut.header = Some(Arc::clone(&self.header.row));
        cut.every = self.header.every;
        let mut start = out.len();
        loop {
            if self.at == self.input.len() {
                self.input.clear();
                self.at = 0;
                if !block.read(&mut self.input) {
                    self.finish(out, start, cut, block.failed());
                    return Outcome::End;
                }
            }
            let (length, ends) = self.quotes.row(&self.input[self.at..]);
            out.extend_from_slice(&self.input[self.at..self.at + length]);
            self.at += length;
            let outdated = ends && self.header.is_outdated(&out[start..]);
            if outdated || out.len() - start > MAX_BYTES {
                // A quote that nobody closes, or rows of another kind: what follows is no table, or none of these columns.
                let mut rest = out.split_off(start);
                rest.extend_from_slice(&self.input[self.at..]);
                return Outcome::Lines(rest);
            }
            if ends {
                self.end_row(out, start, cut);
                start = out.len();
                if start >= target {
                    return Outcome::Full;
                }
            }
        }
    }

    /// Counts a whole row; the header and white space are no records.
    fn end_row(&mut self, out: &mut Vec<u8>, start: usize, cut: &mut Cut) {
        let row = &out[start..];
        let line = self.account.line;
        // Only the first line of a table without remarks is a header.
        let named = std::mem::take(&mut self.first) && !self.header.remarks;
        if named || self.header.is_remark(row) || row.trim_ascii().is_empty() {
            self.account.outside(row, &mut []);
            out.truncate(start);
            return;
        }
        let own = self.account.inside(row, false);
        cut.records.push(Extent {
            start,
            end: out.len(),
            line,
            lines: own,
            owned: own,
            listed: true,
        });
    }

    /// The last row may lack its line end, but not its closing quote, and not its second half.
    fn finish(&mut self, out: &mut Vec<u8>, start: usize, cut: &mut Cut, failed: bool) {
        if out.len() == start {
            return;
        }
        let broken = failed || self.quotes.open();
        let row = &out[start..];
        let alone = self.first || self.header.is_remark(row);
        if broken || alone || row.trim_ascii().is_empty() {
            let own = self.account.inside(row, false);
            if broken {
                self.account.disown(own, Owner::Malformed);
                self.account.belongs(Owner::Malformed);
            }
            if !self.account.fresh {
                self.account.end_line(&mut []);
            }
            out.truncate(start);
            return;
        }
        self.end_row(out, start, cut);
        if !self.account.fresh {
            self.account.belongs(Owner::Record);
            self.account.end_line(&mut cut.records);
        }
        if let Some(last) = cut.records.last_mut() {
            last.lines = last.lines.max(last.owned);
        }
    }
}

/// Where rows end: at line ends outside of quotes.
#[derive(Debug)]
struct Quotes {
    delimiter: u8,
    /// True inside a quoted field.
    quoted: bool,
    /// The byte before; a line end before the first.
    before: u8,
    /// True just after a quote that closed: another one is a quote in the text.
    closed: bool,
}

impl Quotes {
    const fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            quoted: false,
            before: b'\n',
            closed: false,
        }
    }

    const fn open(&self) -> bool {
        self.quoted
    }

    /// Goes on to the end of the row or of the bytes; answers how far, and whether the row ends there.
    fn row(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        for place in memchr::memchr2_iter(b'"', b'\n', bytes) {
            if place > at {
                self.before = bytes[place - 1];
                self.closed = false;
            }
            at = place + 1;
            if bytes[place] == b'"' {
                self.quote();
            } else {
                self.closed = false;
                self.before = b'\n';
                if !self.quoted {
                    return (at, true);
                }
            }
        }
        if let Some(last) = bytes.last().filter(|_| at < bytes.len()) {
            self.before = *last;
            self.closed = false;
        }
        (bytes.len(), false)
    }

    /// A quote opens a field only at its start; within one, two stand for one.
    fn quote(&mut self) {
        if self.quoted {
            (self.quoted, self.closed) = (false, true);
        } else {
            let opens = self.closed || self.before == self.delimiter || self.before == b'\n';
            (self.quoted, self.closed) = (opens, false);
        }
        self.before = b'"';
    }
}
