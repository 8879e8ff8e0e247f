//! Law 5: the fast way equals the plain way.

use crate::any_bytes::damaged;
use crate::cuts::config;
use crate::log::{Log, START};
use bumpalo::Bump;
use faultlens::chunk::ChunkReader;
use faultlens::chunk::record::{self, MAX_BYTES, MAX_LINES};
use faultlens::envelope;
use faultlens::envelope::contract::LogRecord;
use faultlens::event::Event;
use faultlens::outcome::contract::{Found, Outcome};
use faultlens::outcome::{OUTCOMES, Recogniser};
use faultlens::pipeline::part::OwnedEvent;
use faultlens::pipeline::scan::Scanner;
use proptest::prelude::*;
use std::fmt::Debug;

/// Number of the first line, number of lines, and the event in full but for who read it.
pub type Read = (u64, u64, String);

fn shown(line: u64, lines: u64, event: Event<'_>) -> Read {
    // What is inferred in the end is inferred from what stands here already.
    let event = Event {
        outcome: "",
        twilio_code: event.twilio_code.filter(|_| !event.inferred),
        inferred: false,
        unsent: false,
        ..event
    };
    (line, lines, format!("{event:?}"))
}

/// The same for a record that tells a part of a call.
fn part_shown(line: u64, lines: u64, pieces: &impl Debug, event: Option<Event<'_>>) -> Read {
    let event = event.map(|event| shown(line, lines, event).2);
    (line, lines, format!("{pieces:?} {event:?}"))
}

/// The plain way: line by line into records, every record unwrapped and shown to every recogniser.
fn plain(bytes: &[u8]) -> Vec<Read> {
    let mut out = Vec::new();
    let mut number = 1;
    let recogniser = Recogniser::new();
    for record in records(bytes) {
        let memory = Bump::new();
        let text = String::from_utf8_lossy(&record);
        let all = || record.split_inclusive(|byte| *byte == b'\n');
        let lines = all().count() as u64;
        // Blank lines within a record are counted apart.
        let own = all().filter(|line| !line.trim_ascii().is_empty()).count();
        let own = own.max(1) as u64;
        let unwrapped = envelope::unwrap(&text, &memory);
        let mut found = Found::default();
        for outcome in OUTCOMES {
            if !found.complete() && !is_torn(*outcome, &record, &unwrapped) {
                found.ask(*outcome, &unwrapped);
            }
        }
        // A header line that a tear left without Twilio's own header says no more than when and by which server.
        let bare = found.event().is_none() && !recogniser.may_tell(&record, None);
        if bare {
            number += lines;
            continue;
        }
        if found.is_half() || !found.pieces().is_empty() {
            let event = found.event().map(|event| Event {
                timestamp: event.timestamp.or(unwrapped.timestamp),
                ..*event
            });
            out.push(part_shown(number, own, &found.pieces(), event));
            number += lines;
            continue;
        }
        for event in found.events() {
            let timestamp = event.timestamp.or(unwrapped.timestamp);
            out.push(shown(
                number,
                own,
                Event {
                    timestamp,
                    ..*event
                },
            ));
        }
        number += lines;
    }
    out
}

/// True where a recogniser tells no more than a part of a call, and a tear or a colour broke all of its literals: such a part is
/// not looked for. An event without a literal would be a fault.
fn is_torn(outcome: &dyn Outcome, raw: &[u8], record: &LogRecord<'_>) -> bool {
    let holds = |literal: &&str| memchr::memmem::find(raw, literal.as_bytes()).is_some();
    // journald writes a message of bytes as numbers.
    let hidden = |literal: &&str| record.hidden.is_some_and(|text| text.contains(literal));
    if outcome.literals().iter().any(|it| holds(it) || hidden(it)) {
        return false;
    }
    let mut alone = Found::default();
    alone.ask(outcome, record);
    alone.event().is_none() && !alone.pieces().is_empty()
}

/// Records, one line after the other.
pub fn records(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut before: &[u8] = b"";
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let joins = out.last().is_some_and(|(lines, record)| {
            record::joins(before, line)
                && !record.trim_ascii().is_empty()
                && *lines < MAX_LINES
                && record.len() < MAX_BYTES
        });
        match out.last_mut().filter(|_| joins) {
            Some((lines, record)) => {
                *lines += 1;
                record.extend_from_slice(line);
            }
            None => out.push((1, line.to_vec())),
        }
        before = line;
    }
    out.into_iter().map(|(_, record)| record).collect()
}

