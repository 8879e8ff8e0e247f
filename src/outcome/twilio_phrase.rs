//! Sentences that name Twilio and its code: `Twilio Error 20003`, `twilio error: 21211: …`, `Error code 20003 from Twilio`.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for sentences.
pub struct TwilioPhrase;

impl Outcome for TwilioPhrase {
    fn name(&self) -> &'static str {
        "twilio_phrase"
    }

    // " from Twilio" without its first letters: the search goes by the first four, and " fro" stands everywhere.
    fn literals(&self) -> &'static [&'static str] {
        &["Twilio Error", "Twilio error", "twilio error", "om Twilio"]
    }

    fn example(&self) -> &'static str {
        "Error code 20003 from Twilio: Authenticate. See https://www.twilio.com/docs/errors/20003 for more info."
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "Twilio's name and a code side by side, as `Twilio Error 20003`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if let Some(twilio_code) = named(text).filter(|code| classify::code(*code).is_some()) {
                let kind = classify::kind_of_code(twilio_code);
                found.claim(Event {
                    kind,
                    twilio_code: Some(twilio_code),
                    ..Event::default()
                });
                return;
            }
        }
    }
}

/// The code right after the words, or right before `from Twilio`. Only codes of the catalogue: a sentence may hold any number.
fn named(text: &str) -> Option<u32> {
    let after = ["Twilio Error", "Twilio error", "twilio error"]
        .iter()
        .find_map(|words| {
            let rest = text
                .split_once(words)?
                .1
                .trim_start_matches([':', ' ', '(', '#', '[']);
            let rest = rest
                .strip_prefix("code")
                .map_or(rest, |rest| rest.trim_start_matches([':', ' ', '=']));
            Some(grammar::code(rest).ok()?.1)
        });
    after.or_else(|| {
        let (ahead, _) = text.split_once(" from Twilio")?;
        let (words, number) = ahead.rsplit_once(' ')?;
        words.to_ascii_lowercase().ends_with("code").then_some(())?;
        Some(grammar::code(number).ok()?.1)
    })
}
