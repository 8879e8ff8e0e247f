//! A plain success in brief: what is counted of it, and where in its record stands what the audit of retries asks of it, to be
//! read later, when there are some.

use super::recipe::Ids;
use super::{correlated, hash, names, target};
use crate::event::Event;
use crate::event::attempt::{Flags, Form};
use crate::outcome::grammar::origin;
use crate::timestamp::Timestamp;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A plain success of which nothing but its ids and its target has to be read.
#[derive(Debug, Clone)]
pub struct Brief {
    /// When it ended.
    pub timestamp: Timestamp,
    /// How long it took, in microseconds.
    pub duration_us: Option<u64>,
    /// What others have in common with it.
    pub form: Form,
    /// Everything but what its ids say.
    pub(in crate::outcome) flags: Flags,
    /// Host, path and query, among the bytes of the record.
    pub(in crate::outcome) target: Range<u32>,
    /// Ids as written; nothing where there is none.
    pub(in crate::outcome) request_id: Range<u32>,
    pub(in crate::outcome) correlation: Range<u32>,
}

/// Where a text stands in another; nothing where there is none, `None` where it is somewhere else.
#[inline]
pub(in crate::outcome) fn place(part: Option<&str>, whole: &str) -> Option<Range<u32>> {
    let Some(part) = part else { return Some(0..0) };
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start
        .checked_add(part.len())
        .filter(|end| *end <= whole.len())?;
    Some(u32::try_from(start).ok()?..u32::try_from(end).ok()?)
}

impl Brief {
    /// What is counted of it: the event without its names and its recogniser's.
    #[inline]
    #[must_use]
    pub fn event(&self) -> Event<'static> {
        Event {
            timestamp: Some(self.timestamp),
            method: Some(self.form.method),
            resource: Some(self.form.resource),
            http_status: Some(self.form.status),
            duration_us: self.duration_us,
            ..Event::default()
        }
    }

    /// What its ids and its target say; `record` are its bytes, behind which others may stand.
    #[inline]
    #[must_use]
    pub fn read(&self, record: &[u8]) -> Read {
        let bytes = |place: &Range<u32>| {
            let bytes = record.get(place.start as usize..place.end as usize);
            bytes.unwrap_or_default()
        };
        let (request_id, own) = (bytes(&self.request_id), bytes(&self.correlation));
        let (correlation, answered) = if request_id.is_empty() {
            (id_of(own), names::is_answer(own))
        } else if names::is_answer(request_id) {
            (id_of(own), true)
        } else {
            of_all(request_id, own)
        };
        let mut flags = self.flags;
        flags.set(Flags::OF_TWILIO, answered);
        Read {
            print: target::print_of(bytes(&self.target)),
            correlation,
            flags,
        }
    }
}

#[cfg(test)]
impl Brief {
    /// The same at length.
    #[must_use]
    pub fn facts(&self, record: &[u8]) -> crate::event::attempt::Facts {
        let read = self.read(record);
        crate::event::attempt::Facts {
            print: read.print,
            correlation: read.correlation,
            agent: self.form.agent,
            flags: read.flags,
            ..Default::default()
        }
    }
}

/// What is read of a record whose success is known in brief.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// Host, path and query.
    pub print: u64,
    /// Correlation id; 0 for none.
    pub correlation: u64,
    /// All flags.
    pub flags: Flags,
}

/// Bytes of a text, hashed as it is: to ask whether they are one takes as long as everything else.
struct Text<'a>(&'a [u8]);

impl Hash for Text<'_> {
    #[inline]
    fn hash<H: Hasher>(&self, to: &mut H) {
        to.write(self.0);
        to.write_u8(u8::MAX);
    }
}

/// As [`correlated`], of an id as written.
#[inline]
fn id_of(own: &[u8]) -> u64 {
    match own.len() {
        0 => 0,
        origin::TRACEPARENT => {
            let own = std::str::from_utf8(own).unwrap_or_default();
            correlated(Some(origin::trace_of(own)), &Event::default())
        }
        _ => hash(Text(own)),
    }
}

/// The application's own id where a request id is none of Twilio's answers.
#[cold]
fn of_all(request_id: &[u8], own: &[u8]) -> (u64, bool) {
    let text = |bytes| std::str::from_utf8(bytes).ok();
    let event = Event {
        request_id: text(request_id),
        ..Event::default()
    };
    let own = text(own).filter(|own| !own.is_empty());
    let ids = Ids::of([event.request_id, own].into_iter().flatten(), &event);
    (
        correlated(ids.own.map(origin::trace_of), &event),
        ids.answered,
    )
}

#[cfg(test)]
mod tests {
    use super::{Text, hash};

    #[test]
    fn bytes_are_hashed_as_their_text() {
        for text in ["", "a", "628eda45b032e3a5a4e16432cbf2a54f", "ü\n"] {
            assert_eq!(hash(Text(text.as_bytes())), hash(text), "{text}");
        }
    }
}
