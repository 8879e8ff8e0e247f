//! Owns phone numbers: international, national, and bare runs of digits, told from times, durations, ids and statuses.

use super::told::{Told, told};
use super::{Pattern, context, numbers, replace, shapes};
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Digits of other scripts and full-width ones, alone or mixed with ours; or ours with something between that is not seen, or
/// that is no ASCII: spaces, hyphens and marks, as they are or as JSON escapes them.
static FOREIGN: Pattern = LazyLock::new(|| {
    Regex::new(
        r"[+\x{ff0b}]?\p{Nd}(?:(?:[ .\-()\x{a0}\x{ad}\x{2000}-\x{2015}\x{202a}-\x{202f}\x{205f}-\x{2069}\x{2212}\x{3000}\x{feff}\x{ff08}\x{ff09}\x{ff0d}]|\\+u(?:00[aA][0dD]|20[0-6][0-9a-fA-F]|2212|3000|[fF][eE][fF][fF])){0,3}\p{Nd})+",
    )
});
static RUN: Pattern = LazyLock::new(|| Regex::new(r"[0-9]+"));
static UUID: Pattern = LazyLock::new(|| {
    Regex::new(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
});

/// Hides phone numbers.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    super::chain(text, &[groups, foreign, runs])
}

fn mark() -> String {
    "[phone]".to_owned()
}

/// Numbers by their groups and by the words before them.
fn groups(text: &str) -> Option<Cow<'_, str>> {
    let ids = ids(text)?;
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(start) = numbers::next(text, at) {
        at = start + text[start..].chars().next().map_or(1, char::len_utf8);
        if let Some(id) = ids.iter().find(|id| id.contains(&start)) {
            at = id.end;
            continue;
        }
        let Some(run) = numbers::read(text, start) else {
            continue;
        };
        let told = told(text, &run);
        let last = shapes::extent(text, &run, told).and_then(|count| run.groups.get(count - 1));
        if let Some(last) = last {
            out.push_str(&text[done..start]);
            out.push_str("[phone]");
            done = last.at.end;
            at = done;
        } else if let Some(first) = run.groups.first() {
            at = at.max(first.at.end);
        }
    }
    if done == 0 {
        return Some(Cow::Borrowed(text));
    }
    out.push_str(&text[done..]);
    Some(Cow::Owned(out))
}

/// Where a number that starts at `from` under a name of a phone ends; `None` when it is none.
pub(super) fn named(text: &str, from: usize) -> Option<usize> {
    let run = numbers::read(text, from)?;
    let count = shapes::extent(text, &run, Told::Number)?;
    run.groups.get(count - 1).map(|last| last.at.end)
}

