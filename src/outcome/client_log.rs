//! The logs of HTTP clients that tell a request and its answer in records of their own: the answer's record names no host,
//! so the request's must be found first.
//!
//! Each client is a file of its own. A request that was never answered is not told: it may be a plan, or the log ends there.

mod apache;
mod apex;
mod feign;
mod okhttp;
mod raw;
mod symfony;
mod wget;

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Piece};

/// The member for pairs of records.
pub struct ClientLog;

/// The longest record that is looked at, in bytes.
const MAX_LINE: usize = 64 << 10;

/// How a client's line is read; true when it is one of its own.
type Read = for<'a> fn(&'a str, &mut Found<'a>) -> Option<()>;

/// The clients.
const CLIENTS: [Read; 7] = [
    okhttp::read,
    feign::read,
    symfony::read,
    apache::read,
    apex::read,
    wget::read,
    raw::read,
];

/// What the lines of the clients hold.
const MARKS: [&str; 14] = [
    // OkHttp and Feign.
    "--> ",
    "<-- HTTP FAILED: ",
    "] <--- ",
    // Symfony.
    "Request: \"",
    // Apache.
    "<< ",
    ">> ",
    "Receiving response: ",
    "Sending request: ",
    // Apex.
    "|CALLOUT_RE",
    // wget.
    "--2",
    "Connecting to ",
    "Reusing existing connection to ",
    "awaiting response... ",
    // A request as it is.
    " HTTP/",
];

/// What a request or an answer is found by.
const LITERALS: [&str; 8] = [
    "twilio.",
    "2010-04-01",
    "P FAILED: ",
    "] <--- ",
    "<< \"HTTP/",
    "<< HTTP/1",
    "CALLOUT_RESPONSE",
    "awaiting response... ",
];

impl Outcome for ClientLog {
    fn name(&self) -> &'static str {
        "client_log"
    }

    fn literals(&self) -> &'static [&'static str] {
        &LITERALS
    }

    fn marks(&self) -> &'static [&'static str] {
        &MARKS
    }

    fn example(&self) -> &'static str {
        "--> POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json http/1.1 (97-byte body)"
    }

    fn wants(&self) -> &'static str {
        "the request or the answer of an HTTP client that logs each in a record of its own"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        // The stamp that heads wget's calls marks them.
        let text = match record.line {
            line if line.starts_with("--2") => line,
            _ => record.body,
        };
        // A path alone may be anybody's: what else the record holds must not decide whether it is told.
        let holds = |literal: &&str| text.contains(literal) || record.whole.contains(literal);
        if text.len() > MAX_LINE || !LITERALS.iter().any(holds) {
            return;
        }
        for read in CLIENTS {
            if read(text, found).is_some() {
                return;
            }
        }
    }
}

/// Tells a request.
fn request<'a>(
    dialect: Dialect,
    method: Option<&'static str>,
    url: &'a str,
    found: &mut Found<'a>,
) -> Option<()> {
    let url = url.get(..grammar::url_length(url)?)?;
    let address = url.starts_with('/') || url.contains("://");
    address.then_some(())?;
    found.piece(dialect, Piece::Begin);
    if let Some(method) = method {
        found.piece(dialect, Piece::Method(method));
    }
    found.piece(dialect, Piece::Url(url));
    Some(())
}

/// Tells an answer whose status stands at the start of a text.
fn answer(dialect: Dialect, text: &str, found: &mut Found<'_>) -> Option<()> {
    let (_, status) = grammar::status(text).ok()?;
    found.piece(dialect, Piece::Status(status));
    Some(())
}

/// The method at the start of a text, and what follows the blank behind it.
fn method(text: &str) -> Option<(&'static str, &str)> {
    let (word, rest) = text.split_once(' ')?;
    // Prose writes `get` and `post`.
    let known = grammar::method(word).filter(|known| *known == word)?;
    Some((known, rest))
}

/// The status behind `HTTP/1.1 ` at the start of a text.
fn of_status_line(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    (version.len() <= 3).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[test]
    fn a_path_that_names_nobody_is_told_of_nobody() {
        let told = |text: &str| {
            let (memory, mut found) = (Bump::new(), Found::default());
            let record = LogRecord::new(text, &memory);
            ClientLog.read(&record, &mut found);
            found.pieces().len()
        };
        assert_eq!(told("http-outgoing-8 >> GET /orders HTTP/1.1"), 0);
        assert_eq!(
            told("twilio.http http-outgoing-8 >> GET /v2/Services HTTP/1.1"),
            3
        );
        assert_eq!(
            told("http-outgoing-8 >> GET /2010-04-01/Accounts HTTP/1.1"),
            3
        );
    }
}
