//! Load balancers of AWS, both generations:
//! `https <time> app/… client target 0.001 0.087 0.000 502 502 120 91 "POST https://… HTTP/1.1" "agent" …`.

use super::Answer;
use crate::event::Origin;
use crate::outcome::grammar;

/// Reads what stands before the request, from its end: sizes, the target's status and the balancer's, three times.
pub(super) fn answer<'a>(before: &str) -> Option<Answer<'a>> {
    let mut words = before.trim_ascii_end().rsplit(' ');
    let mut size = || words.next()?.parse::<u64>().ok();
    size()?;
    size()?;
    let target = words.next()?;
    let (_, status) = grammar::status(words.next()?).ok()?;
    let mut seconds = 0.0;
    let mut told = true;
    for _ in 0..3 {
        let word = words.next()?;
        let time: f64 = word.parse().ok()?;
        told &= word != "-1" && time >= 0.0;
        seconds += time;
    }
    // Two addresses before the times; the second may be missing.
    let address = |word: &str| word == "-" || word.contains(':');
    if !address(words.next()?) || !address(words.next()?) {
        return None;
    }
    // The balancer passes the status of the target on; another one is its own.
    let passed = target == "-" || grammar::status(target).is_ok();
    passed.then(|| Answer {
        status: Some(status),
        by: if grammar::status(target).is_ok_and(|(_, told)| told == status) {
            Origin::Twilio
        } else {
            Origin::Intermediary
        },
        duration_us: told.then(|| grammar::microseconds(seconds * 1e6)).flatten(),
        ..Answer::default()
    })
}
