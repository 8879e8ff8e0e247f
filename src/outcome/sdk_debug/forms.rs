//! What stands before the values in the lines of a debug block, and the one look at a line that finds all of it.
//!
//! To search a line for each mark anew, of which most hold none, took a third of the time of a debug log.

use super::{begins, host, key, lines, method, path, status, url};
use crate::chunk::finder::Finder;
use crate::event::{Dialect, Piece};
use crate::outcome::facts::told;
use std::sync::LazyLock;

/// What stands before a value, which SDK writes it so, and how the value is read.
pub(super) struct Form {
    mark: &'static str,
    dialect: Dialect,
    read: for<'a> fn(&'a str) -> Option<Piece<'a>>,
}

const fn form(
    mark: &'static str,
    dialect: Dialect,
    read: for<'a> fn(&'a str) -> Option<Piece<'a>>,
) -> Form {
    Form {
        mark,
        dialect,
        read,
    }
}

/// A mark that is the end of another one stands after it.
const FORMS: &[Form] = &[
    form("Response Status Code: ", Dialect::Python, status),
    form("Response Status Code:", Dialect::Ruby, status),
    form("response.statusCode: ", Dialect::Node, status),
    form("response.status: ", Dialect::CSharp, lines::named_status),
    form("Status Code: ", Dialect::Php, status),
    form("response: Status ", Dialect::Any, status),
    form("status code: ", Dialect::Java, status),
    form("request method: ", Dialect::Java, method),
    form("request URL: ", Dialect::Java, url),
    form("request.method: ", Dialect::CSharp, method),
    form("request.URI: ", Dialect::CSharp, url),
    form("Request Method: <", Dialect::Ruby, method),
    form("Request Method: ", Dialect::Php, method),
    form("Request URL: ", Dialect::Php, url),
    form("Host:", Dialect::Ruby, host),
    form("Path:", Dialect::Ruby, path),
    form("Idempotency-Key : ", Dialect::Python, key),
    form("Idempotency-Key: ", Dialect::Any, key),
    form("Idempotency-Key:", Dialect::Any, key),
    form("Retry-After: ", Dialect::Any, told::asked_to_wait),
    form("PAYLOAD: ", Dialect::Python, told::payload),
];

/// The same line tells the key that a field carries.
const KEY_FIELD: Form = form("PAYLOAD: ", Dialect::Python, told::key_field);

/// The first line of a block.
const BEGIN: u64 = 1 << 63;

/// The last one of its request.
const END: u64 = 1 << 62;

/// Between the method and the status of an answer in one line.
const ANSWER: u64 = 1 << 61;

/// All headers in one line, as a map of the language or, with aiohttp, as its own kind of map.
const MAP: u64 = 1 << 60;

/// A header of Twilio's.
const HEADER: u64 = 1 << 59;

/// What a line is looked through for besides the marks of forms.
const WORDS: [(&str, u64); 11] = [
    ("BEGIN Twilio API Request", BEGIN),
    ("END Twilio API Request", END),
    ("END TWILIO API REQUEST", END),
    (" Response: ", ANSWER),
    ("eaders: {", MAP),
    ("eaders:{", MAP),
    ("eaders: <CIMulti", MAP),
    ("wilio-request-id", HEADER),
    ("wilio-Request-Id", HEADER),
    ("wilio-error-code", HEADER),
    ("wilio-Error-Code", HEADER),
];

/// A bit for each form, and those of the words.
static ALL: LazyLock<Finder> = LazyLock::new(|| {
    let forms = FORMS.iter().enumerate();
    let mut all: Vec<(&str, u64)> = forms.map(|(at, form)| (form.mark, 1 << at)).collect();
    all.extend(WORDS);
    Finder::new(&all, &[])
});

/// What stands in a line.
#[derive(Clone, Copy)]
pub(super) struct Signs(u64);

impl Signs {
    pub(super) fn of(line: &str) -> Self {
        Self(ALL.bits(line.as_bytes(), 0))
    }

    pub(super) const fn begin(self) -> bool {
        self.0 & BEGIN != 0
    }

    pub(super) const fn end(self) -> bool {
        self.0 & END != 0
    }

    pub(super) const fn answer(self) -> bool {
        self.0 & ANSWER != 0
    }

    /// True for all headers in one line.
    pub(super) const fn spell_headers(self) -> bool {
        self.0 & MAP != 0
    }

    pub(super) const fn header(self) -> bool {
        self.0 & HEADER != 0
    }

    /// The value of the first form that begins the message of the line.
    pub(super) fn value(self, line: &str) -> Option<(Dialect, Piece<'_>)> {
        let forms = FORMS.iter().enumerate();
        let mut standing = forms.filter(|(at, _)| self.0 & (1 << at) != 0);
        standing.find_map(|(_, form)| form.value(line))
    }
}

/// The key among the fields of a payload.
pub(super) fn key_field(line: &str) -> Option<(Dialect, Piece<'_>)> {
    KEY_FIELD.value(line)
}

impl Form {
    /// The value after a mark that begins the message.
    fn value<'a>(&self, line: &'a str) -> Option<(Dialect, Piece<'a>)> {
        let at = memchr::memmem::find(line.as_bytes(), self.mark.as_bytes())?;
        let (before, rest) = line.split_at(at);
        let value = rest[self.mark.len()..].trim();
        begins(before).then_some(())?;
        Some((self.dialect, (self.read)(value)?))
    }
}
