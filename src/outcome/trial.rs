//! Asking the recognisers one by one, for `explain`: where each literal stands, and what each answers and why.

use super::Recogniser;
use super::contract::Found;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use memchr::memmem;

/// What one recogniser answered.
#[derive(Debug)]
pub struct Trial<'a> {
    /// Its name.
    pub name: &'static str,
    /// Its answer.
    pub answer: Answer<'a>,
}

/// An answer of a recogniser.
#[derive(Debug)]
pub enum Answer<'a> {
    /// It was not asked: none of its literals stands in the record.
    NoLiteral,
    /// It was not asked: the event was whole by then.
    Whole,
    /// It found nothing, and this is why; no word of the record is in it.
    Nothing(String),
    /// It told parts of a call whose other parts stand in other records: how many.
    Parts(usize),
    /// The events that it claims when it is asked alone.
    Events(Vec<Event<'a>>),
}

impl Recogniser {
    /// The literals that stand in a record, with the byte at which each stands first, in the order of the record.
    #[must_use]
    pub fn literals_in(&self, raw: &[u8]) -> Vec<(&'static str, usize)> {
        let all = self.asked.iter().flat_map(|outcome| outcome.literals());
        let place =
            |literal: &&'static str| Some((memmem::find(raw, literal.as_bytes())?, *literal));
        let mut held: Vec<(usize, &'static str)> = all.filter_map(place).collect();
        held.sort_unstable();
        held.dedup();
        held.into_iter()
            .map(|(at, literal)| (literal, at))
            .collect()
    }

    /// What each recogniser says of a record: asked alone, and only as far as a scan would ask.
    #[must_use]
    pub fn trials<'a>(&self, raw: &[u8], record: &LogRecord<'a>) -> Vec<Trial<'a>> {
        let mut so_far = Found::default();
        let trial = |outcome: &&'static dyn super::Outcome| {
            let holds = |literal: &&str| memmem::find(raw, literal.as_bytes()).is_some();
            let answer = if !outcome.literals().iter().any(holds) {
                Answer::NoLiteral
            } else if so_far.complete() {
                Answer::Whole
            } else {
                so_far.ask(*outcome, record);
                alone(*outcome, record)
            };
            Trial {
                name: outcome.name(),
                answer,
            }
        };
        self.asked.iter().map(trial).collect()
    }
}

fn alone<'a>(outcome: &dyn super::Outcome, record: &LogRecord<'a>) -> Answer<'a> {
    let mut found = Found::default();
    found.ask(outcome, record);
    let events: Vec<Event<'a>> = found.events().copied().collect();
    match (events.is_empty(), found.pieces().len()) {
        (false, _) => Answer::Events(events),
        (true, 0) => Answer::Nothing(outcome.why_not(record)),
        (true, parts) => Answer::Parts(parts),
    }
}
