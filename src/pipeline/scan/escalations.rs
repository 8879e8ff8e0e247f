//! From a chunk to the records by which somebody was told that a request failed for good.
//!
//! They name nothing of Twilio's, so they have a search of their own; which records are attempts is asked of the recognisers
//! as in the scan, so that the two never take one record for both.

use super::{Scanner, around_hit, unwrapped};
use crate::chunk::Chunk;
use crate::envelope::contract::LogRecord;
use crate::envelope::table;
use crate::event::attempt::Escalation;
use crate::outcome::contract::Found;
use crate::outcome::facts::escalation::{escalation, finder};

impl Scanner {
    /// Hands every escalation of the chunk to `each`, in order.
    pub fn escalations(&mut self, chunk: &Chunk, mut each: impl FnMut(Escalation)) {
        let bytes = chunk.bytes();
        let header = chunk.cut.as_deref().and_then(|cut| cut.header.as_deref());
        let header = header.map(table::Header::of);
        let (mut known, mut from) = (0, 0);
        while let Some((extent, _)) = around_hit(finder(), chunk, from) {
            let Some(raw) = bytes.get(extent.start..extent.end) else {
                return;
            };
            from = extent.end;
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
