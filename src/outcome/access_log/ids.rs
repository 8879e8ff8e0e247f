//! Ids that a proxy was told to log: Twilio's id of the answer, and what stays the same over the attempts of one request.

use crate::event::Event;
use crate::outcome::grammar;
use crate::outcome::grammar::origin;

/// Names of the idempotency key.
const KEYS: [&str; 4] = ["idem", "idempotency_key", "idempotency-key", "idempotency"];

/// Names of the application's own ids.
const CORRELATIONS: [&str; 8] = [
    "correlation_id",
    "correlation-id",
    "request_id",
    "rid",
    "trace_id",
    "trace",
    "traceparent",
    "x-request-id",
];

/// Reads them from what follows the request.
pub(super) fn read<'a>(after: &'a str, event: &mut Event<'a>) {
    event.request_id = answer(after);
    if memchr::memchr(b'=', after.as_bytes()).is_none() {
        return;
    }
    event.idempotency_key = KEYS.iter().find_map(|name| value(after, name));
    event.correlation_id = CORRELATIONS
        .iter()
        .find_map(|name| value(after, name).filter(|id| !id.starts_with("RQ")))
        .map(origin::trace_of);
}

/// `RQ` and 32 hexadecimal digits, wherever it stands.
fn answer(after: &str) -> Option<&str> {
    let bytes = after.as_bytes();
    let whole = |at: usize| {
        let id = after.get(at..at + 34)?;
        let digits = id.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit());
        let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let alone = !letter(at.checked_sub(1).and_then(|before| bytes.get(before)));
        (digits && alone && !letter(bytes.get(at + 34))).then_some(id)
    };
    let marked = memchr::memchr_iter(b'R', bytes).filter(|at| bytes.get(at + 1) == Some(&b'Q'));
    marked.take(8).find_map(whole)
}

/// The value of a name, without quotes; a dash stands for none.
fn value<'a>(after: &'a str, name: &str) -> Option<&'a str> {
    let rest = grammar::keyed(after, name)?;
    let rest = rest.trim_start_matches('"');
    let end = rest
        .find([' ', '"', '\t', ',', ';', ']', '}'])
        .unwrap_or(rest.len());
    rest.get(..end).filter(|value| value.len() > 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_where_they_are_whole() {
        let mut event = Event::default();
        let tail = r#" 201 5 "-" "x" us=201 tw=RQ00000000000000000000000000000001 idem="170452b3-af14" trace_id=-"#;
        read(tail, &mut event);
        assert_eq!(event.request_id, Some("RQ00000000000000000000000000000001"));
        assert_eq!(
            (event.idempotency_key, event.correlation_id),
            (Some("170452b3-af14"), None)
        );
        for tail in [
            "tw=RQ0000",
            "xRQ00000000000000000000000000000001",
            "RQ000000000000000000000000000000012",
            "idem=-",
        ] {
            let mut event = Event::default();
            read(tail, &mut event);
            assert_eq!(
                (event.request_id, event.idempotency_key),
                (None, None),
                "{tail}"
            );
        }
    }
}
