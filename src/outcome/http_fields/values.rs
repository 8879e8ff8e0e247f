//! Requests as loggers write them into one field; statuses, codes and times are of the shared grammar.

use crate::outcome::grammar::{self, Request};

pub(super) use crate::outcome::grammar::{code_of as twilio_code, status_of as status};

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
