//! Who wrote a line and how grave it is: levels, threads and processes as text loggers write them.

/// Levels as loggers write them, in upper case.
const LEVELS: [&str; 22] = [
    "INFO",
    "ERROR",
    "WARN",
    "DEBUG",
    "WARNING",
    "TRACE",
    "NOTICE",
    "ERR",
    "FATAL",
    "CRITICAL",
    "ALERT",
    "EMERGENCY",
    "SEVERE",
    "PANIC",
    "INF",
    "WRN",
    "DBG",
    "FTL",
    "VRB",
    "CRIT",
    "TRCE",
    "DBUG",
];

/// How far into a text its level is looked for.
const LEVEL_REACH: usize = 48;

/// The longest name of a thread that is read.
const NAME: usize = 80;

/// True for the name of a level, in any case.
#[must_use]
pub fn is_level(word: &[u8]) -> bool {
    let longest = 3..=9;
    longest.contains(&word.len())
        && LEVELS
            .iter()
            .any(|level| level.len() == word.len() && level.as_bytes().eq_ignore_ascii_case(word))
}

/// The first of the first few words that is a level. Runs for every line: on bytes, and no further than it must.
#[must_use]
pub fn level(text: &str) -> Option<&str> {
    let bytes = &text.as_bytes()[..text.len().min(LEVEL_REACH)];
    let (mut at, mut words) = (0, 0);
    // The request of an access log: no level, and too long to look for one in.
    if bytes.first() == Some(&b'"') {
        return None;
    }
    while at < bytes.len() && words < 4 {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let length = letters(&bytes[at..]);
        if is_level(&bytes[at..at + length]) {
            return text.get(at..at + length);
        }
        words += 1;
        at += length;
    }
    None
}

fn letters(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count()
}

fn digits(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take(20)
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// Thread and process of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Writer<'a> {
    /// The thread as written.
    pub thread: Option<&'a str>,
    /// The process as written.
    pub process: Option<&'a str>,
}

/// The few forms in which a text logger surely names its thread or process behind the stamp: `[main] ERROR`,
/// `ERROR [worker-3]`, `ERROR 1 --- [app] [exec-1]`, `#21211] ERROR -- :`, `E [21211:thread]`, `[pid 1:tid 2]`,
/// `ERROR/ForkPoolWorker-1]`, `MainThread`, `ThreadId(01)`.
#[must_use]
pub fn writer(text: &str) -> Writer<'_> {
    let mut found = Writer::default();
    let mut rest = text;
    for _ in 0..8 {
        rest = rest.trim_start_matches([' ', '\t', '|']);
        let Some(first) = rest.bytes().next() else {
            break;
        };
        let after = match first {
            b'[' => bracket(rest, &mut found),
            b'#' => ruby(rest, &mut found),
            b'-' => rest.strip_prefix("--- "),
            b'0'..=b'9' => spring(rest, &mut found),
            _ => word(rest, &mut found),
        };
        match after {
            Some(after) if found.thread.is_none() => rest = after,
            _ => break,
        }
    }
    found
}

/// `[…]`: a thread, or the process with its thread, or something else that is stepped over.
fn bracket<'a>(text: &'a str, found: &mut Writer<'a>) -> Option<&'a str> {
    let end = text.bytes().take(NAME).position(|byte| byte == b']')?;
    let (inside, after) = (text[1..end].trim(), &text[end + 1..]);
    let number = digits(inside.as_bytes());
    if let Some(process) = inside.strip_prefix("pid ") {
        let (process, thread) = process.split_once(":tid ").unwrap_or((process, ""));
        found.process = Some(process);
        found.thread = Some(thread).filter(|thread| !thread.is_empty());
    } else if let (1.., Some(thread)) = (number, inside[number..].strip_prefix(':')) {
        found.process = Some(&inside[..number]);
        found.thread = thread.split(' ').next().filter(|name| !name.is_empty());
    } else if is_thread(inside)
        || (before_level(after) && !inside.is_empty() && !is_level(inside.as_bytes()))
    {
        found.thread = Some(inside);
    }
    Some(after)
}

/// `#21211] ERROR -- : `, behind the stamp of Ruby's logger.
fn ruby<'a>(text: &'a str, found: &mut Writer<'a>) -> Option<&'a str> {
    let end = 1 + digits(&text.as_bytes()[1..]);
    let after = text[end..].strip_prefix(']').filter(|_| end > 1)?;
    found.process = Some(&text[1..end]);
    Some(after)
}

