//! Delivery results: status callbacks with `MessageStatus` and `ErrorCode`, as form fields or as members of a record.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};

/// The member for deliveries. The API call itself had succeeded; there is no HTTP status.
pub struct Delivery;

/// Fields of a callback that tell what it is about.
const STATUS: [&str; 3] = ["MessageStatus", "SmsStatus", "CallStatus"];

impl Outcome for Delivery {
    fn name(&self) -> &'static str {
        "delivery"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["MessageStatus", "SmsStatus", "CallStatus"]
    }

    fn example(&self) -> &'static str {
        "MessageStatus=undelivered&MessageSid=SM00000000000000000000000000000000&To=%2B15550000001&ErrorCode=30003"
    }

    fn wants(&self) -> &'static str {
        "`MessageStatus`, `SmsStatus` or `CallStatus` beside its `ErrorCode`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let members = record
            .attributes
            .iter()
            .find(|attribute| STATUS.contains(&attribute.name))
            .and_then(|status| {
                let code = record
                    .attributes
                    .iter()
                    .find(|other| other.parent == status.parent && other.name == "ErrorCode")?;
                u32::try_from(code.value.unsigned()?).ok()
            });
        let code = members.or_else(|| record.texts().find_map(form));
        if let Some(code) = code.filter(|code| *code > 0) {
            found.claim(Event {
                kind: Kind::Delivery,
                twilio_code: Some(code),
                ..Event::default()
            });
        }
    }
}

fn form(text: &str) -> Option<u32> {
    STATUS
        .iter()
        .any(|name| text.contains(name))
        .then_some(())?;
    grammar::keyed_code(text, &["ErrorCode"])
}
