//! Squid's native log: `epoch.ms elapsed client RESULT/STATUS bytes METHOD URL user HIERARCHY/peer type`, alone on the line
//! or behind a head of syslog.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::resource;
use crate::timestamp::Timestamp;

/// The member for Squid.
pub struct Squid;

/// How many words may stand before the result: a head of syslog, the time, the elapsed time, the client.
const REACH: usize = 16;

/// How results begin.
const RESULTS: [&str; 5] = ["TCP_", "UDP_", "NONE", "TAG_", "ERR_"];

impl Outcome for Squid {
    fn name(&self) -> &'static str {
        "squid"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "Twilio.", "2010-04-01"]
    }

    fn marks(&self) -> &'static [&'static str] {
        &RESULTS
    }

    fn example(&self) -> &'static str {
        "1762000000.123    143 10.0.0.7 TCP_MISS/429 512 POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Calls.json - HIER_DIRECT/192.0.2.9 application/json"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let Some(entry) = Entry::of(record.line) else {
            return;
        };
        let mut event = Event {
            timestamp: Some(entry.timestamp),
            duration_us: entry.elapsed.checked_mul(1000),
            ..Event::default()
        };
        if entry.method == "CONNECT" {
            let Some((origin, status)) = entry.tunnel() else {
                return;
            };
            if resource::is_api_host(entry.target) {
                event.host = entry.target.split(':').next();
                (event.origin, event.http_status) = (origin, status);
                // A tunnel lasts as long as it is kept open.
                event.duration_us = event.duration_us.filter(|_| origin != Origin::Tunnel);
                found.claim(event);
            }
            return;
        }
        event.method = grammar::method(entry.method);
        let by = entry.by();
        let aside = by == Origin::Intermediary && entry.status.is_some_and(|status| status < 400);
        if event.method.is_none() || aside || !found.locate(entry.target, &mut event, record) {
            return;
        }
        event.http_status = entry.status;
        if by != Origin::Twilio {
            event.origin = by;
        }
        found.claim(event);
    }
}

/// The fields of a line.
#[derive(Debug)]
struct Entry<'a> {
    timestamp: Timestamp,
    elapsed: u64,
    result: &'a str,
    status: Option<u16>,
    method: &'a str,
    target: &'a str,
    hierarchy: &'a str,
    content: &'a str,
}

impl<'a> Entry<'a> {
    /// Reads the words around the first one of the form `RESULT/STATUS`.
    fn of(line: &'a str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let mut before = [""; 3];
        for _ in 0..REACH {
            let word = words.next()?;
            if let Some((result, status)) = result(word) {
                let [time, elapsed, _] = before;
                let _bytes: u64 = words.next()?.parse().ok()?;
                let (method, target) = (words.next()?, words.next()?);
                let (_, peer) = (words.next()?, words.next()?);
                return Some(Self {
                    timestamp: time
                        .contains('.')
                        .then(|| Timestamp::from_epoch(time))
                        .flatten()?,
                    elapsed: elapsed.parse().ok()?,
                    result,
                    status: Some(status).filter(|status| (100..600).contains(status)),
                    method,
                    target,
                    hierarchy: peer.split('/').next().unwrap_or(""),
                    content: words.next().unwrap_or(""),
                });
            }
            before = [before[1], before[2], word];
        }
        None
    }

    /// True where Squid gave the answer without having one from a server.
    fn own(&self) -> bool {
        self.result.starts_with("NONE")
            || self.result.starts_with("TAG_NONE")
            || self.result.starts_with("TCP_DENIED")
            || matches!(self.hierarchy, "HIER_NONE" | "NONE")
    }

    /// Who answered. A failure whose body is a page of HTML is an error page of Squid's or of another server on the way: the
    /// API answers with documents.
    fn by(&self) -> Origin {
        let failure = self.status.is_some_and(|status| status >= 500);
        match self.status {
            None => Origin::Nobody,
            Some(_) if self.own() || (failure && self.content.starts_with("text/html")) => {
                Origin::Intermediary
            }
            Some(_) => Origin::Twilio,
        }
    }

    /// What a `CONNECT` says. Where Squid looks into the tunnel, it writes one as `NONE/200` and then a line for each
    /// request inside.
    fn tunnel(&self) -> Option<(Origin, Option<u16>)> {
        match self.status {
            Some(200..=299) if self.own() => None,
            Some(200..=299) => Some((Origin::Tunnel, None)),
            None => Some((Origin::Nobody, None)),
            status => Some((Origin::Intermediary, status)),
        }
    }
}

