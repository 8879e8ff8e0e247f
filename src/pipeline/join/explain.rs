//! What exceptions and the lines below a failure say of a call that is told already.

use super::call::Call;
use crate::event::{Dialect, Event, Origin};
use crate::outcome::contract::agree;
use crate::pipeline::part::Part;

/// The most bytes between two tracebacks of one failure: blank lines around a sentence.
const CHAINED: u64 = 96;

/// The most bytes between an exception and the body of the same answer.
const BETWEEN: u64 = 12;

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

    /// True when a traceback goes on with the silence that one before it told.
    pub(super) fn is_chained_to(&self, event: &Event<'_>, part: &Part) -> bool {
        let silent = |origin: Origin| origin == Origin::Nobody;
        silent(self.event.event().origin)
            && silent(event.origin)
            && part.timestamp.is_none()
            && self.is_caused_by(part)
            && self.same_place(event)
    }
}
