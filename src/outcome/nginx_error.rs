//! The error log of nginx: an upstream of Twilio's that did not answer, `upstream timed out … upstream: "https://…"`.
//!
//! What the client got in its place, a 502 or a 504 of nginx's own, stands in the access log; here is only that nobody
//! answered, and to which request. Each try at one of several upstreams is a record of its own.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::resource;

/// The member for nginx's error log.
pub struct NginxError;

/// What parts the words from the fields.
const CLIENT: &str = ", client: ";

/// What nginx says of an upstream that did not answer, and whether the request may have reached it.
const SILENCES: [(&str, bool); 10] = [
    ("upstream timed out (", false),
    ("upstream prematurely closed connection while ", false),
    ("recv() failed (", false),
    ("readv() failed (", false),
    ("writev() failed (", false),
    ("connect() failed (", true),
    ("connect() to ", true),
    ("no live upstreams while connecting to upstream", true),
    ("SSL_do_handshake() failed (", true),
    ("peer closed connection in SSL handshake ", true),
];

impl Outcome for NginxError {
    fn name(&self) -> &'static str {
        "nginx_error"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "2010-04-01"]
    }

    fn marks(&self) -> &'static [&'static str] {
        &[CLIENT]
    }

    fn example(&self) -> &'static str {
        r#"2025/01/01 00:00:18 [error] 29#29: *7 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.5, server: egress.internal, request: "POST /2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json HTTP/1.1", upstream: "https://192.0.2.10:443/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json", host: "api.twilio.com""#
    }

    fn wants(&self) -> &'static str {
        "an upstream that did not answer, and a request to Twilio's API beside it"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let text = record.body;
        let Some((told, fields)) = text.split_once(CLIENT) else {
            return;
        };
        // Only what the upstream did: the client's own connection fails too.
        let Some((_, unsent)) = SILENCES.iter().find(|(words, _)| told.contains(words)) else {
            return;
        };
        let Some(upstream) = field(fields, "upstream").filter(|_| told.contains("upstream")) else {
            return;
        };
        let request = field(fields, "request").and_then(|line| {
            let (method, rest) = line.split_once(' ')?;
            Some((grammar::method(method)?, rest.split(' ').next()?))
        });
        let mut event = Event {
            method: request.map(|(method, _)| method),
            ..Event::default()
        };
        let host = field(fields, "host").filter(|host| resource::is_api_host(host));
        if place(upstream, host, record, found, &mut event) {
            // While connecting, nothing was sent, whatever then took too long.
            event.unsent = *unsent || told.contains("while connecting to upstream");
            event.origin = Origin::Nobody;
            found.claim(event);
            found.close();
        }
    }
}

/// Fills host and resource from the upstream's URL, whose host may be an address or the name of a group.
fn place<'a>(
    upstream: &'a str,
    host: Option<&'a str>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
    event: &mut Event<'a>,
) -> bool {
    if found.locate(upstream, event, record) {
        return true;
    }
    let path = upstream
        .split_once("://")
        .and_then(|(_, rest)| rest.get(rest.find('/')?..));
    // A name with a dot is a host, and no Twilio's.
    let named = upstream
        .split_once("://")
        .and_then(|(_, rest)| rest.split(['/', ':']).next())
        .is_some_and(|name| {
            name.contains('.') && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        });
    let Some(path) = path.filter(|_| !named) else {
        return false;
    };
    (host.is_some() || path.contains(grammar::DATED))
        && found.locate_path(host, path, event, record)
}

/// The value of a quoted field.
fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = fields;
    loop {
        let (_, after) = rest.split_once(", ")?;
        let value = after
            .strip_prefix(name)
            .and_then(|value| value.strip_prefix(": \""));
        if let Some(value) = value {
            return value.split('"').next();
        }
        rest = after;
    }
}
