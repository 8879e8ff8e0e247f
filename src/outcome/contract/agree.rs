//! Whether two claims may be of one call, and what they say together.

use super::tidy;
use crate::classify;
use crate::event::{Event, Origin};

/// True when both may tell one call: nothing that both say differs.
#[must_use]
pub fn agree(one: &Event<'_>, other: &Event<'_>) -> bool {
    fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    // What was only inferred gives way to what is stated, unless it comes with other statuses alone.
    let apart = contradicts(one, other) || contradicts(other, one);
    let inferred = (one.inferred || other.inferred) && !apart;
    !(refutes(one, other) || refutes(other, one))
        && one.kind == other.kind
        && same(one.http_status.as_ref(), other.http_status.as_ref())
        && (inferred || same(one.twilio_code.as_ref(), other.twilio_code.as_ref()))
}

/// True when the code that follows from one's message never comes with the status that the other states.
fn contradicts(one: &Event<'_>, other: &Event<'_>) -> bool {
    let code = one.twilio_code.filter(|_| one.inferred);
    let known = code.and_then(classify::code);
    known.zip(other.http_status).is_some_and(|(known, status)| {
        let statuses = &known.http_statuses;
        !statuses.is_empty() && !statuses.contains(&status)
    })
}

/// True when one tells that Twilio accepted a call, and the other that a call failed: they are two calls.
fn refutes(one: &Event<'_>, other: &Event<'_>) -> bool {
    let failed = other.http_status.is_some_and(|status| status >= 400)
        || other.twilio_code.is_some()
        || matches!(other.origin, Origin::Nobody | Origin::Intermediary);
    one.origin == Origin::Accepted && failed
}

/// Completes `known` by what only `more` says.
pub fn join<'a>(known: &mut Event<'a>, more: &Event<'a>) {
    known.timestamp = known.timestamp.or(more.timestamp);
    known.method = known.method.or(more.method);
    known.host = known.host.or(more.host);
    known.resource = known.resource.or(more.resource);
    known.http_status = known.http_status.or(more.http_status);
    let stated = more.twilio_code.is_some() && !more.inferred;
    if known.twilio_code.is_none() || (known.inferred && stated) {
        (known.twilio_code, known.inferred) = (more.twilio_code, more.inferred);
    }
    known.duration_us = known.duration_us.or(more.duration_us);
    known.request_id = known.request_id.or(more.request_id);
    known.idempotency_key = known.idempotency_key.or(more.idempotency_key);
    known.correlation_id = known.correlation_id.or(more.correlation_id);
    known.instance = known.instance.or(more.instance);
    known.attempt = known.attempt.or(more.attempt);
    known.unsent |= more.unsent;
    if known.origin == Origin::Twilio {
        known.origin = more.origin;
    }
    tidy(known);
}
