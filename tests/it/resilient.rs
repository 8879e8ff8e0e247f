//! The example client against a mock of Twilio: it behaves, and faultlens, run on its log, agrees on every count.

#![allow(dead_code, reason = "the example's own main is not run here")]

#[path = "../../examples/resilient_client.rs"]
mod client;

use crate::run::{plan, report};
use client::{Client, Clock, Request, Tally};
use faultlens::pipeline::analyze;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, SystemTime};

/// What the mock does with an attempt: answers a status with a code, or keeps silent, or hangs up.
#[derive(Debug, Clone, Copy)]
enum Act {
    Say(u16, u32),
    Limit(u32),
    Stall,
    HangUp,
}

use Act::{HangUp, Limit, Say, Stall};

/// What becomes of each request, attempt by attempt; the last stands for all that follow.
const SCRIPTS: [(&str, &[Act]); 13] = [
    ("otp", &[Say(201, 0)]),
    ("otp", &[Say(400, 21_211)]),
    ("marketing", &[Say(400, 21_211)]),
    ("marketing", &[Say(401, 20_003)]),
    ("marketing", &[Say(404, 20_404)]),
    ("marketing", &[Limit(3), Say(201, 0)]),
    (
        "marketing",
        &[Say(429, 20_429), Say(429, 20_429), Say(201, 0)],
    ),
    ("otp", &[Say(500, 20_500), Say(201, 0)]),
    ("marketing", &[Say(502, 0), Say(502, 0), Say(201, 0)]),
    ("otp", &[Say(503, 20_503)]),
    ("marketing", &[Say(503, 20_503)]),
    ("otp", &[Stall, Stall, Say(201, 0)]),
    ("marketing", &[HangUp, Say(201, 0)]),
];

/// Reads one request; answers its recipient.
fn recipient(stream: &mut TcpStream) -> Option<usize> {
    let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).ok()?;
        text.extend_from_slice(&buffer[..read]);
        let whole = String::from_utf8_lossy(&text);
        let (_, after) = whole.split_once("To=%2B1555555").unwrap_or(("", ""));
        if let Some((number, _)) = after.split_once("&Body=") {
            return number.parse().ok();
        }
        if read == 0 {
            return None;
        }
    }
}

/// A server that follows the scripts.
fn mock() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let mut met = vec![0_usize; 10_000];
        let mut stalled = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Some(number) = recipient(&mut stream) else {
                continue;
            };
            let acts = SCRIPTS
                .get(number)
                .map_or(&[Say(201, 0)][..], |(_, acts)| acts);
            let act = acts[met[number].min(acts.len() - 1)];
            met[number] += 1;
            let (status, code, wait) = match act {
                Say(status, code) => (status, code, None),
                Limit(wait) => (429, 20_429, Some(wait)),
                Stall => {
                    stalled.push(stream);
                    continue;
                }
                HangUp => continue,
            };
            let body = if status < 400 {
                format!("{{\"sid\":\"SM{number:032x}\",\"status\":\"queued\"}}")
            } else if code == 0 {
                String::from("<html>Bad Gateway</html>")
            } else {
                format!("{{\"code\":{code},\"message\":\"no\",\"status\":{status}}}")
            };
            let wait = wait.map_or_else(String::new, |wait| format!("Retry-After: {wait}\r\n"));
            let _ = write!(
                stream,
                "HTTP/1.1 {status} x\r\n{wait}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    place
}

fn request(number: usize, purpose: &str) -> Request {
    Request {
        url: "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json".to_owned(),
        to: format!("+1555555{number:04}"),
        body: format!("hello {number}"),
        purpose: purpose.to_owned(),
        critical: purpose == "otp",
    }
}

/// Log, dead letters, and what the client counted itself.
fn run() -> (String, String, Tally) {
    let start = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_409_600_123);
    let mut client = Client {
        server: mock(),
        patience: Duration::from_millis(300),
        log: Vec::new(),
        dead: Vec::new(),
        clock: Clock::Leaping(start, Duration::ZERO),
        tally: Tally::default(),
    };
    for (number, (purpose, _)) in SCRIPTS.iter().enumerate() {
        client.send(&request(number, purpose)).unwrap();
        client.clock.wait(Duration::from_millis(2_345));
    }
    // The log goes on, so that silence after a failure means something.
    for number in 100..110 {
        client.clock.wait(Duration::from_secs(30));
        assert!(client.send(&request(number, "marketing")).unwrap());
    }
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(client.log), text(client.dead), client.tally)
}

#[test]
fn the_example_client_follows_the_policy_and_faultlens_agrees_on_every_count() {
    let (log, dead, tally) = run();
    let inputs = vec![("client.log", log.clone().into_bytes())];
    let retries = report(inputs, &analyze::Request::default(), plan(2, 4096))["retries"].clone();
    let totals = &retries["totals"];
    let count = |value: &Value| value.as_u64().unwrap();
    assert_eq!(count(&totals["attempts"]), tally.attempts, "{log}");
    assert_eq!(count(&totals["requests"]), tally.requests);
    assert_eq!(count(&totals["retried_requests"]), tally.retried);
    assert_eq!(count(&totals["recovered"]), tally.recovered);
    assert_eq!(count(&totals["failed_at_last"]), tally.failed);
    assert_eq!(
        count(&totals["retry_attempts"]),
        tally.attempts - tally.requests
    );
    assert_eq!(
        retries["duplicates"].as_array().unwrap().len() as u64,
        tally.repeated
    );
    // Refused ones that are not critical call nobody.
    assert_eq!(
        count(&retries["escalation_records"]),
        tally.escalated + tally.dead_letters
    );
    assert_eq!(count(&retries["tiers"]["explicit"]), tally.retried);
    let letters: Vec<Value> = dead
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found = retries["dead_letters"].as_array().unwrap();
    assert_eq!(letters.len() as u64, tally.dead_letters);
    assert_eq!(found.len(), letters.len());
    for (letter, found) in letters.iter().zip(found) {
        for field in ["http_status", "twilio_code", "attempts"] {
            assert_eq!(letter[field], found[field], "{letter} {found}");
        }
    }
    let verdicts: Vec<&str> = retries["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(
        verdicts,
        ["key_not_honoured", "follows_policy"],
        "{retries}"
    );
    let good = &retries["verdicts"][1];
    assert_eq!(count(&good["chains"]), tally.retried);
}
