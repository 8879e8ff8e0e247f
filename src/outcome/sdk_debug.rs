//! The debug logs of Twilio's SDKs: one call spread over many records, the answer after the request, each told as a piece.
//!
//! Forms as the SDKs print them (twilio-python 6.8 and later, -node 3.51, -java 8.4, -ruby 5.43, -php 6.13, -csharp 5.49,
//! the CLI): the names before the values differ, so each SDK is a row of its own. A piece counts only with others of its
//! call; `status code: 201` alone is nobody's.

mod forms;
mod lines;

use super::contract::{Found, Outcome};
use super::facts::told;
use super::grammar;
use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Piece};
use crate::resource;
use crate::timestamp::Timestamp;
use forms::Signs;
use std::sync::LazyLock;

/// The member for debug blocks.
pub struct SdkDebug;

/// The bit of literals that tell of silence.
const SILENT: u64 = 2;

/// The search for the literals in one text.
static NAMED: LazyLock<Finder> = LazyLock::new(|| {
    let silent = |literal: &str| literal.contains("Disconnected");
    let bits = |literal: &str| if silent(literal) { SILENT } else { 1 };
    let literals = SdkDebug.literals().iter();
    let literals: Vec<(&str, u64)> = literals.map(|it| (*it, bits(it))).collect();
    Finder::new(&literals, &[])
});

impl Outcome for SdkDebug {
    fn name(&self) -> &'static str {
        "sdk_debug"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "Twilio API Request",
            "twilio.",
            "2010-04-01",
            "Status Code:",
            "response: Status ",
            "T Response: ",
            "E Response: ",
            "H Response: ",
            "response.status",
            "wilioRestClient",
            "Request Method: ",
            "Request URL: /",
            "request.method: ",
            "Path:/",
            "dempotency-Key",
            "Retry-After",
            "X-Request-Id:",
            "X-Request-ID:",
            "X-Correlation-Id:",
            "X-Correlation-ID:",
            "X-Retry-Attempt:",
            "wilio-request-id",
            "wilio-Request-Id",
            "wilio-error-code",
            "wilio-Error-Code",
            "eDisconnected(",
            "rDisconnected",
        ]
    }

    fn example(&self) -> &'static str {
        "2025-01-01 00:00:10,000 INFO twilio.http_client -- BEGIN Twilio API Request --"
    }

    fn wants(&self) -> &'static str {
        "lines of an SDK's debug log: a request, its answer's status, or its request id"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        // The whole line: the date among an answer's headers looks like the stamp of a log line. Blocks are short lines; a
        // long text is something else.
        let named = |text: &str| NAMED.bits(text.as_bytes(), 0);
        if record.line.len() > MAX_LINE {
            return;
        }
        let standing = named(record.line);
        if standing == 0 && record.texts().all(|text| named(text) == 0) {
            return;
        }
        if standing & SILENT != 0 && tells_silence(record.line) {
            found.piece(Dialect::Any, Piece::Silence);
        }
        let lines = record.line.lines().map(undressed);
        for line in lines.take(MAX_LINES) {
            read_line(line, found);
        }
    }
}

/// True for the words of a client that was not answered, where they do not name who did not: it may be anybody.
fn tells_silence(line: &str) -> bool {
    const WORDS: [&str; 2] = ["RemoteDisconnected(", "ServerDisconnected"];
    WORDS.iter().any(|words| line.contains(words))
        && !["://", "host=", "http.", ".com"]
            .iter()
            .any(|name| line.contains(name))
}

/// The longest record that is looked at, in bytes: response headers may be some thousand.
const MAX_LINE: usize = 64 << 10;

/// The most lines of one record that are looked at.
const MAX_LINES: usize = 64;

/// A line without colours, blanks and the CLI's `[DEBUG] `.
fn undressed(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix("\u{1b}[2m").unwrap_or(line);
    let line = line.strip_suffix("\u{1b}[22m").unwrap_or(line);
    line.strip_prefix("[DEBUG] ").unwrap_or(line)
}

fn read_line<'a>(line: &'a str, found: &mut Found<'a>) {
    let signs = Signs::of(line);
    if signs.begin() {
        found.piece(Dialect::Any, Piece::Begin);
    } else if signs.end() {
        found.piece(Dialect::Any, Piece::End);
    } else if request(line, found).is_none() && !(signs.answer() && answer(line, found).is_some()) {
        if signs.spell_headers() || (signs.header() && line.len() < 256) {
            headers(line, signs, found);
        }
        if let Some((dialect, piece)) = signs.value(line) {
            found.piece(dialect, piece);
            if let Some((dialect, key)) = forms::key_field(line) {
                found.piece(dialect, key);
            }
        } else if line.len() < lines::MAX_HEADER
            && let Some(piece) = lines::request_header(line)
        {
            found.piece(Dialect::Any, piece);
        }
    }
}

/// True when the message begins after this: only a logger's prefix, no sentence.
fn begins(before: &str) -> bool {
    let trimmed = before.trim_end();
    trimmed.is_empty()
        || trimmed.ends_with([':', '-', ']', '|', ')', '>'])
        || before.ends_with('\t')
        || trimmed
            .rsplit(' ')
            .next()
            .is_some_and(|word| names_client(word) || lines::is_prefix(word))
}

