//! The minute met last: stamps of one log come in order, so most differ from the one before in their seconds only.

use super::stamp::Stamp;
use super::{NANOS, Timestamp};
use std::cell::Cell;

/// `2025-01-01T00:00`.
const LENGTH: usize = 16;

/// A minute as written, and its beginning.
type Minute = ([u8; LENGTH], Timestamp);

/// `01/Jan/2025:00:00:05 +0000`, which is all of the stamp where this follows.
const ACCESS: usize = 26;
const AFTER: u8 = b']';

thread_local! {
    static MET_IN_ACCESS: Cell<([u8; ACCESS], Timestamp)> = const { Cell::new(([0; ACCESS], Timestamp(0))) };
    static MET: Cell<Minute> = const { Cell::new(([0; LENGTH], Timestamp(0))) };
}

/// Reads `2025-01-01T00:00:05Z`, with a fraction of up to nine digits, in the minute met last; of any other stamp `whole`
/// says what it is. Measured on JSON lines: the calendar took two thirds of what a stamp cost.
pub(super) fn read(text: &[u8], whole: impl FnOnce() -> Option<Timestamp>) -> Option<Timestamp> {
    let Some((minute, past)) = split(text) else {
        return whole();
    };
    let (known, start) = MET.get();
    if known == *minute {
        return start.0.checked_add(past).map(Timestamp);
    }
    let when = whole()?;
    if let Some(start) = when.0.checked_sub(past) {
        MET.set((*minute, Timestamp(start)));
    }
    Some(when)
}

/// The minute of a stamp in UTC, and the nanoseconds past it.
fn split(text: &[u8]) -> Option<(&[u8; LENGTH], i64)> {
    let (minute, rest) = text.split_first_chunk()?;
    let ([b':', ten @ b'0'..=b'5', one @ b'0'..=b'9', rest @ ..], b'T') = (rest, minute[10]) else {
        return None;
    };
    let second = i64::from(ten - b'0') * 10 + i64::from(one - b'0');
    let fraction = match rest {
        [b'Z'] => &[][..],
        [b'.', digits @ .., b'Z'] if (1..=9).contains(&digits.len()) => digits,
        _ => return None,
    };
    let (mut nanosecond, mut worth) = (0, NANOS);
    for digit in fraction {
        worth /= 10;
        nanosecond += i64::from(digit.is_ascii_digit().then(|| digit - b'0')?) * worth;
    }
    Some((minute, second * NANOS + nanosecond))
}

/// As [`read`], for the stamps of access logs with their zone.
pub(super) fn read_access(text: &[u8], whole: impl FnOnce() -> Option<Stamp>) -> Option<Stamp> {
    let Some((minute, second)) = split_access(text) else {
        return whole();
    };
    let past = second * NANOS;
    let (known, start) = MET_IN_ACCESS.get();
    if known == minute {
        return Some(Stamp {
            when: start.0.checked_add(past).map(Timestamp),
            length: ACCESS,
        });
    }
    let stamp = whole()?;
    let start = stamp.when.and_then(|when| when.0.checked_sub(past));
    if let Some(start) = start.filter(|_| stamp.length == ACCESS) {
        MET_IN_ACCESS.set((minute, Timestamp(start)));
    }
    Some(stamp)
}

/// The stamp with its seconds taken out, and the seconds.
fn split_access(text: &[u8]) -> Option<([u8; ACCESS], i64)> {
    let mut minute: [u8; ACCESS] = *text.first_chunk()?;
    let [
        b':',
        ten @ b'0'..=b'5',
        one @ b'0'..=b'9',
        b' ',
        b'+' | b'-',
    ] = minute[17..22]
    else {
        return None;
    };
    (text.get(ACCESS) == Some(&AFTER)).then_some(())?;
    minute[18..20].fill(0);
    Some((minute, i64::from(ten - b'0') * 10 + i64::from(one - b'0')))
}

#[cfg(test)]
mod tests {
    use super::super::Naive;
    use super::*;
    use crate::timestamp::stamp;
    use proptest::prelude::*;

    fn plain(text: &str) -> Option<Timestamp> {
        stamp::any(text.as_bytes(), &Naive::default())
            .filter(|stamp| stamp.length == text.len())
            .and_then(|stamp| stamp.when)
    }

    proptest! {
        #[test]
        fn the_minute_met_last_changes_nothing(
            texts in prop::collection::vec(
                "20(25|26)-0[1-3]-[0-3][0-9][T ][02][0-9]:[0-6][0-9]:[0-6][0-9]([.,][0-9]{0,10})?(Z|z|[+]01:00)?",
                1..8,
            ),
            again in "[0-6][0-9]([.][0-9]{1,9})?Z",
        ) {
            for text in texts {
                let next = format!("{}:{again}", &text[..LENGTH]);
                for text in [text, next] {
                    prop_assert_eq!(read(text.as_bytes(), || plain(&text)), plain(&text), "{}", text);
                }
            }
        }

        #[test]
        fn nor_does_that_of_an_access_log(
            texts in prop::collection::vec("[0-3][0-9]/(Jan|Feb|feb)/20(25|26):[02][0-9]:[0-6][0-9]:[0-6][0-9] [+-]0[01][03]0[]0 ]", 1..8),
            again in "[0-6][0-9]",
        ) {
            for text in texts {
                let next = format!("{}{again}{}", &text[..18], &text[20..]);
                for text in [text, next] {
                    let naive = Naive::default();
                    prop_assert_eq!(
                        stamp::dated(text.as_bytes(), &naive),
                        stamp::of_access(text.as_bytes(), &naive),
                        "{}", text
                    );
                }
            }
        }
    }
}
