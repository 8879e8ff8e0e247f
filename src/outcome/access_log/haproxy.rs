//! `HAProxy`'s HTTP and HTTPS logs, with a head of syslog or bare:
//! `client:port [date] frontend backend/server Tq/Tw/Tc/Tr/Tt status bytes - - flags conns queues {captured} "request" tls`.

use super::{Answer, hosts};
use crate::event::Origin;
use crate::resource;
use crate::timestamp::{Timestamp, stamp};

/// Reads what stands before the request; `after` is empty or begins with the error state of the HTTPS log.
pub(super) fn answer<'a>(before: &'a str, after: &'a str) -> Option<Answer<'a>> {
    let (timestamp, rest) = accepted(before)?;
    let mut words = rest.split_ascii_whitespace();
    let (_, server) = words.nth(1)?.split_once('/')?;
    let times = Times::of(words.next()?)?;
    let status: i32 = words.next()?.parse().ok()?;
    let _bytes: u64 = words.next()?.trim_start_matches('+').parse().ok()?;
    let (_, _, state, connections) = (words.next()?, words.next()?, words.next()?, words.next()?);
    if state.len() != 4 || connections.split('/').count() != 5 {
        return None;
    }
    // A name of the server is a host where it looks like one; the HTTPS log ends with the name that the client asked for.
    let asked = after.split_once(' ').map_or("", |(_, tls)| tls);
    let asked = asked.split('/').next().filter(|name| hosts::is_other(name));
    let host = hosts::captured(before)
        .chain(hosts::fields(after).filter_map(|field| field.split('/').next()))
        .find(|field| resource::is_api_host(field))
        .or(asked)
        .or_else(|| Some(server).filter(|server| resource::is_api_host(server)));
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (100..600).contains(status));
    Some(Answer {
        status,
        by: match status {
            None => Origin::Nobody,
            // It has no time of an answer, or holds one back: then the answer is its own.
            Some(status) if times.answer < 0 || (status >= 400 && own(state)) => {
                Origin::Intermediary
            }
            Some(_) => Origin::Twilio,
        },
        duration_us: times.total.checked_mul(1000),
        timestamp: Some(timestamp),
        host,
    })
}

/// The state of a session that `HAProxy` itself ended (`P`) or served (`L`).
fn own(state: &str) -> bool {
    state.starts_with(['P', 'L'])
}

/// The time in brackets at which the request was accepted, and what follows it.
fn accepted(before: &str) -> Option<(Timestamp, &str)> {
    memchr::memchr_iter(b'[', before.as_bytes())
        .take(6)
        .find_map(|at| {
            let inside = &before[at + 1..];
            let (when, length) = stamp::leading(inside.as_bytes())?;
            Some((when, inside.get(length..)?.strip_prefix("] ")?))
        })
}

/// The times that matter, in milliseconds; negative for what did not happen.
struct Times {
    answer: i64,
    total: u64,
}

impl Times {
    fn of(word: &str) -> Option<Self> {
        let mut parts = word.split('/');
        // A plus stands before times that were told before the session ended.
        let mut time = || {
            let part = parts.next()?;
            part.strip_prefix('+').unwrap_or(part).parse::<i64>().ok()
        };
        let (_, _, _, answer, total) = (time()?, time()?, time()?, time()?, time()?);
        parts.next().is_none().then_some(Self {
            answer,
            total: u64::try_from(total).ok()?,
        })
    }
}
