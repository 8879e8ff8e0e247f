//! The values that a record gives to the names that the audit of retries knows.

mod alias;

pub(super) use alias::{Name, whole};

use super::pairs::{pairs, printed};
use super::squeezed;
use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::envelope::shape::Remembered;
use alias::{IN_MILLISECONDS, LAST_PART, NAMES, UNREADABLE, alias, alone, read};
use std::cell::RefCell;
use std::rc::Rc;

/// Where a name stands, what it means there, how good it is, and how deep it lies.
pub(super) type Known = (u32, Name, (u8, u8));

thread_local! {
    /// What was found out of the shapes met lately.
    static MET: RefCell<Remembered<Rc<[Known]>>> = RefCell::default();
}

/// Which part of a request carried a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    Header,
    Field,
}

/// The value of each name, the best that the record has.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    best: [Option<(u8, u8, Value<'a>)>; NAMES],
    /// Twilio's id of the answer stands in the place of a correlation id.
    pub(super) answered: bool,
    /// Which part of the request carried the key, where the record shows it.
    pub(super) carrier: Option<Carrier>,
}

/// How deep the words of a message lie: every field is nearer.
const IN_WORDS: u8 = 10;

impl<'a> Fields<'a> {
    const NONE: Self = Self {
        best: [None; NAMES],
        answered: false,
        carrier: None,
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
            if fields.keep(*name, *rank, *depth, value) && *name == Name::Key {
                fields.carrier = carrier(around(all, *place));
            }
        }
        fields.add_words(record.body, true);
        fields
    }

    /// What the pairs in a plain line say.
    pub(super) fn of_words(words: &'a str) -> Self {
        let mut fields = Self::NONE;
        fields.add_words(words, false);
        fields
    }

    /// What a message says; beside fields every one of them says it better.
    fn add_words(&mut self, words: &'a str, beside_fields: bool) {
        for (name, value) in pairs(words).chain(printed(words)) {
            self.add(name, beside_fields, Value::Text(value));
        }
    }

    /// Adds what stands under a name that is itself a value, as in a span; `worse` than any field.
    pub(super) fn add(&mut self, name: &str, worse: bool, value: Value<'a>) {
        let Some((known, rank)) = alone(name) else {
            return;
        };
        let rank = match rank {
            ..LAST_PART if worse => rank + LAST_PART,
            rank => rank,
        };
        let depth = if worse { IN_WORDS } else { 0 };
        if self.keep(known, rank, depth, value) && known == Name::Key {
            self.carrier = carrier(name.rsplit('.').skip(1));
        }
    }

    /// Keeps a value if it is the best of its name so far.
    fn keep(&mut self, name: Name, rank: u8, depth: u8, value: Value<'a>) -> bool {
        if name == Name::Correlation && value.text().is_some_and(is_answer) {
            self.answered = true;
            return false;
        }
        match self.best.get_mut(name as usize) {
            Some(slot) if slot.is_none_or(|(least, near, _)| (rank, depth) < (least, near)) => {
                *slot = Some((rank, depth, value));
                true
            }
            _ => false,
        }
    }

    pub(super) fn value(&self, name: Name) -> Option<Value<'a>> {
        let slot = self.best.get(name as usize).copied().flatten();
        slot.map(|(_, _, value)| value)
    }

    pub(super) fn text(&self, name: Name) -> Option<&'a str> {
        self.value(name).and_then(|value| value.text())
    }

    /// What the answer asked to wait, in its words, and how many of the name's units make a second; 0 where nobody knows.
    pub(super) fn wait(&self) -> Option<(Value<'a>, f64)> {
        let slot = self.best.get(Name::RetryAfter as usize).copied().flatten();
        slot.map(|(rank, _, value)| match rank {
            UNREADABLE.. => (value, 0.0),
            rank if rank % LAST_PART >= IN_MILLISECONDS => (value, 1000.0),
            _ => (value, 1.0),
        })
    }
}

/// The attributes that mean something, in the order of the record.
pub(super) fn known(all: &[Attribute<'_>]) -> Rc<[Known]> {
    let meaning = |(place, attribute): (u32, &Attribute<'_>)| {
        let value = value_of(all, place)?;
        let meaning = read(attribute.name)?;
        let nested = attribute.parent != Attribute::TOP;
        let path = (nested && meaning.tail).then(|| path(all, attribute));
        let depth = if nested { depth(all, attribute) } else { 0 };
        let (name, rank) = path.as_deref().and_then(alias).or(meaning.own)?;
        Some((value, name, (rank, depth)))
    };
    (0..).zip(all).filter_map(meaning).collect()
}

/// Where the value of a name stands: at the name, or of a header in a list that has no other, as Go, .NET and Caddy print
/// them.
fn value_of(all: &[Attribute<'_>], place: u32) -> Option<u32> {
    let attribute = all.get(place as usize)?;
    match attribute.value {
        Value::Object | Value::Null => None,
        Value::List => {
            let element = |step: usize| {
                all.get(place as usize + step)
                    .filter(|element| element.parent == place)
            };
            let plain = |element: &Attribute<'_>| {
                !matches!(element.value, Value::Object | Value::List | Value::Null)
            };
            let one = element(1).is_some_and(plain) && element(2).is_none();
            let header = || around(all, place).any(is_of_headers) || is_of_headers(attribute.name);
            (one && header()).then_some(place + 1)
        }
        _ => Some(place),
    }
}

fn is_of_headers(name: &str) -> bool {
    name.contains("eader")
}

/// The names of the objects and lists around a place, its own dotted parts first, innermost first; of a list's member the
/// list's own name is left out.
fn around<'a>(all: &'a [Attribute<'_>], place: u32) -> impl Iterator<Item = &'a str> {
    let own = all.get(place as usize);
    let mut at = own.map_or(Attribute::TOP, |own| own.parent);
    let dotted = own.map_or("", |own| own.name).rsplit('.').skip(1);
    let parents = std::iter::from_fn(move || {
        let object = all.get(at as usize)?;
        at = object.parent;
        Some(object.name)
    });
    dotted.chain(parents.take(6))
}

/// What the names around a key say of its carrier.
fn carrier<'n>(mut around: impl Iterator<Item = &'n str>) -> Option<Carrier> {
    const FIELDS: [&str; 8] = [
        "body",
        "requestbody",
        "reqbody",
        "httprequestbody",
        "form",
        "formdata",
        "postdata",
        "params",
    ];
    around.find_map(|name| {
        if is_of_headers(name) {
            return Some(Carrier::Header);
        }
        let field = name.len() <= 32 && FIELDS.contains(&squeezed(name).as_str());
        field.then_some(Carrier::Field)
    })
}

/// Ids may be numbers; they are compared as written.
fn number_text<'a>(number: i64, record: &LogRecord<'a>) -> Value<'a> {
    Value::Text(bumpalo::format!(in record.memory, "{}", number).into_bump_str())
}

/// `RQ` and 32 hexadecimal digits.
#[inline]
pub(super) fn is_answer(id: impl AsRef<[u8]>) -> bool {
    let id = id.as_ref();
    id.starts_with(b"RQ") && crate::resource::is_sid(id)
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
