//! The exceptions of twilio-java, whose text has neither status nor code: versions 7 to 12, and `com.twilio.sdk` before them.

use super::contract::{Found, Outcome};
use super::grammar::{self, leading_status, thrown_in};
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for the Java SDK.
pub struct JavaSdk;

/// Twilio refused the call.
const REFUSED: [&str; 2] = [
    "com.twilio.exception.ApiException",
    "com.twilio.sdk.TwilioRestException",
];

/// Nobody answered.
const SILENT: &str = "com.twilio.exception.ApiConnectionException";

impl Outcome for JavaSdk {
    fn name(&self) -> &'static str {
        "java_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["com.twilio.exception.", "com.twilio.sdk."]
    }

    fn example(&self) -> &'static str {
        "com.twilio.exception.ApiException: The 'To' number +15550000000 is not a valid phone number."
    }

    // The answer's status stands in the debug block above.
    fn halves(&self) -> bool {
        true
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let mut event = Event::default();
        let text = if let Some((_, text)) = thrown_in(record, SILENT) {
            event.origin = Origin::Nobody;
            text
        } else {
            let refused = REFUSED.iter().find_map(|class| thrown_in(record, class));
            let Some((message, text)) = refused else {
                return;
            };
            event.http_status = leading_status(message);
            if let Some((status, code)) = grammar::pair_behind(message) {
                event.http_status = event.http_status.or(Some(status));
                event.twilio_code = Some(code);
            }
            found.message(message);
            text
        };
        found.surroundings(text, &mut event, record);
        found.claim(event);
    }
}
