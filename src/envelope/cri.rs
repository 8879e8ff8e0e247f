//! The Kubernetes container runtime interface: `<RFC 3339> stdout|stderr F|P <line>`.

use super::contract::{Envelope, LogRecord};
use crate::timestamp::stamp;

/// The member for CRI. Lines marked `P` (partial) are read as they stand.
pub struct Cri;

impl Envelope for Cri {
    fn name(&self) -> &'static str {
        "cri"
    }

    fn example(&self) -> &'static str {
        "2025-01-01T00:00:17.123456789Z stderr F sms failed"
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let (when, length) = stamp::leading(text.as_bytes())?;
        let rest = text.get(length..)?.strip_prefix(' ')?;
        let rest = rest
            .strip_prefix("stdout ")
            .or_else(|| rest.strip_prefix("stderr "))?;
        let inside = rest
            .strip_prefix("F ")
            .or_else(|| rest.strip_prefix("P "))
            .or_else(|| (rest == "F").then_some(""))?;
        record.timestamp = Some(when);
        Some(inside)
    }
}
