//! What the outcome of one attempt asks of a client: the kinds by which retries are judged.

use super::{Class, Pair, class_of};
use crate::event::attempt::Flags;
use crate::event::{Event, Kind, Origin};

/// Codes of limits per recipient or day: trying again at once is useless.
pub const DAILY: [u32; 6] = [60_202, 60_203, 60_212, 63_038, 30_023, 30_027];

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// Status below 400.
    Ok,
    /// 401.
    Auth,
    /// A limit per recipient or day.
    Daily,
    /// Any other 429.
    Rate,
    /// Any other 4xx, and the 5xx of an API key in the account's place.
    Client,
    /// 5xx.
    Server,
    /// No status, and the request cannot have left.
    Unsent,
    /// No status otherwise.
    Silent,
}

impl Ending {
    /// The ending of a call; `None` for what is no call, or does not say.
    #[must_use]
    pub fn of(event: &Event<'_>, flags: Flags) -> Option<Self> {
        if event.kind != Kind::ApiCall || event.origin == Origin::Tunnel {
            return None;
        }
        let daily = event.twilio_code.is_some_and(|code| DAILY.contains(&code));
        Some(match event.http_status {
            Some(..400) => Self::Ok,
            Some(401) => Self::Auth,
            Some(..500) if daily => Self::Daily,
            Some(429) => Self::Rate,
            Some(..500) => Self::Client,
            Some(_) if flags.has(Flags::MISPLACED_KEY) => Self::Client,
            Some(_) => Self::Server,
            None => return Self::without_status(event, flags, daily),
        })
    }

    fn without_status(event: &Event<'_>, flags: Flags, daily: bool) -> Option<Self> {
        match (event.origin, event.twilio_code) {
            (Origin::Nobody, _) if flags.has(Flags::UNSENT) => Some(Self::Unsent),
            (Origin::Nobody | Origin::Intermediary, _) => Some(Self::Silent),
            (_, Some(_)) if daily => Some(Self::Daily),
            (_, Some(20_003)) => Some(Self::Auth),
            (_, Some(20_429)) => Some(Self::Rate),
            (_, Some(_)) => match class_of(Pair::of(event))? {
                Class::ClientError => Some(Self::Client),
                Class::ServerError => Some(Self::Server),
                _ => None,
            },
            _ => None,
        }
    }

    /// True unless it went well.
    #[must_use]
    pub const fn failed(self) -> bool {
        !matches!(self, Self::Ok)
    }

    /// True when trying again may help.
    #[must_use]
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Self::Server | Self::Silent | Self::Unsent | Self::Rate
        )
    }

    /// True when it may have been carried out although no success was seen.
    #[must_use]
    pub const fn ambiguous(self) -> bool {
        matches!(self, Self::Server | Self::Silent)
    }

    /// True when Twilio failed, or was not reached: 5xx or no answer.
    #[must_use]
    pub const fn outage(self) -> bool {
        matches!(self, Self::Server | Self::Silent | Self::Unsent)
    }
}
