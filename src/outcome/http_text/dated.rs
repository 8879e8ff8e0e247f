//! A sentence about a path without its host: `Twilio API POST /2010-04-01/Accounts/AC…/Messages.json -> 429`.

use super::status;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

/// How the path begins.
pub(super) const PATH: &str = " /2010-04-01/";

/// The first such path of a line that names Twilio, with a method before it and an outcome behind. What a server writes of
/// its own requests names nobody, and is read elsewhere.
pub(super) fn sentence<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), PATH).take(8);
    places.find_map(|at| {
        let before = text.get(..at)?.rsplit(['\n', '\r']).next()?;
        let (words, word) = before.rsplit_once(' ').unwrap_or(("", before));
        let method = grammar::method(word).filter(|method| *method == word)?;
        names_twilio(words).then_some(())?;
        let rest = text.get(at + 1..)?;
        let (path, after) = rest.split_at_checked(grammar::url_length(rest)?)?;
        let path = path.trim_end_matches(['.', ',', ':', ';']);
        let line = after.split(['\n', '\r']).next()?;
        // A request as it goes over the wire has its answer elsewhere.
        (!line.contains(" HTTP/")).then_some(())?;
        let mut event = Event::default();
        found
            .locate_path(None, path, &mut event, record)
            .then_some(())?;
        event.method = Some(method);
        match status::after(line) {
            Some((status, code)) => {
                event.http_status = Some(status);
                event.twilio_code = code.or_else(|| super::code_after(line, ""));
            }
            None if grammar::tells_silence(line) => event.origin = Origin::Nobody,
            None => return None,
        }
        Some(event)
    })
}

/// True for words that speak of calls to Twilio. A double of its API is nobody's.
fn names_twilio(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let double = ["mock", "fake", "stub", "prism"];
    lower.contains("twilio") && !double.iter().any(|word| lower.contains(word))
}
