//! Who answered, as errors and headers of HTTP clients tell it: nobody, or something on the way.

use super::header_maps::{self, Name, Side};
use super::{Field, Fields};
use crate::envelope::contract::Value;
use crate::event::Event;
use crate::outcome::grammar::{self, origin};

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
        let tells = |text: &&str| grammar::names_silence(text);
        let said = |field| self.nearest(field, near, |value| value.text().filter(tells));
        said(Field::ErrorText).or_else(|| said(Field::Code))
    }

    /// Twilio's id of its answer, or whatever id the record has.
    pub(super) fn request_id(&self, near: u32) -> Option<&'a str> {
        let of_twilio = |id: &'a str| id.starts_with("RQ").then_some(id);
        self.nearest(Field::RequestId, near, |value| of_twilio(value.text()?))
            .or_else(|| self.header(Name::RequestId, Side::Request, near, of_twilio))
            .or_else(|| self.nearest(Field::RequestId, near, |value| value.text()))
    }

    /// True when a failed answer shows that something on the way gave it: by the server of another product in its headers,
    /// or by a page. Twilio's code, its id of the answer or headers of its own prove the contrary.
    pub(super) fn foreign(&self, near: u32, event: &Event<'a>) -> bool {
        let failed = event.http_status.is_some_and(|status| status >= 500);
        let proven =
            event.twilio_code.is_some() || event.request_id.is_some_and(|id| id.starts_with("RQ"));
        failed
            && !proven
            && (self.says(near, (Field::Server, Name::Server), origin::is_other_server)
                || self.says(near, (Field::ContentType, Name::ContentType), is_html)
                || self.is_page(near))
            && !self.has_header_of_twilio(near)
    }

    /// True when a field or a header of the answer is so.
    fn says(&self, near: u32, (field, name): (Field, Name), is: fn(&str) -> bool) -> bool {
        let text = |value: Value<'a>| value.text().filter(|text| is(text));
        // Of an answer that Caddy passed on it is known by other signs that a server behind it gave it.
        self.own(field, near, text).is_some()
            || !self.is_caddy()
                && self
                    .header(name, Side::Request, near, |text| is(text).then_some(()))
                    .is_some()
    }

    /// True when the body of the answer, or the error that repeats it, is a page.
    fn is_page(&self, near: u32) -> bool {
        let of_a_request = |object: u32| {
            let object = self.all.get(object as usize);
            object.is_some_and(|object| REQUESTS.contains(&object.name))
        };
        let texts = self.each(Field::Body).chain(self.each(Field::ErrorText));
        let mut pages = texts
            .filter(|attribute| attribute.value.text().is_some_and(origin::is_page))
            .take(header_maps::MOST);
        pages.any(|page| !of_a_request(page.parent) && self.of_this_call(near, page.parent))
    }
}

/// Objects whose body is what was sent.
const REQUESTS: [&str; 6] = [
    "request",
    "req",
    "config",
    "options",
    "httpRequest",
    "http_request",
];

fn is_html(kind: &str) -> bool {
    let start = kind.get(.."text/html".len());
    start.is_some_and(|start| start.eq_ignore_ascii_case("text/html"))
}