/// UUIDs, whose groups of digits are no numbers.
fn ids(text: &str) -> Option<Vec<Range<usize>>> {
    let uuid = UUID.as_ref().ok()?;
    Some(uuid.find_iter(text).map(|id| id.range()).collect())
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

/// Ten to fifteen digits standing alone.
fn runs(text: &str) -> Option<Cow<'_, str>> {
    let ids = ids(text)?;
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
fn is_known_number(text: &str, run: Range<usize>, name: &str) -> bool {
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
    let part = |range: Range<usize>| {
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

#[cfg(test)]
mod tests {
    use crate::redact::redact;

    /// Numbers as people in many countries write them.
    const NUMBERS: [&str; 46] = [
        "+49 (0) 171 / 555 0199",
        "(11) 91234-5679",
        "8 (495) 123-45-68",
        "00 1 415 555 0165",
        "415_555_0156",
        "4 1 5 5 5 5 0 1 6 4",
        "+1&nbsp;415&nbsp;555&nbsp;0154",
        "+1-800-FLOWERS",
        "044 668 18 01",
        "612 345 679",
        "(0)20 7946 0457",
        "098765 43211",
        "98765 43210",
        "0061 491 570 156",
        "06.39.98.45.67",
        "0171/5550133",
        "030 - 123456789",
        "(415)555-0144",
        "1 (415) 555-0142",
        "+1 (415) 555-0142",
        "%2B1%20415%20555%200154",
        "&#43;14155550154",
        "\\u002b1\\u00a0415\\u00a0555\\u00a00154",
        "415\\xa0555\\xa00154",
        "+1_415_555_0154",
        "011 44 20 7946 0123",
        "0049 (0)171 5550199",
        "+7 (495) 123-45-68",
        "495 123-45-68",
        "0 532 123 45 67",
        "(030) 123 45 67",
        "079 123 45 67",
        "044.668.18.01",
        "010-1234-5678",
        "138 1234 5678",
        "55 1234 5678",
        "+55 11 91234-5679",
        "06-20-123-4567",
        "12 34 56 78",
        "412 345 678",
        "1300 123 456",
        "+65 8123 4567",
        "1-888-MYAPPLE",
        "+1 415  555  0154",
        "415\u{2009}555\u{2011}0154",
        "+49\u{a0}171\u{a0}5550199",
    ];

    #[test]
    fn numbers_of_many_countries_go_whole_where_a_name_or_a_sentence_tells_of_them() {
        for number in NUMBERS {
            for (before, after) in [
                ("The 'To' number ", " is not a valid phone number."),
                (
                    "[HTTP 400] Unable to create record: The 'From' number ",
                    " is not a Twilio phone number",
                ),
                ("Invalid 'To' Phone Number: ", " (null)"),
                (r#"{"To":""#, r#"","code":21211}"#),
                (r#"{"to":{"number":""#, r#""},"code":21211}"#),
                (r#"{"params":"{\"phone\":\""#, r#"\"}","status":400}"#),
                ("sending to=", ", code=21211"),
                ("recipient ", ", code=21211"),
            ] {
                let text = format!("{before}{number}{after}");
                let shown = redact(&text).into_owned();
                assert_eq!(shown, format!("{before}[phone]{after}"), "{text}");
                assert_eq!(redact(&shown), shown);
            }
        }
    }

    #[test]
    #[rustfmt::skip] // one case a line
    fn statuses_behind_a_number_stay() {
        for (text, shown) in [
            ("to +47 412 34 567 400 21211", "to [phone] 400 21211"),
            ("to 0171 5550199 400 21211", "to [phone] 400 21211"),
            ("number 55555 400 21211", "number [phone] 400 21211"),
            ("number 55555 503", "number [phone] 503"),
            ("to 020 7946 0958 503", "to [phone] 503"),
            ("user 044 668 18 01 503 20503", "user [phone] 503 20503"),
            ("12ms: 14155550164", "12ms: [phone]"),
            ("could not reach user 098765 43211 now", "could not reach user [phone] now"),
            ("seen (380 4713657) today", "seen ([phone]) today"),
            ("[+14155550154, 415-555-0154]", "[[phone], [phone]]"),
            ("PhoneNumbers/+49 171 5550199 404", "PhoneNumbers/[phone] 404"),
        ] {
            assert_eq!(redact(text), shown);
            assert_eq!(redact(shown), shown);
        }
    }

    #[test]
    #[rustfmt::skip] // one case a line
    fn what_is_no_number_stays() {
        for text in [
            "2026-11-24 10:01:00,000 ERROR 503 20503 1200 ms",
            "from 2026-11-24 10:00 to 2026-11-25 11:00",
            "from 24.11.2026 to 25.11.2026",
            "from 10.0.0.12 to 192.168.100.200:8443",
            "\"POST /x HTTP/1.1\" 201 - 120 648 88 87 \"-\"",
            "GET /v2/x - 443 - 10.0.0.9 curl/8 404 0 0 21211",
            "0.001 -1 -1 504 - 812 176 \"POST",
            "POST /api/verify 500 364.286 ms - 21211",
            "status 503 120 648 after 3 tries",
            "changed from 503 20503 to 200",
            "error number 30003, line number 12345, attempt number 100",
            "attempt_number=12345 lineNumber: 1234",
            "logs/voice.log:1319-1377 (8 records)",
            "took 12.345.678 bytes, 1 234 567 rows",
            "retry 1 of 3 in 2 s, pid 4711, port 8443",
            "id a1b2c3d4-0412-4567-8912-123456789012",
            "app-2026-11-24-10.log 1735689605.123456",
            "v1.2.3-45678 build 20261124",
            "0/0/7/145/152 502 394",
            "10:00:00.123456 [12345] 503",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
