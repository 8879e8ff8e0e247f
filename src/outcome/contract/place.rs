//! Which host and resource a record names: from a URL, a path, Twilio's own words or the SDK's stack frames.

use super::Found;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind, Origin};
use crate::outcome::facts::{Address, Span};
use crate::outcome::grammar;
use crate::resource;

impl<'a> Found<'a> {
    /// Notes where Twilio's own message begins; the first counts. It may name the code where the record prints none.
    pub fn message(&mut self, text: &'a str) {
        if !self.is_closed() {
            self.message = self.message.or(Some(text));
        }
    }

    /// As [`Self::claim`], for what is surely Twilio's answer to a call: a code that mostly tells of webhooks tells here why the
    /// call was refused.
    pub fn claim_answer(&mut self, event: Event<'a>) {
        let first = self.event.is_none() && !self.is_closed();
        self.claim(event);
        if first && let Some(event) = self.event.as_mut().filter(|it| it.http_status.is_some()) {
            event.kind = Kind::ApiCall;
        }
    }

    /// Where the request of the only event went, if its record says.
    #[must_use]
    pub fn address(&self) -> Option<Address<'a>> {
        self.address.filter(|_| self.more.is_empty())
    }

    /// True for a record that lists several calls: what it says besides is of no single one.
    #[must_use]
    pub const fn lists_several(&self) -> bool {
        !self.more.is_empty()
    }

    /// As [`Self::tell`], with what the span says of the attempt.
    pub fn tell_span(&mut self, event: Event<'a>, span: Span<'a>) {
        self.tell(event);
        // Where it was not told, or completed another's event, it is of none.
        if self.spans.len() < self.events().count() {
            self.spans.push(span);
        }
    }

    /// The span that told an event, if spans told all of them.
    #[must_use]
    pub fn span(&self, event: &Event<'_>) -> Option<&Span<'a>> {
        let place = self
            .events()
            .position(|known| std::ptr::eq::<Event<'_>>(known, event))?;
        self.spans.get(place)
    }

    /// True when the first event tells that a call failed.
    #[must_use]
    pub fn tells_a_failure(&self) -> bool {
        let failed = |event: &Event<'_>| {
            event.kind == Kind::ApiCall && event.http_status.is_none_or(|it| it >= 400)
        };
        self.event().is_some_and(failed)
    }

    /// True where spans told the events.
    #[must_use]
    pub const fn is_of_spans(&self) -> bool {
        !self.spans.is_empty()
    }

    /// Fills host and resource from a URL; false when its host is no API host of Twilio.
    pub fn locate(&mut self, url: &'a str, event: &mut Event<'a>, record: &LogRecord<'a>) -> bool {
        let located = resource::resolve(url, &mut self.resource);
        self.place(located, Address { host: None, url }, event, record)
    }

    /// As [`Self::locate`], for a path whose host stands elsewhere or nowhere.
    pub fn locate_path(
        &mut self,
        host: Option<&'a str>,
        path: &'a str,
        event: &mut Event<'a>,
        record: &LogRecord<'a>,
    ) -> bool {
        let located = resource::resolve_path(host, path, &mut self.resource);
        self.place(located, Address { host, url: path }, event, record)
    }

    /// `The requested resource /2010-04-01/Accounts/AC…/Messages.json was not found`: Twilio's own words name the path.
    pub fn requested_resource(
        &mut self,
        text: &'a str,
        event: &mut Event<'a>,
        record: &LogRecord<'a>,
    ) {
        const WORDS: &str = "The requested resource ";
        if event.resource.is_some() {
            return;
        }
        if let Some((_, after)) = text
            .split_once(WORDS)
            .filter(|(_, after)| after.starts_with('/'))
        {
            // Cut off, the path may be that of another resource.
            if let Some((path, _)) = after.split_once(" was not found") {
                self.locate_path(None, path, event, record);
            }
        }
    }

    /// Fills the resource of a refused call from what else its text says: Twilio's own words, the SDK's stack frames, or
    /// the only URL of Twilio's API that stands in it, with the method before it.
    pub fn surroundings(&mut self, text: &'a str, event: &mut Event<'a>, record: &LogRecord<'a>) {
        self.requested_resource(text, event, record);
        if event.resource.is_none() {
            self.only_url(text, event, record);
        }
        if event.resource.is_none() {
            event.resource = record.texts().take(64).find_map(resource::of_frames);
        }
    }

    fn only_url(&mut self, text: &'a str, event: &mut Event<'a>, record: &LogRecord<'a>) {
        let mut only: Option<Event<'a>> = None;
        for at in memchr::memmem::find_iter(text.as_bytes(), "https://").take(16) {
            let url = &text[at..];
            let Some(length) = grammar::url_length(url) else {
                continue;
            };
            let url = &url[..length];
            let mut located = *event;
            if !self.locate(url, &mut located, record) || located.resource.is_none() {
                continue;
            }
            let word = text[..at].trim_end().rsplit(char::is_whitespace).next();
            located.method = event
                .method
                .or_else(|| word.and_then(grammar::method))
                .or_else(|| grammar::method_beside(text, at));
            if only.is_some_and(|known| known.resource != located.resource) {
                return;
            }
            only = only.or(Some(located));
        }
        *event = only.unwrap_or(*event);
    }

    fn place(
        &mut self,
        located: Option<resource::Located<'a>>,
        address: Address<'a>,
        event: &mut Event<'a>,
        record: &LogRecord<'a>,
    ) -> bool {
        let Some(located) = located else {
            event.instance = None;
            return false;
        };
        event.instance = Some(address.url).filter(|_| located.instance);
        // One host has one name, however it is written.
        event.host = located.host.map(|host| {
            if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
                record.memory.alloc_str(&host.to_ascii_lowercase())
            } else {
                host
            }
        });
        if located.misplaced_key {
            event.origin = Origin::MisplacedKey;
        }
        if self.address.is_none() && !self.resource.is_empty() {
            let host = located.host.or(address.host);
            self.address = Some(Address { host, ..address });
        }
        // An API host may stand without a resource (a tunnel, a bare host).
        event.resource = (!self.resource.is_empty()).then(|| {
            located
                .known
                .unwrap_or_else(|| record.memory.alloc_str(&self.resource))
        });
        true
    }
}
