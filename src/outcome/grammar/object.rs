//! The braces around a place of a text.

use std::ops::Range;

/// How far the braces are looked for, in bytes on each side.
const REACH: usize = 2048;

/// The inside of the innermost braces around a place; where none are within reach, what is within reach. Braces in quoted
/// texts count, so a torn text may give more or less than its object.
#[must_use]
pub fn object_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let (lowest, highest) = (at.saturating_sub(REACH), (at + REACH).min(bytes.len()));
    let mut depth = 0_usize;
    let opened = (lowest..at).rev().find(|place| match bytes.get(*place) {
        Some(b'}') => {
            depth += 1;
            false
        }
        Some(b'{') if depth == 0 => true,
        Some(b'{') => {
            depth -= 1;
            false
        }
        _ => false,
    });
    depth = 0;
    let closed = (at..highest).find(|place| match bytes.get(*place) {
        Some(b'{') => {
            depth += 1;
            false
        }
        Some(b'}') if depth == 0 => true,
        Some(b'}') => {
            depth -= 1;
            false
        }
        _ => false,
    });
    let start = opened.map_or_else(|| forward(text, lowest), |brace| brace + 1);
    start..closed.unwrap_or_else(|| forward(text, highest))
}

/// The method that stands beside a URL in the same braces: `{ method: 'POST', uri: 'https://…' }`,
/// `%Tesla.Env{method: :post, url: "…", status: 400}`.
#[must_use]
pub fn method_beside(text: &str, url: usize) -> Option<&'static str> {
    let quotes = ['"', '\'', '\\', ' '];
    let key = text.get(..url)?.trim_end_matches(quotes);
    let key = key.strip_suffix([':', '='])?.trim_end_matches(quotes);
    let object = object_around(text, url);
    let braced = text.get(..object.start)?.ends_with('{');
    let named = ["url", "uri", "href"]
        .iter()
        .any(|name| key.ends_with(name));
    (named && braced).then_some(())?;
    first_method(super::keyed(text.get(object)?, "method")?)
}

/// The method at the start of a text.
#[must_use]
pub fn first_method(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches(':');
    let end = text
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(text.len());
    super::method(&text[..end])
}

/// The next boundary between letters.
fn forward(text: &str, from: usize) -> usize {
    (from..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}

/// At most so many bytes from the start of a text.
#[must_use]
pub fn start(text: &str, length: usize) -> &str {
    let length = (0..=length.min(text.len()))
        .rev()
        .find(|length| text.is_char_boundary(*length));
    text.get(..length.unwrap_or(0)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_braces_are_found() {
        let text = "{a {b {c} x {d} y} e}";
        let at = text.find('x').unwrap();
        assert_eq!(&text[object_around(text, at)], "b {c} x {d} y");
        assert_eq!(&text[object_around(text, 1)], "a {b {c} x {d} y} e");
        assert_eq!(object_around("no braces", 4), 0..9);
        assert_eq!(object_around("}{", 1), 0..2);
        assert_eq!(object_around("", 9), 0..0);
        let wide = "é".repeat(3000);
        let around = object_around(&wide, 3001);
        assert!(wide.get(around).is_some());
        assert_eq!(start("éé", 3), "é");
    }
}
