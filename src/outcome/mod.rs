//! What a record says of a call: the list of recognisers, and the walk that asks them.

pub mod contract;
pub mod facts;
mod form;
pub mod grammar;
mod look;
mod object;

mod access_log;
mod app_insights;
mod client_log;
mod csharp_sdk;
mod debugger;
mod delivery;
mod dotnet_client;
mod error_body;
mod event_streams;
mod go_sdk;
mod gotrue;
mod har;
mod http_fields;
mod http_text;
mod java_sdk;
mod message_log;
mod monitor_alert;
mod nginx_error;
mod node_sdk;
mod otlp;
mod php_sdk;
mod python_sdk;
mod ruby_sdk;
mod sdk_debug;
mod squid;
mod success_body;
pub mod trial;
mod twilio_cli;
mod twilio_message;
mod twilio_phrase;
mod wire;

pub use access_log::quick;
pub use http_fields::recipe;

use crate::chunk::finder::{Finder, Hit};
use crate::envelope::contract::LogRecord;
use crate::envelope::shape::Remembered;
use crate::event::Event;
use contract::{Found, Outcome};
use look::Look;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Every recogniser, in the order in which they are asked: the more a form says, the earlier.
pub const OUTCOMES: &[&dyn Outcome] = &[
    &otlp::Otlp,
    &app_insights::AppInsights,
    &har::Har,
    &event_streams::EventStreams,
    &monitor_alert::MonitorAlert,
    &message_log::MessageLog,
    &http_fields::HttpFields,
    &access_log::AccessLog,
    &nginx_error::NginxError,
    &otlp::PrintedSpan,
    &squid::Squid,
    &wire::Wire,
    &http_text::HttpText,
    &client_log::ClientLog,
    &debugger::Debugger,
    &sdk_debug::SdkDebug,
    &error_body::ErrorBody,
    &python_sdk::PythonSdk,
    &ruby_sdk::RubySdk,
    &php_sdk::PhpSdk,
    &go_sdk::GoSdk,
    &node_sdk::NodeSdk,
    &java_sdk::JavaSdk,
    &csharp_sdk::CsharpSdk,
    &dotnet_client::DotnetClient,
    &twilio_cli::TwilioCli,
    &twilio_phrase::TwilioPhrase,
    &gotrue::Gotrue,
    &twilio_message::TwilioMessage,
    &delivery::Delivery,
    &success_body::SuccessBody,
];

/// What stands in a record that may tell of no call, but that somebody was told of one.
const ESCALATION: u64 = 1 << 63;

/// What stands in a record whose words are hidden, so that any of them may stand there.
const HIDDEN: u64 = 1 << 62;

/// How many recognisers have a bit of their own.
const BITS: usize = 62;

