//! From a chunk to its events: find the literals, cut the record around a hit, take its wrappers off, ask what it says.

use crate::chunk::cut::Extent;
use crate::chunk::{Chunk, record};
use crate::classify::Pair;
use crate::envelope::{self, contract::LogRecord, table};
use crate::event::Event;
use crate::outcome::Recogniser;
use crate::outcome::contract::Found;
use bumpalo::Bump;
use std::cell::Cell;

/// The parts of a scan that are kept from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scanner {
    recogniser: Recogniser,
    memory: Bump,
    scratch: String,
}

/// A record that says something of Twilio.
#[derive(Debug)]
pub struct Seen<'s> {
    /// What it says.
    pub event: &'s Event<'s>,
    /// The record with its wrappers off.
    pub record: &'s LogRecord<'s>,
    /// Its text as it stood in the input, without the last line end; invalid UTF-8 is replaced.
    pub text: &'s str,
    /// Bytes of the input before it.
    pub offset: u64,
    /// How many lines it has.
    pub lines: u64,
    place: &'s Place<'s>,
    start: usize,
    /// Number of its first line, where the chunk names it.
    numbered: Option<u64>,
}

impl Seen<'_> {
    /// Number of its first line, from 1. Counted when asked, as few callers ask.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.numbered.unwrap_or_else(|| self.place.line(self.start))
    }
}

/// Counts lines from one asked place to the next.
#[derive(Debug)]
struct Place<'s> {
    bytes: &'s [u8],
    counted: Cell<(usize, u64)>,
}

impl Place<'_> {
    fn line(&self, start: usize) -> u64 {
        let (from, line) = self.counted.get();
        let line = line + memchr::memchr_iter(b'\n', &self.bytes[from..start]).count() as u64;
        self.counted.set((start, line));
        line
    }
}

/// Where the lines of a chunk went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Lines of records with an event that was asked for.
    pub event_lines: u64,
    /// Lines of records whose events were not asked for.
    pub filtered: u64,
    /// Lines of records that say nothing of Twilio.
    pub other: u64,
    /// Lines of white space.
    pub blank: u64,
    /// Lines that look like JSON and are not.
    pub malformed: u64,
}

