//! What the exception says on a screen, in colours and over many lines: the request, the message, the link to the code.

use super::PythonSdk;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Event, Piece};
use crate::outcome::contract::{Found, Outcome};
use crate::outcome::grammar;

/// Between the request and the answer.
const RETURNED: &str = "Twilio returned the following information:";

/// Between the message and the link.
const LINKED: &str = "More information may be available here:";

/// Reads the whole text; what stands in other records is not known.
pub(super) fn read<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    // Whoever copies the block may leave its request behind.
    let whole = text.split_once(RETURNED);
    let rest = || {
        let (_, link) = text.split_once(LINKED)?;
        link.contains("twilio.com/docs/errors/")
            .then_some(("", text))
    };
    let (request, answer) = whole.or_else(rest)?;
    let problem = answer.lines().take(8).find_map(|line| problem(line.trim()));
    let told = grammar::OPERATIONS
        .iter()
        .filter_map(|words| memchr::memmem::find(answer.as_bytes(), words.as_bytes()))
        .min();
    if let Some(message) = told.and_then(|told| grammar::after_operation(answer.get(told..)?)) {
        found.message(message);
    }
    (told.is_some() || problem.is_some()).then_some(())?;
    let link = answer.split_once(LINKED);
    let linked = || link.and_then(|(_, link)| grammar::linked_code(link));
    let mut event = Event {
        twilio_code: problem.map(|(code, _)| code).or_else(linked),
        http_status: problem.map(|(_, status)| status),
        ..Event::default()
    };
    let asked = request.lines().rev().take(8).find_map(asked);
    if let Some((method, path)) = asked {
        event.method = Some(method);
        found.locate_path(None, path, &mut event, record);
    }
    Some(event)
}

/// The block comes as lines of their own, as its blank lines part them: each is a piece. What it is made of counts only
/// behind its first line.
pub(super) fn line<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) {
    let words = record.body.trim();
    // Only the forms that the literals find.
    if !record.coloured
        && !PythonSdk
            .literals()
            .iter()
            .any(|literal| words.contains(literal))
    {
        return;
    }
    if words == "HTTP Error Your request was:" {
        found.piece(Dialect::Screen, Piece::Begin);
    } else if words == RETURNED {
        found.piece(Dialect::Screen, Piece::Refused);
    } else if let Some((code, status)) = problem(words) {
        found.piece(Dialect::Screen, Piece::Code(code));
        found.piece(Dialect::Screen, Piece::Status(status));
    } else if words.starts_with("https://www.twilio.com/docs/")
        && let Some(code) = grammar::linked_code(words)
    {
        found.piece(Dialect::Screen, Piece::Code(code));
    } else if let Some((method, path)) = asked(words) {
        found.piece(Dialect::Screen, Piece::Method(method));
        found.piece(Dialect::Screen, Piece::Url(path));
    }
}

/// `Error Code: 20422 | Status: 422`, of the newest products.
fn problem(words: &str) -> Option<(u32, u16)> {
    let (rest, code) = grammar::code(words.strip_prefix("Error Code: ")?).ok()?;
    let (rest, status) = grammar::status(rest.strip_prefix(" | Status: ")?).ok()?;
    rest.is_empty().then_some((code, status))
}

/// Method and path in a line of their own, coloured or not.
fn asked(line: &str) -> Option<(&'static str, &str)> {
    let plain = line.trim().trim_end_matches("\u{1b}[0m");
    let plain = plain
        .rsplit_once("\u{1b}[49m")
        .map_or(plain, |(_, plain)| plain);
    let (method, path) = plain.split_once(' ')?;
    let method = grammar::METHODS
        .into_iter()
        .find(|known| *known == method)?;
    path.starts_with('/').then_some((method, path.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[test]
    fn the_block_is_read_with_its_colours_and_without() {
        let coloured = "twilio.base.exceptions.TwilioRestException: \n\u{1b}[31m\u{1b}[49mHTTP Error\u{1b}[0m \u{1b}[37m\u{1b}[49mYour request was:\u{1b}[0m\n\n\u{1b}[36m\u{1b}[49mPOST /Accounts/AC00000000000000000000000000000000/Messages.json\u{1b}[0m\n\n\u{1b}[37m\u{1b}[49mTwilio returned the following information:\u{1b}[0m\n\n\u{1b}[34m\u{1b}[49mUnable to create record: Something new\u{1b}[0m\n\n\u{1b}[37m\u{1b}[49mMore information may be available here:\u{1b}[0m\n\n\u{1b}[34m\u{1b}[49mhttps://www.twilio.com/docs/errors/21211\u{1b}[0m\n\n";
        let mut plain = coloured.replace("\u{1b}[0m", "").replace("\u{1b}[49m", "");
        for colour in 31..38 {
            plain = plain.replace(&format!("\u{1b}[{colour}m"), "");
        }
        for text in [coloured, &plain] {
            let memory = Bump::new();
            let record = LogRecord::new(text, &memory);
            let event = read(text, &record, &mut Found::default()).unwrap();
            let told = (
                event.twilio_code,
                event.resource,
                event.method,
                event.http_status,
            );
            let wanted = (Some(21211), Some("messaging/Messages"), Some("POST"), None);
            assert_eq!(told, wanted);
        }
    }

    #[test]
    fn the_heading_alone_tells_nothing() {
        let memory = Bump::new();
        let text = "Twilio returned the following information:";
        let record = LogRecord::new(text, &memory);
        assert!(read(text, &record, &mut Found::default()).is_none());
    }
}
