//! Owns how a number of a phone is spelled: a plus in any form, groups of digits, and what people and encodings put between.
//!
//! Read by hand rather than by patterns: what may stand between two digits is written in so many ways that patterns for it
//! would take longer to make at each start than most logs take to read.

use super::context;
use std::ops::Range;

/// What stands before a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gap {
    /// Nothing: the first group.
    Start,
    /// Blanks, in any spelling.
    Blank,
    /// A dot alone.
    Dot,
    /// Anything else that binds: `-`, `/`, `_`, or several of them.
    Tight,
    /// A bracket, with or without blanks: the group before or after it stands in brackets.
    Bracket,
}

/// Digits, or letters and stars in place of some, in a row.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) gap: Gap,
    pub(super) at: Range<usize>,
    /// The bytes of `at` that stand for digits.
    pub(super) size: usize,
}

/// What may be a number.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) plus: bool,
    pub(super) groups: Vec<Group>,
}

impl Run {
    /// How many digits the first groups have.
    pub(super) fn digits(&self, groups: usize) -> usize {
        self.groups
            .iter()
            .take(groups)
            .map(|group| group.size)
            .sum()
    }

    pub(super) fn sizes(&self, groups: usize) -> Vec<usize> {
        self.groups
            .iter()
            .take(groups)
            .map(|group| group.size)
            .collect()
    }
}

/// More digits than any number has, with the prefix for calls abroad.
const DIGITS: usize = 22;
/// What people set between two groups at most: two blanks, ` / `.
const BETWEEN: usize = 5;

/// The run that starts at `at` with a digit, a plus or a bracket.
pub(super) fn read(text: &str, at: usize) -> Option<Run> {
    let (mut from, mut bracket) = (at, bracket(&text[at..]).unwrap_or(0));
    from += bracket;
    let plus = plus(&text[from..]).unwrap_or(0);
    from += plus;
    if plus > 0 {
        from += blank(&text[from..]).unwrap_or(0);
        if bracket == 0 {
            bracket = self::bracket(&text[from..]).unwrap_or(0);
            from += bracket;
        }
    }
    let mut run = Run {
        start: at,
        plus: plus > 0,
        groups: Vec::new(),
    };
    let mut gap = Gap::Start;
    while let Some(end) = group(text, from, &run) {
        let size = text[from..end].chars().count();
        run.groups.push(Group {
            gap,
            at: from..end,
            size,
        });
        if run.groups.len() >= DIGITS || run.digits(DIGITS) >= DIGITS {
            break;
        }
        let Some((next, found)) = between(text, end, &run) else {
            break;
        };
        (from, gap) = (next, found);
    }
    trim(text, &mut run);
    // `(12)` alone is a number in brackets, and no number begins with an open one.
    let closed = bracket == 0
        || run
            .groups
            .get(1)
            .is_some_and(|group| group.gap == Gap::Bracket);
    (closed && !run.groups.is_empty()).then_some(run)
}

/// Takes off a last group that is part of a word, of a time or of a measure: `12ms`, `10:00`, `5 %`.
fn trim(text: &str, run: &mut Run) {
    while let Some(last) = run.groups.last() {
        let after = &text.as_bytes()[last.at.end..];
        let time = matches!(after, [b':', digit, ..] if digit.is_ascii_digit());
        let masked = text[last.at.clone()]
            .bytes()
            .all(|byte| b"xX*".contains(&byte));
        let word = matches!(after, [byte, ..] if byte.is_ascii_alphanumeric() || *byte == b'_');
        if !(time || word || masked && last.size < 2) {
            break;
        }
        run.groups.pop();
    }
}

/// Where a group that starts at `from` ends.
fn group(text: &str, from: usize, run: &Run) -> Option<usize> {
    let rest = &text[from..];
    let digit = |c: char| c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric());
    let first = rest.chars().next()?;
    let mask = !run.groups.is_empty() || run.plus;
    let size = if digit(first) || mask && "xX*".contains(first) {
        rest.find(|c: char| !digit(c) && !"xX*".contains(c))
            .unwrap_or(rest.len())
    } else if first.is_ascii_uppercase() && is_toll_free(text, run) {
        // `1-800-FLOWERS`
        let word = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let letters = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        if !rest[..word].chars().all(letters) || run.digits(DIGITS) + word > 13 {
            return None;
        }
        word
    } else {
        return None;
    };
    Some(from + size)
}

/// Numbers that companies spell with letters begin with 800, 888 and the like, and are called toll-free.
fn is_toll_free(text: &str, run: &Run) -> bool {
    run.groups.iter().take(2).any(|group| {
        let digits = &text[group.at.clone()];
        digits.len() == 3 && (digits.starts_with('8') || digits == "900")
    })
}

