//! One format of a user's: its fields in a record's attributes, or a pattern with groups over its text.

use super::field::{Field, Values};
use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::outcome::contract::{Found, Outcome};
use regex::Regex;

/// The longest text that a pattern is tried on, in bytes. A pattern takes time in proportion to its own size as well.
const MAX_TEXT: usize = 256 << 10;

/// How a format finds its fields.
#[derive(Debug)]
pub enum Shape {
    /// By dotted names.
    Fields(Vec<(Field, String)>),
    /// By groups of a pattern, numbered.
    Pattern(Regex, Vec<(Field, usize)>),
}

/// A format that has been checked.
#[derive(Debug)]
pub struct UserFormat {
    pub(super) name: &'static str,
    pub(super) example: &'static str,
    pub(super) literals: &'static [&'static str],
    /// Every record of this format tells a call to Twilio.
    pub(super) twilio: bool,
    pub(super) shape: Shape,
}

impl UserFormat {
    /// The fields in a record; else why it is none of this format.
    fn values<'a>(&self, record: &LogRecord<'a>) -> Result<Values<'a>, &'static str> {
        let mut values = Values::default();
        match &self.shape {
            Shape::Fields(fields) => {
                if record.attributes.is_empty() {
                    return Err("the record has no named fields");
                }
                let mut any = false;
                for (field, name) in fields {
                    if let Some(value) = named(record, name) {
                        values.set(*field, value);
                        any = true;
                    }
                }
                any.then_some(values).ok_or("none of its fields is there")
            }
            Shape::Pattern(regex, groups) => {
                let captures = texts(record)
                    .find_map(|text| regex.captures(text))
                    .ok_or("its pattern does not match")?;
                for (field, group) in groups {
                    if let Some(text) = captures.get(*group) {
                        values.set(*field, Value::Text(text.as_str()));
                    }
                }
                Ok(values)
            }
        }
    }

    /// Claims the record; else says why it is none of this format.
    pub(super) fn claim<'a>(
        &self,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
    ) -> Result<(), &'static str> {
        let event = self.values(record)?.event(self.twilio, record, found)?;
        found.claim(event);
        Ok(())
    }
}

/// The value of a dotted name: `call.rc` is `rc` in the object `call`, or a field whose own name has the dot.
fn named<'a>(record: &LogRecord<'a>, name: &str) -> Option<Value<'a>> {
    let all = &record.attributes;
    let is_it = |attribute: &&Attribute<'_>| {
        let mut rest = name;
        let mut at = **attribute;
        loop {
            let Some(before) = rest.strip_suffix(at.name) else {
                return false;
            };
            let Some(holder) = all.get(at.parent as usize) else {
                return before.is_empty();
            };
            let Some(outer) = before.strip_suffix('.') else {
                return false;
            };
            (rest, at) = (outer, *holder);
        }
    };
    // Outer wrappers come first, and the application's own record last.
    all.iter()
        .rev()
        .find(is_it)
        .map(|attribute| attribute.value)
}

/// What a pattern may describe: the line as it stands, without its wrappers, without its stamp; of each the first line too.
fn texts<'a>(record: &LogRecord<'a>) -> impl Iterator<Item = &'a str> {
    let whole = [record.whole, record.line, record.body];
    let differs = move |(at, text): &(usize, &'a str)| {
        let known = whole.iter().take(*at);
        !text.is_empty() && known.clone().all(|other| other != text)
    };
    let first = |text: &'a str| {
        let line = text.split('\n').next()?;
        (line.len() < text.len()).then(|| line.trim_end_matches('\r'))
    };
    whole
        .into_iter()
        .enumerate()
        .filter(differs)
        .flat_map(move |(_, text)| std::iter::once(text).chain(first(text)))
        .filter(|text| text.len() <= MAX_TEXT)
}

impl Outcome for UserFormat {
    fn name(&self) -> &'static str {
        self.name
    }

    fn literals(&self) -> &'static [&'static str] {
        self.literals
    }

    fn example(&self) -> &'static str {
        self.example
    }

    fn halves(&self) -> bool {
        // As of other lines of text: what the line below says of a failure belongs to it.
        matches!(self.shape, Shape::Pattern(..))
    }

    fn why_not(&self, record: &LogRecord<'_>) -> String {
        let answer = self.claim(record, &mut Found::default());
        answer.err().unwrap_or("it claims the record").to_owned()
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        // A record that is not of this format is data, and what it lacks is asked for by `why_not` alone.
        let _ = self.claim(record, found);
    }
}
