//! Small logs, written as what happened in which window.

use super::super::super::contract::Settings;
use super::super::super::finding::{Detection, Finding};
use super::super::detect;
use crate::aggregate::failing::Attempts;
use crate::aggregate::failing::traffic::Traffic;
use crate::event::{Event, Origin};
use crate::timestamp::Timestamp;

pub const MESSAGES: &str = "messaging/Messages";
pub const CALLS: &str = "voice/Calls";
pub const LOOKUPS: &str = "lookups/PhoneNumbers";
pub const VERIFY: &str = "verify/Services/Verifications";

/// 2026-03-02T00:00:00Z, as a number of windows of 300 s.
pub const FIRST: i64 = 5_908_032;

/// How an attempt fails.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// 503 with Twilio's own code.
    Twilio,
    /// 502 that nothing explains.
    Bare,
    /// No answer to a request that was sent.
    Timeout,
    /// No connection.
    Refused,
    /// 502 of a proxy.
    Proxy,
    /// 400.
    Client,
}

/// A log under construction.
pub struct Log {
    attempts: Attempts,
    first: i64,
    requests: u32,
    /// False: failing attempts name no request.
    pub identity: bool,
    /// False: only failures are logged.
    pub successes: bool,
}

impl Log {
    pub fn new() -> Self {
        Self::from(FIRST)
    }

    pub fn from(first: i64) -> Self {
        Self {
            attempts: Attempts::new(300),
            first,
            requests: 0,
            identity: true,
            successes: true,
        }
    }

    fn event<'a>(&self, window: i64, resource: &'a str) -> Event<'a> {
        Event {
            timestamp: Timestamp::from_seconds((self.first + window) * 300 + 7),
            resource: Some(resource),
            method: Some("POST"),
            ..Event::default()
        }
    }

    pub fn good(&mut self, window: i64, resource: &str, count: u32) {
        let event = Event {
            http_status: Some(201),
            ..self.event(window, resource)
        };
        for _ in 0..if self.successes { count } else { 0 } {
            self.attempts.observe(&event);
        }
    }

    /// Requests that fail once each.
    pub fn fail(&mut self, window: i64, resource: &str, count: u32, how: How) {
        for _ in 0..count {
            self.requests += 1;
            let key = format!("request-{}", self.requests);
            self.retry(window, resource, &key, 1, how);
        }
    }

    /// One request that fails several times.
    pub fn retry(&mut self, window: i64, resource: &str, key: &str, attempts: u32, how: How) {
        let (http_status, twilio_code, origin, unsent) = match how {
            How::Twilio => (Some(503), Some(20503), Origin::Twilio, false),
            How::Bare => (Some(502), None, Origin::Twilio, false),
            How::Timeout => (None, None, Origin::Nobody, false),
            How::Refused => (None, None, Origin::Nobody, true),
            How::Proxy => (Some(502), None, Origin::Intermediary, false),
            How::Client => (Some(400), Some(21211), Origin::Twilio, false),
        };
        let event = Event {
            http_status,
            twilio_code,
            origin,
            unsent,
            idempotency_key: self.identity.then_some(key),
            ..self.event(window, resource)
        };
        for _ in 0..attempts {
            self.attempts.observe(&event);
        }
    }

    pub fn traffic(self) -> Traffic {
        self.attempts.freeze()
    }

    pub fn detect(self) -> Detection {
        detect(&self.traffic(), &Settings::default())
    }
}

/// `verdict from-to resources`, in windows from the first of the log.
pub fn told(detection: &Detection) -> Vec<String> {
    let one = |finding: &Finding| {
        let window = |seconds: i64| seconds / 300 - FIRST;
        format!(
            "{} {}-{} {}",
            finding.verdict.name(),
            window(finding.start),
            window(finding.end),
            finding.resources.join(" ")
        )
    };
    detection.findings.iter().map(one).collect()
}