/// The fast way: chunks, one search for all literals, records cut around the hits.
fn fast(bytes: &[u8], chunk: usize) -> Vec<Read> {
    let mut out = Vec::new();
    let mut scanner = Scanner::default();
    let mut reader = ChunkReader::new(bytes, chunk);
    while let Some(chunk) = reader.next(Vec::new()) {
        let (_, parts) = scanner.scan(&chunk, |seen| {
            out.push(shown(seen.line(), seen.lines, *seen.event));
            true
        });
        for part in &parts {
            let event = part.event.as_ref().map(OwnedEvent::event);
            out.push(part_shown(part.line, part.lines, &part.pieces, event));
        }
    }
    out.sort_by_key(|(line, ..)| *line);
    out
}

pub fn readable(bytes: &[u8]) -> bool {
    // Byte order marks are looked at by the reader, not by the record. So is an object over several lines that an input
    // begins with: it ends where its brackets do, whatever the next line begins with.
    let first = bytes.split(|byte| *byte == b'\n').next();
    !matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0xef, 0xbb, 0xbf, ..]
    ) && !first.is_some_and(|line| matches!(line.trim_ascii(), b"{" | b"["))
}

/// The first record on which the two ways differ.
pub fn differ(bytes: &[u8], chunk: usize) -> Option<(Option<Read>, Option<Read>)> {
    let (fast, plain) = (fast(bytes, chunk), plain(bytes));
    let longest = fast.len().max(plain.len());
    (0..longest)
        .map(|at| (fast.get(at).cloned(), plain.get(at).cloned()))
        .find(|(fast, plain)| fast != plain)
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn the_fast_way_equals_the_plain_way(seed: u64, chunk in prop_oneof![1_usize..60, 60_usize..50_000]) {
        let bytes = Log::new(seed, 80, START).bytes();
        prop_assert!(!plain(&bytes).is_empty());
        prop_assert_eq!(differ(&bytes, chunk), None);
    }

    #[test]
    fn the_fast_way_equals_the_plain_way_on_damaged_logs(seed: u64, chunk in 1_usize..9000) {
        let bytes = damaged(seed, Log::new(seed, 60, START).bytes());
        prop_assume!(readable(&bytes));
        let differ = differ(&bytes, chunk);
        let line = differ.clone().and_then(|(fast, plain)| Some(fast.or(plain)?.0));
        let text = line.and_then(|line| bytes.split(|byte| *byte == b'\n').nth(usize::try_from(line).unwrap() - 1));
        prop_assert_eq!(differ, None, "{}", String::from_utf8_lossy(text.unwrap_or_default()));
    }

    #[test]
    fn the_fast_way_equals_the_plain_way_on_long_runs_of_continuation_lines(
        lines in 500_usize..1600, hits in prop::collection::vec(0_usize..1600, 1..6), chunk in 1_usize..40_000,
    ) {
        let mut bytes = b"head\n".to_vec();
        for line in 0..lines {
            let text: &[u8] = if hits.contains(&line) { b"  [HTTP 400] 21211 : no\n" } else { b"  at x\n" };
            bytes.extend_from_slice(text);
        }
        prop_assert_eq!(differ(&bytes, chunk), None);
    }
}

/// Records that a recogniser knows without the usual host in them: each must be found by its literals.
#[test]
fn every_form_that_is_recognised_is_also_found() {
    let forms = [
        r#"{"provider":"twilio","status":400,"code":21211}"#,
        r#"{"msg":"Twilio refused","status":429,"code":20429}"#,
        r#"{"service":"TWILIO","http_status":401,"error_code":20003}"#,
        r#"{"twilio_error_code":21211,"status":400}"#,
        r#"{"method":"POST","path":"/2010-04-01/Accounts/AC1/Messages.json","status":503}"#,
        r#"{"url":"https://API.TWILIO.COM/2010-04-01/Accounts/AC1/Messages.json","status":503}"#,
        r#"{"url":"https://Api.Twilio.Com/2010-04-01/Accounts/AC1/Messages.json","status":503}"#,
        r#"{"type":"RestException","status":401,"code":20003}"#,
        "POST https://Api.Twilio.Com/2010-04-01/Accounts/AC1/Messages.json -> 503",
        "<RestException><Code>21610</Code><Status>400</Status></RestException>",
        "Twilio Error 20003",
        "TWILIO ERROR 20003",
        "MessageStatus=failed&ErrorCode=30003",
    ];
    let lost: Vec<&str> = forms
        .into_iter()
        .filter(|text| differ(text.as_bytes(), 4096).is_some())
        .collect();
    assert!(
        lost.is_empty(),
        "recognised, but without a literal:\n{}",
        lost.join("\n")
    );
}

#[test]
fn a_json_line_before_an_indented_line_is_still_read() {
    let json = r#"{"http":{"url":"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json","status":503}}"#;
    let log = format!("{json}\n    at somebody's stack (x.js:1:2)\nnext\n");
    assert_eq!(fast(log.as_bytes(), 4096).len(), 1);
}
