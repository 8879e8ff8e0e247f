//! Who answered, as errors and headers of HTTP clients tell it: nobody, or something on the way.

use super::header_maps::{self, Name, Side};
use super::{Field, Fields};
use crate::envelope::contract::{LogRecord, Value};
use crate::event::Event;
use crate::outcome::grammar::{self, origin};

impl<'a> Fields<'_, 'a> {
    /// The application's own id of what the call belongs to; Twilio's ids name one answer each, and join nothing.
    pub(super) fn correlation(&self, near: u32) -> Option<&'a str> {
        let own = |value: Value<'a>| value.text().filter(|id| !id.starts_with("RQ"));
        let id = self.nearest(Field::RequestId, near, own);
        id.or_else(|| self.nearest(Field::CorrelationId, near, |value| value.text()))
            .map(origin::trace_of)
    }

    /// Where the errors of the call say that nobody answered: whether it cannot even have left. Of a chain of causes each
    /// tells its part, so all are heard.
    pub(super) fn silent(&self, near: u32, record: &LogRecord<'a>) -> Option<bool> {
        let errors = self.each(Field::ErrorText).chain(self.each(Field::Code));
        let own = errors.filter(|error| self.reach(near, error.parent).is_some());
        let mut own = own
            .filter_map(|error| error.value.text())
            .filter(|text| told(text))
            .take(ERRORS)
            .peekable();
        if own.peek().is_none() {
            let message = self.failure(near, record)?;
            return Some(origin::never_sent(message));
        }
        let all = own.map(|text| grammar::start(text, WORDS));
        let all: String = all.flat_map(|text| [text, "\n"]).collect();
        Some(origin::never_sent(&all))
    }

    /// The logger's message, where it is that of an error, no field tells of another one, and it says that nobody answered.
    fn failure(&self, near: u32, record: &LogRecord<'a>) -> Option<&'a str> {
        let level = record.severity?.to_ascii_lowercase();
        let named = ["err", "fatal", "crit"];
        let failed = named.iter().any(|name| level.starts_with(name))
            || matches!(level.as_str(), "50" | "60");
        let message = grammar::start(record.body, WORDS);
        let called = self.own(Field::Method, near, |value| value.text());
        (failed
            && called.is_some()
            && !self.holds(Field::ErrorText)
            && !message.starts_with('{')
            && grammar::names_silence(message))
        .then_some(message)
    }

    /// Twilio's id of its answer, or whatever id the record has.
    pub(super) fn request_id(&self, near: u32) -> Option<&'a str> {
        let of_twilio = |id: &'a str| id.starts_with("RQ").then_some(id);
        self.nearest(Field::RequestId, near, |value| of_twilio(value.text()?))
            .or_else(|| self.header(Name::RequestId, Side::Request, near, of_twilio))
            .or_else(|| self.nearest(Field::RequestId, near, |value| value.text()))
    }

    /// True when a failed answer shows that something on the way gave it: by the server of another product in its headers,
    /// or by a page. Twilio's code, its id of the answer or headers of its own prove the contrary.
    pub(super) fn foreign(&self, near: u32, event: &Event<'a>) -> bool {
        let failed = event.http_status.is_some_and(|status| status >= 500);
        let proven =
            event.twilio_code.is_some() || event.request_id.is_some_and(|id| id.starts_with("RQ"));
        failed
            && !proven
            && (self.says(near, (Field::Server, Name::Server), origin::is_other_server)
                || self.says(near, (Field::ContentType, Name::ContentType), is_html)
                || self.is_page(near))
            && !self.has_header_of_twilio(near)
    }

    /// True when a field or a header of the answer is so.
    fn says(&self, near: u32, (field, name): (Field, Name), is: fn(&str) -> bool) -> bool {
        let text = |value: Value<'a>| value.text().filter(|text| is(text));
        // Of an answer that Caddy passed on it is known by other signs that a server behind it gave it.
        self.own(field, near, text).is_some()
            || !self.is_caddy()
                && self
                    .header(name, Side::Request, near, |text| is(text).then_some(()))
                    .is_some()
    }

    /// True when the body of the answer, or the error that repeats it, is a page.
    fn is_page(&self, near: u32) -> bool {
        let of_a_request = |object: u32| {
            let object = self.all.get(object as usize);
            object.is_some_and(|object| REQUESTS.contains(&object.name))
        };
        let texts = self.each(Field::Body).chain(self.each(Field::ErrorText));
        let mut pages = texts
            .filter(|attribute| attribute.value.text().is_some_and(origin::is_page))
            .take(header_maps::MOST);
        pages.any(|page| !of_a_request(page.parent) && self.of_this_call(near, page.parent))
    }
}

