//! From a chunk to its events: find the literals, cut the record around a hit, take its wrappers off, ask what it says.

mod escalations;

use super::part::Part;
use crate::chunk::cut::Extent;
use crate::chunk::finder::{Finder, Hit};
use crate::chunk::{Chunk, record};
use crate::envelope::contract::LogRecord;
use crate::envelope::{self, table};
use crate::event::Event;
use crate::event::attempt::Facts;
use crate::formats::UserFormats;
use crate::outcome::Recogniser;
use crate::outcome::contract::Found;
use crate::outcome::facts::{self, Address};
use crate::outcome::recipe::{Recipes, Told};
use crate::timestamp::Naive;
use bumpalo::Bump;
use std::cell::Cell;
use std::sync::LazyLock;

/// What a record tells before it is asked.
static SILENT: LazyLock<Event<'static>> = LazyLock::new(Event::default);

/// The parts of a scan that are kept from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scanner {
    recogniser: Recogniser,
    recipes: Recipes,
    memory: Bump,
    scratch: String,
    /// How stamps without a zone or a year are read from here on.
    pub naive: Naive,
}

/// A record that says something of Twilio.
#[derive(Debug)]
pub struct Seen<'s> {
    /// What it says.
    pub event: &'s Event<'s>,
    /// The envelopes of its record, outermost first.
    pub envelopes: &'s [&'static str],
    /// Its text as it stood in the input, without the last line end; invalid UTF-8 is replaced.
    pub text: &'s str,
    /// Bytes of the input before it.
    pub offset: u64,
    /// Bytes of the input up to its end.
    pub end: u64,
    /// How many lines it has.
    pub lines: u64,
    line: Line<'s>,
    said: Said<'s>,
}

/// What the record says of the attempt besides the event, read when asked, as few callers ask.
#[derive(Debug)]
enum Said<'s> {
    By(&'s LogRecord<'s>, Option<Address<'s>>),
    Told(&'s Told<'s>),
    Known(Facts),
}

impl<'s> Said<'s> {
    /// What a record that lists several calls says besides is of no single one.
    fn of(record: &'s LogRecord<'s>, found: &Found<'s>) -> Self {
        if found.lists_several() {
            Self::Known(Facts::default())
        } else {
            Self::By(record, found.address())
        }
    }
}

/// Number of a line, counted when asked, as few callers ask.
#[derive(Debug)]
enum Line<'s> {
    At(&'s Place<'s>, usize),
    Known(u64),
}

impl<'s> Seen<'s> {
    /// Number of its first line, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        match self.line {
            Line::At(place, start) => place.line(start),
            Line::Known(line) => line,
        }
    }

    /// What the record says of the attempt besides the event.
    #[must_use]
    pub fn facts(&self) -> Facts {
        match self.said {
            Said::By(record, address) => facts::facts(record, address, self.event),
            Said::Told(told) => told.facts(),
            Said::Known(facts) => facts,
        }
    }

    /// A record of a chunk, with its text, before its event is known.
    fn at(place: &'s Place<'s>, extent: &Extent, text: &'s str, said: Said<'s>) -> Self {
        let chunk = place.chunk;
        Self {
            event: &SILENT,
            envelopes: &[],
            text: text.trim_end_matches(['\n', '\r']),
            offset: chunk.offset + extent.start as u64,
            end: chunk.offset + extent.end as u64,
            lines: extent.lines,
            line: match chunk.cut {
                Some(_) => Line::Known(extent.line),
                None => Line::At(place, extent.start),
            },
            said,
        }
    }

    /// An event whose parts stood in several records, of which this is the first.
    #[must_use]
    pub fn known(event: &'s Event<'s>, facts: Facts, first: &'s Part, lines: u64) -> Self {
        Self {
            said: Said::Known(facts),
            event,
            envelopes: first.envelopes(),
            text: &first.text,
            offset: first.offset,
            end: first.end,
            lines,
            line: Line::Known(first.line),
        }
    }
}

/// Numbers of lines, from one asked place to the next.
#[derive(Debug)]
struct Place<'s> {
    chunk: &'s Chunk,
    known: Cell<usize>,
}

