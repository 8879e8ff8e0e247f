//! Which names mean what for the audit of retries, and the values that a record gives them.

use super::pairs::pairs;
use super::squeezed;
use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::envelope::shape::Remembered;
use std::cell::RefCell;
use std::rc::Rc;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Key,
    Place,
    Attempt,
    Resend,
    Correlation,
    To,
    Body,
    Created,
    Agent,
    Purpose,
    Event,
    Action,
    RetryAfter,
    Error,
    Level,
}

/// How many there are.
const NAMES: usize = 15;

/// All names without punctuation and in lower case, the better ones first.
const ALIASES: [(Name, &str); NAMES] = [
    (Name::Key, "idempotencykey xidempotencykey idemkey idem"),
    (Name::Place, "idempotencykeyin idempotencykeyplace"),
    (
        Name::Attempt,
        "attempt attemptnumber attemptno tryno trynumber xretryattempt retryattempt",
    ),
    (
        Name::Resend,
        "httprequestresendcount httpresendcount httpretrycount resendcount retrycount retryno retries",
    ),
    (
        Name::Correlation,
        "correlationid xcorrelationid requestid xrequestid traceid traceparent operationid jobid",
    ),
    (Name::To, "to recipient tonumber destination"),
    (
        Name::Body,
        "bodysha256 bodyhash payloadhash payloadsha256 bodydigest requestbodysha256 requestbodyhash",
    ),
    (
        Name::Created,
        "sid messagesid callsid resourcesid responsesid",
    ),
    (Name::Agent, "useragent useragentoriginal httpuseragent"),
    (
        Name::Purpose,
        "purpose category messagepurpose template messagetype",
    ),
    (Name::Event, "event eventname eventtype eventaction"),
    (Name::Action, "action"),
    (
        Name::RetryAfter,
        "retryafter retryafters responseretryafter",
    ),
    (Name::Error, "error err errortype exception cause"),
    (
        Name::Level,
        "level severity loglevel severitytext levelname lvl l",
    ),
];

/// Last parts of names that only with the objects around them mean something.
const TAILS: &str =
    "id key original agent count number no after sha256 hash digest in place type sid text";

/// What a name means.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    /// By itself, and how good a name it is.
    own: Option<(Name, u8)>,
    /// With the names of the objects around it it may mean more.
    tail: bool,
}

/// Where a name stands, what it means there, how good it is, and how deep it lies.
pub(super) type Known = (u32, Name, (u8, u8));

thread_local! {
    /// What was found out of the shapes met lately.
    static MET: RefCell<Remembered<Rc<[Known]>>> = RefCell::default();
}

/// The value of each name, the best that the record has.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    best: [Option<(u8, u8, Value<'a>)>; NAMES],
    /// Twilio's id of the answer stands in the place of a correlation id.
    pub(super) answered: bool,
}

impl<'a> Fields<'a> {
    const NONE: Self = Self {
        best: [None; NAMES],
        answered: false,
    };

    pub(super) fn of(record: &LogRecord<'a>) -> Self {
        let all = &record.attributes;
        if all.is_empty() {
            return Self::of_words(record.body);
        }
        let mut fields = Self::NONE;
        let known = MET.with_borrow_mut(|met| Rc::clone(met.of(all.shape(), || known(all))));
        for (place, name, (rank, depth)) in known.iter() {
            let value = match all.get(*place as usize).map(|attribute| attribute.value) {
                Some(Value::Integer(number)) => number_text(number, record),
                Some(value) => value,
                None => continue,
            };
            fields.keep(*name, *rank, *depth, value);
        }
        fields
    }

    /// What the pairs in a plain line say.
    pub(super) fn of_words(words: &'a str) -> Self {
        let mut fields = Self::NONE;
        for (name, value) in pairs(words) {
            if let Some((name, rank)) = read(name).and_then(|meaning| meaning.own) {
                fields.keep(name, rank, 0, Value::Text(value));
            }
        }
        fields
    }

