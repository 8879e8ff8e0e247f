//! Alerts of Twilio's Monitor API and of the console's export: what went wrong in a call of yours or in a webhook of
//! Twilio's. The host of the request decides which.

use super::contract::{Found, Outcome};
use super::form;
use super::grammar;
use super::object::{Object, holds};
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};

/// The member for alerts, alone, in a list page, or as rows of a table.
pub struct MonitorAlert;

/// Names of the fields in the API's JSON, and in exports.
const CODE: [&str; 4] = ["error_code", "ErrorCode", "Error Code", "errorCode"];
const URL: [&str; 4] = ["request_url", "RequestUrl", "Request URL", "requestUrl"];
const METHOD: [&str; 4] = [
    "request_method",
    "RequestMethod",
    "Request Method",
    "requestMethod",
];
const TEXT: [&str; 4] = ["alert_text", "AlertText", "Alert Text", "alertText"];
const LEVEL: [&str; 4] = ["log_level", "LogLevel", "Log Level", "logLevel"];
const WHEN: [&str; 8] = [
    "date_generated",
    "DateGenerated",
    "Date Generated",
    "dateGenerated",
    "date_created",
    "DateCreated",
    "Date Created",
    "dateCreated",
];

impl Outcome for MonitorAlert {
    fn name(&self) -> &'static str {
        "monitor_alert"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "2010-04-01"]
    }

    fn fields(&self) -> &'static [&'static str] {
        &["alert_text", "alertText", "incident_updates"]
    }

    fn example(&self) -> &'static str {
        r#"{"sid":"NO00000000000000000000000000000000","alert_text":"Msg&sourceComponent=14100&ErrorCode=21211&LogLevel=ERROR","date_generated":"2025-01-01T00:00:15Z","error_code":"21211","log_level":"error","request_method":"POST","request_url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        // Twilio's status page tells of incidents in words, and of nobody's call.
        if Object::holders(record, "incident_updates").next().is_some() {
            found.close();
            return;
        }
        if record.envelopes().first() != Some(&"table") && !holds(record, self.literals()) {
            return;
        }
        // The rows of exports are named differently, and need not have every column.
        for name in ["alert_text", "alertText"] {
            for alert in Object::holders(record, name) {
                read(&alert, record, found);
            }
        }
        let row = Object::top(record);
        let named = |names: &[&str]| names[1..].iter().any(|name| row.get(name).is_some());
        if record.envelopes().first() == Some(&"table")
            && row.get("alert_text").is_none()
            && (named(&TEXT) || (named(&URL) || row.get("request_url").is_some()))
        {
            read(&row, record, found);
        }
    }
}

/// Reads one alert.
fn read<'a>(alert: &Object<'_, 'a>, record: &LogRecord<'a>, found: &mut Found<'a>) {
    let Some(code) = alert.code(&CODE) else {
        return;
    };
    found.close();
    let level = alert.text(&LEVEL).unwrap_or("error").to_ascii_lowercase();
    if !matches!(level.as_str(), "error" | "warning" | "warn") {
        return;
    }
    let mut event = Event {
        twilio_code: Some(code),
        timestamp: alert.text(&WHEN).and_then(form::time),
        ..Event::default()
    };
    let url = alert.text(&URL);
    let called = url.is_some_and(|url| found.locate(url, &mut event, record));
    event.kind = match (classify::kind_of_code(code), url.is_some()) {
        (Kind::Delivery, _) => Kind::Delivery,
        // Without a request it could be either.
        (Kind::ApiCall, false) => return,
        (Kind::ApiCall, true) if called => Kind::ApiCall,
        _ => Kind::Webhook,
    };
    if event.kind != Kind::ApiCall {
        (event.host, event.resource) = (None, None);
    }
    if event.kind != Kind::Delivery {
        event.method = alert.text(&METHOD).and_then(grammar::method);
    }
    if event.kind == Kind::Webhook {
        let text = alert.text(&TEXT).unwrap_or("");
        event.http_status = grammar::keyed_status(text, &["httpResponse"]);
    }
    found.tell(event);
}
