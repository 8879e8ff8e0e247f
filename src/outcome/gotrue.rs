//! What Supabase's sign-in server says of Twilio's refusals, inside answers of its own: `Error sending confirmation sms:
//! message More information: https://www.twilio.com/docs/errors/60200`. The status beside it is that server's.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for Supabase's sign-in server.
pub struct Gotrue;

/// Before Twilio's own link.
const LINK: &str = "More information: http";
/// How the server's own sentence begins.
const SENDING: &str = "Error sending ";
/// How the messages that name Twilio go on.
const NAMED: [&str; 2] = ["wilio ph", "wilio nu"];

impl Outcome for Gotrue {
    fn name(&self) -> &'static str {
        "gotrue"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", NAMED[0], NAMED[1]]
    }

    fn marks(&self) -> &'static [&'static str] {
        &[LINK, SENDING]
    }

    fn example(&self) -> &'static str {
        "Error sending confirmation sms: Invalid parameter 'To': +15550000000 More information: https://www.twilio.com/docs/errors/60200"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if let Some(event) = linked(text).or_else(|| sentence(text, found)) {
                found.claim(event);
                return;
            }
        }
    }
}

/// The code in the link.
fn linked<'a>(text: &str) -> Option<Event<'a>> {
    let link = match text.split_once(LINK) {
        Some((_, link)) => link,
        None => subject(text)?.1.split_once("see http")?.1,
    };
    let link = link.split(char::is_whitespace).next()?;
    let code = grammar::linked_code(link).filter(|code| classify::code(*code).is_some())?;
    Some(Event {
        kind: classify::kind_of_code(code),
        twilio_code: Some(code),
        ..Event::default()
    })
}

/// The server's own sentence around a message that only Twilio writes, and that names Twilio.
fn sentence<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    NAMED
        .iter()
        .find(|words| memchr::memmem::find(text.as_bytes(), words.as_bytes()).is_some())?;
    let (_, message) = subject(text)?;
    classify::code_of_message(message, None)?;
    found.message(message);
    Some(Event::default())
}

/// What the server could not send, and why: `Error sending confirmation OTP to provider: …`.
fn subject(text: &str) -> Option<(&str, &str)> {
    let at = memchr::memmem::find(text.as_bytes(), SENDING.as_bytes())?;
    let after = text.get(at + SENDING.len()..)?;
    let (subject, message) = after
        .split_once(": ")
        .filter(|(subject, _)| subject.len() < 40)?;
    let lower = subject.to_ascii_lowercase();
    let sent = ["otp", "sms", "provider"]
        .iter()
        .any(|word| lower.contains(word));
    (sent && !grammar::source::is_program(text, at)).then_some((subject, message))
}
