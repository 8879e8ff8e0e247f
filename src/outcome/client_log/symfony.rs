//! Symfony's HTTP client: `Request: "POST https://…"`, `Response: "201 https://…" {"http_code":201,…}`.
//!
//! An answer names its URL, and so is told as any sentence about one; here is the request.

use crate::event::Dialect;
use crate::outcome::contract::Found;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    let (_, request) = line.split_once("Request: \"")?;
    let (method, rest) = super::method(request)?;
    super::request(Dialect::Symfony, Some(method), rest, found)
}
