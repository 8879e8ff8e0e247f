//! Calls of access logs told at once: where a line has the head of an access log, nothing else needs to be asked of it.
//!
//! [`envelope::access_head`] makes sure that the line has no other wrapper, and so no attributes; then this recogniser is the
//! first that can have a say, and what it claims of a success, or of a failure with nothing beside it, is all. The answer,
//! the target and the ids are read as the long way reads them. Measured on a combined log: 5,800 instructions from a
//! record to its call the long way, a third of that so.

#[cfg(test)]
mod tests;

use super::{Asked, Line, ids};
use crate::envelope;
use crate::event::attempt::{Facts, Form, Success};
use crate::event::{Event, Origin};
use crate::outcome::facts::brief::{Brief, place};
use crate::outcome::facts::recipe::{self, Goal, Ids};
use crate::outcome::facts::{self, Address};
use crate::outcome::grammar;
use crate::resource::{self, Aim};
use crate::timestamp::Naive;
use std::sync::LazyLock;

pub use super::NAME;

/// A call that was told so.
#[derive(Debug)]
pub struct Told<'a> {
    /// The call.
    pub event: &'a Event<'a>,
    text: &'a str,
    body: &'a str,
    /// Nothing but the target and the ids of the event says anything of the attempt.
    bare: bool,
    address: Address<'a>,
    aim: Aim,
    method: &'static str,
    resource: &'static str,
}

impl<'a> Told<'a> {
    /// The record's text, without the last line end.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// What the record says of the attempt besides the event, where that is no more than a plain success says.
    #[must_use]
    #[inline]
    pub fn success(&self) -> Option<Success<'static>> {
        static NOTHING: LazyLock<Facts> = LazyLock::new(Facts::default);
        self.bare.then(|| {
            let goal = Goal::of(self.address, self.aim);
            recipe::success(
                &NOTHING,
                Ids::of(std::iter::empty(), self.event),
                &goal,
                self.event,
            )
        })
    }

    /// The same in brief, to be read later; `None` where that cannot be.
    #[must_use]
    #[inline]
    pub fn brief(&self) -> Option<Brief> {
        let (text, event) = (self.text, self.event);
        let goal = Goal::of(self.address, self.aim);
        let brief = self.bare && event.twilio_code.is_none();
        let start = goal.start().filter(|_| brief)?;
        Some(Brief {
            timestamp: event.timestamp?,
            duration_us: event.duration_us,
            form: Form {
                resource: self.resource,
                method: self.method,
                status: event.http_status.filter(|status| *status >= 100)?,
                agent: 0,
            },
            flags: goal.flags(Some(self.method)),
            target: place(self.address.url.get(start..), text)?,
            request_id: place(event.request_id, text)?,
            correlation: place(event.correlation_id, text)?,
        })
    }

    /// What the record says of the attempt besides the event.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let at_length = || facts::of_words(self.body, Some(self.address), self.event);
        self.success()
            .as_ref()
            .map_or_else(at_length, Success::facts)
    }
}

/// The call of a record, if it is told at once; `scratch` is memory to work in. Only for a list of recognisers of which none
/// before this one reads plain lines.
///
/// The call is written to `event`, which must say nothing yet; where the answer is `None` it may have begun to.
pub fn read<'t, 'a: 't>(
    raw: &'a [u8],
    naive: &Naive,
    scratch: &mut String,
    event: &'t mut Event<'a>,
) -> Option<Told<'t>> {
    let ends = raw
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let raw = raw.get(..raw.len() - ends.count())?;
    let head = envelope::access_head(raw, naive)?;
    let text = simdutf8::basic::from_utf8(raw).ok()?;
    let (before, body) = text.split_at_checked(head.body)?;
    let (after, request) = grammar::quoted_request(body)?;
    let line = Line {
        before,
        request,
        after,
    };
    let answer = line.answer()?;
    let answered = matches!(answer.by, Origin::Twilio | Origin::Intermediary);
    if !answered || answer.is_aside() || request.method == "CONNECT" {
        return None;
    }
    event.method = Some(request.method);
    event.outcome = NAME;
    let (address, aim, resource) = locate(line.asked(&answer)?, event, scratch)?;
    answer.tell(event);
    event.timestamp = event.timestamp.or(Some(head.when));
    ids::read(after, event);
    let success = event.http_status? < 400;
    (success || line.is_all()).then_some(Told {
        // A map at the end may be one that names its values.
        bare: success
            && !head.named
            && answer.by == Origin::Twilio
            && !body.trim_end().ends_with('}'),
        event,
        text,
        body,
        address,
        aim,
        method: request.method,
        resource,
    })
}

/// Fills host and resource of what needs no memory of its own.
fn locate<'a>(
    asked: Asked<'a>,
    event: &mut Event<'a>,
    scratch: &mut String,
) -> Option<(Address<'a>, Aim, &'static str)> {
    let (located, host, url) = match asked {
        Asked::Url(url) => (resource::resolve(url, scratch)?, None, url),
        Asked::Path(host, path) => (resource::resolve_path(host, path, scratch)?, host, path),
    };
    let capitals = |host: &str| host.bytes().any(|byte| byte.is_ascii_uppercase());
    if located.misplaced_key || located.host.is_some_and(capitals) {
        return None;
    }
    let known = located.known.filter(|known| !known.is_empty())?;
    event.resource = Some(known);
    event.host = located.host;
    event.instance = Some(url).filter(|_| located.instance);
    let host = located.host.or(host);
    Some((Address { host, url }, located.aim, known))
}
