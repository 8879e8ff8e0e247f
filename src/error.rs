//! What can stop a run: one error type that says the place, what was expected, what was found, and the cure.

use std::fmt;

/// A failure of the run (never of a line: a bad line is counted data).
///
/// Printed as one line: `place: expected …, found …; cure`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: expected {expected}, found {found}; {cure}")]
pub struct Error {
    /// Where: a file name, a flag, an output folder.
    pub place: String,
    /// What would have been right there.
    pub expected: String,
    /// What was there instead, in the words of the system where it is an I/O error.
    pub found: String,
    /// What the reader can do about it.
    pub cure: String,
    /// True when the other end of a pipe closed: the run ends quietly with exit code 0.
    pub broken_pipe: bool,
}

/// Result of anything that can stop a run or an input.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Builds an error from its four parts.
    pub fn new(
        place: impl fmt::Display,
        expected: impl fmt::Display,
        found: impl fmt::Display,
        cure: impl fmt::Display,
    ) -> Self {
        Self {
            place: place.to_string(),
            expected: expected.to_string(),
            found: found.to_string(),
            cure: cure.to_string(),
            broken_pipe: false,
        }
    }

    /// Wraps an I/O error; `found` is the system's own text.
    pub fn io(
        place: impl fmt::Display,
        expected: impl fmt::Display,
        error: &std::io::Error,
        cure: impl fmt::Display,
    ) -> Self {
        let mut out = Self::new(place, expected, error, cure);
        out.broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        out
    }
}
