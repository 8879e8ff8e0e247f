//! HTTP client fields of structured records: URL or host and path, status, method, duration, code, ids, attempt.
//!
//! Names: OpenTelemetry's HTTP conventions, old and new, and the spellings of common clients and loggers. A name is
//! compared without its punctuation and in lower case, so `http.status_code`, `httpStatusCode` and `HTTP-Status-Code` are one.

mod names;
mod scope;

use super::contract::{Found, Outcome};
use super::grammar::{self, origin};
use crate::classify;
use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::event::{Event, Origin};

/// The member for structured records.
pub struct HttpFields;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Url,
    Path,
    Host,
    Method,
    Status,
    Code,
    Milliseconds,
    Seconds,
    Duration,
    RequestId,
    CorrelationId,
    IdempotencyKey,
    Attempt,
    ErrorText,
    ResponseFlags,
    Server,
    ContentType,
}

impl Outcome for HttpFields {
    fn name(&self) -> &'static str {
        "http_fields"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "twilio.",
            "Twilio.",
            "TWILIO.",
            "2010-04-01",
            "twilio_",
            "twilio\"",
            "Twilio\"",
            "=twilio",
            "twilioC",
            "twilioE",
            "twilioS",
        ]
    }

    fn example(&self) -> &'static str {
        r#"{"http":{"method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json","status":503,"duration_ms":87}}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if record.attributes.is_empty() {
            return;
        }
        let fields = Fields::of(record);
        let mut event = Event::default();
        let anchor = fields.anchor(record, found, &mut event);
        let Some(near) = anchor.or_else(|| fields.named(record)) else {
            return;
        };
        fields.fill(near, &mut event);
        let answered = event.http_status.is_some();
        if let Some(words) = fields
            .silent(near)
            .filter(|_| !answered && event.origin == Origin::Twilio)
        {
            event.origin = Origin::Nobody;
            event.unsent = origin::never_sent(words);
        }
        if answered || event.origin == Origin::Nobody {
            found.claim(event);
            if anchor.is_none() {
                found.claimed_half();
            }
        }
    }
}

/// The attributes whose name means something here, in the order of the record.
struct Fields<'r, 'a> {
    all: &'r [Attribute<'a>],
    known: bumpalo::collections::Vec<'a, (Field, Attribute<'a>)>,
}

impl<'r, 'a> Fields<'r, 'a> {
    fn of(record: &'r LogRecord<'a>) -> Self {
        let mut known = bumpalo::collections::Vec::with_capacity_in(16, record.memory);
        names::meanings(&record.attributes, |(field, parents), attribute| {
            let parent = || {
                record
                    .attributes
                    .get(attribute.parent as usize)
                    .map(|parent| parent.name)
            };
            if parents.is_empty() || parent().is_some_and(|parent| parents.contains(&parent)) {
                known.push((field, *attribute));
            }
        });
        Self {
            all: &record.attributes,
            known,
        }
    }

    fn texts(&self, field: Field) -> impl Iterator<Item = (&'a str, u32)> {
        let text = move |(known, attribute): &(Field, Attribute<'a>)| {
            Some((
                attribute.value.text().filter(|_| *known == field)?,
                attribute.parent,
            ))
        };
        self.known.iter().filter_map(text)
    }

    /// Finds the URL of a Twilio API host, or a host and a path; answers where it stands.
    fn anchor(
        &self,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
        event: &mut Event<'a>,
    ) -> Option<u32> {
        for (url, parent) in self.texts(Field::Url) {
            if found.locate(url, event, record) {
                return Some(parent);
            }
        }
        let paths = self.texts(Field::Path).chain(self.texts(Field::Url));
        for (path, parent) in paths.filter(|(path, _)| path.starts_with('/')) {
            let host = self.host_of(parent);
            let dated = path.contains(grammar::DATED) && !self.elsewhere(parent);
            if (host.is_some() || dated) && found.locate_path(host, path, event, record) {
                return Some(parent);
            }
        }
        let (host, parent) = self
            .texts(Field::Host)
            .find(|(host, _)| crate::resource::is_api_host(host))?;
        event.host = Some(host);
        Some(parent)
    }

    /// Without any URL: a status and a known code side by side, in a record that names Twilio in a field.
    fn named(&self, record: &LogRecord<'a>) -> Option<u32> {
        let (_, code) = self.known.iter().find(|(field, attribute)| {
            *field == Field::Code
                && twilio_code(attribute.value).is_some_and(|code| classify::code(code).is_some())
        })?;
        let status = self.nearest(Field::Status, code.parent, |value| {
            status(value).filter(|status| *status >= 400)
        });
        // Only the forms that the literals find, so that what is told does not depend on what stands nearby.
        let parts = ["twilio.", "twilio_", "twilioC", "twilioE", "twilioS"];
        let names = |text: &str| {
            matches!(text, "twilio" | "Twilio") || parts.iter().any(|part| text.contains(part))
        };
        let named = || {
            record
                .attributes
                .iter()
                .any(|attribute| names(attribute.name) || attribute.value.text().is_some_and(names))
        };
        (status.is_some() && named()).then_some(code.parent)
    }

