//! One call of which several records tell parts: what is known of it, what it lacks, and how it is told.

use crate::event::attempt::Told;
use crate::event::{Dialect, Event, Origin};
use crate::outcome::contract::join;
use crate::pipeline::part::{OwnedEvent, OwnedPiece, Part};
use crate::resource;
use crate::timestamp::Timestamp;

/// How far, in bytes of the input, an answer may stand from its request.
const REACH: u64 = 4 << 20;
/// How long, in seconds, an answer is waited for.
const PATIENCE: i64 = 600;
/// How far an exception or the answer's headers may stand from the answer.
const NEAR: u64 = 64 << 10;
/// How far the headers of an answer that went well may stand: no exception follows it, and calls that wait cost time.
const BESIDE: u64 = 8 << 10;
/// How far the lines that go on with an error may stand from its head: a message of several lines, then frames.
const BELOW: u64 = 1 << 10;

/// A call of which some parts are known.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other"
)]
pub(super) struct Call {
    pub(super) first: Part,
    /// Lines of all its parts.
    pub(super) lines: u64,
    /// Where the last part ends.
    pub(super) end: u64,
    pub(super) dialect: Dialect,
    pub(super) method: Option<&'static str>,
    pub(super) url: Option<Box<str>>,
    pub(super) host: Option<Box<str>>,
    pub(super) idempotency_key: Option<Box<str>>,
    /// The application's own id of the work, and how good a name it goes by.
    pub(super) correlation: Option<(u8, Box<str>)>,
    /// What the audit of retries asks of it.
    pub(super) told: Told,
    pub(super) request_id: Option<Box<str>>,
    pub(super) date: Option<Timestamp>,
    pub(super) stage: Stage,
    told_end: bool,
    /// True when the HTTP client beneath the SDK told the answer, and the SDK has not yet.
    pub(super) of_client: bool,
    /// True when only what it shares with others is known of its request.
    pub(super) shared: bool,
    /// Bytes of the input before its answer.
    pub(super) answered: u64,
    /// Bytes of the input before the record that told its answer's headers.
    pub(super) heads: Option<u64>,
    /// True when an exception told of one of several calls, of which this is one: what further ones add is not known.
    pub(super) blurred: bool,
    pub(super) event: OwnedEvent,
    /// The text of the record that told a silence of a call that had begun before.
    pub(super) heard: Option<Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// A block whose answer is not there yet.
    Open,
    /// A block with its answer; headers or an exception may follow.
    Answered,
    /// A failure that is told; the lines below may add to it.
    Alone,
    /// Nothing can be added.
    Closed,
}

impl Call {
    pub(super) fn new(first: Part, dialect: Dialect, stage: Stage) -> Self {
        Self {
            lines: 0,
            end: first.end,
            first,
            dialect,
            method: None,
            url: None,
            host: None,
            idempotency_key: None,
            correlation: None,
            told: Told::default(),
            request_id: None,
            date: None,
            stage,
            told_end: false,
            of_client: false,
            shared: false,
            answered: 0,
            heads: None,
            blurred: false,
            event: OwnedEvent::default(),
            heard: None,
        }
    }

    fn went_well(&self) -> bool {
        let status = self.event.event().http_status;
        status.is_some_and(|status| status < 400)
    }

    /// How far the next part may be, in bytes.
    pub(super) fn reach(&self) -> u64 {
        match self.stage {
            Stage::Open => REACH,
            Stage::Answered if self.went_well() => BESIDE,
            Stage::Answered => NEAR,
            Stage::Alone => BELOW,
            Stage::Closed => 0,
        }
    }

    /// Adds the lines of a part, unless they are counted already.
    pub(super) fn count(&mut self, part: &Part, counted: bool) {
        if !counted {
            self.lines += part.lines;
        }
        self.end = self.end.max(part.end);
    }

    pub(super) fn follows(&self, part: &Part) -> bool {
        self.first.writer.fits(&part.writer)
    }

