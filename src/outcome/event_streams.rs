//! Twilio Event Streams: `CloudEvents` of types `com.twilio.…` that tell of webhooks and deliveries.
//!
//! The API's own answers do not come this way: an error log with the code of a call does not say whether the application
//! or `TwiML` asked for it, so it is no call here.

use super::contract::{Found, Outcome};
use super::object::Object;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};
use crate::timestamp::Timestamp;

/// The member for events, alone or in a batch.
pub struct EventStreams;

/// The type of an entry in the error log.
const ERROR: &str = "com.twilio.error-logs.error.logged";

/// The ends of the types that tell of a delivery that failed.
const FAILED: [&str; 2] = [".message.failed", ".message.undelivered"];

/// Stands in every event of this form.
const VERSION: &str = "specversion";

impl Outcome for EventStreams {
    fn name(&self) -> &'static str {
        "event_streams"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "com.twilio.error-logs.",
            "com.twilio.messaging.",
            "com.twilio.accountsecurity.",
        ]
    }

    fn fields(&self) -> &'static [&'static str] {
        &[VERSION]
    }

    fn example(&self) -> &'static str {
        r#"{"specversion":"1.0","type":"com.twilio.messaging.message.undelivered","source":"/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/SM00000000000000000000000000000000.json","id":"EZ00000000000000000000000000000000","time":"2025-01-01T00:00:18.000Z","data":{"messageSid":"SM00000000000000000000000000000000","messageStatus":"UNDELIVERED","errorCode":30003,"timestamp":"2025-01-01T00:00:18.000Z"}}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for event in Object::holders(record, VERSION) {
            let kind = event
                .text(&["type"])
                .filter(|kind| self.literals().iter().any(|about| kind.starts_with(about)));
            let Some((kind, data)) = kind.zip(event.object("data")) else {
                continue;
            };
            found.close();
            if let Some(told) = told(kind, &event, &data) {
                found.tell(told);
            }
        }
    }
}

fn told<'a>(kind: &str, event: &Object<'_, 'a>, data: &Object<'_, 'a>) -> Option<Event<'a>> {
    let code = data.code(&["errorCode", "error_code"])?;
    let what = if kind == ERROR {
        let level = data.text(&["level"])?;
        matches!(level, "ERROR" | "WARNING" | "WARN").then_some(())?;
        Some(classify::kind_of_code(code)).filter(|kind| *kind != Kind::ApiCall)?
    } else if FAILED.iter().any(|end| kind.ends_with(end)) {
        Kind::Delivery
    } else {
        return None;
    };
    let when = data
        .text(&["timestamp", "date_created", "created_at"])
        .or_else(|| event.text(&["time"]));
    Some(Event {
        kind: what,
        twilio_code: Some(code),
        request_id: data.text(&["request_sid"]),
        timestamp: when.and_then(Timestamp::parse),
        ..Event::default()
    })
}
