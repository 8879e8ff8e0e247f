//! What a record says of an attempt besides its event: who retried what, with which key, for whom, and for how long it
//! was asked to wait.
//!
//! A name is compared without its punctuation and in lower case; of a nested field the whole path counts, then its key,
//! then the last dotted part of the key, and of several the earlier name in the list. Everything private becomes a hash here.

pub mod brief;
pub mod escalation;
mod names;
pub(super) mod pairs;
pub(super) mod recipe;
mod target;
pub mod told;
mod wait;

use super::grammar::origin;
use crate::envelope::contract::{LogRecord, Value};
use crate::event::attempt::{Facts, Flags, RetryAfter, Told};
use crate::event::{Event, Origin};
use names::{Carrier, Fields, Name};
use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, Hash};
pub use target::Address;

/// Purposes of sends that must not be lost.
const CRITICAL: [&str; 12] = [
    "otp",
    "onetimepasscode",
    "2fa",
    "mfa",
    "verification",
    "passcode",
    "login",
    "securityalert",
    "alert",
    "transactional",
    "timesensitive",
    "critical",
];

/// Words in the error of a connection that was never made, besides those that the event knows.
const UNSENT: [&str; 9] = [
    "refused",
    "noroutetohost",
    "resolve",
    "dns",
    "proxy",
    "certificate",
    "connecttimeout",
    "connectiontimeout",
    "unreachable",
];

/// Resources that address a recipient: one body goes to many people.
const RECIPIENT: [&str; 5] = [
    "messaging/Messages",
    "messaging/SMS/Messages",
    "voice/Calls",
    "verify/Services/Verifications",
    "studio/Flows/Executions",
];

/// The same on every machine and in every run; 0 is kept for nothing.
#[must_use]
pub fn hash(value: impl Hash) -> u64 {
    foldhash::quality::FixedState::with_seed(2)
        .hash_one(value)
        .max(1)
}

/// A value's name with letters and digits alone, in lower case.
fn squeezed(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Which part of the request carried the key: as the record says, else as the place of the key shows.
fn carried(fields: &Fields<'_>, facts: &mut Facts) {
    let said = fields.text(Name::Place).map(squeezed);
    let carrier = match said.as_deref() {
        Some("header" | "headers") => Some(Carrier::Header),
        Some("field" | "body" | "form") => Some(Carrier::Field),
        _ => fields.carrier,
    };
    match carrier {
        Some(Carrier::Header) => facts.flags.set(Flags::IN_HEADER, true),
        Some(Carrier::Field) => facts.flags.set(Flags::IN_FIELD, true),
        None => {}
    }
}

/// What the record says of the attempt that it tells.
#[must_use]
pub fn facts(record: &LogRecord<'_>, address: Option<Address<'_>>, event: &Event<'_>) -> Facts {
    let mut facts = of_fields(&Fields::of(record), address, event);
    facts
        .flags
        .set(Flags::BY_PRIORITY, record.whole.starts_with('<'));
    facts
}

/// As [`facts`], of a span, whose attributes are pairs of a name and a value; `record` where it tells of no other call.
#[must_use]
pub fn of_span(record: Option<&LogRecord<'_>>, span: &Span<'_>, event: &Event<'_>) -> Facts {
    let mut fields = record.map_or_else(|| Fields::of_words(""), Fields::of);
    for (name, value) in &span.named {
        fields.add(name, false, *value);
    }
    of_fields(&fields, span.address, event)
}

/// A call among the spans of a record: where it went, and what it says under names of its own.
#[derive(Debug, Default)]
pub struct Span<'a> {
    /// Where the request went, if the span says.
    pub address: Option<Address<'a>>,
    /// Names and values; a whole number as a text.
    pub named: Vec<(&'a str, Value<'a>)>,
}

/// As [`facts`], of a record that is one line of words, without any wrapper or attribute.
pub(super) fn of_words(words: &str, address: Option<Address<'_>>, event: &Event<'_>) -> Facts {
    of_fields(&Fields::of_words(words), address, event)
}

fn of_fields(fields: &Fields<'_>, address: Option<Address<'_>>, event: &Event<'_>) -> Facts {
    let key = fields.text(Name::Key).or(event.idempotency_key);
    let key = key.filter(|key| !key.is_empty());
    let mut facts = target::facts(address, event, key.is_some());
    facts.key = key.map_or(0, hash);
    facts.correlation = correlated(fields.text(Name::Correlation).map(origin::trace_of), event);
    payload(fields, event, &mut facts);
    let created = fields
        .text(Name::Created)
        .filter(|sid| crate::resource::is_sid(sid) && !sid.starts_with("AC"));
    facts.created = created.map_or(0, hash);
    agent(fields.text(Name::Agent).unwrap_or(""), &mut facts);
    wait::asked(fields, event, &mut facts);
    number(fields, event, &mut facts);
    let purpose = fields.text(Name::Purpose).map(squeezed);
    facts.flags.set(
        Flags::CRITICAL,
        purpose.is_some_and(|purpose| CRITICAL.contains(&purpose.as_str())),
    );
    if facts.key != 0 {
        carried(fields, &mut facts);
    }
    let error = fields.text(Name::Error).map(squeezed);
    let unsent = |error: &String| UNSENT.iter().any(|word| error.contains(word));
    let nobody = event.origin == Origin::Nobody;
    facts.flags.set(
        Flags::UNSENT,
        nobody && (event.unsent || error.as_ref().is_some_and(unsent)),
    );
    let answer = event.request_id.is_some_and(|id| id.starts_with("RQ")) || fields.answered;
    facts
        .flags
        .set(Flags::OF_TWILIO, answer || event.twilio_code.is_some());
    facts
        .flags
        .set(Flags::INTERMEDIARY, event.origin == Origin::Intermediary);
    facts
}

