//! The exception strings of twilio-php: `[HTTP 400] Unable to create record: …`, the code that Monolog adds, the bare
//! messages of versions 3 and 4, and the transport errors of both.

mod dump;
mod frames;

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for the PHP SDK.
pub struct PhpSdk;

/// Classes, with one backslash or several, that mean that nobody answered.
const SILENT: [&str; 3] = [
    "EnvironmentException",
    "HttpException",
    "HttpStreamException",
];

impl Outcome for PhpSdk {
    fn name(&self) -> &'static str {
        "php_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "[HTTP ",
            "Services_Twilio",
            "Twilio\\",
            "twilio.com/docs/errors/",
            "wilio/sdk/",
        ]
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
        let member = || code_member(record);
        for text in record.texts() {
            let claim = numbered(text, found)
                .or_else(|| transport(text))
                .or_else(|| early(text, found))
                .or_else(|| dump::read(text, found))
                .or_else(|| candidate(text, found));
            if let Some(mut event) = claim {
                if event.origin == Origin::Twilio {
                    event.twilio_code = event.twilio_code.or_else(member);
                }
                found.surroundings(text, &mut event, record);
                frames::complete(text, &mut event, record, found);
                found.claim(event);
                return;
            }
        }
        frames::below(record, found);
    }
}

/// The status before the operation; the code where a logger prints the exception's own `(code: 21211)`.
fn numbered<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let named = text.contains("Exceptions\\");
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "[HTTP ").take(4);
    let (status, message) = places.find_map(|at| {
        let (rest, status) = grammar::status(&text[at + "[HTTP ".len()..]).ok()?;
        let words = rest.strip_prefix("] ")?;
        let operation = grammar::OPERATIONS
            .iter()
            .any(|operation| words.starts_with(operation));
        // Twilio's newest bodies have a title in place of the operation.
        let classed = named && text[..at].trim_end().ends_with([':', '(', '\'']);
        let told = operation || classed;
        (told && !grammar::source::is_program(text, at)).then_some((status, words))
    })?;
    if let Some(message) = grammar::after_operation(message) {
        found.message(message);
    }
    let code = text
        .split_once("RestException(code: ")
        .or_else(|| text.split_once("\n  #code: "))
        .and_then(|(_, after)| Some(grammar::code(after).ok()?.1));
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
}

/// The code of the exception as Monolog's JSON has it: `{"class":"Twilio\\Exceptions\\RestException","message":…,"code":21211}`.
fn code_member(record: &LogRecord<'_>) -> Option<u32> {
    let all = &record.attributes;
    let is_class = |text: &str| text.contains("Twilio\\") && text.ends_with("RestException");
    let classes = all.iter().filter(|attribute| {
        matches!(attribute.name, "class" | "type" | "name")
            && attribute.value.text().is_some_and(is_class)
    });
    let mut codes = classes.filter_map(|class| {
        let code = all
            .iter()
            .find(|other| other.parent == class.parent && other.name == "code")?;
        grammar::code_of(code.value)
    });
    codes.next()
}

/// What the SDK's HTTP client threw: `Twilio\Exceptions\EnvironmentException: Could not resolve host: api.twilio.com`.
fn transport<'a>(text: &str) -> Option<Event<'a>> {
    let (_, after) = text
        .split_once("Twilio\\")
        .and_then(|(_, after)| after.split_once("Exceptions\\"))
        .or_else(|| text.split_once("Services_Twilio_"))?;
    let class = after.trim_start_matches(['\\']);
    let class = class.strip_prefix("Tiny").unwrap_or(class);
    let told = SILENT.iter().find_map(|name| class.strip_prefix(name))?;
    // Where cURL gave no words, the place is left: only a request throws there.
    let place = told.split(['\n', '\r']).next().unwrap_or("");
    let placed = place.starts_with(" in ") && place.contains("/CurlClient.php");
    let silent = placed
        || grammar::tells_silence(told)
        || told.contains("Unable to complete the HTTP request");
    silent.then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}

/// The candidates of version 5: the class, the operation without a status, and the code at the end as `(Code 21205)`.
fn candidate<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let (_, after) = text.split_once("Exceptions\\TwilioException")?;
    let at = grammar::OPERATIONS
        .iter()
        .find_map(|words| memchr::memmem::find(after.as_bytes(), words.as_bytes()))
        .filter(|at| *at < 16)?;
    let message = grammar::after_operation(after.get(at..)?)?;
    found.message(message);
    let line = message.split(['\n', '\r']).next().unwrap_or("");
    let code = line.rsplit_once("(Code ").map(|(_, code)| code);
    Some(Event {
        twilio_code: code.and_then(|code| Some(grammar::code(code).ok()?.1)),
        ..Event::default()
    })
}

/// Versions 3 and 4 print the message alone: a failure of which neither status nor code is told.
fn early<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const CLASS: &str = "Services_Twilio_RestException";
    let (_, after) = text.split_once(CLASS)?;
    // Alone the class may stand in a program's own text.
    let line = after.split(['\n', '\r']).next().unwrap_or("");
    let placed = line.starts_with(" in ") && line.contains(".php");
    let printed = placed || after.starts_with([']', '(']);
    let behind = || {
        let (_, message) = after
            .split_once("essage: ")
            .or_else(|| after.split_once("]\n"))
            .or_else(|| after.split_once("] "))
            .or_else(|| after.split_once(": "))?;
        printed.then(|| message.trim_start())
    };
    match grammar::thrown(text, CLASS).or_else(behind) {
        Some(message) => found.message(message),
        None => placed.then_some(())?,
    }
    Some(Event::default())
}
