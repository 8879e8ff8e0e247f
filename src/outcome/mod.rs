//! What a record says of a call: the list of recognisers, and the walk that asks them.

pub mod contract;
pub mod grammar;

mod access_log;
mod delivery;
mod error_body;
mod go_sdk;
mod http_fields;
mod http_text;
mod node_sdk;
mod php_sdk;
mod python_sdk;
mod ruby_sdk;
mod twilio_phrase;

use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use contract::{Found, Outcome};

/// Every recogniser, in the order in which they are asked: the more a form says, the earlier.
pub const OUTCOMES: &[&dyn Outcome] = &[
    &http_fields::HttpFields,
    &access_log::AccessLog,
    &http_text::HttpText,
    &error_body::ErrorBody,
    &python_sdk::PythonSdk,
    &ruby_sdk::RubySdk,
    &php_sdk::PhpSdk,
    &go_sdk::GoSdk,
    &node_sdk::NodeSdk,
    &twilio_phrase::TwilioPhrase,
    &delivery::Delivery,
];

/// Asks the recognisers whose literals a record holds.
#[derive(Debug)]
pub struct Recogniser {
    finder: Finder,
    literals: Vec<(memchr::memmem::Finder<'static>, u32)>,
}

impl Default for Recogniser {
    fn default() -> Self {
        Self::new()
    }
}

impl Recogniser {
    /// Gathers the literals of the list.
    #[must_use]
    pub fn new() -> Self {
        let mut masks: Vec<(&'static str, u32)> = Vec::new();
        for (index, outcome) in OUTCOMES.iter().enumerate() {
            for literal in outcome.literals() {
                match masks.iter_mut().find(|(known, _)| known == literal) {
                    Some((_, mask)) => *mask |= 1 << index,
                    None => masks.push((literal, 1 << index)),
                }
            }
        }
        let names: Vec<&str> = masks.iter().map(|(literal, _)| *literal).collect();
        let literals = masks
            .iter()
            .map(|(literal, mask)| (memchr::memmem::Finder::new(*literal), *mask))
            .collect();
        Self {
            finder: Finder::new(&names),
            literals,
        }
    }

    /// The search over chunks.
    #[must_use]
    pub const fn finder(&self) -> &Finder {
        &self.finder
    }

    /// What the record says; `raw` are its bytes as they stood in the input, `scratch` is memory to work in.
    #[must_use]
    pub fn read<'a>(
        &self,
        raw: &[u8],
        record: &LogRecord<'a>,
        scratch: &mut String,
    ) -> Option<Event<'a>> {
        let mut found = Found::with(std::mem::take(scratch));
        let mut held = Held::Unknown;
        for (index, outcome) in OUTCOMES.iter().enumerate() {
            if !held.by(index, raw, &self.literals) {
                continue;
            }
            found.asking = outcome.name();
            outcome.read(record, &mut found);
            if found.complete() {
                break;
            }
        }
        let event = found.event().copied();
        *scratch = found.into_scratch();
        let mut event = event?;
        event.timestamp = event.timestamp.or(record.timestamp);
        Some(event)
    }
}

impl Recogniser {
    /// The literals that stand in a record.
    #[must_use]
    pub fn literals_in(&self, raw: &[u8]) -> Vec<&'static str> {
        let all = OUTCOMES.iter().flat_map(|outcome| outcome.literals());
        let mut held: Vec<&'static str> = all
            .copied()
            .filter(|literal| memchr::memmem::find(raw, literal.as_bytes()).is_some())
            .collect();
        held.sort_unstable();
        held.dedup();
        held
    }

    /// What each recogniser says of a record when it is asked alone.
    pub fn tried<'a>(
        &self,
        raw: &'a [u8],
        record: &'a LogRecord<'a>,
    ) -> impl Iterator<Item = String> {
        OUTCOMES.iter().map(move |outcome| {
            let name = outcome.name();
            if !outcome
                .literals()
                .iter()
                .any(|literal| memchr::memmem::find(raw, literal.as_bytes()).is_some())
            {
                return format!("{name}: not asked, none of its literals is there");
            }
            let mut found = Found::default();
            outcome.read(record, &mut found);
            match found.event() {
                Some(event) => format!(
                    "{name}: status {:?}, code {:?}, resource {:?}",
                    event.http_status, event.twilio_code, event.resource
                ),
                None => format!("{name}: asked, found nothing of its form"),
            }
        })
    }
}

/// Which recognisers' literals a record holds, looked up when the first needs it.
enum Held {
    Unknown,
    Known(u32),
}

impl Held {
    fn by(
        &mut self,
        index: usize,
        raw: &[u8],
        literals: &[(memchr::memmem::Finder<'static>, u32)],
    ) -> bool {
        // The first is asked without a look: on the commonest records its answer is the whole answer.
        if index == 0 {
            return true;
        }
        let mask = match self {
            Self::Known(mask) => *mask,
            Self::Unknown => {
                let holds = |(finder, mask): &(memchr::memmem::Finder<'static>, u32)| {
                    finder.find(raw).map_or(0, |_| *mask)
                };
                let mask = literals.iter().map(holds).fold(0, |all, mask| all | mask);
                *self = Self::Known(mask);
                mask
            }
        };
        mask & (1 << index) != 0
    }
}

#[cfg(test)]
mod tests;
