//! What holds only for the calls that clients of HTTP tell in records of their own: which of their answers may be whose.

use super::asker;
use super::call::{Call, Stage};
use super::{OwnedPiece, Part};
use crate::event::{Dialect, Event};

/// The most bytes between the first and the last time that one answer is told.
const NEAR: u64 = 8 << 10;

/// The most bytes between a request that was printed as it went over the wire and the body of its answer.
const BELOW: u64 = 4 << 10;

impl Call {
    /// True when it waits for the answer from this path.
    pub(super) fn has_asked(&self, path: &str) -> bool {
        let url = self.url.as_deref().unwrap_or("");
        self.stage == Stage::Open && !path.is_empty() && url.ends_with(path)
    }

    /// True when its answer was told just before.
    pub(super) fn has_got(&self, status: u16, part: &Part) -> bool {
        let near = part.offset.saturating_sub(self.answered) < NEAR;
        let answered = matches!(self.stage, Stage::Answered | Stage::Alone);
        answered
            && near
            && self.dialect == Dialect::Apache
            && self.event.event().http_status == Some(status)
            && self.is_of(part)
    }

    /// True when a record names no other connection than its request did.
    pub(super) fn is_of(&self, part: &Part) -> bool {
        self.dialect != Dialect::Apache || asker::is_one(&self.first.text, &part.text)
    }

    /// True when nothing in a record of a client says that somebody else asked.
    pub(super) fn is_asked_by(&self, dialect: Dialect, part: &Part) -> bool {
        !self.dialect.is_of_client()
            || (asker::is_one(&self.first.text, &part.text)
                && (dialect != Dialect::Wget || self.is_above(part)))
    }

    /// True when wget has nothing of another call between: where it told of the connection, the answer is on the next line.
    fn is_above(&self, part: &Part) -> bool {
        let answers = part
            .pieces
            .iter()
            .any(|(_, piece)| matches!(piece, OwnedPiece::Status(_)));
        !answers || (self.host.is_some() && self.end == part.offset)
    }

    /// True for a request that was printed as it went over the wire, not far above what may be the body of its answer.
    pub(super) fn is_printed_above(&self, event: &Event<'_>, part: &Part) -> bool {
        self.dialect == Dialect::Raw
            && self.stage == Stage::Open
            && self.follows(part)
            && part.offset.saturating_sub(self.end) < BELOW
            && self.same_place(event)
    }
}
