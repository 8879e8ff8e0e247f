//! A client that behaves: it asks the reference policy after every attempt, keeps one idempotency key per request, logs the
//! pair of status and code in the shape that faultlens reads best, and writes what failed for good to a file for a person.
//!
//! `cargo run --example resilient_client -- HOST:PORT` sends one message to a plain HTTP server there (a mock of Twilio, or a
//! proxy that speaks TLS to it). The log goes to standard output, dead letters to `dead-letters.ndjson`.

use faultlens::classify::policy::{Advice, Attempt, KeySupport, decide, key_support};
use faultlens::timestamp::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// One intention of the application: "send this once".
#[derive(Debug, Clone)]
pub struct Request {
    /// The URL as Twilio knows it.
    pub url: String,
    /// Who it is for.
    pub to: String,
    /// What it says.
    pub body: String,
    /// Why it is sent: `otp`, `marketing`.
    pub purpose: String,
    /// True when it must not be lost.
    pub critical: bool,
}

/// What one attempt brought.
#[derive(Debug, Default)]
struct Answer {
    status: Option<u16>,
    code: Option<u32>,
    retry_after: Option<Duration>,
    sid: Option<String>,
    error: Option<&'static str>,
}

/// What the client knows of its own doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests to Twilio that were tried.
    pub attempts: u64,
    /// Intentions.
    pub requests: u64,
    /// Those that took more than one attempt.
    pub retried: u64,
    /// Those of them that went well at last.
    pub recovered: u64,
    /// Intentions that failed.
    pub failed: u64,
    /// Creates that were repeated although they may have succeeded.
    pub repeated: u64,
    /// Failures for which a person was called.
    pub escalated: u64,
    /// Failures that were kept for a person to decide on.
    pub dead_letters: u64,
}

/// Time, which a test may let pass without waiting.
#[derive(Debug)]
pub enum Clock {
    /// The real one.
    Real,
    /// Begins when the client began, and waits by adding up.
    Leaping(SystemTime, Duration),
}

impl Clock {
    fn now(&self) -> SystemTime {
        match self {
            Self::Real => SystemTime::now(),
            Self::Leaping(start, passed) => *start + *passed,
        }
    }

    /// The part of a second, which differs from client to client.
    fn microseconds(&self) -> u32 {
        let since = self.now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.subsec_micros())
    }

    /// Waits.
    pub fn wait(&mut self, time: Duration) {
        match self {
            Self::Real => std::thread::sleep(time),
            Self::Leaping(_, passed) => *passed += time,
        }
    }

    /// Notes that so much time went by while something was done.
    fn pass(&mut self, time: Duration) {
        if let Self::Leaping(_, passed) = self {
            *passed += time;
        }
    }
}

/// The client.
pub struct Client<L, D> {
    /// Where it connects to.
    pub server: String,
    /// How long it waits for an answer.
    pub patience: Duration,
    /// Its log, one JSON object per line.
    pub log: L,
    /// Its dead letters, one JSON object per line.
    pub dead: D,
    /// Its time.
    pub clock: Clock,
    /// What it did.
    pub tally: Tally,
}

impl<L: Write, D: Write> Client<L, D> {
    /// Sends a request, again where the policy says so; true when it went well.
    ///
    /// # Errors
    /// When the log or the dead letters cannot be written. A failed request is no error.
    pub fn send(&mut self, request: &Request) -> io::Result<bool> {
        self.tally.requests += 1;
        // Made once, before the first attempt: both stay the same for all of them.
        let id = format!("req-{:06}", self.tally.requests);
        let key = format!("key-{}", hash(&format!("{id}{}", request.to)));
        let (mut retries, mut waited, mut repeated) = (0, Duration::ZERO, false);
        loop {
            let answer = self.attempt(request, &id, &key, retries + 1)?;
            let advice = decide(&Attempt {
                status: answer.status,
                code: answer.code,
                retries,
                waited,
                retry_after: answer.retry_after,
                method: "POST",
                endpoint: &request.url,
                critical: request.critical,
            });
            let Advice::Retry { after, look } = advice else {
                self.tally.retried += u64::from(retries > 0);
                self.tally.repeated += u64::from(repeated);
                return self.finish(request, &id, &key, retries + 1, &answer, advice);
            };
            if look && self.exists(request) {
                return Ok(true);
            }
            repeated |= answer.status.is_none_or(|status| status >= 500);
            // Up to a tenth on top, so that many clients do not come back together.
            let jitter = after / 10 * (self.clock.microseconds() % 1000) / 1000;
            self.clock.wait(after + jitter);
            waited += after + jitter;
            retries += 1;
        }
    }

