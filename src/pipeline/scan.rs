//! From a chunk to its events: find the literals, cut the record around a hit, take its wrappers off, ask what it says.

mod seen;

pub use seen::{Seen, Way};

use super::part::Part;
use crate::chunk::cut::{Cut, Extent};
use crate::chunk::finder::{Finder, Hit};
use crate::chunk::{Chunk, record};
use crate::envelope::contract::LogRecord;
use crate::envelope::{self, table};
use crate::event::Event;
use crate::event::attempt::{Escalation, Flags};
use crate::formats::UserFormats;
use crate::outcome::Recogniser;
use crate::outcome::contract::Found;
use crate::outcome::facts::escalation::{escalation, quoting};
use crate::outcome::quick;
use crate::outcome::recipe::Recipes;
use crate::timestamp::Naive;
use bumpalo::Bump;
use seen::{AT_ONCE, BY_RECIPE, Place, Said};

/// The parts of a scan that are kept from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scanner {
    recogniser: Recogniser,
    recipes: Recipes,
    /// Lines of access logs may be told at once.
    quick: bool,
    memory: Bump,
    scratch: String,
    /// What the records of the chunk scanned last tell of somebody who was told.
    escalations: Vec<Escalation>,
    /// How stamps without a zone or a year are read from here on.
    pub naive: Naive,
}

/// What a record told, which decides where its lines go.
#[derive(Debug)]
enum Told {
    /// Events; whether one of them was asked for.
    Event(bool),
    /// A part of a call.
    Part(Box<Part>),
    /// It looks like JSON and is not.
    Broken,
    Nothing,
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
        let recogniser = Recogniser::with(&formats.outcomes());
        Self {
            quick: recogniser.asks_access_logs_first(),
            recogniser,
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
        let place = Place::of(chunk);
        let mut passed = Passed::before(chunk);
        let header = chunk.cut.as_deref().and_then(|cut| cut.header.as_deref());
        let header = header.map(table::Header::of);
        let (mut known, mut near) = (0, 0);
        self.escalations.clear();
        // By reference, here and below: what was just written in small pieces is waited for when it is moved in large ones.
        while let Some((extent, hit)) = &self.next(chunk, known, &mut near) {
            known = extent.end;
            let told = match self.at_once(&place, extent, &mut each) {
                Some(asked_for) => Told::Event(asked_for),
                None => self.at_length(&place, header.as_ref(), (extent, *hit), &mut each),
            };
            match told {
                Told::Event(true) => passed.event_lines += extent.owned,
                Told::Event(false) => passed.filtered += extent.owned,
                Told::Part(part) => {
                    held += extent.owned;
                    parts.push(*part);
                }
                Told::Broken => passed.malformed += extent.owned,
                Told::Nothing => {}
            }
        }
        passed.other = chunk.lines - held - passed.sum();
        (passed, parts)
    }

    /// Hands on what the records of the chunk scanned last, those that tell of no call, tell of somebody who was told.
    pub fn escalations(&mut self) -> impl Iterator<Item = Escalation> {
        self.escalations.drain(..)
    }

