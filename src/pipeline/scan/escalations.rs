//! From a chunk to the records by which somebody was told that a request failed for good.
//!
//! They name nothing of Twilio's, so they have a search of their own; which records are attempts is asked of the recognisers
//! as in the scan, so that the two never take one record for both.

use super::{Scanner, around_hit, unwrapped};
use crate::chunk::Chunk;
use crate::chunk::cut::Extent;
use crate::envelope::contract::LogRecord;
use crate::envelope::table;
use crate::event::attempt::Escalation;
use crate::outcome::contract::Found;
use crate::outcome::facts::escalation::{escalation, finder};
use std::ops::Range;

impl Scanner {
    /// Hands every escalation of the chunk that was scanned last to `each`, in order.
    pub fn escalations(&mut self, chunk: &Chunk, mut each: impl FnMut(Escalation)) {
        let bytes = chunk.bytes();
        let header = chunk.cut.as_deref().and_then(|cut| cut.header.as_deref());
        let header = header.map(table::Header::of);
        let calls = std::mem::take(&mut self.calls);
        let mut beside = Beside {
            calls: calls.iter(),
            from: 0,
        };
        let mut known = 0;
        while let Some(extent) = beside.next(chunk) {
            let Some(raw) = bytes.get(extent.start..extent.end) else {
                break;
            };
            self.memory.reset();
            let (_, record) = unwrapped(chunk, raw, header.as_ref(), (self.naive, &self.memory));
            let at = || {
                if chunk.cut.is_some() {
                    return extent.line;
                }
                chunk.line(extent.start, &mut known)
            };
            let told = escalation(&record, at);
            if let Some(told) = told.filter(|_| !self.tells_of_a_call(chunk, raw, &record)) {
                each(told);
            }
        }
        self.calls = calls;
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

/// The records beside those that tell of a call, which are no escalations and so are not searched again.
struct Beside<'c> {
    calls: std::slice::Iter<'c, Range<usize>>,
    from: usize,
}

impl Beside<'_> {
    /// The next one that may be an escalation.
    fn next(&mut self, chunk: &Chunk) -> Option<Extent> {
        loop {
            let call = self.calls.as_slice().first();
            let until = call.map_or(chunk.bytes().len(), |call| call.start);
            if self.from < until
                && let Some((extent, _)) = around_hit(finder(), chunk, self.from..until)
            {
                self.from = extent.end;
                return Some(extent);
            }
            self.from = call?.end;
            self.calls.next();
        }
    }
}
