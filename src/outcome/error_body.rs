//! A Twilio error body anywhere in a record: as an object among the attributes, or inline in a text, escaped or not,
//! as JSON, XML, or the way a language prints its own objects.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::event::{Event, Kind};

/// The member for error bodies. Keys are matched, never order or position.
pub struct ErrorBody;

/// Keys of the HTTP status in the known shapes.
const STATUS: [&str; 6] = [
    "status",
    "httpStatusCode",
    "http_status_code",
    "statusCode",
    "Status",
    "StatusCode",
];

/// Keys of the code.
const CODE: [&str; 4] = ["code", "error_code", "Code", "errorCode"];

/// Keys under which a body links to Twilio's page of the code. Without such a link anybody could have written it.
const LINKS: [&str; 9] = [
    "more_info",
    "moreInfo",
    "infoUrl",
    "twilioErrorCodeUrl",
    "twilio_error_code_url",
    "type",
    "info_url",
    "MoreInfo",
    "Type",
];

/// How many links of a record are looked at: each costs a look at all its members.
const TRIES: usize = 32;

impl Outcome for ErrorBody {
    fn name(&self) -> &'static str {
        "error_body"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "<RestException>"]
    }

    fn marks(&self) -> &'static [&'static str] {
        &["errors", "RestException"]
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
        if let Some((mut event, message)) = member(record) {
            event.http_status = event.http_status.or_else(|| announced(record.body));
            if let Some(message) = message {
                found.requested_resource(message, &mut event, record);
            }
            found.claim(event);
            return;
        }
        for text in record.texts() {
            if let Some(mut event) = inline(text) {
                found.surroundings(text, &mut event, record);
                found.claim(event);
                return;
            }
            if let Some(mut event) = xml(text) {
                found.surroundings(text, &mut event, record);
                found.claim_answer(event);
                return;
            }
        }
    }
}

/// An object that has a link to Twilio's error pages beside a code or a status, and its message.
fn member<'a>(record: &LogRecord<'a>) -> Option<(Event<'a>, Option<&'a str>)> {
    let all = &record.attributes;
    let links = all.iter().filter_map(|link| {
        let text = link.value.text().filter(|_| LINKS.contains(&link.name))?;
        is_link(text).then_some((link, text))
    });
    links.take(TRIES).find_map(|(link, text)| {
        // V1.0 of Twilio's API standards puts the link one level down, into `params`.
        let above = all
            .get(link.parent as usize)
            .filter(|parent| parent.name == "params")
            .map(|parent| parent.parent);
        [Some(link.parent), above]
            .into_iter()
            .flatten()
            .find_map(|object| {
                let beside = |names: &[&str]| -> Option<&Attribute<'a>> {
                    all.iter()
                        .find(|other| other.parent == object && names.contains(&other.name))
                };
                let stated = beside(&CODE).and_then(|code| u32::try_from(whole(code.value)?).ok());
                let status =
                    beside(&STATUS).and_then(|status| u16::try_from(whole(status.value)?).ok());
                let message = beside(&["message", "Message", "detail"])
                    .and_then(|message| message.value.text());
                (stated.is_some() || status.is_some()).then(|| {
                    let linked = || grammar::linked_code(text);
                    (answer(status, stated.or_else(linked)), message)
                })
            })
    })
}

/// A whole number, also one that a program wrote with its type: `"number(404)"`, `"Some(404)"`.
fn whole(value: Value<'_>) -> Option<u64> {
    let typed = || {
        let (kind, number) = value.text()?.strip_suffix(')')?.split_once('(')?;
        let plain = kind.bytes().all(|byte| byte.is_ascii_alphabetic());
        plain.then(|| number.parse().ok())?
    };
    value.unsigned().or_else(typed)
}

/// The status right before the body, where the body lacks it: `HTTP 401 {…}`, `Twilio API error 404: {…}`, `(401): {…}`.
fn announced(text: &str) -> Option<u16> {
    announced_before(text, '{')
}

