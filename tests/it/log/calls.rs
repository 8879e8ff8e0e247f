//! How a call is written down, in many formats, and the lines around it that tell nothing.

use super::{Fate, Random, Record, START};
use faultlens::timestamp::Timestamp;

/// One call and its answer.
pub struct Call {
    pub method: &'static str,
    pub url: String,
    pub resource: &'static str,
    pub status: u16,
    pub code: Option<u32>,
}

impl Call {
    pub fn random(random: &mut Random) -> Self {
        let (method, url, resource) = random.pick(&CALLS);
        let (status, code) = random.pick(&ANSWERS);
        Self {
            method,
            url: url.replace("{}", SID),
            resource,
            status,
            code,
        }
    }
}

const SID: &str = "0123456789abcdef0123456789abcdef";
const CALLS: [(&str, &str, &str); 5] = [
    (
        "POST",
        "https://api.twilio.com/2010-04-01/Accounts/AC{}/Messages.json",
        "messaging/Messages",
    ),
    (
        "POST",
        "https://api.twilio.com/2010-04-01/Accounts/AC{}/Calls.json",
        "voice/Calls",
    ),
    (
        "POST",
        "https://verify.twilio.com/v2/Services/VA{}/Verifications",
        "verify/Services/Verifications",
    ),
    (
        "GET",
        "https://lookups.twilio.com/v2/PhoneNumbers/+14155550100",
        "lookups/PhoneNumbers",
    ),
    (
        "GET",
        "https://conversations.dublin.ie1.twilio.com/v1/Conversations/CH{}/Messages?PageSize=50",
        "conversations/Conversations/Messages",
    ),
];
const ANSWERS: [(u16, Option<u32>); 10] = [
    (201, None),
    (200, None),
    (400, Some(21211)),
    (400, Some(21610)),
    (401, Some(20003)),
    (404, Some(20404)),
    (429, Some(20429)),
    (500, Some(20500)),
    (503, Some(20503)),
    (502, None),
];

pub fn call(random: &mut Random, when: Timestamp) -> Record {
    let call = &Call::random(random);
    let (resource, status) = (call.resource, call.status);
    let hour = when.seconds().div_euclid(3600) * 3600;
    let (text, told) = match random.below(20) {
        0 | 1 => (json(call, when), whole(call)),
        2 => (text(call, when), whole(call)),
        3 => (
            access(call, when),
            ("api_call", Some(resource), Some(status), None),
        ),
        4 => (logfmt(call, when), whole(call)),
        5 => (docker(&text(call, when), when), whole(call)),
        6 => (docker(&json(call, when), when), whole(call)),
        7 => (
            format!("{} stderr F {}", when.rfc3339(), json(call, when)),
            whole(call),
        ),
        8 => (pretty(call, when), whole(call)),
        9 => delivery(when),
        10 | 11 => (block(call, when), whole(call)),
        12..=14 => (platform(random, &text(call, when), when), whole(call)),
        15 => traceback(call, when),
        _ => exception(random, call, when),
    };
    let mut bytes = text.into_bytes();
    // A byte that is no UTF-8, or a NUL, does not hide what the record says.
    if bytes.ends_with(b"ms") && random.one_in(3) {
        bytes.extend_from_slice(random.pick(&[&b" user=\xff\xc3("[..], b" \0\0"]));
    }
    let (kind, resource, status, code) = told;
    Record {
        bytes,
        told: Some((Some(hour), kind, resource, status, code)),
        fate: Fate::Event,
    }
}

type Rest = (&'static str, Option<&'static str>, Option<u16>, Option<u32>);

fn whole(call: &Call) -> Rest {
    (
        "api_call",
        Some(call.resource),
        Some(call.status),
        call.code,
    )
}

fn json(call: &Call, when: Timestamp) -> String {
    fields(call, when).to_string()
}

