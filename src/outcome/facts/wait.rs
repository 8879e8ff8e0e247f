//! How long an answer asked to wait, in every way that it is written.

use super::names::Fields;
use super::squeezed;
use crate::envelope::contract::Value;
use crate::event::Event;
use crate::event::attempt::{Facts, Flags, RetryAfter};
use crate::outcome::grammar;
use crate::timestamp::{Naive, Timestamp};

/// How long the answer asked to wait; what a refusal for the rate asked and nobody can read is noted.
pub(super) fn asked(fields: &Fields<'_>, event: &Event<'_>, facts: &mut Facts) {
    let Some((value, units)) = fields.wait() else {
        return;
    };
    if units > 0.0 {
        facts.retry_after = retry_after(value, units);
    }
    let empty = match value {
        Value::Text(text) => {
            matches!(
                squeezed(text).as_str(),
                "" | "none" | "null" | "nil" | "false"
            )
        }
        Value::Integer(_) | Value::Number(_) => false,
        _ => true,
    };
    let refused = event.http_status == Some(429);
    let unread = refused && facts.retry_after == RetryAfter::Unsaid && !empty;
    facts.flags.set(Flags::UNREAD_WAIT, unread);
}

/// So many units, of which a second has `units`, with a fraction or without; a time with its unit; or a date.
pub(super) fn retry_after(value: Value<'_>, units: f64) -> RetryAfter {
    let count = match value {
        Value::Integer(number) => i32::try_from(number).ok().map(f64::from),
        Value::Number(number) => Some(number),
        Value::Text(text) => match text.trim().parse::<f64>() {
            Ok(number) => Some(number),
            Err(_) => return told_in_words(text.trim()),
        },
        _ => None,
    };
    count.map_or(RetryAfter::Unsaid, |count| waited(count / units))
}

fn told_in_words(text: &str) -> RetryAfter {
    if let Some(microseconds) = grammar::duration(text) {
        let milliseconds = u32::try_from(microseconds / 1000);
        return milliseconds.map_or(RetryAfter::Unsaid, RetryAfter::Milliseconds);
    }
    let read = |text: &str| Timestamp::read(text, &Naive::default());
    let when = read(text).or_else(|| read(&rewritten(text)?));
    when.map_or(RetryAfter::Unsaid, RetryAfter::Until)
}

/// The oldest form of an HTTP date, `Monday, 01-Jun-26 08:00:11 GMT`, as the newer one writes it.
fn rewritten(text: &str) -> Option<String> {
    let (weekday, date) = text.split_once(", ")?;
    let (date, clock) = date.split_once(' ')?;
    let mut parts = date.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit());
    let century = if year < "70" { 20 } else { 19 };
    let weekday = weekday.get(..3)?;
    short.then(|| format!("{weekday}, {day} {month} {century}{year} {clock}"))
}

fn waited(seconds: f64) -> RetryAfter {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within 0 to a year of milliseconds"
    )]
    match seconds {
        0.0..4_000_000.0 => RetryAfter::Milliseconds((seconds * 1000.0) as u32),
        _ => RetryAfter::Unsaid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_as_seconds_a_time_or_a_date() {
        let text = |text, units| retry_after(Value::Text(text), units);
        for (written, units, milliseconds) in [
            ("10", 1.0, 10_000),
            ("1.5", 1.0, 1500),
            ("10s", 1.0, 10_000),
            ("10 seconds", 1.0, 10_000),
            ("250 ms", 1.0, 250),
            ("1500", 1000.0, 1500),
        ] {
            let wanted = RetryAfter::Milliseconds(milliseconds);
            assert_eq!(text(written, units), wanted, "{written}");
        }
        let until = Timestamp::parse("2026-06-01T08:00:11Z").map(RetryAfter::Until);
        for date in [
            "Mon, 01 Jun 2026 08:00:11 GMT",
            "Monday, 01-Jun-26 08:00:11 GMT",
            "Mon Jun  1 08:00:11 2026",
        ] {
            assert_eq!(Some(text(date, 1.0)), until, "{date}");
        }
        for nothing in ["soon", "", "-1", "inf", "Monday, 01-Jun", "é, 1-2-3 4"] {
            assert_eq!(text(nothing, 1.0), RetryAfter::Unsaid, "{nothing}");
        }
        assert_eq!(
            retry_after(Value::Integer(0), 1.0),
            RetryAfter::Milliseconds(0)
        );
    }
}