/// As [`facts`], of a call whose host and URL stand in other records than the first, which `known` is of; nothing is known
/// of a call that may be another's.
#[must_use]
pub fn told_apart(
    known: Option<Facts>,
    (host, url): (Option<&str>, Option<&str>),
    told: &Told,
    event: &Event<'_>,
) -> Facts {
    let Some(mut facts) = known else {
        return Facts::default();
    };
    // The record of the URL may not have known the method, without which nothing is a create.
    if let Some(url) = url {
        let target = target::facts(Some(Address { host, url }), event, true);
        (facts.print, facts.account) = (target.print, target.account);
        facts.flags.0 |= target.flags.0;
    }
    facts
        .flags
        .set(Flags::WHOLE, facts.print != 0 && event.method.is_some());
    facts.key = event.idempotency_key.map_or(facts.key, hash);
    if facts.key == 0 && told.field_key != 0 {
        facts.key = told.field_key;
        facts.flags.set(Flags::IN_FIELD, true);
    } else if told.header_key && !facts.flags.has(Flags::IN_FIELD) {
        facts.flags.set(Flags::IN_HEADER, true);
    }
    let id = event.correlation_id.filter(|id| !id.is_empty());
    facts.correlation = id.map_or(facts.correlation, |id| hash(origin::trace_of(id)));
    added(told, event, &mut facts);
    let nobody = event.origin == Origin::Nobody;
    facts.flags.set(Flags::UNSENT, nobody && event.unsent);
    facts.flags.set(
        Flags::OF_TWILIO,
        event.twilio_code.is_some() || event.request_id.is_some(),
    );
    facts
}

/// Adds what records of their own told.
fn added(told: &Told, event: &Event<'_>, facts: &mut Facts) {
    if let Some((number, from_zero)) = told.number {
        facts.number = Some(number);
        facts.flags.set(Flags::FROM_ZERO, from_zero);
    }
    if let Some((to, body)) = told.payload {
        let known = |hash: u64| (hash != 0).then_some(hash);
        identify((known(to), known(body)), event, facts);
    }
    if told.retry_after != RetryAfter::Unsaid {
        facts.retry_after = told.retry_after;
    }
    if told.created != 0 {
        facts.created = told.created;
    }
    facts.took = told.took;
    if told.python && facts.agent == 0 {
        facts.agent = 1;
        facts.flags.set(Flags::PYTHON, true);
    }
}

/// The hash of the application's own id, in a field or as the event knows it; Twilio's ids name one answer each, and join
/// nothing.
fn correlated(own: Option<&str>, event: &Event<'_>) -> u64 {
    let id = own.or(event.correlation_id).filter(|id| !id.is_empty());
    id.map_or(0, hash)
}

fn payload(fields: &Fields<'_>, event: &Event<'_>, facts: &mut Facts) {
    let to = fields.text(Name::To).filter(|to| !to.is_empty());
    let body = fields.text(Name::Body).filter(|body| !body.is_empty());
    identify((to, body), event, facts);
}

/// Recipient and body, as far as they tell one request from another.
fn identify<T: Hash + Copy>(
    (to, body): (Option<T>, Option<T>),
    event: &Event<'_>,
    facts: &mut Facts,
) {
    let addressed = event
        .resource
        .is_some_and(|resource| RECIPIENT.contains(&resource));
    if to.is_some() || (body.is_some() && !addressed) {
        facts.payload = hash((to, body));
        facts.flags.set(Flags::STRONG, body.is_some());
    }
}

fn agent(agent: &str, facts: &mut Facts) {
    if agent.is_empty() {
        return;
    }
    let name = agent.to_ascii_lowercase();
    facts.agent = u32::try_from(hash(agent) >> 32).unwrap_or(0).max(1);
    let flags = &mut facts.flags;
    flags.set(Flags::JAVA, name.contains("twilio-java"));
    flags.set(Flags::NODE, name.contains("twilio-node"));
    flags.set(Flags::GO, name.contains("twilio-go"));
    flags.set(Flags::PYTHON, name.contains("python"));
}

fn number(fields: &Fields<'_>, event: &Event<'_>, facts: &mut Facts) {
    let count = |name| {
        let number = fields.value(name).and_then(|value| value.unsigned());
        number.and_then(|number| u32::try_from(number).ok())
    };
    let attempt = count(Name::Attempt);
    let resend = count(Name::Resend);
    facts.number = attempt.or(resend).or(event.attempt);
    facts
        .flags
        .set(Flags::FROM_ZERO, attempt.is_none() && resend.is_some());
}

/// A short hash of an account, as reports show it: the beginning of its SHA-256.
fn account(name: &str) -> u32 {
    let digest = Sha256::digest(name.as_bytes());
    let mut out = 0;
    for byte in digest.iter().take(4) {
        out = out << 8 | u32::from(*byte);
    }
    out
}
