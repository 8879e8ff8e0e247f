//! What a record says of a call: the list of recognisers, and the walk that asks them.

pub mod contract;
mod form;
pub mod grammar;
mod object;

mod access_log;
mod debugger;
mod delivery;
mod error_body;
mod event_streams;
mod go_sdk;
mod har;
mod http_fields;
mod http_text;
mod message_log;
mod monitor_alert;
mod node_sdk;
mod otlp;
mod php_sdk;
mod python_sdk;
mod ruby_sdk;
mod twilio_phrase;

use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use contract::{Found, Outcome};
use memchr::memmem;

/// How many recognisers at the head of the list read exports and archives: rare forms, whose literals are searched in a
/// record all at once.
const EXPORTS: usize = 6;

/// Every recogniser, in the order in which they are asked: the more a form says, the earlier.
pub const OUTCOMES: &[&dyn Outcome] = &[
    &otlp::Otlp,
    &har::Har,
    &event_streams::EventStreams,
    &monitor_alert::MonitorAlert,
    &debugger::Debugger,
    &message_log::MessageLog,
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
    /// The literals of the first [`EXPORTS`].
    exports: Finder,
    /// Per recogniser, the search for each of its literals.
    literals: Vec<Vec<memmem::Finder<'static>>>,
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
        let all: Vec<&str> = OUTCOMES
            .iter()
            .flat_map(|outcome| outcome.literals())
            .copied()
            .collect();
        let search = |outcome: &&dyn Outcome| {
            outcome
                .literals()
                .iter()
                .map(|literal| memmem::Finder::new(*literal))
                .collect()
        };
        let exports: Vec<&str> = OUTCOMES[..EXPORTS]
            .iter()
            .flat_map(|outcome| outcome.literals())
            .copied()
            .collect();
        Self {
            finder: Finder::new(&all),
            exports: Finder::new(&exports),
            literals: OUTCOMES.iter().map(search).collect(),
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
        let mut found = Found::with(scratch);
        self.ask(raw, record, &mut found);
        found.give_back(scratch);
        found.event().copied()
    }

    /// As [`Self::read`], into a `found` of the caller's: an event is large, and every move of it shows in the profile.
    pub fn ask<'a>(&self, raw: &[u8], record: &LogRecord<'a>, found: &mut Found<'a>) {
        // One search in place of one for each of their literals: most records hold none.
        let passed = match self.exports.find(raw, 0) {
            Some(_) => 0,
            None => EXPORTS,
        };
        for (outcome, literals) in OUTCOMES.iter().zip(&self.literals).skip(passed) {
            if !literals.iter().any(|literal| literal.find(raw).is_some()) {
                continue;
            }
            found.asking = outcome.name();
            outcome.read(record, found);
            if found.complete() {
                break;
            }
        }
        found.stamp(record.timestamp);
    }

    /// Asks every recogniser, for records whose bytes need not hold what they are about: the rows of a table.
    pub fn ask_all<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for outcome in OUTCOMES {
            found.asking = outcome.name();
            outcome.read(record, found);
            if found.complete() {
                break;
            }
        }
        found.stamp(record.timestamp);
    }
}

impl Recogniser {
    /// The literals that stand in a record.
    #[must_use]
    pub fn literals_in(&self, raw: &[u8]) -> Vec<&'static str> {
        let all = OUTCOMES.iter().flat_map(|outcome| outcome.literals());
        let mut held: Vec<&'static str> = all
            .copied()
            .filter(|literal| memmem::find(raw, literal.as_bytes()).is_some())
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
                .any(|literal| memmem::find(raw, literal.as_bytes()).is_some())
            {
                return format!("{name}: not asked, none of its literals is there");
            }
            let mut found = Found::default();
            outcome.read(record, &mut found);
            match found.event() {
                Some(event) => {
                    let status = event
                        .http_status
                        .map_or("no status".to_owned(), |status| format!("status {status}"));
                    let code = event
                        .twilio_code
                        .map_or("no code".to_owned(), |code| format!("code {code}"));
                    let resource = event.resource.unwrap_or("no resource");
                    format!("{name}: {status}, {code}, {resource}")
                }
                None => format!("{name}: asked, found nothing of its form"),
            }
        })
    }
}

#[cfg(test)]
mod tests;
