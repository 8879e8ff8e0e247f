//! Values of fields as loggers write them: statuses, codes, and times in the unit that a name has.

use crate::classify;
use crate::envelope::contract::Value;
use crate::event::Kind;

/// A status as a number or as text (`"503"`, `"503 Service Unavailable"`).
#[must_use]
pub fn status_of(value: Value<'_>) -> Option<u16> {
    match value {
        Value::Integer(number) => u16::try_from(number)
            .ok()
            .filter(|status| (100..600).contains(status)),
        Value::Text(text) => Some(super::status(text.trim()).ok()?.1),
        _ => None,
    }
}

/// A Twilio code, five or six digits, as a number or as text.
#[must_use]
pub fn code_of(value: Value<'_>) -> Option<u32> {
    u32::try_from(value.unsigned()?)
        .ok()
        .filter(|code| (10_000..1_000_000).contains(code))
}

/// True for a status and one of Twilio's codes that can come together: where the catalogue knows no status of a code, the
/// codes of Twilio's own failures come with 5xx, and all others of the API with 4xx.
#[must_use]
pub fn are_pair(status: u16, code: u32) -> bool {
    let Some(known) = classify::code(code) else {
        return false;
    };
    if !known.http_statuses.is_empty() {
        return known.http_statuses.contains(&status);
    }
    let of_twilio = (20_500..20_600).contains(&code);
    let class = if of_twilio { 500..600 } else { 400..500 };
    classify::kind_of_code(code) == Kind::ApiCall && class.contains(&status)
}

/// Status and code that a logger put behind a message on its line, where they can come together: `…|code=20003 status=401`.
#[must_use]
pub fn pair_behind(message: &str) -> Option<(u16, u32)> {
    let (_, line) = message.split(['\n', '\r']).next()?.split_once('|')?;
    let status = super::keyed_status(line, &["status", "Status", "http_status"])?;
    let code = super::keyed_code(line, &["code", "Code", "error_code"])?;
    are_pair(status, code).then_some((status, code))
}

/// A number, or a number as text, times its unit in microseconds. A text with a unit of its own keeps it.
#[must_use]
pub fn scaled(value: Value<'_>, unit: f64) -> Option<u64> {
    match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "durations are far below 2^52 units"
        )]
        Value::Integer(number) => super::microseconds(number as f64 * unit),
        Value::Number(number) => super::microseconds(number * unit),
        Value::Text(text) => super::duration(text)
            .or_else(|| super::microseconds(text.trim().parse::<f64>().ok()? * unit)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::are_pair;

    #[test]
    fn codes_come_with_their_statuses() {
        for (status, code) in [
            (401, 20003),
            (503, 20503),
            (400, 21211),
            (400, 21610),
            (429, 20429),
        ] {
            assert!(are_pair(status, code), "{status}/{code}");
        }
        for (status, code) in [
            (200, 20003),
            (504, 20003),
            (400, 20503),
            (503, 21610),
            (400, 30003),
            (500, 11200),
            (400, 99999),
        ] {
            assert!(!are_pair(status, code), "{status}/{code}");
        }
    }
}
