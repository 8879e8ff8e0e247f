//! The status around a URL: a number that the sentence announces, and that nothing behind it makes an amount.

use crate::outcome::grammar;

/// How many words after the URL may pass before the status.
const REACH: usize = 14;

/// The status in what follows a URL: a number right after the URL or after a word that announces a status.
pub(super) fn after(after: &str) -> Option<u16> {
    let mut announced = true;
    let mut words = after.split_whitespace().take(REACH).peekable();
    while let Some(word) = words.next() {
        // What a program's own text says of a call is no call.
        if word.starts_with("//") || word == "#" {
            return None;
        }
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
        if announced
            && let Ok(("", status)) = grammar::status(bare)
            && grammar::ends_there(word, words.peek().copied())
        {
            return Some(status);
        }
        announced = bare.is_empty() || announces(bare) || word.starts_with("net::ERR_");
    }
    None
}

/// The status on the line below a request, where a proxy points back at it: `<< 400 BAD REQUEST 180b`.
pub(super) fn below(line: &str) -> Option<u16> {
    let answer = line.trim_start().strip_prefix("<< ")?;
    Some(grammar::status(answer).ok()?.1)
}

/// True for the words after which a status stands.
fn announces(word: &str) -> bool {
    const WORDS: [&str; 28] = [
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
        "invalid",
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

/// The status in what precedes a URL: `400 Client Error: … for url: URL`, `HTTP 503 from URL`,
/// `HTTP status client error (401 Unauthorized) for url (URL)`, `<-- 401 Unauthorized URL`.
pub(super) fn before(before: &str) -> Option<u16> {
    let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
    let line = line.trim_end_matches([' ', '"', '\'', '`', '(']);
    BEHIND_MARK
        .iter()
        .find_map(|(mark, end)| {
            let (_, after) = line.rsplit_once(mark)?;
            let (rest, status) = grammar::status(after).ok()?;
            (rest.len() < 80 && rest.ends_with(end)).then_some(status)
        })
        .or_else(|| BEFORE_MARK.iter().find_map(|mark| numbered(line, mark)))
        .or_else(|| {
            let (_, after) = line.rsplit_once("HTTP ")?;
            let (rest, status) = grammar::status(after).ok()?;
            matches!(rest.trim(), "from" | "for").then_some(status)
        })
        .or_else(|| spring(line))
        .or_else(|| feign(line))
}

/// What stands before the status, and what ends the words before the URL.
const BEHIND_MARK: [(&str, &str); 12] = [
    ("status client error (", "for url"),
    ("status server error (", "for url"),
    ("lient error '", "for url"),
    ("erver error '", "for url"),
    ("HTTP response code: ", "for URL:"),
    ("nexpected response code ", " for"),
    ("nexpected status code ", ":"),
    ("responded with status ", ""),
    ("<-- ", ""),
    ("Status(", "url:"),
    ("HTTP ", "url="),
    ("status code of ", "uri:"),
];

/// What stands behind the status.
const BEFORE_MARK: [&str; 3] = [" Client Error:", " Server Error:", ", message="];

/// The number right before a mark.
fn numbered(line: &str, mark: &str) -> Option<u16> {
    let (ahead, _) = line.rsplit_once(mark)?;
    let digits = ahead
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()?;
    Some(grammar::status(digits).ok()?.1)
}

/// `[401 Unauthorized] during [POST] to [`
fn feign(line: &str) -> Option<u16> {
    let (ahead, behind) = line.rsplit_once("] during [")?;
    let (_, status) = grammar::status(ahead.rsplit_once('[')?.1).ok()?;
    (behind.len() < 16 && behind.ends_with("] to [")).then_some(status)
}

/// `401 Unauthorized on POST request for`, `404 Not Found from POST`.
fn spring(line: &str) -> Option<u16> {
    let line = line.strip_suffix(" request for").unwrap_or(line);
    let (line, method) = line.rsplit_once(' ')?;
    grammar::method(method)?;
    let reason = line
        .strip_suffix(" on")
        .or_else(|| line.strip_suffix(" from"))?;
    let mut words = reason.rsplit([' ', ':']).take(6);
    words
        .find(|word| !word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .and_then(|word| grammar::status(word).ok())
        .filter(|(rest, _)| rest.is_empty())
        .map(|(_, status)| status)
}
