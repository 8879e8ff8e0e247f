//! The status around a URL: a number that the sentence announces, and that nothing behind it makes an amount.

use crate::classify;
use crate::outcome::grammar;

/// How many words after the URL may pass before the status.
const REACH: usize = 14;

/// A status, and Twilio's code where it stands right behind.
pub(super) type Answer = (u16, Option<u32>);

/// The status in what follows a URL: a number right after the URL or after a word that announces a status.
pub(super) fn after(after: &str) -> Option<Answer> {
    if let Some(answer) = row(after) {
        return Some(answer);
    }
    let mut announced = true;
    let mut words = after.split_whitespace().take(REACH).peekable();
    while let Some(word) = words.next() {
        // What a program's own text says of a call is no call.
        if word.starts_with("//") || word == "#" {
            return None;
        }
        let bare =
            word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '=');
        if let Some(answer) = glued(bare.trim_matches('=')).filter(|_| announced) {
            return Some(answer);
        }
        if let Some((key, value)) = bare
            .rsplit_once(['=', ':'])
            .filter(|(key, _)| !key.is_empty())
        {
            if announces(key)
                && let value = value.trim_start_matches(['"', '\''])
                && let Ok((_, status)) = grammar::status(value)
            {
                return glued(value).or(Some((status, None)));
            }
            announced = false;
            continue;
        }
        let bare = bare.trim_matches('=');
        if announced
            && let Ok(("", status)) = grammar::status(bare)
            && grammar::ends_there(word, words.peek().copied())
        {
            let next = words.peek().map_or("", |next| {
                next.trim_matches(|letter: char| !letter.is_ascii_alphanumeric())
            });
            return Some((status, coded(next, status)));
        }
        announced = bare.is_empty() || announces(bare) || word.starts_with("net::ERR_");
    }
    None
}

/// The status as the field of a row that follows the one of the URL, as in a table without a header or a list of JSON:
/// `…Messages.json",503,20503,87`.
fn row(after: &str) -> Option<Answer> {
    let after = after.strip_prefix('"').unwrap_or(after);
    let delimiter = [',', ';', '\t', '|']
        .into_iter()
        .find(|mark| after.starts_with(*mark))?;
    let mut fields = after[1..].split(delimiter);
    let mut field = || {
        let field = fields.next().unwrap_or("");
        field.trim_matches(['"', '\'', ' ', ']', '}', '\r'])
    };
    let ("", status) = grammar::status(field()).ok()? else {
        return None;
    };
    // Before another number it may be a time.
    let next = field();
    let code = coded(next, status);
    (next.is_empty() || code.is_some()).then_some((status, code))
}

/// Status and code as one word: `503/20503`, `503,20503`.
fn glued(word: &str) -> Option<Answer> {
    let (rest, status) = grammar::status(word).ok()?;
    let number = rest.strip_prefix(['/', ',', ':', ';', '|', '-'])?;
    let code = coded(number.trim_matches(['"', '\'', ' ']), status).or_else(|| {
        // Twilio has codes that no catalogue knows yet.
        let ("", code) = grammar::code(number.trim_end_matches(['.', ',', ')', ']'])).ok()? else {
            return None;
        };
        (rest.starts_with('/') && status >= 400 && classify::code(code).is_none()).then_some(code)
    })?;
    Some((status, Some(code)))
}

/// The code at the start of a text, if it is known to come with the status: any other number may be a size or a time.
fn coded(text: &str, status: u16) -> Option<u32> {
    let (_, code) = grammar::code(text).ok()?;
    grammar::are_pair(status, code).then_some(code)
}

/// The status on the line below a request, where a proxy points back at it (`<< 400 BAD REQUEST 180b`, `<< HTTP/2.0 400 Bad Request 180b`), or Ruby's
/// `RestClient` prints what it got (`# => 400 BadRequest | application/json 212 bytes, 0.21s`).
pub(super) fn below(line: &str) -> Option<u16> {
    let line = line.trim_start();
    let answer = line
        .strip_prefix("<< ")
        .or_else(|| line.strip_prefix("# => "))?;
    // Newer ones put the version before it.
    let answer = match answer.strip_prefix("HTTP/") {
        Some(rest) => rest.split_once(' ')?.1,
        None => answer,
    };
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
    let line = grammar::last_line(before);
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
        .or_else(|| status_line(before))
        .or_else(|| feign(line))
}

/// What stands before the status, and what ends the words before the URL.
const BEHIND_MARK: [(&str, &str); 15] = [
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
    (" response '", " for"),
    // Symfony's client, and reqwest of Rust in its debug log.
    ("esponse: \"", ""),
    ("esponse '", "' for"),
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

/// `HTTP/1.1 401 UNAUTHORIZED`, with the URL in brackets behind it, as Delphi's Indy raises it.
fn status_line(before: &str) -> Option<u16> {
    let line = grammar::last_line(before).strip_suffix(" (")?;
    let (ahead, answer) = line.rsplit_once("HTTP/")?;
    let (version, answer) = answer.split_once(' ')?;
    // Behind a path it is a request of somebody else's.
    if ahead.contains('/') {
        return None;
    }
    let (reason, status) = grammar::status(answer).ok()?;
    let plain = |letter: char| letter.is_ascii_alphabetic() || letter == ' ';
    (version.len() <= 3 && reason.chars().all(plain)).then_some(status)
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
