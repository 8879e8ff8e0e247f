//! Walking JSON of any size piece by piece: where documents, and the records in their lists, begin and end.
//!
//! Brackets, strings and the order of members are checked; numbers and words are not, as records are parsed later.

use super::lists::{self, Role, Rule};
use memchr::memchr3;

/// The deepest nesting that is walked.
const DEEPEST: usize = 512;

/// The longest key that is kept; a longer one is no name of a list.
const LONGEST_KEY: usize = 64;

/// Where a walk stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Before the first byte of a document.
    Document,
    /// After the last byte of a document.
    DocumentEnd,
    /// Before the first byte of a record.
    Element,
    /// After the last byte of a record.
    ElementEnd,
    /// Before a byte that cannot stand there.
    Broken,
    /// At the end of the piece.
    More,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    /// A value; after an opening bracket also a closing one.
    Value {
        first: bool,
    },
    Key {
        first: bool,
    },
    Colon,
    After,
    Word,
    Text {
        key: bool,
    },
    Escaped {
        key: bool,
    },
}

/// A bracket that is open around the records.
#[derive(Debug)]
struct Around {
    /// The key before it; none for the members of an array and at the top.
    name: Option<Box<str>>,
    role: Role,
}

/// The state of a walk between two pieces.
#[expect(clippy::struct_excessive_bools, reason = "four plain facts of a walk")]
#[derive(Debug)]
pub struct Walker {
    rule: Rule,
    state: State,
    /// Open brackets, true for arrays.
    brackets: Vec<bool>,
    /// The outermost of them, those that are not inside a record.
    around: Vec<Around>,
    in_element: bool,
    /// The mark before the next bracket was given already.
    announced: bool,
    key: Vec<u8>,
    listed: bool,
    logger: bool,
}

impl Walker {
    /// Before a document.
    pub const fn new(rule: Rule) -> Self {
        Self {
            rule,
            state: State::Between,
            brackets: Vec::new(),
            around: Vec::new(),
            in_element: false,
            announced: false,
            key: Vec::new(),
            listed: false,
            logger: false,
        }
    }

    /// Before a document whose beginning was told already.
    pub const fn again(rule: Rule) -> Self {
        let mut walker = Self::new(rule);
        walker.announced = true;
        walker
    }

    /// Gives the mark before the next bracket once more.
    pub const fn announce_again(&mut self) {
        self.announced = false;
    }

    /// True when the document is a list of records, as far as it was walked: an array, or an object around one that is
    /// no logger's.
    pub const fn is_list(&self) -> bool {
        self.listed && !self.logger
    }

    /// True between two documents.
    pub fn is_between(&self) -> bool {
        self.state == State::Between
    }

