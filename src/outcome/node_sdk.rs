//! The errors of twilio-node: the class with the block that Node prints under it, the stack alone, and the short forms
//! without a body.

use super::contract::{Found, Outcome};
use super::grammar::{self, origin, thrown};
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for the Node SDK.
pub struct NodeSdk;

impl Outcome for NodeSdk {
    fn name(&self) -> &'static str {
        "node_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "RestException",
            "TwilioServiceException",
            "[HTTP ",
            "twilio/lib/base/",
            "twilio\\lib\\base\\",
            "twilio-labs/serverless-api/",
            "twilio-labs\\serverless-api\\",
        ]
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
        if let Some(event) = typed(record) {
            found.claim(event);
            return;
        }
        for text in record.texts() {
            let claim = short(text)
                .or_else(|| classed(text, found))
                .or_else(|| stack(text, found))
                .or_else(|| unanswered(text))
                .or_else(|| tools(text));
            if let Some(mut event) = claim {
                found.surroundings(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
    }
}

/// The error as an object among the attributes: `{"type":"RestException","status":401,"code":20003,…}`.
fn typed<'a>(record: &LogRecord<'a>) -> Option<Event<'a>> {
    let all = &record.attributes;
    let typed = all.iter().find(|attribute| {
        matches!(
            attribute.value.text(),
            Some("RestException" | "TwilioServiceException")
        )
    })?;
    let number = |name: &str| {
        all.iter()
            .find(|other| other.parent == typed.parent && other.name == name)
            .and_then(|attribute| attribute.value.unsigned())
    };
    let http_status = number("status").and_then(|status| u16::try_from(status).ok());
    let twilio_code = number("code").and_then(|code| u32::try_from(code).ok());
    (http_status.is_some() || twilio_code.is_some()).then(|| Event {
        http_status,
        twilio_code,
        ..Event::default()
    })
}

/// `RestException [Error]: message`, then status and code as `status: 401, code: 20003` or `(code 20003, status 401)`.
fn classed<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let message = ["RestException [Error]", "RestException"]
        .iter()
        .find_map(|class| {
            let message = thrown(text, class).or_else(|| below(text, class))?;
            // An answer without a message has its stack alone behind the class.
            let behind = || text.split_once(class).map_or("", |(_, behind)| behind);
            Some(if message.is_empty() {
                behind()
            } else {
                message
            })
        })?;
    let printed = text.contains("RestException [Error]");
    let event = properties(message);
    // Other SDKs and other vendors have a class of this name: alone, it must bring its properties.
    let told = event.http_status.is_some() && event.twilio_code.is_some();
    (printed || told).then_some(())?;
    found.message(message);
    Some(event)
}

/// The message on the line below the class.
fn below<'a>(text: &'a str, class: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(class)?;
    let behind = behind.strip_prefix(':')?.trim_start_matches([' ', '\r']);
    let message = behind.strip_prefix('\n')?;
    let line = message.lines().next()?;
    (class.ends_with(']') && !line.trim().is_empty()).then_some(message)
}

/// Status and code behind a message.
fn properties<'a>(after: &str) -> Event<'a> {
    let spoken = |key: &str| after.split_once(key).map(|(_, value)| value.trim_start());
    let http_status = grammar::keyed_status(after, &["status"])
        .or_else(|| Some(grammar::status(spoken("status ")?).ok()?.1))
        .or_else(|| Some(grammar::status(after.strip_prefix("[HTTP ")?).ok()?.1))
        .filter(|status| *status >= 400);
    let twilio_code = grammar::keyed_code(after, &["code"])
        .or_else(|| Some(grammar::code(spoken("code ")?).ok()?.1))
        .or_else(|| Some(grammar::code(spoken("(Code ")?).ok()?.1))
        .or_else(|| Some(grammar::code(spoken("Twilio Error ")?).ok()?.1));
    Event {
        http_status,
        twilio_code,
        ..Event::default()
    }
}

/// `Error: message` above the frame in which the SDK turned Twilio's answer into an error.
fn stack<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const FRAMES: [&str; 2] = ["base/Version.js", "base/Page.js"];
    // As versions 4 and later, and 3, name the function.
    const ANSWERED: [&str; 3] = [
        "at success ",
        "processResponse",
        "at Promise.then.response ",
    ];
    // The stack as a member of a printed object has its line ends escaped.
    let lines = text.lines().flat_map(|line| line.split("\\n"));
    let mut frames = lines.filter(|line| {
        let line = line.trim_start();
        line.starts_with("at ") && ANSWERED.iter().any(|function| line.contains(function))
    });
    let answered = frames.any(|line| {
        let line = line.replace('\\', "/");
        FRAMES
            .iter()
            .any(|frame| line.contains(&format!("twilio/lib/{frame}")))
    });
    let message = answered.then(|| thrown(text, "Error")).flatten()?;
    found.message(message);
    Some(properties(message))
}

/// `AxiosError: timeout of 30000ms exceeded` above the frames of the SDK's HTTP client, which nobody answered.
fn unanswered<'a>(text: &str) -> Option<Event<'a>> {
    const CLIENT: &str = "twilio/lib/base/RequestClient.";
    let frame = |line: &str| line.trim_start().starts_with("at ");
    let mut lines = text.lines().flat_map(|line| line.split("\\n"));
    let head = lines
        .by_ref()
        .take_while(|line| !frame(line))
        .filter(|line| line.contains("Error"))
        .last()?;
    let mut frames = lines.filter(|line| frame(line));
    let called = frames.any(|line| line.replace('\\', "/").contains(CLIENT));
    let (_, said) = head.split_once("Error").filter(|_| called)?;
    let code = grammar::keyed(text, "code").map_or("", |code| grammar::start(code, 40));
    let silent = grammar::names_silence(said) || grammar::tells_silence(code);
    silent.then(|| Event {
        origin: Origin::Nobody,
        unsent: origin::never_sent(said) || origin::never_sent(code),
        ..Event::default()
    })
}

/// The error of the client beneath Twilio's tools for serverless functions, above their frames: `HTTPError: Response code 413
/// (Request Entity Too Large)`.
fn tools<'a>(text: &str) -> Option<Event<'a>> {
    let named = ["HTTPError: Response code ", "[HTTPError]: Response code "];
    let (_, answer) = named.iter().find_map(|words| text.split_once(words))?;
    let (rest, status) = grammar::status(answer).ok().filter(|told| told.1 >= 400)?;
    let (reason, frames) = rest.split_once('\n')?;
    let mut lines = frames.lines().take(8);
    let of_tools = lines.any(|line| {
        line.contains(" at ")
            && line
                .replace('\\', "/")
                .contains("/@twilio-labs/serverless-api/")
    });
    (of_tools && reason.trim_start().starts_with('(')).then(|| Event {
        http_status: Some(status),
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
