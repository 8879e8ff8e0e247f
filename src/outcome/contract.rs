//! What an outcome recogniser is: literals without which it cannot match, and a function from a record to a claim.

mod agree;
mod place;

pub use agree::{agree, join};

use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Event, Kind, Origin, Piece};
use crate::outcome::facts::{Address, Span};
use crate::outcome::grammar::origin;
use crate::timestamp::Timestamp;

/// One way that a record may tell what became of a call.
pub trait Outcome: Sync {
    /// Its name in `format`, in the help and in the documentation.
    fn name(&self) -> &'static str;
    /// Without one of these in the record's bytes it claims nothing. They are searched over whole chunks: the rarer, the better.
    fn literals(&self) -> &'static [&'static str];
    /// Names of fields of which it needs one, besides its literals; none where it needs no particular field.
    fn fields(&self) -> &'static [&'static str] {
        &[]
    }
    /// Without one of these in its line or a text of its it claims nothing, besides its literals: looked for in records alone.
    fn marks(&self) -> &'static [&'static str] {
        &[]
    }
    /// A record of this kind, for the documentation; the conformance test reads an event from it.
    fn example(&self) -> &'static str;
    /// True when its records may tell only a half of a call: an exception after a debug block, an error body on the line below.
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

/// Whether a claim may be one half of what neighbouring records tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Half {
    #[default]
    Never,
    /// When it failed, or does not say.
    WhenFailed,
    /// However it ended: the HTTP client beneath an SDK told it.
    OfClient,
}