    /// Walks on to the next mark; answers how many bytes were walked.
    pub fn walk(&mut self, bytes: &[u8]) -> (usize, Mark) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            match self.state {
                State::Text { key } => {
                    at += self.text(&bytes[at..], key);
                    if matches!(self.state, State::Text { .. }) && bytes.get(at) == Some(&b'\n') {
                        return (at, Mark::Broken);
                    }
                }
                State::Escaped { key } => {
                    if byte == b'\n' {
                        return (at, Mark::Broken);
                    }
                    self.keep(&[byte], key);
                    self.state = State::Text { key };
                    at += 1;
                }
                State::Word if byte.is_ascii_alphanumeric() || b"+-.".contains(&byte) => at += 1,
                State::Word => self.state = State::After,
                _ if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => at += 1,
                _ => match self.step(byte) {
                    Step::On => at += 1,
                    Step::Before(mark) => return (at, mark),
                    Step::Past(mark) => return (at + 1, mark),
                },
            }
        }
        (at, Mark::More)
    }

    /// Walks through a string; answers how many bytes, stopping before a line end.
    fn text(&mut self, bytes: &[u8], key: bool) -> usize {
        let Some(end) = memchr3(b'"', b'\\', b'\n', bytes) else {
            self.keep(bytes, key);
            return bytes.len();
        };
        self.keep(&bytes[..end], key);
        match bytes[end] {
            b'"' if key => {
                self.state = State::Colon;
                self.note_key();
                end + 1
            }
            b'"' => {
                self.state = State::After;
                end + 1
            }
            b'\\' => {
                self.state = State::Escaped { key };
                end + 1
            }
            _ => end,
        }
    }

    fn keep(&mut self, bytes: &[u8], key: bool) {
        if key && !self.in_element && self.key.len() <= LONGEST_KEY {
            let room = LONGEST_KEY + 1 - self.key.len();
            self.key.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn note_key(&mut self) {
        if !self.in_element && self.brackets.len() == 1 {
            self.logger |= std::str::from_utf8(&self.key).is_ok_and(lists::is_loggers);
        }
    }

    /// Takes a byte outside of strings that is no white space.
    fn step(&mut self, byte: u8) -> Step {
        match (self.state, byte) {
            (State::Between | State::Value { .. }, b'{' | b'[') => self.open(byte == b'['),
            (State::Value { first: true } | State::After, b']') => self.close(true),
            (State::Key { first: true } | State::After, b'}') => self.close(false),
            (State::Value { .. }, b'"') => self.go(State::Text { key: false }),
            (State::Value { .. }, b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => {
                self.go(State::Word)
            }
            (State::Key { .. }, b'"') => {
                self.key.clear();
                self.go(State::Text { key: true })
            }
            (State::Colon, b':') => self.go(State::Value { first: false }),
            (State::After, b',') => match self.brackets.last() {
                Some(true) => {
                    self.key.clear();
                    self.go(State::Value { first: false })
                }
                _ => self.go(State::Key { first: false }),
            },
            _ => Step::Before(Mark::Broken),
        }
    }

    const fn go(&mut self, state: State) -> Step {
        self.state = state;
        Step::On
    }

    fn open(&mut self, array: bool) -> Step {
        let lists = self
            .around
            .last()
            .is_some_and(|around| around.role == Role::Records);
        let element = !self.in_element && !array && lists && self.brackets.last() == Some(&true);
        let mark = match (self.state, element) {
            (State::Between, _) => Some(Mark::Document),
            (_, true) => Some(Mark::Element),
            _ => None,
        };
        if let Some(mark) = mark.filter(|_| !self.announced) {
            self.announced = true;
            return Step::Before(mark);
        }
        if self.brackets.len() >= DEEPEST {
            return Step::Before(Mark::Broken);
        }
        self.announced = false;
        if element {
            self.in_element = true;
            self.listed = true;
        } else if !self.in_element {
            self.surround(array);
        }
        self.brackets.push(array);
        self.key.clear();
        self.go(if array {
            State::Value { first: true }
        } else {
            State::Key { first: true }
        })
    }

    /// Notes a bracket that is not inside a record.
    fn surround(&mut self, array: bool) {
        if self.around.is_empty() {
            (self.listed, self.logger) = (array, false);
        }
        let member = self.brackets.last() == Some(&false);
        let name = member.then(|| String::from_utf8_lossy(&self.key).into());
        self.around.push(Around {
            name,
            role: Role::Plain,
        });
        // An array in a plain array lies nowhere; one around lists passes on what it is.
        let inside_array = self.brackets.last() == Some(&true);
        if array && !inside_array {
            let names = self
                .around
                .iter()
                .filter_map(|around| around.name.as_deref());
            let role = lists::role(&names, self.rule);
            if let Some(last) = self.around.last_mut() {
                last.role = role;
            }
        }
    }

    fn close(&mut self, array: bool) -> Step {
        if self.brackets.last() != Some(&array) {
            return Step::Before(Mark::Broken);
        }
        self.brackets.pop();
        self.state = State::After;
        if !self.in_element {
            self.around.pop();
        } else if self.brackets.len() == self.around.len() {
            self.in_element = false;
            return Step::Past(Mark::ElementEnd);
        }
        if self.brackets.is_empty() {
            self.state = State::Between;
            return Step::Past(Mark::DocumentEnd);
        }
        Step::On
    }
}

/// What became of a byte.
enum Step {
    On,
    Before(Mark),
    Past(Mark),
}
