//! The exception strings of twilio-php: `[HTTP 400] Unable to create record: …`, and the code that Monolog adds.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for the PHP SDK.
pub struct PhpSdk;

impl Outcome for PhpSdk {
    fn name(&self) -> &'static str {
        "php_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["[HTTP ", "Twilio_RestException"]
    }

    fn example(&self) -> &'static str {
        r"Twilio\Exceptions\RestException: [HTTP 400] Unable to create record: The 'To' number is not a valid phone number."
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "an exception of twilio-php with its status, as `[HTTP 400] Unable to create record: …`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if let Some(mut event) = numbered(text).or_else(|| early(text)) {
                found.requested_resource(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
    }
}

/// The status before the operation; the code where a logger prints the exception's own `(code: 21211)`.
fn numbered<'a>(text: &str) -> Option<Event<'a>> {
    let status = text
        .match_indices("[HTTP ")
        .take(4)
        .find_map(|(at, mark)| {
            let (rest, status) = grammar::status(&text[at + mark.len()..]).ok()?;
            let operation = rest.strip_prefix("] ")?;
            grammar::OPERATIONS
                .iter()
                .any(|words| operation.starts_with(words))
                .then_some(status)
        })?;
    let code = text
        .split_once("RestException(code: ")
        .and_then(|(_, after)| Some(grammar::code(after).ok()?.1));
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
}

/// Versions 3 and 4 print the message alone: a failure of which neither status nor code is told.
fn early<'a>(text: &str) -> Option<Event<'a>> {
    text.contains("Services_Twilio_RestException")
        .then(Event::default)
}
