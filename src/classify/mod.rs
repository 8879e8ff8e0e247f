//! The pair (HTTP status, Twilio code) → class, fault, retry, action: the rules of the house, walked in order, first
//! match wins.
//!
//! Neither half of the pair is enough: 20003 is wrong credentials with 401 and a missing permission with 403, and 60203
//! is a 429 that must not be retried at once. `rules` holds the order, `catalogue` and its two CSV files the data,
//! `status` what a status says alone, `message` which wordings go with one code only, `words` the closed lists that
//! outputs use, `advice` what a good client does.
//!
//! **What no rule covers is unknown, never a guess. The class is the status's whenever Twilio gave one.**

mod advice;
mod catalogue;
pub mod ending;
mod message;
pub mod policy;
mod rules;
mod status;
#[cfg(test)]
mod tests;
mod words;

pub use advice::advice;
pub use catalogue::{
    Code, LogType, code, codes, is_delivery_code, is_webhook_code, kind_of_code, statuses_of,
};
pub use message::code_of_message;
pub use words::{Class, Fault, Retry};

use crate::event::{Event, Kind, Origin};
use rules::Decision;

/// The version of the rules; it goes into every report, so that two verdicts can be compared.
pub const RULES_VERSION: &str = "1";

/// All that a verdict depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pair {
    /// Call, webhook or delivery.
    pub kind: Kind,
    /// Who answered.
    pub origin: Origin,
    /// HTTP status; for a webhook it is the one that the user's server gave.
    pub http_status: Option<u16>,
    /// Twilio code; one that equals the status is taken as none.
    pub twilio_code: Option<u32>,
}

impl Pair {
    /// The pair that an event states. A code that was inferred from a message counts only beside a stated status: the
    /// class must follow from what the record says.
    #[must_use]
    pub fn of(event: &Event<'_>) -> Self {
        let counts = !event.inferred || event.http_status.is_some();
        Self {
            kind: event.kind,
            origin: event.origin,
            http_status: event.http_status,
            twilio_code: event.twilio_code.filter(|_| counts),
        }
    }

    /// Without a code that only repeats the status, as SDKs print it when the body held no code.
    fn normalised(self) -> Self {
        let repeats = self.http_status.map(u32::from) == self.twilio_code;
        Self {
            twilio_code: self.twilio_code.filter(|_| !repeats),
            ..self
        }
    }

    /// The status, if it is one that Twilio gave for this failure. A webhook's is the user's own server's, and a
    /// delivery's is that of the call that fetched the result.
    fn answer_status(self) -> Option<u16> {
        self.http_status.filter(|_| self.kind == Kind::ApiCall)
    }
}

/// What the rules say of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What became of the API call; none for webhooks and deliveries, whose status is not the call's.
    pub class: Option<Class>,
    /// Who must act; none when nothing failed.
    pub fault: Option<Fault>,
    /// What a client may do by itself; none when nothing failed or nothing is known.
    pub retry: Option<Retry>,
    /// The rule that decided fault and retry, such as `pair:500/20500`, `code:21211`, `status:503`, `kind:webhook`.
    pub rule: String,
    /// What happened, in a few words.
    pub title: String,
    /// What a person does next; none when nothing failed.
    pub action: Option<String>,
    /// The page of the code in Twilio's error dictionary.
    pub link: Option<String>,
}

/// The whole verdict on a pair, with words for people. For many events use [`class_of`] and [`fault_of`].
#[must_use]
pub fn classify(pair: Pair) -> Verdict {
    let pair = pair.normalised();
    let decision = rules::decide(pair);
    Verdict {
        class: rules::class(pair),
        fault: decision.fault,
        retry: decision.retry,
        rule: decision.rule.to_string(),
        title: title(pair, &decision),
        action: decision.fault.and_then(|_| action(pair, &decision)),
        link: pair
            .twilio_code
            .map(|code| format!("https://www.twilio.com/docs/api/errors/{code}")),
    }
}

/// The class alone: equal to `classify(pair).class`, without building any text.
#[must_use]
pub fn class_of(pair: Pair) -> Option<Class> {
    rules::class(pair.normalised())
}

