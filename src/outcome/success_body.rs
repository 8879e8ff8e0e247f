//! The resource that Twilio answers a call with when it went well, printed as JSON or as a language prints its objects:
//! `{"sid":"SM…","status":"queued","uri":"/2010-04-01/…/SM….json"}`. Its status is the resource's, never HTTP's.

mod pages;

use super::contract::{Found, Outcome};
use super::grammar;
use super::object::Object;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::resource;
use std::ops::Range;

/// The member for printed resources. A resource links to itself: nobody else writes such a link beside the identifier
/// that it ends with and a status of Twilio's resources.
pub struct SuccessBody;

/// Names of the link.
const LINKS: [&str; 2] = ["uri", "url"];

/// What an error code is called that tells what became of the resource later.
const CODE: [&str; 2] = ["error_code", "errorCode"];

/// Fields that Twilio sends to the application's server: such a record tells of a webhook.
const WEBHOOK: [&str; 7] = [
    "MessageSid",
    "SmsSid",
    "CallSid",
    "ConferenceSid",
    "MessageStatus",
    "SmsStatus",
    "CallStatus",
];

/// The statuses of Twilio's resources, sorted.
const STATUSES: &[&str] = &[
    "absent",
    "accepted",
    "active",
    "approved",
    "building",
    "busy",
    "canceled",
    "closed",
    "complete",
    "completed",
    "connected",
    "connecting",
    "deactivated",
    "deleted",
    "delivered",
    "denied",
    "disconnected",
    "draft",
    "ended",
    "enqueued",
    "expired",
    "failed",
    "in-progress",
    "in-review",
    "in-use",
    "in_progress",
    "in_review",
    "inactive",
    "init",
    "initialized",
    "max_attempts_reached",
    "new",
    "no-answer",
    "open",
    "partially_delivered",
    "paused",
    "pending",
    "pending-review",
    "processing",
    "published",
    "queued",
    "read",
    "ready",
    "received",
    "receiving",
    "ringing",
    "scheduled",
    "sending",
    "sent",
    "stopped",
    "suspended",
    "twilio-approved",
    "twilio-rejected",
    "undelivered",
    "unverified",
    "validating",
    "verified",
];

/// How many links of a text are looked at.
const TRIES: usize = 8;

/// How many texts of a record are looked at.
const TEXTS: usize = 64;

impl Outcome for SuccessBody {
    fn name(&self) -> &'static str {
        "success_body"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["2010-04-01", "twilio."]
    }

    fn example(&self) -> &'static str {
        r#"{"sid":"SM00000000000000000000000000000000","account_sid":"AC00000000000000000000000000000000","status":"queued","error_code":null,"uri":"/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/SM00000000000000000000000000000000.json"}"#
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "a resource with its `sid`, a `status` of Twilio's resources and the `uri` or `url` that ends with that `sid`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        // A list page is one call, however many resources it lists, and a row of an export is none.
        if record.envelopes().first() == Some(&"table") {
            return;
        }
        if let Some(link) = pages::link(record) {
            return claim(link, record, found);
        }
        for body in Object::holders(record, "sid") {
            let listed = body.is_element() || (record.listed && body.is_top());
            if !listed && let Some(link) = of_object(&body) {
                if !is_webhook(record) {
                    claim(link, record, found);
                }
                return;
            }
        }
        let link = record
            .texts()
            .take(TEXTS)
            .find_map(|text| of_text(text).or_else(|| of_xml(text)));
        if let Some(link) = link.filter(|_| !is_webhook(record)) {
            claim(link, record, found);
        }
    }
}

fn claim<'a>(link: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) {
    let link = if link.contains('\\') {
        record.memory.alloc_str(&link.replace('\\', ""))
    } else {
        link
    };
    let mut event = Event::default();
    let located = if link.starts_with('/') {
        link.starts_with("/2010-04-01/") && found.locate_path(None, link, &mut event, record)
    } else {
        found.locate(link, &mut event, record)
    };
    if located && event.resource.is_some() && event.origin == Origin::Twilio {
        event.origin = Origin::Accepted;
        found.claim(event);
    }
}

/// The link of an object that is a resource.
fn of_object<'a>(body: &Object<'_, 'a>) -> Option<&'a str> {
    let sid = body.text(&["sid"])?;
    let link = body.text(&LINKS)?;
    let status = body.text(&["status"])?;
    (is_status(status) && is_own(link, sid) && body.number(&CODE).is_none()).then_some(link)
}