/// `twilio.http_client`, `com.twilio.http.TwilioRestClient`: the loggers of the SDKs.
fn names_client(word: &str) -> bool {
    word.contains("twilio") || word.ends_with("TwilioRestClient")
}

/// `POST Request: https://…` (Python), `post https://…` (Node, CLI).
fn request<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    let (before, url) = line.rsplit_once(' ')?;
    located(url)?;
    if before == "Requested URI:" {
        // twilio-python 3 ends its errors so.
        found.piece(Dialect::Below, Piece::Url(url));
        return Some(());
    }
    let (dialect, words) = match before.strip_suffix(" Request:") {
        Some(words) => (Dialect::Python, words),
        None => (Dialect::Node, before),
    };
    let (prefix, word) = words.rsplit_once([' ', '\t', ':']).unwrap_or(("", words));
    let Some(method) = grammar::method(word) else {
        return lines::silence_at(before, url, found);
    };
    begins(prefix).then_some(())?;
    // Faraday's logger, beneath the SDK for Ruby, heads its calls with nothing.
    if prefix.ends_with("-- request:") {
        found.piece(Dialect::Any, Piece::Begin);
    }
    found.piece(dialect, Piece::Method(method));
    found.piece(dialect, Piece::Url(url));
    Some(())
}

/// `POST Response: 400 {…}` of twilio-python 6.8 to 7.8.1: the status, and the code of the body or what it made.
fn answer<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    let (before, rest) = line.split_once(" Response: ")?;
    let word = before.rsplit([' ', '\t']).next()?;
    // Python's plainest logger puts its name right before the message.
    let word = match word.rsplit_once(':') {
        Some((logger, word)) if names_client(logger) => word,
        _ => word,
    };
    grammar::method(word)?;
    let (status, body) = rest.split_once(' ').unwrap_or((rest, ""));
    let status = self::status(status)?;
    found.piece(Dialect::Python, status);
    let piece = if matches!(status, Piece::Status(..400)) {
        told::created(body)
    } else {
        grammar::keyed_code(body, &["code"]).map(Piece::Code)
    };
    if let Some(piece) = piece {
        found.piece(Dialect::Python, piece);
    }
    Some(())
}

/// What the answer's headers say: Twilio's request id, the date, a server in between.
fn headers<'a>(line: &'a str, signs: Signs, found: &mut Found<'a>) {
    if let Some(id) = header(line, "wilio-request-id").or_else(|| header(line, "wilio-Request-Id"))
        && id.starts_with("RQ")
    {
        found.piece(Dialect::Any, Piece::RequestId(id));
    }
    let code = header(line, "wilio-error-code").or_else(|| header(line, "wilio-Error-Code"));
    if let Some((_, code)) = code.and_then(|code| grammar::code(code).ok()) {
        found.piece(Dialect::Any, Piece::Code(code));
    }
    if !signs.spell_headers() {
        return;
    }
    let date = header(line, "\"date\"").or_else(|| header(line, "'Date'"));
    if let Some(when) = date.and_then(Timestamp::parse) {
        found.piece(Dialect::Any, Piece::Date(when));
    }
    let names = ["'Retry-After'", "\"retry-after\"", "\"Retry-After\""];
    let wait = names.iter().find_map(|name| header(line, name));
    if let Some(piece) = wait.and_then(told::asked_to_wait) {
        found.piece(Dialect::Any, piece);
    }
    let server = header(line, "'Server'").or_else(|| header(line, "\"server\""));
    if server.is_some_and(made_on_the_way) {
        found.piece(Dialect::Any, Piece::Intermediary);
    }
}

/// Servers that Twilio does not answer with.
fn made_on_the_way(server: &str) -> bool {
    let server = server.to_ascii_lowercase();
    [
        "nginx", "envoy", "squid", "haproxy", "apache", "varnish", "awselb",
    ]
    .iter()
    .any(|name| server.starts_with(name))
}

/// The value of a header in a printed map or on a line of its own.
fn header<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let at = memchr::memmem::find(line.as_bytes(), name.as_bytes())?;
    let rest = line[at + name.len()..].trim_start_matches(['\'', '"', ' ', ':', '[', '=', '>']);
    let end = rest
        .find(['\'', '"', ']', '}', '\r', '\n'])
        .unwrap_or(rest.len());
    Some(rest[..end].trim())
}

fn located(url: &str) -> Option<()> {
    let mut out = String::new();
    resource::resolve(url, &mut out).map(|_| ())
}

fn status(value: &str) -> Option<Piece<'_>> {
    let number = value.parse().ok()?;
    (100..600)
        .contains(&number)
        .then_some(Piece::Status(number))
}

fn method(value: &str) -> Option<Piece<'_>> {
    grammar::method(value.trim_end_matches('>')).map(Piece::Method)
}

fn url(value: &str) -> Option<Piece<'_>> {
    let path = value.starts_with('/') && !value.contains(' ');
    (path || located(value).is_some()).then_some(Piece::Url(value))
}

fn host(value: &str) -> Option<Piece<'_>> {
    resource::is_api_host(value).then_some(Piece::Host(value))
}

fn path(value: &str) -> Option<Piece<'_>> {
    let path = value.starts_with('/') && !value.contains(' ');
    path.then_some(Piece::Url(value))
}

fn key(value: &str) -> Option<Piece<'_>> {
    let word = !value.is_empty() && !value.contains(' ') && value.len() <= 128;
    word.then_some(Piece::IdempotencyKey(value))
}