impl Place<'_> {
    fn line(&self, start: usize) -> u64 {
        let mut known = self.known.get();
        let line = self.chunk.line(start, &mut known);
        self.known.set(known);
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
    /// A scanner that asks the user's formats too.
    #[must_use]
    pub fn new(formats: &UserFormats) -> Self {
        Self {
            recogniser: Recogniser::with(&formats.outcomes()),
            ..Self::default()
        }
    }

    /// Hands every whole event of the chunk to `each`, in order, which answers whether it is one that was asked for.
    /// Answers where every line went, and the parts of calls that other records complete (see [`super::join`]).
    pub fn scan(
        &mut self,
        chunk: &Chunk,
        mut each: impl FnMut(&Seen<'_>) -> bool,
    ) -> (Passed, Vec<Part>) {
        let (mut parts, mut held) = (Vec::new(), 0);
        let bytes = chunk.bytes();
        let place = Place {
            chunk,
            known: Cell::default(),
        };
        let mut passed = Passed::before(chunk);
        let header = chunk.cut.as_deref().and_then(|cut| cut.header.as_deref());
        let header = header.map(table::Header::of);
        let mut known = 0;
        while let Some((extent, hit)) = self.next(chunk, known) {
            let Extent {
                start, end, owned, ..
            } = extent;
            let raw = &bytes[start..end];
            known = end;
            // What documents list is read as its list says.
            if chunk.cut.is_none()
                && let Some(told) = self.recipes.read(raw, &self.naive)
            {
                let seen = Seen {
                    event: &told.event,
                    envelopes: &[envelope::JSON],
                    ..Seen::at(&place, &extent, told.text(), Said::Told(&told))
                };
                passed.admit(each(&seen), owned);
                continue;
            }
            self.memory.reset();
            let (text, record) = unwrapped(chunk, raw, header.as_ref(), (self.naive, &self.memory));
            let mut found = Found::with(&mut self.scratch);
            if chunk.cut.as_deref().is_some_and(|cut| cut.every) {
                self.recogniser.ask_all(&record, &mut found);
            } else {
                self.recogniser.ask(raw, hit, &record, &mut found);
                let first = || self.recogniser.asks_fields_first(&record);
                self.recipes.learn(&record, &found, first);
            }
            found.give_back(&mut self.scratch);
            let mut seen = Seen {
                envelopes: record.envelopes(),
                ..Seen::at(&place, &extent, text, Said::of(&record, &found))
            };
            if found.is_half() || !found.pieces().is_empty() {
                held += owned;
                let mut part = Part::of(&seen, &record, &found);
                part.lines = owned;
                parts.push(part);
                continue;
            }
            let mut admitted = None;
            for event in found.events() {
                seen.event = event;
                admitted = Some(each(&seen) || admitted == Some(true));
            }
            match admitted {
                Some(admitted) => passed.admit(admitted, owned),
                None if envelope::broken_json(text, &record) => passed.malformed += owned,
                None => {}
            }
        }
        passed.other = chunk.lines - held - passed.sum();
        (passed, parts)
    }
}

impl Scanner {
    /// The next record that is worth a look, not before `known`.
    /// Answers the literal in its bytes that led to it, if one did.
    fn next(&self, chunk: &Chunk, known: usize) -> Option<(Extent, Option<Hit>)> {
        match chunk.cut.as_deref().filter(|cut| cut.every) {
            Some(cut) => cut.from(known).map(|extent| (*extent, None)),
            None => around_hit(self.recogniser.finder(), chunk, known)
                .map(|(extent, hit)| (extent, Some(hit))),
        }
    }
}

/// The record around the next literal, not before `known`, and the literal's place in its bytes.
fn around_hit(finder: &Finder, chunk: &Chunk, known: usize) -> Option<(Extent, Hit)> {
    let bytes = chunk.bytes();
    let mut from = known;
    loop {
        let hit = finder.find(bytes, from)?;
        let Some(cut) = chunk.cut.as_deref() else {
            let (start, end, lines) = record::around(bytes, known, hit.start);
            let extent = Extent {
                start,
                end,
                line: 0,
                lines,
                owned: lines,
            };
            return Some((extent, hit.within(start)));
        };
        let record = *cut.from(hit.start)?;
        if record.start <= hit.start {
            return Some((record, hit.within(record.start)));
        }
        // What stands between records is not read.
        from = record.start;
    }
}

/// A record's text, in which invalid UTF-8 is replaced, and what it holds with its wrappers off.
fn unwrapped<'m>(
    chunk: &Chunk,
    raw: &'m [u8],
    header: Option<&table::Header>,
    (naive, memory): (Naive, &'m Bump),
) -> (&'m str, LogRecord<'m>) {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text,
        Err(_) => memory.alloc_str(&String::from_utf8_lossy(raw)),
    };
    let mut record = match header {
        Some(header) => envelope::unwrap_row(header, text, naive, memory),
        None => envelope::unwrap_as(text, naive, memory),
    };
    record.listed = chunk.cut.is_some();
    (text, record)
}

impl Passed {
    /// Counts the lines of a record with an event.
    const fn admit(&mut self, asked_for: bool, lines: u64) {
        if asked_for {
            self.event_lines += lines;
        } else {
            self.filtered += lines;
        }
    }

    /// What is known of a chunk's lines before its records are read.
    fn before(chunk: &Chunk) -> Self {
        Self {
            blank: match chunk.cut.as_deref() {
                Some(cut) => cut.blank,
                None if chunk.blank_lines => record::blank_lines(chunk.bytes()),
                None => 0,
            },
            malformed: chunk.cut.as_deref().map_or(0, |cut| cut.malformed),
            ..Self::default()
        }
    }

    const fn sum(&self) -> u64 {
        self.event_lines + self.filtered + self.other + self.blank + self.malformed
    }

    /// Adds another chunk's counts.
    pub const fn add(&mut self, other: Self) {
        self.event_lines += other.event_lines;
        self.filtered += other.filtered;
        self.other += other.other;
        self.blank += other.blank;
        self.malformed += other.malformed;
    }
}
