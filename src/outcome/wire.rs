//! What a client printed of the wire, request and answer in one block: `curl -v`, and `http.client` of Python with its debug
//! level on; and what a test recorded of it.

mod recorded;

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use crate::timestamp::Timestamp;

/// The member for dumps of the wire.
pub struct Wire;

/// The longest record that is looked at, in bytes.
const MAX_LINE: usize = 64 << 10;

/// One line of a dump.
enum Side<'a> {
    /// Of the request: its first line or a header.
    Sent(&'a str),
    /// Of the answer.
    Received(&'a str),
}

/// What a block tells.
#[derive(Default)]
struct Told<'a> {
    method: Option<&'static str>,
    target: Option<&'a str>,
    host: Option<&'a str>,
    status: Option<u16>,
    id: Option<&'a str>,
    when: Option<Timestamp>,
}

impl Outcome for Wire {
    fn name(&self) -> &'static str {
        "wire"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "twilio.",
            "2010-04-01",
            "wilio-Request-",
            "wilio-Concurrent-",
        ]
    }

    fn example(&self) -> &'static str {
        "> POST /2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json HTTP/2\n> Host: api.twilio.com\n>\n< HTTP/2 401\n<"
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "a block of `curl -v` or of Python's http.client, with the request and the first line of its answer"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let text = record.line;
        if text.len() > MAX_LINE {
            return;
        }
        if !begins(text) {
            if let Some(event) = recorded::read(text, record, found) {
                found.claim(event);
            }
            return;
        }
        let mut told = Told::default();
        for line in text.lines() {
            told.take(line);
        }
        let (Some(method), Some(target), Some(status)) = (told.method, told.target, told.status)
        else {
            return;
        };
        let mut event = Event {
            method: Some(method),
            http_status: Some(status),
            request_id: told.id,
            timestamp: record.timestamp.or(told.when),
            ..Event::default()
        };
        let dated = told.host.is_none() && target.contains(grammar::DATED);
        let path = target.starts_with('/') && (told.host.is_some() || dated);
        // A tunnel's answer is the proxy's.
        if method != "CONNECT"
            && if path {
                found.locate_path(told.host, target, &mut event, record)
            } else {
                found.locate(target, &mut event, record)
            }
        {
            found.claim(event);
            found.claimed_by_client();
        }
    }
}

/// True for a record that begins as a block does.
fn begins(text: &str) -> bool {
    text.starts_with("> ") || text.starts_with("send: b")
}

impl<'a> Told<'a> {
    fn take(&mut self, line: &'a str) {
        if let Some(request) = line.strip_prefix("send: b") {
            // One text holds all lines of the request, their ends written out.
            let inside = request.trim_matches(['\'', '"']);
            for part in inside.split("\\r\\n") {
                self.one(&Side::Sent(part));
            }
        } else if let Some(side) = side(line) {
            self.one(&side);
        }
    }

    fn one(&mut self, side: &Side<'a>) {
        match *side {
            Side::Sent(line) if self.method.is_none() => {
                let mut words = line.split(' ');
                let (method, target, version) = (words.next(), words.next(), words.next());
                if version.is_some_and(|version| version.starts_with("HTTP/")) {
                    self.method = method.and_then(grammar::method);
                    self.target = target;
                }
            }
            Side::Sent(line) => {
                if let Some(host) = header(line, "host") {
                    self.host = self.host.or(Some(host));
                }
            }
            Side::Received(line) => self.answer(line),
        }
    }

    /// The last answer counts: one of 1xx stands before it.
    fn answer(&mut self, line: &'a str) {
        if line.starts_with("HTTP/") {
            let status = line.split_once(' ').and_then(|(_, status)| {
                let end = status.find(|letter: char| !letter.is_ascii_digit());
                grammar::status(status.get(..end.unwrap_or(status.len()))?).ok()
            });
            self.status = status.map(|(_, status)| status).filter(|it| *it >= 200);
        } else if let Some(id) = header(line, "twilio-request-id") {
            self.id = Some(id).filter(|id| id.starts_with("RQ"));
        } else if let Some(date) = header(line, "date") {
            self.when = Timestamp::parse(date);
        }
    }
}

/// Which side a line is of, and what went over the wire.
fn side(line: &str) -> Option<Side<'_>> {
    let plain = |text: &'_ str| text.trim_end_matches(['\r', ' ']).len();
    if let Some(sent) = line.strip_prefix("> ") {
        return Some(Side::Sent(&sent[..plain(sent)]));
    }
    let received = line
        .strip_prefix("< ")
        .or_else(|| line.strip_prefix("header: "))
        .or_else(|| {
            line.strip_prefix("reply: ")
                .map(|reply| reply.trim_matches(['\'', '"']))
        })?;
    Some(Side::Received(&received[..plain(received)]))
}

/// The value of a header, its name in any case.
fn header<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (written, value) = line.split_once(':')?;
    written.eq_ignore_ascii_case(name).then(|| value.trim())
}