/// The fault alone: equal to `classify(pair).fault`, without building any text.
#[must_use]
pub fn fault_of(pair: Pair) -> Option<Fault> {
    rules::decide(pair.normalised()).fault
}

fn title(pair: Pair, decision: &Decision) -> String {
    if let Some(title) = decision.remedy.and_then(|remedy| remedy.title) {
        return title.to_owned();
    }
    if let Some(title) = title_by_origin(pair) {
        return title.to_owned();
    }
    if let Some(number) = pair.twilio_code {
        return code(number).map_or_else(
            || format!("Unknown code {number}"),
            |row| first_sentence(row.name).to_owned(),
        );
    }
    title_without_code(pair)
}

/// Who did not answer matters more than what the status or code would say.
fn title_by_origin(pair: Pair) -> Option<&'static str> {
    match (pair.kind, pair.origin) {
        (Kind::ApiCall, Origin::Intermediary) => Some("Answered on the way, not by Twilio"),
        (Kind::ApiCall, Origin::Nobody) => Some("No answer from Twilio"),
        (Kind::ApiCall, Origin::Tunnel) => Some("CONNECT tunnel, status hidden inside"),
        (Kind::ApiCall, Origin::MisplacedKey) if origin_decided(pair) => {
            Some("API key SID in the account's place")
        }
        (Kind::ApiCall, Origin::Accepted) if origin_decided(pair) => {
            Some("Accepted, status not printed")
        }
        _ => None,
    }
}

fn origin_decided(pair: Pair) -> bool {
    rules::decide(pair).rule == rules::Rule::Origin(pair.origin)
}

fn title_without_code(pair: Pair) -> String {
    let Some(status) = pair.http_status else {
        return match pair.kind {
            Kind::ApiCall => "Neither status nor code known",
            Kind::Webhook => "Webhook without a status",
            Kind::Delivery => "Delivery result without a code",
        }
        .to_owned();
    };
    match (pair.kind, status::reason(status)) {
        (Kind::Webhook, _) => format!("Your server answered Twilio with {status}"),
        (Kind::Delivery, _) => "Delivery result without a code".to_owned(),
        (Kind::ApiCall, Some(reason)) => reason.to_owned(),
        (Kind::ApiCall, None) => format!("HTTP status {status}"),
    }
}

fn action(pair: Pair, decision: &Decision) -> Option<String> {
    let text = match decision.remedy {
        Some(remedy) => remedy.text,
        None => action_without_remedy(pair, decision)?,
    };
    Some(text.to_owned())
}

fn action_without_remedy(pair: Pair, decision: &Decision) -> Option<&'static str> {
    match (pair.kind, decision.rule, pair.twilio_code) {
        (Kind::Webhook, ..) => Some(
            "Find this request in your own server's log and in Twilio's Debugger, and correct what it answered.",
        ),
        (_, rules::Rule::Origin(origin), _) => Some(action_by_origin(origin)),
        (_, rules::Rule::Status(status) | rules::Rule::CatalogueStatus(status), _) => {
            status::action(status)
        }
        (_, rules::Rule::CodeRange("205xx"), _) => status::action(500),
        (_, _, Some(_)) => Some("Read the page of this code and the message that came with it."),
        (..) => Some(
            "Find the whole answer in the application's log: this record has neither status nor code.",
        ),
    }
}

const fn action_by_origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Intermediary => {
            "Look at the proxy, load balancer or platform router that gave this answer: its upstream time limit, its \
             health checks and its way out to Twilio."
        }
        Origin::MisplacedKey => {
            "Put the account SID (AC…) into the URL, and the API key SID (SK…) only where the user name goes."
        }
        Origin::Tunnel => {
            "Log the status inside the application, where the tunnel's content is readable."
        }
        Origin::Nobody | Origin::Twilio | Origin::Accepted => {
            "Check DNS, outgoing firewall, TLS and the client's time limit on the way to Twilio. A create may have \
             arrived: look before repeating it."
        }
    }
}

/// Twilio's longer names go on to explain; the first sentence is the title.
fn first_sentence(name: &str) -> &str {
    name.split_once(". ")
        .map_or(name, |(first, _)| first)
        .trim_end_matches('.')
}
