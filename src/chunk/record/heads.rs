//! What lines look like at their start: which continue the line before them, and which do so only behind certain lines.

use super::{fields, parted, screen, spring, wire, wrapped};
use memchr::{memchr, memmem};

/// How many bytes of a line decide whether it continues a record.
pub(super) const DECISIVE: usize = 128;

/// The head of a Python traceback.
const TRACEBACK: &[u8] = b"Traceback (most recent call last):";

/// Lines that begin so never stand alone: parts of stack traces of Java, .NET and PHP.
const PARTS: [&[u8]; 6] = [
    b"Caused by:",
    b"--- End of ",
    b"[stacktrace]",
    b"[previous exception]",
    b"Stack trace:",
    b"//  ",
];

/// The line's first bytes, its line end included when it is among them.
fn head(line: &[u8]) -> &[u8] {
    let line = &line[..line.len().min(DECISIVE)];
    memchr(b'\n', line).map_or(line, |end| &line[..=end])
}

/// True for a line that belongs to the one before it, whatever that is: indented (a stack frame, a pretty-printed body), a
/// closing bracket, a part of a stack trace, a member of an object. An indented line that begins like a record of its own
/// (a stamp, a JSON object) does not.
fn continues(line: &[u8]) -> bool {
    match line {
        [b'}' | b']' | b')', ..] | [b'"', b'}', ..] => true,
        [b' ' | b'\t', ..] => indented(head(line)),
        [b'"', ..] => member(head(line)),
        [b'#', b'0'..=b'9', ..] => {
            let digits = line[1..]
                .iter()
                .take(4)
                .take_while(|byte| byte.is_ascii_digit());
            matches!(digits.count(), count @ 1..=3 if line.get(count + 1) == Some(&b' '))
        }
        [b'C' | b'-' | b'[' | b'S', ..] => PARTS.iter().any(|part| line.starts_with(part)),
        [b'/', ..] => line.starts_with(PARTS[5]) || ruby_frame(head(line)),
        [b'a'..=b'z', ..] => ruby_frame(head(line)),
        _ => false,
    }
}

/// True when the line belongs to the one before it, of which the first bytes are known too.
#[must_use]
pub fn joins(before: &[u8], line: &[u8]) -> bool {
    // Most logs are one object to a line.
    if let ([b'{', next, ..], [b'{', ..]) = (before, line)
        && *next != b' '
        && !line.starts_with(wrapped::LOG)
    {
        return false;
    }
    if stands_alone(before, line) {
        return false;
    }
    if continues(line)
        || wrapped::joins(head(before), head(line))
        || wire::joins(head(before), head(line))
        || parted::joins(head(before), head(line))
    {
        return true;
    }
    match line {
        [b'\n', ..] | [b'\r', b'\n', ..] => {
            screen::parts(head(before))
                || fields::closes_inside(head(before))
                || spring::parts(head(before))
        }
        [b'H', b'T', b'T', b'P', ..] | [0x1b, ..] if screen::begins(before, head(line)) => true,
        [b'G' | b'P' | b'D' | b'T' | b'M' | b'U' | b'h' | 0x1b, ..]
            if matches!(before, [b'\n', ..] | [b'\r', b'\n', ..]) =>
        {
            screen::goes_on(head(line))
        }
        [b'D' | b'E' | 0x1b, ..] if screen::goes_on_below(head(before), head(line)) => true,
        [b'#' | b'>' | b'/' | b'|' | b'*' | 0xef | 0x1b | b'[', ..] => {
            screen::goes_on_marked(head(before), head(line))
                || fields::of_php(head(before), head(line))
        }
        [b'(', ..] => fields::opens(head(before), head(line)),
        [b'0'..=b'9', ..] => partial(before, line),
        [b'{', ..] if before.first() == Some(&b'{') => wrapped::is_unended(before, line),
        [b'{', ..] => answers(head(before), head(line)),
        [b'T', ..] if line.starts_with(TRACEBACK) => introduces(head(before)),
        [b'A'..=b'Z' | b'a'..=b'z', ..] => {
            let (before, line) = (head(before), head(line));
            (named(line) && (ends_traceback(before) || stamped(before)))
                || fields::joins(before, line)
                || screen::goes_on_plainly(before, line)
                || spring::goes_on(before, line)
        }
        _ => false,
    }
}

