//! The errors of twilio-node: the class with the block that Node prints under it, and the short forms without a body.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for the Node SDK.
pub struct NodeSdk;

impl Outcome for NodeSdk {
    fn name(&self) -> &'static str {
        "node_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["RestException", "[HTTP "]
    }

    fn example(&self) -> &'static str {
        "RestException [Error]: Authenticate { status: 401, code: 20003, moreInfo: 'https://www.twilio.com/docs/errors/20003', details: undefined }"
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "an error of twilio-node: its class, or the fields that Node prints under it"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let typed = record
            .attributes
            .iter()
            .find(|attribute| attribute.value.text() == Some("RestException"));
        if let Some(typed) = typed {
            let beside = |name: &str| {
                record
                    .attributes
                    .iter()
                    .find(|other| other.parent == typed.parent && other.name == name)
            };
            let number = |name: &str| beside(name).and_then(|attribute| attribute.value.unsigned());
            let http_status = number("status").and_then(|status| u16::try_from(status).ok());
            let twilio_code = number("code").and_then(|code| u32::try_from(code).ok());
            if http_status.is_some() || twilio_code.is_some() {
                found.claim(Event {
                    http_status,
                    twilio_code,
                    ..Event::default()
                });
                return;
            }
        }
        for text in record.texts() {
            if let Some(mut event) = short(text).or_else(|| classed(text)) {
                found.requested_resource(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
    }
}

/// `RestException [Error]: message`, then status and code as `status: 401, code: 20003` or `(code 20003, status 401)`.
fn classed<'a>(text: &str) -> Option<Event<'a>> {
    let (_, after) = text.split_once("RestException [Error]")?;
    let spoken = |key: &str| after.split_once(key).map(|(_, value)| value.trim_start());
    let http_status = grammar::keyed_status(after, &["status"])
        .or_else(|| Some(grammar::status(spoken("status ")?).ok()?.1));
    let twilio_code = grammar::keyed_code(after, &["code"])
        .or_else(|| Some(grammar::code(spoken("code ")?).ok()?.1))
        .or_else(|| Some(grammar::code(spoken("Twilio Error ")?).ok()?.1));
    Some(Event {
        http_status,
        twilio_code,
        ..Event::default()
    })
}

/// `[HTTP 503] Failed to execute request`, when the body was no JSON. Nothing follows it on its line: other programs use
/// the same words with more behind them.
fn short<'a>(text: &str) -> Option<Event<'a>> {
    let (ahead, behind) = text.split_once("] Failed to execute request")?;
    let ends = behind.is_empty() || behind.starts_with(['\n', '\r', '"']);
    let (_, status) = grammar::status(ahead.rsplit_once("[HTTP ")?.1)
        .ok()
        .filter(|_| ends)?;
    Some(Event {
        http_status: Some(status),
        ..Event::default()
    })
}
