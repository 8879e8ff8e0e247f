//! The words of a verdict: class, fault and retry, each a closed list with the one spelling that every output uses.

/// What became of a call to Twilio's API, as a reader of status codes would sort it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Twilio answered 2xx.
    Success,
    /// Twilio answered 3xx.
    Redirect,
    /// Twilio answered 4xx, or gave a code that only comes with 4xx.
    ClientError,
    /// Twilio answered 5xx, or gave a code that only comes with 5xx.
    ServerError,
    /// Twilio gave no answer: nobody did, or something on the way answered in its place.
    NoResponse,
    /// The record does not say.
    Unknown,
}

impl Class {
    /// All classes, in report order.
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::Redirect,
        Self::ClientError,
        Self::ServerError,
        Self::NoResponse,
        Self::Unknown,
    ];

    /// The class of an HTTP status; 1xx and numbers outside 100 to 599 are unknown, being no final answers.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Success,
            300..=399 => Self::Redirect,
            400..=499 => Self::ClientError,
            500..=599 => Self::ServerError,
            _ => Self::Unknown,
        }
    }

    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Redirect => "redirect",
            Self::ClientError => "4xx",
            Self::ServerError => "5xx",
            Self::NoResponse => "no_response",
            Self::Unknown => "unknown",
        }
    }

    /// The class of that name, spelled exactly as [`name`](Self::name) gives it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// Who must act for the failure to go away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A parameter, or the use made of the API, is wrong.
    YourRequest,
    /// SID, token, key or access token are wrong.
    YourCredentials,
    /// The credentials are good, but the action is not allowed: region, plan, registration, another account's resource.
    YourPermission,
    /// The thing named in the request is not there.
    YourReference,
    /// Too much in too short a time, or a quota is used up.
    YourRate,
    /// Twilio failed.
    Twilio,
    /// Twilio failed on several resources at once. Never the verdict on one pair: only the analysis of many can say it.
    TwilioIncident,
    /// The connection between the application and Twilio.
    Network,
    /// A proxy, load balancer or platform router between the application and Twilio.
    Intermediary,
    /// The application's own server, when Twilio called it.
    YourWebhook,
    /// The operator, or the channel's provider, behind Twilio.
    Carrier,
    /// The person or device at the far end.
    Recipient,
    /// The record does not say.
    Unknown,
}

impl Fault {
    /// All faults, in report order.
    pub const ALL: [Self; 13] = [
        Self::YourRequest,
        Self::YourCredentials,
        Self::YourPermission,
        Self::YourReference,
        Self::YourRate,
        Self::Twilio,
        Self::TwilioIncident,
        Self::Network,
        Self::Intermediary,
        Self::YourWebhook,
        Self::Carrier,
        Self::Recipient,
        Self::Unknown,
    ];

    /// The name used in machine outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::YourRequest => "your_request",
            Self::YourCredentials => "your_credentials",
            Self::YourPermission => "your_permission",
            Self::YourReference => "your_reference",
            Self::YourRate => "your_rate",
            Self::Twilio => "twilio",
            Self::TwilioIncident => "twilio_incident",
            Self::Network => "network",
            Self::Intermediary => "intermediary",
            Self::YourWebhook => "your_webhook",
            Self::Carrier => "carrier",
            Self::Recipient => "recipient",
            Self::Unknown => "unknown",
        }
    }

    /// The words for people, fit to follow "fault:" or to begin a table row.
    #[must_use]
    pub const fn plain(self) -> &'static str {
        match self {
            Self::YourRequest => "your request",
            Self::YourCredentials => "your credentials",
            Self::YourPermission => "your permissions or plan",
            Self::YourReference => "your reference to a resource",
            Self::YourRate => "your request rate",
            Self::Twilio => "Twilio",
            Self::TwilioIncident => "Twilio (likely an incident)",
            Self::Network => "network on your side",
            Self::Intermediary => "a proxy or router on the way",
            Self::YourWebhook => "your webhook server",
            Self::Carrier => "carrier or channel provider",
            Self::Recipient => "recipient",
            Self::Unknown => "unknown",
        }
    }

    /// The fault of that name, spelled exactly as [`name`](Self::name) gives it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// What a client may do by itself, without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Retry {
    /// The same request fails the same way.
    Never,
    /// Again after growing pauses: 1 s, 2 s, 4 s, 8 s, 16 s.
    Backoff,
    /// Again after `Retry-After`; without that header, back off with jitter.
    AfterDelay,
    /// Useless for now: a limit per recipient or day, or a phone that is off. Only later, by a schedule.
    NotNow,
}

impl Retry {
    /// All retry verdicts, from the strictest to the one that needs a schedule.
    pub const ALL: [Self; 4] = [Self::Never, Self::Backoff, Self::AfterDelay, Self::NotNow];

    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Backoff => "backoff",
            Self::AfterDelay => "after_delay",
            Self::NotNow => "not_now",
        }
    }

    /// The retry verdict of that name, as written in the remedies table.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|retry| retry.name() == name)
    }
}
