//! Envoy's default text and Istio's: `503 UF 120 91 1003 - "xff" "agent" "id" "authority" "upstream"`, with words on the
//! details of the answer between flags and sizes in Istio's.

use super::Answer;
use crate::event::Origin;
use crate::outcome::grammar;

/// How many words may stand between the flags and the sizes.
const DETAILS: usize = 8;

/// Reads what follows the request, which begins with the status.
pub(super) fn answer(after: &str) -> Option<Answer<'_>> {
    let (status, rest) = after.split_at(after.bytes().take(4).position(|byte| byte == b' ')?);
    let rest = rest.get(1..)?;
    // Most lines are of another form, and go on with a number.
    matches!(rest.bytes().next()?, b'-' | b'A'..=b'Z' | b',').then_some(())?;
    let (flags, rest) = rest.split_once(' ')?;
    if !are_flags(flags) {
        return None;
    }
    let (details, numbers) = details(rest)?;
    let mut words = numbers.split_ascii_whitespace();
    let mut number = || words.next()?.parse::<u64>().ok();
    let (_, _, milliseconds) = (number()?, number()?, number()?);
    // The time that the upstream took is told only when it answered.
    let upstream: u64 = match words.next()? {
        "-" => 0,
        time => time.parse::<u64>().ok().map(|_| 1)?,
    };
    let status = match status.parse::<u16>().ok()? {
        0 => None,
        status => Some(status).filter(|status| (100..600).contains(status)),
    };
    let local = grammar::made_by_envoy(flags) || details == "direct_response";
    Some(Answer {
        status,
        by: match status {
            // The client left before any answer.
            None => Origin::Nobody,
            Some(_) if local && upstream == 0 && details != "via_upstream" => Origin::Intermediary,
            Some(_) => Origin::Twilio,
        },
        duration_us: milliseconds.checked_mul(1000),
        ..Answer::default()
    })
}

/// A dash, or short names in upper case joined by commas.
fn are_flags(word: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte == b',';
    word == "-" || (!word.is_empty() && word.bytes().all(letter))
}

/// The details of the answer, if they are told, and where the sizes begin.
fn details(mut rest: &str) -> Option<(&str, &str)> {
    let mut details = "";
    for place in 0..DETAILS {
        rest = rest.trim_ascii_start();
        if rest.starts_with(|first: char| first.is_ascii_digit()) {
            return Some((details, rest));
        }
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_once(' ')?,
        };
        if place == 0 {
            details = word;
        }
        rest = after;
    }
    None
}
