//! Which of several calls a record is about; where nothing tells, what it says is not given to any of them.

use super::call::{Call, Stage};
use super::share::Shared;
use super::{Joiner, OwnedPiece, Part};
use crate::event::{Dialect, Event, Origin};

impl Joiner {
    /// The latest of the calls that wait; where they differ, all keep only what they share, as the answer may be of any.
    pub(super) fn latest(&mut self, waits: impl Fn(&Call) -> bool) -> Option<usize> {
        let place = self.calls.iter().rposition(&waits)?;
        let mut shared: Option<Shared> = None;
        for call in self.calls.iter().filter(|call| waits(call)) {
            let told = call.asked();
            shared = Some(match shared {
                None => told,
                Some(before) => before.with(&told),
            });
        }
        if let Some(shared) = shared {
            for call in self.calls.iter_mut().filter(|call| waits(call)) {
                call.keep(&shared);
            }
        }
        Some(place)
    }

    /// The call that somebody who did not answer was asked by: that of the same thread; without a thread, the only one,
    /// and only on the line below it.
    pub(super) fn unanswered(&self, part: &Part) -> Option<usize> {
        let open = Call::is_waiting;
        if part.writer.is_known() {
            let mine = |call: &Call| open(call) && call.first.writer.is(&part.writer);
            return self.calls.iter().rposition(mine);
        }
        let mut waiting = (0..self.calls.len()).filter(|place| open(&self.calls[*place]));
        let only = waiting.next().filter(|_| waiting.next().is_none())?;
        (self.calls[only].end == part.offset).then_some(only)
    }

    /// The call that nobody at a URL answered: that of the same thread; without a thread, the only one that asked there.
    pub(super) fn unanswered_at(&self, url: &str, part: &Part) -> Option<usize> {
        let open = |call: &Call| call.is_to(url) && call.follows(part);
        if part.writer.is_known() {
            let mine = |call: &Call| open(call) && call.first.writer.is(&part.writer);
            return self.calls.iter().rposition(mine);
        }
        let mut waiting = (0..self.calls.len()).filter(|place| open(&self.calls[*place]));
        waiting.next().filter(|_| waiting.next().is_none())
    }

    /// The call whose request a record goes on with: that of the same thread; without a thread, the only one that is not
    /// told to its end, or the one on the line above; else nobody knows.
    pub(super) fn being_asked(
        &self,
        dialect: Dialect,
        piece: &OwnedPiece,
        part: &Part,
    ) -> Option<usize> {
        let open = |call: &Call| call.is_being_asked(dialect, part);
        let mine = |call: &Call| open(call) && call.first.writer.is(&part.writer);
        let above = |call: &Call| open(call) && call.end == part.offset;
        let only = || {
            let mut all = (0..self.calls.len()).filter(|place| open(&self.calls[*place]));
            all.next().filter(|_| all.next().is_none())
        };
        let place = self.calls.iter().rposition(mine);
        let place = place.or_else(|| self.calls.iter().rposition(above));
        place
            .or_else(only)
            .filter(|place| self.calls[*place].lacks(piece))
    }

    /// The call that an event completes.
    pub(super) fn completed_by(&mut self, event: &Event<'_>, part: &Part) -> Option<usize> {
        let below = |call: &Call| {
            call.stage == Stage::Alone
                && (call.is_chained_to(event, part)
                    || call.is_retold_by(event, part)
                    || call.is_continued_by(event, part))
        };
        if let Some(place) = self.explained_by(event, part) {
            return Some(place);
        }
        if let Some(place) = self.calls.iter().rposition(below) {
            return Some(place);
        }
        if let Some(place) = self.printed_above(event, part) {
            return Some(place);
        }
        let silent = event.origin == Origin::Nobody;
        if !silent && !part.of_client {
            return None;
        }
        let waits =
            |call: &Call| call.is_waiting() && call.follows(part) && call.may_get(event, part);
        let mine = |call: &Call| waits(call) && call.first.writer.is(&part.writer);
        if let Some(place) = self.calls.iter().rposition(mine) {
            return Some(place);
        }
        self.latest(waits)
    }

    /// The request that was printed as it went over the wire, right above the body of its answer.
    fn printed_above(&self, event: &Event<'_>, part: &Part) -> Option<usize> {
        let body = event.twilio_code.is_some() || event.origin == Origin::Accepted;
        let nameless = event.method.is_none() && event.host.is_none();
        let mut above =
            (0..self.calls.len()).filter(|place| self.calls[*place].is_printed_above(event, part));
        let only = above.next().filter(|_| above.next().is_none());
        only.filter(|_| body && nameless)
    }

    /// The answered call that a record tells the headers of: the one that it has told of already, else the latest, if that one
    /// began when the others were answered; else nobody knows.
    pub(super) fn headed(&self, piece: &OwnedPiece, part: &Part) -> Option<usize> {
        let may = |call: &Call| call.awaits_headers(piece, part);
        let told = |call: &Call| may(call) && call.heads == Some(part.offset);
        if let Some(place) = self.calls.iter().position(told) {
            return Some(place);
        }
        let place = self.calls.iter().rposition(may)?;
        let began = self.calls[place].first.offset;
        let other = |call: &Call| may(call) && call.answered > began;
        (!self.calls[..place].iter().any(other)).then_some(place)
    }

    /// The answered call that an exception tells of, which is thrown soon after the answer. Of several that it may tell of, it is the latest, if that one began
    /// when the others were answered; else nobody knows.
    fn explained_by(&mut self, event: &Event<'_>, part: &Part) -> Option<usize> {
        let may = |call: &Call| {
            call.stage == Stage::Answered
                && !part.of_client
                && call.follows(part)
                && !call.is_over(part.timestamp)
                && (call.is_explained_by(event) || call.is_shown_by(event))
        };
        let place = self.calls.iter().rposition(may)?;
        let began = self.calls[place].first.offset;
        let others = |call: &Call| may(call) && call.answered > began;
        let unclear = self.calls.iter().filter(|call| others(call)).count() > 1;
        if unclear {
            for call in self.calls.iter_mut().filter(|call| others(call)) {
                call.blurred = true;
            }
        }
        Some(place)
    }
}
