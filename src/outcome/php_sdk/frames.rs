//! What the SDK's own frames say of the request, as PHP prints their arguments: `Twilio\Version->create('POST', '/Accounts/…')`
//! in a trace, `Twilio\Version::create("POST", …)` on Laravel's console.

use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Event, Origin, Piece};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

/// How many calls of a trace are looked at.
const MOST: usize = 64;

/// Method and path of the request that the frames pass on; PHP cuts long arguments, and a path that is cut is none.
fn request(text: &str) -> Option<(&'static str, Option<&str>)> {
    let calls = text.match_indices(['(']).take(MOST);
    let mut passed = calls.filter_map(|(at, _)| call(text.get(..at)?, text.get(at + 1..)?));
    let (method, first) = passed.next()?;
    let path = first.or_else(|| passed.find_map(|(other, path)| path.filter(|_| other == method)));
    Some((method, path))
}

/// Method and path that a frame of the SDK hands over.
fn call<'a>(before: &str, given: &'a str) -> Option<(&'static str, Option<&'a str>)> {
    let frame = before.rsplit(char::is_whitespace).next()?;
    let frame = frame.trim_start_matches(['\\', '"', '\'']);
    (frame.starts_with("Twilio\\") && (frame.contains("->") || frame.contains("::")))
        .then_some(())?;
    let mut quoted = given.splitn(5, ['\'', '"']);
    let ("", method) = (quoted.next()?, quoted.next()?) else {
        return None;
    };
    let method = grammar::METHODS
        .into_iter()
        .find(|known| *known == method)?;
    let path = quoted.nth(1).unwrap_or("");
    let whole = path.starts_with('/') && !path.ends_with("...") && !path.contains('\\');
    Some((method, Some(path).filter(|_| whole)))
}

/// Adds method and resource from the frames of the same record.
pub(super) fn complete<'a>(
    text: &'a str,
    event: &mut Event<'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) {
    let Some((method, path)) = request(text) else {
        return;
    };
    event.method = event.method.or(Some(method));
    if let Some(path) = path.filter(|_| event.resource.is_none() && event.origin == Origin::Twilio)
    {
        let method = event.method;
        found.locate_path(None, path, event, record);
        event.method = method;
    }
}

/// Tells the request of a numbered frame that stands below an error, blank lines between.
pub(super) fn below<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) {
    let text = record.whole.trim_start();
    let numbered = text.starts_with(|letter: char| letter.is_ascii_digit());
    if !numbered || record.timestamp.is_some() || !text.contains("Twilio\\Version::") {
        return;
    }
    if let Some((method, Some(path))) = request(text) {
        found.piece(Dialect::Below, Piece::Method(method));
        found.piece(Dialect::Below, Piece::Url(path));
    }
}

#[cfg(test)]
mod tests {
    use super::request;

    #[test]
    fn frames_name_the_request_where_it_is_whole() {
        for (text, told) in [
            (
                r"#0 x/Client.php(189): Twilio\Http\CurlClient->request('POST', 'https://api.twi...', Array)",
                Some(("POST", None)),
            ),
            (
                r"#3 x/Version.php(204): Twilio\Version->fetch('GET', '/Accounts/AC0/Calls/CA0.json', Array)",
                Some(("GET", Some("/Accounts/AC0/Calls/CA0.json"))),
            ),
            (
                r#"2   Twilio\Version::create("POST", "/Accounts/AC0/Calls.json", [], [])"#,
                Some(("POST", Some("/Accounts/AC0/Calls.json"))),
            ),
            (
                r"#0 x.php(1): Twilio\\Http\\CurlClient->request('POST', 'https://api.twi...')\n#1",
                Some(("POST", None)),
            ),
            (
                r"#4 /app.php(9): App\Http\Client->request('POST', '/orders')",
                None,
            ),
            ("", None),
        ] {
            assert_eq!(request(text), told, "{text}");
        }
    }
}
