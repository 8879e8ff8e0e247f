//! Lines that a platform wrapped one by one: containers, system loggers and process managers put the same words before
//! every line of a stack trace or a printed object. Behind them the lines belong together as they did before.

use super::heads;

/// Who wrapped a line, and what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrapped<'a> {
    /// How it is wrapped.
    pub by: By,
    /// What must be the same before every line: stream, process, pod.
    who: &'a [u8],
    /// What is inside.
    pub inside: &'a [u8],
}

/// The ways of wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// `<stamp> stderr F `
    Cri,
    /// `{"log":"`, escaped as JSON.
    Log,
    /// `<stamp> app[web.1]: `, `Jan  1 00:00:00 host app[1]: `
    Syslog,
    /// `<stamp> `
    Stamp,
    /// `name  | `
    Bar,
    /// `[name] `
    Bracket,
}

impl Wrapped<'_> {
    /// True when both lines were wrapped alike.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.by == other.by && self.who == other.who
    }
}

/// How Docker's `json-file` driver begins every line.
pub(super) const LOG: &[u8] = b"{\"log\":\"";

/// The longest wrapper that is looked for, in bytes.
const REACH: usize = 96;

/// Takes the wrapper off a line of which at least the first bytes are given.
#[must_use]
pub fn unwrap(line: &[u8]) -> Option<Wrapped<'_>> {
    let (by, who, start) = match line {
        [b'{', ..] => line
            .starts_with(LOG)
            .then_some((By::Log, &b""[..], LOG.len())),
        [b'0'..=b'9', ..] => stamped(line).or_else(|| barred(line)),
        [b'[', ..] => bracketed(line),
        [b'A'..=b'Z' | b'a'..=b'z' | b'_', ..] => dated(line).or_else(|| barred(line)),
        _ => None,
    }?;
    Some(Wrapped {
        by,
        who,
        inside: line.get(start..)?,
    })
}

/// True when a line goes on with the one before it inside the same wrapper.
pub(super) fn joins(before: &[u8], line: &[u8]) -> bool {
    let Some(wrapped) = unwrap(line) else {
        return false;
    };
    unwrap(before).is_some_and(|outer| {
        outer.is_like(&wrapped) && heads::goes_on_inside(outer.inside, wrapped.inside)
    })
}

/// The size at which Docker's `json-file` driver cuts a line into entries, of which the last alone ends with a line end.
const ENTRY: usize = 16 << 10;

/// True when an entry of Docker's goes on in the next one. Here alone the end of the line before counts too: nothing but
/// the missing line end tells such an entry.
pub(super) fn is_unended(before: &[u8], line: &[u8]) -> bool {
    let both = [before, line].map(|line| unwrap(line).is_some_and(|line| line.by == By::Log));
    if both != [true, true] || before.len() < ENTRY {
        return false;
    }
    let end = memchr::memchr(b'\n', before).unwrap_or(before.len());
    let before = &before[..end];
    let Some(close) = memchr::memmem::rfind(before, b"\",\"stream\":\"") else {
        return false;
    };
    let content = &before[..close];
    let escapes = |text: &[u8]| text.iter().rev().take_while(|byte| **byte == b'\\').count();
    let ended = content
        .strip_suffix(b"n")
        .is_some_and(|content| escapes(content) % 2 == 1);
    close >= ENTRY && !ended
}

type Found<'a> = Option<(By, &'a [u8], usize)>;

fn head(line: &[u8]) -> &[u8] {
    line.get(..line.len().min(REACH)).unwrap_or(line)
}

/// Where a byte stands in the first bytes of a line.
fn find(line: &[u8], from: usize, byte: u8) -> Option<usize> {
    let at = memchr::memchr(byte, head(line).get(from..)?)?;
    Some(from + at)
}

/// `2025-01-01T00:00:00.000Z stderr F `, `… app[web.1]: `, or nothing more.
fn stamped(line: &[u8]) -> Found<'_> {
    let is_stamp = line.get(10) == Some(&b'T')
        && line.get(4) == Some(&b'-')
        && line.get(13) == Some(&b':')
        && line.get(16) == Some(&b':');
    is_stamp.then_some(())?;
    let blank = find(line, 19, b' ').filter(|blank| *blank <= 40)?;
    let rest = line.get(blank + 1..)?;
    match rest {
        [b's', b't', b'd', ..] if rest.get(6..9) == Some(b" F ") => {
            Some((By::Cri, rest.get(..6)?, blank + 10))
        }
        [b's', b't', b'd', ..] if rest.get(6..8) == Some(b" P") => None,
        _ => {
            let end = find(line, blank + 1, b' ').filter(|end| line.get(end - 1) == Some(&b':'));
            match end {
                Some(end) if line.get(end - 2) == Some(&b']') => {
                    Some((By::Syslog, line.get(blank + 1..end)?, end + 1))
                }
                _ => Some((By::Stamp, b"", blank + 1)),
            }
        }
    }
}

