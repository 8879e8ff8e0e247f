//! The error strings of twilio-go: `Status: 400 - ApiError 21211: message (details) More info: link`, the form of the
//! newest products, and the one for an answer that was no JSON.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for the Go SDK.
pub struct GoSdk;

/// What the SDK says of credentials that it does not even send: no call was made, so there is no outcome of one.
const UNSENT: [u32; 2] = [21_222, 21_224];

/// Before the status of an answer that was no JSON.
const UNDECODED: &str = "error decoding the response for an HTTP error code: ";

impl Outcome for GoSdk {
    fn name(&self) -> &'static str {
        "go_sdk"
    }

    // The second without its first letters: the search goes by the first four, and "erro" stands everywhere.
    fn literals(&self) -> &'static [&'static str] {
        &["ApiError ", "decoding the response for an HTTP"]
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
            if let Some(mut event) = numbered(text).or_else(|| undecoded(text)) {
                found.surroundings(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
    }
}

fn numbered<'a>(text: &str) -> Option<Event<'a>> {
    let (ahead, after) = text.split_once(" - ApiError ")?;
    let (before, status) = ahead.rsplit_once("Status: ")?;
    (!grammar::source::is_source(before)).then_some(())?;
    let (_, status) = grammar::status(status)
        .ok()
        .filter(|(rest, _)| rest.is_empty())?;
    let digits = after.split(':').next()?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(())?;
    // Other vendors' SDKs were generated from the same templates: a link to somebody else's pages is theirs.
    let link = after.rsplit_once("More info:").map_or("", |(_, link)| {
        link.trim_start_matches([' ', '\\', '"', '\''])
    });
    // A logger may have cut it.
    let cut = link.trim_end_matches(['.', '\u{2026}']);
    let begun = cut.contains("www.tw") && "https://www.twilio.com".starts_with(cut);
    let foreign = link.starts_with("http") && !link.contains("twilio.com") && !begun;
    let code = grammar::code(after).ok().map(|(_, code)| code);
    let unsent = code.is_some_and(|code| UNSENT.contains(&code))
        && after.to_ascii_lowercase().contains("illegal chars");
    (!foreign && !unsent).then_some(())?;
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
}

/// `error decoding the response for an HTTP error code: 503: invalid character '<' …`.
fn undecoded<'a>(text: &str) -> Option<Event<'a>> {
    let (_, after) = text.split_once(UNDECODED)?;
    Some(Event {
        http_status: Some(grammar::status(after).ok()?.1),
        ..Event::default()
    })
}
