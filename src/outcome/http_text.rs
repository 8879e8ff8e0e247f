//! A call told in text: `METHOD URL … STATUS`, and the sentences of common HTTP clients around a URL.

mod appended;
mod axios;
mod dated;
mod status;
mod unanswered;

use super::contract::{Found, Outcome};
use super::grammar::{self, origin};
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for text with a URL of Twilio's API.
pub struct HttpText;

impl Outcome for HttpText {
    fn name(&self) -> &'static str {
        "http_text"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "Twilio.", "2010-04-01"]
    }

    fn example(&self) -> &'static str {
        "POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json -> 503 in 87ms error_code=20503"
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "a URL of a Twilio API host with a status, or words that nobody answered, beside it on its line"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if !self.literals().iter().any(|literal| text.contains(literal)) {
                continue;
            }
            let claim = sentence(text, record, found)
                .or_else(|| dated::sentence(text, record, found))
                .or_else(|| unanswered::pool(text, record, found))
                .or_else(|| axios::failed(text, record, found))
                .or_else(|| axios::unanswered(text, record, found))
                .or_else(|| unanswered::host(text));
            if let Some(mut event) = claim {
                // The words may stand in another text than the record's body.
                if event.origin == Origin::Nobody {
                    event.unsent = origin::never_sent(start_of(text));
                }
                found.claim(event);
                if told_by_client(text) {
                    found.claimed_by_client();
                }
                return;
            }
        }
        // The message and the URL may be members of their own.
        if record.attributes.is_empty() {
            return;
        }
        let apart = record
            .texts()
            .take(256)
            .find_map(|text| axios::failed(text, record, found));
        if let Some(event) = apart.or_else(|| axios::silent_object(record, found)) {
            found.claim(event);
        }
    }
}

/// As much of a text as is searched for what became of a call that nobody answered.
fn start_of(text: &str) -> &str {
    const WORDS: usize = 4096;
    let end = (0..=text.len().min(WORDS))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or("")
}

/// The code that a name announces on the line of the URL, or in the body below.
fn code_after(after: &str, below: &str) -> Option<u32> {
    const NAMES: [&str; 5] = [
        "error_code",
        "twilio_code",
        "errorCode",
        "ErrorCode",
        "code",
    ];
    grammar::keyed_code(after, &NAMES).or_else(|| body_below(after, below))
}

/// The code in the body that a line announces and the next one begins: Guzzle's `… resulted in a `503 …` response:`.
fn body_below(after: &str, below: &str) -> Option<u32> {
    let announced = after.trim_end().ends_with("response:") && below.starts_with('{');
    announced.then(|| grammar::keyed_code(below, &["code"]))?
}

/// The lines of the HTTP clients that SDKs use, which tell a call that the SDK may tell too: `HTTP Request: POST https://…`
/// (httpx), `https://api.twilio.com:443 "POST /… HTTP/1.1" 201 837` (urllib3).
fn told_by_client(text: &str) -> bool {
    text.contains("HTTP Request: ")
        || text.contains(":443 \"")
        // OkHttp and Symfony's client, whose requests stand in records of their own.
        || text.contains("<-- ")
        || text.contains("Response: \"")
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
        let Some(length) = grammar::url_length(&text[start..]) else {
            continue;
        };
        let (url, after) = text[start..].split_at(length);
        if inside_another(&text[..start]) {
            continue;
        }
        let url = url.trim_end_matches(['.', ',', ':', ';']);
        let mut event = Event::default();
        let before = &text[..start];
        if found.locate(url, &mut event, record)
            && (beside(before, url, after, &mut event) || appended::told(before, after, &mut event))
        {
            let method = event.method.or_else(|| member_method(text, start));
            event.method = method.or_else(|| appended::method(before));
            return Some(event);
        }
    }
    None
}

/// The method that stands beside a URL in the same braces: `%Tesla.Env{method: :post, url: "…", status: 400}`.
fn member_method(text: &str, url: usize) -> Option<&'static str> {
    let quotes = ['"', '\'', '\\', ' '];
    let key = text[..url].trim_end_matches(quotes);
    let key = key.strip_suffix([':', '='])?.trim_end_matches(quotes);
    let object = grammar::object_around(text, url);
    let braced = text[..object.start].ends_with('{');
    (key.ends_with("url") && braced).then_some(())?;
    axios::first_method(grammar::keyed(text.get(object)?, "method")?)
}

/// True when the URL is a part of another one, such as the parameter of the application's own route.
fn inside_another(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    word.contains(['?', '&', '/', '%'])
}

/// Reads method, status, code and duration around a URL; false when nothing tells the outcome.
fn beside(before: &str, url: &str, after: &str, event: &mut Event<'_>) -> bool {
    let word = before
        .trim_end_matches([' ', '`', '"', '\'', '(', ','])
        .trim_end_matches(" request for")
        .trim_end_matches("] to [")
        .rsplit(|letter: char| {
            letter.is_whitespace() || matches!(letter, '`' | '"' | '\'' | '[' | '(')
        })
        .next();
    event.method = word.and_then(|word| grammar::method(word.trim_end_matches(':')));
    // Proxies write the answer before the request; `TCP_MISS/429 512 POST URL` is theirs, and so is a tunnel.
    if url.is_empty() || event.method == Some("CONNECT") {
        return false;
    }
    // What is told of this call ends with its line, or where the next URL begins.
    let (after, below) = after.split_once('\n').unwrap_or((after, ""));
    let after = after.split("://").next().unwrap_or("");
    let answer = status::after(after);
    event.http_status = answer
        .map(|(status, _)| status)
        .or_else(|| status::before(before))
        .or_else(|| status::below(below));
    let beside = answer.and_then(|(_, code)| code);
    event.twilio_code = beside.or_else(|| code_after(after, below));
    event.duration_us = ["in ", "after ", "took ", "took=", "duration=", "("]
        .iter()
        .find_map(|word| {
            after
                .match_indices(word)
                .take(4)
                .find_map(|(at, word)| grammar::duration(&after[at + word.len()..]))
        });
    if event.http_status.is_none() && unanswered::around(before, after) {
        event.origin = Origin::Nobody;
    }
    event.http_status.is_some() || event.origin == Origin::Nobody
}
