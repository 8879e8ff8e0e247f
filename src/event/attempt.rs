//! What a record says of an attempt besides its event: identities as hashes, and what decides whether to try again.
//!
//! Only integers: a key, a recipient or an account never outlives its record.

use crate::timestamp::Timestamp;

/// How long the answer asked to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RetryAfter {
    /// It did not say.
    #[default]
    Unsaid,
    /// So many milliseconds.
    Milliseconds(u32),
    /// Until then.
    Until(Timestamp),
}

/// Yes-or-no facts of an attempt, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Flags(pub u32);

impl Flags {
    /// The hash of the body is known, and the recipient too where the resource addresses one.
    pub const STRONG: Self = Self(1);
    /// The URL's last segment is an identifier.
    pub const INSTANCE: Self = Self(1 << 1);
    /// A POST that makes something new.
    pub const CREATE: Self = Self(1 << 2);
    /// An API key stands in the account's place.
    pub const MISPLACED_KEY: Self = Self(1 << 3);
    /// The endpoint documents an idempotency key as a header.
    pub const HONOURS_HEADER: Self = Self(1 << 4);
    /// The endpoint documents an idempotency key as a field of the body.
    pub const HONOURS_FIELD: Self = Self(1 << 5);
    /// The key was sent as a header.
    pub const IN_HEADER: Self = Self(1 << 6);
    /// The key was sent as a field.
    pub const IN_FIELD: Self = Self(1 << 7);
    /// The record names a purpose that is critical: a passcode, an alert.
    pub const CRITICAL: Self = Self(1 << 8);
    /// The agent is twilio-java.
    pub const JAVA: Self = Self(1 << 9);
    /// The agent is twilio-node.
    pub const NODE: Self = Self(1 << 10);
    /// The agent is twilio-go.
    pub const GO: Self = Self(1 << 11);
    /// The agent is written in Python.
    pub const PYTHON: Self = Self(1 << 12);
    /// The attempt number counts from 0: resends.
    pub const FROM_ZERO: Self = Self(1 << 13);
    /// The error names a connection that was never made.
    pub const UNSENT: Self = Self(1 << 14);
    /// The answer shows that it is Twilio's: its code, or its id.
    pub const OF_TWILIO: Self = Self(1 << 15);
    /// Something on the way answered.
    pub const INTERMEDIARY: Self = Self(1 << 16);
    /// Method and URL are both known.
    pub const WHOLE: Self = Self(1 << 17);
    /// The answer asked to wait, and how long nobody can read.
    pub const UNREAD_WAIT: Self = Self(1 << 18);
    /// The record tells no attempt: somebody was told of one that failed before.
    pub const ESCALATES: Self = Self(1 << 19);
    /// The level stands in a number of syslog's alone, which is not searched for: a loud record may pass unseen.
    pub const BY_PRIORITY: Self = Self(1 << 20);

    /// True when all of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets all of `other` when `on`.
    pub const fn set(&mut self, other: Self, on: bool) {
        if on {
            self.0 |= other.0;
        }
    }
}

/// What a record says of one attempt. In every hash 0 stands for what it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Host, path and query.
    pub print: u64,
    /// Recipient and body.
    pub payload: u64,
    /// Idempotency key.
    pub key: u64,
    /// Correlation, request or trace id of the application.
    pub correlation: u64,
    /// SID that the answer gave.
    pub created: u64,
    /// User agent.
    pub agent: u32,
    /// Account of the URL.
    pub account: u32,
    /// What the answer asked for.
    pub retry_after: RetryAfter,
    /// Attempt number as written.
    pub number: Option<u32>,
    /// Milliseconds from the record that told the request to the one that told its answer; 0 where one record tells both.
    pub took: u32,
    /// Everything else.
    pub flags: Flags,
}

