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
mod sdk_debug;
pub mod trial;
mod twilio_phrase;

use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use contract::{Found, Outcome};
use memchr::memmem;
use std::fmt;

/// Every recogniser, in the order in which they are asked: the more a form says, the earlier.
pub const OUTCOMES: &[&dyn Outcome] = &[
    &http_fields::HttpFields,
    &access_log::AccessLog,
    &http_text::HttpText,
    &sdk_debug::SdkDebug,
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
pub struct Recogniser {
    finder: Finder,
    /// The formats of the user, then the list.
    asked: Vec<&'static dyn Outcome>,
    /// How many of them are the user's.
    own: usize,
    /// Per recogniser, the search for each of its literals.
    literals: Vec<Vec<memmem::Finder<'static>>>,
}

impl fmt::Debug for Recogniser {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.asked.iter().map(|outcome| outcome.name());
        out.debug_list().entries(names).finish()
    }
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
        Self::with(&[])
    }

    /// As [`Self::new`], with formats of the user's, which are asked first. What one of them claims, the list may only complete.
    #[must_use]
    pub fn with(own: &[&'static dyn Outcome]) -> Self {
        let asked: Vec<&'static dyn Outcome> = own.iter().chain(OUTCOMES).copied().collect();
        let all: Vec<&str> = asked
            .iter()
            .flat_map(|outcome| outcome.literals())
            .copied()
            .collect();
        let search = |outcome: &&'static dyn Outcome| {
            outcome
                .literals()
                .iter()
                .map(|literal| memmem::Finder::new(*literal))
                .collect()
        };
        Self {
            finder: Finder::new(&all),
            literals: asked.iter().map(search).collect(),
            asked,
            own: own.len(),
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
        let mut settled = None;
        for (at, (outcome, literals)) in self.asked.iter().zip(&self.literals).enumerate() {
            if !literals.iter().any(|literal| literal.find(raw).is_some()) {
                continue;
            }
            if at >= self.own {
                found.settled = *settled.get_or_insert(found.event().is_some());
            }
            found.ask(*outcome, record);
            if found.complete() {
                break;
            }
        }
        found.stamp(record.timestamp);
    }
}

#[cfg(test)]
mod tests;
