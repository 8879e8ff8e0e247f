//! Joins what several records tell of one call: the pieces of an SDK's debug block, an exception after it, an error body
//! on the line below.
//!
//! Parts come in the order of the input, so the result does not depend on how the input was cut or who read it. Of one
//! thread, where records name it, request and answer alternate. Where several requests wait that differ, nothing says
//! whose an answer is: it is told with what they share. A request that nothing answers is told without a status; an
//! answer without a request, without a resource.

mod again;
mod asker;
mod call;
mod choose;
mod explain;
mod pairs;
mod share;
mod tell;

use super::part::{OwnedEvent, OwnedPiece, Part};
use super::scan::{Passed, Seen};
use crate::event::attempt::Fact;
use crate::event::{Dialect, Origin};
use crate::outcome::contract::agree;
use call::{Call, Stage};

/// How many calls may be open at once; the oldest is then told as it stands.
const MAX_CALLS: usize = 256;

/// The calls of one input that are not told yet.
#[derive(Debug, Default)]
pub struct Joiner {
    calls: Vec<Call>,
    /// The last answer of an SDK whose request is not there, and where its record ended: whose it is, the next one may say.
    stray: Option<(Dialect, u16, u64)>,
}

impl Joiner {
    /// Takes the parts of the next chunk; tells what is whole to `each`, which answers whether it was asked for.
    pub fn take(&mut self, parts: Vec<Part>, mut each: impl FnMut(&Seen<'_>) -> bool) -> Passed {
        let mut passed = Passed::default();
        for part in parts {
            self.expire(&part, &mut passed, &mut each);
            let lines = part.lines;
            if !self.part(&part) {
                passed.other += lines;
            }
            self.tell_closed(&mut passed, &mut each);
        }
        passed
    }

    /// Tells everything that is left: the input has ended.
    pub fn finish(&mut self, mut each: impl FnMut(&Seen<'_>) -> bool) -> Passed {
        let mut passed = Passed::default();
        for call in std::mem::take(&mut self.calls) {
            call.tell(&mut passed, &mut each);
        }
        passed
    }

    /// Bytes of the input before the first call that is not told yet.
    #[must_use]
    pub fn oldest(&self) -> Option<u64> {
        self.calls.iter().map(|call| call.first.offset).min()
    }

    /// Closes what is too far back for a part.
    fn expire(
        &mut self,
        part: &Part,
        passed: &mut Passed,
        each: &mut impl FnMut(&Seen<'_>) -> bool,
    ) {
        let over = self.calls.len() == MAX_CALLS;
        for (place, call) in self.calls.iter_mut().enumerate() {
            let far = part.offset - call.end > call.reach();
            if far || call.is_stale(part.timestamp) || (over && place == 0) {
                call.stage = Stage::Closed;
            }
        }
        self.tell_closed(passed, each);
    }

    fn tell_closed(&mut self, passed: &mut Passed, each: &mut impl FnMut(&Seen<'_>) -> bool) {
        if self.calls.iter().all(|call| call.stage != Stage::Closed) {
            return;
        }
        for call in self
            .calls
            .extract_if(.., |call| call.stage == Stage::Closed)
        {
            call.tell(passed, each);
        }
    }

    /// Puts a part where it belongs; false when it belongs nowhere.
    fn part(&mut self, part: &Part) -> bool {
        if let Some(place) = self.told_again(part) {
            self.calls[place].count(part, false);
            return true;
        }
        let mut home = None;
        for (dialect, piece) in &part.pieces {
            // A record that tells whom it is about says more than that somebody did not answer.
            if *piece == OwnedPiece::Silence && part.event.is_some() {
                continue;
            }
            let place = self.piece(*dialect, piece, part);
            if let Some(place) = place {
                self.calls[place].count(part, home.is_some());
            }
            home = place.or(home);
        }
        match &part.event {
            None => home.is_some(),
            Some(event) => {
                self.event(event, part, home);
                true
            }
        }
    }

    /// The call that takes a piece.
    fn piece(&mut self, dialect: Dialect, piece: &OwnedPiece, part: &Part) -> Option<usize> {
        match piece {
            _ if dialect == Dialect::Below => self.below(dialect, piece, part),
            OwnedPiece::Code(_) | OwnedPiece::Status(_) if dialect == Dialect::Screen => {
                self.below(dialect, piece, part)
            }
            OwnedPiece::Begin => Some(self.begin(dialect, part)),
            OwnedPiece::End => {
                let ends = |call: &Call| call.is_block() && call.follows(part) && call.lacks(piece);
                let place = self.calls.iter().position(ends)?;
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
            OwnedPiece::RequestId(_)
            | OwnedPiece::Date(_)
            | OwnedPiece::Intermediary
            | OwnedPiece::Fact(Fact::RetryAfter(_))
            | OwnedPiece::Code(_) => {
                let headed = self.headed(piece, part);
                let place = headed.or_else(|| self.strayed(piece, part))?;
                self.calls[place].heads = Some(part.offset);
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
            OwnedPiece::Status(status) => self.answer(dialect, *status, part),
            OwnedPiece::Silence => {
                let place = self.unanswered(part)?;
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
            OwnedPiece::SilenceAt(url, _) => {
                let place = self.unanswered_at(url, part)?;
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
            OwnedPiece::Fact(Fact::Created(_)) => {
                let told = |call: &Call| call.answered == part.offset && call.lacks(piece);
                let place = self.calls.iter().rposition(told)?;
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
            OwnedPiece::IdempotencyKey(_) | OwnedPiece::Correlation(..) | OwnedPiece::Fact(_) => {
                let place = self.being_asked(dialect, piece, part)?;
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
            OwnedPiece::Frames(_) => self.below(dialect, piece, part),
            _ => {
                let waits = |call: &Call| call.waits_for(dialect, part) && call.lacks(piece);
                let place = self.calls.iter().position(waits).or_else(|| {
                    let opens =
                        dialect == Dialect::Python && matches!(piece, OwnedPiece::Method(_));
                    opens.then(|| self.begin(dialect, part))
                })?;
                self.calls[place].set(dialect, piece, part);
                Some(place)
            }
        }
    }

    /// Adds to the failure right above what the lines below say of it.
    fn below(&mut self, dialect: Dialect, piece: &OwnedPiece, part: &Part) -> Option<usize> {
        let alone = |call: &Call| call.stage == Stage::Alone;
        let place = self.calls.iter().rposition(alone)?;
        let call = &mut self.calls[place];
        let told = dialect != Dialect::Below || call.is_thrown_unplaced();
        (part.timestamp.is_none() && call.lacks(piece) && told).then_some(())?;
        call.set(dialect, piece, part);
        Some(place)
    }

    /// The call that a status answers.
    fn answer(&mut self, dialect: Dialect, status: u16, part: &Part) -> Option<usize> {
        let piece = OwnedPiece::Status(status);
        // The HTTP client beneath the SDK may have told the same answer.
        let told = |call: &Call| {
            call.is_answered_by_client(status) && call.follows(part) && call.dialect.fits(dialect)
        };
        if let Some(place) = self.calls.iter().position(told) {
            self.calls[place].of_client = false;
            return Some(place);
        }
        let waits = |call: &Call| call.waits_for(dialect, part) && call.lacks(&piece);
        let place = match self.latest(waits) {
            Some(place) => place,
            None if names_twilio(part) && !dialect.is_of_client() => self.begin(dialect, part),
            None => {
                let of_sdk = !dialect.is_of_client() && dialect != Dialect::Any;
                self.stray = Some((dialect, status, part.end)).filter(|_| of_sdk);
                return None;
            }
        };
        self.calls[place].set(dialect, &piece, part);
        Some(place)
    }

    /// The call of an answer whose request is not there, right above the headers with Twilio's id: a block that was cut.
    fn strayed(&mut self, piece: &OwnedPiece, part: &Part) -> Option<usize> {
        let above = self.stray.filter(|(.., end)| *end == part.offset);
        let (dialect, status, _) = above.filter(|_| matches!(piece, OwnedPiece::RequestId(_)))?;
        self.stray = None;
        let place = self.begin(dialect, part);
        self.calls[place].set(dialect, &OwnedPiece::Status(status), part);
        Some(place)
    }

    /// Opens a call. What the same thread left open can get nothing more.
    fn begin(&mut self, dialect: Dialect, part: &Part) -> usize {
        let alternates = part.writer.is_known() && !part.text.contains("async");
        for call in &mut self.calls {
            let ended = dialect.is_of_one_thread() && call.waits_for(dialect, part);
            if ended || (alternates && call.first.writer == part.writer) {
                call.stage = Stage::Closed;
            }
        }
        self.calls
            .push(Call::new(part.clone(), dialect, Stage::Open));
        self.calls.len() - 1
    }

    /// Joins an event with a call that it completes, or lets it wait for what completes it.
    fn event(&mut self, event: &OwnedEvent, part: &Part, home: Option<usize>) {
        let told = event.event();
        // Of claims of one record that do not agree, the first stands.
        let place = home.or_else(|| self.completed_by(&told, part));
        if let Some(place) = place {
            let call = &mut self.calls[place];
            call.count(part, home.is_some());
            if told.origin == Origin::Nobody {
                call.heard = Some(part.text.clone());
            }
            if call.blurred && home.is_none() {
                call.explained();
            } else if agree(&call.event.event(), &told) {
                call.complete(&told, home.is_none());
            }
            if part.of_client {
                call.answered_by_client();
            }
            return;
        }
        let accepted = told.origin == Origin::Accepted;
        let failed = !accepted && told.http_status.is_none_or(|status| status >= 400);
        let whole = (told.twilio_code.is_some() && !told.inferred) || told.origin == Origin::Nobody;
        let stage = match (part.of_client && !whole, failed) {
            (true, true) => Stage::Answered,
            (false, true) => Stage::Alone,
            (_, false) => Stage::Closed,
        };
        let mut call = Call::new(part.clone(), Dialect::Any, stage);
        call.count(part, false);
        call.event = event.clone();
        call.of_client = part.of_client;
        self.calls.push(call);
    }
}

/// True when the record itself says that it speaks of Twilio.
fn names_twilio(part: &Part) -> bool {
    part.text.contains("twilio") || part.text.contains("TwilioRestClient")
}
