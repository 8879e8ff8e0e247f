//! `name=value` in the words of a plain line: what loggers append to their message, also as Python prints a map.

use super::told::{quoted, value_length};

/// The most pairs of one line that are read.
const MOST: usize = 64;

/// Every `name=value` and `name="value"` of a text that begins a word.
pub(in crate::outcome) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
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

/// Every `'name': value` of the map that ends a text, as Python prints it.
pub(super) fn printed(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let end = text.trim_end().strip_suffix('}');
    let start = end.and_then(|inside| memchr::memmem::rfind(inside.as_bytes(), b"{'"));
    let mut rest = end.zip(start).map_or("", |(inside, at)| &inside[at + 1..]);
    let members = std::iter::from_fn(move || {
        let (name, after) = quoted(rest)?;
        let (value, after) = after
            .strip_prefix(": ")
            .and_then(|value| value.split_at_checked(value_length(value)?))?;
        rest = after.strip_prefix(", ").unwrap_or("");
        Some((name, quoted(value).map_or(value, |(value, _)| value)))
    });
    members.take(MOST).filter(|(_, value)| *value != "None")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_ends_a_line_is_read_as_python_prints_it() {
        let told = |text| printed(text).collect::<Vec<_>>();
        let text = "POST https://x -> 503 {'attempt': 1, 'request_id': 'c-1', 'to': None, 'body_hash': \"a'b\"} ";
        let wanted = [
            ("attempt", "1"),
            ("request_id", "c-1"),
            ("body_hash", "a'b"),
        ];
        assert_eq!(told(text), wanted);
        for text in ["", "{'a': ", "{'a': 1", "x {}", "{'a' 1}", "{'é': \\"] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
