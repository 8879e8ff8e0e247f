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
mod twilio_phrase;

use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use contract::{Found, Outcome};
use memchr::memmem;

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

/// Short texts that many of the literals share and that are rare in logs: what is searched for in their place. Which
/// they are changes no result, only the speed.
const KERNELS: &[&str] = &["wilio", "WILIO", "Unable to ", "estException"];

/// Asks the recognisers whose literals a record holds.
#[derive(Debug)]
pub struct Recogniser {
    finder: Finder,
    /// Per literal, a bit for each recogniser that declares it.
    declared: Vec<u64>,
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
        let all = OUTCOMES.iter().flat_map(|outcome| outcome.literals());
        let mut literals: Vec<&str> = all.copied().collect();
        literals.sort_unstable();
        literals.dedup();
        let declares = |literal: &&str| {
            let numbered = OUTCOMES.iter().enumerate();
            let of = numbered.filter(|(_, outcome)| outcome.literals().contains(literal));
            of.fold(0, |bits, (number, _)| bits | bit(number))
        };
        Self {
            finder: Finder::new(&literals, KERNELS),
            declared: literals.iter().map(declares).collect(),
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
        self.ask(raw, None, record, &mut found);
        found.give_back(scratch);
        found.event().copied()
    }

    /// As [`Self::read`], into a `found` of the caller's: an event is large, and every move of it shows in the profile.
    /// `first` is the literal that led to the record: most records need no further search.
    pub fn ask<'a>(
        &self,
        raw: &[u8],
        first: Option<usize>,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
    ) {
        let mut held = first.map_or(0, |literal| self.declared_by(literal));
        let mut searched = false;
        for (number, outcome) in OUTCOMES.iter().enumerate() {
            if held & bit(number) == 0 && !searched {
                held = self.held(raw);
                searched = true;
            }
            if held & bit(number) == 0 {
                continue;
            }
            found.ask(*outcome, record);
            if found.complete() {
                break;
            }
        }
        found.stamp(record.timestamp);
    }

    fn declared_by(&self, literal: usize) -> u64 {
        self.declared.get(literal).copied().unwrap_or(u64::MAX)
    }

    /// A bit for each recogniser of which a literal stands in the record.
    fn held(&self, raw: &[u8]) -> u64 {
        let mut held = 0;
        let told = self
            .finder
            .each(raw, |literal| held |= self.declared_by(literal));
        if told { held } else { u64::MAX }
    }
}

/// The bit of a recogniser.
const fn bit(number: usize) -> u64 {
    1 << (number % 64)
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
