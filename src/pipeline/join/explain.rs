//! What exceptions and the lines below a failure say of a call that is told already.

use super::call::Call;
use crate::event::{Dialect, Event, Origin};
use crate::outcome::contract::agree;
use crate::pipeline::part::Part;
use crate::timestamp::Timestamp;

/// The most bytes between two tracebacks of one failure: blank lines around a sentence.
const CHAINED: u64 = 96;

/// The most bytes between an exception and the body of the same answer.
const BETWEEN: u64 = 12;

/// What the oldest SDK for PHP throws when no stream could be opened.
const STREAM: &str = "Services_Twilio_HttpStreamException";

/// How long, in milliseconds, after an answer an exception may tell of it: it is thrown at once, and its report may wait a little.
const THROWN: i64 = 10_000;

/// What opens a traceback of Python.
const TRACEBACK: &str = "Traceback (most recent call last):";

impl Call {
    /// True when an exception may tell the same failure as what was answered before it: it names no other request.
    pub(super) fn is_explained_by(&self, event: &Event<'_>) -> bool {
        let known = self.event.event();
        let failed =
            known.http_status.is_none_or(|status| status >= 400) && event.origin != Origin::Nobody;
        let method = self.method.or(known.method);
        let same_method = event.method.is_none() || method.is_none() || event.method == method;
        failed && same_method && agree(&known, event) && self.same_place(event)
    }

    /// True when its answer is known to have come so long before another time that what is told then is another call.
    pub(super) fn is_over(&self, now: Option<Timestamp>) -> bool {
        let since = self.event.event().timestamp.zip(now);
        since.is_some_and(|(then, now)| now.milliseconds() - then.milliseconds() > THROWN)
    }

    /// True when the line below, which has no time of its own, adds the code and names no other request.
    pub(super) fn is_continued_by(&self, event: &Event<'_>, part: &Part) -> bool {
        let known = self.event.event();
        let screen = self.dialect == Dialect::Screen && part.offset - self.end <= CHAINED;
        let stated = known.twilio_code.is_some() && !known.inferred;
        let adds = match (stated, event.inferred) {
            // Twilio's message alone, below the code or the status that it belongs to.
            (true, true) => event.http_status.is_none() && known.twilio_code == event.twilio_code,
            (false, true) => {
                let refused = known.http_status.map_or(screen, |status| status < 500);
                event.http_status.is_none() && refused
            }
            (false, false) => event.twilio_code.is_some(),
            (true, false) => false,
        };
        // A line between may say the status alone, `HTTP 401`, where the exception's words go with the body's code.
        let told = known.inferred && known.twilio_code == event.twilio_code;
        let near = part.offset - self.end <= if told { BETWEEN } else { 0 };
        (screen || near)
            && part.timestamp.is_none()
            && known.origin != Origin::Nobody
            && event.method.is_none()
            && event.host.is_none()
            && adds
            && self.same_place(event)
            && agree(&known, event)
    }

    /// True for the next traceback of Python's, or the cause that Ruby prints below the error.
    fn is_caused_by(&self, part: &Part) -> bool {
        let head = part.text.split('\n').next().unwrap_or("");
        let ruby =
            part.offset == self.end && head.ends_with("Error)") && head.contains("(Faraday::");
        ruby || (part.offset - self.end <= CHAINED && part.text.starts_with(TRACEBACK))
    }

    /// True for an SDK's exception that does not say where the request went: lines of its own below may.
    pub(super) fn is_thrown_unplaced(&self) -> bool {
        let thrown = ["RestException", "[HTTP "];
        self.event.event().resource.is_none()
            && thrown.iter().any(|words| self.first.text.contains(words))
    }

    /// True when a traceback goes on with the silence that one before it told, or the oldest SDK for PHP throws what PHP
    /// has warned of.
    pub(super) fn is_chained_to(&self, event: &Event<'_>, part: &Part) -> bool {
        let thrown = self.above().contains("failed to open stream: ") && part.text.contains(STREAM);
        let caused = part.timestamp.is_none() && self.is_caused_by(part);
        self.is_silent_with(event) && (thrown || caused)
    }

    /// True when the error that the line above told by its message is printed once more, with its class and its stack.
    pub(super) fn is_retold_by(&self, event: &Event<'_>, part: &Part) -> bool {
        let known = self.event.event().timestamp;
        let same_time = part.timestamp.is_none() || part.timestamp == known;
        part.offset == self.end
            && same_time
            && self.is_silent_with(event)
            && retells(self.above(), &part.text)
    }

    /// True when both tell a silence of one place.
    fn is_silent_with(&self, event: &Event<'_>) -> bool {
        let silent = |origin: Origin| origin == Origin::Nobody;
        silent(self.event.event().origin) && silent(event.origin) && self.same_place(event)
    }

    /// The text of the record that told what is known last.
    fn above(&self) -> &str {
        self.heard.as_deref().unwrap_or(&self.first.text)
    }
}

/// True for `Error: message` with frames below it, where the text above ends with the same message, without the class.
fn retells(above: &str, below: &str) -> bool {
    const SHORTEST: usize = 8;
    let (head, frames) = below.split_once('\n').unwrap_or((below, ""));
    let above = above.trim_end();
    let told = |(class, message): (&str, &str)| {
        let message = message.trim_end();
        let word = class.rsplit(' ').next().unwrap_or("");
        let before = above.strip_suffix(message);
        word.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && message.len() >= SHORTEST
            && before.is_some_and(|before| !before.ends_with("Error: "))
    };
    frames.trim_start().starts_with("at ") && head.split_once("Error: ").is_some_and(told)
}

#[cfg(test)]
mod tests {
    use super::retells;

    #[test]
    fn a_message_is_retold_by_its_error_and_its_stack() {
        let message = "connect ECONNREFUSED 192.0.2.1:443";
        let stack = format!("[DEBUG] Error: {message}\n    at x (y.js:1:2)");
        assert!(retells(&format!("[DEBUG] {message}"), &stack));
        assert!(retells(
            &format!("2025-01-01 ERROR {message}\n"),
            &stack.replace("Error", "AxiosError")
        ));
        // Another failure, the same again, and a sentence without a stack.
        assert!(!retells("[DEBUG] socket hang up", &stack));
        assert!(!retells(&format!("Error: {message}"), &stack));
        assert!(!retells(message, &format!("Error: {message}")));
        assert!(!retells(message, ""));
    }
}
