//! How a line is wrapped: the list of envelopes, and the walk that takes them off one after another.

pub mod contract;
mod cri;
mod docker;
mod json;
mod logfmt;
pub mod names;
mod text;

use bumpalo::Bump;
use contract::{Envelope, LogRecord, MAX_DEPTH};

/// Every envelope, in the order in which they are tried: the more a shape demands, the earlier.
pub const ENVELOPES: &[&dyn Envelope] = &[
    &docker::Docker,
    &json::Json,
    &cri::Cri,
    &logfmt::Logfmt,
    &text::Text,
];

/// Takes every wrapper off a record's text.
#[must_use]
pub fn unwrap<'a>(text: &'a str, memory: &'a Bump) -> LogRecord<'a> {
    unwrap_telling(text, memory, |_, _, _| ())
}

/// As [`unwrap`]; after each wrapper `each` gets its name, the record so far, and the text inside.
pub fn unwrap_telling<'a>(
    text: &'a str,
    memory: &'a Bump,
    mut each: impl FnMut(&'static str, &LogRecord<'a>, &'a str),
) -> LogRecord<'a> {
    let mut record = LogRecord::new(text, memory);
    let mut inside = text.trim_end_matches(['\n', '\r']);
    record.whole = inside;
    record.line = inside;
    for _ in 0..MAX_DEPTH {
        let taken = ENVELOPES
            .iter()
            .find_map(|envelope| Some((envelope.name(), envelope.unwrap(inside, &mut record)?)));
        let Some((name, content)) = taken else { break };
        record.push_envelope(name);
        // What keeps its length only lost its stamp: formats with the stamp in the middle still need the whole.
        if name != text::NAME {
            record.line = content;
        }
        inside = content;
        each(name, &record, inside);
        if inside.is_empty() {
            break;
        }
    }
    record.body = inside;
    record
}

/// True when a text starts like a JSON object and could not be read as one.
#[must_use]
pub fn broken_json(text: &str, record: &LogRecord<'_>) -> bool {
    let read = |name: &&str| *name == json::NAME || *name == docker::NAME;
    text.trim_start().starts_with("{\"") && !record.envelopes().iter().any(read)
}

#[cfg(test)]
mod tests;
