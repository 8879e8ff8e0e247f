//! What an input is as a whole: lines, as nearly all are, or documents, or a table. Decided once, from its first bytes.

use super::document::TRIAL;
use super::json::{Mark, Walker};
use super::lists::Rule;
use super::table::{Header, w3c};
use super::{MAX_LINE, document::Documents, table::Table};
use memchr::memchr;

/// How an input is cut.
#[derive(Debug)]
pub(super) enum Form {
    /// Not known yet.
    Unknown,
    /// Lines, joined into records by how they begin.
    Lines,
    /// JSON over many lines, or lists of records.
    Documents(Box<Documents>),
    /// Rows under a header.
    Table(Box<Table>),
}

/// What the first bytes show.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Looks {
    Lines,
    Documents,
    Table(Header),
    /// More bytes are needed.
    Open,
}

/// Judges the first bytes; with `ended` there are no more.
pub(super) fn looks(bytes: &[u8], ended: bool) -> Looks {
    let white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let start = bytes.iter().position(|byte| !white(byte));
    let Some(start) = start.filter(|start| *start < TRIAL) else {
        let open = !ended && bytes.len() < TRIAL;
        return if open { Looks::Open } else { Looks::Lines };
    };
    let found = match bytes[start] {
        b'[' => list(&bytes[start..]),
        b'{' => object(&bytes[start..]),
        _ => header(bytes),
    };
    match found {
        Some(found) => found,
        None if ended => at_end(&bytes[start..]),
        None => Looks::Open,
    }
}

/// Walks to the first of the marks asked for, or to what ends the walk: how far, and which.
fn walk(walker: &mut Walker, bytes: &[u8], wanted: Mark) -> (usize, Mark) {
    let mut at = 0;
    loop {
        let (used, mark) = walker.walk(&bytes[at..]);
        at += used;
        if matches!(mark, Mark::Broken | Mark::More) || mark == wanted {
            return (at, mark);
        }
    }
}

/// An array of objects is a document, unless its first line goes on as a line of a log does.
fn list(bytes: &[u8]) -> Option<Looks> {
    let inside = bytes[1..].trim_ascii_start().first()?;
    if *inside != b'{' {
        return Some(Looks::Lines);
    }
    let mut walker = Walker::new(Rule::Known);
    let (at, mark) = walk(&mut walker, bytes, Mark::ElementEnd);
    match mark {
        Mark::ElementEnd => {}
        Mark::More if bytes.len() <= MAX_LINE => return None,
        Mark::More => return Some(Looks::Documents),
        _ => return Some(Looks::Lines),
    }
    let after = bytes[at..].trim_ascii_start();
    match after.first()? {
        b',' => Some(Looks::Documents),
        b']' => alone(&after[1..]),
        _ => Some(Looks::Lines),
    }
}

/// What stands behind a document on its line: nothing, or another one.
fn alone(after: &[u8]) -> Option<Looks> {
    let inline = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
    let next = after.iter().find(|byte| !inline(byte))?;
    Some(match next {
        b'\n' | b'{' | b'[' => Looks::Documents,
        _ => Looks::Lines,
    })
}

/// An object is a document when it goes over several lines or is a known list of records.
fn object(bytes: &[u8]) -> Option<Looks> {
    let mut walker = Walker::new(Rule::Known);
    let (at, mark) = walk(&mut walker, bytes, Mark::DocumentEnd);
    let several = memchr(b'\n', &bytes[..at]).is_some();
    match mark {
        Mark::DocumentEnd if several || walker.is_list() => alone(&bytes[at..]),
        Mark::More if several && bytes.len() > TRIAL => Some(Looks::Documents),
        // Too long to be judged as a whole, and within a list: the cutting will find the same.
        Mark::More if walker.is_list() && bytes.len() > TRIAL => Some(Looks::Documents),
        Mark::More if bytes.len() > MAX_LINE => Some(Looks::Documents),
        Mark::More => None,
        // Broken, but behind records of a list: these are read.
        Mark::Broken if walker.is_list() => Some(Looks::Documents),
        _ => Some(Looks::Lines),
    }
}

/// A table needs its whole first line.
fn header(bytes: &[u8]) -> Option<Looks> {
    const LONGEST: usize = 32 << 10;
    if bytes.first() == Some(&b'#') {
        let known = w3c::header(bytes);
        return known.or_else(|| (bytes.len() > LONGEST).then_some(Looks::Lines));
    }
    match memchr(b'\n', bytes) {
        Some(end) => Some(Header::read(&bytes[..end]).map_or(Looks::Lines, Looks::Table)),
        None if bytes.len() > LONGEST => Some(Looks::Lines),
        None => None,
    }
}

/// What is left undecided at the end of an input.
fn at_end(bytes: &[u8]) -> Looks {
    let mut walker = Walker::new(Rule::Known);
    let mark = match bytes.first() {
        Some(b'[' | b'{') => walk(&mut walker, bytes, Mark::DocumentEnd).1,
        _ => return Looks::Lines,
    };
    let several = memchr(b'\n', bytes).is_some();
    match mark {
        Mark::DocumentEnd if several || walker.is_list() => Looks::Documents,
        // It breaks off in a list of records: what stands before is read.
        Mark::More if walker.is_list() => Looks::Documents,
        _ => Looks::Lines,
    }
}
