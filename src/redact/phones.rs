//! Owns phone numbers: international, national, and bare runs of digits, told from times, durations, ids and statuses.

use super::{Pattern, context, replace};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

static CHANNEL: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?-u:\b)(whatsapp|messenger|sms|rcs|tel|viber):(?://)?((?:\+|%2B)?\(?[0-9][0-9().\-]{2,20})",
    )
});
static PLUS: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?:\+|\x{ff0b}|%(?:25)?2[Bb]|\\+u002[Bb]|&#(?:43|x2[Bb]);) ?(\(?[1-9][0-9xX*]*(?:\)?(?:[ .\-/\x{a0}]|%20)?\(?[0-9xX*]+)*\)?)",
    )
});
/// `0044 20 7946 0127`: the prefix for calls abroad, written out, and groups after it.
static ABROAD: Pattern = LazyLock::new(|| {
    Regex::new(r"00([1-9][0-9]{0,3}(?:(?:[ .\-/\x{a0}]|%20)\(?[0-9xX*]+\)?){1,6})")
});
/// Digits of other scripts and full-width ones, alone or mixed with ours; or ours with something between that is not seen, or
/// that is no ASCII: spaces, hyphens and marks, as they are or as JSON escapes them.
static FOREIGN: Pattern = LazyLock::new(|| {
    Regex::new(
        r"[+\x{ff0b}]?\p{Nd}(?:(?:[ .\-()\x{a0}\x{ad}\x{2000}-\x{2015}\x{202a}-\x{202f}\x{205f}-\x{2069}\x{2212}\x{3000}\x{feff}\x{ff08}\x{ff09}\x{ff0d}]|\\+u(?:00[aA][0dD]|20[0-6][0-9a-fA-F]|2212|3000|[fF][eE][fF][fF])){0,3}\p{Nd})+",
    )
});
static NATIONAL: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?:1[ .\-]?)?\([0-9]{3}\)[ .\-]?[0-9xX*]{3}[ .\-]?[0-9xX*]{4}|(?:1(?:%20|\+|-))?%28[0-9]{3}%29(?:%20|\+|%2[Dd]|[.\-])?[0-9xX*]{3}(?:%20|\+|%2[Dd]|[.\-])?[0-9xX*]{4}|(?:1[ .\-])?[0-9]{3}[ .\-][0-9xX*]{3}[ .\-][0-9xX*]{4}|0[0-9](?:[ .\-][0-9]{2}){4}|\(?0[0-9]{1,4}\)?[ \-/][0-9]{3,8}(?:[ \-][0-9]{3,4}){0,2}|[0-9]{3}-[0-9xX*]{4}",
    )
});
/// "number 55555", "'To' 12345": short and wrong numbers, which only the sentence gives away.
static SAID: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?:^|[^r]) ?(?-u:\b)numbers?\\*['"]?:?(?: provided)? *\(?|\\*'(?:to|from)\\*'(?: number)?[ :=(]{1,3})([0-9][0-9xX*().\-]*[0-9xX*])"#,
    )
});
static RUN: Pattern = LazyLock::new(|| Regex::new(r"[0-9]+"));
static UUID: Pattern = LazyLock::new(|| {
    Regex::new(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
});

/// Hides phone numbers.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    super::chain(
        text,
        &[
            foreign,
            channels,
            international,
            abroad,
            national,
            said,
            runs,
        ],
    )
}

fn mark() -> String {
    "[phone]".to_owned()
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn channels(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &CHANNEL, |found| {
        Some(format!("{}:[phone]", &found[1]))
    })
}

/// After a plus, groups are taken until a whole number is there: what follows may be a status.
fn international(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &PLUS, |found| {
        let (all, groups) = (found.get(0)?, &found[1]);
        let (number, rest) = groups.split_at(whole_number(groups));
        let length = digits(number) + number.bytes().filter(|b| b"xX*".contains(b)).count();
        let hide = length >= 7 && !is_offset(&text[..all.start()], number);
        hide.then(|| format!("[phone]{rest}"))
    })
}

