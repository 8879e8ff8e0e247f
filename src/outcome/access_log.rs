//! Access logs of proxies on the way out: combined format with an absolute URL or a host field, and Envoy's default text.

use super::contract::{Found, Outcome};
use super::grammar::{self, Request};
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::resource;

/// The member for access logs.
pub struct AccessLog;

impl Outcome for AccessLog {
    fn name(&self) -> &'static str {
        "access_log"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "Twilio.", "TWILIO.", "2010-04-01"]
    }

    fn example(&self) -> &'static str {
        r#"10.0.0.7 - - [01/Nov/2026:00:00:00 +0000] "POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json HTTP/1.1" 503 512 "-" "twilio-python/9.4.1" 0.143"#
    }

    fn wants(&self) -> &'static str {
        "a quoted request with a status, and a Twilio API host in its URL or in a field beside it"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let line = record.line;
        let Some((at, request, rest)) = request(line) else {
            return;
        };
        // The status follows the request at once; anything else is another format that quotes a request.
        let Ok((after, status)) = grammar::status(rest.trim_start()) else {
            return;
        };
        let (before, around) = (&line[..at], after);
        let mut event = Event {
            method: Some(request.method),
            http_status: Some(status),
            ..Event::default()
        };
        if request.method == "CONNECT" {
            if resource::is_api_host(request.target) {
                let origin = if status < 300 {
                    Origin::Tunnel
                } else {
                    Origin::Intermediary
                };
                event = Event {
                    origin,
                    http_status: (status >= 300).then_some(status),
                    host: request.target.split(':').next(),
                    ..Event::default()
                };
                found.claim(event);
            }
            return;
        }
        let located = if request.target.starts_with('/') {
            let host = fields(before)
                .chain(fields(around))
                .find(|field| resource::is_api_host(field));
            // A URL that urllib3 prints before the request is the host too.
            let host = host.or_else(|| {
                before
                    .split_whitespace()
                    .last()
                    .and_then(|word| word.strip_prefix("https://"))
            });
            let dated =
                || request.target.contains(grammar::DATED) && !fields(around).any(is_other_host);
            (host.is_some() || dated())
                && found.locate_path(host, request.target, &mut event, record)
        } else {
            found.locate(request.target, &mut event, record)
        };
        if !located {
            return;
        }
        details(around, &mut event);
        // nginx's own number for a client that left before the answer came.
        if event.http_status == Some(499) {
            event.origin = Origin::Intermediary;
        }
        found.claim(event);
    }
}

/// The first quoted request of a line: where it begins, what it says, what follows it.
fn request(line: &str) -> Option<(usize, Request<'_>, &str)> {
    memchr::memchr_iter(b'"', line.as_bytes())
        .take(8)
        .find_map(|at| {
            let (rest, request) = grammar::quoted_request(&line[at..]).ok()?;
            Some((at, request, rest))
        })
}

/// Fields in quotes or between blanks, `name=` taken off.
fn fields(text: &str) -> impl Iterator<Item = &str> {
    let plain = |field: &'_ str| field.len() > 7;
    text.split([' ', '"', '\t', ',', ';'])
        .filter(move |field| plain(field))
        .map(|field| field.split_once('=').map_or(field, |(_, value)| value))
}

/// True for a bare host name, which access logs write for the host that was asked. Not for addresses, links and agents.
fn is_other_host(field: &str) -> bool {
    let host = field.split_once(':').map_or(field, |(host, _)| host);
    let labels = || host.split('.');
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let zone = labels().next_back().unwrap_or("");
    labels().count() > 1
        && labels().all(label)
        && zone.len() > 1
        && zone.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// What stands after the status: Envoy's flags and times, or the duration that nginx writes last.
fn details(after: &str, event: &mut Event<'_>) {
    let mut words = after.split_ascii_whitespace();
    let first = words.next().unwrap_or("");
    let flags = |byte: u8| byte.is_ascii_uppercase() || byte == b',';
    if first == "-" || (first.bytes().all(flags) && !first.is_empty()) {
        let numbers: [Option<u64>; 3] =
            std::array::from_fn(|_| words.next().and_then(|word| word.parse().ok()));
        if let [Some(_), Some(_), Some(milliseconds)] = numbers {
            event.duration_us = milliseconds.checked_mul(1000);
            if grammar::made_by_envoy(first) {
                event.origin = Origin::Intermediary;
            }
            return;
        }
    }
    // nginx writes `$request_time` as seconds with exactly three decimals.
    let last = after.trim_ascii_end().rsplit(' ').next().unwrap_or("");
    let seconds = last
        .split_once('.')
        .filter(|(_, decimals)| decimals.len() == 3)
        .and_then(|_| last.parse::<f64>().ok());
    event.duration_us = seconds.and_then(|seconds| grammar::microseconds(seconds * 1e6));
    upstream(after, event);
}

/// `upstream_status=502, 200`: the last attempt is the answer; `-` means that no upstream answered.
fn upstream(after: &str, event: &mut Event<'_>) {
    if memchr::memchr(b'=', after.as_bytes()).is_none() {
        return;
    }
    let Some(value) = grammar::keyed(after, "upstream_status") else {
        return;
    };
    let list = value
        .split(['"', ' ', '|'])
        .take_while(|part| !part.contains('='))
        .flat_map(|part| part.split(','));
    match list
        .filter(|part| !part.is_empty() && *part != ":")
        .take(8)
        .last()
    {
        Some("-") => event.origin = Origin::Intermediary,
        Some(last) => {
            if let Ok((_, status)) = grammar::status(last) {
                event.http_status = Some(status);
            }
        }
        None => {}
    }
}