impl Scanner {
    /// Hands every event of the chunk to `each`, in order, which answers whether it is one that was asked for, and says
    /// where every line went.
    pub fn scan(&mut self, chunk: &Chunk, mut each: impl FnMut(&Seen<'_>) -> bool) -> Passed {
        let bytes = chunk.bytes();
        let place = Place {
            bytes,
            counted: Cell::new((0, chunk.first_line)),
        };
        let mut passed = Passed {
            blank: match chunk.cut.as_deref() {
                Some(cut) => cut.blank,
                None if chunk.blank_lines => record::blank_lines(bytes),
                None => 0,
            },
            malformed: chunk.cut.as_deref().map_or(0, |cut| cut.malformed),
            ..Passed::default()
        };
        let header = chunk.cut.as_deref().and_then(|cut| cut.header.as_deref());
        let header = header.map(table::Header::of);
        let mut known = 0;
        while let Some(extent) = self.next(chunk, known) {
            let Extent {
                start, end, lines, ..
            } = extent;
            let raw = &bytes[start..end];
            self.memory.reset();
            let text = match std::str::from_utf8(raw) {
                Ok(text) => text,
                Err(_) => self.memory.alloc_str(&String::from_utf8_lossy(raw)),
            };
            let record = match &header {
                Some(header) => envelope::unwrap_row(header, text, &self.memory),
                None => envelope::unwrap(text, &self.memory),
            };
            let mut found = Found::with(&mut self.scratch);
            if chunk.cut.as_deref().is_some_and(|cut| cut.every) {
                self.recogniser.ask_all(&record, &mut found);
            } else {
                self.recogniser.ask(raw, &record, &mut found);
            }
            found.give_back(&mut self.scratch);
            let offset = chunk.offset + start as u64;
            let mut admitted = None;
            for event in found.events() {
                let counted = each(&Seen {
                    event,
                    record: &record,
                    text: text.trim_end_matches(['\n', '\r']),
                    offset,
                    lines,
                    place: &place,
                    start,
                    numbered: chunk.cut.as_ref().map(|_| extent.line),
                });
                admitted = Some(counted || admitted == Some(true));
            }
            match admitted {
                Some(true) => passed.event_lines += extent.owned,
                Some(false) => passed.filtered += extent.owned,
                None if envelope::broken_json(text, &record) => passed.malformed += extent.owned,
                None => {}
            }
            known = end;
        }
        passed.other =
            chunk.lines - passed.event_lines - passed.filtered - passed.malformed - passed.blank;
        passed
    }
}

impl Scanner {
    /// The next record that is worth a look, not before `known`.
    fn next(&self, chunk: &Chunk, known: usize) -> Option<Extent> {
        let bytes = chunk.bytes();
        let Some(cut) = &chunk.cut else {
            let hit = self.recogniser.finder().find(bytes, known)?;
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
            if cut.every {
                return cut.from(from).copied();
            }
            let hit = self.recogniser.finder().find(bytes, from)?;
            let record = *cut.from(hit)?;
            if record.start <= hit {
                return Some(record);
            }
            // What stands between records is not read.
            from = record.start;
        }
    }
}

impl Passed {
    /// Adds another chunk's counts.
    pub const fn add(&mut self, other: Self) {
        self.event_lines += other.event_lines;
        self.filtered += other.filtered;
        self.other += other.other;
        self.blank += other.blank;
        self.malformed += other.malformed;
    }
}

/// How one record was read, in sentences, and the pair it told.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    /// One sentence per step; they quote the record, so redact them before showing.
    pub steps: Vec<String>,
    /// The pair, when the record tells an outcome.
    pub pair: Option<Pair>,
}

/// Reads one record the way a scan does and says what happened at each step.
#[must_use]
pub fn explain(text: &str) -> Steps {
    let memory = Bump::new();
    let recogniser = Recogniser::new();
    let record = envelope::unwrap(text, &memory);
    let mut out = Steps::default();
    let envelopes = record.envelopes();
    out.steps.push(if envelopes.is_empty() {
        "envelope: none, the text is read as it stands".to_owned()
    } else {
        format!("envelope: {}", envelopes.join(" > "))
    });
    out.steps.push(record.timestamp.map_or_else(
        || "time: none".to_owned(),
        |when| format!("time: {}", when.rfc3339()),
    ));
    out.steps.push(if record.body.is_empty() {
        format!("body: empty; {} fields", record.attributes.len())
    } else {
        format!("body: {}", record.body)
    });
    let held = recogniser.literals_in(text.as_bytes());
    out.steps.push(if held.is_empty() {
        "literals: none, so the line would not even be parsed".to_owned()
    } else {
        format!("literals: {}", held.join(", "))
    });
    for tried in recogniser.tried(text.as_bytes(), &record) {
        out.steps.push(format!("outcome {tried}"));
    }
    let found = recogniser
        .read(text.as_bytes(), &record, &mut String::new())
        .filter(|_| !held.is_empty());
    if let Some(event) = found {
        out.steps.push(told(&event));
        out.pair = Some(Pair {
            kind: event.kind,
            origin: event.origin,
            http_status: event.http_status,
            twilio_code: event.twilio_code,
        });
    }
    out
}

/// What an event tells, in one line.
fn told(event: &Event<'_>) -> String {
    let parts = [
        ("method", event.method.map(ToOwned::to_owned)),
        ("resource", event.resource.map(ToOwned::to_owned)),
        (
            "http_status",
            event.http_status.map(|status| status.to_string()),
        ),
        (
            "twilio_code",
            event.twilio_code.map(|code| code.to_string()),
        ),
    ];
    let said = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!(" {name}={}", value?)));
    format!("event: {}{}", event.kind.name(), said.collect::<String>())
}
