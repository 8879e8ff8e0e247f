//! A record that says something of Twilio, as the scan hands it on: its event, its place, and what is read of it when asked.

use crate::chunk::Chunk;
use crate::chunk::cut::Extent;
use crate::envelope;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use crate::event::attempt::{Escalation, Facts, Flags};
use crate::outcome::contract::Found;
use crate::outcome::facts::brief::Brief;
use crate::outcome::facts::{self, Address};
use crate::outcome::{quick, recipe};
use crate::pipeline::part::Part;
use std::cell::Cell;
use std::sync::LazyLock;

/// What a record tells before it is asked.
static SILENT: LazyLock<Event<'static>> = LazyLock::new(Event::default);

/// Through what an event was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way<'w> {
    /// The envelopes of its record, outermost first.
    pub envelopes: &'w [&'static str],
    /// The recogniser.
    pub recogniser: &'static str,
}

/// How recipes read.
pub(super) static BY_RECIPE: Way<'static> = Way {
    envelopes: &[envelope::JSON],
    recogniser: recipe::NAME,
};

/// How lines of access logs are read at once.
pub(super) static AT_ONCE: Way<'static> = Way {
    envelopes: &[envelope::TEXT],
    recogniser: quick::NAME,
};

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
    pub(super) line: Line<'s>,
    pub(super) said: Said<'s>,
}

/// What the record says of the attempt besides the event, read when asked, as few callers ask.
#[derive(Debug)]
pub(super) enum Said<'s> {
    By(&'s LogRecord<'s>, Option<Address<'s>>),
    ByRecipe(&'s recipe::Told<'s>, &'s Chunk),
    AtOnce(&'s quick::Told<'s>, &'s Chunk),
    BySpans(&'s LogRecord<'s>, &'s Found<'s>),
    Known(Facts),
}

impl<'s> Said<'s> {
    /// What a record that lists several calls says besides is of no single one, and one by which somebody was told is no
    /// attempt.
    pub(super) fn of(
        record: &'s LogRecord<'s>,
        found: &'s Found<'s>,
        told: Option<Escalation>,
    ) -> Self {
        if told.is_some() {
            Self::Known(Facts {
                flags: Flags::ESCALATES,
                ..Facts::default()
            })
        } else if found.is_of_spans() {
            Self::BySpans(record, found)
        } else if found.lists_several() {
            Self::Known(Facts::default())
        } else {
            Self::By(record, found.address())
        }
    }
}

/// Number of a line, counted when asked, as few callers ask.
#[derive(Debug)]
pub(super) enum Line<'s> {
    At(&'s Place<'s>, usize),
    Known(u64),
}

impl<'s> Seen<'s> {
    /// Through what its event was read.
    #[must_use]
    pub const fn way(&self) -> Way<'s> {
        Way {
            envelopes: self.envelopes,
            recogniser: self.event.outcome,
        }
    }

    /// Number of its first line, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        match self.line {
            Line::At(place, start) => place.line(start),
            Line::Known(line) => line,
        }
    }

    /// A plain success in brief, with its chunk and how it was read; `None` where that cannot be.
    #[must_use]
    #[inline]
    pub fn brief(&self) -> Option<(&'s Chunk, &'static Way<'static>, Brief)> {
        match &self.said {
            Said::ByRecipe(told, chunk) => Some((chunk, &BY_RECIPE, told.brief()?)),
            Said::AtOnce(told, chunk) => Some((chunk, &AT_ONCE, told.brief()?)),
            Said::By(..) | Said::BySpans(..) | Said::Known(_) => None,
        }
    }

    /// What the record says of the attempt besides the event.
    #[must_use]
    pub fn facts(&self) -> Facts {
        match self.said {
            Said::By(record, address) => facts::facts(record, address, self.event),
            Said::ByRecipe(told, _) => told.success().facts(),
            Said::AtOnce(told, _) => told.facts(),
            Said::BySpans(record, found) => {
                let alone = (!found.lists_several()).then_some(record);
                let span = found.span(self.event);
                span.map_or_else(Facts::default, |span| {
                    facts::of_span(alone, span, self.event)
                })
            }
            Said::Known(facts) => facts,
        }
    }

    /// A record of a chunk, with its text, before its event is known.
    pub(super) fn at(place: &'s Place<'s>, extent: &Extent, text: &'s str, said: Said<'s>) -> Self {
        let chunk = place.chunk;
        Self {
            event: &SILENT,
            envelopes: &[],
            text: text.trim_end_matches(['\n', '\r']),
            offset: chunk.offset + extent.start as u64,
            end: chunk.offset + extent.end as u64,
            lines: extent.lines,
            line: match extent.line {
                0 => Line::At(place, extent.start),
                line => Line::Known(line),
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
pub(super) struct Place<'s> {
    pub(super) chunk: &'s Chunk,
    known: Cell<usize>,
}

impl<'s> Place<'s> {
    /// Before any line was asked.
    pub(super) fn of(chunk: &'s Chunk) -> Self {
        Self {
            chunk,
            known: Cell::default(),
        }
    }

    /// Number of the first line of a record.
    pub(super) fn number(&self, record: &Extent) -> u64 {
        match record.line {
            0 => self.line(record.start),
            line => line,
        }
    }

    fn line(&self, start: usize) -> u64 {
        let mut known = self.known.get();
        let line = self.chunk.line(start, &mut known);
        self.known.set(known);
        line
    }
}
