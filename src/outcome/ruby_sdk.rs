//! The exception strings of twilio-ruby: `[HTTP 400] 21211 : Unable to create record…`, the bare messages of versions 3
//! and 4, and its transport errors.

use super::contract::{Found, Outcome};
use super::grammar::{self, thrown};
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Event, Origin, Piece};
use crate::resource;

/// The member for the Ruby SDK.
pub struct RubySdk;

/// Twilio refused the call.
const REFUSED: [&str; 3] = [
    "Twilio::REST::RestError",
    "Twilio::REST::RequestError",
    "Twilio::REST::ServerError",
];

impl Outcome for RubySdk {
    fn name(&self) -> &'static str {
        "ruby_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["[HTTP ", "Twilio::REST", "twilio-ruby/rest/"]
    }

    fn example(&self) -> &'static str {
        "Twilio::REST::RestError: [HTTP 400] 21211 : Unable to create record: The 'To' number is not a valid phone number."
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "an exception of twilio-ruby with status and code, as `[HTTP 400] 21211 : Unable to create record`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            let claim = numbered(text, found)
                .or_else(|| transport(text))
                .or_else(|| bare(text, found));
            if let Some(mut event) = claim {
                found.surroundings(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
        if let Some(resource) = below(record) {
            found.piece(Dialect::Ruby, Piece::Frames(resource));
        }
    }
}

/// The resource of the frames that stand, after a blank line, below an error with a message of several lines:
/// ` (Twilio::REST::RestError)` and `/gems/…:in `create'`, or `from /gems/…:in `create'`.
fn below(record: &LogRecord<'_>) -> Option<&'static str> {
    let text = record.whole.trim_start();
    let frames = text.starts_with("(Twilio::REST::") || text.starts_with("from /");
    (frames && record.timestamp.is_none()).then_some(())?;
    resource::of_frames(text)
}

/// Status and code, the code before a colon with a blank on both sides; a code that repeats the status is none. The
/// form alone is anybody's: the operation must follow, or the code must be one of Twilio's refusals.
fn numbered<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "[HTTP ").take(4);
    places.find_map(|at| {
        let (rest, status) = grammar::status(&text[at + "[HTTP ".len()..]).ok()?;
        let rest = rest.strip_prefix("] ")?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = &rest[digits..];
        let code = grammar::code(rest).ok().map(|(_, code)| code);
        let message = behind
            .strip_prefix(" :")
            .filter(|_| digits > 0)
            .or_else(|| retold(behind).filter(|_| code.is_some()))?
            .trim_start();
        let operation = grammar::OPERATIONS
            .iter()
            .any(|words| message.starts_with(words));
        let refusal =
            (400..500).contains(&status) && code.is_some_and(|code| classify::code(code).is_some());
        (operation || refusal).then_some(())?;
        (!grammar::source::is_program(text, at)).then_some(())?;
        if let Some(message) = grammar::after_operation(message) {
            found.message(message);
        }
        Some(Event {
            http_status: Some(status),
            twilio_code: code,
            ..Event::default()
        })
    })
}

/// What stands behind a code that an application printed in the SDK's form without its colon: nothing, a dash, or a
/// message that begins as a sentence does; anything else may be an amount.
fn retold(behind: &str) -> Option<&str> {
    let words = behind.trim_start_matches([' ', '-', '\u{2013}', '\u{2014}']);
    let sentence = words.starts_with(|letter: char| letter.is_uppercase());
    let ends = words.is_empty() || words.starts_with(['"', '\'', '`', ')', ']', '\n', '\r']);
    let parted = behind.starts_with(' ') || ends;
    (parted && (sentence || ends || words.len() + 1 < behind.len())).then_some(words)
}

/// `Twilio::REST::TwilioError: execution expired`, `Net::ReadTimeout (Twilio::REST::TwilioError)`: the connection failed,
/// and nobody answered. Older versions let Faraday's errors through; the SDK's frames are then below.
fn transport<'a>(text: &str) -> Option<Event<'a>> {
    let silent = text
        .split_once("Twilio::REST::TwilioError")
        .is_some_and(|(before, words)| {
            let line = before.rsplit('\n').next().unwrap_or("");
            is_silence(words.split('\n').next().unwrap_or("")) || is_silence(line)
        });
    let faraday = || {
        let head = text.split('\n').next().unwrap_or("");
        let class = [
            "(Faraday::TimeoutError)",
            "(Faraday::ConnectionFailed)",
            "(Faraday::SSLError)",
            "Faraday::TimeoutError: ",
            "Faraday::ConnectionFailed: ",
            "Faraday::SSLError: ",
            "Faraday::TimeoutError wrapped=",
            "Faraday::ConnectionFailed wrapped=",
            "Faraday::SSLError wrapped=",
        ];
        class.iter().any(|class| head.contains(class)) && text.contains("twilio-ruby/http/")
    };
    (silent || faraday()).then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}

/// Words of Ruby's own for a connection that failed, as they stand before the class.
fn is_silence(line: &str) -> bool {
    let own = [
        "Net::ReadTimeout",
        "Net::OpenTimeout",
        "unexpected eof",
        "SSL_connect",
        "Failed to open TCP",
    ];
    own.iter().any(|words| line.contains(words)) || grammar::tells_silence(line)
}

/// The class with Twilio's message alone.
fn bare<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let message = REFUSED
        .iter()
        .find_map(|class| thrown(text, class).or_else(|| uncaught(text, class)))
        .or_else(|| refused_page(text))?;
    found.message(grammar::after_operation(message).unwrap_or(message));
    Some(Event::default())
}

/// `Unable to fetch page`, with the class of transport errors: an answer that was none of success, whatever its status.
fn refused_page(text: &str) -> Option<&str> {
    const CLASS: &str = "Twilio::REST::TwilioError";
    let message = thrown(text, CLASS).or_else(|| uncaught(text, CLASS))?;
    grammar::OPERATIONS
        .iter()
        .any(|words| message.starts_with(words))
        .then_some(message)
}

/// The message as Ruby prints an error that nobody rescued: ``client.rb:226:in `request': Authenticate (Twilio::REST::RequestError)``.
fn uncaught<'a>(text: &'a str, class: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.contains(class))?;
    let told = line.trim_end().strip_suffix(')')?.strip_suffix(class)?;
    let (place, message) = told.strip_suffix(" (")?.split_once("': ")?;
    let framed = place.contains(".rb:") && place.contains(":in ");
    (framed && !message.trim().is_empty()).then_some(message)
}