/// A number that starts with `00`, unless it is the rest of a longer number, a time or an id.
fn abroad(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &ABROAD, |found| {
        let (all, groups) = (found.get(0)?, &found[1]);
        let before = &text[..all.start()];
        let inside = context::word_before(text, all.start())
            || before.ends_with(['-', '.', ':', ',', '/']) && !before.ends_with("//");
        let (number, rest) = groups.split_at(whole_number(groups));
        let hide = !inside && (8..=15).contains(&digits(number)) && !joined(rest);
        hide.then(|| format!("[phone]{rest}"))
    })
}

/// True for a rest that hangs on the number by more than a blank, as in an id or a date.
fn joined(rest: &str) -> bool {
    rest.starts_with(['-', '.', '/'])
}

/// Seven digits or more that are not all ASCII, or not all that stands between them. Few texts hold such, so the pattern is
/// asked for few.
fn foreign(text: &str) -> Option<Cow<'_, str>> {
    if text.is_ascii() && !text.contains("\\u") {
        return Some(Cow::Borrowed(text));
    }
    replace(text, &FOREIGN, |found| {
        let all = &found[0];
        // What follows after a blank in our own digits may be a status.
        let odd = all.rfind(|c: char| !c.is_ascii() || c == '\\')?;
        let blank = all[odd..].find(' ');
        let (number, rest) = all.split_at(blank.map_or(all.len(), |blank| odd + blank));
        let count = number
            .replace("\\u", "\\")
            .chars()
            .filter(|c| c.is_numeric())
            .count();
        (count >= 7 && !is_date(number)).then(|| format!("[phone]{rest}"))
    })
}

/// True for a day whose parts stand between hyphens of any kind.
fn is_date(number: &str) -> bool {
    let parts: Vec<usize> = number
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    parts == [4, 2, 2]
}

/// How much of the groups is one number. Ten digits make one; then only groups go on it that are not a status or a code.
fn whole_number(groups: &str) -> usize {
    let (mut end, mut length, mut at) = (0, 0, 0);
    let bytes = groups.as_bytes();
    while at < bytes.len() {
        let from = at
            + bytes[at..]
                .iter()
                .take_while(|b| !b.is_ascii_digit() && !b"xX*".contains(b))
                .count();
        let from = if groups[at..].starts_with("%20") {
            at + 3
        } else {
            from
        };
        let size = bytes[from.min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit() || b"xX*".contains(b))
            .count();
        let group = &groups[from.min(bytes.len())..][..size];
        let word = digits(group) == 0
            && (size == 1 || groups[from + size..].starts_with(|c: char| c.is_alphabetic()));
        let blank = groups[at..].starts_with([' ', '\u{a0}']);
        let goes_on = !blank || matches!(size, 1 | 2 | 4);
        if size == 0 || word || (length >= 10 && !(goes_on && length + size <= 15)) {
            break;
        }
        length += size;
        at = from + size;
        end = at;
    }
    end
}

/// `21:34:41 +1000 …` is an offset from UTC.
fn is_offset(before: &str, number: &str) -> bool {
    let first = number.bytes().take_while(u8::is_ascii_digit).count();
    let near = context::tail(before, 16).trim_end();
    first == 4 && near.ends_with(|c: char| c.is_ascii_digit()) && near.contains(':')
}

fn national(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &NATIONAL, |found| {
        let all = found.get(0)?;
        let (before, after) = (&text[..all.start()], &text[all.end()..]);
        let in_number =
            before.ends_with(['-', '.', ':', ',', '/']) && digits(context::tail(before, 2)) > 0;
        let goes_on = after.starts_with(['-', '.', '/'])
            && after[1..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let inside =
            context::word_before(text, all.start()) || context::word_after(text, all.end());
        let number = all.as_str();
        let size = digits(number) + number.bytes().filter(|b| b"xX*".contains(b)).count();
        let long_enough =
            !number.trim_start_matches('(').starts_with('0') || (9..=12).contains(&size);
        let hide =
            long_enough && !in_number && !goes_on && !inside && !is_list(before, number, after);
        hide.then(mark)
    })
}