/// As [`announced`], right before the first such mark.
fn announced_before(text: &str, mark: char) -> Option<u16> {
    let (before, _) = text.split_once(mark)?;
    let before = before.trim_end_matches([' ', ':', '-', '\u{2014}', ')', ']', '"', '\'', '\n']);
    let (ahead, number) = before.rsplit_once([' ', '(', '=', '[', ':'])?;
    let (rest, status) = grammar::status(number).ok()?;
    let word = ahead.trim_end_matches([' ', ':', '(', '=', '[', '-']);
    let word = word
        .rsplit(|letter: char| !letter.is_alphanumeric())
        .next()
        .unwrap_or("")
        .to_ascii_lowercase();
    let says = [
        "http", "status", "error", "code", "returned", "failed", "twilio",
    ];
    (rest.is_empty() && status >= 400 && says.contains(&word.as_str())).then_some(status)
}

/// True for a link into Twilio's documentation of errors, with its slashes escaped or not.
fn is_link(text: &str) -> bool {
    text.split_once("twilio.com").is_some_and(|(_, after)| {
        let path = grammar::start(after, 40);
        path.contains("docs") && path.contains("errors")
    })
}

/// The place of a link to Twilio's error pages that is the value of one of the known keys.
fn keyed_link(text: &str) -> Option<usize> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "twilio.com").take(16);
    places.find(|at| {
        let before = &text[..*at];
        let url = before.rfind("http").filter(|start| at - start < 24);
        let before = url.map_or(before, |start| &before[..start]);
        let key = before.trim_end_matches(['"', '\'', '\\', ' ']);
        let key = key
            .strip_suffix("=>")
            .or_else(|| key.strip_suffix([':', '=']));
        let key = key
            .unwrap_or("")
            .trim_end_matches(['"', '\'', '\\', ' ', ']']);
        let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let named = |name: &str| {
            key.strip_suffix(name)
                .is_some_and(|rest| !rest.ends_with(word))
        };
        is_link(&text[*at..]) && LINKS.iter().any(|name| named(name))
    })
}

/// A body inside a text: code and link side by side, `status` if it is there.
fn inline<'a>(text: &str) -> Option<Event<'a>> {
    let at = keyed_link(text)?;
    let link = &text[at..];
    // V1.0 has the link one level down; further out stands what tells of something else.
    let near = grammar::object_around(text, at);
    let outer = grammar::object_around(text, near.start.saturating_sub(1));
    [near, outer].into_iter().find_map(|object| {
        let object = text.get(object)?;
        let status = grammar::keyed_status(object, &STATUS);
        let code = grammar::keyed_code(object, &CODE);
        let repeats = grammar::keyed(object, "code")
            .is_some_and(|value| status.is_some() && grammar::status(value).is_ok());
        (code.is_some() || status.is_some()).then(|| {
            let linked = grammar::linked_code(link).filter(|_| !repeats);
            answer(status.or_else(|| announced(text)), code.or(linked))
        })
    })
}

/// `<TwilioResponse><RestException><Code>21610</Code>…<Status>400</Status>`, its brackets escaped or not.
fn xml<'a>(text: &str) -> Option<Event<'a>> {
    let (_, body) = ["<RestException>", "&lt;RestException&gt;"]
        .iter()
        .find_map(|tag| text.split_once(tag))?;
    let element = |plain: &str, escaped: &str| {
        let found = body.split_once(plain).or_else(|| body.split_once(escaped));
        found.map(|(_, value)| value.trim_start())
    };
    let code =
        element("<Code>", "&lt;Code&gt;").and_then(|value| Some(grammar::code(value).ok()?.1));
    let status = element("<Status>", "&lt;Status&gt;")
        .and_then(|value| Some(grammar::status(value).ok()?.1));
    let status = status.or_else(|| announced_before(text, '<'));
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
