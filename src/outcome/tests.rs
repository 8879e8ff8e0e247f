//! Recognisers: each reads its example, agrees with its own literals, and yields nothing for what only looks alike.

mod errors;

use super::*;
use crate::envelope;
use bumpalo::Bump;
use proptest::prelude::*;

/// Status, code, resource and method of a text; `None` when it says nothing.
type Told = Option<(Option<u16>, Option<u32>, Option<String>, Option<String>)>;

/// What `say` makes of the event that a text tells, read as a scan does: without a literal it is never looked at.
pub(super) fn told_of<T>(text: &str, say: impl FnOnce(&Event<'_>) -> T) -> Option<T> {
    let memory = Bump::new();
    let record = envelope::unwrap(text, &memory);
    let recogniser = Recogniser::new();
    recogniser.finder().find(text.as_bytes(), 0)?;
    let event = recogniser.read(text.as_bytes(), &record, &mut String::new())?;
    Some(say(&event))
}

fn read(text: &str) -> Told {
    told_of(text, |event| {
        (
            event.http_status,
            event.twilio_code,
            event.resource.map(ToOwned::to_owned),
            event.method.map(ToOwned::to_owned),
        )
    })
}

/// All recognisers, without the search that spares most of them the work.
fn read_plainly(text: &str) -> Told {
    let memory = Bump::new();
    let record = envelope::unwrap(text, &memory);
    let mut found = Found::default();
    for outcome in OUTCOMES {
        found.ask(*outcome, &record);
    }
    found.infer();
    let event = found.event()?;
    Some((
        event.http_status,
        event.twilio_code,
        event.resource.map(ToOwned::to_owned),
        event.method.map(ToOwned::to_owned),
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a reading stands")]
fn told(status: u16, code: u32, resource: &str, method: &str) -> Told {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some((
        (status > 0).then_some(status),
        (code > 0).then_some(code),
        some(resource),
        some(method),
    ))
}

#[test]
fn every_recogniser_reads_its_own_example_and_holds_its_literals_and_marks() {
    for outcome in OUTCOMES {
        let example = outcome.example();
        let memory = Bump::new();
        let record = envelope::unwrap(example, &memory);
        let mut found = Found::default();
        found.ask(*outcome, &record);
        let told = found.event().is_some() || !found.pieces().is_empty();
        assert!(told, "{}", outcome.name());
        assert!(
            outcome
                .literals()
                .iter()
                .any(|literal| example.contains(literal)),
            "{}",
            outcome.name()
        );
        let marks = outcome.marks();
        let marked = marks.iter().any(|mark| example.contains(mark));
        assert!(marked || marks.is_empty(), "{}", outcome.name());
        let alone = found.pieces().is_empty();
        assert_eq!(read(example).is_some(), alone, "{}", outcome.name());
    }
}

const MESSAGES: &str =
    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";

#[test]
fn structured_records() {
    let cases = [
        (format!(r#"{{"http.method":"POST","http.url":"{MESSAGES}","http.status_code":201}}"#), told(201, 0, "messaging/Messages", "POST")),
        (format!(r#"{{"http.request.method":"POST","url.full":"{MESSAGES}","http.response.status_code":503}}"#), told(503, 0, "messaging/Messages", "POST")),
        (r#"{"request":{"method":"get","host":"verify.twilio.com","path":"/v2/Services/VA00000000000000000000000000000000/Verifications"},"response":{"statusCode":404,"body":{"code":20404}}}"#.to_owned(), told(404, 20404, "verify/Services/Verifications", "GET")),
        (format!(r#"{{"status":500,"out":{{"url":"{MESSAGES}","status":429,"code":"20429"}}}}"#), told(429, 20429, "messaging/Messages", "")),
        (format!(r#"{{"url":"{MESSAGES}","status":400,"code":400}}"#), told(400, 0, "messaging/Messages", "")),
        (format!(r#"{{"url":"{MESSAGES}","status":201,"code":21211}}"#), told(201, 0, "messaging/Messages", "")),
        (format!(r#"{{"url":"{MESSAGES}","error":"ECONNRESET"}}"#), told(0, 0, "messaging/Messages", "")),
        (format!("level=error method=POST url={MESSAGES} status=400 twilio_code=21211"), told(400, 21211, "messaging/Messages", "POST")),
        ("reason=twilio_error status=400 code=63015".to_owned(), told(400, 63015, "", "")),
        (r#"{"err":{"type":"RestException","status":401,"code":20003,"moreInfo":"https:\/\/www.twilio.com\/docs\/errors\/20003"}}"#.to_owned(), told(401, 20003, "", "")),
    ];
    for (line, expected) in cases {
        assert_eq!(read(&line), expected, "{line}");
    }
}

#[test]
fn what_is_beside_a_call_is_not_the_calls() {
    let url = format!(r#""url":"{MESSAGES}""#);
    let nothing = [
        format!(r#"{{"req":{{"method":"POST","url":"/graphql"}},"res":{{"statusCode":502}},"err":{{"config":{{{url}}}}}}}"#),
        format!(r#"{{"req":{{"method":"POST","url":"/graphql"}},"res":{{"statusCode":502}},"err":{{{url}}}}}"#),
        format!(r#"{{"job":{{"status":500}},"request":{{{url}}}}}"#),
        format!(r#"{{"status":500,"url":"/send","err":{{"config":{{{url}}}}}}}"#),
        r#"{"path":"/send","status":500,"peer":{"host":"api.twilio.com"}}"#.to_owned(),
        r#"{"http.host":"mock.local","http.target":"/2010-04-01/Accounts/AC1/Messages.json","http.status_code":503}"#.to_owned(),
        r#"1.2.3.4 - - [01/Jan/2025:00:00:00 +0000] "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1" 503 5 "-" "x" mock.example.com"#.to_owned(),
        format!("POST {MESSAGES} with timeout 30s"),
        format!("will retry POST {MESSAGES} on timeout"),
        format!("circuit breaker for POST {MESSAGES} opens after 5 timeouts"),
        format!("POST {MESSAGES} (500 items)"),
        format!("POST {MESSAGES} 500% of the limit"),
        format!("GET /proxy?target={MESSAGES} 500 12ms"),
        format!(r#"10.0.0.1 - - [01/Jan/2025:00:00:00 +0000] "GET /fetch?u={MESSAGES} HTTP/1.1" 502 211 "-" "curl" shop.example.com"#),
        format!("POST {MESSAGES}\n other GET https://example.com/ -> status 503 code=21211"),
        "[HTTP 503] Failed to execute request to billing".to_owned(),
        "acme [HTTP 500] 50012 : shard lost".to_owned(),
    ];
    for line in nothing {
        assert_eq!(read(&line), None, "{line}");
    }
    let otel = r#"{"http":{"request":{"method":"POST"},"response":{"status_code":503}},"url":{"full":"URL"}}"#.replace("URL", MESSAGES);
    let cases = [
        (
            format!(
                r#"{{"err":{{"config":{{{url},"method":"post"}},"response":{{"status":503,"data":{{"code":20503}}}}}}}}"#
            ),
            told(503, 20503, "messaging/Messages", "POST"),
        ),
        (
            format!(r#"{{"req":{{{url}}},"res":{{"statusCode":502}}}}"#),
            told(502, 0, "messaging/Messages", ""),
        ),
        (
            format!(
                r#"{{"status":500,"url":"/send","call":{{{url},"status":429,"error":{{"code":20429}}}}}}"#
            ),
            told(429, 20429, "messaging/Messages", ""),
        ),
        (otel, told(503, 0, "messaging/Messages", "POST")),
        (
            format!(r#"{{{url},"error":"timed out","code":20503}}"#),
            told(0, 20503, "messaging/Messages", ""),
        ),
        (
            format!(r#"{{{url},"error":{{"type":"timeout"}}}}"#),
            told(0, 0, "messaging/Messages", ""),
        ),
        (
            format!("POST {MESSAGES} failed: timeout of 10000ms exceeded"),
            told(0, 0, "messaging/Messages", "POST"),
        ),
        (
            "RestException [Error]: [HTTP 503] Failed to execute request".to_owned(),
            told(503, 0, "", ""),
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(read(&line), expected, "{line}");
    }
}

#[test]
fn text_and_access_logs() {
    let cases = [
        (format!("2025-01-01 00:00:00,000 ERROR x POST {MESSAGES} -> 400 in 503ms error_code=21211"), told(400, 21211, "messaging/Messages", "POST")),
        (format!("POST {MESSAGES} 400 (BAD REQUEST)"), told(400, 0, "messaging/Messages", "POST")),
        (format!(r#"INFO:httpx:HTTP Request: POST {MESSAGES} "HTTP/1.1 201 Created""#), told(201, 0, "messaging/Messages", "POST")),
        (r#"https://api.twilio.com:443 "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1" 201 837"#.to_owned(), told(201, 0, "messaging/Messages", "POST")),
        (format!("400 Client Error: Bad Request for url: {MESSAGES}"), told(400, 0, "messaging/Messages", "")),
        (format!("HTTP status client error (401 Unauthorized) for url ({MESSAGES})"), told(401, 0, "messaging/Messages", "")),
        (format!("Client error: `POST {MESSAGES}` resulted in a `404 Not Found` response: {{\"code\":20404,\"more_info\":\"https://www.twilio.com/docs/errors/20404\",\"status\":404}}"), told(404, 20404, "messaging/Messages", "POST")),
        (format!("error sending request for url ({MESSAGES})"), told(0, 0, "messaging/Messages", "")),
        ("HTTPSConnectionPool(host='api.twilio.com', port=443): Max retries exceeded with url: /2010-04-01/Accounts/AC1/Calls.json (timed out)".to_owned(), told(0, 0, "voice/Calls", "")),
        (r#"[2025-01-01T00:00:04.000Z] "POST /v1/Services/IS00000000000000000000000000000000/Documents HTTP/2" 201 - 120 648 88 87 "-" "okhttp/4.12.0" "a1" "sync.twilio.com" "54.172.60.0:443""#.to_owned(), told(201, 0, "sync/Services/Documents", "POST")),
        (format!(r#"1.2.3.4 - - [01/Jan/2025:00:00:00 +0000] "GET {MESSAGES} HTTP/1.1" 200 5 "-" "x" upstream_status="502, 200""#), told(200, 0, "messaging/Messages", "GET")),
        (r#"api.twilio.com 1.2.3.4 - - [01/Jan/2025:00:00:00 +0000] "POST /2010-04-01/Accounts/AC1/Calls.json HTTP/1.1" 500 5"#.to_owned(), told(500, 0, "voice/Calls", "POST")),
        (r#"1.2.3.4 - - [01/Jan/2025:00:00:00 +0000] "CONNECT api.twilio.com:443 HTTP/1.1" 200 5"#.to_owned(), told(0, 0, "", "")),
    ];
    for (line, expected) in cases {
        assert_eq!(read(&line), expected, "{line}");
    }
}

#[test]
fn exception_strings() {
    let cases = [
        (
            "twilio.base.exceptions.TwilioRestException: HTTP 404 error: Unable to create record: The requested resource /2010-04-01/Accounts/AC1/Messages.json was not found",
            told(404, 20404, "messaging/Messages", ""),
        ),
        (
            "TwilioServiceException: HTTP 422 error: Validation Failed - x | Validation errors: #/age (5)",
            told(422, 0, "", ""),
        ),
        (
            "twilio.TwilioRestException: HTTP ERROR 400: 21602: Message body is required",
            told(400, 21602, "", ""),
        ),
        (
            "TwilioRestException(503, '/Rooms', 'Unable to create record', 20503, 'POST')",
            told(503, 20503, "video/Rooms", "POST"),
        ),
        (
            "[HTTP 400] 21211 : Unable to create record\n  The 'To' number 55555 is not valid",
            told(400, 21211, "", ""),
        ),
        (
            "[HTTP 503] 503 : Unable to fetch record",
            told(503, 0, "", ""),
        ),
        (
            "Twilio::REST::TwilioError: execution expired",
            told(0, 0, "", ""),
        ),
        (
            r"[HTTP 404] Unable to create record: x {'exception':'[object] (Twilio\\Exceptions\\RestException(code: 20404): [HTTP 404] Unable to create",
            told(404, 20404, "", ""),
        ),
        (
            "Status: 400 - ApiError 21211: Invalid 'To' Phone Number: 401-112-0000 (null) More info:",
            told(400, 21211, "", ""),
        ),
        (
            "RestException [Error]: Authenticate\n    at success (/app/Version.js:79:23) {\n  status: 401,\n  code: 20003\n}",
            told(401, 20003, "", ""),
        ),
        ("[HTTP 503] Failed to execute request", told(503, 0, "", "")),
        (
            "Twilio Error 20003: Authentication Error",
            told(0, 20003, "", ""),
        ),
        (
            " » Error code 20003 from Twilio: Authenticate.",
            told(0, 20003, "", ""),
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(read(line), expected, "{line}");
    }
}

#[test]
fn what_only_looks_alike_yields_nothing() {
    for line in [
        "twilio feature flag is off",
        "Twilio error rates were 503 yesterday, see https://www.twilio.com/docs/errors/21211",
        "retrying job 21211 in 500 ms",
        "Status: 400 - ApiError 20001: Bad request ({}) More info: https://www.reach.example/docs/errors/20001",
        r#"{"url":"https://api.stripe.com/v1/charges","status":402,"service":"twilio-sync","code":"card_declined"}"#,
        r#"{"status":500,"message":"x","url":"/api/twilio"}"#,
        r#"1.2.3.4 - - [01/Jan/2025:00:00:00 +0000] "GET /x HTTP/1.1" 500 5 "https://www.twilio.com/" "TwilioProxy/1.1""#,
        "Starting new HTTPS connection (1): api.twilio.com",
        &format!("sending POST {MESSAGES}"),
        &format!("POST {MESSAGES} took 503 ms"),
        "POST https://api.twilio.com.evil.example/2010-04-01/Accounts/AC1/Messages.json 500",
        "- https://www.twilio.com/docs/api/errors/11200",
        "MessageStatus=delivered&MessageSid=SM1",
    ] {
        assert_eq!(read(line), None, "{line}");
    }
}

#[test]
fn deliveries_and_webhooks_are_no_calls() {
    let memory = Bump::new();
    for (line, kind) in [
        (
            "MessageStatus=failed&MessageSid=SM0002&To=%2B15550000001&ErrorCode=30008",
            crate::event::Kind::Delivery,
        ),
        (
            r#"{"MessageStatus":"undelivered","ErrorCode":"30003"}"#,
            crate::event::Kind::Delivery,
        ),
        (
            r#"{"error_code":"11200","more_info":"https://www.twilio.com/docs/errors/11200"}"#,
            crate::event::Kind::Webhook,
        ),
    ] {
        let record = envelope::unwrap(line, &memory);
        assert_eq!(
            Recogniser::new()
                .read(line.as_bytes(), &record, &mut String::new())
                .unwrap()
                .kind,
            kind,
            "{line}"
        );
    }
}

proptest! {
    #[test]
    fn the_fast_way_equals_the_plain_way_and_nothing_crashes(
        member in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        noise in "\\PC{0,12}",
    ) {
        let (one, two) = (member.get(OUTCOMES).example(), other.get(OUTCOMES).example());
        let cut = |text: &'static str, at: &prop::sample::Index| {
            let at = at.index(text.len() + 1);
            (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
        };
        let text = format!("{}{noise}{}", &one[..cut(one, &from)], &two[cut(two, &to)..]);
        let fast = read(&text);
        // The plain way goes on where the fast one has all it needs, and may only add to a failure without a code.
        let plain = read_plainly(&text);
        prop_assert_eq!(fast.is_some(), plain.is_some(), "{}", text);
        if let (Some(fast), Some(plain)) = (fast, plain) {
            prop_assert_eq!((fast.0, fast.1), (plain.0, plain.1), "{}", text);
        }
    }
}

#[test]
fn every_recogniser_has_a_bit_of_its_own() {
    assert!(OUTCOMES.len() <= BITS);
}

#[test]
fn the_order_of_the_search_names_what_is_searched_for() {
    let recogniser = Recogniser::new();
    let mut patterns: Vec<&str> = recogniser
        .finder()
        .patterns()
        .iter()
        .map(|it| &**it)
        .collect();
    patterns.sort_unstable();
    let mut ordered: Vec<&str> = crate::chunk::finder::ordered().collect();
    ordered.sort_unstable();
    assert_eq!(patterns, ordered);
}