/// `Jan  1 00:00:00 host app[1]: `
fn dated(line: &[u8]) -> Found<'_> {
    let colons = line.get(9) == Some(&b':') && line.get(12) == Some(&b':');
    let blanks = line.get(3) == Some(&b' ') && line.get(6) == Some(&b' ');
    (colons && blanks && line.get(15) == Some(&b' ')).then_some(())?;
    let host = find(line, 16, b' ')?;
    let end = find(line, host + 1, b' ').filter(|end| line.get(end - 1) == Some(&b':'))?;
    Some((By::Syslog, line.get(16..end)?, end + 1))
}

/// `web_1  | `, `0|api  | `
fn barred(line: &[u8]) -> Found<'_> {
    // Nearly every line is told by one search.
    memchr::memchr(b'|', line.get(..128).unwrap_or(line))?;
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let number = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let from = match line.get(number) {
        Some(b'|') if number > 0 => number + 1,
        _ => 0,
    };
    let name = line
        .get(from..)?
        .iter()
        .take(64)
        .take_while(|byte| of_name(byte));
    let name = from + name.count();
    let blanks = line.get(name..)?.iter().take(32);
    let bar = name + blanks.take_while(|byte| **byte == b' ').count();
    let closed = line.get(bar..bar + 2) == Some(b"| ") && bar > name && name > from;
    closed.then(|| Some((By::Bar, line.get(..name)?, bar + 2)))?
}

/// `[pod/api-1/api] `, `[WebServer] `
fn bracketed(line: &[u8]) -> Found<'_> {
    let close = find(line, 1, b']')?;
    let who = line.get(1..close)?;
    let word = !who.is_empty()
        && who
            .iter()
            .all(|byte| byte.is_ascii_graphic() && *byte != b'[');
    (word && line.get(close + 1) == Some(&b' ')).then_some((By::Bracket, who, close + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrapper_is_taken_off() {
        for (line, by, inside) in [
            (
                "2025-01-01T00:00:17.123456789Z stderr F   x",
                By::Cri,
                "  x",
            ),
            (
                "{\"log\":\"  x\\n\",\"stream\":\"stderr\"}",
                By::Log,
                "  x\\n\",\"stream\":\"stderr\"}",
            ),
            (
                "2025-01-01T00:00:17+00:00 app[web.1]:   x",
                By::Syslog,
                "  x",
            ),
            ("Jan  1 00:00:17 host app[12]:   x", By::Syslog, "  x"),
            ("Jan  1 00:00:17 host app: x", By::Syslog, "x"),
            ("2025-01-01T00:00:17.1Z   x", By::Stamp, "  x"),
            ("web_1  |   x", By::Bar, "  x"),
            ("0|api  |   x", By::Bar, "  x"),
            ("[pod/api-5c9-x/api]   x", By::Bracket, "  x"),
        ] {
            let wrapped = unwrap(line.as_bytes()).unwrap();
            assert_eq!(
                (wrapped.by, wrapped.inside),
                (by, inside.as_bytes()),
                "{line}"
            );
        }
        for line in [
            "",
            "2025-01-01T00:00:17Z",
            "2025-01-01T00:00:17Z stderr P x",
            "[2025-01-01 00:00:00] x",
            "word",
            "| x",
            "{\"level\":1}",
        ] {
            assert_eq!(unwrap(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn only_a_full_entry_without_a_line_end_goes_on() {
        let entry = |end: &str, length: usize| {
            let text = "x".repeat(length);
            format!("{{\"log\":\"{text}{end}\",\"stream\":\"stderr\",\"time\":\"1\"}}\n")
        };
        for (end, length, goes_on) in [
            ("", ENTRY, true),
            ("\\\\n", ENTRY, true),
            ("\\n", ENTRY, false),
            ("", 99, false),
        ] {
            let (before, line) = (entry(end, length), entry("\\n", 9));
            assert_eq!(
                is_unended(before.as_bytes(), line.as_bytes()),
                goes_on,
                "{end}"
            );
        }
        assert!(!is_unended(entry("", ENTRY).as_bytes(), b"{\"level\":1}"));
    }

    #[test]
    fn lines_go_on_inside_the_same_wrapper_only() {
        let inside = "  status: 401,";
        for (before, line, joined) in [
            ("web_1  | x {", "web_1  |   status: 401,", true),
            ("web_1  | x {", "api_1  |   status: 401,", false),
            ("[a] x", "[b]   status: 401,", false),
            (
                "2025-01-01T00:00:17Z stdout F x",
                "2025-01-01T00:00:17Z stderr F   status: 401,",
                false,
            ),
            (
                "2025-01-01T00:00:17Z  INFO 1 --- x",
                "2025-01-01T00:00:17Z  INFO 1 --- y",
                false,
            ),
            (
                "2025-01-01T00:00:17Z   status: 401,",
                "2025-01-01T00:00:18Z }",
                true,
            ),
            (
                "{\"log\":\"x {\\n\"",
                "{\"log\":\"\\tat a.b(C.java:1)\\n\"",
                true,
            ),
        ] {
            assert_eq!(joins(before.as_bytes(), line.as_bytes()), joined, "{line}");
        }
        assert!(heads::goes_on_inside(b"x {", inside.as_bytes()));
    }
}
