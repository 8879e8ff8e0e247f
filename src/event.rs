//! The vocabulary of what logs say of Twilio: one `Event` per call, webhook or delivery.

pub mod attempt;

use crate::timestamp::Timestamp;
use attempt::Fact;

/// What kind of thing was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kind {
    /// The application called Twilio's API.
    #[default]
    ApiCall,
    /// Twilio called the application's server.
    Webhook,
    /// What became of a message or call after the API had accepted it.
    Delivery,
}

impl Kind {
    /// All kinds, in report order.
    pub const ALL: [Self; 3] = [Self::ApiCall, Self::Webhook, Self::Delivery];

    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiCall => "api_call",
            Self::Webhook => "webhook",
            Self::Delivery => "delivery",
        }
    }
}

/// Who gave the answer, as far as the record shows it. The status alone cannot say: a 503 may be made on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Origin {
    /// Nothing speaks against Twilio: the status, if any, is taken as Twilio's.
    #[default]
    Twilio,
    /// A proxy, load balancer or platform router answered in Twilio's place.
    Intermediary,
    /// The request was sent, or tried, and nobody answered: time-out, refused, reset, DNS, TLS.
    Nobody,
    /// A `CONNECT` tunnel: the real status is encrypted inside it.
    Tunnel,
    /// The URL has an API key SID (`/Accounts/SK…`) in the account's place; Twilio then answers 500.
    MisplacedKey,
    /// Twilio accepted the call: the record prints the resource that it answered with, and no status.
    Accepted,
}

impl Origin {
    /// All origins, in report order.
    pub const ALL: [Self; 6] = [
        Self::Twilio,
        Self::Intermediary,
        Self::Nobody,
        Self::Tunnel,
        Self::MisplacedKey,
        Self::Accepted,
    ];
}

/// One thing said of Twilio by one record, borrowed from the record. Every field but `kind` and `origin` may be absent:
/// absent means that the record did not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Event<'a> {
    /// When it ended, UTC; the innermost stamp of the record.
    pub timestamp: Option<Timestamp>,
    /// Call, webhook or delivery.
    pub kind: Kind,
    /// Who answered.
    pub origin: Origin,
    /// HTTP method in upper case.
    pub method: Option<&'a str>,
    /// Host name without port.
    pub host: Option<&'a str>,
    /// The resource as in `log-formats`: product and literal path segments, e.g. `messaging/Messages`.
    pub resource: Option<&'a str>,
    /// HTTP status, 100 to 599.
    pub http_status: Option<u16>,
    /// Twilio code, two to six digits, never equal to the status.
    pub twilio_code: Option<u32>,
    /// True when the record prints no code and `twilio_code` follows from Twilio's own, unambiguous message.
    pub inferred: bool,
    /// How long the call took, in microseconds.
    pub duration_us: Option<u64>,
    /// Twilio's id of the answer (`RQ` and 32 hexadecimal digits), or the application's request id.
    pub request_id: Option<&'a str>,
    /// Idempotency key as written; leaves the program only as a hash.
    pub idempotency_key: Option<&'a str>,
    /// The application's own id of the work that the call belongs to, the same for all its attempts: request, correlation or trace id.
    pub correlation_id: Option<&'a str>,
    /// The URL as written, where its last segment is a SID: one thing, so that two attempts on it are one request.
    pub instance: Option<&'a str>,
    /// Attempt number as written.
    pub attempt: Option<u32>,
    /// No connection was made, so Twilio never heard of the call: DNS, refused, TLS, proxy. Only where nobody answered.
    pub unsent: bool,
    /// The recogniser that read it.
    pub outcome: &'static str,
}

/// Which SDK's debug log tells a piece: the pieces of one call are of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Several write it so.
    #[default]
    Any,
    /// twilio-python.
    Python,
    /// twilio-node and the CLI.
    Node,
    /// twilio-java.
    Java,
    /// twilio-php.
    Php,
    /// twilio-ruby.
    Ruby,
    /// twilio-csharp.
    CSharp,
    /// The block that twilio-python prints on a screen.
    Screen,
    /// What any SDK prints below the failure that it tells, behind a blank line.
    Below,
    /// No SDK but a client of HTTP: `OkHttp` and Retrofit.
    OkHttp,
    /// `OpenFeign`.
    Feign,
    /// Symfony's client.
    Symfony,
    /// Apache's `HttpClient`.
    Apache,
    /// .NET's client factory.
    DotNet,
    /// Callouts of Salesforce.
    Apex,
    /// wget.
    Wget,
    /// Nobody's in particular: what went over the wire.
    Raw,
}

impl Dialect {
    /// True for clients of HTTP, which ask anybody.
    #[must_use]
    pub const fn is_of_client(self) -> bool {
        matches!(
            self,
            Self::OkHttp
                | Self::Feign
                | Self::Symfony
                | Self::Apache
                | Self::DotNet
                | Self::Apex
                | Self::Wget
                | Self::Raw
        )
    }

    /// True when its log is one thread's: the next request begins when the one before has ended.
    #[must_use]
    pub const fn is_of_one_thread(self) -> bool {
        matches!(self, Self::Apex | Self::Wget)
    }

    /// True when both may be of one SDK.
    #[must_use]
    pub fn fits(self, other: Self) -> bool {
        self == Self::Any || other == Self::Any || self == other
    }
}

/// A part of a call that an SDK's debug log tells in a record of its own; the parts of one call are joined later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A request begins; what follows belongs to it.
    Begin,
    /// The request is told.
    End,
    /// HTTP method in upper case.
    Method(&'static str),
    /// The URL, or the path alone where the SDK prints no more.
    Url(&'a str),
    /// Host name of a path that stands in another record.
    Host(&'a str),
    /// Idempotency key as written.
    IdempotencyKey(&'a str),
    /// The application's own id of the work, and how good a name it goes by: less is better.
    Correlation(u8, &'a str),
    /// What the audit of retries asks of the request or of its answer.
    Fact(Fact),
    /// The answer's HTTP status.
    Status(u16),
    /// Twilio's id of the answer, told after the status.
    RequestId(&'a str),
    /// The answer's date, told after the status.
    Date(Timestamp),
    /// The answer came from a proxy or load balancer, told after the status.
    Intermediary,
    /// The request was refused; how, the next lines tell.
    Refused,
    /// Twilio's code, told after that or by the answer's headers.
    Code(u32),
    /// Somebody did not answer; only the thread and the place tell that it is about this call.
    Silence,
    /// Nobody answered the request to this URL; whether it was sent at all.
    SilenceAt(&'a str, bool),
    /// The stack frames of an error that stands above.
    Frames(&'static str),
}
