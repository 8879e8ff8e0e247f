//! What stands in a text for the eye of a terminal or a browser, taken out: colours, and the entities of HTML.

use bumpalo::Bump;
use bumpalo::collections::String;
use memchr::{memchr, memmem};

/// The text without the colours of a terminal. Costs one vectorised search where there are none.
#[must_use]
pub fn without_colours<'a>(text: &'a str, memory: &'a Bump) -> &'a str {
    match memchr(0x1b, text.as_bytes()) {
        Some(_) => stripped(text, "\u{1b}", memory),
        None => text,
    }
}

/// As [`without_colours`], for the escape as syslog daemons write it.
#[must_use]
pub fn without_written_colours<'a>(text: &'a str, memory: &'a Bump) -> &'a str {
    match memmem::find(text.as_bytes(), b"#033[") {
        Some(_) => stripped(text, "#033", memory),
        None => text,
    }
}

fn stripped<'a>(text: &'a str, escape: &str, memory: &'a Bump) -> &'a str {
    let mut out = String::with_capacity_in(text.len(), memory);
    let mut parts = text.split(escape);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(part.get(sequence(part.as_bytes())..).unwrap_or(part));
    }
    out.into_bump_str()
}

/// How long the control sequence behind an escape is.
fn sequence(part: &[u8]) -> usize {
    let rest = match part {
        [b'[', rest @ ..] => rest,
        // Titles of windows: up to a bell.
        [b']', rest @ ..] => return memchr(7, rest).map_or(0, |end| end + 2),
        _ => return 0,
    };
    let parameters = rest
        .iter()
        .take_while(|byte| matches!(byte, b' '..=b'?'))
        .count();
    match rest.get(parameters) {
        Some(b'@'..=b'~') => parameters + 2,
        _ => 0,
    }
}

/// Entities as pages and mails of errors write them.
const ENTITIES: [(&str, &str); 12] = [
    ("quot;", "\""),
    ("amp;", "&"),
    ("lt;", "<"),
    ("gt;", ">"),
    ("apos;", "'"),
    ("#39;", "'"),
    ("#039;", "'"),
    ("#x27;", "'"),
    ("#34;", "\""),
    ("#034;", "\""),
    ("#x2F;", "/"),
    ("#47;", "/"),
];

/// The text with its HTML entities read, if it quotes anything with them.
#[must_use]
pub fn without_entities<'a>(text: &'a str, memory: &'a Bump) -> &'a str {
    if !quotes_with_entities(text.as_bytes()) {
        return text;
    }
    let mut out = String::with_capacity_in(text.len(), memory);
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let entity = ENTITIES
            .iter()
            .find_map(|(name, letter)| Some((letter, part.strip_prefix(name)?)));
        let (letter, rest) = entity.unwrap_or((&"&", part));
        out.push_str(letter);
        out.push_str(rest);
    }
    out.into_bump_str()
}

/// True for a text in which something is quoted with entities.
#[must_use]
pub fn quotes_with_entities(bytes: &[u8]) -> bool {
    let quotes = [&b"&quot;"[..], b"&#39;", b"&#039;", b"&#x27;", b"&#34;"];
    let any = |from: usize| {
        let stands = |quote: &&[u8]| memmem::find(&bytes[from..], quote).is_some();
        quotes.iter().any(stands)
    };
    memchr(b'&', bytes).is_some_and(any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_entities_go_and_nothing_else() {
        let memory = Bump::new();
        for (text, plain) in [
            ("\u{1b}[31mERROR\u{1b}[0m x", "ERROR x"),
            ("\u{1b}[1;38:5:9mé\u{1b}[K\u{1b}", "é"),
            ("\u{1b}]0;title\u{7}x\u{1b}[", "x["),
            ("plain", "plain"),
        ] {
            assert_eq!(without_colours(text, &memory), plain);
        }
        assert_eq!(
            without_written_colours("#033[31mx#033[0m #1", &memory),
            "x #1"
        );
        for (text, plain) in [
            ("{&quot;a&quot;:1} &amp; &x &#039;", "{\"a\":1} & &x '"),
            ("a=1&b=2&lt;", "a=1&b=2&lt;"),
        ] {
            assert_eq!(without_entities(text, &memory), plain);
        }
    }
}