/// What a plain success says of its attempt: where it went and by which id, and what all records of its form say.
#[derive(Debug, Clone, Copy)]
pub struct Success<'f> {
    /// Host, path and query.
    pub print: u64,
    /// Correlation, request or trace id of the application; 0 for none.
    pub correlation: u64,
    /// All flags.
    pub flags: Flags,
    /// Everything else.
    pub common: &'f Facts,
}

impl Success<'_> {
    /// The same at length.
    #[must_use]
    pub const fn facts(&self) -> Facts {
        Facts {
            print: self.print,
            correlation: self.correlation,
            flags: self.flags,
            ..*self.common
        }
    }
}

/// What plain successes have in common that were told alike. Resource and method are words of the program itself, so that two of
/// them that stand at one place are one.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The resource.
    pub resource: &'static str,
    /// HTTP method in upper case.
    pub method: &'static str,
    /// HTTP status, below 400.
    pub status: u16,
    /// User agent; 0 for none.
    pub agent: u32,
}

impl Facts {
    /// True when nothing but URL, flags, agent, wait and id can say anything.
    #[must_use]
    pub const fn is_bare(&self) -> bool {
        let hashes = self.payload | self.key | self.created;
        hashes == 0 && self.account | self.took == 0 && self.number.is_none()
    }
}

/// One fact of an attempt that a record of its own tells: a header of the request, its payload, or a header of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Attempt number as written.
    Number(u32),
    /// How many resends there were before.
    Resend(u32),
    /// Hashes of the recipient and of the whole payload; 0 for none.
    Payload {
        /// The recipient.
        to: u64,
        /// Everything, where it says more than who writes to whom.
        body: u64,
    },
    /// What the answer asked for.
    RetryAfter(RetryAfter),
    /// SID that the answer gave, as a hash.
    Created(u64),
    /// Hash of a key that a field of the payload carried.
    FieldKey(u64),
}

/// The facts of one attempt, each by the record that told it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Attempt number as written, and whether it counts from 0.
    pub number: Option<(u32, bool)>,
    /// Hashes of recipient and payload.
    pub payload: Option<(u64, u64)>,
    /// What the answer asked for.
    pub retry_after: RetryAfter,
    /// SID that the answer gave; 0 for none.
    pub created: u64,
    /// Milliseconds from the request to its answer.
    pub took: u32,
    /// The client is written in Python.
    pub python: bool,
    /// Hash of a key that a field of the payload carried; 0 for none.
    pub field_key: u64,
    /// A header carried a key.
    pub header_key: bool,
}

impl Told {
    /// True when nothing is known of it yet.
    #[must_use]
    pub fn lacks(&self, fact: Fact) -> bool {
        match fact {
            Fact::Number(_) | Fact::Resend(_) => self.number.is_none(),
            Fact::Payload { .. } => self.payload.is_none(),
            Fact::RetryAfter(_) => self.retry_after == RetryAfter::Unsaid,
            Fact::Created(_) => self.created == 0,
            Fact::FieldKey(_) => self.field_key == 0,
        }
    }

    /// Takes it over.
    pub const fn set(&mut self, fact: Fact) {
        match fact {
            Fact::Number(number) => self.number = Some((number, false)),
            Fact::Resend(number) => self.number = Some((number, true)),
            Fact::Payload { to, body } => self.payload = Some((to, body)),
            Fact::RetryAfter(asked) => self.retry_after = asked,
            Fact::Created(sid) => self.created = sid,
            Fact::FieldKey(key) => self.field_key = key,
        }
    }
}

/// A record by which somebody was told of a failure: not an attempt, but with its key or id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Escalation {
    /// When, in milliseconds since the epoch.
    pub when: i64,
    /// Number of its line.
    pub line: u64,
    /// Hashes of key and id, ascending; 0 for none.
    pub ids: [u64; 2],
}

impl Escalation {
    /// The names that it carries; 0 alone when it carries none.
    #[must_use]
    pub fn names(&self) -> [u64; 2] {
        let [less, more] = self.ids;
        [if less == 0 { more } else { less }, more]
    }

    /// True when it names the request that it is about.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        self.ids[1] != 0
    }
}
