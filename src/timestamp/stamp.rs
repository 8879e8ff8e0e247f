//! Reading the stamps that loggers write: ISO 8601 and its relatives, access logs, PHP, and mail dates.
//!
//! Hand-cut on bytes, because it runs once per event and the layouts are fixed; chrono does the calendar.

use super::{Timestamp, civil};
use chrono::{Offset, TimeZone};

/// The least number of bytes that a stamp takes.
pub const SHORTEST: usize = 17;

const MONTHS: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";

/// Reads a stamp at the very start of `text`; answers the time and how many bytes the stamp takes, its zone included.
///
/// A stamp without a zone is read as UTC.
#[must_use]
pub fn leading(text: &[u8]) -> Option<(Timestamp, usize)> {
    if text.len() < SHORTEST {
        return None;
    }
    match text {
        [
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'-' | b'/',
            ..,
        ] => iso(text),
        [b'0'..=b'9', b'0'..=b'9', b'/', ..] => access(text),
        [b'0'..=b'9', b'0'..=b'9', b'-', ..] => php(text),
        [b'A'..=b'Z', _, _, b',', b' ', ..] => {
            mail(&text[5..]).map(|(when, length)| (when, length + 5))
        }
        _ => None,
    }
}

/// `2025-01-01T00:00:00.000Z`, with a blank for the `T`, a comma for the dot, slashes for the dashes, any common zone.
fn iso(text: &[u8]) -> Option<(Timestamp, usize)> {
    let year = number(text.get(0..4)?)?;
    let month = number(text.get(5..7)?)?;
    let day = number(text.get(8..10)?)?;
    let joined = text.get(7)? == text.get(4)? && matches!(text.get(10)?, b'T' | b't' | b' ' | b'_');
    let time = joined.then(|| clock(&text[11..])).flatten()?;
    let (nanosecond, after) = fraction(text, 19);
    let (offset, end) = zone(text, after);
    let date = (i32::try_from(year).ok()?, month, day);
    Some((civil(date, time, nanosecond, offset)?, end))
}

/// `20/Jul/2009:22:59:29 +0000`, also with milliseconds (`HAProxy`).
fn access(text: &[u8]) -> Option<(Timestamp, usize)> {
    let day = number(text.get(0..2)?)?;
    let month = month(text.get(3..6)?)?;
    let year = number(text.get(7..11)?)?;
    let joined = text.get(6)? == &b'/' && text.get(11)? == &b':';
    let time = joined.then(|| clock(text.get(12..)?)).flatten()?;
    let (nanosecond, after) = fraction(text, 20);
    let (offset, end) = zone(text, after);
    Some((
        civil(
            (i32::try_from(year).ok()?, month, day),
            time,
            nanosecond,
            offset,
        )?,
        end,
    ))
}

/// `24-Jul-2018 12:59:57 America/New_York`, as PHP's `error_log` writes it.
fn php(text: &[u8]) -> Option<(Timestamp, usize)> {
    let day = number(text.get(0..2)?)?;
    let month = month(text.get(3..6)?)?;
    let year = i32::try_from(number(text.get(7..11)?)?).ok()?;
    let time = (text.get(11)? == &b' ')
        .then(|| clock(text.get(12..)?))
        .flatten()?;
    let (nanosecond, after) = fraction(text, 20);
    let name = text
        .get(after + 1..)
        .filter(|_| text.get(after) == Some(&b' '))
        .unwrap_or_default();
    let length = name
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(byte))
        .count();
    let named = std::str::from_utf8(&name[..length])
        .ok()
        .and_then(|name| name.parse::<chrono_tz::Tz>().ok());
    let Some(named) = named else {
        let (offset, end) = zone(text, after);
        return Some((civil((year, month, day), time, nanosecond, offset)?, end));
    };
    let naive =
        chrono::NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(time.0, time.1, time.2)?;
    let local = named.from_local_datetime(&naive).earliest()?;
    let offset = local.offset().fix().local_minus_utc();
    Some((
        civil((year, month, day), time, nanosecond, offset)?,
        after + 1 + length,
    ))
}

/// `31 Aug 2010 20:36:28 +0000`: what follows the weekday of a mail or HTTP date.
fn mail(text: &[u8]) -> Option<(Timestamp, usize)> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let day = number(
        text.get(..digits)
            .filter(|day| (1..=2).contains(&day.len()))?,
    )?;
    let rest = text.get(digits + 1..)?;
    let month = month(rest.get(0..3)?)?;
    let year = number(rest.get(4..8)?)?;
    let time = (rest.get(8)? == &b' ')
        .then(|| clock(rest.get(9..)?))
        .flatten()?;
    let (offset, end) = zone(rest, 17);
    Some((
        civil((i32::try_from(year).ok()?, month, day), time, 0, offset)?,
        end + digits + 1,
    ))
}

/// `HH:MM:SS` at the start of `text`.
fn clock(text: &[u8]) -> Option<(u32, u32, u32)> {
    match text {
        [a, b, b':', c, d, b':', e, f, ..] => {
            Some((number(&[*a, *b])?, number(&[*c, *d])?, number(&[*e, *f])?))
        }
        _ => None,
    }
}