    pub(super) fn lacks(&self, piece: &OwnedPiece) -> bool {
        match piece {
            OwnedPiece::Method(_) => self.method.is_none() && !self.shared,
            OwnedPiece::Url(_) => self.url.is_none() && !self.shared,
            OwnedPiece::Host(_) => self.host.is_none() && !self.shared,
            OwnedPiece::IdempotencyKey(_) => self.idempotency_key.is_none() && !self.shared,
            OwnedPiece::Correlation(rank, _) => {
                let better = |(known, _): &(u8, Box<str>)| *rank < *known;
                self.correlation.as_ref().is_none_or(better) && !self.shared
            }
            OwnedPiece::Fact(fact) => self.told.lacks(*fact) && !self.shared,
            OwnedPiece::RequestId(_) => self.request_id.is_none(),
            OwnedPiece::Date(_) => self.date.is_none(),
            OwnedPiece::End => !self.told_end,
            // An answer without a request is no answer to this one.
            OwnedPiece::Status(_) => self.is_asked() || self.shared,
            OwnedPiece::Frames(_) => {
                self.locate(&mut String::new()).is_none() && self.event.event().resource.is_none()
            }
            OwnedPiece::Code(_) => {
                (self.dialect == Dialect::Screen || self.stage == Stage::Answered) && {
                    let known = self.event.event();
                    known.twilio_code.is_none() || known.inferred
                }
            }
            OwnedPiece::Begin
            | OwnedPiece::Intermediary
            | OwnedPiece::Refused
            | OwnedPiece::Silence
            | OwnedPiece::SilenceAt(..) => true,
        }
    }

    /// True when a record may tell of its answer's headers. The SDKs of Python, Node and Ruby tell them in one record.
    pub(super) fn awaits_headers(&self, piece: &OwnedPiece, part: &Part) -> bool {
        let one = matches!(
            self.dialect,
            Dialect::Python | Dialect::Node | Dialect::Ruby
        );
        let open = !one || self.heads.is_none_or(|heads| heads == part.offset);
        self.stage == Stage::Answered && self.follows(part) && self.lacks(piece) && open
    }

    pub(super) fn set(&mut self, dialect: Dialect, piece: &OwnedPiece, part: &Part) {
        if self.dialect == Dialect::Any {
            self.dialect = dialect;
        }
        match piece {
            OwnedPiece::Method(method) => self.method = Some(method),
            OwnedPiece::Url(url) => self.url = Some(url.clone()),
            OwnedPiece::Host(host) => self.host = Some(host.clone()),
            OwnedPiece::IdempotencyKey(key) => {
                self.idempotency_key = Some(key.clone());
                self.told.header_key = true;
            }
            OwnedPiece::Correlation(rank, id) => self.correlation = Some((*rank, id.clone())),
            OwnedPiece::Fact(fact) => self.told.set(*fact),
            OwnedPiece::RequestId(id) => self.request_id = Some(id.clone()),
            OwnedPiece::Date(date) => self.date = Some(*date),
            OwnedPiece::End => self.told_end = true,
            OwnedPiece::Begin => {}
            OwnedPiece::Refused => self.stage = Stage::Alone,
            OwnedPiece::Code(code) => self.complete(
                &Event {
                    twilio_code: Some(*code),
                    ..Event::default()
                },
                false,
            ),
            OwnedPiece::Silence => self.unanswered(part, false),
            OwnedPiece::SilenceAt(_, unsent) => self.unanswered(part, *unsent),
            OwnedPiece::Frames(resource) => self.complete(
                &Event {
                    resource: Some(resource),
                    ..Event::default()
                },
                false,
            ),
            OwnedPiece::Status(status) => {
                self.stage = Stage::Answered;
                self.answered = part.offset;
                self.complete(
                    &Event {
                        http_status: Some(*status),
                        timestamp: part.timestamp,
                        ..Event::default()
                    },
                    false,
                );
            }
            OwnedPiece::Intermediary => self.complete(
                &Event {
                    origin: Origin::Intermediary,
                    ..Event::default()
                },
                false,
            ),
        }
    }

    fn unanswered(&mut self, part: &Part, unsent: bool) {
        self.complete(
            &Event {
                origin: Origin::Nobody,
                timestamp: part.timestamp,
                unsent,
                ..Event::default()
            },
            true,
        );
    }

