//! What the HTTP clients beneath the SDK throw, told by the SDK's frames in the traceback: nobody answered.

use crate::event::{Event, Origin};
use crate::outcome::grammar;

/// The SDK's own HTTP client among the frames.
const FRAMES: [&str; 2] = ["twilio/http/", "twilio\\http\\"];

/// A traceback through the SDK's HTTP client whose last line says that nobody answered.
pub(super) fn read<'a>(text: &str) -> Option<Event<'a>> {
    let frame = FRAMES.iter().filter_map(|frame| text.rfind(frame)).max()?;
    let (before, after) = text.split_at(frame);
    before
        .contains("Traceback (most recent call last):")
        .then_some(())?;
    // The frames are indented; the first line that is not names the exception.
    let thrown = after
        .lines()
        .skip(1)
        .find(|line| !line.is_empty() && !line.starts_with([' ', '\t']))?;
    let (class, _) = thrown.split_once(':').unwrap_or((thrown, ""));
    let named = !class.contains(' ') && class.contains(|letter: char| letter.is_ascii_uppercase());
    (named && (grammar::tells_silence(thrown) || is_silence(class))).then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}

/// Exceptions of requests and aiohttp, by their names.
fn is_silence(class: &str) -> bool {
    const NAMES: [&str; 9] = [
        "ConnectionError",
        "Timeout",
        "ReadTimeout",
        "ConnectTimeout",
        "TimeoutError",
        "SSLError",
        "ProxyError",
        "ServerDisconnectedError",
        "ClientConnectorError",
    ];
    NAMES.contains(&class.rsplit('.').next().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceback_through_the_client_that_ends_in_silence_is_a_call_nobody_answered() {
        let frames = "Traceback (most recent call last):\n  File \"/x/twilio/http/http_client.py\", line 1, in request\n    response = session.send(\n";
        for (last, silent) in [
            (
                "requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('x'))",
                true,
            ),
            ("requests.exceptions.ReadTimeout: x", true),
            ("ValueError: Timeout must be larger than 0", false),
            ("requests.exceptions.InvalidURL: x", false),
            ("next line: timed out", false),
        ] {
            assert_eq!(read(&format!("{frames}{last}")).is_some(), silent, "{last}");
        }
        assert!(read("twilio/http/http_client.py timed out").is_none());
    }
}