    /// Reads a record by recipe, or as a line of an access log, if that can be; answers whether its event was asked for.
    fn at_once(
        &mut self,
        place: &Place<'_>,
        extent: &Extent,
        each: &mut impl FnMut(&Seen<'_>) -> bool,
    ) -> Option<bool> {
        // What documents list is read as its list says.
        if place.chunk.cut.is_some() {
            return None;
        }
        let raw = &place.chunk.bytes()[extent.start..extent.end];
        let mut event = Event::default();
        if raw.first() == Some(&b'{') {
            let told = &self.recipes.read(raw, &self.naive, &mut event);
            let told = told.as_ref()?;
            let mut seen = Seen::at(
                place,
                extent,
                told.text(),
                Said::ByRecipe(told, place.chunk),
            );
            (seen.event, seen.envelopes) = (told.event, BY_RECIPE.envelopes);
            return Some(each(&seen));
        }
        if !self.quick {
            return None;
        }
        let told = &quick::read(raw, &self.naive, &mut self.scratch, &mut event);
        let told = told.as_ref()?;
        let mut seen = Seen::at(place, extent, told.text(), Said::AtOnce(told, place.chunk));
        (seen.event, seen.envelopes) = (told.event, AT_ONCE.envelopes);
        Some(each(&seen))
    }

    /// Takes the wrappers off a record and asks the recognisers.
    fn at_length(
        &mut self,
        place: &Place<'_>,
        header: Option<&table::Header>,
        (extent, hit): (&Extent, Option<Hit>),
        each: &mut impl FnMut(&Seen<'_>) -> bool,
    ) -> Told {
        let chunk = place.chunk;
        let raw = &chunk.bytes()[extent.start..extent.end];
        self.memory.reset();
        let (text, record) = unwrapped(extent, raw, header, (self.naive, &self.memory));
        let escalated = |escalations: &mut Vec<Escalation>| {
            if self.recogniser.may_escalate(raw) {
                escalations.extend(escalation(&record, || place.number(extent)));
            }
            Told::Nothing
        };
        if hit.is_some() && !self.recogniser.may_tell(raw, hit) {
            return escalated(&mut self.escalations);
        }
        let mut found = Found::with(&mut self.scratch);
        if chunk.cut.as_deref().is_some_and(|cut| cut.every) {
            self.recogniser.ask_all(&record, &mut found);
        } else {
            self.recogniser.ask(raw, hit, &record, &mut found);
            let first = || self.recogniser.asks_fields_first(&record);
            self.recipes.learn(&record, &found, first);
        }
        found.give_back(&mut self.scratch);
        let quoted = found.tells_a_failure() && self.recogniser.may_escalate(raw);
        let told = quoted.then(|| quoting(&record, &found, || place.number(extent)));
        let told = told.flatten();
        self.escalations.extend(told);
        let mut seen = Seen {
            envelopes: record.envelopes(),
            ..Seen::at(place, extent, text, Said::of(&record, &found, told))
        };
        if found.is_half() || !found.pieces().is_empty() {
            let mut part = Part::of(&seen, &record, &found);
            part.lines = extent.owned;
            part.facts.flags.set(Flags::ESCALATES, told.is_some());
            return Told::Part(Box::new(part));
        }
        let mut admitted = None;
        for event in found.events() {
            seen.event = event;
            admitted = Some(each(&seen) || admitted == Some(true));
        }
        match admitted {
            Some(asked_for) => Told::Event(asked_for),
            None if envelope::broken_json(text, &record) => {
                escalated(&mut self.escalations);
                Told::Broken
            }
            None => escalated(&mut self.escalations),
        }
    }

    /// The next record that is worth a look, not before `known`; `near` is kept for [`Chunk::single`].
    /// Answers the literal in its bytes that led to it, if one did.
    fn next(&self, chunk: &Chunk, known: usize, near: &mut usize) -> Option<(Extent, Option<Hit>)> {
        let around = |(extent, hit): (Extent, Hit)| (extent, Some(hit.within(extent.start)));
        match chunk.cut.as_deref() {
            Some(cut) if cut.every => cut.from(known).map(|extent| (*extent, None)),
            Some(cut) => cut_around_hit(self.recogniser.finder(), chunk, cut, known).map(around),
            None => around_hit(self.recogniser.finder(), chunk, known, near).map(around),
        }
    }
}

/// The record around the next literal that is not before `known`, where a record starts.
fn around_hit(
    finder: &Finder,
    chunk: &Chunk,
    known: usize,
    near: &mut usize,
) -> Option<(Extent, Hit)> {
    let bytes = chunk.bytes();
    let hit = finder.find(bytes, known)?;
    if let Some(extent) = chunk.single(known, hit.start, near) {
        return Some((extent, hit));
    }
    let (start, end, lines) = record::around(bytes, known, hit.start);
    let extent = Extent {
        start,
        end,
        line: 0,
        lines,
        owned: lines,
        listed: false,
    };
    Some((extent, hit))
}

/// As [`around_hit`], among the records that a chunk names.
fn cut_around_hit(
    finder: &Finder,
    chunk: &Chunk,
    cut: &Cut,
    known: usize,
) -> Option<(Extent, Hit)> {
    let mut from = known;
    loop {
        let hit = finder.find(chunk.bytes(), from)?;
        let record = *cut.from(hit.start)?;
        if record.start <= hit.start {
            return Some((record, hit));
        }
        // What stands between records is not read.
        from = record.start;
    }
}

/// A record's text, in which invalid UTF-8 is replaced, and what it holds with its wrappers off.
fn unwrapped<'m>(
    extent: &Extent,
    raw: &'m [u8],
    header: Option<&table::Header>,
    (naive, memory): (Naive, &'m Bump),
) -> (&'m str, LogRecord<'m>) {
    let text = match simdutf8::basic::from_utf8(raw) {
        Ok(text) => text,
        Err(_) => memory.alloc_str(&String::from_utf8_lossy(raw)),
    };
    let mut record = match header {
        Some(header) => envelope::unwrap_row(header, text, naive, memory),
        None => envelope::unwrap_as(text, naive, memory),
    };
    record.listed = extent.listed;
    (text, record)
}

impl Passed {
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