    /// Adds what an event says; a silence, or what another record says of the failure, ends the call.
    pub(super) fn complete(&mut self, more: &Event<'_>, elsewhere: bool) {
        let before = std::mem::take(&mut self.event);
        let mut event = before.event();
        join(&mut event, more);
        let explains = elsewhere && more.http_status.is_none_or(|status| status >= 400);
        if self.stage == Stage::Open && more.http_status.is_some() {
            self.stage = Stage::Answered;
        } else if explains || more.origin == Origin::Nobody {
            self.stage = Stage::Alone;
        }
        self.event = OwnedEvent::of(&event);
    }

    /// An exception told of this call or of one like it: nobody knows whose its words are.
    pub(super) const fn explained(&mut self) {
        self.stage = Stage::Alone;
    }

    /// The HTTP client told the answer: the SDK may tell it again.
    pub(super) const fn answered_by_client(&mut self) {
        if matches!(self.stage, Stage::Answered) {
            self.of_client = true;
        }
    }

    pub(super) fn is_block(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Answered)
    }

    /// True for a block whose answer the HTTP client told, with this status.
    pub(super) fn is_answered_by_client(&self, status: u16) -> bool {
        let block = self.method.is_some() || self.url.is_some();
        block && self.of_client && self.event.event().http_status == Some(status)
    }

    /// True for a block of this writer without an answer.
    pub(super) fn waits_for(&self, dialect: Dialect, part: &Part) -> bool {
        self.stage == Stage::Open
            && self.follows(part)
            && self.dialect.fits(dialect)
            && self.is_asked_by(dialect, part)
    }

    /// True when the request may still say more of itself.
    pub(super) fn is_being_asked(&self, dialect: Dialect, part: &Part) -> bool {
        self.waits_for(dialect, part) && !self.told_end
    }

    /// True when it waits for the answer from this URL; a query may be left out.
    pub(super) fn is_to(&self, url: &str) -> bool {
        let bare = |url: &str| url.split('?').next().unwrap_or("").len();
        let mine = self.url.as_deref().unwrap_or("");
        let (one, two) = (mine.get(..bare(mine)), url.get(..bare(url)));
        self.is_waiting() && !mine.is_empty() && one == two
    }

    /// True when a request is told, if only by what it shares with others, and no answer.
    pub(super) fn is_waiting(&self) -> bool {
        self.stage == Stage::Open && (self.is_asked() || self.shared)
    }

    /// True when a part of the request is told.
    pub(super) const fn is_asked(&self) -> bool {
        self.url.is_some() || self.method.is_some()
    }

    /// True when its time is so long before another that no answer comes any more.
    pub(super) fn is_stale(&self, now: Option<Timestamp>) -> bool {
        let since = self.first.timestamp.zip(now);
        since.is_some_and(|(then, now)| now.seconds() - then.seconds() > PATIENCE)
    }

    /// True when an event that a record tells whole may be this call's answer, or the silence.
    pub(super) fn may_get(&self, event: &Event<'_>, part: &Part) -> bool {
        let silence = event.origin == Origin::Nobody
            && (event.method.is_none() || event.method == self.method || self.shared);
        let method = event.method.is_none() || event.method == self.method || self.shared;
        let same = part.of_client && method;
        (silence || same) && self.same_place(event)
    }

    /// True when host and resource do not speak against each other.
    pub(super) fn same_place(&self, event: &Event<'_>) -> bool {
        let mut text = String::new();
        let host = self.locate(&mut text).and_then(|located| located.host);
        let same = |one: Option<&str>, other: Option<&str>| {
            one.is_none() || other.is_none() || one == other
        };
        let text = Some(text.as_str()).filter(|text| !text.is_empty());
        let known = self.event.event();
        same(text.or(known.resource), event.resource) && same(host.or(known.host), event.host)
    }

    /// True when an event prints the resource that the call was answered with.
    pub(super) fn is_shown_by(&self, event: &Event<'_>) -> bool {
        let known = self.event.event();
        let well = known.http_status.is_some_and(|status| status < 400);
        well && event.origin == Origin::Accepted && self.same_place(event)
    }

    /// The resource of the request's URL, and its host.
    pub(super) fn locate(&self, out: &mut String) -> Option<resource::Located<'_>> {
        let url = self.url.as_deref()?;
        if url.contains("://") {
            resource::resolve(url, out)
        } else {
            resource::resolve_path(self.host.as_deref(), url, out)
        }
    }
}
