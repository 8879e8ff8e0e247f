//! The rules in their order: the first that applies to a pair decides, and its name goes with the verdict.

use std::fmt;

use super::Pair;
use super::catalogue::{self, LogType, Remedy};
use super::status;
use super::words::{Class, Fault, Retry};
use crate::event::{Kind, Origin};

/// What the rules say of a pair, without the words for people: no allocation, as it is asked for once per event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    pub fault: Option<Fault>,
    pub retry: Option<Retry>,
    pub rule: Rule,
    /// The row that decided, if one did; it also holds the words.
    pub remedy: Option<&'static Remedy>,
}

/// The name of the rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Kind(Kind),
    Origin(Origin),
    Pair(u16, u32),
    Code(u32),
    Status(u16),
    CatalogueStatus(u16),
    CodeRange(&'static str),
    LogType(LogType),
    Nothing,
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(out, "kind:{}", kind.name()),
            Self::Origin(origin) => write!(out, "origin:{}", origin_name(*origin)),
            Self::Pair(status, code) => write!(out, "pair:{status}/{code}"),
            Self::Code(code) => write!(out, "code:{code}"),
            Self::Status(status) => write!(out, "status:{status}"),
            Self::CatalogueStatus(status) => write!(out, "catalogue-status:{status}"),
            Self::CodeRange(range) => write!(out, "code-range:{range}"),
            Self::LogType(log_type) => write!(out, "log-type:{}", log_type.name()),
            Self::Nothing => out.write_str("none"),
        }
    }
}

const fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Twilio => "twilio",
        Origin::Intermediary => "intermediary",
        Origin::Nobody => "nobody",
        Origin::Tunnel => "tunnel",
        Origin::MisplacedKey => "misplaced_key",
        Origin::Accepted => "accepted",
    }
}

/// Every rule of fault and retry, in the order in which they are walked.
const RULES: [fn(Pair) -> Option<Decision>; 14] = [
    webhook_went_well,
    not_an_answer_of_twilio,
    key_in_the_accounts_place,
    accepted,
    no_failure,
    pair_in_catalogue,
    code_in_catalogue,
    webhook,
    delivery_by_log_type,
    delivery,
    by_status,
    by_known_status_of_the_code,
    by_code_range,
    by_log_type,
];

/// Walks the rules; `pair` has no code that repeats its status.
///
/// A 4xx is never retried after a mere pause, whatever a remedy says of the code: only limits (after a delay, or later)
/// pass by themselves.
pub(super) fn decide(pair: Pair) -> Decision {
    let found = RULES
        .iter()
        .find_map(|rule| rule(pair))
        .unwrap_or(Decision::plain(Fault::Unknown, None, Rule::Nothing));
    let blind = found.retry == Some(Retry::Backoff) && class(pair) == Some(Class::ClientError);
    Decision {
        retry: if blind {
            Some(Retry::Never)
        } else {
            found.retry
        },
        ..found
    }
}

/// The class: by status when one is known, else by what the code is known to come with.
pub(super) fn class(pair: Pair) -> Option<Class> {
    if pair.kind != Kind::ApiCall {
        return None;
    }
    Some(match (pair.origin, pair.http_status, pair.twilio_code) {
        (Origin::Intermediary | Origin::Nobody, ..) => Class::NoResponse,
        (Origin::Accepted, None, None) => Class::Success,
        (Origin::Tunnel, ..) | (_, None, None) => Class::Unknown,
        (_, Some(status), _) => Class::of_status(status),
        (_, None, Some(code)) => class_of_code(code),
    })
}

fn class_of_code(code: u32) -> Class {
    match code {
        20_500..=20_599 => Class::ServerError,
        20_000..=21_999 => Class::ClientError,
        _ if all_client_errors(catalogue::statuses_of(code)) => Class::ClientError,
        _ => Class::Unknown,
    }
}

fn all_client_errors(statuses: &[u16]) -> bool {
    !statuses.is_empty()
        && statuses
            .iter()
            .all(|status| Class::of_status(*status) == Class::ClientError)
}

impl Decision {
    const fn plain(fault: Fault, retry: Option<Retry>, rule: Rule) -> Self {
        Self {
            fault: Some(fault),
            retry,
            rule,
            remedy: None,
        }
    }

    const fn no_failure(rule: Rule) -> Self {
        Self {
            fault: None,
            retry: None,
            rule,
            remedy: None,
        }
    }

    const fn by_remedy(remedy: &'static Remedy, rule: Rule) -> Self {
        Self {
            fault: Some(remedy.fault),
            retry: Some(remedy.retry),
            rule,
            remedy: Some(remedy),
        }
    }
}

/// The user's server answered Twilio with 2xx and no code complains: nothing failed, so nobody is at fault.
fn webhook_went_well(pair: Pair) -> Option<Decision> {
    let status = pair.http_status?;
    (pair.kind == Kind::Webhook
        && pair.twilio_code.is_none()
        && Class::of_status(status) == Class::Success)
        .then_some(Decision::no_failure(Rule::Kind(Kind::Webhook)))
}

fn not_an_answer_of_twilio(pair: Pair) -> Option<Decision> {
    if pair.kind != Kind::ApiCall {
        return None;
    }
    let (fault, retry) = match pair.origin {
        Origin::Twilio | Origin::MisplacedKey | Origin::Accepted => return None,
        Origin::Intermediary => (Fault::Intermediary, Some(Retry::Backoff)),
        Origin::Nobody => (Fault::Network, Some(Retry::Backoff)),
        Origin::Tunnel => (Fault::Unknown, None),
    };
    Some(Decision::plain(fault, retry, Rule::Origin(pair.origin)))
}