/// A call as an SDK's debug log tells it, over several records, and the exception that tells its code.
fn block(call: &Call, when: Timestamp) -> String {
    let Call {
        method,
        url,
        status,
        code,
        ..
    } = call;
    let mut lines = vec![
        "-- BEGIN Twilio API Request --".to_owned(),
        format!("{method} Request: {url}"),
        "-- END Twilio API Request --".to_owned(),
        format!("Response Status Code: {status}"),
        format!("Response Headers: {{'Twilio-Request-Id': 'RQ{SID}'}}"),
    ];
    lines.extend(code.map(|code| format!("[HTTP {status}] {code} : Unable to create record: no")));
    let head = when.rfc3339();
    let lines = lines.iter();
    let lines = lines.map(|line| format!("{head} INFO twilio.http_client: {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The JSON record of a call as a value.
pub fn fields(call: &Call, when: Timestamp) -> serde_json::Value {
    let mut out = serde_json::json!({
        "timestamp": when.rfc3339(), "level": "info", "service": "notifier", "msg": "http client",
        "http": { "method": call.method, "url": call.url, "status": call.status, "duration_ms": 87 },
        "request_id": format!("RQ{SID}"),
    });
    if let Some(code) = call.code {
        out["error"] = serde_json::json!({
            "code": code, "message": "The request failed", "status": call.status,
            "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        });
    }
    out
}

fn pretty(call: &Call, when: Timestamp) -> String {
    format!("{:#}", fields(call, when))
}

fn text(call: &Call, when: Timestamp) -> String {
    let code = call
        .code
        .map(|code| format!(" error_code={code}"))
        .unwrap_or_default();
    let Call {
        method,
        url,
        status,
        ..
    } = call;
    format!(
        "{} ERROR notifier.client [0a1b2c] {method} {url} -> {status}{code} in 87ms",
        when.rfc3339().replace('T', " ").trim_end_matches('Z')
    )
}

fn access(call: &Call, when: Timestamp) -> String {
    let day = when.seconds() - START;
    let (hour, minute, second) = (day / 3600 % 24, day / 60 % 60, day % 60);
    let date = 1 + day / 86_400;
    let Call {
        method,
        url,
        status,
        ..
    } = call;
    format!(
        "10.0.0.7 - - [{date:02}/Nov/2026:{hour:02}:{minute:02}:{second:02} +0000] \"{method} {url} HTTP/1.1\" {status} 512 \"-\" \"twilio-python/9.4.1\" 0.143"
    )
}

fn logfmt(call: &Call, when: Timestamp) -> String {
    let code = call
        .code
        .map(|code| format!(" code={code}"))
        .unwrap_or_default();
    let Call {
        method,
        url,
        status,
        ..
    } = call;
    format!(
        "time={} level=error msg=\"http client\" method={method} url=\"{url}\" status={status}{code} duration_ms=87",
        when.rfc3339()
    )
}

fn docker(text: &str, when: Timestamp) -> String {
    let log = serde_json::Value::from(format!("{text}\n"));
    format!(
        "{{\"log\":{log},\"stream\":\"stdout\",\"time\":\"{}\"}}",
        when.rfc3339()
    )
}

/// A line in what a platform wraps around it; process ids that could be codes stand there.
fn platform(random: &mut Random, text: &str, when: Timestamp) -> String {
    let stamp = when.rfc3339();
    match random.below(8) {
        0 => format!("<11>1 {stamp} web-1 app 21211 - [a@1 b=\"503\"] {text}"),
        1 => format!("{stamp} web-1 app[20404]: {text}"),
        2 => format!("{stamp} app[web.1]: {text}"),
        3 => format!("{stamp}\t6bc28136-0000-4000-8000-000000021211\tERROR\t{text}"),
        4 => format!("[pod/notifier-503/app] {text}"),
        5 => format!("worker-1  | \u{1b}[31m{text}\u{1b}[0m"),
        6 => format!("{stamp} stdout P \n{stamp} stdout F {text}"),
        _ => serde_json::json!({ "_PID": "21211", "MESSAGE": text, "__REALTIME_TIMESTAMP": "1" })
            .to_string(),
    }
}

/// A traceback under the stamped line that introduces it.
fn traceback(call: &Call, when: Timestamp) -> (String, Rest) {
    let (stamp, status) = (when.rfc3339(), call.status.max(400));
    let text = format!(
        "{stamp} ERROR worker failed\nTraceback (most recent call last):\n  File \"/app/sms.py\", line 503, in send\n    create()\ntwilio.base.exceptions.TwilioRestException: HTTP {status} error: Unable to create record: no"
    );
    (text, ("api_call", None, Some(status), None))
}

fn delivery(when: Timestamp) -> (String, Rest) {
    let text = format!(
        "{} INFO callback MessageStatus=undelivered&MessageSid=SM{SID}&ErrorCode=30003",
        when.rfc3339()
    );
    (text, ("delivery", None, None, Some(30003)))
}

/// The exception strings of the SDKs.
fn exception(random: &mut Random, call: &Call, when: Timestamp) -> (String, Rest) {
    let head = format!("{} ERROR worker failed: ", when.rfc3339());
    let code = call.code.unwrap_or(21211);
    let status = if call.code.is_some() {
        call.status
    } else {
        400
    };
    let both = ("api_call", None, Some(status), Some(code));
    let alone = ("api_call", None, Some(status), None);
    let (text, told) = match random.below(5) {
        0 => (
            format!(
                "twilio.base.exceptions.TwilioRestException: HTTP {status} error: Unable to create record: no"
            ),
            alone,
        ),
        1 => (
            format!(
                "Twilio::REST::RestError: [HTTP {status}] {code} : Unable to create record: no"
            ),
            both,
        ),
        2 => (
            format!(
                "Twilio\\Exceptions\\RestException: [HTTP {status}] Unable to create record: no"
            ),
            alone,
        ),
        3 => (
            format!(
                "Status: {status} - ApiError {code}: no (null) More info: https://www.twilio.com/docs/errors/{code}"
            ),
            both,
        ),
        _ => (
            format!(
                "RestException [Error]: no {{\n  status: {status},\n  code: {code},\n  moreInfo: 'https://www.twilio.com/docs/errors/{code}',\n  details: undefined\n}}"
            ),
            both,
        ),
    };
    (head + &text, told)
}

pub fn decoy(random: &mut Random, when: Timestamp) -> Record {
    let head = when.rfc3339();
    let prose: [&[u8]; 9] = [
        b" INFO twilio feature flag is off",
        b" INFO retrying job 21211 in 500 ms",
        b" ERROR GET https://api.stripe.com/v1/charges -> 503 in 20ms",
        b" INFO see https://www.twilio.com/docs/errors/21211 for what it means",
        b" WARN read 50055 rows in 503 ms",
        b" INFO our Twilio bill is 400 EUR; TwilioRestException is our favourite",
        b" INFO \xf0\x28\x8c\x28 bytes of somebody",
        b" INFO \0nul\0",
        b" INFO X-Host: api.twilio.com is allowed by the firewall",
    ];
    let (bytes, fate) = match random.below(12) {
        0 => (Vec::new(), Fate::Blank),
        1 => (b"  \t ".to_vec(), Fate::Blank),
        2 => (
            format!("{{\"timestamp\":\"{head}\",\"msg\":\"cut off at api.twilio.com").into_bytes(),
            Fate::Malformed,
        ),
        _ => ([head.as_bytes(), random.pick(&prose)].concat(), Fate::Other),
    };
    Record {
        bytes,
        told: None,
        fate,
    }
}