/// True for a line behind another one, both of which begin with a digit, that surely begins a record: it has no stamp that
/// a platform may have put there, no bar behind a name, and nothing of curl's meter. So begin the lines of access logs;
/// measured on them, asking everybody cost 1,300 instructions a line.
fn stands_alone(before: &[u8], line: &[u8]) -> bool {
    // What follows the line end may only make it less sure.
    let head = line.get(..DECISIVE).unwrap_or(line);
    matches!((before, line), ([b'0'..=b'9', ..], [b'0'..=b'9', ..]))
        && line.get(10) != Some(&b'T')
        && memchr(b'|', head).is_none()
        && !wire::is_progress(head)
}

/// True when a line goes on with the one before it, once what a platform put before each is off. Stricter than for plain
/// lines: loggers pad what stands behind a stamp.
pub(super) fn goes_on_inside(before: &[u8], line: &[u8]) -> bool {
    let text = unpadded(line);
    if text.len() == line.len() {
        return match line {
            [b'}' | b']' | b')', ..] => unpadded(before).len() < before.len(),
            [b'(', ..] => fields::of_elixir(before, line),
            [b'C', ..] => line.starts_with(PARTS[0]),
            [b'T', ..] if line.starts_with(TRACEBACK) => introduces(before),
            [b'A'..=b'Z' | b'a'..=b'z', ..] => named(line) && ends_traceback(before),
            _ => false,
        };
    }
    let marks = |text: &[u8]| {
        let marks = text.iter().take_while(|byte| b"^~ ".contains(byte)).count();
        let rest = text.get(marks..).unwrap_or_default();
        rest.trim_ascii().is_empty() || rest.starts_with(b"\\n\"")
    };
    match text {
        [b'}' | b']' | b')', ..] => true,
        [b'^' | b'~', ..] => marks(text),
        _ => {
            [&b"at "[..], b"File ", b"from ", b"... "]
                .iter()
                .any(|start| text.starts_with(start))
                || before.starts_with(b"  File ")
                || property(text)
        }
    }
}

/// A line without the blanks before it, tabs as transports write them included.
fn unpadded(line: &[u8]) -> &[u8] {
    let mut text = line;
    loop {
        text = match text {
            [b' ' | b'\t', rest @ ..]
            | [b'\\', b't', rest @ ..]
            | [b'#', b'0', b'1', b'1', rest @ ..] => rest,
            _ => return text,
        };
    }
}

/// `status: 401,`, `'content-type': …`, `\"code\": …`: a member of a printed object. A level is none.
fn property(text: &[u8]) -> bool {
    let quotes = b"'\"\\";
    let opening = text.iter().take_while(|byte| quotes.contains(byte)).count();
    let name = &text[opening..];
    let length = name
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-$.".contains(byte))
        .count();
    let (name, rest) = name.split_at(length);
    let closing = rest.iter().take_while(|byte| quotes.contains(byte)).count();
    let told = matches!(&rest[closing..], [b':', b' ', ..] | [b' ', b'=', b'>', ..]);
    let begins = name.first().is_some_and(u8::is_ascii_lowercase) || opening > 0;
    told && begins && !LEVELS.iter().any(|level| name.starts_with(level))
}

fn indented(line: &[u8]) -> bool {
    let start = line
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\x0c'))
        .unwrap_or(line.len());
    !matches!(
        &line[start..],
        [] | [b'{', b'"', ..]
            | [b'\n', ..]
            | [
                b'0'..=b'9',
                b'0'..=b'9',
                b'0'..=b'9',
                b'0'..=b'9',
                b'-',
                b'0'..=b'9',
                b'0'..=b'9',
                b'-',
                ..
            ]
    )
}

