//! What is to be counted: the windows, and which events are asked for.

use crate::aggregate::attempts::Scratch;
use crate::aggregate::window::Width;
use crate::classify::{self, Class, Pair};
use crate::event::{Event, Kind};
use crate::formats::UserFormats;
use crate::redact::Redaction;
use crate::timestamp::{Timestamp, Zone};

/// What to count.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Width of the windows.
    pub width: Width,
    /// Width of the incident detector's windows in seconds; 0 stands for its own default.
    pub incident_width: u32,
    /// Nobody looks at an audit of retries, so no attempt is kept for one: what a report of this said of retries would not be true.
    pub without_audit: bool,
    /// How many bytes the audit of retries may keep; 0 stands for its own default.
    pub retry_memory: usize,
    /// Where the audit of retries puts aside what it has no memory for; `None` to look at a sample of requests instead.
    pub scratch: Option<Scratch>,
    /// Only events at or after it; events without a time are then left out.
    pub since: Option<Timestamp>,
    /// Only events before it; events without a time are then left out.
    pub until: Option<Timestamp>,
    /// Only these resources, each with everything below it; empty for all.
    pub resources: Vec<String>,
    /// Only API calls of these classes; empty for all.
    pub classes: Vec<Class>,
    /// Formats of the user's own, asked before the built-in ones.
    pub formats: UserFormats,
    /// The zone of stamps that name none.
    pub assumed: Zone,
    /// How much of the logs' text may be shown; the counts do not depend on it.
    pub redaction: Redaction,
}

impl Request {
    /// True when the event is to be counted.
    #[must_use]
    pub fn admits(&self, event: &Event<'_>) -> bool {
        self.in_time(event.timestamp) && self.in_resources(event.resource) && self.in_classes(event)
    }

    /// True when the time is one that was asked for.
    #[must_use]
    pub fn spans(&self, when: Timestamp) -> bool {
        self.in_time(Some(when))
    }

    fn in_time(&self, when: Option<Timestamp>) -> bool {
        match when {
            Some(when) => {
                self.since.is_none_or(|since| when >= since)
                    && self.until.is_none_or(|until| when < until)
            }
            None => self.since.is_none() && self.until.is_none(),
        }
    }

    fn in_resources(&self, resource: Option<&str>) -> bool {
        let below = |asked: &String| {
            let rest = resource.and_then(|resource| resource.strip_prefix(asked.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.resources.is_empty() || self.resources.iter().any(below)
    }

    fn in_classes(&self, event: &Event<'_>) -> bool {
        if self.classes.is_empty() {
            return true;
        }
        let pair = Pair::of(event);
        event.kind == Kind::ApiCall
            && classify::class_of(pair).is_some_and(|class| self.classes.contains(&class))
    }
}
