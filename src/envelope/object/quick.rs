//! The fast way through the JSON that loggers write; whatever is unusual is left to `serde_json`, its plain twin.
//!
//! A `serde` visitor pays for its generality at every key: on 1.1 GB of JSON lines with a fifth of them read, the whole
//! run took 1.1 CPU seconds with this way and 1.3 without. Control characters, which no string may hold, are looked for
//! once per record: looking in every string, eight bytes at a time, took a fifth more instructions here. What stands
//! between two values is the same in most records, brackets, name and colon: it is compared as a whole where it was seen
//! before, and read by the grammar where it was not.

mod scalar;

use crate::envelope::contract::{Attribute, Attributes, MAX_ATTRIBUTES, Value};
use crate::envelope::shape::{Kind, NOWHERE, Place, Shapes};
use bumpalo::Bump;
use bumpalo::collections::Vec;

/// How deep objects may nest here; deeper ones are for the plain way.
const DEPTH: usize = 32;

/// How many members a record is given room for at first.
const MEMBERS: usize = 32;

/// Reads one object that fills the text; false when it is anything but plain, valid JSON. `out` may then hold a part.
pub(super) fn object<'a>(text: &'a str, out: &mut Attributes<'a>, memory: &'a Bump) -> bool {
    // Logs that span lines or indent with tabs are valid too, and go the plain way.
    if text.bytes().fold(u8::MAX, u8::min) < b' ' {
        return false;
    }
    out.extend_followed(|shapes, place, out| {
        out.reserve(MEMBERS);
        let mut read = Read {
            place: shapes.begin(place),
            shapes,
            text,
            bytes: text.as_bytes(),
            at: 0,
            ended: 0,
            before: out.len(),
            out,
            memory,
        };
        let done = read.all().is_some();
        (read.place, done)
    })
}

struct Read<'o, 'a> {
    shapes: &'o mut Shapes,
    /// What was read so far, as a place among the shapes.
    place: Place,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the value that was read last ended: of a string its closing quote, of an object or list its opening bracket.
    ended: usize,
    /// How many attributes there were before.
    before: usize,
    out: &'o mut Vec<'a, Attribute<'a>>,
    memory: &'a Bump,
}

/// An object or a list, by its place among the attributes.
#[derive(Clone, Copy)]
struct Around {
    own: u32,
    list: bool,
}

impl Around {
    /// The object that the text is.
    const TOP: Self = Self {
        own: Attribute::TOP,
        list: false,
    };

    const fn close(self) -> u8 {
        if self.list { b']' } else { b'}' }
    }
}

impl<'a> Read<'_, 'a> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Steps over one byte, which must be `byte`.
    #[inline]
    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The whole object, and nothing but blanks around it.
    fn all(&mut self) -> Option<()> {
        loop {
            self.known()?;
            if !self.member()? {
                return Some(());
            }
        }
    }

    /// Reads values as long as what stands between them was seen before.
    fn known(&mut self) -> Option<()> {
        loop {
            let from = self.ended;
            let rest = self.bytes.get(from..)?;
            let Some((likely, step)) = self.shapes.likely(self.place, rest) else {
                return Some(());
            };
            let between = &step.between;
            let (at, parent, kind) = (between.name, step.parent, step.kind);
            let name = self.text.get(from + at..from + at + step.name.len())?;
            let (length, quoted) = (between.bytes.len(), between.quoted);
            self.at = from + length;
            // A string where there was none: its quote belongs to what stands between, so that it is not taken for the end
            // of a number.
            if !quoted && self.peek() == Some(b'"') {
                return Some(());
            }
            let value = if quoted {
                Value::Text(self.string()?)
            } else {
                self.value()?
            };
            let attribute = Attribute {
                name,
                parent,
                value,
            };
            if kind == Kind::of(value) {
                self.place = likely;
                self.push(attribute)?;
            } else {
                self.enter(attribute, (rest.get(..length)?, at))?;
            }
        }
    }

    /// Reads what stands behind the last value by the grammar, and the next value; false at the end.
    fn member(&mut self) -> Option<bool> {
        let from = self.ended;
        self.at = from;
        let (mut around, mut opened) = self.resume()?;
        self.blanks();
        while self.peek()? == around.close() {
            self.at += 1;
            self.blanks();
            if around.own == Attribute::TOP {
                return (self.at == self.bytes.len()).then_some(false);
            }
            around = self.around(self.out.get(around.own as usize)?.parent)?;
            opened = false;
        }
        if !opened {
            self.expect(b',')?;
            self.blanks();
        }
        let (name, at) = if around.list {
            ("", 0)
        } else {
            self.name(from)?
        };
        let start = self.at + usize::from(self.peek()? == b'"');
        let attribute = Attribute {
            name,
            parent: around.own,
            value: self.value()?,
        };
        self.enter(attribute, (self.bytes.get(from..start)?, at))?;
        Some(true)
    }

    /// What is around the end of the last value; true when it was just opened.
    fn resume(&mut self) -> Option<(Around, bool)> {
        let Some(last) = self.out.get(self.before..).and_then(<[_]>::last) else {
            self.blanks();
            self.expect(b'{')?;
            return Some((Around::TOP, true));
        };
        let list = last.value == Value::List;
        if list || last.value == Value::Object {
            let own = u32::try_from(self.out.len() - 1).ok()?;
            return Some((Around { own, list }, true));
        }
        // The closing quote.
        self.at += usize::from(matches!(last.value, Value::Text(_)));
        Some((self.around(last.parent)?, false))
    }

    /// The object or list at a place.
    fn around(&self, own: u32) -> Option<Around> {
        if own == Attribute::TOP {
            return Some(Around::TOP);
        }
        let list = self.out.get(own as usize)?.value == Value::List;
        Some(Around { own, list })
    }

    /// A member's name with its colon, and where the name begins behind `from`.
    fn name(&mut self, from: usize) -> Option<(&'a str, usize)> {
        self.expect(b'"')?;
        let start = self.at;
        let name = self.string()?;
        // With an escape the name is not the bytes between the quotes.
        if self.at != start + name.len() + 1 {
            self.place = NOWHERE;
        }
        self.blanks();
        self.expect(b':')?;
        self.blanks();
        Some((name, start - from))
    }

    /// Takes an attribute that stands behind bytes that were not seen before, or not before such a value.
    #[cold]
    fn enter(&mut self, attribute: Attribute<'a>, between: (&[u8], usize)) -> Option<()> {
        if matches!(attribute.value, Value::Object | Value::List) {
            let mut parent = attribute.parent;
            for _ in 0..DEPTH {
                if parent == Attribute::TOP {
                    break;
                }
                parent = self.out.get(parent as usize)?.parent;
            }
            (parent == Attribute::TOP).then_some(())?;
        }
        self.place = self.shapes.after(self.place, &attribute, between);
        self.push(attribute)
    }

    #[inline]
    fn push(&mut self, attribute: Attribute<'a>) -> Option<()> {
        self.ended = self.at - usize::from(matches!(attribute.value, Value::Text(_)));
        let index = self.out.len();
        self.out.push(attribute);
        (index < MAX_ATTRIBUTES).then_some(())
    }

    /// A value; of an object or a list only the opening bracket.
    #[inline]
    fn value(&mut self) -> Option<Value<'a>> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.string().map(Value::Text)
            }
            b'{' => self.word("{", Value::Object),
            b'[' => self.word("[", Value::List),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Option<Value<'a>> {
        let rest = self.bytes.get(self.at..)?;
        rest.starts_with(word.as_bytes()).then_some(())?;
        self.at += word.len();
        Some(value)
    }
}
