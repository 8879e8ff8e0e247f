//! Reading the stamps that loggers write: ISO 8601 and its relatives, access logs, PHP, mail dates, the C library, Java.
//!
//! Hand-cut on bytes, because it runs once per event and the layouts are fixed; chrono does the calendar.

mod fraction;
#[cfg(test)]
mod tests;
mod zone;

use fraction::{behind_colon, fraction};

use super::minute;
use super::naive::{Civil, Told};
use super::{Naive, Timestamp};

/// The least number of bytes that a stamp with date and time takes.
pub const SHORTEST: usize = 15;

/// The least number of bytes that a time of day takes.
const CLOCK: usize = 8;

const MONTHS: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";

/// A stamp at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The instant; `None` when it lacks its date, its year, or says its zone in a word that has several meanings.
    pub when: Option<Timestamp>,
    /// How many bytes it takes, its zone included.
    pub length: usize,
}

/// Reads a stamp with date and time at the very start of `text`; answers the time and how many bytes the stamp takes, its
/// zone included. A stamp without a zone is read as UTC.
#[must_use]
pub fn leading(text: &[u8]) -> Option<(Timestamp, usize)> {
    let stamp = dated(text, &Naive::default())?;
    Some((stamp.when?, stamp.length))
}

/// Reads a stamp with a full date and a time, in the layouts that are unmistakable wherever they stand.
#[must_use]
pub fn dated(text: &[u8], naive: &Naive) -> Option<Stamp> {
    match text {
        [
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'-' | b'/',
            ..,
        ] => iso(text, naive),
        [b'0'..=b'9', b'0'..=b'9', b'/', ..] => {
            minute::read_access(text, || of_access(text, naive)).or_else(|| american(text, naive))
        }
        [b'0'..=b'9', b'0'..=b'9', b'-', ..] => php(text, naive),
        [b'0'..=b'9', b'0'..=b'9', b' ', ..] | [b'0'..=b'9', b' ', ..] => mail(text, 0, naive),
        [b'A'..=b'Z', _, _, b',', b' ', ..] => mail(text, 5, naive),
        [b'A'..=b'Z', _, _, b' ', b'A'..=b'Z', ..] => asctime(text, naive),
        _ => None,
    }
}

/// Reads a stamp of any layout, also those that only the start of a line can have: without a year, without a date, without
/// separators, or as seconds since the epoch with their fraction.
#[must_use]
pub fn any(text: &[u8], naive: &Naive) -> Option<Stamp> {
    match text {
        [b'0'..=b'9', b'0'..=b'9', b':', ..] if text.len() >= CLOCK => of_day(text),
        [
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            ..,
        ] => compact(text, naive).or_else(|| epoch(text)),
        [
            b'A'..=b'Z',
            b'a'..=b'z',
            b'a'..=b'z',
            b' ',
            b' ' | b'0'..=b'9',
            ..,
        ] => month_first(text, naive),
        _ => dated(text, naive),
    }
}

/// The stamp of a date and a time, with the zone that may stand at `after`.
fn finish(civil: Civil, text: &[u8], after: usize, naive: &Naive) -> Option<Stamp> {
    let (told, length) = zone::told(text, after);
    let when = civil.instant(told, naive).ok()?;
    Some(Stamp { when, length })
}

/// `2025-01-01T00:00:00.000Z`, with a blank for the `T`, a comma for the dot, slashes for the dashes, any common zone.
fn iso(text: &[u8], naive: &Naive) -> Option<Stamp> {
    let date = (
        number(text.get(0..4)?)?,
        number(text.get(5..7)?)?,
        number(text.get(8..10)?)?,
    );
    let joined = text.get(7)? == text.get(4)? && matches!(text.get(10)?, b'T' | b't' | b' ' | b'_');
    let time = joined.then(|| clock(&text[11..])).flatten()?;
    let (nanosecond, after) = behind_colon(text, 19).unwrap_or_else(|| fraction(text, 19));
    finish(civil(date, time, nanosecond)?, text, after, naive)
}