/// `1 --- [`, behind the level of Spring Boot.
fn spring<'a>(text: &'a str, found: &mut Writer<'a>) -> Option<&'a str> {
    let end = digits(text.as_bytes());
    let after = text[end..]
        .strip_prefix(" --- ")
        .filter(|after| after.starts_with('['))?;
    found.process = Some(&text[..end]);
    Some(after)
}

/// A level is stepped over; some words are the names of threads and processes.
fn word<'a>(text: &'a str, found: &mut Writer<'a>) -> Option<&'a str> {
    let end = text
        .bytes()
        .take(NAME)
        .position(|byte| matches!(byte, b' ' | b'\t' | b'[' | b']' | b'/' | b'|' | b':'))?;
    let (name, after) = text.split_at(end);
    // Semantic logger has one letter for the level.
    if is_level(name.as_bytes()) || (name.len() == 1 && after.starts_with(" [")) {
        let Some(behind) = after.strip_prefix('/') else {
            return Some(after);
        };
        // Celery: `ERROR/ForkPoolWorker-1]`.
        found.thread = behind
            .split_once(']')
            .map(|(thread, _)| thread)
            .filter(|thread| is_thread(thread));
        return None;
    }
    match name {
        "MainProcess" => found.process = Some(name),
        _ if python_thread(name) => found.thread = Some(name),
        _ => return None,
    }
    Some(after)
}

fn python_thread(name: &str) -> bool {
    const STARTS: [&str; 5] = [
        "Thread-",
        "ThreadPoolExecutor-",
        "ThreadId(",
        "ForkPoolWorker-",
        "Dummy-",
    ];
    name == "MainThread" || STARTS.iter().any(|start| name.starts_with(start))
}

/// True when the next word is a level.
fn before_level(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(' ') else {
        return false;
    };
    let rest = rest.trim_start().as_bytes();
    is_level(&rest[..letters(rest)])
}

/// True for what is surely the name of a thread.
fn is_thread(name: &str) -> bool {
    const PARTS: [&str; 9] = [
        "thread",
        "-exec-",
        "worker",
        "executor",
        "scheduling-",
        "dispatcher",
        "pool-",
        "eventloop",
        "nio-",
    ];
    if name == "main" {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    !name.is_empty() && PARTS.iter().any(|part| lower.contains(part))
}

/// Splits `2025-01-01T00:00:00Z rest` at its first blank, without reading the stamp: most lines are told apart so.
#[must_use]
pub fn behind_stamp(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    if bytes.get(10) != Some(&b'T') || !bytes[0].is_ascii_digit() {
        return None;
    }
    let end = bytes
        .iter()
        .take(40)
        .position(|byte| matches!(byte, b' ' | b'\t'))?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_and_processes_as_text_loggers_write_them() {
        let cases = [
            ("[main] ERROR c.x.Y - failed", Some("main"), None),
            (
                "[sms-sender] WARN  c.x.Y - failed",
                Some("sms-sender"),
                None,
            ),
            (
                "ERROR [http-nio-8080-exec-1] c.x.Y - failed",
                Some("http-nio-8080-exec-1"),
                None,
            ),
            ("ERROR [worker-3] failed", Some("worker-3"), None),
            (
                "ERROR 1 --- [           main] c.x.Y : failed",
                Some("main"),
                Some("1"),
            ),
            (
                "ERROR 21211 --- [app] [nio-8080-exec-1] c.x.Y : failed",
                Some("nio-8080-exec-1"),
                Some("21211"),
            ),
            ("#21211] ERROR -- : failed", None, Some("21211")),
            (
                "E [21211:worker-1 sms.rb:12] Cls -- failed",
                Some("worker-1"),
                Some("21211"),
            ),
            (
                "[php:error] [pid 21211:tid 140] [client x] failed",
                Some("140"),
                Some("21211"),
            ),
            ("[error] [pid 7] failed", None, Some("7")),
            (
                "ERROR/ForkPoolWorker-1] Task failed",
                Some("ForkPoolWorker-1"),
                None,
            ),
            ("MainThread ERROR failed", Some("MainThread"), None),
            (
                "ERROR ThreadId(01) target: failed",
                Some("ThreadId(01)"),
                None,
            ),
            // Components, requests, events and words are none.
            ("ERROR [twilio] failed", None, None),
            ("[error] failed", None, None),
            ("[21211] failed", None, None),
            ("ERROR notifier failed in Thread-1", None, None),
            ("production.ERROR: failed", None, None),
            ("ERROR    | mod:fn:12 - failed", None, None),
            ("21211 failed", None, None),
            ("", None, None),
        ];
        for (text, thread, process) in cases {
            assert_eq!(writer(text), Writer { thread, process }, "{text}");
        }
    }
}
