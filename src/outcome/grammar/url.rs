//! Where a URL ends in a text, masks in the place of its identifiers included.

/// The longest mask, in bytes.
const MASK: usize = 64;

/// How many bytes of a text that begins with a URL belong to it. People put `<account sid>`, `{sid}` or `[REDACTED]` in an
/// identifier's place, blanks and all; `None` where such a mask or, with PowerShell's ` ...` at the end of its line, the
/// URL itself is cut off, as then nobody knows what the path was.
#[must_use]
pub fn url_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let opens = at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'/');
        if opens && let Some(close) = closing(*byte) {
            at = mask_end(bytes, at, close)?;
            continue;
        }
        if byte.is_ascii() && ends_url(char::from(*byte)) {
            break;
        }
        // Blanks beyond ASCII end it too; they are rare, and so looked at only here.
        if !byte.is_ascii()
            && text
                .get(at..)
                .is_some_and(|rest| rest.starts_with(ends_url))
        {
            break;
        }
        at += 1;
    }
    (!is_cut(&bytes[at..])).then_some(at)
}

/// True for what PowerShell puts behind a line that it shortens.
fn is_cut(rest: &[u8]) -> bool {
    rest.strip_prefix(b" ...")
        .is_some_and(|rest| matches!(rest, [] | [b'\n' | b'\r' | b'\\', ..]))
}

/// The bracket that closes a mask.
const fn closing(open: u8) -> Option<u8> {
    match open {
        b'<' => Some(b'>'),
        b'{' => Some(b'}'),
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        _ => None,
    }
}

/// Where a mask ends, its brackets, which may be doubled, included.
fn mask_end(bytes: &[u8], open: usize, close: u8) -> Option<usize> {
    let inside = bytes.get(open..bytes.len().min(open + MASK))?;
    let closed = inside
        .iter()
        .take_while(|byte| !matches!(byte, b'/' | b'\n' | b'"'))
        .position(|byte| *byte == close)?;
    let more = inside
        .get(closed..)?
        .iter()
        .take_while(|byte| **byte == close);
    Some(open + closed + more.count())
}

fn ends_url(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ')' | '>' | '|' | '\\' | ']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_belong_to_a_url_and_what_follows_it_does_not() {
        for (text, url) in [
            ("https://h/A/x.json 400", Some("https://h/A/x.json")),
            (
                "https://h/A/<a b>/M.json)",
                Some("https://h/A/<a b>/M.json"),
            ),
            ("https://h/A/{{sid}}/M' x", Some("https://h/A/{{sid}}/M")),
            (
                "https://h/A/[REDACTED]/M]",
                Some("https://h/A/[REDACTED]/M"),
            ),
            ("https://h/A/(sid)/M>", Some("https://h/A/(sid)/M")),
            ("https://h/A>", Some("https://h/A")),
            ("https://h/A/{redacted account", None),
            ("https://h/A/<x/M", None),
            ("https://h/A ...\n+ ~~~", None),
            ("https://h/A ... 401", Some("https://h/A")),
            ("https://h/é\u{a0}x", Some("https://h/é")),
            ("", Some("")),
        ] {
            assert_eq!(url_length(text).map(|end| &text[..end]), url, "{text}");
        }
    }
}
