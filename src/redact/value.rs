//! Owns where the value after a name ends: quoted at any level of escaping, in a list, in a form, or bare.

use super::Pattern;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The quotes that occur in logs: plain, escaped any number of times, as entity, percent-encoded, as `\u0022`, doubled in CSV.
pub(super) const QUOTE: &str =
    r#"\\+""|\\*["'`]|\\*&quot;|&apos;|&#0?3[49];|&#x2[27];|%2[27]|\\+u002[27]"#;

static OPENING: Pattern = LazyLock::new(|| Regex::new(&format!(r"^(?:[ubr&@]{{0,2}})({QUOTE})")));
static NEXT_IN_LIST: Pattern =
    LazyLock::new(|| Regex::new(&format!(r"^(?:{QUOTE})[ \t]*,[ \t]*[ub]?({QUOTE})")));
/// In `a=b c=d` and the like: where the next pair starts. Prose holds no `=` after a word.
static NEXT_PAIR: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?:[,;&]|&amp;|[ \t])[ \t]*[A-Za-z_][A-Za-z0-9_.\-]*=|\\*["'][)\]}]*,[ \t]*\\*["'][A-Za-z_@]|\n"#,
    )
});
/// In `a: b`, where prose may hold colons, only well-known names end the value.
static NEXT_LINE: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)[, \t][ \t]*(?:to|from|sid|status|code|error|messagingservicesid|statuscallback|mediaurl)[ \t]*[:=]|\\*["'][)\]}]*,[ \t]*\\*["'][a-z_@]|\n"#,
    )
});

/// True when all patterns of this room are to be had.
pub(super) fn is_ready() -> bool {
    [&OPENING, &NEXT_IN_LIST, &NEXT_PAIR, &NEXT_LINE]
        .iter()
        .all(|pattern| pattern.is_ok())
}

/// A value: the parts of it to replace, and whether it stood in quotes.
pub(super) struct Value {
    /// The contents, quotes excluded; several in a list.
    pub(super) parts: Vec<Range<usize>>,
    /// False for a bare word or line.
    pub(super) quoted: bool,
}

/// How far a bare value reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// Free text: to the next name or the line's end.
    Text,
    /// One word.
    Word,
    /// To the line's end.
    Line,
}

/// The value that starts at `at`; `csv` when the name stood in doubled quotes. `None` for an object, whose fields speak for
/// themselves, and for a value that is already a marker.
pub(super) fn find(text: &str, at: usize, csv: bool, separator: &str, bare: Bare) -> Option<Value> {
    let rest = &text[at..];
    if rest.starts_with('{') || is_marker(rest) {
        return None;
    }
    let list = rest.starts_with('[') || rest.starts_with("({") || rest.starts_with('(');
    let from = at
        + if list {
            rest.len() - rest[1..].trim_start_matches([' ', '\t']).len()
        } else {
            0
        };
    if let Some(end) = doubled(text, from, csv) {
        return Some(one(from + 2..end, true));
    }
    if let Some(opening) = OPENING
        .as_ref()
        .ok()?
        .captures(&text[from..])
        .and_then(|found| found.get(1))
    {
        return quoted(
            text,
            from + opening.end(),
            opening.as_str().to_owned(),
            list,
        );
    }
    if text[from..].starts_with('{') || is_marker(&text[from..]) {
        return None;
    }
    if list {
        let end = text[from..]
            .find([']', '\n'])
            .map_or(text.len(), |end| from + end);
        return Some(one(from..end, false));
    }
    let end = from + bare_end(text, from, separator, bare)?;
    Some(one(from..end, false))
}

/// Where a string in doubled quotes ends, as CSV writes quotes in quotes; `None` where none begins. Without such quotes
/// around its name, two quotes with nothing between are an empty string.
fn doubled(text: &str, from: usize, csv: bool) -> Option<usize> {
    let inner = text.get(from..)?.strip_prefix("\"\"")?;
    let empty =
        inner.is_empty() || inner.starts_with([',', '}', ')', ']', ' ', ';', '\n', '"', '&', '<']);
    let end = inner.find("\"\"").filter(|_| csv || !empty);
    end.map(|end| from + 2 + end)
        .or_else(|| csv.then_some(text.len()))
}

fn one(part: Range<usize>, quoted: bool) -> Value {
    Value {
        parts: vec![part],
        quoted,
    }
}

/// True for the ways to say that there is no value.
pub(super) fn is_nothing(value: &str) -> bool {
    [
        "",
        "null",
        "None",
        "nil",
        "undefined",
        "true",
        "false",
        "NULL",
    ]
    .contains(&value.trim())
}

/// True for text that starts with one of the markers.
pub(super) fn is_marker(text: &str) -> bool {
    marker(text).is_some()
}

/// The size of the marker that the text starts with.
pub(super) fn marker(text: &str) -> Option<usize> {
    [
        "[body]",
        "[name]",
        "[phone]",
        "[secret]",
        "[token]",
        "[credentials]",
        "[email]",
        "[encoded]",
    ]
    .iter()
    .find(|marker| text.starts_with(**marker))
    .map(|marker| marker.len())
}