/// `"name": …` or `"name" => …`: a member of an object whose lines are not indented.
fn member(line: &[u8]) -> bool {
    let name = line[1..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_@.$-".contains(byte))
        .count();
    let Some([b'"', rest @ ..]) = line.get(name + 1..) else {
        return false;
    };
    let rest = rest.trim_ascii_start();
    name > 0 && (rest.starts_with(b":") || rest.starts_with(b"=>"))
}

/// `/app/lib/sms.rb:12:in 'create'` and nothing behind it: a head line has its message there.
fn ruby_frame(line: &[u8]) -> bool {
    let Some(at) = memmem::find(line, b".rb:") else {
        return false;
    };
    let rest = &line[at + 4..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    rest[digits..].starts_with(b":in ")
        && (rest.ends_with(b"'\n") || rest.ends_with(b"'\r\n") || rest.ends_with(b"'"))
        && !line[..at].contains(&b' ')
}

/// A line of the container runtime behind a part of a line of the same stream.
fn partial(before: &[u8], line: &[u8]) -> bool {
    match cri(before) {
        Some((stream, b'P')) => cri(line).is_some_and(|(other, _)| other == stream),
        _ => false,
    }
}

/// Stream and tag of `<RFC 3339> stdout|stderr F|P …`.
fn cri(line: &[u8]) -> Option<(&[u8], u8)> {
    if line.get(10) != Some(&b'T') {
        return None;
    }
    let line = head(line);
    let rest = &line[memchr(b' ', &line[..line.len().min(40)])? + 1..];
    let stream = rest
        .get(..7)
        .filter(|stream| matches!(*stream, b"stdout " | b"stderr "))?;
    match rest.get(7..)? {
        [tag @ (b'F' | b'P'), b' ' | b'\n' | b'\r', ..] => Some((stream, *tag)),
        _ => None,
    }
}

/// An object that stands behind the words which announce it: an element of a list, or the body of an answer.
fn answers(before: &[u8], line: &[u8]) -> bool {
    match line.trim_ascii_end() {
        b"{" => member(before) || before.trim_ascii_end() == b"[",
        _ => {
            memmem::find(before, b"Client error: `").is_some()
                || memmem::find(before, b"Server error: `").is_some()
        }
    }
}

/// True for a line that a traceback may explain: neither a part of one, nor its end, nor a record that says it all.
fn introduces(before: &[u8]) -> bool {
    !before.trim_ascii().is_empty()
        && !matches!(before[0], b' ' | b'\t' | b'{')
        && !before.starts_with(TRACEBACK)
        && !named(before)
}

/// The name of an exception and what it says: `twilio.base.exceptions.TwilioRestException: …`, `RestException [Error]: …`.
pub(super) fn named(line: &[u8]) -> bool {
    let mut end = 0;
    while let Some(byte) = line.get(end) {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'$' | b'\\' => end += 1,
            b':' if line.get(end + 1) == Some(&b':') => end += 2,
            _ => break,
        }
    }
    let name = &line[..end.min(line.len())];
    let last = name
        .rsplit(|byte| b".\\:".contains(byte))
        .next()
        .unwrap_or_default();
    let told = match line.get(end..).unwrap_or_default() {
        [b':', b' ' | b'\n' | b'\r', ..] | [b' ', b'(', ..] | [b'\n' | b'\r', ..] => true,
        rest => rest.starts_with(b" [Error]:"),
    };
    told && [&b"Error"[..], b"Exception", b"Timeout", b"Disconnected"]
        .iter()
        .any(|word| memmem::find(last, word).is_some())
}

/// The last indented lines of a Python traceback: a source line, its marks, or a frame without its source.
fn ends_traceback(before: &[u8]) -> bool {
    match before {
        [b' ', b' ', b' ', b' ', rest @ ..] => {
            let rest = rest.trim_ascii_start();
            ![&b"at "[..], b"from ", b"...", b"{"]
                .iter()
                .any(|start| rest.starts_with(start))
        }
        _ => before.starts_with(b"  File \"") || before.starts_with(b"  [Previous line"),
    }
}

/// Levels that may open a line.
const LEVELS: [&[u8]; 10] = [
    b"ERROR",
    b"WARN",
    b"INFO",
    b"FATAL",
    b"CRITICAL",
    b"SEVERE",
    b"error",
    b"warn",
    b"fail",
    b"crit",
];

/// True for a line that begins as a logger's does: with a stamp, a bracket around one, or a level.
fn stamped(before: &[u8]) -> bool {
    match before {
        [
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'0'..=b'9',
            b'-' | b'/',
            b'0'..=b'9',
            ..,
        ]
        | [
            b'0'..=b'9',
            b'0'..=b'9',
            b':',
            b'0'..=b'9',
            b'0'..=b'9',
            b':',
            ..,
        ]
        | [b'A'..=b'Z', b',', b' ', b'[', ..] => true,
        [b'[', next, ..] => next.is_ascii_alphanumeric(),
        _ => LEVELS.iter().any(|level| {
            let next = before.get(level.len());
            before.starts_with(level) && matches!(next, Some(b':' | b' ' | b'|' | b'\t'))
        }),
    }
}
