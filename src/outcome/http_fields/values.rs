//! Values of fields as loggers write them: requests, statuses, codes.

use crate::envelope::contract::Value;
use crate::outcome::grammar::{self, Request};

/// `POST /path HTTP/1.1`, as nginx writes its request in JSON too.
pub(super) fn request(line: &str) -> Option<Request<'_>> {
    let (method, rest) = line.split_once(' ')?;
    let (target, version) = rest.split_once(' ')?;
    version.starts_with("HTTP/").then_some(())?;
    let method = grammar::METHODS
        .into_iter()
        .find(|known| *known == method)?;
    Some(Request { method, target })
}

/// A status as a number or as text (`"503"`, `"503 Service Unavailable"`).
pub(super) fn status(value: Value<'_>) -> Option<u16> {
    match value {
        Value::Integer(number) => u16::try_from(number)
            .ok()
            .filter(|status| (100..600).contains(status)),
        Value::Text(text) => Some(grammar::status(text).ok()?.1),
        _ => None,
    }
}

pub(super) fn twilio_code(value: Value<'_>) -> Option<u32> {
    u32::try_from(value.unsigned()?)
        .ok()
        .filter(|code| (10_000..1_000_000).contains(code))
}