/// `20/Jul/2009:22:59:29 +0000`, also with milliseconds (`HAProxy`).
pub(super) fn of_access(text: &[u8], naive: &Naive) -> Option<Stamp> {
    let date = day_month_year(text)?;
    let joined = text.get(6)? == &b'/' && text.get(11)? == &b':';
    let time = joined.then(|| clock(text.get(12..)?)).flatten()?;
    let (nanosecond, after) = fraction(text, 20);
    finish(civil(date, time, nanosecond)?, text, after, naive)
}

/// `24-Jul-2018 12:59:57 America/New_York`, as PHP's `error_log` writes it, and Tomcat with a fraction and no zone.
fn php(text: &[u8], naive: &Naive) -> Option<Stamp> {
    let date = day_month_year(text)?;
    let joined = text.get(6)? == &b'-' && text.get(11)? == &b' ';
    let time = joined.then(|| clock(text.get(12..)?)).flatten()?;
    let (nanosecond, after) = fraction(text, 20);
    finish(civil(date, time, nanosecond)?, text, after, naive)
}

/// `20?Jul?2009` as year, month, day.
fn day_month_year(text: &[u8]) -> Option<(u32, u32, u32)> {
    let day = number(text.get(0..2)?)?;
    let month = month(text.get(3..6)?)?;
    Some((number(text.get(7..11)?)?, month, day))
}

/// `31 Aug 2010 20:36:28 +0000` at `from`: a mail or HTTP date without its weekday.
fn mail(text: &[u8], from: usize, naive: &Naive) -> Option<Stamp> {
    let (day, at) = day(text, from)?;
    let month = month(text.get(at + 1..at + 4)?)?;
    let year = number(text.get(at + 5..at + 9)?)?;
    let blanks = text.get(at)? == &b' ' && text.get(at + 4)? == &b' ' && text.get(at + 9)? == &b' ';
    let time = blanks.then(|| clock(text.get(at + 10..)?)).flatten()?;
    let (nanosecond, after) = fraction(text, at + 18);
    finish(
        civil((year, month, day), time, nanosecond)?,
        text,
        after,
        naive,
    )
}

/// `Sat Nov 22 20:07:30.123456 2025` (the C library, Apache), `Sat Nov 22 20:07:30 UTC 2025` (`date`), and
/// `Sat Nov 22 2025 20:07:30 GMT+0000` (JavaScript).
fn asctime(text: &[u8], naive: &Naive) -> Option<Stamp> {
    weekday(text).then_some(())?;
    let month = month(text.get(4..7)?)?;
    let padded = usize::from(text.get(8) == Some(&b' '));
    let (day, at) = day(text, 8 + padded)?;
    if let Some(time) = clock(text.get(at + 1..)?) {
        let (nanosecond, after) = fraction(text, at + 9);
        let (told, end) = zone::told(text, after);
        let (blank, year) = text.get(end..end + 5)?.split_first()?;
        let civil = civil((number(year)?, month, day), time, nanosecond)?;
        let when = civil.instant(told, naive).ok()?;
        return (*blank == b' ').then_some(Stamp {
            when,
            length: end + 5,
        });
    }
    let year = number(text.get(at + 1..at + 5)?)?;
    let time = clock(text.get(at + 6..)?)?;
    let (nanosecond, after) = fraction(text, at + 14);
    finish(
        civil((year, month, day), time, nanosecond)?,
        text,
        after,
        naive,
    )
}

/// `Nov 22 20:07:30` (syslog: no year), `Nov 22, 2025 8:07:30 PM` (java.util.logging), `Nov 22 2025 20:07:30`.
fn month_first(text: &[u8], naive: &Naive) -> Option<Stamp> {
    let month = month(text.get(0..3)?)?;
    let padded = usize::from(text.get(4) == Some(&b' '));
    let (day, at) = day(text, 4 + padded)?;
    if let Some(time) = clock(text.get(at + 1..)?) {
        let (nanosecond, after) = fraction(text, at + 9);
        let civil = Civil {
            year: None,
            month,
            day,
            time,
            nanosecond,
        };
        let when = civil.instant(Told::Nothing, naive).ok()?;
        return Some(Stamp {
            when,
            length: after,
        });
    }
    let comma = usize::from(text.get(at) == Some(&b','));
    let year = number(text.get(at + comma + 1..at + comma + 5)?)?;
    let (time, end) = half_day(text, at + comma + 6)?;
    finish(civil((year, month, day), time, 0)?, text, end, naive)
}