/// Twilio answers 500 when an API key SID stands in the account's place; the caller has to mend it.
fn key_in_the_accounts_place(pair: Pair) -> Option<Decision> {
    let is_500 = pair.http_status == Some(500)
        || (pair.http_status, pair.twilio_code) == (None, Some(20_500));
    (pair.kind == Kind::ApiCall && pair.origin == Origin::MisplacedKey && is_500).then_some(
        Decision::plain(
            Fault::YourCredentials,
            Some(Retry::Never),
            Rule::Origin(Origin::MisplacedKey),
        ),
    )
}

/// The resource that only a success answers with is printed. A status or a code beside it would decide in its place.
fn accepted(pair: Pair) -> Option<Decision> {
    let alone = pair.http_status.is_none() && pair.twilio_code.is_none();
    (pair.kind == Kind::ApiCall && pair.origin == Origin::Accepted && alone)
        .then_some(Decision::no_failure(Rule::Origin(Origin::Accepted)))
}

fn no_failure(pair: Pair) -> Option<Decision> {
    let status = pair.http_status?;
    (pair.kind == Kind::ApiCall
        && matches!(Class::of_status(status), Class::Success | Class::Redirect))
    .then_some(Decision::no_failure(Rule::Status(status)))
}

fn pair_in_catalogue(pair: Pair) -> Option<Decision> {
    let (status, code) = (pair.answer_status()?, pair.twilio_code?);
    let remedy = catalogue::remedy(code, Some(status))?;
    Some(Decision::by_remedy(remedy, Rule::Pair(status, code)))
}

fn code_in_catalogue(pair: Pair) -> Option<Decision> {
    let code = pair.twilio_code?;
    let remedy = catalogue::remedy(code, None)?;
    let agrees = pair
        .answer_status()
        .is_none_or(|status| agrees(remedy, status));
    agrees.then_some(Decision::by_remedy(remedy, Rule::Code(code)))
}

/// Whether a remedy can be meant under this status. Where code and status contradict each other (a 500 with a code of
/// bad parameters), the status decides: it is what the client saw, and only a 4xx may stop its retries.
fn agrees(remedy: &Remedy, status: u16) -> bool {
    let passes =
        matches!(remedy.fault, Fault::Twilio | Fault::Carrier) && remedy.retry == Retry::Backoff;
    catalogue::statuses_of(remedy.code).contains(&status)
        || match status {
            401 => matches!(remedy.fault, Fault::YourCredentials | Fault::YourPermission),
            429 => remedy.fault == Fault::YourRate && remedy.retry != Retry::Never,
            400..=499 => class_of_code(remedy.code) != Class::ServerError,
            500..=599 => passes,
            _ => true,
        }
}

fn webhook(pair: Pair) -> Option<Decision> {
    (pair.kind == Kind::Webhook).then_some(Decision::plain(
        Fault::YourWebhook,
        Some(Retry::Never),
        Rule::Kind(Kind::Webhook),
    ))
}

fn delivery_by_log_type(pair: Pair) -> Option<Decision> {
    if pair.kind != Kind::Delivery {
        return None;
    }
    let log_type = catalogue::code(pair.twilio_code?)?.log_type?;
    let fault = match log_type {
        LogType::Application => Fault::YourRequest,
        LogType::Carrier => Fault::Carrier,
        // The dictionary files some of the caller's own mistakes under TWILIO, so it proves nothing.
        LogType::Twilio => return None,
    };
    Some(Decision::plain(fault, None, Rule::LogType(log_type)))
}

fn delivery(pair: Pair) -> Option<Decision> {
    (pair.kind == Kind::Delivery).then_some(Decision::plain(
        Fault::Unknown,
        None,
        Rule::Kind(Kind::Delivery),
    ))
}

fn by_status(pair: Pair) -> Option<Decision> {
    let status = pair.http_status?;
    let (fault, retry) = status::verdict(status)
        .map_or((Fault::Unknown, None), |(fault, retry)| {
            (fault, Some(retry))
        });
    Some(Decision::plain(fault, retry, Rule::Status(status)))
}

fn by_known_status_of_the_code(pair: Pair) -> Option<Decision> {
    let status = catalogue::code(pair.twilio_code?)?.http_status?;
    let (fault, retry) = status::verdict(status)?;
    Some(Decision::plain(
        fault,
        Some(retry),
        Rule::CatalogueStatus(status),
    ))
}

fn by_code_range(pair: Pair) -> Option<Decision> {
    matches!(pair.twilio_code?, 20_500..=20_599).then_some(Decision::plain(
        Fault::Twilio,
        Some(Retry::Backoff),
        Rule::CodeRange("205xx"),
    ))
}

/// A 4xx by its code alone, which Twilio files under the application: the request it is. Any other stays unknown, but
/// like every 4xx it is never retried.
fn by_log_type(pair: Pair) -> Option<Decision> {
    let code = pair.twilio_code?;
    if class_of_code(code) != Class::ClientError {
        return None;
    }
    let log_type = catalogue::code(code).and_then(|row| row.log_type);
    Some(match (log_type, code) {
        (Some(LogType::Application), _) => Decision::plain(
            Fault::YourRequest,
            Some(Retry::Never),
            Rule::LogType(LogType::Application),
        ),
        (_, 21_000..=21_999) => {
            Decision::plain(Fault::Unknown, Some(Retry::Never), Rule::CodeRange("21xxx"))
        }
        _ => Decision::plain(Fault::Unknown, Some(Retry::Never), Rule::CodeRange("20xxx")),
    })
}
