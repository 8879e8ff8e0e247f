//! HTTP client fields of structured records: URL or host and path, status, method, duration, code, ids, attempt.
//!
//! Names: OpenTelemetry's HTTP conventions, old and new, and the spellings of common clients and loggers. A name is
//! compared without its punctuation and in lower case, so `http.status_code`, `httpStatusCode` and `HTTP-Status-Code` are one.

mod header_maps;
mod headers;
mod names;
mod plan;
mod proxy;
pub mod recipe;
mod scope;
#[cfg(test)]
mod tests;
mod times;
mod values;

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::event::{Event, Origin};
use header_maps::{Name, Side};
use plan::Plan;
use std::rc::Rc;
use values::{request, status, twilio_code};

/// The member for structured records.
pub struct HttpFields;

/// Its name.
pub const NAME: &str = "http_fields";

/// How many paths of a record are tried: each is compared with all of its hosts.
const PATHS: usize = 256;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Url,
    Path,
    /// Scheme and host that a path belongs to.
    Base,
    /// Method, target and version in one text.
    RequestLine,
    Host,
    Method,
    Status,
    Code,
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Duration,
    Started,
    RequestId,
    CorrelationId,
    IdempotencyKey,
    Attempt,
    ErrorText,
    /// Envoy's.
    ResponseFlags,
    Server,
    ContentType,
    /// What an answer said, where it is not taken apart.
    Body,
    ResponseDetails,
    ServiceTime,
    /// nginx's, of each attempt.
    UpstreamStatus,
    ConnectTime,
    HeaderTime,
    UpstreamTime,
    UpstreamLength,
    /// The status of the server behind a proxy; 0 or nothing when it gave none.
    OriginStatus,
    OriginLength,
    /// The part of the program that wrote the record.
    Logger,
}

impl Outcome for HttpFields {
    fn name(&self) -> &'static str {
        NAME
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "twilio.",
            "Twilio.",
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

    fn wants(&self) -> &'static str {
        "named fields with a URL of a Twilio API host (or a host and a path, or Twilio's name beside a known code) and a status or an error that nobody answered"
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
        let aside = event.origin == Origin::Intermediary
            && event.http_status.is_some_and(|status| status < 400);
        if aside || fields.told_elsewhere() {
            return;
        }
        if !answered
            && event.origin == Origin::Twilio
            && let Some(unsent) = fields.silent(near, record)
        {
            (event.origin, event.unsent) = (Origin::Nobody, unsent);
        }
        if event.method == Some("CONNECT") {
            proxy::tunnel(&mut event);
        }
        if record.timestamp.is_none() {
            event.timestamp = fields.started(near);
        }
        if answered || event.origin == Origin::Nobody {
            found.claim(event);
            if anchor.is_none() {
                found.claimed_half();
            }
            // Symfony's client tells the request in a record of its own.
            if event.method.is_none() && record.body.contains("Response: \"") {
                found.claimed_by_client();
            }
        }
    }
}

/// The attributes whose name means something here, each meaning in the order of the record.
struct Fields<'r, 'a> {
    all: &'r [Attribute<'a>],
    plan: Rc<Plan>,
}

impl<'r, 'a> Fields<'r, 'a> {
    fn of(record: &'r LogRecord<'a>) -> Self {
        Self {
            all: &record.attributes,
            plan: Plan::of(&record.attributes),
        }
    }

    #[inline]
    fn holds(&self, field: Field) -> bool {
        self.plan.holds(field)
    }

    /// The attributes of one meaning.
    fn each(&self, field: Field) -> impl Iterator<Item = &'r Attribute<'a>> {
        let all = self.all;
        let places = self.plan.places(field).iter();
        places.filter_map(|place| all.get(*place as usize))
    }

    fn texts(&self, field: Field) -> impl Iterator<Item = (&'a str, u32)> {
        self.each(field)
            .filter_map(|attribute| Some((attribute.value.text()?, attribute.parent)))
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
        // The target of a request line that was sent to a forward proxy is a URL too.
        for (line, parent) in self.texts(Field::RequestLine).take(PATHS) {
            let url = request(line).map_or("", |request| request.target);
            let whole = url.contains("://") || !url.starts_with('/');
            if whole && found.locate(url, event, record) {
                return Some(parent);
            }
        }
        if let Some(parent) = self.on_a_path(record, found, event) {
            return Some(parent);
        }
        // The target of a tunnel is a host with its port.
        let hosts = self.texts(Field::Host).chain(self.texts(Field::Path));
        let (host, parent) = hosts
            .take(PATHS)
            .find(|(host, _)| crate::resource::is_api_host(host))?;
        event.host = host.split(':').next();
        Some(parent)
    }

    /// Finds a path whose host stands in a field of its own, or which only Twilio has; answers where it stands.
    fn on_a_path(
        &self,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
        event: &mut Event<'a>,
    ) -> Option<u32> {
        let lines = self.texts(Field::RequestLine);
        let lines = lines.filter_map(|(line, parent)| Some((request(line)?.target, parent)));
        let paths = self.texts(Field::Path).chain(self.texts(Field::Url));
        let paths = paths.chain(lines).filter(|(path, _)| path.starts_with('/'));
        for (path, parent) in paths.take(PATHS) {
            let host = self.host_of(parent);
            let dated = path.contains(grammar::DATED) && !self.elsewhere(parent);
            if (host.is_some() || dated) && found.locate_path(host, path, event, record) {
                return Some(parent);
            }
        }
        None
    }

    /// Without any URL: a status and a known code side by side, in a record that names Twilio in a field.
    fn named(&self, record: &LogRecord<'a>) -> Option<u32> {
        let code = self.each(Field::Code).find(|attribute| {
            twilio_code(attribute.value).is_some_and(|code| classify::code(code).is_some())
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
        event.method = self
            .own(Field::Method, near, |value| grammar::method(value.text()?))
            .or_else(|| {
                self.own(Field::RequestLine, near, |value| {
                    Some(request(value.text()?)?.method)
                })
            });
        event.http_status = self.own(Field::Status, near, status);
        event.twilio_code = self
            .nearest(Field::Code, near, twilio_code)
            .or_else(|| self.code_beside(near));
        event.duration_us = self.duration(near);
        event.request_id = self.request_id(near);
        event.idempotency_key = self
            .nearest(Field::IdempotencyKey, near, |value| value.text())
            .or_else(|| self.header(Name::IdempotencyKey, Side::Answer, near, Some));
        event.correlation_id = self.correlation(near);
        event.attempt = self.nearest(Field::Attempt, near, |value| {
            u32::try_from(value.unsigned()?).ok()
        });
        self.answered_by(near, event);
        if event.origin == Origin::Twilio && self.foreign(near, event) {
            event.origin = Origin::Intermediary;
        }
    }

    /// As [`Self::nearest`], for what the application's own request has too: where the record tells of one, only from
    /// the object of the URL and what is in it.
    fn own<T>(&self, field: Field, near: u32, read: impl Fn(Value<'a>) -> Option<T>) -> Option<T> {
        if !self.holds(field) {
            return None;
        }
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
        if !self.holds(field) {
            return None;
        }
        let mut best: Option<(usize, T)> = None;
        for attribute in self.each(field) {
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
}