/// What stands between a group that ends at `end` and the next one, and where that begins.
fn between(text: &str, end: usize, run: &Run) -> Option<(usize, Gap)> {
    let (mut at, mut kind) = (end, None);
    for _ in 0..BETWEEN {
        let rest = &text[at..];
        let (size, found) = if let Some(size) = bracket(rest).or_else(|| closing(rest)) {
            (size, Gap::Bracket)
        } else if let Some(size) = blank(rest) {
            (size, Gap::Blank)
        } else if let Some(size) = tight(rest) {
            (
                size,
                if rest.starts_with('.') {
                    Gap::Dot
                } else {
                    Gap::Tight
                },
            )
        } else if rest.starts_with('+') && run.digits(DIGITS) < 14 {
            (1, Gap::Blank) // a blank of a form
        } else {
            break;
        };
        kind = Some(match (kind, found) {
            (None, found) => found,
            (Some(Gap::Bracket), _) | (_, Gap::Bracket) => Gap::Bracket,
            (Some(Gap::Blank), Gap::Blank) => Gap::Blank,
            _ => Gap::Tight,
        });
        at += size;
    }
    // A hyphen that stands alone is an empty column of a log, unless a number has begun for certain.
    let area = run.groups.first().is_some_and(|first| first.size > 2);
    let begun = (run.plus || area && text[run.start..].starts_with('0')) && run.digits(DIGITS) < 7;
    let column = !begun && text[end..at].contains(" - ");
    Some((at, kind.filter(|_| !column)?))
}

fn one_of(rest: &str, spellings: &[&str]) -> Option<usize> {
    let found = spellings.iter().find(|spelling| {
        let head = rest.as_bytes().get(..spelling.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(spelling.as_bytes()))
    });
    found.map(|spelling| spelling.len())
}

/// The size of a plus in any spelling.
fn plus(rest: &str) -> Option<usize> {
    one_of(
        rest,
        &["%2b", "%252b", "%ef%bc%8b", "&#43;", "&#x2b;", "&plus;"],
    )
    .or_else(|| letter(rest, |c| matches!(c, '+' | '\u{ff0b}')))
}

fn bracket(rest: &str) -> Option<usize> {
    one_of(rest, &["%28", "%2528", "&#40;"])
        .or_else(|| letter(rest, |c| matches!(c, '(' | '\u{ff08}')))
}

fn closing(rest: &str) -> Option<usize> {
    one_of(rest, &["%29", "%2529", "&#41;"])
        .or_else(|| letter(rest, |c| matches!(c, ')' | '\u{ff09}')))
}

fn tight(rest: &str) -> Option<usize> {
    let odd = |c: char| {
        matches!(
            c,
            '-' | '.' | '/' | '_' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{b7}' | '\u{2022}'
        )
    };
    one_of(rest, &["%2d", "%2e", "%2f", "%5f", "\\/", "&#45;"]).or_else(|| letter(rest, odd))
}

fn blank(rest: &str) -> Option<usize> {
    let odd = |c: char| {
        matches!(c, ' ' | '\t' | '\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{202a}'..='\u{202f}'
            | '\u{205f}'..='\u{2069}' | '\u{3000}' | '\u{feff}')
    };
    one_of(
        rest,
        &[
            "%20", "%2520", "%c2%a0", "%a0", "&nbsp;", "&#160;", "&#xa0;", "&#32;", "\\t",
        ],
    )
    .or_else(|| letter(rest, odd))
}

/// The size of a first letter of the given kind, as it is or escaped as in JSON (`\u00a0`, at any depth) or Python (`\xa0`).
fn letter(rest: &str, kind: impl Fn(char) -> bool) -> Option<usize> {
    let first = rest.chars().next()?;
    if first != '\\' {
        return kind(first).then(|| first.len_utf8());
    }
    let slashes = rest
        .bytes()
        .take(9)
        .take_while(|byte| *byte == b'\\')
        .count();
    let escape = &rest[slashes..];
    let digits = match escape.as_bytes().first()? {
        b'u' => escape.get(1..5),
        b'x' => escape.get(1..3),
        _ => None,
    }?;
    let letter = u32::from_str_radix(digits, 16)
        .ok()
        .and_then(char::from_u32)?;
    kind(letter).then(|| rest.len() - escape.len() + 1 + digits.len())
}

/// The next place from `at` on where a run may start: a plus, an opening bracket before digits, or a digit that is no part of a word.
pub(super) fn next(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_digit() {
            if !context::word_before(text, at) {
                return Some(at);
            }
            at += bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            continue;
        }
        let opens = text.is_char_boundary(at)
            && b"+%\\&\xef(".contains(&byte)
            && (plus(&text[at..]).is_some()
                || bracket(&text[at..]).is_some() && !context::word_before(text, at));
        if opens {
            return Some(at);
        }
        at += 1;
    }
    None
}