/// `11/22/2025, 8:07:30 PM`, as JavaScript prints it in English and Nest before each record. Only so: without the comma and
/// the capitals the day may stand first.
fn american(text: &[u8], naive: &Naive) -> Option<Stamp> {
    let [a, b, b'/', c, d, b'/', year @ .., b',', b' '] = text.get(..12)? else {
        return None;
    };
    let date = (number(year)?, number(&[*a, *b])?, number(&[*c, *d])?);
    let (time, end) = half_day(text, 12)?;
    let half = text.get(end.checked_sub(3)?..end)?;
    matches!(half, b" AM" | b" PM").then_some(())?;
    finish(civil(date, time, 0)?, text, end, naive)
}

/// `8:07:30 PM` or `20:07:30` at `from`, and where it ends.
fn half_day(text: &[u8], from: usize) -> Option<((u32, u32, u32), usize)> {
    let (hour, at) = day(text, from)?;
    let [b':', a, b, b':', c, d] = text.get(at..at + 6)? else {
        return None;
    };
    let (minute, second) = (number(&[*a, *b])?, number(&[*c, *d])?);
    let afternoon = match text.get(at + 6..at + 9) {
        Some(b" AM") => 0,
        Some(b" PM") => 12,
        _ => return Some(((hour, minute, second), at + 6)),
    };
    let hour = (1..=12).contains(&hour).then_some(hour % 12 + afternoon)?;
    Some(((hour, minute, second), at + 9))
}

/// `00:00:00.000`: a time of some day.
fn of_day(text: &[u8]) -> Option<Stamp> {
    let (hour, minute, second) = clock(text)?;
    let (_, length) = fraction(text, CLOCK);
    let ends = text
        .get(length)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b":./".contains(byte));
    (hour < 24 && minute < 60 && second <= 60 && ends).then_some(Stamp { when: None, length })
}

/// `20251122T200730Z`, `20251122 20:07:30.123`.
fn compact(text: &[u8], naive: &Naive) -> Option<Stamp> {
    let date = (
        number(text.get(0..4)?)?,
        number(text.get(4..6)?)?,
        number(text.get(6..8)?)?,
    );
    matches!(text.get(8)?, b'T' | b' ').then_some(())?;
    let (time, end) = if let Some(time) = clock(text.get(9..)?) {
        (time, 17)
    } else {
        let part = |from: usize| number(text.get(from..from + 2)?);
        (text[8] == b'T').then_some(())?;
        ((part(9)?, part(11)?, part(13)?), 15)
    };
    let (nanosecond, after) = fraction(text, end);
    finish(civil(date, time, nanosecond)?, text, after, naive)
}

/// `1735689605.123`: seconds since the epoch with a fraction; without one any number of ten digits would be a time.
fn epoch(text: &[u8]) -> Option<Stamp> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter()
            .take(20)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let fraction = (digits(0) == 10 && text.get(10) == Some(&b'.')).then(|| digits(11))?;
    let length = 11 + fraction;
    let ends = text
        .get(length)
        .is_none_or(|byte| matches!(byte, b' ' | b'\t' | b']'));
    let text = std::str::from_utf8(text.get(..length)?).ok()?;
    let when = Timestamp::from_epoch(text).filter(|_| ends && (3..=9).contains(&fraction))?;
    Some(Stamp {
        when: Some(when),
        length,
    })
}

fn civil(date: (u32, u32, u32), time: (u32, u32, u32), nanosecond: u32) -> Option<Civil> {
    Some(Civil {
        year: Some(i32::try_from(date.0).ok()?),
        month: date.1,
        day: date.2,
        time,
        nanosecond,
    })
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

/// A day of one or two digits at `from`, and where it ends.
fn day(text: &[u8], from: usize) -> Option<(u32, usize)> {
    let two = text.get(from + 1).is_some_and(u8::is_ascii_digit);
    let end = from + 1 + usize::from(two);
    Some((number(text.get(from..end)?)?, end))
}

fn weekday(text: &[u8]) -> bool {
    const DAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
    DAYS.iter().any(|day| text.starts_with(*day))
}

fn month(text: &[u8]) -> Option<u32> {
    let name: [u8; 3] = text.try_into().ok()?;
    let name = name.map(|letter| letter.to_ascii_lowercase());
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
