//! How a line is wrapped: the list of envelopes, and the walk that takes them off one after another.

pub mod contract;
pub mod object;
pub mod plain;
pub mod writer;

mod compose;
mod cri;
mod docker;
mod fluentd;
mod heroku;
mod json;
mod kubectl;
mod lambda;
mod logfmt;
mod loki;
mod otlp_log;
pub mod shape;
pub mod skeleton;
mod sql_row;
mod stern;
mod syslog;
pub mod table;
mod tail;
mod text;
mod wrapped;

pub use json::{Lead, NAME as JSON, instant, lead};
pub use text::{NAME as TEXT, head as access_head};

use crate::timestamp::Naive;
use bumpalo::Bump;
use contract::{Envelope, LogRecord, MAX_DEPTH};
use std::sync::LazyLock;

/// Every envelope, in the order in which they are tried: the more a shape demands, the earlier.
pub const ENVELOPES: &[&dyn Envelope] = &[
    &docker::Docker,
    &loki::Loki,
    &json::Json,
    &otlp_log::OtlpLog,
    &cri::Cri,
    &heroku::Heroku,
    &lambda::Lambda,
    &syslog::Syslog,
    &kubectl::Kubectl,
    &stern::Stern,
    &compose::Compose,
    &fluentd::Fluentd,
    &logfmt::Logfmt,
    &sql_row::SqlRow,
    &text::Text,
    &tail::Tail,
];

/// For each first byte, the members that may take it, as bits.
static CANDIDATES: LazyLock<[u32; 256]> = LazyLock::new(|| {
    let mut table = [0; 256];
    for (row, first) in table.iter_mut().zip(0..=u8::MAX) {
        for (bit, envelope) in ENVELOPES.iter().enumerate() {
            *row |= u32::from(envelope.begins(first)) << bit;
        }
    }
    table
});

/// How long a text may be to be looked through for what every wrapper has.
const SHORT: usize = 64;

/// True for short texts that no member can take: a wrapper has a stamp, a bracket, a bar, or an equals sign. Most messages
/// are such texts, and asking every member took a tenth of what an event cost.
#[must_use]
pub fn is_bare(text: &str) -> bool {
    let marks = &*MARKS;
    text.len() <= SHORT && !text.bytes().any(|byte| marks[usize::from(byte)])
}

/// What every wrapper has one of.
static MARKS: LazyLock<[bool; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        u8::try_from(byte).is_ok_and(|byte| byte.is_ascii_digit() || b"{[<|=".contains(&byte))
    })
});

/// The first member that takes its wrapper off, and what is inside.
fn take_off<'a>(text: &'a str, record: &mut LogRecord<'a>) -> Option<(&'static str, &'a str)> {
    let first = text.bytes().next()?;
    if is_bare(text) {
        return None;
    }
    let mut candidates = CANDIDATES[usize::from(first)];
    while candidates != 0 {
        let envelope = ENVELOPES.get(candidates.trailing_zeros() as usize)?;
        if let Some(inside) = envelope.unwrap(text, record) {
            return Some((envelope.name(), inside));
        }
        candidates &= candidates - 1;
    }
    None
}

/// What stands in records that hide their words: they are looked at, whatever their bytes hold. journald writes a message
/// with colours in it as a list of bytes.
pub const HIDING: [&str; 2] = ["\"MESSAGE\":[", "\"MESSAGE\" : ["];

/// Takes every wrapper off a record's text; stamps without a zone are read as UTC.
#[must_use]
pub fn unwrap<'a>(text: &'a str, memory: &'a Bump) -> LogRecord<'a> {
    unwrap_as(text, Naive::default(), memory)
}

/// As [`unwrap`], with what is known of stamps that do not say everything.
#[must_use]
pub fn unwrap_as<'a>(text: &'a str, naive: Naive, memory: &'a Bump) -> LogRecord<'a> {
    unwrap_telling(text, naive, memory, |_, _, _| ())
}

/// As [`unwrap_as`]; after each wrapper `each` gets its name, the record so far, and the text inside.
pub fn unwrap_telling<'a>(
    text: &'a str,
    naive: Naive,
    memory: &'a Bump,
    each: impl FnMut(&'static str, &LogRecord<'a>, &'a str),
) -> LogRecord<'a> {
    let mut record = LogRecord::new(text, memory);
    record.naive = naive;
    let mut inside = text.trim_end_matches(['\n', '\r']);
    // One search spares most records two.
    if memchr::memchr2(0x1b, b'\n', inside.as_bytes()).is_some() {
        record.coloured = memchr::memmem::find(inside.as_bytes(), b"\x1b[49m").is_some();
        inside = wrapped::as_one(plain::without_colours(inside, memory), memory);
    }
    record.whole = inside;
    peel(inside, record, each)
}

/// As [`unwrap_as`], for a row of a table.
#[must_use]
pub fn unwrap_row<'a>(
    header: &table::Header,
    row: &'a str,
    naive: Naive,
    memory: &'a Bump,
) -> LogRecord<'a> {
    let mut record = LogRecord::new(row, memory);
    record.naive = naive;
    record.whole = row;
    let message = table::unwrap(header, row, &mut record);
    record.push_envelope(table::NAME);
    peel(message, record, |_, _, _| ())
}

/// Takes off what is around `inside`, one envelope after another.
fn peel<'a>(
    mut inside: &'a str,
    mut record: LogRecord<'a>,
    mut each: impl FnMut(&'static str, &LogRecord<'a>, &'a str),
) -> LogRecord<'a> {
    let memory = record.memory;
    record.line = inside;
    for _ in 0..MAX_DEPTH {
        let Some((name, content)) = take_off(inside, &mut record) else {
            break;
        };
        record.push_envelope(name);
        // What is a part of a text without colours has none.
        let content = if part_of(content, inside) {
            content
        } else {
            plain::without_colours(content, memory)
        };
        // What keeps its length only lost its stamp: formats with the stamp in the middle still need the whole.
        if name != text::NAME && name != tail::NAME {
            record.line = content;
        }
        inside = content;
        each(name, &record, inside);
        if inside.is_empty() {
            break;
        }
    }
    record.attributes.follow();
    record.body = plain::without_entities(inside, memory);
    record
}

/// True when a text stands in another one, byte for byte in the same place of the memory.
fn part_of(part: &str, whole: &str) -> bool {
    let (part, whole) = (
        part.as_bytes().as_ptr_range(),
        whole.as_bytes().as_ptr_range(),
    );
    whole.start <= part.start && part.end <= whole.end
}

/// True when a text starts like a JSON object and could not be read as one.
#[must_use]
pub fn broken_json(text: &str, record: &LogRecord<'_>) -> bool {
    let read = |name: &&str| *name == json::NAME || *name == docker::NAME;
    let read = record.envelopes().iter().any(read) && !record.cut;
    text.trim_start().starts_with("{\"") && !read
}

#[cfg(test)]
mod tests;
