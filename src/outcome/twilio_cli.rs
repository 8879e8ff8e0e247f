//! The errors of Twilio's command line: `Error code 21211 from Twilio: message. See link for more info.`, with `N/A` where
//! the answer had no code, and with the status in the newest versions.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for the command line.
pub struct TwilioCli;

impl Outcome for TwilioCli {
    fn name(&self) -> &'static str {
        "twilio_cli"
    }

    // " from Twilio" without its first letters: the search goes by the first four, and " fro" stands everywhere.
    fn literals(&self) -> &'static [&'static str] {
        &["om Twilio", "ed API Request "]
    }

    fn example(&self) -> &'static str {
        "Error code 20003 from Twilio: Authenticate. See https://www.twilio.com/docs/errors/20003 for more info."
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if let Some(event) = told(text, found).or_else(|| boxed(text)) {
                found.claim(event);
                return;
            }
        }
    }
}

fn told<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let (ahead, after) = text.split_once(" from Twilio")?;
    let (words, number) = ahead.rsplit_once(' ')?;
    let named = words.to_ascii_lowercase().ends_with("code");
    (named && !grammar::source::is_program(text, ahead.len())).then_some(())?;
    let code = grammar::code(number).ok().map(|(_, code)| code);
    let code = code.filter(|code| classify::code(*code).is_some());
    (code.is_some() || number == "N/A").then_some(())?;
    let line = after.split('\n').next().unwrap_or("");
    let status = line
        .split_once("HTTP ")
        .and_then(|(_, status)| Some(grammar::status(status).ok()?.1));
    if let Some(message) = after.strip_prefix(": ") {
        found.message(message);
    }
    Some(Event {
        kind: code
            .filter(|_| status.is_none())
            .map_or_else(Default::default, classify::kind_of_code),
        http_status: status,
        twilio_code: code,
        ..Event::default()
    })
}

/// `Failed API Request 20003` at the end of its line, in the box that the toolkit for serverless prints, with the link below.
fn boxed<'a>(text: &str) -> Option<Event<'a>> {
    let (_, after) = text.split_once("Failed API Request ")?;
    let (rest, code) = grammar::code(after).ok()?;
    let (line, below) = rest.split_once('\n')?;
    let known = classify::code(code).is_some() && grammar::linked_code(below) == Some(code);
    (line.trim().is_empty() && known).then(|| Event {
        kind: classify::kind_of_code(code),
        twilio_code: Some(code),
        ..Event::default()
    })
}
