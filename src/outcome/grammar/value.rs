//! Values of fields as loggers write them: statuses, codes, and times in the unit that a name has.

use crate::envelope::contract::Value;

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
