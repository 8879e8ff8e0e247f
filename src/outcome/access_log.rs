//! Access logs of proxies on the way out: every form that quotes the request, each in a file of its own.
//!
//! What tells them apart is the place of the status: right after the request (combined and its kin, Envoy), before it with
//! an agent behind it (load balancers of AWS), or before it with nothing or the TLS state behind it (`HAProxy`).

mod combined;
mod envoy;
mod haproxy;
mod hosts;
mod httparty;
mod ids;
mod load_balancer;
pub mod quick;
#[cfg(test)]
mod tests;

use super::contract::{Found, Outcome};
use super::grammar::{self, Request};
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::resource;

/// The member for access logs.
pub struct AccessLog;

/// Its name.
pub const NAME: &str = "access_log";

impl Outcome for AccessLog {
    fn name(&self) -> &'static str {
        NAME
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "Twilio.", "2010-04-01"]
    }

    fn example(&self) -> &'static str {
        r#"10.0.0.7 - - [01/Nov/2026:00:00:00 +0000] "POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json HTTP/1.1" 503 512 "-" "twilio-python/9.4.1" 0.143"#
    }

    fn wants(&self) -> &'static str {
        "a quoted request with a status, and a Twilio API host in its URL or in a field beside it"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let Some(line) = Line::of(record.line) else {
            return;
        };
        let Some(answer) = line.answer() else { return };
        if line.request.method == "CONNECT" {
            tunnel(&line, &answer, found);
            return;
        }
        let mut event = Event {
            method: Some(line.request.method),
            ..Event::default()
        };
        if answer.is_aside() || !line.locate(&answer, &mut event, record, found) {
            return;
        }
        answer.tell(&mut event);
        ids::read(line.after, &mut event);
        found.claim(event);
        if line.is_of_urllib3() {
            found.claimed_by_client();
        } else if !found.complete() && record.attributes.is_empty() && line.is_all() {
            found.close();
        }
    }
}

/// A line cut at its first quoted request.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    before: &'a str,
    request: Request<'a>,
    after: &'a str,
}

/// What a form says of the answer.
#[derive(Debug, Default)]
struct Answer<'a> {
    /// The number that stands for a status; `None` when no answer came.
    status: Option<u16>,
    /// Who gave it: Twilio, the proxy, or nobody.
    by: Origin,
    duration_us: Option<u64>,
    /// Where the form writes its stamp out of reach of a text logger's.
    timestamp: Option<crate::timestamp::Timestamp>,
    /// The host where the form has a place of its own for it; all fields are searched else.
    host: Option<&'a str>,
}

impl<'a> Answer<'a> {
    /// True for what never reached Twilio and did not fail: a redirect, a page of a cache. It is no outcome of a call.
    fn is_aside(&self) -> bool {
        self.by == Origin::Intermediary && self.status.is_some_and(|it| it < 400)
    }

    /// Fills in what it says; who answered stays as it was where nothing speaks against Twilio.
    fn tell(&self, event: &mut Event<'a>) {
        event.timestamp = self.timestamp;
        event.http_status = self.status;
        event.duration_us = self.duration_us;
        if self.by != Origin::Twilio {
            event.origin = self.by;
        }
    }
}

/// What of a line names the thing that was asked for.
#[derive(Debug, Clone, Copy)]
enum Asked<'a> {
    Url(&'a str),
    /// The path, and the host where another field tells it.
    Path(Option<&'a str>, &'a str),
}

impl<'a> Line<'a> {
    fn of(text: &'a str) -> Option<Self> {
        memchr::memchr_iter(b'"', text.as_bytes())
            .take(8)
            .find_map(|at| {
                let (after, request) = grammar::quoted_request(&text[at..])?;
                Some(Self {
                    before: &text[..at],
                    request,
                    after,
                })
            })
    }

    /// `https://api.twilio.com:443 "POST /… HTTP/1.1" 201 837`: the client beneath twilio-python, which may tell the same
    /// call.
    fn is_of_urllib3(&self) -> bool {
        let word = combined::last_word(self.before.trim_end());
        word.contains("https://") && word.ends_with(":443")
    }

    /// True when nothing else can stand in the line: no named value, no object, no further line, no word of an error.
    /// Lines of failed calls have no code, and everybody else would be asked for it.
    fn is_all(&self) -> bool {
        let after = self.after.as_bytes();
        memchr::memchr3(b'=', b'{', b'\n', after).is_none()
            && memchr::memmem::find(after, b"rror").is_none()
    }

    /// Asks the form that the place of the status points to.
    fn answer(&self) -> Option<Answer<'a>> {
        let after = self.after.trim_start();
        if httparty::wrote(self.before) {
            return httparty::answer(self.before);
        }
        match after.bytes().next() {
            Some(b'0'..=b'9') => envoy::answer(after)
                .or_else(|| combined::answer(after))
                .or_else(|| haproxy::answer(self.before, after)),
            Some(b'"') => load_balancer::answer(self.before),
            Some(b'a'..=b'z') => {
                combined::behind_names(after).or_else(|| haproxy::answer(self.before, after))
            }
            _ => haproxy::answer(self.before, after),
        }
    }

    /// Fills host and resource; false when the request is not surely one to Twilio's API.
    fn locate(
        &self,
        answer: &Answer<'a>,
        event: &mut Event<'a>,
        record: &LogRecord<'a>,
        found: &mut Found<'a>,
    ) -> bool {
        match self.asked(answer) {
            Some(Asked::Url(url)) => found.locate(url, event, record),
            Some(Asked::Path(host, path)) => found.locate_path(host, path, event, record),
            None => false,
        }
    }

    /// What was asked for, unless a host other than Twilio's was asked.
    fn asked(&self, answer: &Answer<'a>) -> Option<Asked<'a>> {
        let target = self.request.target;
        if !target.starts_with('/') {
            return Some(Asked::Url(target));
        }
        let host = answer.host.or_else(|| hosts::of(self.before, self.after));
        let dated = || {
            target.contains(grammar::DATED)
                && !hosts::fields(self.after).any(hosts::is_other)
                && !hosts::captured(self.before).any(hosts::is_other)
        };
        (host.is_some() || dated()).then_some(Asked::Path(host, target))
    }
}

/// `CONNECT host:443`: a tunnel that stands hides the status, one that was refused tells who refused it.
fn tunnel<'a>(line: &Line<'a>, answer: &Answer<'a>, found: &mut Found<'a>) {
    // Envoy writes a dash for the path that such a request does not have; its authority stands with the other fields.
    let authority = match line.request.target {
        "-" => hosts::of("", line.after),
        target => Some(target).filter(|target| resource::is_api_host(target)),
    };
    let Some(authority) = authority else { return };
    let (origin, http_status) = match answer.status {
        Some(200..=299) if answer.by == Origin::Intermediary => return,
        Some(200..=299) => (Origin::Tunnel, None),
        None => (Origin::Nobody, None),
        status => (Origin::Intermediary, status),
    };
    found.claim(Event {
        origin,
        http_status,
        host: authority.split(':').next(),
        timestamp: answer.timestamp,
        ..Event::default()
    });
}
