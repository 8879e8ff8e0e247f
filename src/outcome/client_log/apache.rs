//! Apache's `HttpClient`, versions 4 and 5, at level debug: request and answer as they go over the wire, and as its
//! connection, its headers and its wire log each print them once more.
//!
//! `Sending request: POST /… HTTP/1.1`, `http-outgoing-0 >> POST /… HTTP/1.1`, `>> "POST /… HTTP/1.1[\r][\n]"`;
//! `Receiving response: HTTP/1.1 401 UNAUTHORIZED`, `http-outgoing-0 << HTTP/1.1 401 UNAUTHORIZED`, `<< "HTTP/1.1 …`.

use crate::event::Dialect;
use crate::outcome::contract::Found;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    for mark in ["<< ", "Receiving response: "] {
        if let Some((_, answer)) = line.split_once(mark) {
            let answer = answer.strip_prefix('"').unwrap_or(answer);
            let status = super::of_status_line(answer)?;
            return super::answer(Dialect::Apache, status, found);
        }
    }
    for mark in [">> ", "Sending request: "] {
        if let Some((before, request)) = line.split_once(mark) {
            // A bare arrow at the start of a line is a quotation of anybody's.
            (!before.is_empty()).then_some(())?;
            let request = request.strip_prefix('"').unwrap_or(request);
            let (method, rest) = super::method(request)?;
            let (target, version) = rest.split_once(' ')?;
            version.starts_with("HTTP/").then_some(())?;
            return super::request(Dialect::Apache, Some(method), target, found);
        }
    }
    None
}