/// Asks the recognisers whose literals a record holds.
pub struct Recogniser {
    finder: Arc<Finder>,
    /// The formats of the user, then the list.
    asked: Vec<&'static dyn Outcome>,
    /// How many of them are the user's.
    own: usize,
    /// A bit for each recogniser that needs a field of a certain name.
    choosy: u64,
    /// A bit for each that needs a mark.
    marked: u64,
    /// Per name of a field, a bit for each of those.
    served: HashMap<&'static str, u64>,
    /// Which of those the shapes met lately serve.
    met: RefCell<Remembered<u64>>,
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
        // Of so many that some share a bit, nobody may be passed over for what another one lacks.
        let told_apart = |bits: u64| if asked.len() > BITS { 0 } else { bits };
        Self {
            finder: match own {
                [] => Arc::clone(&look::BUILT_IN),
                _ => Arc::new(look::finder(&asked)),
            },
            choosy: told_apart(bits(&asked, |outcome| !outcome.fields().is_empty())),
            marked: told_apart(look::marked(own.len())),
            served: look::served_by_name(&asked),
            met: RefCell::default(),
            asked,
            own: own.len(),
        }
    }

    /// The search over chunks.
    #[must_use]
    pub fn finder(&self) -> &Finder {
        &self.finder
    }

    /// True when a call may be told in these bytes, in which `first` is the first literal, if that is known.
    #[must_use]
    pub fn may_tell(&self, raw: &[u8], first: Option<Hit>) -> bool {
        let held = first.map_or(0, |first| first.bits) & !ESCALATION;
        held != 0 || self.held(raw, first) & !ESCALATION != 0
    }

    /// True when these bytes may tell that somebody was told.
    #[must_use]
    pub fn may_escalate(&self, raw: &[u8]) -> bool {
        self.held(raw, None) & ESCALATION != 0
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
    /// `first` is the literal that led to the record: what stands before it needs no further search.
    pub fn ask<'a>(
        &self,
        raw: &[u8],
        first: Option<Hit>,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
    ) {
        let mut look = Look::at(self, raw, first, record);
        let mut settled = None;
        for (number, outcome) in self.asked.iter().enumerate() {
            if !look.may_claim(number) {
                continue;
            }
            if number >= self.own {
                found.settled = *settled.get_or_insert(found.event().is_some());
            }
            found.ask(*outcome, record);
            if found.complete() {
                break;
            }
        }
        found.infer();
        found.judge_silence(record);
        found.stamp(record.timestamp);
    }

    /// Asks every recogniser, for records whose bytes need not hold what they are about: the rows of a table.
    pub fn ask_all<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for outcome in &self.asked {
            found.ask(*outcome, record);
            if found.complete() {
                break;
            }
        }
        found.infer();
        found.stamp(record.timestamp);
    }

    /// True when no recogniser before that of an HTTP client's fields can have a say in records of this one's shape.
    #[must_use]
    pub fn asks_fields_first(&self, record: &LogRecord<'_>) -> bool {
        let name = http_fields::HttpFields.name();
        let before = self.asked.iter().position(|outcome| outcome.name() == name);
        let barred = self.choosy & !self.served(record);
        self.own == 0
            && before.is_some_and(|before| (0..before).all(|number| barred & bit(number) != 0))
    }

    /// True when no recogniser before that of access logs can have a say in records without attributes.
    #[must_use]
    pub fn asks_access_logs_first(&self) -> bool {
        let reads_fields = |outcome: &dyn Outcome| {
            !outcome.fields().is_empty() || outcome.name() == http_fields::HttpFields.name()
        };
        let all = self.asked.iter();
        let mut before = all.take_while(|outcome| outcome.name() != access_log::NAME);
        self.own == 0 && before.all(|outcome| reads_fields(*outcome))
    }

    /// A bit for each recogniser that finds a field of a name that it needs.
    fn served(&self, record: &LogRecord<'_>) -> u64 {
        let serves = || {
            let names = record.attributes.iter().map(|attribute| attribute.name);
            names.fold(0, |bits, name| {
                bits | self.served.get(name).copied().unwrap_or(0)
            })
        };
        let shape = record.attributes.shape();
        *self.met.borrow_mut().of(shape, serves)
    }

    /// A bit for each recogniser of which a literal stands in the record, not before the first.
    fn held(&self, raw: &[u8], first: Option<Hit>) -> u64 {
        self.finder.bits(raw, first.map_or(0, |first| first.start))
    }

    /// As [`Self::held`], of a text that stands in the record in a form that hides its words.
    fn hidden(&self, record: &LogRecord<'_>) -> u64 {
        record
            .hidden
            .map_or(0, |text| self.held(text.as_bytes(), None))
    }
}

/// A bit for each recogniser of which something is true.
fn bits(asked: &[&'static dyn Outcome], is: impl Fn(&'static dyn Outcome) -> bool) -> u64 {
    let numbered = asked
        .iter()
        .enumerate()
        .filter(|(_, outcome)| is(**outcome));
    numbered.fold(0, |bits, (number, _)| bits | bit(number))
}

/// The bit of a recogniser.
const fn bit(number: usize) -> u64 {
    1 << (number % BITS)
}

#[cfg(test)]
mod tests;