/// The fraction that may stand at `at`, in nanoseconds, and where it ends.
fn fraction(text: &[u8], at: usize) -> (u32, usize) {
    if !matches!(text.get(at), Some(b'.' | b',')) {
        return (0, at);
    }
    let digits = text[at + 1..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits == 0 {
        return (0, at);
    }
    let (mut value, mut worth) = (0, 100_000_000);
    for byte in &text[at + 1..=at + digits.min(9)] {
        value += u32::from(byte - b'0') * worth;
        worth /= 10;
    }
    (value, at + 1 + digits)
}

/// The zone that may stand at `at` (`Z`, `+02:00`, `-0700`, ` +0000`, ` UTC`), as an offset in seconds, and where it ends.
fn zone(text: &[u8], at: usize) -> (i32, usize) {
    let blank = usize::from(text.get(at) == Some(&b' '));
    let rest = text.get(at + blank..).unwrap_or_default();
    match rest {
        [b'Z' | b'z', ..] if blank == 0 => (0, at + 1),
        [b'U', b'T', b'C', ..] | [b'G', b'M', b'T', ..] => (0, at + blank + 3),
        [sign @ (b'+' | b'-'), digits @ ..] => match offset(digits) {
            Some((seconds, length)) => (
                if *sign == b'-' { -seconds } else { seconds },
                at + blank + 1 + length,
            ),
            None => (0, at),
        },
        _ => (0, at),
    }
}

/// `HH:MM`, `HHMM` or `HH` as seconds, with its length.
fn offset(text: &[u8]) -> Option<(i32, usize)> {
    let hours = number(text.get(0..2)?)?;
    let colon = usize::from(text.get(2) == Some(&b':'));
    let minutes = text.get(2 + colon..4 + colon).and_then(number);
    let length = if minutes.is_some() { 4 + colon } else { 2 };
    let seconds = hours * 3600 + minutes.unwrap_or(0) * 60;
    // The widest offsets in use are -12:00 and +14:00; anything past 18 hours is not a zone.
    (seconds <= 18 * 3600).then_some((i32::try_from(seconds).ok()?, length))
}

fn month(text: &[u8]) -> Option<u32> {
    let name = [
        text[0].to_ascii_lowercase(),
        text[1].to_ascii_lowercase(),
        text[2].to_ascii_lowercase(),
    ];
    let index = MONTHS.chunks_exact(3).position(|month| month == name)?;
    u32::try_from(index + 1).ok()
}

fn number(digits: &[u8]) -> Option<u32> {
    let mut value = 0;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(byte - b'0');
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, &str)> {
        leading(text.as_bytes()).map(|(when, length)| (when.rfc3339(), &text[length..]))
    }

    #[test]
    fn every_stamp_gives_its_instant_and_leaves_the_rest() {
        let cases = [
            (
                "2025-01-01T00:00:00.000Z rest",
                "2025-01-01T00:00:00Z",
                " rest",
            ),
            (
                "2025-01-01 00:00:18,456 ERROR",
                "2025-01-01T00:00:18.456Z",
                " ERROR",
            ),
            (
                "2025-01-01T02:00:00.123456+02:00]",
                "2025-01-01T00:00:00.123456Z",
                "]",
            ),
            ("2020-06-07 21:34:41 +0000", "2020-06-07T21:34:41Z", ""),
            ("2020-06-07 21:34:41 -0730 x", "2020-06-08T05:04:41Z", " x"),
            ("2020-06-07 21:34:41 UTC x", "2020-06-07T21:34:41Z", " x"),
            (
                "2020/06/07 21:34:41 main.go:12",
                "2020-06-07T21:34:41Z",
                " main.go:12",
            ),
            (
                "20/Jul/2009:22:59:29 +0000] x",
                "2009-07-20T22:59:29Z",
                "] x",
            ),
            (
                "01/Jan/2025:00:00:08.143] x",
                "2025-01-01T00:00:08.143Z",
                "] x",
            ),
            (
                "24-Jul-2018 12:59:57 America/New_York] PHP",
                "2018-07-24T16:59:57Z",
                "] PHP",
            ),
            (
                "01-Jan-2025 00:00:12 UTC] --",
                "2025-01-01T00:00:12Z",
                "] --",
            ),
            (
                "Tue, 31 Aug 2010 20:36:28 +0000",
                "2010-08-31T20:36:28Z",
                "",
            ),
            ("Tue, 28 Apr 2020 00:03:45 GMT", "2020-04-28T00:03:45Z", ""),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", ""),
            (
                "2025-01-01 00:00:00 - 503",
                "2025-01-01T00:00:00Z",
                " - 503",
            ),
            ("2025-01-01T00:00:00.Z", "2025-01-01T00:00:00Z", ".Z"),
        ];
        for (text, instant, rest) in cases {
            assert_eq!(read(text), Some((instant.to_owned(), rest)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2025-13-01T00:00:00Z",
            "2025-02-30 00:00:00",
            "2025-01-01T25:00:00Z",
            "21211-01-01 00:00:00",
            "99/Foo/2009:22:59:29 +0000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
