//! What the audit of retries asks of a plain success: where its ids stand in records of one shape, and what follows.

use super::names::{self, Name};
use super::{Address, correlated, target};
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use crate::event::attempt::{Facts, Flags, Success};
use crate::outcome::grammar::origin;
use crate::resource::Aim;

/// Where a plain success went.
#[derive(Debug, Clone, Copy)]
pub(in crate::outcome) struct Goal<'a> {
    address: Address<'a>,
    /// What stands in its request line.
    pub(in crate::outcome) aim: Aim,
}

impl<'a> Goal<'a> {
    /// Of a URL, or a path with its host.
    pub(in crate::outcome) const fn of(address: Address<'a>, aim: Aim) -> Self {
        Self { address, aim }
    }

    /// Where the host begins in the URL, if all behind it are path and query.
    #[inline]
    pub(in crate::outcome) fn start(&self) -> Option<usize> {
        let Address { host, url } = self.address;
        let (host, target) = (host.unwrap_or(""), self.aim.target(url));
        let together = host.as_bytes().as_ptr_range().end == target.as_ptr();
        let start = url.len().checked_sub(host.len() + target.len());
        start.filter(|_| together)
    }

    /// What method and target say.
    #[inline]
    pub(in crate::outcome) fn flags(&self, method: Option<&str>) -> Flags {
        target::flags(self.aim.last, method)
    }

    /// Host, path and query as one number.
    #[inline]
    fn print(&self) -> u64 {
        let Address { host, url } = self.address;
        // To hash both at once where they stand so takes half of putting them together.
        match self.start() {
            Some(start) => target::print_of(url.as_bytes().get(start..).unwrap_or_default()),
            None => target::print(host.unwrap_or(""), self.aim.target(url)),
        }
    }
}

/// Places among the attributes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::outcome) struct Places {
    /// Where ids stand, the best name first.
    pub(in crate::outcome) correlation: Vec<u32>,
    /// What must be as it is for the rest to be true.
    pub(in crate::outcome) pinned: Vec<u32>,
}

/// The places, unless the record names a key, a payload or what was made: each is another one every time.
pub(in crate::outcome) fn places(record: &LogRecord<'_>) -> Option<Places> {
    let known = names::known(&record.attributes);
    let (mut ids, mut pinned) = (Vec::new(), Vec::new());
    for (place, name, quality) in known.iter() {
        match name {
            Name::Key | Name::To | Name::Body | Name::Created => return None,
            Name::Correlation => ids.push((*quality, *place)),
            // Of a call that was answered nobody asks these.
            Name::Event | Name::Action | Name::Level | Name::Error => {}
            Name::Place
            | Name::Attempt
            | Name::Resend
            | Name::Agent
            | Name::Purpose
            | Name::RetryAfter => pinned.push(*place),
        }
    }
    ids.sort_by_key(|(quality, _)| *quality);
    Some(Places {
        correlation: ids.into_iter().map(|(_, place)| place).collect(),
        pinned,
    })
}

/// What the pinned values alone say.
pub(in crate::outcome) fn pinned(facts: &Facts) -> Facts {
    let of_values = Flags::CRITICAL.0
        | Flags::IN_HEADER.0
        | Flags::IN_FIELD.0
        | Flags::JAVA.0
        | Flags::NODE.0
        | Flags::GO.0
        | Flags::PYTHON.0
        | Flags::FROM_ZERO.0;
    Facts {
        agent: facts.agent,
        retry_after: facts.retry_after,
        number: facts.number,
        flags: Flags(facts.flags.0 & of_values),
        ..Facts::default()
    }
}

/// The ids of an attempt.
#[derive(Debug, Clone, Copy)]
pub(in crate::outcome) struct Ids<'a> {
    /// The application's own, where it is another than the event's.
    pub(super) own: Option<&'a str>,
    /// One of them is Twilio's of its answer.
    pub(super) answered: bool,
}

impl<'a> Ids<'a> {
    /// Those at all places, in their order.
    pub(in crate::outcome) fn of(ids: impl Iterator<Item = &'a str>, event: &Event<'_>) -> Self {
        let mut own = None;
        let mut answered = event.request_id.is_some_and(|id| id.starts_with("RQ"));
        for id in ids {
            if names::is_answer(id) {
                answered = true;
            } else {
                own = own.or(Some(id));
            }
        }
        Self { own, answered }
    }
}

/// What a plain success says, by what the pinned values say, its ids, and where it went.
#[inline]
pub(in crate::outcome) fn success<'f>(
    common: &'f Facts,
    ids: Ids<'_>,
    goal: &Goal<'_>,
    event: &Event<'_>,
) -> Success<'f> {
    let mut flags = goal.flags(event.method);
    flags.set(Flags::OF_TWILIO, ids.answered);
    Success {
        print: goal.print(),
        correlation: correlated(ids.own.map(origin::trace_of), event),
        flags: Flags(common.flags.0 | flags.0),
        common,
    }
}
