//! What an event is to the detector: which class of attempt, whose answer, and which request stands behind it.

use crate::classify::{self, Class, Pair};
use crate::event::{Event, Kind, Origin};
use std::hash::BuildHasher;

/// What became of one attempt, as the detector sorts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Status 100 to 399, or the resource that Twilio answered with.
    Good,
    /// Status 400 to 499.
    Client,
    /// A 5xx that nothing speaks against being Twilio's, or no answer to a request that was sent.
    Server,
    /// Answered on the way, or never sent: DNS, refused, proxy, TLS.
    Gateway,
}

impl Sort {
    /// The class of an event; `None` for what is no attempt, does not say, or takes no part.
    #[must_use]
    pub fn of(event: &Event<'_>) -> Option<Self> {
        if event.kind != Kind::ApiCall {
            return None;
        }
        match event.http_status {
            Some(100..=399) => Some(Self::Good),
            Some(400..=499) => Some(Self::Client),
            // An API key in the account's place: the caller's fault, whatever the status says.
            Some(_) if event.origin == Origin::MisplacedKey => None,
            Some(_) if event.origin == Origin::Intermediary && !of_twilio(event) => {
                Some(Self::Gateway)
            }
            Some(_) => Some(Self::Server),
            None => Self::without_status(event),
        }
    }

    fn without_status(event: &Event<'_>) -> Option<Self> {
        match event.origin {
            Origin::Accepted => Some(Self::Good),
            Origin::Intermediary => Some(Self::Gateway),
            Origin::Nobody if event.unsent => Some(Self::Gateway),
            Origin::Nobody => Some(Self::Server),
            Origin::Tunnel | Origin::MisplacedKey => None,
            Origin::Twilio => match classify::class_of(pair(event))? {
                Class::ServerError => Some(Self::Server),
                Class::ClientError => Some(Self::Client),
                _ => None,
            },
        }
    }
}

fn pair(event: &Event<'_>) -> Pair {
    Pair {
        kind: event.kind,
        origin: event.origin,
        http_status: event.http_status,
        twilio_code: event.twilio_code,
    }
}

/// True when the answer shows that it is Twilio's: its code, or its id of the answer.
pub(super) fn of_twilio(event: &Event<'_>) -> bool {
    event.twilio_code.is_some() || event.request_id.is_some_and(|id| id.starts_with("RQ"))
}

/// The request behind an attempt: the same for all its attempts. The hash is fixed, so that which requests a full cell
/// keeps depends neither on the machine nor on the run. `None`: the record names nothing that stays the same.
pub(super) fn request(event: &Event<'_>) -> Option<u64> {
    let hash = |kind: u8, name: &str| {
        let method = if kind == 0 {
            ""
        } else {
            event.method.unwrap_or("")
        };
        foldhash::quality::FixedState::with_seed(0).hash_one((kind, method, name))
    };
    let named = event.idempotency_key.map(|key| hash(0, key));
    let named = named.or_else(|| event.correlation_id.map(|id| hash(1, id)));
    named.or_else(|| event.instance.map(|url| hash(2, url)))
}
