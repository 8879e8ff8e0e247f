//! The exceptions of twilio-csharp: `Twilio.Exceptions.ApiException`, and the short class of ASP.NET's error page above
//! the SDK's frames. The status is there only where the answer had no body: `Unable to make request, BadGateway`.

use super::contract::{Found, Outcome};
use super::grammar::{self, leading_status, named_status, thrown, thrown_in};
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for the .NET SDK.
pub struct CsharpSdk;

const REFUSED: &str = "Twilio.Exceptions.ApiException";

/// Nobody answered.
const SILENT: &str = "Twilio.Exceptions.ApiConnectionException";

/// What stands before the name of the status.
const NAMED: [&str; 2] = ["Unable to make request, ", "Api Error: "];

impl Outcome for CsharpSdk {
    fn name(&self) -> &'static str {
        "csharp_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["Twilio.", "twilio."]
    }

    fn marks(&self) -> &'static [&'static str] {
        &["Exception"]
    }

    fn example(&self) -> &'static str {
        "Twilio.Exceptions.ApiException: The 'To' number +15550000000 is not a valid phone number."
    }

    // The answer's status stands in the debug block above.
    fn halves(&self) -> bool {
        true
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let mut event = Event::default();
        let silent = thrown_in(record, SILENT).or_else(|| unconnected(record));
        let text = if let Some((message, text)) = silent {
            event.origin = Origin::Nobody;
            connection(message, &mut event, record, found);
            text
        } else {
            let refused = thrown_in(record, REFUSED).or_else(|| framed(record));
            let Some((message, text)) = refused else {
                if let Some(text) = given_up(record) {
                    event.origin = Origin::Nobody;
                    found.surroundings(text, &mut event, record);
                    found.claim(event);
                }
                return;
            };
            let status = NAMED.iter().find_map(|words| message.strip_prefix(words));
            event.http_status = status
                .and_then(named_status)
                .or_else(|| leading_status(message));
            if let Some((status, code)) = grammar::pair_behind(message) {
                event.http_status = event.http_status.or(Some(status));
                event.twilio_code = Some(code);
            }
            found.message(message);
            text
        };
        found.surroundings(text, &mut event, record);
        found.claim(event);
    }
}

/// The short class of a page of errors, with the SDK's own words and a URL of Twilio's.
fn unconnected<'a>(record: &LogRecord<'a>) -> Option<(&'a str, &'a str)> {
    let told = |text: &'a str| Some((thrown(text, "ApiConnectionException")?, text));
    record.texts().find_map(told).filter(|(message, _)| {
        let line = message.split(['\n', '\r']).next().unwrap_or("");
        line.starts_with("Connection Error: ") && line.contains(".twilio.com/")
    })
}

/// The short class with the SDK's frames below it.
fn framed<'a>(record: &LogRecord<'a>) -> Option<(&'a str, &'a str)> {
    const OWN: [&str; 3] = ["Twilio.Clients.", "Twilio.Rest.", "Twilio.Base."];
    record
        .texts()
        .filter(|text| OWN.iter().any(|frame| text.contains(frame)))
        .find_map(|text| Some((thrown(text, "ApiException")?, text)))
}

/// What .NET's HTTP client throws through the SDK's own, which passes it on as it is: a time-out, or the caller gave up.
fn given_up<'a>(record: &LogRecord<'a>) -> Option<&'a str> {
    const CLIENT: &str = "at Twilio.Http.";
    const CLASSES: [&str; 4] = [
        "TaskCanceledException",
        "OperationCanceledException",
        "TimeoutException",
        "HttpRequestException",
    ];
    let silent = |text: &&str| {
        let mut thrown = CLASSES.iter().filter_map(|class| thrown(text, class));
        thrown.any(|message| {
            let line = message.split(['\n', '\r']).next().unwrap_or("");
            grammar::names_silence(line)
        })
    };
    record
        .texts()
        .filter(|text| text.contains(CLIENT))
        .find(silent)
}

/// `Connection Error: POSThttps://api.twilio.com/…`: the SDK puts no blank between method and URL.
fn connection<'a>(
    message: &'a str,
    event: &mut Event<'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) {
    let request = message.strip_prefix("Connection Error: ");
    let Some((method, at)) = request
        .and_then(|request| Some((request, memchr::memmem::find(request.as_bytes(), b"http")?)))
    else {
        return;
    };
    let (method, url) = method.split_at(at);
    event.method = grammar::method(method.trim());
    if let Some(end) = grammar::url_length(url) {
        found.locate(&url[..end], event, record);
    }
}
