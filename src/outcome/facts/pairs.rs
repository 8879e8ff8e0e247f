//! `name=value` in the words of a plain line: what loggers append to their message.

/// The most pairs of one line that are read.
const MOST: usize = 64;

/// Every `name=value` and `name="value"` of a text that begins a word.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let marks = memchr::memchr_iter(b'=', text.as_bytes());
    marks.filter_map(|at| pair(text, at)).take(MOST)
}

fn pair(text: &str, at: usize) -> Option<(&str, &str)> {
    let before = text.get(..at)?;
    let letters = before.bytes().rev().take(40);
    let length = letters
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte))
        .count();
    let start = at - length;
    let bounded = match before.as_bytes().get(start.wrapping_sub(1)) {
        None => true,
        Some(byte) => byte.is_ascii_whitespace() || b",;([{|".contains(byte),
    };
    if length == 0 || !bounded {
        return None;
    }
    let after = text.get(at + 1..)?;
    let value = if let Some(quoted) = after.strip_prefix('"') {
        quoted.get(..memchr::memchr(b'"', quoted.as_bytes())?)?
    } else {
        let ends = |letter: char| letter.is_whitespace() || ",;)]}|".contains(letter);
        after.get(..after.find(ends).unwrap_or(after.len()))?
    };
    Some((before.get(start..)?, value))
}