/// The link of a resource inside a text, escaped or not.
fn of_text(text: &str) -> Option<&str> {
    // Most texts that name Twilio hold no such object.
    text.contains("sid").then_some(())?;
    let version = memchr::memmem::find_iter(text.as_bytes(), "2010-04-01");
    let host = memchr::memmem::find_iter(text.as_bytes(), "twilio.com");
    version
        .take(TRIES)
        .chain(host.take(TRIES))
        .find_map(|at| around(text, at))
}

fn around(text: &str, at: usize) -> Option<&str> {
    let link = keyed_link(text, at)?;
    let inside = grammar::object_around(text, at);
    let before = text.get(..inside.start)?.strip_suffix('{')?;
    let element = before.trim_end().ends_with(['[', ',']);
    let object = text.get(inside)?;
    let sid = grammar::keyed(object, "sid")?.get(..34)?;
    let status = grammar::keyed(object, "status")?;
    let end = status.find(|letter: char| !(letter.is_ascii_alphabetic() || "-_".contains(letter)));
    let status = status.get(..end?)?;
    let link = text.get(link)?;
    let coded = grammar::keyed_code(object, &CODE).is_some();
    (!element && !coded && is_status(status) && is_own(link, sid)).then_some(link)
}

/// The link of a resource as the oldest API answers where the path has no `.json`: `<TwilioResponse><Call><Sid>…`.
fn of_xml(text: &str) -> Option<&str> {
    text.contains("TwilioResponse>").then_some(())?;
    let element = |tag: &str| {
        let (_, value) = text.split_once(tag)?;
        value.split('<').next().map(str::trim)
    };
    let (sid, link) = (element("<Sid>")?, element("<Uri>")?);
    let path = link.strip_suffix(".xml").unwrap_or(link);
    let failed = text.contains("<RestException>")
        || element("<ErrorCode>").is_some_and(|code| !code.is_empty());
    (!failed && is_status(element("<Status>")?) && is_own(path, sid)).then_some(link)
}

/// Where the link around a place stands, if one of the names of a link is before it.
fn keyed_link(text: &str, at: usize) -> Option<Range<usize>> {
    let ends = |letter: char| letter.is_whitespace() || "\"'`,<>{}[]()".contains(letter);
    let lowest = at.saturating_sub(64);
    let head = text.get(..at)?;
    let start = head
        .char_indices()
        .rev()
        .take_while(|(place, _)| *place >= lowest)
        .find(|(_, letter)| ends(*letter))?;
    let start = start.0 + start.1.len_utf8();
    let key = head
        .get(..start)?
        .trim_end_matches(['"', '\'', '\\', ' '])
        .trim_end_matches("=>")
        .trim_end_matches([':', '=', '"', '\'', '\\', ' ', ']']);
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let named = |name: &&str| {
        key.strip_suffix(*name)
            .is_some_and(|rest| !rest.ends_with(word))
    };
    LINKS.into_iter().find(|name| named(name))?;
    let tail = text.get(at..)?;
    let end = at + tail.find(ends)?;
    let link = text.get(start..end)?.trim_end_matches('\\');
    Some(start..start + link.len())
}

/// True when a resource of that SID links to itself.
fn is_own(link: &str, sid: &str) -> bool {
    let path = link.strip_suffix(".json").unwrap_or(link);
    let before = path.strip_suffix(sid);
    resource::is_sid(sid) && before.is_some_and(|before| before.ends_with('/'))
}

fn is_status(status: &str) -> bool {
    let lower = status.to_ascii_lowercase();
    STATUSES.binary_search(&lower.as_str()).is_ok()
}

fn is_webhook(record: &LogRecord<'_>) -> bool {
    let named = |name: &str| WEBHOOK.contains(&name);
    // A resource has a `ParentCallSid` of its own.
    let whole = |text: &str, at: usize| {
        !text[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric())
    };
    let in_text = |text: &str| {
        let mut names = WEBHOOK.iter().flat_map(|name| text.match_indices(name));
        names.any(|(at, _)| whole(text, at))
    };
    record.attributes.iter().any(|member| named(member.name))
        || record.texts().take(TEXTS).any(in_text)
}

#[cfg(test)]
mod tests;