    fn keep(&mut self, name: Name, rank: u8, depth: u8, value: Value<'a>) {
        if name == Name::Correlation && value.text().is_some_and(is_answer) {
            self.answered = true;
            return;
        }
        if let Some(slot) = self.best.get_mut(name as usize)
            && slot.is_none_or(|(least, near, _)| (rank, depth) < (least, near))
        {
            *slot = Some((rank, depth, value));
        }
    }

    pub(super) fn value(&self, name: Name) -> Option<Value<'a>> {
        let slot = self.best.get(name as usize).copied().flatten();
        slot.map(|(_, _, value)| value)
    }

    pub(super) fn text(&self, name: Name) -> Option<&'a str> {
        self.value(name).and_then(|value| value.text())
    }
}

/// The attributes that mean something, in the order of the record.
pub(super) fn known(all: &[Attribute<'_>]) -> Rc<[Known]> {
    let scalars = (0..).zip(all).filter(|(_, attribute)| {
        !matches!(attribute.value, Value::Object | Value::List | Value::Null)
    });
    let meaning = |(place, attribute): (u32, &Attribute<'_>)| {
        let meaning = read(attribute.name)?;
        let nested = attribute.parent != Attribute::TOP;
        let path = (nested && meaning.tail).then(|| path(all, attribute));
        let depth = if nested { depth(all, attribute) } else { 0 };
        let (name, rank) = path.as_deref().and_then(alias).or(meaning.own)?;
        Some((place, name, (rank, depth)))
    };
    scalars.filter_map(meaning).collect()
}

/// Ids may be numbers; they are compared as written.
fn number_text<'a>(number: i64, record: &LogRecord<'a>) -> Value<'a> {
    Value::Text(bumpalo::format!(in record.memory, "{}", number).into_bump_str())
}

/// What a name by itself means, and how good it is.
pub(super) fn whole(name: &str) -> Option<(Name, u8)> {
    (name.len() <= LONGEST).then(|| alias(&squeezed(name)))?
}

/// `RQ` and 32 hexadecimal digits.
pub(super) fn is_answer(id: &str) -> bool {
    id.starts_with("RQ") && crate::resource::is_sid(id)
}

/// The names of the objects around an attribute and its own, joined.
fn path(all: &[Attribute<'_>], attribute: &Attribute<'_>) -> String {
    let mut parts = vec![squeezed(attribute.name)];
    let mut at = attribute.parent;
    while let Some(object) = all.get(at as usize).filter(|_| parts.len() < 6) {
        parts.push(squeezed(object.name));
        at = object.parent;
    }
    parts.reverse();
    parts.concat()
}

fn depth(all: &[Attribute<'_>], attribute: &Attribute<'_>) -> u8 {
    let (mut at, mut depth) = (attribute.parent, 0);
    while let Some(object) = all.get(at as usize).filter(|_| depth < 6) {
        at = object.parent;
        depth += 1;
    }
    depth
}

/// The longest name as written that is looked at.
const LONGEST: usize = 48;

/// Added to the rank of names of which only the last part is known.
const LAST_PART: u8 = 100;

fn read(name: &str) -> Option<Meaning> {
    if name.len() > LONGEST {
        return None;
    }
    let plain = squeezed(name);
    let last = || {
        let (_, last) = name.rsplit_once('.')?;
        let (name, rank) = alias(&squeezed(last))?;
        Some((name, rank + LAST_PART))
    };
    let own = alias(&plain).or_else(last);
    let tail = TAILS.split(' ').any(|tail| plain.ends_with(tail));
    (own.is_some() || tail).then_some(Meaning { own, tail })
}

/// What a whole name means, and its rank.
fn alias(plain: &str) -> Option<(Name, u8)> {
    ALIASES.iter().find_map(|(name, all)| {
        let rank = all.split(' ').position(|known| known == plain)?;
        Some((*name, u8::try_from(rank).unwrap_or(LAST_PART)))
    })
}
