//! A Twilio error body anywhere in a record: as an object among the attributes, or inline in a text, escaped or not,
//! as JSON, XML, or the way a language prints its own objects.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};

/// The member for error bodies. Keys are matched, never order or position.
pub struct ErrorBody;

/// Keys of the HTTP status in the known shapes.
const STATUS: [&str; 4] = ["status", "httpStatusCode", "http_status_code", "statusCode"];

/// Keys under which a body links to Twilio's page of the code. Without such a link anybody could have written it.
const LINKS: [&str; 8] = [
    "more_info",
    "moreInfo",
    "infoUrl",
    "twilioErrorCodeUrl",
    "twilio_error_code_url",
    "type",
    "info_url",
    "MoreInfo",
];

impl Outcome for ErrorBody {
    fn name(&self) -> &'static str {
        "error_body"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "<RestException>"]
    }

    fn example(&self) -> &'static str {
        r#"{"code":21211,"message":"The 'To' number is not a valid phone number.","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "a link to Twilio's error pages (`more_info`) beside a code or a status, or a `<RestException>`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if let Some(event) = member(record) {
            found.claim(event);
            return;
        }
        for text in record.texts() {
            if let Some(event) = inline(text).or_else(|| xml(text)) {
                found.claim(event);
                return;
            }
        }
    }
}

/// An object that has a link to Twilio's error pages beside a code or a status.
fn member<'a>(record: &LogRecord<'a>) -> Option<Event<'a>> {
    let all = &record.attributes;
    all.iter().find_map(|link| {
        let text = link
            .value
            .text()
            .filter(|text| LINKS.contains(&link.name) && is_link(text))?;
        // V1.0 of Twilio's API standards puts the link one level down, into `params`.
        let above = all
            .get(link.parent as usize)
            .filter(|parent| parent.name == "params")
            .map(|parent| parent.parent);
        [Some(link.parent), above]
            .into_iter()
            .flatten()
            .find_map(|object| {
                let beside = |names: &[&str]| {
                    all.iter()
                        .find(|other| other.parent == object && names.contains(&other.name))
                };
                let stated = beside(&["code", "error_code"])
                    .and_then(|code| u32::try_from(code.value.unsigned()?).ok());
                let status =
                    beside(&STATUS).and_then(|status| u16::try_from(status.value.unsigned()?).ok());
                (stated.is_some() || status.is_some())
                    .then(|| answer(status, stated.or_else(|| grammar::linked_code(text))))
            })
    })
}

/// True for a link into Twilio's documentation of errors, with its slashes escaped or not.
fn is_link(text: &str) -> bool {
    text.split_once("twilio.com").is_some_and(|(_, after)| {
        let path = after.get(..after.len().min(40)).unwrap_or("");
        path.contains("docs") && path.contains("errors")
    })
}

/// A body inside a text: code and link side by side, `status` if it is there.
fn inline<'a>(text: &str) -> Option<Event<'a>> {
    memchr::memmem::find(text.as_bytes(), b"twilio.com")?;
    let link = LINKS.iter().find_map(|key| {
        grammar::keyed(text, key).filter(|value| is_link(value.get(..80).unwrap_or(value)))
    })?;
    let status = grammar::keyed_status(text, &STATUS);
    let code = grammar::keyed_code(text, &["code", "Code"]);
    let repeats = grammar::keyed(text, "code")
        .is_some_and(|value| status.is_some() && grammar::status(value).is_ok());
    (code.is_some() || status.is_some()).then(|| {
        let linked = grammar::linked_code(link).filter(|_| !repeats);
        answer(status, code.or(linked))
    })
}

/// `<TwilioResponse><RestException><Code>21610</Code>…<Status>400</Status>`.
fn xml<'a>(text: &str) -> Option<Event<'a>> {
    let (_, body) = text.split_once("<RestException>")?;
    let element = |tag: &str| body.split_once(tag).map(|(_, value)| value);
    let code = element("<Code>").and_then(|value| Some(grammar::code(value).ok()?.1));
    let status = element("<Status>").and_then(|value| Some(grammar::status(value).ok()?.1));
    (code.is_some() || status.is_some()).then(|| answer(status, code))
}

/// Twilio's answer to a call; but webhook and delivery codes that come without an HTTP status tell of those.
fn answer<'a>(http_status: Option<u16>, twilio_code: Option<u32>) -> Event<'a> {
    let kind = match (http_status, twilio_code) {
        (None, Some(code)) => classify::kind_of_code(code),
        _ => Kind::ApiCall,
    };
    Event {
        kind,
        http_status,
        twilio_code,
        ..Event::default()
    }
}
