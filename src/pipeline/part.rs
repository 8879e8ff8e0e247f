//! What one record tells of a call whose other parts stand in other records: owned, so that it outlives its chunk.

use super::scan::Seen;
use crate::envelope::contract::{LogRecord, MAX_DEPTH};
use crate::event::attempt::{Fact, Facts};
use crate::event::{Dialect, Event, Piece};
use crate::outcome::contract::Found;
use crate::outcome::facts;
use crate::timestamp::Timestamp;

/// How many bytes of a record's text are kept; a sample shows no more.
const TEXT: usize = 4096;

/// A record that tells a part.
#[derive(Debug, Clone)]
pub struct Part {
    /// Bytes of the input before the record.
    pub offset: u64,
    /// Bytes of the input up to its end.
    pub end: u64,
    /// Number of its first line, from 1.
    pub line: u64,
    /// How many lines it has.
    pub lines: u64,
    /// The beginning of its text.
    pub text: Box<str>,
    /// Its own time, if it has one.
    pub timestamp: Option<Timestamp>,
    /// Who wrote it.
    pub writer: Writer,
    envelopes: [&'static str; MAX_DEPTH],
    depth: usize,
    /// The parts of a debug block.
    pub pieces: Vec<(Dialect, OwnedPiece)>,
    /// The event, when it tells one.
    pub event: Option<OwnedEvent>,
    /// What the record says of the attempt besides the event.
    pub facts: Facts,
    /// True when the HTTP client beneath an SDK told the event.
    pub of_client: bool,
}

/// The thread and the process that wrote a record, where it names them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Writer {
    thread: Option<Box<str>>,
    process: Option<Box<str>>,
}

impl Writer {
    /// True when nothing that both say differs.
    #[must_use]
    pub fn fits(&self, other: &Self) -> bool {
        fn same(one: Option<&str>, other: Option<&str>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        same(self.thread.as_deref(), other.thread.as_deref())
            && same(self.process.as_deref(), other.process.as_deref())
    }

    /// True when both say the same thread.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.thread.is_some() && self == other
    }

    /// True when the thread is known, so that its records come one after the other.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.thread.is_some()
    }
}

impl Part {
    /// Takes over what a record tells.
    #[must_use]
    pub fn of(seen: &Seen<'_>, record: &LogRecord<'_>, found: &Found<'_>) -> Self {
        let cut = (0..=seen.text.len().min(TEXT))
            .rev()
            .find(|end| seen.text.is_char_boundary(*end));
        let mut envelopes = [""; MAX_DEPTH];
        let depth = record.envelopes().len();
        envelopes[..depth].copy_from_slice(record.envelopes());
        Self {
            offset: seen.offset,
            end: seen.end,
            line: seen.line(),
            lines: seen.lines,
            text: seen.text[..cut.unwrap_or(0)].into(),
            timestamp: record.timestamp,
            writer: Writer {
                thread: record.thread.map(Into::into),
                process: record.process.map(Into::into),
            },
            envelopes,
            depth,
            pieces: found
                .pieces()
                .iter()
                .map(|(dialect, piece)| (*dialect, OwnedPiece::of(*piece)))
                .collect(),
            event: found.event().map(OwnedEvent::of),
            facts: facts::facts(
                record,
                found.address(),
                found.event().unwrap_or(&Event::default()),
            ),
            of_client: found.is_of_client(),
        }
    }

    /// The envelopes of the record, outermost first.
    #[must_use]
    pub fn envelopes(&self) -> &[&'static str] {
        &self.envelopes[..self.depth]
    }
}

/// [`Piece`] with texts of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnedPiece {
    /// A request begins.
    Begin,
    /// The request is told.
    End,
    /// HTTP method.
    Method(&'static str),
    /// URL or path.
    Url(Box<str>),
    /// Host name.
    Host(Box<str>),
    /// Idempotency key.
    IdempotencyKey(Box<str>),
    /// The application's own id of the work, and how good a name it goes by.
    Correlation(u8, Box<str>),
    /// What the audit of retries asks.
    Fact(Fact),
    /// HTTP status.
    Status(u16),
    /// Twilio's id of the answer.
    RequestId(Box<str>),
    /// Date of the answer.
    Date(Timestamp),
    /// Answered on the way.
    Intermediary,
    /// The request was refused.
    Refused,
    /// Twilio's code, told after that.
    Code(u32),
    /// Somebody did not answer.
    Silence,
    /// Nobody answered the request to this URL; whether it was sent at all.
    SilenceAt(Box<str>, bool),
    /// The resource that stack frames name.
    Frames(&'static str),
}

impl OwnedPiece {
    fn of(piece: Piece<'_>) -> Self {
        match piece {
            Piece::Begin => Self::Begin,
            Piece::End => Self::End,
            Piece::Method(method) => Self::Method(method),
            Piece::Url(url) => Self::Url(url.into()),
            Piece::Host(host) => Self::Host(host.into()),
            Piece::IdempotencyKey(key) => Self::IdempotencyKey(key.into()),
            Piece::Correlation(rank, id) => Self::Correlation(rank, id.into()),
            Piece::Fact(fact) => Self::Fact(fact),
            Piece::Status(status) => Self::Status(status),
            Piece::RequestId(id) => Self::RequestId(id.into()),
            Piece::Date(date) => Self::Date(date),
            Piece::Intermediary => Self::Intermediary,
            Piece::Refused => Self::Refused,
            Piece::Code(code) => Self::Code(code),
            Piece::Silence => Self::Silence,
            Piece::SilenceAt(url, unsent) => Self::SilenceAt(url.into(), unsent),
            Piece::Frames(resource) => Self::Frames(resource),
        }
    }
}

/// [`Event`] with texts of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnedEvent {
    /// Everything but the texts.
    plain: Event<'static>,
    method: Option<Box<str>>,
    host: Option<Box<str>>,
    resource: Option<Box<str>>,
    request_id: Option<Box<str>>,
    idempotency_key: Option<Box<str>>,
    correlation_id: Option<Box<str>>,
    instance: Option<Box<str>>,
}

impl OwnedEvent {
    /// Takes over an event.
    #[must_use]
    pub fn of(event: &Event<'_>) -> Self {
        Self {
            plain: Event {
                method: None,
                host: None,
                resource: None,
                request_id: None,
                idempotency_key: None,
                correlation_id: None,
                instance: None,
                ..*event
            },
            method: event.method.map(Into::into),
            host: event.host.map(Into::into),
            resource: event.resource.map(Into::into),
            request_id: event.request_id.map(Into::into),
            idempotency_key: event.idempotency_key.map(Into::into),
            correlation_id: event.correlation_id.map(Into::into),
            instance: event.instance.map(Into::into),
        }
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> Event<'_> {
        Event {
            method: self.method.as_deref(),
            host: self.host.as_deref(),
            resource: self.resource.as_deref(),
            request_id: self.request_id.as_deref(),
            idempotency_key: self.idempotency_key.as_deref(),
            correlation_id: self.correlation_id.as_deref(),
            instance: self.instance.as_deref(),
            ..self.plain
        }
    }
}