/// True when an error, but not a frame of its stack, says that nobody answered.
fn told(error: &str) -> bool {
    let mut lines = error.lines();
    lines.any(|line| !line.trim_start().starts_with("at ") && grammar::names_silence(line))
}

/// How many errors of a record are heard, and how much of each.
const ERRORS: usize = 16;
const WORDS: usize = 4096;

/// Objects whose body is what was sent.
const REQUESTS: [&str; 6] = [
    "request",
    "req",
    "config",
    "options",
    "httpRequest",
    "http_request",
];

fn is_html(kind: &str) -> bool {
    let start = kind.get(.."text/html".len());
    start.is_some_and(|start| start.eq_ignore_ascii_case("text/html"))
}

#[cfg(test)]
mod tests {
    use crate::envelope;
    use crate::event::Origin;
    use crate::outcome::contract::{Found, Outcome};
    use crate::outcome::http_fields::HttpFields;
    use bumpalo::Bump;

    /// Whether nobody answered, and whether the call cannot have left.
    fn read(fields: &str) -> Option<(bool, bool)> {
        let url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json";
        let line = format!(r#"{{"method":"POST","url":"{url}",{fields}}}"#);
        let memory = Bump::new();
        let record = envelope::unwrap(&line, &memory);
        let mut found = Found::default();
        HttpFields.read(&record, &mut found);
        let event = found.event()?;
        Some((event.origin == Origin::Nobody, event.unsent))
    }

    #[test]
    fn errors_tell_whether_the_call_can_have_left() {
        let unsent = [
            r#""err":{"message":"fetch failed","cause":{"code":"UND_ERR_CONNECT_TIMEOUT"}}"#,
            r#""err":{"code":"ECONNRESET","message":"Client network socket disconnected before secure TLS connection was established"}"#,
            r#""err":{"message":"self signed certificate in certificate chain"}"#,
            r#""exception":"Net::OpenTimeout""#,
            r#""thrown":{"name":"java.net.ConnectException","message":"Connection refused"}"#,
            r#""exc_type":"ConnectTimeout""#,
            r#""exception":["Faraday::ConnectionFailed","Net::OpenTimeout"]"#,
            r#""exception":{"class":"java.net.SocketTimeoutException","message":"Connect timed out"}"#,
            r#""level":"error","message":"getaddrinfo ENOTFOUND api.twilio.com""#,
        ];
        for fields in unsent {
            assert_eq!(read(fields), Some((true, true)), "{fields}");
        }
        let open = [
            r#""err":{"message":"fetch failed","cause":{"code":"UND_ERR_HEADERS_TIMEOUT"}}"#,
            r#""err":{"type":"AbortError","message":"This operation was aborted"}"#,
            r#""err":{"message":"read ECONNRESET","stack":"Error: read ECONNRESET\n    at TLSSocket.emit (node:_tls_wrap:1124:19)"}"#,
            r#""@x":"System.Threading.Tasks.TaskCanceledException: A task was canceled.""#,
            r#""exception":["Faraday::TimeoutError","Net::ReadTimeout with #<TCPSocket:(closed)>"]"#,
            r#""exception":"java.net.SocketException: Broken pipe (Write failed)""#,
            r#""error":"Post \"https://api.twilio.com/x\": context canceled""#,
            r#""error":"read timeout after 10000ms""#,
            r#""level":"error","message":"socket hang up""#,
        ];
        for fields in open {
            assert_eq!(read(fields), Some((true, false)), "{fields}");
        }
        let nothing = [
            r#""level":"info","message":"will retry on ECONNRESET""#,
            r#""level":"error","message":"no such template""#,
            r#""level":"error","message":"socket hang up","error":"no such template""#,
            r#""error":"timeout must be below 60""#,
            r#""err":{"message":"x is null","stack":"TypeError: x is null\n    at Socket.onConnectTimeout (a.js:1:1)"}"#,
            r#""tags":["ECONNRESET"]"#,
        ];
        for fields in nothing {
            assert_eq!(read(fields), None, "{fields}");
        }
    }
}
