//! Twilio's own list of messages: list pages saved as JSON, fetched messages, rows of its exports. The error code in it
//! is what became of the message after the API had accepted it.

use super::contract::{Found, Outcome};
use super::form;
use super::object::{Object, holds};
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};

/// The member for messages that Twilio lists.
pub struct MessageLog;

/// Names that only messages have, as the API, the SDKs and the exports write them.
const SEGMENTS: [&str; 3] = ["num_segments", "numSegments", "NumSegments"];

/// Names of the fields.
const CODE: [&str; 4] = ["error_code", "errorCode", "ErrorCode", "Error Code"];
const STATUS: [&str; 4] = ["status", "Status", "MessageStatus", "messageStatus"];
const DIRECTION: [&str; 2] = ["direction", "Direction"];
const WHEN: [&str; 12] = [
    "date_updated",
    "dateUpdated",
    "DateUpdated",
    "Date Updated",
    "date_sent",
    "dateSent",
    "DateSent",
    "Date Sent",
    "SentDate",
    "Sent Date",
    "date_created",
    "DateCreated",
];

/// What an export of alerts has, and one of messages has not.
const ALERTS: [&str; 8] = [
    "alert_text",
    "AlertText",
    "Alert Text",
    "alertText",
    "request_url",
    "RequestUrl",
    "Request URL",
    "requestUrl",
];

impl Outcome for MessageLog {
    fn name(&self) -> &'static str {
        "message_log"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "2010-04-01"]
    }

    fn fields(&self) -> &'static [&'static str] {
        &SEGMENTS
    }

    fn example(&self) -> &'static str {
        r#"{"sid":"SM00000000000000000000000000000000","status":"undelivered","error_code":30003,"error_message":null,"num_segments":"1","direction":"outbound-api","date_updated":"Wed, 01 Jan 2025 00:00:18 +0000","uri":"/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/SM00000000000000000000000000000000.json"}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if record.envelopes().first() == Some(&"table") {
            let row = Object::top(record);
            let has = |names: &[&str]| names.iter().any(|name| row.get(name).is_some());
            if has(&CODE) && has(&STATUS) && !has(&ALERTS) {
                // What people write to each other is no log.
                found.close();
                read(&row, found);
            }
            return;
        }
        if !holds(record, self.literals()) {
            return;
        }
        for name in SEGMENTS {
            for message in Object::holders(record, name) {
                if read(&message, found) && message.is_top() {
                    found.close();
                }
            }
        }
    }
}

/// Reads one message; without a code it tells of no failure, and the answer is false.
fn read<'a>(message: &Object<'_, 'a>, found: &mut Found<'a>) -> bool {
    let Some(code) = message.code(&CODE) else {
        return false;
    };
    let inbound = message
        .text(&DIRECTION)
        .is_some_and(|direction| direction.eq_ignore_ascii_case("inbound"));
    if message.text(&STATUS).is_none() || inbound {
        return false;
    }
    found.tell(Event {
        kind: match classify::kind_of_code(code) {
            Kind::Webhook => Kind::Webhook,
            _ => Kind::Delivery,
        },
        twilio_code: Some(code),
        timestamp: message.text(&WHEN).and_then(form::time),
        ..Event::default()
    });
    true
}
