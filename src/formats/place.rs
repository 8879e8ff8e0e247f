//! Where in a file something is wrong: `file:line:column`.

use crate::error::Error;
use std::fmt::Display;
use std::ops::Range;

/// A file that is being checked.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its text.
    pub text: &'t str,
}

impl<'t> Checked<'t> {
    /// An error at a byte of the file. The column counts characters, from 1.
    pub fn wrong(
        &self,
        at: usize,
        expected: impl Display,
        found: impl Display,
        cure: impl Display,
    ) -> Error {
        let before = self.text.get(..at).unwrap_or(self.text);
        let (line, column) = position(before);
        Error::new(
            format!("{}:{line}:{column}", self.name),
            expected,
            found,
            cure,
        )
    }

    /// The byte of the file at which byte `offset` of a text value stands. Where escapes move it, the value's start.
    pub fn inside(&self, span: &Range<usize>, value: &str, offset: usize) -> usize {
        let written: &'t str = self.text.get(span.clone()).unwrap_or("");
        written
            .find(value)
            .map_or(span.start, |start| span.start + start + offset)
    }
}

/// Line and column, from 1, of what follows a text.
pub fn position(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or("");
    (line, last.chars().count() + 1)
}
