//! What an outcome recogniser is: literals without which it cannot match, and a function from a record to a claim.

use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Event, Kind, Origin, Piece};
use crate::resource;
use crate::timestamp::Timestamp;

/// One way that a record may tell what became of a call.
pub trait Outcome: Sync {
    /// Its name in `format`, in the help and in the documentation.
    fn name(&self) -> &'static str;
    /// Without one of these in the record's bytes it claims nothing. They are searched over whole chunks: the rarer, the better.
    fn literals(&self) -> &'static [&'static str];
    /// A record of this kind, for the documentation; the conformance test reads an event from it.
    fn example(&self) -> &'static str;
    /// True when its records may tell only a half of a call whose other half stands in a neighbouring record: an exception
    /// after a debug block, an error body on the line below.
    fn halves(&self) -> bool {
        false
    }
    /// What it must find in a record, for `explain`: completes the sentence "it needs …".
    fn wants(&self) -> &'static str {
        "a record of its form"
    }
    /// Why it claims nothing of this record, for `explain`; without a word of the record in it.
    fn why_not(&self, _record: &LogRecord<'_>) -> String {
        format!("it needs {}", self.wants())
    }
    /// Claims what the record says. A claim that agrees with an earlier one completes it.
    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>);
}

/// What has been claimed of one record. One outcome told twice is one: claims that agree are joined, and of claims that
/// do not, the first stands. A record that lists several calls (a trace export, an archive of requests) tells each.
#[derive(Debug, Default)]
pub struct Found<'a> {
    event: Option<Event<'a>>,
    /// Further events, of records that list several.
    more: Vec<Event<'a>>,
    pieces: Vec<(Dialect, Piece<'a>)>,
    /// True when the event may be one half of what neighbouring records tell.
    half: bool,
    /// Name of the recogniser that is being asked.
    asking: &'static str,
    /// Whether what it claims may be a half.
    asking_half: bool,
    /// True once a format of the user's has claimed the record: others may only complete that event.
    pub(super) settled: bool,
    resource: String,
}

impl<'a> Found<'a> {
    /// Nothing found yet; takes `scratch` as memory to work in.
    #[must_use]
    pub fn with(scratch: &mut String) -> Self {
        Self {
            resource: std::mem::take(scratch),
            ..Self::default()
        }
    }

    /// Asks a recogniser.
    pub fn ask(&mut self, outcome: &dyn Outcome, record: &LogRecord<'a>) {
        self.asking = outcome.name();
        self.asking_half = outcome.halves();
        outcome.read(record, self);
    }

    /// Gives the memory back.
    pub fn give_back(&mut self, scratch: &mut String) {
        *scratch = std::mem::take(&mut self.resource);
    }

    /// Gives an event without a time the record's.
    pub(super) fn stamp(&mut self, when: Option<Timestamp>) {
        for event in self.event.iter_mut().chain(&mut self.more) {
            event.timestamp = event.timestamp.or(when);
        }
    }

