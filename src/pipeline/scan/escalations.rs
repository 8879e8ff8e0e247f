//! From a chunk to the records by which somebody was told that a request failed for good.
//!
//! They name nothing of Twilio's, so they have a search of their own; which records are attempts is asked of the recognisers
//! as in the scan, so that the two never take one record for both.

use super::Scanner;
use crate::chunk::cut::Extent;
use crate::chunk::{Chunk, record};
use crate::envelope::contract::LogRecord;
use crate::envelope::{self, table};
use crate::event::attempt::Escalation;
use crate::outcome::contract::Found;
use crate::outcome::facts::escalation::{escalation, finder};

impl Scanner {
    /// Hands every escalation of the chunk to `each`, in order.
    pub fn escalations(&mut self, chunk: &Chunk, mut each: impl FnMut(Escalation)) {
        let bytes = chunk.bytes();
        let header = chunk.cut.as_deref().and_then(|cut| cut.header.as_deref());
        let header = header.map(table::Header::of);
        let (mut counted, mut line, mut from) = (0, chunk.first_line, 0);
        while let Some(extent) = next(chunk, from) {
            let Some(raw) = bytes.get(extent.start..extent.end) else {
                return;
            };
            from = extent.end;
            self.memory.reset();
            let text = match std::str::from_utf8(raw) {
                Ok(text) => text,
                Err(_) => self.memory.alloc_str(&String::from_utf8_lossy(raw)),
            };
            let mut record = match &header {
                Some(header) => envelope::unwrap_row(header, text, self.naive, &self.memory),
                None => envelope::unwrap_as(text, self.naive, &self.memory),
            };
            record.listed = chunk.cut.is_some();
            let at = || {
                if chunk.cut.is_some() {
                    return extent.line;
                }
                let before = bytes.get(counted..extent.start).unwrap_or(&[]);
                line += record::lines(before);
                counted = extent.start;
                line
            };
            let told = escalation(&record, at);
            if let Some(told) = told.filter(|_| !self.tells_of_a_call(chunk, raw, &record)) {
                each(told);
            }
        }
    }

    fn tells_of_a_call(&self, chunk: &Chunk, raw: &[u8], record: &LogRecord<'_>) -> bool {
        let mut found = Found::default();
        if chunk.cut.as_deref().is_some_and(|cut| cut.every) {
            self.recogniser.ask_all(record, &mut found);
        } else {
            self.recogniser.ask(raw, None, record, &mut found);
        }
        found.event().is_some() || !found.pieces().is_empty()
    }
}

/// The next record that may be one, not before `known`.
fn next(chunk: &Chunk, known: usize) -> Option<Extent> {
    let bytes = chunk.bytes();
    let Some(cut) = chunk.cut.as_deref() else {
        let hit = finder().find(bytes, known)?.start;
        let start = record::start(bytes, known, hit);
        let (end, lines) = record::extent(bytes, start);
        return Some(Extent {
            start,
            end,
            line: 0,
            lines,
            owned: lines,
        });
    };
    let mut from = known;
    loop {
        let hit = finder().find(bytes, from)?.start;
        let record = *cut.from(hit)?;
        if record.start <= hit {
            return Some(record);
        }
        // What stands between records is not read.
        from = record.start;
    }
}
