//! The fields of an event that a user's format may fill, by the names that `extract` prints, and how each is read.

use crate::envelope::contract::{LogRecord, Value};
use crate::event::{Event, Origin};
use crate::outcome::contract::Found;
use crate::outcome::grammar;
use crate::timestamp::Timestamp;
use crate::{classify, resource};

/// A field of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// When the call ended.
    Timestamp,
    /// HTTP method.
    Method,
    /// The URL that was called.
    Url,
    /// The host, where there is no whole URL.
    Host,
    /// The path, where there is no whole URL.
    Path,
    /// The resource as reports name it, as `messaging/Messages`.
    Resource,
    /// HTTP status.
    HttpStatus,
    /// Twilio code.
    TwilioCode,
    /// Duration in milliseconds.
    DurationMs,
    /// Duration in seconds.
    DurationS,
    /// Request id.
    RequestId,
    /// Idempotency key.
    IdempotencyKey,
    /// Number of the attempt.
    Attempt,
    /// The text in which an HTTP client says that nobody answered.
    Message,
}

impl Field {
    /// Every field with the name that a format gives it by.
    pub const NAMED: [(&'static str, Self); 14] = [
        ("timestamp", Self::Timestamp),
        ("method", Self::Method),
        ("url", Self::Url),
        ("host", Self::Host),
        ("path", Self::Path),
        ("resource", Self::Resource),
        ("http_status", Self::HttpStatus),
        ("twilio_code", Self::TwilioCode),
        ("duration_ms", Self::DurationMs),
        ("duration_s", Self::DurationS),
        ("request_id", Self::RequestId),
        ("idempotency_key", Self::IdempotencyKey),
        ("attempt", Self::Attempt),
        ("message", Self::Message),
    ];

    /// The field of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::NAMED.iter().find(|(known, _)| *known == name);
        known.map(|(_, field)| *field)
    }

    /// The names, for errors.
    #[must_use]
    pub fn names() -> String {
        Self::NAMED.map(|(name, _)| name).join(", ")
    }

    /// True for what tells the outcome of a call; a format has one of these.
    pub(super) const fn tells_outcome(self) -> bool {
        matches!(self, Self::HttpStatus | Self::TwilioCode | Self::Message)
    }

    /// True for what may hold Twilio's host.
    pub(super) const fn tells_host(self) -> bool {
        matches!(self, Self::Url | Self::Host | Self::Path)
    }
}

/// What a record holds of the fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Values<'a>([Option<Value<'a>>; Field::NAMED.len()]);

impl<'a> Values<'a> {
    pub(super) fn set(&mut self, field: Field, value: Value<'a>) {
        if let Some(place) = self.0.get_mut(field as usize) {
            *place = Some(value);
        }
    }

    fn get(&self, field: Field) -> Option<Value<'a>> {
        self.0.get(field as usize).copied().flatten()
    }

    fn text(&self, field: Field) -> Option<&'a str> {
        self.get(field)?.text().filter(|text| !text.is_empty())
    }

    /// The event; else why there is none.
    pub(super) fn event(
        &self,
        twilio: bool,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
    ) -> Result<Event<'a>, &'static str> {
        let mut event = Event {
            timestamp: self.get(Field::Timestamp).and_then(time),
            method: self.text(Field::Method).and_then(grammar::method),
            http_status: self.get(Field::HttpStatus).and_then(grammar::status_of),
            twilio_code: self.get(Field::TwilioCode).and_then(grammar::code_of),
            duration_us: self.duration(),
            request_id: self.text(Field::RequestId),
            idempotency_key: self.text(Field::IdempotencyKey),
            attempt: self
                .get(Field::Attempt)
                .and_then(|value| u32::try_from(value.unsigned()?).ok()),
            ..Event::default()
        };
        if !self.locate(twilio, record, found, &mut event) && !twilio {
            return Err("no host of Twilio's API is in its url, host or path");
        }
        if event.resource.is_none() {
            event.resource = self.text(Field::Resource).filter(|text| is_resource(text));
        }
        match (event.http_status, event.twilio_code) {
            (Some(_), _) => Ok(event),
            (None, Some(code)) => {
                event.kind = classify::kind_of_code(code);
                Ok(event)
            }
            (None, None)
                if self
                    .text(Field::Message)
                    .is_some_and(grammar::tells_silence) =>
            {
                event.origin = Origin::Nobody;
                Ok(event)
            }
            (None, None) => Err(
                "it has no http_status (100 to 599), no twilio_code (five or six digits), and no message that nobody answered",
            ),
        }
    }

    fn duration(&self) -> Option<u64> {
        let scaled = |field, unit| grammar::scaled(self.get(field)?, unit);
        scaled(Field::DurationMs, 1e3).or_else(|| scaled(Field::DurationS, 1e6))
    }

    /// Fills host and resource; true when the record is surely of Twilio's API.
    fn locate(
        &self,
        twilio: bool,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
        event: &mut Event<'a>,
    ) -> bool {
        let url = self.text(Field::Url);
        if url.is_some_and(|url| found.locate(url, event, record)) {
            return true;
        }
        let host = self.text(Field::Host);
        let api = host.filter(|host| resource::is_api_host(host));
        // A gateway in Twilio's place keeps Twilio's paths.
        let behind = url.filter(|_| twilio).and_then(path_of);
        let path = self
            .text(Field::Path)
            .or_else(|| url.filter(|url| url.starts_with('/')));
        for path in [path, behind].into_iter().flatten() {
            // Without a host only the oldest API's paths are surely Twilio's.
            let sure = twilio || host.is_none() && path.contains(grammar::DATED);
            if (api.is_some() || sure) && found.locate_path(api, path, event, record) {
                return true;
            }
        }
        event.host = api;
        api.is_some()
    }
}

/// The path of an absolute URL.
fn path_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.find('/').and_then(|at| rest.get(at..))
}

/// True for product and path of plain words, which are safe to print.
fn is_resource(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
    };
    text.len() <= 120 && text.contains('/') && text.split('/').all(plain)
}

fn time(value: Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Text(text) => Timestamp::parse(text),
        Value::Integer(number) => Timestamp::from_epoch(&number.to_string()),
        Value::Number(number) => Timestamp::from_epoch(&format!("{number:.6}")),
        _ => None,
    }
}