/// The contents of the string that opens at `from`, and where the text goes on behind it; `None` where none opens.
pub(super) fn string(text: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let rest = text.get(from..)?;
    if let Some(end) = doubled(text, from, false) {
        return Some((from + 2..end, (end + 2).min(text.len())));
    }
    let opening = OPENING.as_ref().ok()?.captures(rest)?.get(1)?;
    let start = from + opening.end();
    let end = start + closing(&text[start..], opening.as_str());
    // The quote that closes a string further out has fewer backslashes than this one's.
    let sign = opening.as_str().trim_start_matches('\\');
    let level = opening.len() - sign.len();
    let slashes = text[end..]
        .bytes()
        .take(level)
        .take_while(|byte| *byte == b'\\');
    let behind = end + slashes.count() + sign.len();
    Some((start..end, behind.min(text.len())))
}

/// Where the string ends that a bare value stands in, as in `"Authorization: …"`, when its name began the string.
pub(super) fn around(text: &str, name: usize, value: usize) -> usize {
    let before = &text[..name];
    let slashes = before
        .strip_suffix('"')
        .map(|outer| outer.len() - outer.trim_end_matches('\\').len());
    let quote = slashes.and_then(|slashes| before.get(name - 1 - slashes..));
    quote.map_or(text.len(), |quote| value + closing(&text[value..], quote))
}

/// A quoted value, and in a list those that follow it.
fn quoted(text: &str, mut from: usize, mut quote: String, list: bool) -> Option<Value> {
    let mut parts = Vec::new();
    loop {
        let end = from + closing(&text[from..], &quote);
        parts.push(from..end);
        let next = NEXT_IN_LIST
            .as_ref()
            .ok()?
            .captures(&text[end..])
            .and_then(|found| found.get(1));
        match next {
            Some(next) if list && !text[end + next.end()..].is_empty() => {
                from = end + next.end();
                next.as_str().clone_into(&mut quote);
            }
            _ => {
                return Some(Value {
                    parts,
                    quoted: true,
                });
            }
        }
    }
}

/// Where a string that was opened by `quote` closes; the text's end when it does not (a line cut off).
///
/// With k backslashes before the opening quote, a quote inside the string has more than k, and an escaped backslash before
/// the closing one adds a multiple of 2(k + 1). Fewer than k close a string further out.
fn closing(text: &str, quote: &str) -> usize {
    let one = !quote.ends_with("\"\"");
    let Some(mark) = quote.bytes().last().filter(|b| one && b"\"'`".contains(b)) else {
        let sign = quote.trim_start_matches('\\');
        let level = quote.len() - sign.len();
        let slashes = |at: usize| at - text[..at].trim_end_matches('\\').len();
        let mut found = text.match_indices(sign).map(|(at, _)| at);
        // What is escaped deeper stands inside.
        let end = found.find(|at| slashes(*at) <= level);
        return end.map_or(text.len(), |at| at - slashes(at));
    };
    let level = quote.len() - 1;
    let bytes = text.as_bytes();
    let mut run = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\\' {
            run += 1;
            continue;
        }
        if *byte == mark && (run < level || run % (2 * (level + 1)) == level) {
            return at - run.min(level);
        }
        run = 0;
    }
    text.len()
}

/// How many bytes of a bare value there are from `from` on.
fn bare_end(text: &str, from: usize, separator: &str, bare: Bare) -> Option<usize> {
    let rest = &text[from..];
    let line = rest.find('\n').unwrap_or(rest.len());
    let end = match bare {
        Bare::Line => line,
        Bare::Word => word_end(rest),
        Bare::Text if is_nothing(&rest[..word_end(rest)]) || is_form(text, from, rest) => {
            word_end(rest)
        }
        Bare::Text => {
            let pattern = if separator == "=" {
                &NEXT_PAIR
            } else {
                &NEXT_LINE
            };
            pattern
                .as_ref()
                .ok()?
                .find(rest)
                .map_or(line, |next| next.start().min(line))
        }
    };
    Some(
        rest[..end]
            .trim_end_matches([
                ' ', '\t', '\r', '"', '\'', '`', ')', ']', '}', '\\', ',', ';',
            ])
            .len(),
    )
}

fn word_end(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || "&,;\"'`<>)]}|\\".contains(c))
        .unwrap_or(rest.len())
}

/// A form or query has no blanks in it: `+` and `%20` stand for them.
fn is_form(text: &str, from: usize, rest: &str) -> bool {
    let word = &rest[..word_end(rest)];
    let name = text[..from]
        .trim_end_matches('=')
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let encoded = word.bytes().any(|b| b == b'+') || has_percent(word);
    encoded || name.ends_with(['?', '&'])
}

fn has_percent(word: &str) -> bool {
    word.as_bytes()
        .windows(3)
        .any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}
