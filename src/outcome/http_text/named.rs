//! What `name=value` around a URL says of its call: method, status, code and duration, as text loggers append them to a
//! message.

use crate::envelope::contract::Value;
use crate::event::Event;
use crate::outcome::facts::pairs::pairs;
use crate::outcome::grammar;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Name {
    Method,
    Status,
    Code,
    /// With how many microseconds one of its units has.
    Took(f64),
    /// Whose value must bring its unit along.
    Lasted,
}

/// Names without punctuation and in lower case.
const NAMES: [(Name, &[&str]); 8] = [
    (
        Name::Method,
        &[
            "method",
            "httpmethod",
            "httprequestmethod",
            "requestmethod",
            "verb",
        ],
    ),
    (
        Name::Status,
        &[
            "status",
            "statuscode",
            "httpstatus",
            "httpstatuscode",
            "httpresponsestatuscode",
            "responsestatus",
            "responsestatuscode",
            "responsecode",
        ],
    ),
    (
        Name::Code,
        &[
            "twiliocode",
            "twilioerrorcode",
            "errorcode",
            "apptwiliocode",
        ],
    ),
    (
        Name::Took(1e3),
        &[
            "durationms",
            "elapsedms",
            "latencyms",
            "tookms",
            "responsetimems",
            "timems",
        ],
    ),
    (Name::Took(1.0), &["durationus", "elapsedus", "latencyus"]),
    (Name::Took(1e-3), &["durationns", "elapsedns", "latencyns"]),
    (
        Name::Took(1e6),
        &[
            "durations",
            "durationseconds",
            "elapseds",
            "elapsedseconds",
            "latencyseconds",
        ],
    ),
    (Name::Lasted, &["duration", "elapsed", "latency", "took"]),
];

/// Under which names a URL stands among such pairs.
const URLS: [&str; 10] = [
    "url",
    "uri",
    "httpurl",
    "urlfull",
    "requesturl",
    "requesturi",
    "httprequesturl",
    "fullurl",
    "targeturl",
    "endpoint",
];

/// Names of the application's own request: beside them a status is as likely that one's.
const OWN: [&str; 8] = [
    "path",
    "route",
    "handler",
    "target",
    "httproute",
    "httptarget",
    "requestpath",
    "remoteaddr",
];

/// Names of what went wrong.
const ERRORS: [&str; 5] = ["error", "err", "errortype", "exception", "cause"];

/// Fills what is not known yet. Where the URL is itself the value of a pair, those before and behind it on its line are of
/// its call; elsewhere a duration behind it is, and the others may be of the application's own request.
pub(super) fn fill(before: &str, after: &str, event: &mut Event<'_>) {
    let (before, behind) = line(before, after);
    let named = is_named(before) && !is_own(before, behind);
    let ahead = if named { before } else { "" };
    for (name, value) in pairs(after).chain(pairs(ahead)) {
        let Some(name) = meaning(name) else { continue };
        let timed = matches!(name, Name::Took(_) | Name::Lasted);
        if !named && !timed {
            continue;
        }
        let value = Value::Text(value);
        match name {
            Name::Method => {
                event.method = event.method.or_else(|| grammar::method(value.text()?));
            }
            Name::Status => event.http_status = event.http_status.or_else(|| status(value)),
            Name::Code => event.twilio_code = event.twilio_code.or_else(|| grammar::code_of(value)),
            Name::Took(unit) => {
                event.duration_us = event.duration_us.or_else(|| grammar::scaled(value, unit));
            }
            Name::Lasted => {
                let lasted = || grammar::duration(value.text()?);
                event.duration_us = event.duration_us.or_else(lasted);
            }
        }
    }
}

/// True where the URL is the value of a pair, and an error beside it is that nobody answered.
pub(super) fn silent(before: &str, after: &str) -> bool {
    let (before, after) = line(before, after);
    let mut all = pairs(before).chain(pairs(after));
    is_named(before)
        && !is_own(before, after)
        && all.any(|(name, value)| is_one(name, &ERRORS) && grammar::names_silence(value))
}

/// What stands on the URL's own line.
fn line<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    let before = grammar::last_line(before);
    (before, after.split(['\n', '\r']).next().unwrap_or(""))
}

/// True where another address stands on the line: the application was asked itself.
fn is_own(before: &str, after: &str) -> bool {
    let mut all = pairs(before).chain(pairs(after));
    before.contains("://") || all.any(|(name, _)| is_one(name, &OWN))
}

fn is_one(name: &str, names: &[&str]) -> bool {
    let plain = squeezed(name);
    names.iter().any(|it| it.as_bytes() == plain)
}

/// True before a URL that is the value of a pair.
fn is_named(before: &str) -> bool {
    let key = before.trim_end_matches(['"', '\'', '\\']);
    let Some(key) = key.strip_suffix('=') else {
        return false;
    };
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let length = key.bytes().rev().take(40).take_while(of_name).count();
    let plain = squeezed(key.get(key.len() - length..).unwrap_or(""));
    URLS.iter().any(|url| url.as_bytes() == plain)
}

/// A name with letters and digits alone, in lower case.
fn squeezed(name: &str) -> Vec<u8> {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A number alone: what else stands there is the state of something.
fn status(value: Value<'_>) -> Option<u16> {
    grammar::status_of(value).filter(|_| value.unsigned().is_some())
}

fn meaning(name: &str) -> Option<Name> {
    let plain = squeezed(name);
    let listed = |(_, names): &&(Name, &[&str])| names.iter().any(|it| it.as_bytes() == plain);
    NAMES.iter().find(listed).map(|(name, _)| *name)
}

/// The time right behind a status: `503 200ms`, `503 (200 ms)`.
pub(super) fn behind(after: &str, status: u16) -> Option<u64> {
    let digits = status.to_string();
    let (_, rest) = after.split_once(digits.as_str())?;
    grammar::duration(rest.trim_start_matches([' ', '(', '-', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_on_both_sides_of_a_url_tell_its_call() {
        let told = |before, after| {
            let mut event = Event::default();
            fill(before, after, &mut event);
            (
                event.method,
                event.http_status,
                event.twilio_code,
                event.duration_us,
            )
        };
        let all = (Some("POST"), Some(503), Some(20_503), Some(200_000));
        for (before, after) in [
            (
                "call method=POST url=",
                " status=503 duration_ms=200 twilio_code=20503",
            ),
            (
                "x http.method=post http.url=\"",
                "\" http.status_code=503 elapsed_ms=200 error_code=20503",
            ),
            (
                "status=503 latency=0.2s url=",
                " method=POST twilio.code=20503",
            ),
        ] {
            assert_eq!(told(before, after), all, "{before}…{after}");
        }
        let nothing = (None, None, None, None);
        for (before, after) in [
            ("url=", " status=queued duration=200 method=send"),
            ("method=POST path=/send status=500 url=", ""),
            ("status=500 url=", " route=/send"),
            ("status=500 url=https://a.example/ url=", ""),
            ("method=GET status=200 from ", " method=GET status=200"),
            ("method=POST\n", ""),
            ("", ""),
        ] {
            assert_eq!(told(before, after), nothing, "{before}…{after}");
        }
        assert!(silent("error=\"read timed out\" url=", ""));
        assert!(
            !silent("error=\"bad number\" url=", "") && !silent("error=\"read timed out\" ", "")
        );
        assert_eq!(behind(" 503 200ms", 503), Some(200_000));
        assert_eq!(behind(" 503 200", 503), None);
    }
}
