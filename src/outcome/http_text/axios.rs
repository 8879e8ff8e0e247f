//! axios: the status in the message, the URL in the configuration that is printed with the error.

use crate::envelope::contract::LogRecord;
use crate::event::Event;
use crate::outcome::contract::Found;
use crate::outcome::grammar;

const MESSAGE: &str = "Request failed with status code ";

/// `Request failed with status code 503`, with the only URL of Twilio's API in the same text, or as the `url` of an object
/// of the same record.
pub(super) fn failed<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let (_, after) = text.split_once(MESSAGE)?;
    let mut event = Event {
        http_status: Some(grammar::status(after).ok()?.1),
        ..Event::default()
    };
    found.surroundings(text, &mut event, record);
    if event.host.is_some() {
        let method = grammar::keyed(after, "method");
        event.method = event.method.or_else(|| method.and_then(first_method));
        return Some(event);
    }
    let url = record.attributes.iter().find(|attribute| {
        matches!(attribute.name, "url" | "baseURL")
            && attribute
                .value
                .text()
                .is_some_and(|url| found.locate(url, &mut event, record))
    })?;
    let method = record
        .attributes
        .iter()
        .find(|other| other.parent == url.parent && other.name == "method");
    event.method = method.and_then(|method| grammar::method(method.value.text()?));
    Some(event)
}

/// The method at the start of a text.
pub(super) fn first_method(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches(':');
    let end = text
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(text.len());
    grammar::method(&text[..end])
}