    fn fill(&self, near: u32, event: &mut Event<'a>) {
        event.method = self.own(Field::Method, near, |value| grammar::method(value.text()?));
        event.http_status = self.own(Field::Status, near, status);
        event.twilio_code = self.nearest(Field::Code, near, twilio_code);
        event.duration_us = self
            .nearest(Field::Milliseconds, near, |value| scaled(value, 1e3))
            .or_else(|| self.nearest(Field::Seconds, near, |value| scaled(value, 1e6)))
            .or_else(|| {
                self.nearest(Field::Duration, near, |value| {
                    grammar::duration(value.text()?)
                })
            });
        event.request_id = self
            .nearest(Field::RequestId, near, |value| {
                value.text().filter(|id| id.starts_with("RQ"))
            })
            .or_else(|| self.nearest(Field::RequestId, near, |value| value.text()));
        event.idempotency_key = self.nearest(Field::IdempotencyKey, near, |value| value.text());
        event.correlation_id = self
            .nearest(Field::RequestId, near, |value| {
                value.text().filter(|id| !id.starts_with("RQ"))
            })
            .or_else(|| self.nearest(Field::CorrelationId, near, |value| value.text()))
            .map(origin::trace_of);
        event.attempt = self.nearest(Field::Attempt, near, |value| {
            u32::try_from(value.unsigned()?).ok()
        });
        if self
            .texts(Field::ResponseFlags)
            .any(|(flags, _)| grammar::made_by_envoy(flags))
        {
            event.origin = Origin::Intermediary;
        }
        if event.origin == Origin::Twilio && self.foreign(near, event) {
            event.origin = Origin::Intermediary;
        }
    }

    /// As [`Self::nearest`], for what the application's own request has too: where the record tells of one, only from
    /// the object of the URL and what is in it.
    fn own<T>(&self, field: Field, near: u32, read: impl Fn(Value<'a>) -> Option<T>) -> Option<T> {
        self.within(
            field,
            near,
            if self.shared(near) {
                scope::OUTSIDE - 1
            } else {
                usize::MAX
            },
            read,
        )
    }

    /// The usable value of a field of this call that stands nearest to `near`; of equals, the first.
    fn nearest<T>(
        &self,
        field: Field,
        near: u32,
        read: impl Fn(Value<'a>) -> Option<T>,
    ) -> Option<T> {
        self.within(field, near, usize::MAX, read)
    }

    fn within<T>(
        &self,
        field: Field,
        near: u32,
        most: usize,
        read: impl Fn(Value<'a>) -> Option<T>,
    ) -> Option<T> {
        let mut best: Option<(usize, T)> = None;
        for (known, attribute) in &self.known {
            if *known != field {
                continue;
            }
            let reach = self.reach(near, attribute.parent);
            let Some(distance) = reach.filter(|steps| *steps <= most) else {
                continue;
            };
            if best.as_ref().is_none_or(|(least, _)| distance < *least)
                && let Some(value) = read(attribute.value)
            {
                best = Some((distance, value));
            }
        }
        best.map(|(_, value)| value)
    }

    /// The text that says that nobody answered, if one does.
    fn silent(&self, near: u32) -> Option<&'a str> {
        let tells = |text: &&str| origin::names_silence(text);
        let said = |field| self.nearest(field, near, |value| value.text().filter(tells));
        said(Field::ErrorText).or_else(|| said(Field::Code))
    }

    /// True when headers of a failed answer show that something on the way gave it: the server of another product, or a
    /// page. Twilio's code or its id of the answer prove the contrary.
    fn foreign(&self, near: u32, event: &Event<'a>) -> bool {
        let failed = event.http_status.is_some_and(|status| status >= 500);
        let proven =
            event.twilio_code.is_some() || event.request_id.is_some_and(|id| id.starts_with("RQ"));
        let says = |field, tells: fn(&str) -> bool| {
            let text = |value: Value<'a>| value.text().filter(|text| tells(text));
            self.own(field, near, text).is_some()
        };
        failed
            && !proven
            && (says(Field::Server, origin::is_other_server)
                || says(Field::ContentType, |kind| kind.starts_with("text/html")))
    }
}

/// A status as a number or as text (`"503"`, `"503 Service Unavailable"`).
fn status(value: Value<'_>) -> Option<u16> {
    match value {
        Value::Integer(number) => u16::try_from(number)
            .ok()
            .filter(|status| (100..600).contains(status)),
        Value::Text(text) => Some(grammar::status(text).ok()?.1),
        _ => None,
    }
}

fn twilio_code(value: Value<'_>) -> Option<u32> {
    u32::try_from(value.unsigned()?)
        .ok()
        .filter(|code| (10_000..1_000_000).contains(code))
}

/// A number, or a number as text, times the unit in microseconds. A text with a unit of its own keeps it.
fn scaled(value: Value<'_>, unit: f64) -> Option<u64> {
    match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "durations are far below 2^52 units"
        )]
        Value::Integer(number) => grammar::microseconds(number as f64 * unit),
        Value::Number(number) => grammar::microseconds(number * unit),
        Value::Text(text) => grammar::duration(text)
            .or_else(|| grammar::microseconds(text.trim().parse::<f64>().ok()? * unit)),
        _ => None,
    }
}