/// `TCP_MISS/200`, `TCP_MISS_ABORTED/000`, `NONE/400`: words in upper case and three digits.
fn result(word: &str) -> Option<(&str, u16)> {
    let (result, status) = word.split_once('/')?;
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    (RESULTS.iter().any(|start| result.starts_with(start))
        && result.bytes().all(letter)
        && status.len() == 3)
        .then(|| Some((result, status.parse().ok()?)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use bumpalo::Bump;

    /// Origin, status, resource and host; `None` when the line says nothing.
    fn read(line: &str) -> Option<(Origin, u16, String, String)> {
        let memory = Bump::new();
        let record = envelope::unwrap(line, &memory);
        let mut found = Found::default();
        Squid.read(&record, &mut found);
        let event = found.event()?;
        let text = |text: Option<&str>| text.unwrap_or("").to_owned();
        assert_eq!(
            event.timestamp.map(Timestamp::rfc3339).as_deref(),
            Some("2025-11-01T12:26:40.123Z"),
            "{line}"
        );
        Some((
            event.origin,
            event.http_status.unwrap_or(0),
            text(event.resource),
            text(event.host),
        ))
    }

    const CALLS: &str = "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json";

    #[test]
    fn requests_and_tunnels() {
        let call = |origin, status| {
            let text = |text: &str| text.to_owned();
            Some((origin, status, text("voice/Calls"), text("api.twilio.com")))
        };
        let tunnel =
            |origin, status| Some((origin, status, String::new(), "api.twilio.com".to_owned()));
        let connect = "CONNECT api.twilio.com:443 -";
        for (rest, expected) in [
            (format!("TCP_MISS/429 512 POST {CALLS} - HIER_DIRECT/192.0.2.9 application/json"), call(Origin::Twilio, 429)),
            (format!("TCP_MISS/503 512 POST {CALLS} user DIRECT/192.0.2.9 application/json"), call(Origin::Twilio, 503)),
            (format!("TCP_MISS/503 3600 POST {CALLS} - HIER_DIRECT/192.0.2.9 text/html"), call(Origin::Intermediary, 503)),
            (format!("TCP_MISS/404 360 GET {CALLS} - HIER_DIRECT/192.0.2.9 text/html"), call(Origin::Twilio, 404)),
            (format!("TCP_MISS/503 0 POST {CALLS} - HIER_NONE/- -"), call(Origin::Intermediary, 503)),
            (format!("TCP_DENIED/407 3500 POST {CALLS} - NONE/- text/html"), call(Origin::Intermediary, 407)),
            (format!("TCP_MISS_ABORTED/000 0 POST {CALLS} - HIER_DIRECT/192.0.2.9 -"), call(Origin::Nobody, 0)),
            (format!("TCP_MEM_HIT/200 900 GET {CALLS} - HIER_NONE/- application/json"), None),
            (format!("TCP_TUNNEL/200 5021 {connect} HIER_DIRECT/192.0.2.9 -"), tunnel(Origin::Tunnel, 0)),
            (format!("TCP_MISS/200 5021 {connect} DIRECT/192.0.2.9 -"), tunnel(Origin::Tunnel, 0)),
            (format!("NONE_NONE/503 0 {connect} HIER_DIRECT/192.0.2.9 -"), tunnel(Origin::Intermediary, 503)),
            (format!("TCP_DENIED/407 3500 {connect} HIER_NONE/- text/html"), tunnel(Origin::Intermediary, 407)),
            // The tunnel is looked into: its requests have lines of their own.
            (format!("NONE/200 0 {connect} HIER_NONE/- -"), None),
            ("TCP_TUNNEL/200 5021 CONNECT shop.example.com:443 - HIER_DIRECT/192.0.2.9 -".to_owned(), None),
            ("TCP_MISS/500 5021 GET http://shop.example.com/?u=https://api.twilio.com/ - HIER_DIRECT/192.0.2.9 -".to_owned(), None),
            (format!("TCP_MISS/503 x POST {CALLS} - HIER_DIRECT/192.0.2.9 -"), None),
        ] {
            let line = format!("1762000000.123    143 10.0.0.7 {rest}");
            assert_eq!(read(&line), expected, "{line}");
            let line = format!("Nov  1 12:26:40 gw1 (squid-1)[21211]: {line}");
            assert_eq!(read(&line), expected, "{line}");
        }
    }
}
