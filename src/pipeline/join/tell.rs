//! How a call that several records tell is told as one event, with what the audit of retries asks of it.

use super::call::Call;
use crate::event::{Dialect, Origin};
use crate::outcome::facts;
use crate::pipeline::part::OwnedEvent;
use crate::pipeline::scan::{Passed, Seen};
use crate::resource;

/// The recogniser of blocks, as `format` names it.
const BLOCK: &str = "sdk_debug";

impl Call {
    /// Milliseconds from the record that told the request to the one that told how it ended.
    fn took(&self) -> u32 {
        let times = self.first.timestamp.zip(self.event.event().timestamp);
        let took = times.map_or(0, |(began, ended)| {
            ended.milliseconds() - began.milliseconds()
        });
        u32::try_from(took).unwrap_or(0)
    }

    /// Tells the call.
    pub(super) fn tell(mut self, passed: &mut Passed, each: &mut impl FnMut(&Seen<'_>) -> bool) {
        let block = self.is_asked() || self.shared;
        if !block && self.event == OwnedEvent::default() {
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
            event.outcome = BLOCK;
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
