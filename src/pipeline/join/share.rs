//! What several requests say of themselves alike: all that is known of a call when any of them may be the one.

use super::call::Call;
use crate::event::Event;
use crate::event::attempt::{Facts, Told};
use crate::pipeline::part::OwnedEvent;

/// What several requests say of themselves alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    method: Option<&'static str>,
    host: Option<Box<str>>,
    resource: String,
    /// What is of this one request; of several that differ there is none.
    own: Option<Own>,
}

/// What one request says of itself besides where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own {
    url: Option<Box<str>>,
    idempotency_key: Option<Box<str>>,
    correlation: Option<(u8, Box<str>)>,
    told: Told,
    facts: Facts,
}

impl Shared {
    /// What both say alike.
    pub(super) fn with(mut self, other: &Self) -> Self {
        if self.method != other.method {
            self.method = None;
        }
        if self.host != other.host {
            self.host = None;
        }
        if self.resource != other.resource {
            self.resource.clear();
        }
        if self.own != other.own {
            self.own = None;
        }
        self
    }
}

impl Call {
    /// What the request says of itself.
    pub(super) fn asked(&self) -> Shared {
        let known = self.event.event();
        let mut resource = String::new();
        let host = self.locate(&mut resource).and_then(|located| located.host);
        if resource.is_empty() {
            resource.push_str(known.resource.unwrap_or(""));
        }
        Shared {
            method: self.method,
            host: host.or(known.host).map(Into::into),
            resource,
            own: (!self.shared).then(|| Own {
                url: self.url.clone(),
                idempotency_key: self.idempotency_key.clone(),
                correlation: self.correlation.clone(),
                told: self.told,
                facts: self.first.facts,
            }),
        }
    }

    /// Keeps of the request only what others share.
    pub(super) fn keep(&mut self, shared: &Shared) {
        if self.asked() == *shared {
            return;
        }
        self.method = shared.method;
        self.url = None;
        self.idempotency_key = None;
        self.correlation = None;
        self.told = Told::default();
        self.shared = true;
        let before = std::mem::take(&mut self.event);
        self.event = OwnedEvent::of(&Event {
            host: shared.host.as_deref(),
            resource: Some(shared.resource.as_str()).filter(|text| !text.is_empty()),
            instance: None,
            ..before.event()
        });
    }
}
