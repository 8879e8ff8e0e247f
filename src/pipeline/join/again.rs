//! What Apache's HTTP client prints once more: its connection, its headers and its wire log each tell of one request, and
//! of one answer; so does the SDK that uses it.

use super::call::Call;
use super::{Joiner, OwnedPiece, Part};
use crate::event::Dialect;

impl Joiner {
    /// The call that a record of Apache's client tells again.
    pub(super) fn told_again(&self, part: &Part) -> Option<usize> {
        let told = part.pieces.iter().find_map(|(dialect, piece)| {
            let telling = matches!(piece, OwnedPiece::Url(_) | OwnedPiece::Status(_));
            (*dialect == Dialect::Apache && telling).then_some(piece)
        })?;
        // Where another request waits, the answer may be its.
        let waits = |call: &Call| call.waits_for(Dialect::Apache, part);
        let open = matches!(told, OwnedPiece::Status(_)) && self.calls.iter().any(waits);
        let same = |call: &Call| {
            call.follows(part)
                && match told {
                    OwnedPiece::Url(url) => call.has_asked(url) && call.is_of(part),
                    OwnedPiece::Status(status) => !open && call.has_got(*status, part),
                    _ => false,
                }
        };
        self.calls.iter().rposition(same)
    }
}