    /// Where a create may have succeeded, an application looks for it: in its own records of callbacks, or in the list of
    /// the resource by recipient and time. This one has nothing to look at.
    #[expect(
        clippy::unused_self,
        reason = "an application's own would use its records"
    )]
    fn exists(&self, _request: &Request) -> bool {
        false
    }

    /// One attempt and its line in the log.
    fn attempt(
        &mut self,
        request: &Request,
        id: &str,
        key: &str,
        number: u32,
    ) -> io::Result<Answer> {
        self.tally.attempts += 1;
        let began = Instant::now();
        let answer =
            exchange(&self.server, self.patience, request, key).unwrap_or_else(|error| Answer {
                error: Some(reason(&error)),
                ..Answer::default()
            });
        let took = began.elapsed();
        self.clock.pass(took);
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let failed = answer.status.is_none_or(|status| status >= 400);
        let mut line = json!({
            "timestamp": self.stamp(),
            "level": if failed { "error" } else { "info" },
            "logger": "twilio.client",
            "method": "POST",
            "url": request.url,
            "duration_ms": milliseconds,
            "attempt": number,
            "request_id": id,
            "idempotency_key": key,
            "idempotency_key_in": match key_support(&request.url) {
                KeySupport::Field => "field",
                KeySupport::Header | KeySupport::None => "header",
            },
            "to": request.to,
            "body_sha256": hash(&request.body),
            "purpose": request.purpose,
        });
        if let Some(fields) = line.as_object_mut() {
            let mut add = |name: &str, value: Value| {
                if !value.is_null() {
                    fields.insert(name.to_owned(), value);
                }
            };
            add("status", json!(answer.status));
            add("twilio_code", json!(answer.code));
            add(
                "retry_after",
                json!(answer.retry_after.map(|wait| wait.as_secs())),
            );
            add("sid", json!(answer.sid));
            add("error", json!(answer.error));
        }
        writeln!(self.log, "{line}")?;
        Ok(answer)
    }

    /// The end of a request that is not tried again.
    fn finish(
        &mut self,
        request: &Request,
        id: &str,
        key: &str,
        attempts: u32,
        answer: &Answer,
        advice: Advice,
    ) -> io::Result<bool> {
        let event = match advice {
            Advice::Nothing | Advice::Retry { .. } => {
                self.tally.recovered += u64::from(attempts > 1);
                return Ok(true);
            }
            Advice::LogAndAlert => "refused",
            Advice::Escalate => "escalated",
            Advice::DeadLetter => "dead_lettered",
        };
        self.tally.failed += 1;
        self.tally.escalated += u64::from(advice == Advice::Escalate);
        // A refusal is a bug to be seen, an exhausted request is somebody's work now.
        let level = if advice == Advice::LogAndAlert {
            "error"
        } else {
            "critical"
        };
        let line = json!({
            "timestamp": self.stamp(), "level": level, "logger": "app.sending", "event": event,
            "request_id": id, "idempotency_key": key, "attempts": attempts,
        });
        writeln!(self.log, "{line}")?;
        if advice == Advice::DeadLetter {
            self.tally.dead_letters += 1;
            let letter = json!({
                "time": self.stamp(), "url": request.url, "purpose": request.purpose, "request_id": id,
                "idempotency_key": key, "http_status": answer.status, "twilio_code": answer.code, "attempts": attempts,
            });
            writeln!(self.dead, "{letter}")?;
        }
        Ok(false)
    }

    fn stamp(&self) -> String {
        let since = self
            .clock
            .now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let milliseconds = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_nanoseconds(milliseconds.saturating_mul(1_000_000)).rfc3339()
    }
}

/// A short hash, so that the log tells equal bodies from others without telling what they say.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let number = digest
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:016x}")
}

/// The words of the log for an answer that did not come.
fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection_refused",
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => "read_timeout",
        _ => "connection_reset",
    }
}

/// One HTTP exchange over a connection of its own.
fn exchange(server: &str, patience: Duration, request: &Request, key: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(patience))?;
    let path = request.url.split_once(".com").map_or("/", |(_, path)| path);
    let body = format!(
        "To={}&Body={}",
        request.to.replace('+', "%2B"),
        request.body.replace(' ', "+")
    );
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {server}\r\nIdempotency-Key: {key}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let missing = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(missing)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    let seconds = header("Retry-After").and_then(|(_, value)| value.parse().ok());
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    Ok(Answer {
        status: Some(status.ok_or_else(missing)?),
        code: body["code"]
            .as_u64()
            .and_then(|code| u32::try_from(code).ok()),
        retry_after: seconds.map(Duration::from_secs),
        sid: body["sid"].as_str().map(ToOwned::to_owned),
        error: None,
    })
}

fn main() -> io::Result<()> {
    let Some(server) = std::env::args().nth(1) else {
        eprintln!("usage: cargo run --example resilient_client -- HOST:PORT");
        std::process::exit(2);
    };
    let mut client = Client {
        server,
        patience: Duration::from_secs(10),
        log: io::stdout(),
        dead: std::fs::File::options()
            .create(true)
            .append(true)
            .open("dead-letters.ndjson")?,
        clock: Clock::Real,
        tally: Tally::default(),
    };
    let request = Request {
        url: "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json".to_owned(),
        to: "+15555550100".to_owned(),
        body: "Your code is 000000".to_owned(),
        purpose: "otp".to_owned(),
        critical: true,
    };
    let good = client.send(&request)?;
    eprintln!(
        "{}: {:?}",
        if good { "sent" } else { "not sent" },
        client.tally
    );
    Ok(())
}
