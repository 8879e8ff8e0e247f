//! One call of which several records tell parts: what is known of it, what it lacks, and how it is told.

use crate::event::{Dialect, Event, Origin};
use crate::outcome::contract::{agree, instance, join};
use crate::pipeline::part::{OwnedEvent, OwnedPiece, Part};
use crate::pipeline::scan::{Passed, Seen};
use crate::resource;
use crate::timestamp::Timestamp;

/// How far, in bytes of the input, an answer may stand from its request.
const REACH: u64 = 4 << 20;

/// How far an exception or the answer's headers may stand from the answer.
const NEAR: u64 = 64 << 10;

/// The recogniser of blocks, as `format` names it.
const BLOCK: &str = "sdk_debug";

/// A call of which some parts are known.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) first: Part,
    /// Lines of all its parts.
    lines: u64,
    /// Where the last part ends.
    pub(super) end: u64,
    pub(super) dialect: Dialect,
    method: Option<&'static str>,
    url: Option<Box<str>>,
    host: Option<Box<str>>,
    idempotency_key: Option<Box<str>>,
    request_id: Option<Box<str>>,
    date: Option<Timestamp>,
    pub(super) stage: Stage,
    told_end: bool,
    pub(super) event: OwnedEvent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// A block whose answer is not there yet.
    Open,
    /// A block with its answer; headers or an exception may follow.
    Answered,
    /// An event of its own that the next record may complete.
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
            request_id: None,
            date: None,
            stage,
            told_end: false,
            event: OwnedEvent::default(),
        }
    }

    /// How far the next part may be, in bytes.
    pub(super) const fn reach(&self) -> u64 {
        match self.stage {
            Stage::Open => REACH,
            Stage::Answered => NEAR,
            Stage::Alone | Stage::Closed => 0,
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
            OwnedPiece::Method(_) => self.method.is_none(),
            OwnedPiece::Url(_) => self.url.is_none(),
            OwnedPiece::Host(_) => self.host.is_none(),
            OwnedPiece::IdempotencyKey(_) => self.idempotency_key.is_none(),
            OwnedPiece::RequestId(_) => self.request_id.is_none(),
            OwnedPiece::Date(_) => self.date.is_none(),
            OwnedPiece::End => !self.told_end,
            // An answer without a request is no answer to this one.
            OwnedPiece::Status(_) => self.url.is_some() || self.method.is_some(),
            OwnedPiece::Begin | OwnedPiece::Intermediary => true,
        }
    }

    pub(super) fn set(&mut self, dialect: Dialect, piece: &OwnedPiece, part: &Part) {
        if self.dialect == Dialect::Any {
            self.dialect = dialect;
        }
        match piece {
            OwnedPiece::Method(method) => self.method = Some(method),
            OwnedPiece::Url(url) => self.url = Some(url.clone()),
            OwnedPiece::Host(host) => self.host = Some(host.clone()),
            OwnedPiece::IdempotencyKey(key) => self.idempotency_key = Some(key.clone()),
            OwnedPiece::RequestId(id) => self.request_id = Some(id.clone()),
            OwnedPiece::Date(date) => self.date = Some(*date),
            OwnedPiece::End => self.told_end = true,
            OwnedPiece::Begin => {}
            OwnedPiece::Status(status) => {
                self.stage = Stage::Answered;
                self.complete(&Event {
                    http_status: Some(*status),
                    timestamp: part.timestamp,
                    ..Event::default()
                });
            }
            OwnedPiece::Intermediary => self.complete(&Event {
                origin: Origin::Intermediary,
                ..Event::default()
            }),
        }
    }

    /// Adds what an event says; a silence or a code ends the call.
    pub(super) fn complete(&mut self, more: &Event<'_>) {
        let before = std::mem::take(&mut self.event);
        let mut event = before.event();
        join(&mut event, more);
        if more.twilio_code.is_some() || more.origin == Origin::Nobody {
            self.stage = Stage::Closed;
        }
        self.event = OwnedEvent::of(&event);
    }

    pub(super) fn is_block(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Answered)
    }

    /// True when an exception may tell the same failure as the block that was answered before it: it names no
    /// request of its own.
    pub(super) fn is_explained_by(&self, event: &Event<'_>) -> bool {
        let known = self.event.event();
        let failed = known.http_status.is_none_or(|status| status >= 400);
        let names_none = event.method.is_none() && event.host.is_none();
        // Who was answered was not left without an answer: silence speaks of another call.
        let other = event.origin == Origin::Nobody && known.http_status.is_some();
        failed
            && !other
            && names_none
            && known.twilio_code.is_none()
            && agree(&known, event)
            && self.same_resource(event)
    }

    pub(super) fn same_resource(&self, event: &Event<'_>) -> bool {
        let mut text = String::new();
        self.locate(&mut text);
        event.resource.is_none() || text.is_empty() || event.resource == Some(text.as_str())
    }

    /// True when the line below, which has no time of its own, adds the code and names no other request.
    pub(super) fn is_continued_by(&self, event: &Event<'_>, part: &Part) -> bool {
        let known = self.event.event();
        part.timestamp.is_none()
            && event.method.is_none()
            && event.host.is_none()
            && event.twilio_code.is_some()
            && agree(&known, event)
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

    /// Tells the call.
    pub(super) fn tell(self, passed: &mut Passed, each: &mut impl FnMut(&Seen<'_>) -> bool) {
        let block = self.method.is_some() || self.url.is_some();
        if !block && self.event == OwnedEvent::default() {
            passed.other += self.lines;
            return;
        }
        let mut text = String::new();
        let located = self.locate(&mut text);
        let mut event = self.event.event();
        event.method = self.method.or(event.method);
        event.host = located.and_then(|located| located.host).or(event.host);
        if located.is_some_and(|located| located.misplaced_key) {
            event.origin = Origin::MisplacedKey;
        }
        event.resource = Some(text.as_str())
            .filter(|text| !text.is_empty())
            .or(event.resource);
        event.request_id = self.request_id.as_deref().or(event.request_id);
        event.idempotency_key = self.idempotency_key.as_deref().or(event.idempotency_key);
        event.instance = event.instance.or(self.url.as_deref().and_then(instance));
        event.timestamp = event.timestamp.or(self.first.timestamp).or(self.date);
        if event.outcome.is_empty() {
            event.outcome = BLOCK;
        }
        let asked = each(&Seen::known(&event, &self.first, self.lines));
        let lines = if asked {
            &mut passed.event_lines
        } else {
            &mut passed.filtered
        };
        *lines += self.lines;
    }
}
