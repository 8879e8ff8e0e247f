//! Owns what stands around a match: the name that a value has, and whether a match lies inside a longer word.

use super::Pattern;
use regex::Regex;
use std::sync::LazyLock;

static NAME: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"([A-Za-z_@][A-Za-z0-9_.@\-]*)(?:\\*["'`]|"")?\]?[ \t]*(?:=>|[:=])[ \t]*(?:\\*["'`]|"")?$"#,
    )
});

/// The name of the value that starts at `at`, reduced by [`reduced`]; empty when it has none.
pub(super) fn name_before(text: &str, at: usize) -> Option<String> {
    let before = tail(&text[..at], 80);
    let found = NAME.as_ref().ok()?.captures(before);
    // Of `12ms: …` no name is left.
    let name = found.and_then(|found| found.get(1));
    let name = name.filter(|name| !before[..name.start()].ends_with(|c: char| c.is_ascii_digit()));
    Some(name.map_or_else(String::new, |name| reduced(name.as_str())))
}

/// The last bytes of a text, from a character's border on.
pub(super) fn tail(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// A name without case and punctuation, so that `auth_token`, `authToken` and `Auth-Token` are one; only its last dotted part.
pub(super) fn reduced(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    let letters = last.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// True when a word goes on before `at`. Escapes (`\n`, `\u0022`, `%22`) and colours (`\x1b[31m`) are not part of a word.
pub(super) fn word_before(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match before {
        [] | [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => false,
        [.., b'%', a, b] | [.., b'\\', b'x', a, b] | [.., b'\\', b'u', b'0', b'0', a, b]
            if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() =>
        {
            false
        }
        [.., b'm'] => !ends_in_colour(before),
        [.., last] => last.is_ascii_alphanumeric() || *last == b'_',
    }
}

/// True when the bytes end in `[…m`, digits and semicolons between.
fn ends_in_colour(before: &[u8]) -> bool {
    let inner = &before[..before.len() - 1];
    let start = inner
        .iter()
        .rposition(|b| !b.is_ascii_digit() && *b != b';');
    start.is_some_and(|at| inner[at] == b'[')
}

/// True when a word goes on after `at`.
pub(super) fn word_after(text: &str, at: usize) -> bool {
    text[at..]
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_')
}
