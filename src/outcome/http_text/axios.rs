//! axios and its kin: the status in the message, the URL in the configuration that is printed with the error.

use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::outcome::contract::Found;
use crate::outcome::grammar;
use std::sync::LazyLock;

/// What axios and got say before the status.
pub(super) const MESSAGES: [&str; 2] = [
    "Request failed with status code ",
    "HTTPError: Response code ",
];

/// Before what axios prints of the request.
pub(super) const CONFIG: &str = "config: ";

/// `Request failed with status code 503`, with the only URL of Twilio's API in the same text, or as the `url` of an object
/// of the same record.
pub(super) fn failed<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    // Each text of a record is asked, and few say it: `split_once` prepares its search anew for every one.
    static SAID: LazyLock<Finder> =
        LazyLock::new(|| Finder::new(&MESSAGES.map(|words| (words, 1)), &[]));
    SAID.find(text.as_bytes(), 0)?;
    let (_, after) = MESSAGES.iter().find_map(|words| text.split_once(words))?;
    let mut event = Event {
        http_status: Some(grammar::status(after).ok()?.1),
        ..Event::default()
    };
    found.surroundings(text, &mut event, record);
    if event.host.is_some() {
        let method = grammar::keyed(after, "method");
        event.method = event
            .method
            .or_else(|| method.and_then(grammar::first_method));
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

/// `AxiosError: timeout of 400ms exceeded`, and below it the configuration of the request that nobody answered, as Node
/// prints the error.
pub(super) fn unanswered<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let (told, config) = text.split_once(CONFIG)?;
    // On one line or on many, as long as it is an object.
    let line = config.split('\n').next()?.trim_end();
    (line.starts_with('{') || line.ends_with('{')).then_some(())?;
    let head = told
        .split(['\n', '\r'])
        .find(|line| line.contains("Error: "))?;
    let axios = told.contains("xios") || config.contains("xsrfCookieName");
    (axios && grammar::tells_silence(head)).then_some(())?;
    let mut event = Event {
        origin: Origin::Nobody,
        ..Event::default()
    };
    let url = grammar::keyed(config, "url")?;
    let url = url.split(['\'', '"', '\n']).next()?;
    found.locate(url, &mut event, record).then_some(())?;
    event.origin = Origin::Nobody;
    event.method = grammar::keyed(config, "method").and_then(grammar::first_method);
    Some(event)
}

/// The same error as an object: `{"message":"timeout of 400ms exceeded","code":"ECONNABORTED","config":{…,"url":"…"}}`.
pub(super) fn silent_object<'a>(
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let all = &record.attributes;
    let mut event = Event::default();
    let url = all.iter().find(|attribute| {
        let config = || {
            all.get(attribute.parent as usize)
                .filter(|object| object.name == "config")
        };
        let told = |object: u32| {
            all.iter()
                .filter(|other| other.parent == object && matches!(other.name, "message" | "code"))
                .any(|other| other.value.text().is_some_and(grammar::tells_silence))
        };
        attribute.name == "url"
            && config().is_some_and(|config| told(config.parent))
            && attribute
                .value
                .text()
                .is_some_and(|url| found.locate(url, &mut event, record))
    })?;
    let method = all
        .iter()
        .find(|other| other.parent == url.parent && other.name == "method");
    event.method = method.and_then(|method| grammar::method(method.value.text()?));
    event.origin = Origin::Nobody;
    Some(event)
}
