//! A call told in text: `METHOD URL … STATUS`, and the sentences of common HTTP clients around a URL.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for text with a URL of Twilio's API.
pub struct HttpText;

/// How many words after the URL may pass before the status.
const REACH: usize = 14;

impl Outcome for HttpText {
    fn name(&self) -> &'static str {
        "http_text"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "Twilio.", "TWILIO.", "2010-04-01"]
    }

    fn example(&self) -> &'static str {
        "POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json -> 503 in 87ms error_code=20503"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if !self.literals().iter().any(|literal| text.contains(literal)) {
                continue;
            }
            if let Some(event) = sentence(text, record, found) {
                found.claim(event);
                return;
            }
        }
    }
}

/// The first URL or path of the text that is Twilio's and has an outcome beside it.
fn sentence<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let schemes = memchr::memmem::find_iter(text.as_bytes(), "://").take(16);
    for at in schemes {
        let start = text[..at]
            .rfind(|letter: char| !letter.is_ascii_alphanumeric())
            .map_or(0, |before| before + 1);
        // The boundary is an ASCII byte or the start, so `start` may only be off by a wide letter's length.
        let start = (start..=at).find(|place| text.is_char_boundary(*place))?;
        let length = text[start..].find(ends_url).unwrap_or(text.len() - start);
        let (url, after) = text[start..].split_at(length);
        let url = url.trim_end_matches(['.', ',', ':', ';']);
        let mut event = Event::default();
        if found.locate(url, &mut event, record) && beside(&text[..start], url, after, &mut event) {
            return Some(event);
        }
    }
    pool(text, record, found)
}

fn ends_url(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ')' | '>' | '|' | '\\' | ']')
}

/// Reads method, status, code and duration around a URL; false when nothing tells the outcome.
fn beside(before: &str, url: &str, after: &str, event: &mut Event<'_>) -> bool {
    let word = before
        .trim_end()
        .rsplit(|letter: char| {
            letter.is_whitespace() || matches!(letter, '`' | '"' | '\'' | '[' | '(')
        })
        .next();
    event.method = word.and_then(|word| grammar::method(word.trim_end_matches(':')));
    // Proxies write the answer before the request; `TCP_MISS/429 512 POST URL` is theirs, and so is a tunnel.
    if url.is_empty() || event.method == Some("CONNECT") {
        return false;
    }
    event.http_status = status_after(after).or_else(|| status_before(before));
    event.twilio_code = grammar::keyed_code(
        after,
        &[
            "error_code",
            "twilio_code",
            "errorCode",
            "ErrorCode",
            "code",
        ],
    );
    event.duration_us = ["in ", "after ", "took ", "took=", "duration=", "("]
        .iter()
        .find_map(|word| {
            after
                .match_indices(word)
                .take(4)
                .find_map(|(at, word)| grammar::duration(&after[at + word.len()..]))
        });
    if event.http_status.is_none()
        && (grammar::tells_silence(after) || grammar::tells_silence(before))
    {
        event.origin = Origin::Nobody;
    }
    event.http_status.is_some() || event.origin == Origin::Nobody
}

/// The status in what follows a URL: a number right after the URL or after a word that announces a status.
fn status_after(after: &str) -> Option<u16> {
    let mut announced = true;
    let mut words = after.split_whitespace().take(REACH).peekable();
    while let Some(word) = words.next() {
        let bare =
            word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '=');
        if let Some((key, value)) = bare
            .rsplit_once(['=', ':'])
            .filter(|(key, _)| !key.is_empty())
        {
            if announces(key)
                && let Ok((_, status)) = grammar::status(value.trim_start_matches(['"', '\'']))
            {
                return Some(status);
            }
            announced = false;
            continue;
        }
        let bare = bare.trim_matches('=');
        if announced && let Ok(("", status)) = grammar::status(bare) {
            // `503 ms` is a time, `503 bytes` a size.
            if !words.peek().is_some_and(|next| is_unit(next)) {
                return Some(status);
            }
        }
        announced = bare.is_empty() || announces(bare);
    }
    None
}

/// True for the words after which a status stands.
fn announces(word: &str) -> bool {
    const WORDS: [&str; 27] = [
        "status",
        "status_code",
        "statuscode",
        "http_status",
        "httpstatus",
        "response_code",
        "code",
        "http",
        "returned",
        "responded",
        "response",
        "answered",
        "with",
        "got",
        "received",
        "resulted",
        "result",
        "a",
        "an",
        "failed",
        "was",
        "error",
        "reply",
        "http/1",
        "http/1.1",
        "http/2",
        "http/2.0",
    ];
    let lower = word.to_ascii_lowercase();
    WORDS.contains(&lower.as_str()) || lower == "in"
}

fn is_unit(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    [
        "ms",
        "s",
        "us",
        "sec",
        "secs",
        "seconds",
        "milliseconds",
        "bytes",
        "b",
        "kb",
        "kib",
        "times",
        "retries",
        "attempts",
    ]
    .iter()
    .any(|unit| unit.eq_ignore_ascii_case(word))
}

/// The status in what precedes a URL: `400 Client Error: … for url: URL`, `HTTP 503 from URL`,
/// `HTTP status client error (401 Unauthorized) for url (URL)`.
fn status_before(before: &str) -> Option<u16> {
    let numbered = |mark: &str| {
        let (ahead, _) = before.rsplit_once(mark)?;
        grammar::status(
            ahead
                .rsplit(|letter: char| !letter.is_ascii_digit())
                .next()?,
        )
        .ok()
    };
    let follows = |mark: &str| grammar::status(before.rsplit_once(mark)?.1).ok();
    numbered(" Client Error:")
        .or_else(|| numbered(" Server Error:"))
        .or_else(|| follows("status client error ("))
        .or_else(|| follows("status server error ("))
        .or_else(|| {
            follows("HTTP ").filter(|(rest, _)| rest.trim() == "from" || rest.trim() == "for")
        })
        .map(|(_, status)| status)
}

/// urllib3 without a URL: `HTTPSConnectionPool(host='api.twilio.com', port=443): Max retries exceeded with url: /path`.
fn pool<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let (_, after) = text.split_once("ConnectionPool(host='")?;
    let (host, after) = after.split_once('\'')?;
    let mut event = Event {
        origin: Origin::Nobody,
        ..Event::default()
    };
    let path = after.split_once("with url: ").map_or("/", |(_, path)| {
        path.split([' ', ')']).next().unwrap_or("/")
    });
    (found.locate_path(Some(host), path, &mut event, record) && grammar::tells_silence(after)).then(
        || {
            event.origin = Origin::Nobody;
            event
        },
    )
}
