//! The combined form of nginx and Apache and what is commonly added to its end: times, the states of the upstream by name,
//! the tails of Kubernetes' ingress controller, of Traefik and of Squid.

use super::Answer;
use crate::event::Origin;
use crate::outcome::grammar;
use crate::outcome::grammar::upstream::{Told, Upstream, is_bare_phrase, last};

/// nginx's own number for a client that left before the answer came.
const CLIENT_LEFT: u16 = 499;

/// Reads what follows the request, which begins with the status.
pub(super) fn answer(after: &str) -> Option<Answer<'_>> {
    let (after, status) = match grammar::status(after) {
        Ok((after, status)) => (after, Some(status)),
        // Squid's number for no answer.
        Err(_) => (
            after
                .strip_prefix('0')
                .filter(|rest| rest.starts_with(' '))?,
            None,
        ),
    };
    let tail = after.trim_ascii_end();
    let last_word = last_word(tail);
    let mut answer = Answer {
        status,
        duration_us: seconds(last_word),
        ..Answer::default()
    };
    if status == Some(CLIENT_LEFT) {
        answer.by = Origin::Intermediary;
    }
    if memchr::memchr(b':', last_word.as_bytes()).is_some()
        && let Some((result, hierarchy)) = last_word.split_once(':')
        && (hierarchy.starts_with("HIER_") || result.starts_with("TCP_"))
    {
        squid(result, hierarchy, &mut answer);
    } else if status.is_none() {
        return None;
    } else if last_word.ends_with("ms") {
        traefik(tail, last_word, &mut answer);
    } else {
        named_or_listed(tail, &mut answer);
    }
    Some(answer)
}

/// The same behind fields that bring their names: `host=api.twilio.com 204 0 rt=0.204`.
pub(super) fn behind_names(after: &str) -> Option<Answer<'_>> {
    const NAMES: [&str; 6] = [
        "host",
        "vhost",
        "server",
        "upstream",
        "authority",
        "backend",
    ];
    let mut rest = after;
    while let Some((word, more)) = rest.split_once(' ')
        && word
            .split_once('=')
            .is_some_and(|(name, _)| NAMES.contains(&name))
    {
        rest = more.trim_start();
    }
    let status = rest.starts_with(|letter: char| letter.is_ascii_digit());
    (status && rest.len() < after.len()).then(|| answer(rest))?
}

/// The states of the upstream, by name or in their order. Most lines have none, which one search tells.
fn named_or_listed(tail: &str, answer: &mut Answer<'_>) {
    let Some(mark) = memchr::memchr2(b'=', b']', tail.as_bytes()) else {
        return;
    };
    let behind = tail.as_bytes().get(mark..).unwrap_or_default();
    if memchr::memchr(b'=', behind).is_some() {
        keyed(tail, answer);
    } else if let Some(upstream) = ingress(tail) {
        answer.duration_us = upstream.0;
        judge(&upstream.1, answer);
    }
}

/// What follows the last blank; all of it where there is none.
pub(super) fn last_word(text: &str) -> &str {
    let blank = memchr::memrchr(b' ', text.as_bytes());
    blank.and_then(|at| text.get(at + 1..)).unwrap_or(text)
}

/// nginx writes times as seconds with exactly three decimals.
fn seconds(word: &str) -> Option<u64> {
    let (whole, decimals) = word.split_at_checked(word.len().checked_sub(4)?)?;
    let decimals = decimals.strip_prefix('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // More digits are no time.
    if !digits(whole) || !digits(decimals) || whole.len() > 9 {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    Some(whole * 1_000_000 + decimals.parse::<u64>().ok()? * 1000)
}

/// `rt=0.087 uct="0.001" uht="0.086" urt="0.087" us="502, 200"`: the names of nginx's own articles and of its variables.
fn keyed(tail: &str, answer: &mut Answer<'_>) {
    let value = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| grammar::keyed(tail, name))
            .filter(|value| value.starts_with(|it: char| it.is_ascii_digit() || it == '-'))
            .map(last)
    };
    let total = value(&["rt", "request_time"]).and_then(seconds);
    answer.duration_us = total.or(answer.duration_us);
    let upstream = Upstream {
        status: value(&["us", "upstream_status"]),
        connected: value(&["uct", "upstream_connect_time"]),
        began: value(&["uht", "upstream_header_time"]),
        took: value(&["urt", "ut", "upstream_response_time"]),
        length: value(&["ul", "upstream_response_length"]),
    };
    judge(&upstream, answer);
}

/// Takes the answer of the server behind the proxy, or finds that it gave none.
fn judge(upstream: &Upstream<'_>, answer: &mut Answer<'_>) {
    match upstream.told() {
        Told::Nothing => {}
        Told::Answered(status) => answer.status = Some(status),
        Told::Silent(status) => {
            answer.by = Origin::Intermediary;
            if status.is_some() {
                answer.status = status;
            }
        }
    }
}

/// Kubernetes' ingress controller: `"agent" length time [upstream] [other] address length time status id`; the last four
/// may be lists.
fn ingress(tail: &str) -> Option<(Option<u64>, Upstream<'_>)> {
    let (front, back) = tail.rsplit_once("] ")?;
    let (front, _) = front.rsplit_once(" [")?;
    let (front, _) = front.rsplit_once(" [")?;
    let total = front.rsplit(' ').next().and_then(seconds);
    // A list goes on after a comma; the last element of each is the last attempt.
    let mut columns = back
        .split(' ')
        .filter(|word| !word.ends_with(','))
        .map(|word| Some(word).filter(|word| !word.is_empty()));
    let mut column = || columns.next().flatten();
    let (_, length, took, status) = (column()?, column()?, column()?, column()?);
    let upstream = Upstream {
        status: Some(status),
        took: Some(took),
        length: Some(length),
        ..Upstream::default()
    };
    (status == "-" || grammar::status(status).is_ok()).then_some((total, upstream))
}

/// Traefik: `status size "referer" "agent" count "router" "http://server" 12ms`; without a server nobody was asked.
fn traefik(tail: &str, time: &str, answer: &mut Answer<'_>) {
    let Some(server) = tail
        .strip_suffix(time)
        .and_then(|front| front.trim_ascii_end().strip_suffix('"'))
        .and_then(|front| front.rsplit('"').next())
    else {
        return;
    };
    answer.duration_us = grammar::duration(time);
    let size = tail.split_ascii_whitespace().next().unwrap_or("");
    if server == "-" || is_bare_phrase(answer.status, size.parse().ok()) {
        answer.by = Origin::Intermediary;
    }
}

/// Squid's `TCP_MISS:HIER_DIRECT`: without a server behind it, the answer is Squid's.
fn squid(result: &str, hierarchy: &str, answer: &mut Answer<'_>) {
    let own = hierarchy == "HIER_NONE"
        || hierarchy == "NONE"
        || result.starts_with("NONE")
        || result.starts_with("TAG_NONE")
        || result.starts_with("TCP_DENIED");
    answer.duration_us = None;
    answer.by = match answer.status {
        None => Origin::Nobody,
        Some(_) if own => Origin::Intermediary,
        Some(_) => Origin::Twilio,
    };
}
