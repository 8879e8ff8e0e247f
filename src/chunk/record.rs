//! Where a record begins and ends: a head line and the continuation lines that follow it.
//!
//! Whether a line continues a record depends on the first bytes of that line and of the line before it alone, and a record
//! that grows past a limit ends there, counted from its head. So the records of an input are the same wherever it is cut
//! into chunks.

mod fields;
mod heads;
mod parted;
mod screen;
mod spring;
#[cfg(test)]
mod tests;
mod wire;
pub mod wrapped;

pub use heads::joins;

use super::MAX_LINE;
use heads::DECISIVE;
use memchr::{memchr, memchr_iter, memrchr};

/// The most lines that one record may have; the next line then starts a record of its own.
pub const MAX_LINES: usize = 512;

/// The size at which a record takes no further line, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Where the record that begins at `start` ends: the start of the next one, or the end of `bytes`.
#[must_use]
pub fn end(bytes: &[u8], start: usize) -> usize {
    extent(bytes, start).0
}

/// Where the record that begins at `start` ends, and how many lines it has, blank ones left out: they are counted apart.
#[must_use]
pub fn extent(bytes: &[u8], start: usize) -> (usize, u64) {
    let mut at = line_end(bytes, start);
    let (mut before, mut lines, mut blank) = (start, 1, 0);
    // A blank line belongs to nobody.
    let belongs =
        |before: usize, at: usize| at < bytes.len() && joins(&bytes[before..], &bytes[at..]);
    if !belongs(before, at) || bytes[start..at].trim_ascii().is_empty() {
        return (at, lines);
    }
    while lines < MAX_LINES as u64 && at - start < MAX_BYTES && belongs(before, at) {
        before = at;
        at = line_end(bytes, at);
        lines += 1;
        blank += u64::from(bytes[before..at].trim_ascii().is_empty());
    }
    (at, lines - blank)
}

/// The record that holds `position`: where it begins, where it ends, and how many lines it has, blank ones left out. Nothing
/// before `known` is looked at, which must be a record's start.
#[must_use]
pub fn around(bytes: &[u8], known: usize, position: usize) -> (usize, usize, u64) {
    let whole = |start: usize| {
        let (end, lines) = extent(bytes, start);
        (start, end, lines)
    };
    let mut at = line_start(bytes, position);
    let mut lines = 1;
    while at > known {
        let before = line_start(bytes, at - 1);
        if !joins(&bytes[before..], &bytes[at..]) {
            break;
        }
        if lines == MAX_LINES || position - at > MAX_BYTES {
            return whole(counted(bytes, known, position));
        }
        at = before;
        lines += 1;
    }
    let record = whole(at.max(known));
    // The limits count from the head: a far position may lie in a later piece of the same run.
    if record.1 > position {
        record
    } else {
        whole(counted(bytes, record.0, position))
    }
}

/// Steps from record to record: for runs of continuation lines beyond the limits.
fn counted(bytes: &[u8], known: usize, position: usize) -> usize {
    let mut at = known;
    loop {
        let next = end(bytes, at);
        if next > position || next >= bytes.len() {
            return at;
        }
        at = next;
    }
}

/// The last place in `bytes`, which begin with a record, where a record certainly begins; 0 when there is none after the start.
#[must_use]
pub fn last_boundary(bytes: &[u8]) -> usize {
    let mut end = bytes.len();
    for _ in 0..MAX_LINES {
        let Some(line) = memrchr(b'\n', &bytes[..end]).map(|newline| newline + 1) else {
            break;
        };
        end = line - 1;
        if decided(&bytes[line..]) && !joins(&bytes[line_start(bytes, end)..], &bytes[line..]) {
            return line;
        }
    }
    last_counted(bytes)
}

/// As [`last_boundary`], for long runs of continuation lines: steps over the records from the start.
fn last_counted(bytes: &[u8]) -> usize {
    let Some(whole) = memrchr(b'\n', bytes).map(|newline| newline + 1) else {
        return 0;
    };
    let mut at = 0;
    loop {
        let next = end(&bytes[..whole], at);
        // At the very end of the whole lines the next line may still continue the record.
        if next >= whole {
            return at;
        }
        at = next;
    }
}

/// True when enough of the line is there to tell whether it continues a record.
fn decided(line: &[u8]) -> bool {
    line.len() >= DECISIVE || memchr(b'\n', line).is_some()
}

/// The first line of `bytes` longer than [`MAX_LINE`]: its start, and its end with the line end, if that is there.
#[must_use]
pub fn oversized_line(bytes: &[u8]) -> Option<(usize, Option<usize>)> {
    let mut start = 0;
    for newline in memchr_iter(b'\n', bytes) {
        if newline - start > MAX_LINE {
            return Some((start, Some(newline + 1)));
        }
        start = newline + 1;
    }
    (bytes.len() - start > MAX_LINE).then_some((start, None))
}

/// Just after the line that holds `position`.
#[must_use]
pub fn line_end(bytes: &[u8], position: usize) -> usize {
    memchr(b'\n', &bytes[position..]).map_or(bytes.len(), |newline| position + newline + 1)
}

/// The start of the line that holds `position`.
#[must_use]
pub fn line_start(bytes: &[u8], position: usize) -> usize {
    memrchr(b'\n', &bytes[..position]).map_or(0, |newline| newline + 1)
}

/// How many lines `bytes` have, an unended last one included.
#[must_use]
pub fn lines(bytes: &[u8]) -> u64 {
    let unended = usize::from(bytes.last().is_some_and(|byte| *byte != b'\n'));
    (memchr_iter(b'\n', bytes).count() + unended) as u64
}

/// How many lines of `bytes` hold nothing but white space.
#[must_use]
pub fn blank_lines(bytes: &[u8]) -> u64 {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|line| line.trim_ascii().is_empty())
        .count() as u64
}
