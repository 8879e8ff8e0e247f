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
    if whole.is_some_and(|(before, _)| grammar::source::is_source(before)) {
        return None;
    }
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
    let link = answer.split_once(LINKED);
    let linked = || link.and_then(|(_, link)| grammar::linked_code(link));
    let told = told.is_some() || problem.is_some() || (whole.is_some() && linked().is_some());
    told.then_some(())?;
    let mut event = Event {
        twilio_code: problem.map(|(code, _)| code).or_else(linked),
        http_status: problem.map(|(_, status)| status),
        ..Event::default()
    };
    let asked = request.lines().rev().take(8).find_map(asked);
    if let Some((method, target)) = asked.or_else(|| asked_apart(request)) {
        if target.starts_with('/') {
            found.locate_path(None, target, &mut event, record);
        } else {
            found.locate(target, &mut event, record);
        }
        event.method = Some(method);
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
    let (method, path) = undressed(line).split_once(' ')?;
    let method = grammar::METHODS
        .into_iter()
        .find(|known| *known == method)?;
    path.starts_with('/').then_some((method, path.trim_end()))
}

/// Method and URL in two lines.
fn asked_apart(request: &str) -> Option<(&'static str, &str)> {
    let mut lines = request.lines().rev().take(8).map(undressed);
    let url = lines.find(|line| !line.is_empty())?;
    let word = lines.find(|line| !line.is_empty())?;
    let method = grammar::METHODS.into_iter().find(|known| *known == word)?;
    let alone = url.starts_with("https://") && !url.contains(' ');
    alone.then_some((method, url))
}

/// A line without the mark of a comment or a quotation, and without colours, which may have lost their escapes or have
/// U+FFFD in their place.
fn undressed(line: &str) -> &str {
    let line = line.trim();
    let unmarked = ["# ", "> ", "// ", "| ", "* "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark));
    let line = unmarked.unwrap_or(line).trim_start();
    let plain = ["\u{1b}[49m", "\u{fffd}[49m", "[49m"]
        .iter()
        .find_map(|colour| line.rsplit_once(colour))
        .map_or(line, |(_, plain)| plain);
    let ends = ["\u{1b}[0m", "\u{fffd}[0m", "[0m"];
    ends.iter()
        .find_map(|end| plain.strip_suffix(end))
        .unwrap_or(plain)
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
    fn the_block_is_read_as_a_comment_and_with_broken_colours() {
        let comment = "# x.TwilioRestException: \n# HTTP Error Your request was:\n\n# GET /Services/VA00000000000000000000000000000000/Verifications\n\n# Twilio returned the following information:\n\n# Unable to fetch record: Something new\n\n# More information may be available here:\n\n# https://www.twilio.com/docs/errors/20404\n";
        let broken = "\u{fffd}[31m\u{fffd}[49mHTTP Error\u{fffd}[0m \u{fffd}[37m\u{fffd}[49mYour request was:\u{fffd}[0m\n\u{fffd}[36m\u{fffd}[49mGET\nhttps://verify.twilio.com/v2/Services/VA00000000000000000000000000000000/Verifications\u{fffd}[0m\n\u{fffd}[37m\u{fffd}[49mTwilio returned the following information:\u{fffd}[0m\n\u{fffd}[34m\u{fffd}[49mSomething new\u{fffd}[0m\n\u{fffd}[37m\u{fffd}[49mMore information may be available here:\u{fffd}[0m\n\u{fffd}[34m\u{fffd}[49mhttps://www.twilio.com/docs/errors/20404\u{fffd}[0m";
        for text in [comment, broken, &broken.replace('\u{fffd}', "")] {
            let memory = Bump::new();
            let record = LogRecord::new(text, &memory);
            let event = read(text, &record, &mut Found::default()).unwrap();
            let told = (event.twilio_code, event.resource, event.method);
            let wanted = (
                Some(20404),
                Some("verify/Services/Verifications"),
                Some("GET"),
            );
            assert_eq!(told, wanted, "{text}");
        }
    }

    #[test]
    fn the_heading_alone_tells_nothing() {
        let memory = Bump::new();
        for text in [
            "Twilio returned the following information:",
            "print(\"Twilio returned the following information:\")\nprint(\"More information may be available here:\")\nprint(\"https://www.twilio.com/docs/errors/20003\")",
        ] {
            let record = LogRecord::new(text, &memory);
            assert!(read(text, &record, &mut Found::default()).is_none());
        }
    }
}
