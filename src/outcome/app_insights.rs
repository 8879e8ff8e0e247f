//! Dependencies of Application Insights, as Azure exports them: calls that an application made, with the result in a text.
//!
//! `AppDependencies` of Log Analytics, `dependencies` of the older tables, and the items that the SDKs send.

use super::contract::{Found, Outcome};
use super::grammar;
use super::object::{Object, holds};
use crate::envelope::contract::{LogRecord, Value};
use crate::event::{Event, Origin};
use crate::resource;
use crate::timestamp::Timestamp;

/// The member for dependencies.
pub struct AppInsights;

/// Spellings of one field.
const RESULT: [&str; 2] = ["ResultCode", "resultCode"];
const TYPE: [&str; 4] = ["DependencyType", "dependencyType", "type", "Type"];
const DATA: [&str; 2] = ["Data", "data"];
const TARGET: [&str; 2] = ["Target", "target"];
const NAME: [&str; 2] = ["Name", "name"];
const TIME: [&str; 3] = ["TimeGenerated", "timestamp", "timestamp [UTC]"];

/// What stands for a status where there was no answer.
const SILENCE: [&str; 7] = [
    "",
    "0",
    "Faulted",
    "Canceled",
    "Timeout",
    "ConnectFailure",
    "NameResolutionFailure",
];

impl Outcome for AppInsights {
    fn name(&self) -> &'static str {
        "app_insights"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio."]
    }

    fn fields(&self) -> &'static [&'static str] {
        &RESULT
    }

    fn example(&self) -> &'static str {
        r#"{"TimeGenerated":"2025-01-01T00:00:18.000Z","Type":"AppDependencies","DependencyType":"HTTP","Target":"api.twilio.com","Data":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json","ResultCode":"503","Success":false,"DurationMs":87}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if !holds(record, self.literals()) {
            return;
        }
        for result in RESULT {
            for item in Object::holders(record, result) {
                let kind = item.text(&TYPE).unwrap_or("");
                if !kind
                    .get(..4)
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("http"))
                {
                    continue;
                }
                found.close();
                if let Some(event) = call(&item, record, found) {
                    found.tell(event);
                }
            }
        }
    }
}

fn call<'a>(
    item: &Object<'_, 'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let mut event = Event::default();
    let name = item.text(&NAME).and_then(|name| name.split_once(' '));
    let url = item.text(&DATA).filter(|data| data.contains("://"));
    let located = if let Some(url) = url {
        found.locate(url, &mut event, record)
    } else {
        let target = item.text(&TARGET)?.split([' ', ':']).next();
        let host = target.filter(|host| resource::is_api_host(host))?;
        let path = name.map(|(_, path)| path);
        let path = path.filter(|path| path.starts_with('/')).unwrap_or("/");
        found.locate_path(Some(host), path, &mut event, record)
    };
    located.then_some(())?;
    event.method = name.and_then(|(method, _)| grammar::method(method));
    let result = RESULT.iter().find_map(|name| item.get(name))?;
    event.http_status = grammar::status_of(result);
    if event.http_status.is_none() {
        let silent = result.text().is_none_or(|result| SILENCE.contains(&result));
        (silent && failed(item)).then_some(())?;
        event.origin = Origin::Nobody;
    }
    event.timestamp = item
        .text(&TIME)
        .and_then(Timestamp::parse)
        .or(record.timestamp);
    event.duration_us = item
        .get("DurationMs")
        .or_else(|| item.get("duration"))
        .filter(|value| !matches!(value, Value::Text(text) if text.contains(':')))
        .and_then(|value| grammar::scaled(value, 1e3));
    Some(event)
}

/// True when an item says that the call did not succeed.
fn failed(item: &Object<'_, '_>) -> bool {
    let said = ["Success", "success"]
        .iter()
        .find_map(|name| item.get(name));
    match said {
        Some(Value::Bool(success)) => !success,
        Some(Value::Text(success)) => success.eq_ignore_ascii_case("false"),
        _ => false,
    }
}
