//! Lines around a debug block that say more of its request: headers of the application's own, and that nobody answered.

use super::begins;
use crate::event::{Dialect, Piece};
use crate::outcome::contract::Found;
use crate::outcome::facts::told;
use crate::outcome::grammar;

/// The longest line that is looked at for a header of the request.
pub(super) const MAX_HEADER: usize = 512;

/// A header of the request, as the SDKs print it: `traceparent : 00-…` (Python), `x-request-id: [r-1]` (Java).
pub(super) fn request_header(line: &str) -> Option<Piece<'_>> {
    let colons = memchr::memchr_iter(b':', line.as_bytes()).take(16);
    colons.into_iter().find_map(|at| {
        let (before, after) = line.split_at_checked(at)?;
        let before = before.strip_suffix(' ').unwrap_or(before);
        let letters = before.bytes().rev().take(64);
        let length = letters
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            .count();
        let (before, name) = before.split_at_checked(before.len() - length)?;
        let value = after.get(1..)?.trim();
        let value = value
            .strip_prefix('[')
            .and_then(|value| value.strip_suffix(']'))
            .unwrap_or(value);
        begins(before).then(|| told::request_header(name, value))?
    })
}

/// `Read timed out. (read timeout=10.0) https://…`: what a client was told by a socket, and the URL that it logs with it.
pub(super) fn silence_at<'a>(before: &str, url: &'a str, found: &mut Found<'a>) -> Option<()> {
    let short = before.len() < MAX_HEADER && !before.contains("://");
    let unsent = short && grammar::origin::never_sent(before);
    (unsent || (short && grammar::tells_silence(before))).then_some(())?;
    found.piece(Dialect::Any, Piece::SilenceAt(url, unsent));
    Some(())
}

/// True for the last word of a logger's prefix: a stamp, or a level.
pub(super) fn is_prefix(word: &str) -> bool {
    const LEVELS: [&str; 6] = ["DEBUG", "INFO", "TRACE", "debug", "info", "dbug"];
    let of_stamp = |byte: u8| byte.is_ascii_digit() || b":-.,+TZ".contains(&byte);
    let clock = word.bytes().filter(|byte| *byte == b':').count() >= 2;
    (clock && word.bytes().all(of_stamp)) || LEVELS.contains(&word)
}

/// The names of .NET's `HttpStatusCode`, or the number where it has no name.
pub(super) fn named_status(value: &str) -> Option<Piece<'_>> {
    let number = match value {
        "OK" => 200,
        "Created" => 201,
        "Accepted" => 202,
        "NoContent" => 204,
        "MovedPermanently" => 301,
        "Found" | "Redirect" => 302,
        "TemporaryRedirect" => 307,
        "BadRequest" => 400,
        "Unauthorized" => 401,
        "Forbidden" => 403,
        "NotFound" => 404,
        "MethodNotAllowed" => 405,
        "Conflict" => 409,
        "Gone" => 410,
        "UnsupportedMediaType" => 415,
        "UnprocessableEntity" | "UnprocessableContent" => 422,
        "TooManyRequests" => 429,
        "InternalServerError" => 500,
        "BadGateway" => 502,
        "ServiceUnavailable" => 503,
        "GatewayTimeout" => 504,
        _ => return super::status(value),
    };
    Some(Piece::Status(number))
}