/// What has been claimed of one record. One outcome told twice is one: claims that agree are joined, and of claims that
/// do not, the first stands. A record that lists several calls (a trace export, an archive of requests) tells each.
#[derive(Debug, Default)]
pub struct Found<'a> {
    event: Option<Event<'a>>,
    /// Further events, of records that list several.
    more: Vec<Event<'a>>,
    /// What spans say of their attempts, one for each event that they told.
    spans: Vec<Span<'a>>,
    pieces: Vec<(Dialect, Piece<'a>)>,
    half: Half,
    /// What begins with Twilio's own message, where a recogniser knows its place.
    message: Option<&'a str>,
    /// Who knows the record through and through: what that one tells is all.
    closed: Option<&'static str>,
    /// Name of the recogniser that is being asked.
    asking: &'static str,
    /// Whether what it claims may be a half.
    asking_half: bool,
    /// True once a format of the user's has claimed the record: others may only complete that event.
    pub(super) settled: bool,
    resource: String,
    /// The first URL or path of Twilio's API that led to a resource.
    address: Option<Address<'a>>,
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

    /// Of a call that nobody answered, finds whether it was sent at all: the words stand in the record, whoever read it.
    pub(super) fn judge_silence(&mut self, record: &LogRecord<'a>) {
        const WORDS: usize = 4096;
        let Some(event) = self.event.as_mut().filter(|_| self.more.is_empty()) else {
            return;
        };
        if event.origin == Origin::Nobody && !event.unsent {
            let end = (0..=record.body.len().min(WORDS))
                .rev()
                .find(|end| record.body.is_char_boundary(*end));
            let words = record.body.get(..end.unwrap_or(0)).unwrap_or("");
            event.unsent = origin::never_sent(words);
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
        self.closed.is_some()
            || !self.more.is_empty()
            || self.event.is_some_and(|event| match event.http_status {
                Some(status) => {
                    event.resource.is_some() && (status < 400 || event.twilio_code.is_some())
                }
                None => false,
            })
    }

    /// Claims an event.
    pub fn claim(&mut self, event: Event<'a>) {
        if self.is_closed() {
            return;
        }
        let event = self.named(event);
        match &mut self.event {
            Some(known) if agree(known, &event) => join(known, &event),
            Some(_) => {}
            none => {
                *none = Some(event);
                if self.asking_half {
                    self.half = Half::WhenFailed;
                }
            }
        }
    }

    /// Adds an event of a record that lists several; it is never joined with another.
    pub fn tell(&mut self, event: Event<'a>) {
        if self.is_closed() {
            return;
        }
        if self.settled {
            return self.claim(event);
        }
        let event = self.named(event);
        match &self.event {
            Some(_) => self.more.push(event),
            None => self.event = Some(event),
        }
    }

    /// Infers the code of a refused call from Twilio's message, where the record prints none.
    pub(super) fn infer(&mut self) {
        let Some(event) = self.event.as_mut().filter(|event| {
            event.kind == Kind::ApiCall
                && event.twilio_code.is_none()
                && !matches!(event.origin, Origin::Nobody | Origin::Accepted)
                && event.http_status.is_none_or(|status| status >= 400)
        }) else {
            return;
        };
        let told = self.message.take();
        event.twilio_code =
            told.and_then(|message| classify::code_of_message(message, event.http_status));
        event.inferred = event.twilio_code.is_some();
    }

    /// Says that the record is of a known form and tells nothing else, or nothing at all: nobody else is asked. Only for
    /// forms that no logger's own fields stand beside.
    /// Who said so first keeps the record.
    pub const fn close(&mut self) {
        if self.closed.is_none() {
            self.closed = Some(self.asking);
        }
    }

    /// True when somebody else has closed the record.
    fn is_closed(&self) -> bool {
        self.closed.is_some_and(|by| by != self.asking)
    }

    /// Tells one part of a call whose other parts stand in other records.
    pub fn piece(&mut self, dialect: Dialect, piece: Piece<'a>) {
        // A call that the record tells whole must not be told again by its parts.
        if !self.settled && !self.is_closed() {
            self.pieces.push((dialect, piece));
        }
    }

    /// Says that the event claimed may be a half, whoever claimed it.
    pub fn claimed_half(&mut self) {
        if !self.settled && self.half == Half::Never {
            self.half = Half::WhenFailed;
        }
    }

    /// Says that the event claimed was told by the HTTP client beneath an SDK, which may tell the same call again.
    pub const fn claimed_by_client(&mut self) {
        if !self.settled {
            self.half = Half::OfClient;
        }
    }

    /// True when the HTTP client beneath an SDK told it.
    #[must_use]
    pub fn is_of_client(&self) -> bool {
        self.half == Half::OfClient
    }

    /// True when a neighbouring record may tell the other half of the event.
    #[must_use]
    pub fn is_half(&self) -> bool {
        let open = |event: &Event<'_>| event.http_status.is_none_or(|status| status >= 400);
        let may_be = match self.half {
            Half::Never => false,
            Half::WhenFailed => self.event.as_ref().is_some_and(open),
            Half::OfClient => true,
        };
        may_be && self.more.is_empty()
    }

    /// True when one event is all that was found, and all of a call.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.event.is_some()
            && self.more.is_empty()
            && self.pieces.is_empty()
            && self.closed.is_none()
            && !self.is_half()
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
}

/// Drops what cannot be: a status outside 100 to 599, a code without five or six digits or that only repeats the status, a
/// code beside a success.
fn tidy(event: &mut Event<'_>) {
    event.http_status = event
        .http_status
        .filter(|status| (100..600).contains(status));
    let success = event.http_status.is_some_and(|status| status < 400);
    event.twilio_code = event.twilio_code.filter(|code| {
        (10_000..1_000_000).contains(code)
            && !(success && event.kind == Kind::ApiCall)
            && event.http_status.map(u32::from) != Some(*code)
    });
    event.inferred &= event.twilio_code.is_some();
    // A status is an answer, and so is a code: whoever claimed silence spoke of something else, and what a printed resource
    // says is said better.
    if matches!(event.origin, Origin::Nobody | Origin::Accepted)
        && (event.http_status.is_some() || event.twilio_code.is_some())
    {
        event.origin = Origin::Twilio;
    }
    event.unsent &= event.origin == Origin::Nobody;
}
