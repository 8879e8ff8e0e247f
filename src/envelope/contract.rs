//! What an envelope is, and the record that comes out of it: timestamp, severity, body and attributes, as in
//! OpenTelemetry's log data model.

use super::shape::{self, Place, Shape, Shapes};
use crate::timestamp::{Naive, Timestamp};
use bumpalo::Bump;
use bumpalo::collections::Vec;
use std::ops::Deref;

/// The most attributes that are kept of one record; what comes after them is not read.
pub const MAX_ATTRIBUTES: usize = 1 << 16;

/// How deep envelopes may nest.
pub const MAX_DEPTH: usize = 6;

/// A value of a record. Texts are unescaped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// An object; its members are the attributes that name it as parent.
    Object,
    /// A list; its members have empty names.
    List,
}

impl<'a> Value<'a> {
    /// The text, if it is one.
    #[must_use]
    pub const fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number that is not negative, also when it is written as a text.
    #[must_use]
    pub fn unsigned(&self) -> Option<u64> {
        match self {
            Self::Integer(number) => u64::try_from(*number).ok(),
            Self::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        }
    }
}

/// A named value. Nested objects are flat here: each member names its parent by index.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'a> {
    /// The key as written; empty for the members of a list.
    pub name: &'a str,
    /// Index of the object or list around it; [`Attribute::TOP`] for none.
    pub parent: u32,
    /// The value.
    pub value: Value<'a>,
}

impl Attribute<'_> {
    /// Parent of the attributes that stand at the top.
    pub const TOP: u32 = u32::MAX;
}

/// The attributes of a record in their order, and the shape that they make.
#[derive(Debug)]
pub struct Attributes<'a> {
    list: Vec<'a, Attribute<'a>>,
    shape: Shape,
}

impl<'a> Deref for Attributes<'a> {
    type Target = [Attribute<'a>];

    fn deref(&self) -> &Self::Target {
        &self.list
    }
}

impl<'a> Attributes<'a> {
    /// None yet.
    pub(super) fn new_in(memory: &'a Bump) -> Self {
        Self {
            list: Vec::new_in(memory),
            shape: Shape::EMPTY,
        }
    }

    /// Their shape, as far as anybody followed it.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// Adds one without following the shape.
    pub fn push(&mut self, attribute: Attribute<'a>) {
        self.shape = Shape::UNKNOWN;
        self.list.push(attribute);
    }

    /// Drops all from that place on.
    pub(super) fn truncate(&mut self, length: usize) {
        if length < self.list.len() {
            self.shape = match length {
                0 => Shape::EMPTY,
                _ => Shape::UNKNOWN,
            };
            self.list.truncate(length);
        }
    }

    /// Finds the shape of what was added without following it.
    pub(super) fn follow(&mut self) {
        if self.shape == Shape::UNKNOWN {
            self.shape = shape::shapes(|shapes| shapes.follow(&self.list));
        }
    }

    /// Adds many, which `add` follows: it gets the place of those before and answers that of the last.
    pub(super) fn extend_followed<T>(
        &mut self,
        add: impl FnOnce(&mut Shapes, Place, &mut Vec<'a, Attribute<'a>>) -> (Place, T),
    ) -> T {
        shape::shapes(|shapes| {
            let before = shapes.place(self.shape);
            let (after, told) = add(shapes, before, &mut self.list);
            self.shape = shapes.shape(after);
            told
        })
    }
}

/// A record with its wrappers off.
#[derive(Debug)]
pub struct LogRecord<'a> {
    /// The innermost stamp.
    pub timestamp: Option<Timestamp>,
    /// The level as written by the innermost logger that names one.
    pub severity: Option<&'a str>,
    /// The thread, task or worker that wrote it, as written.
    pub thread: Option<&'a str>,
    /// The process, container or host that wrote it, as written.
    pub process: Option<&'a str>,
    /// The whole text, with all its wrappers: a user's pattern may describe the line as it stands in the file.
    pub whole: &'a str,
    /// It was written in the colours of a background that few programs set (`ESC[49m`), which are taken out.
    pub coloured: bool,
    /// The innermost text without its stamp: the message.
    pub body: &'a str,
    /// The innermost text with its stamp: formats whose stamp stands in the middle (access logs) need what is before it.
    pub line: &'a str,
    /// A text that stands in the input in a form that hides its words (journald's lists of bytes).
    pub hidden: Option<&'a str>,
    /// The named values, outer envelopes first.
    pub attributes: Attributes<'a>,
    /// Names of the envelopes, outermost first; the first [`LogRecord::depth`] are set.
    envelopes: [&'static str; MAX_DEPTH],
    depth: usize,
    /// True for one of the objects that a document lists: what it is may follow from the list that it stood in.
    pub listed: bool,
    /// True for an object that its logger cut short, of which only the beginning is known.
    pub cut: bool,
    /// How its stamps without a zone or a year are read.
    pub naive: Naive,
    /// Memory of the record's unescaped texts; freed with the record.
    pub memory: &'a Bump,
}

impl<'a> LogRecord<'a> {
    /// A record that is all body.
    #[must_use]
    pub fn new(text: &'a str, memory: &'a Bump) -> Self {
        Self {
            timestamp: None,
            severity: None,
            thread: None,
            process: None,
            whole: text,
            coloured: false,
            body: text,
            line: text,
            hidden: None,
            attributes: Attributes::new_in(memory),
            envelopes: [""; MAX_DEPTH],
            depth: 0,
            listed: false,
            cut: false,
            naive: Naive::default(),
            memory,
        }
    }

    /// The envelopes that were taken off, outermost first.
    #[must_use]
    pub fn envelopes(&self) -> &[&'static str] {
        &self.envelopes[..self.depth]
    }

    /// Notes that one more envelope is off; false when the limit is reached.
    pub(super) const fn push_envelope(&mut self, name: &'static str) -> bool {
        if self.depth == MAX_DEPTH {
            return false;
        }
        self.envelopes[self.depth] = name;
        self.depth += 1;
        true
    }

    /// The body and every text value, the body first; a text that stands twice comes twice.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.body).chain(
            self.attributes
                .iter()
                .filter_map(|attribute| attribute.value.text()),
        )
    }
}

/// One way that a logger or a platform wraps a record.
pub trait Envelope: Sync {
    /// Its name in `format`, in the help and in the documentation.
    fn name(&self) -> &'static str;
    /// A line of this kind, for the documentation; the conformance test unwraps it.
    fn example(&self) -> &'static str;
    /// False when no text of this kind begins with that byte; asked once, so that most members are never called.
    fn begins(&self, _first: u8) -> bool {
        true
    }
    /// Takes the wrapper off: writes what it says into the record and answers the text inside, which may be wrapped
    /// again. `None` when the text is not wrapped this way; the record is then unchanged.
    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str>;
}
