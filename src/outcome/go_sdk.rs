//! The error string of twilio-go: `Status: 400 - ApiError 21211: message (details) More info: link`.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for the Go SDK.
pub struct GoSdk;

impl Outcome for GoSdk {
    fn name(&self) -> &'static str {
        "go_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["ApiError "]
    }

    fn example(&self) -> &'static str {
        "Status: 400 - ApiError 21211: Invalid 'To' Phone Number (null) More info: https://www.twilio.com/docs/errors/21211"
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "an error of twilio-go, as `Status: 400 - ApiError 21211: …`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if let Some(event) = numbered(text) {
                found.claim(event);
                return;
            }
        }
    }
}

fn numbered<'a>(text: &str) -> Option<Event<'a>> {
    let (ahead, after) = text.split_once(" - ApiError ")?;
    let (_, status) = grammar::status(ahead.rsplit_once("Status: ")?.1)
        .ok()
        .filter(|(rest, _)| rest.is_empty())?;
    let digits = after.split(':').next()?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(())?;
    // Other vendors' SDKs were generated from the same templates: a link to somebody else's pages is theirs.
    let link = after
        .rsplit_once("More info:")
        .map_or("", |(_, link)| link.trim());
    if !link.is_empty() && !link.contains("twilio.com") {
        return None;
    }
    let code = grammar::code(after).ok().map(|(_, code)| code);
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
}