/// `"GET … HTTP/1.1" 503 120 1003 …`: numbers in a row with blanks between are columns of a log.
fn is_list(before: &str, number: &str, after: &str) -> bool {
    let columns =
        number.bytes().all(|b| b == b' ' || b.is_ascii_digit()) && !number.starts_with('0');
    let left = before
        .trim_end()
        .ends_with(|c: char| c.is_ascii_digit() || c == '"' || c == '-' || c == '/');
    let right = after.starts_with(" -")
        || (after.starts_with(' ') && after[1..].starts_with(|c: char| c.is_ascii_digit()));
    columns && (left || right)
}

fn said(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &SAID, |found| {
        let number = found.get(2)?;
        let word = context::word_after(text, number.end());
        (digits(number.as_str()) >= 3 && !word).then(|| format!("{}[phone]", &found[1]))
    })
}

/// Ten to fifteen digits standing alone.
fn runs(text: &str) -> Option<Cow<'_, str>> {
    let ids: Vec<_> = UUID
        .as_ref()
        .ok()?
        .find_iter(text)
        .map(|id| id.range())
        .collect();
    replace(text, &RUN, |found| {
        let run = found.get(0)?;
        let in_id = ids.iter().any(|id| id.contains(&run.start()));
        let alone =
            !context::word_before(text, run.start()) && !context::word_after(text, run.end());
        if !(10..=15).contains(&run.len()) || in_id || !alone || is_fraction(text, run.start()) {
            return None;
        }
        let name = context::name_before(text, run.start())?;
        (!is_known_number(text, run.range(), &name)).then(mark)
    })
}

/// Digits after `0.` are the rest of a number.
fn is_fraction(text: &str, at: usize) -> bool {
    matches!(text.as_bytes()[..at], [.., digit, b'.'] if digit.is_ascii_digit())
}

/// Times, durations, sizes and ids, by name, by place or by form.
fn is_known_number(text: &str, run: std::ops::Range<usize>, name: &str) -> bool {
    let value = &text[run.clone()];
    let holds = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let ends = |parts: &[&str]| parts.iter().any(|part| name.ends_with(part));
    if holds(&[
        "phone",
        "mobile",
        "msisdn",
        "recipient",
        "caller",
        "called",
        "whatsapp",
        "waid",
    ]) {
        return false;
    }
    let time = holds(&[
        "time", "date", "stamp", "epoch", "expire", "creat", "start", "since", "until",
    ]) || ends(&["at", "ts", "t", "end", "iat", "exp", "nbf"]) && name != "content";
    let measure = ends(&[
        "ms", "us", "ns", "duration", "elapsed", "latency", "took", "seconds", "micros", "nanos",
        "bytes", "size", "length", "offset", "seq", "sequence", "count", "id", "pid", "tid",
        "port", "version", "build", "line", "index", "nonce",
    ]);
    let near = context::tail(&text[..run.start], 24); // bounded: a line may be long and full of numbers
    let opening = near[near.rfind('\n').map_or(0, |at| at + 1)..]
        .trim_matches([' ', '\t', '[', '(', '{', '"', '\'']);
    let first = opening.is_empty() && (near.len() == run.start || near.contains('\n'));
    let fraction = value.len() == 10
        && text[run.end..].starts_with('.')
        && text[run.end + 1..].starts_with(|c: char| c.is_ascii_digit());
    measure || (is_epoch(value) && (time || first || fraction)) || is_compact_time(value)
}

/// Seconds or milliseconds since 1970 that fall between 2001 and 2033.
fn is_epoch(value: &str) -> bool {
    matches!(value.len(), 10 | 13) && (value.starts_with('1') || value.starts_with("20"))
}

/// `20250101123045`.
fn is_compact_time(value: &str) -> bool {
    let part = |range: std::ops::Range<usize>| {
        value
            .get(range)
            .and_then(|part| part.parse::<u32>().ok())
            .unwrap_or(99)
    };
    value.len() == 14
        && (value.starts_with("20") || value.starts_with("19"))
        && (1..=12).contains(&part(4..6))
        && (1..=31).contains(&part(6..8))
        && part(8..10) < 24
        && part(10..12) < 60
        && part(12..14) < 61
}
