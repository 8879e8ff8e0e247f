//! The status around a URL: a number that the sentence announces, and that nothing behind it makes an amount.

use crate::outcome::grammar;

/// How many words after the URL may pass before the status.
const REACH: usize = 14;

/// The status in what follows a URL: a number right after the URL or after a word that announces a status.
pub(super) fn after(after: &str) -> Option<u16> {
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
        if announced
            && let Ok(("", status)) = grammar::status(bare)
            && grammar::ends_there(word, words.peek().copied())
        {
            return Some(status);
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

/// The status in what precedes a URL: `400 Client Error: … for url: URL`, `HTTP 503 from URL`,
/// `HTTP status client error (401 Unauthorized) for url (URL)`.
pub(super) fn before(before: &str) -> Option<u16> {
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
