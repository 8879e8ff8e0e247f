//! How a call that several records tell is told as one event, with what the audit of retries asks of it.

use super::call::Call;
use crate::event::{Dialect, Origin};
use crate::outcome::facts;
use crate::pipeline::part::OwnedEvent;
use crate::pipeline::scan::{Passed, Seen};
use crate::resource;

/// The recogniser of blocks, as `format` names it.
const BLOCK: &str = "sdk_debug";
/// The recogniser of requests and answers in records of their own.
const PAIR: &str = "client_log";

impl Call {
    /// Milliseconds from the record that told the request to the one that told how it ended.
    fn took(&self) -> u32 {
        let times = self.first.timestamp.zip(self.event.event().timestamp);
        let took = times.map_or(0, |(began, ended)| {
            ended.milliseconds() - began.milliseconds()
        });
        u32::try_from(took).unwrap_or(0)
    }

    /// True for a request that a client of HTTP told, and that had no answer, or went to somebody else than Twilio.
    fn is_nobodys(&self) -> bool {
        let event = self.event.event();
        let answered = event.http_status.is_some()
            || event.twilio_code.is_some()
            || matches!(event.origin, Origin::Nobody | Origin::Accepted);
        let named = event.host.is_some() || event.resource.is_some();
        self.dialect.is_of_client()
            && !(answered && (named || self.locate(&mut String::new()).is_some()))
    }

    /// Tells the call.
    pub(super) fn tell(mut self, passed: &mut Passed, each: &mut impl FnMut(&Seen<'_>) -> bool) {
        let block = self.is_asked() || self.shared;
        if (!block && self.event == OwnedEvent::default()) || self.is_nobodys() {
            passed.other += self.lines;
            return;
        }
        self.told.took = self.took();
        self.told.python |= self.dialect == Dialect::Python;
        let mut text = String::new();
        let located = self.locate(&mut text);
        let mut event = self.event.event();
        event.method = self.method.or(event.method);
        event.host = located.and_then(|located| located.host).or(event.host);
        if located.is_some_and(|located| located.misplaced_key) {
            event.origin = Origin::MisplacedKey;
        }
        event.resource = Some(text.as_str())
            .filter(|text| !text.is_empty())
            .or(event.resource);
        event.request_id = self.request_id.as_deref().or(event.request_id);
        event.idempotency_key = self.idempotency_key.as_deref().or(event.idempotency_key);
        event.instance = event
            .instance
            .or(self.url.as_deref().filter(|url| resource::is_instance(url)));
        event.timestamp = event.timestamp.or(self.first.timestamp).or(self.date);
        if event.outcome.is_empty() {
            event.outcome = if self.dialect.is_of_client() {
                PAIR
            } else {
                BLOCK
            };
        }
        event.correlation_id = self
            .correlation
            .as_ref()
            .map(|(_, id)| &**id)
            .or(event.correlation_id);
        let number = self.told.number.map(|(number, _)| number);
        event.attempt = event.attempt.or(number);
        let known = (!self.shared).then_some(self.first.facts);
        let address = (self.host.as_deref(), self.url.as_deref());
        let facts = facts::told_apart(known, address, &self.told, &event);
        let asked = each(&Seen::known(&event, facts, &self.first, self.lines));
        let lines = if asked {
            &mut passed.event_lines
        } else {
            &mut passed.filtered
        };
        *lines += self.lines;
    }
}