    /// The event, if anything was claimed; of several, the first.
    #[must_use]
    pub const fn event(&self) -> Option<&Event<'a>> {
        self.event.as_ref()
    }

    /// All events.
    pub fn events(&self) -> impl Iterator<Item = &Event<'a>> {
        self.event.iter().chain(&self.more)
    }

    /// The parts of a call that the record tells, in its order.
    #[must_use]
    pub fn pieces(&self) -> &[(Dialect, Piece<'a>)] {
        &self.pieces
    }

    /// True when nothing that another recogniser could add is missing.
    #[must_use]
    pub fn complete(&self) -> bool {
        !self.more.is_empty()
            || self.event.is_some_and(|event| match event.http_status {
                Some(status) => {
                    event.resource.is_some() && (status < 400 || event.twilio_code.is_some())
                }
                None => false,
            })
    }

    /// Claims an event.
    pub fn claim(&mut self, event: Event<'a>) {
        let event = self.named(event);
        match &mut self.event {
            Some(known) if agree(known, &event) => join(known, &event),
            Some(_) => {}
            none => {
                *none = Some(event);
                self.half = self.asking_half;
            }
        }
    }

    /// Adds an event of a record that lists several; it is never joined with another.
    pub fn tell(&mut self, event: Event<'a>) {
        if self.settled {
            return self.claim(event);
        }
        let event = self.named(event);
        match &self.event {
            Some(_) => self.more.push(event),
            None => self.event = Some(event),
        }
    }

    /// Tells one part of a call whose other parts stand in other records.
    pub fn piece(&mut self, dialect: Dialect, piece: Piece<'a>) {
        // A call that the record tells whole must not be told again by its parts.
        if !self.settled {
            self.pieces.push((dialect, piece));
        }
    }

    /// Says that the event claimed may be a half, whoever claimed it.
    pub const fn claimed_half(&mut self) {
        self.half = true;
    }

    /// True when a neighbouring record may tell the other half of the event: it failed, or does not say.
    #[must_use]
    pub fn is_half(&self) -> bool {
        let open = |event: &Event<'_>| event.http_status.is_none_or(|status| status >= 400);
        self.half && self.more.is_empty() && self.event.as_ref().is_some_and(open)
    }

    /// The event without what cannot be, with its kind and the name of who claims it.
    fn named(&self, mut event: Event<'a>) -> Event<'a> {
        tidy(&mut event);
        // Webhook codes tell of Twilio's calls to the user's server; a status beside them is that server's.
        if event.host.is_none()
            && event.resource.is_none()
            && event.twilio_code.is_some_and(classify::is_webhook_code)
        {
            event.kind = Kind::Webhook;
        }
        event.outcome = self.asking;
        event
    }

    /// Fills host and resource from a URL; false when its host is no API host of Twilio.
    pub fn locate(&mut self, url: &'a str, event: &mut Event<'a>, record: &LogRecord<'a>) -> bool {
        let located = resource::resolve(url, &mut self.resource);
        event.instance = instance(url);
        self.place(located, event, record)
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
        event.instance = instance(path);
        self.place(located, event, record)
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
            let path = after.split(" was not found").next().unwrap_or("");
            self.locate_path(None, path, event, record);
        }
    }

    fn place(
        &self,
        located: Option<resource::Located<'a>>,
        event: &mut Event<'a>,
        record: &LogRecord<'a>,
    ) -> bool {
        let Some(located) = located else {
            event.instance = None;
            return false;
        };
        event.host = located.host;
        if located.misplaced_key {
            event.origin = Origin::MisplacedKey;
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

/// The URL or path, where its last segment is a SID.
#[must_use]
pub fn instance(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (_, last) = path.rsplit_once('/')?;
    let name = last.strip_suffix(".json").unwrap_or(last);
    resource::is_sid(name).then_some(url)
}

/// Drops what cannot be: a status outside 100 to 599, a code that only repeats the status, a code beside a success.
fn tidy(event: &mut Event<'_>) {
    event.http_status = event
        .http_status
        .filter(|status| (100..600).contains(status));
    let success = event.http_status.is_some_and(|status| status < 400);
    event.twilio_code = event.twilio_code.filter(|code| {
        *code >= 10_000
            && !(success && event.kind == Kind::ApiCall)
            && event.http_status.map(u32::from) != Some(*code)
    });
    // A status is an answer, and so is a code: whoever claimed silence spoke of something else.
    if event.origin == Origin::Nobody
        && (event.http_status.is_some() || event.twilio_code.is_some())
    {
        event.origin = Origin::Twilio;
    }
    event.unsent &= event.origin == Origin::Nobody;
}

/// True when both may tell one call: nothing that both say differs.
#[must_use]
pub fn agree(one: &Event<'_>, other: &Event<'_>) -> bool {
    fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    one.kind == other.kind
        && same(one.http_status.as_ref(), other.http_status.as_ref())
        && same(one.twilio_code.as_ref(), other.twilio_code.as_ref())
}

/// Completes `known` by what only `more` says.
pub fn join<'a>(known: &mut Event<'a>, more: &Event<'a>) {
    known.timestamp = known.timestamp.or(more.timestamp);
    known.method = known.method.or(more.method);
    known.host = known.host.or(more.host);
    known.resource = known.resource.or(more.resource);
    known.http_status = known.http_status.or(more.http_status);
    known.twilio_code = known.twilio_code.or(more.twilio_code);
    known.duration_us = known.duration_us.or(more.duration_us);
    known.request_id = known.request_id.or(more.request_id);
    known.idempotency_key = known.idempotency_key.or(more.idempotency_key);
    known.correlation_id = known.correlation_id.or(more.correlation_id);
    known.instance = known.instance.or(more.instance);
    known.attempt = known.attempt.or(more.attempt);
    known.unsent |= more.unsent;
    if known.origin == Origin::Twilio {
        known.origin = more.origin;
    }
    tidy(known);
}
