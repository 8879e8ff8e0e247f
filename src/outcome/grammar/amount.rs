//! Whether a number can be a status: nothing behind it may make it an amount.

/// Words that may stand behind a status.
const BEHIND: [&str; 33] = [
    "in", "after", "took", "with", "and", "error", "response", "for", "from", "code", "while",
    "because", "on", "at", "status", "retry", "retrying", "attempt", "using", "by", "as", "when",
    "then", "but", "message", "msg", "body", "detail", "reason", "sending", "calling", "creating",
    "fetching",
];

/// True when what stands behind a number lets it be a status: `503 ms` is a time, `500 items` an amount, `500%` a share.
#[must_use]
pub fn ends_there(word: &str, next: Option<&str>) -> bool {
    if word.contains('%') {
        return false;
    }
    let Some(next) = next else { return true };
    if word.ends_with(|letter: char| !letter.is_ascii_alphanumeric()) || next.contains('=') {
        return true;
    }
    // A reason phrase, a bracket, a dash, a size, or a word that goes on with the sentence.
    let first = next.chars().next().unwrap_or(' ');
    !first.is_ascii_lowercase()
        || BEHIND.contains(&next.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric()))
}

/// As [`ends_there`], for the text right behind the number.
#[must_use]
pub fn ends_status(after: &str) -> bool {
    let glued = after.split(char::is_whitespace).next().unwrap_or("");
    let mut words = after[glued.len()..].split_whitespace();
    let word = if glued.is_empty() { "0" } else { glued };
    // A decimal, a range or an address is no status.
    let more = glued.strip_prefix(['.', '-', '/', '+', ':']);
    let number = more.is_some_and(|more| more.starts_with(|letter: char| letter.is_ascii_digit()));
    (!number || glued.starts_with([':', '/'])) && ends_there(word, words.next())
}
