//! Who answered, as errors and headers of HTTP clients tell it: nobody, or something on the way.

use super::{Field, Fields};
use crate::envelope::contract::Value;
use crate::event::Event;
use crate::outcome::grammar::origin;

impl<'a> Fields<'_, 'a> {
    /// The application's own id of what the call belongs to; Twilio's ids name one answer each, and join nothing.
    pub(super) fn correlation(&self, near: u32) -> Option<&'a str> {
        let own = |value: Value<'a>| value.text().filter(|id| !id.starts_with("RQ"));
        let id = self.nearest(Field::RequestId, near, own);
        id.or_else(|| self.nearest(Field::CorrelationId, near, |value| value.text()))
            .map(origin::trace_of)
    }

    /// The text that says that nobody answered, if one does.
    pub(super) fn silent(&self, near: u32) -> Option<&'a str> {
        let tells = |text: &&str| origin::names_silence(text);
        let said = |field| self.nearest(field, near, |value| value.text().filter(tells));
        said(Field::ErrorText).or_else(|| said(Field::Code))
    }

    /// True when headers of a failed answer show that something on the way gave it: the server of another product, or a
    /// page. Twilio's code or its id of the answer prove the contrary.
    pub(super) fn foreign(&self, near: u32, event: &Event<'a>) -> bool {
        let failed = event.http_status.is_some_and(|status| status >= 500);
        let proven =
            event.twilio_code.is_some() || event.request_id.is_some_and(|id| id.starts_with("RQ"));
        let says = |field, tells: fn(&str) -> bool| {
            let text = |value: Value<'a>| value.text().filter(|text| tells(text));
            self.own(field, near, text).is_some()
        };
        failed
            && !proven
            && (says(Field::Server, origin::is_other_server)
                || says(Field::ContentType, |kind| kind.starts_with("text/html")))
    }
}
