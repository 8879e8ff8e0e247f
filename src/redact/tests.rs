//! Owns the proofs of the redaction room: a table of what is hidden and what stays, and its laws on any text.

mod shapes;

use super::redact;
use proptest::prelude::*;

const SID: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// `AC…` and `HEX` stand for a SID and an Auth Token, so that the lines stay short.
fn spell(text: &str) -> String {
    text.replace("AC…", SID).replace("HEX", TOKEN)
}

#[test]
#[rustfmt::skip] // one case a line
fn hidden() {
    let cases: &[(&str, &str)] = &[
        ("The 'To' number +14155551234 is not a valid phone number.", "The 'To' number [phone] is not a valid phone number."),
        (r#""message":"The 'To' number +1415555 is bad","code":21211"#, r#""message":"The 'To' number [phone] is bad","code":21211"#),
        ("The 'To' number 55555 is not a valid phone number.", "The 'To' number [phone] is not a valid phone number."),
        ("Invalid 'To' Phone Number: 401-112-XXXX (null)", "Invalid 'To' Phone Number: [phone] (null)"),
        ("number provided (+125xxxxxxxx) is", "number provided ([phone]) is"),
        ("verify +5524 5525XXXX at twilio.com", "verify [phone] at twilio.com"),
        ("To=%2B14155551234&From=%2b14155551235", "To=[phone]&From=[phone]"),
        ("/v2/PhoneNumbers/%2B14155551234?x=1", "/v2/PhoneNumbers/[phone]?x=1"),
        ("call (415) 555-1234 now", "call [phone] now"),
        ("call 415-555-1234 now", "call [phone] now"),
        ("call 415.555.1234 now", "call [phone] now"),
        ("call 415 555 1234 now", "call [phone] now"),
        ("call +1 415 555 1234 now", "call [phone] now"),
        ("call +1 (415) 555-1234, now", "call [phone], now"),
        ("call +1-555-0142. SMS", "call [phone]. SMS"),
        ("sent +14155551234 400 21211", "sent [phone] 400 21211"),
        ("sent +44 20 7946 0958 503", "sent [phone] 503"),
        ("sent +33 1 23 45 67 89 now", "sent [phone] now"),
        ("sent 01 23 45 67 89 now", "sent [phone] now"),
        ("sent 020 7946 0958 now", "sent [phone] now"),
        ("whatsapp:+237600000000", "whatsapp:[phone]"),
        ("tel:+1-415-555-1234", "tel:[phone]"),
        ("sms 14155551234 failed", "sms [phone] failed"),
        ("id 4155551234\n", "id [phone]\n"),
        (r"log\n4155551234 failed", r"log\n[phone] failed"),
        ("\u{1b}[31m4155551234\u{1b}[0m", "\u{1b}[31m[phone]\u{1b}[0m"),
        (r"{\u0022To\u0022:\u0022\u002B14155551234\u0022}", r"{\u0022To\u0022:\u0022[phone]\u0022}"),
        (r#"{"to":"12345","from":"whatsapp:+14155551234"}"#, r#"{"to":"[phone]","from":"whatsapp:[phone]"}"#),
        ("To: 0170 5550177 failed", "To: [phone] failed"),
        ("to=415 555 0177, code=21211", "to=[phone], code=21211"),
        ("To: 030 12345678", "To: [phone]"),
        ("To: 12345 400 21211", "To: [phone] 400 21211"),
        ("to=+14155550123 400 21211", "to=[phone] 400 21211"),
        ("mail bob.x+y@example.co.uk now", "mail [email] now"),
        ("Email=bob%40example.com&x=1", "Email=[email]&x=1"),
        ("token HEX end", "token [token] end"),
        ("auth_token=HEX", "auth_token=[token]"),
        ("TWILIO_AUTH_TOKEN: short-one x", "TWILIO_AUTH_TOKEN: [token] x"),
        ("user AC…:HEX", "user AC…:[token]"),
        ("https://AC…:HEX@api.twilio.com/x", "https://[credentials]@api.twilio.com/x"),
        ("Authorization: Basic QUM6dG9r status=1", "Authorization: Basic [credentials] status=1"),
        ("'Authorization': 'Basic QUM6dG9r'", "'Authorization': 'Basic [credentials]'"),
        ("curl -H Bearer abcdef123456", "curl -H Bearer [credentials]"),
        ("jwt eyJhbGciOi.eyJpc3Mi.c2ln end", "jwt [token] end"),
        ("--auth-token abcdef x", "--auth-token [secret] x"),
        ("password=hunter2&x=1", "password=[secret]&x=1"),
        ("X-Twilio-Signature : AAAA/BBB= x", "X-Twilio-Signature : [secret] x"),
        (r#""x-twilio-signature": "AAAA=","#, r#""x-twilio-signature": "[secret]","#),
        ("To=x&Code=123456&y=1", "To=x&Code=[secret]&y=1"),
        ("{'Code': '123456'}", "{'Code': '[secret]'}"),
        ("{ to: '+14155551234', code: '123456' }", "{ to: '[phone]', code: '[secret]' }"),
        (r#"{"otp":"4711"}"#, r#"{"otp":"[secret]"}"#),
        ("Your Acme code is 123456", "Your Acme code is [secret]"),
        (r#"{"body":"Hi \"Bob\" there","status":"queued"}"#, r#"{"body":"[body]","status":"queued"}"#),
        (r#"{\"Body\":\"Hi \\\"Bob\\\" x\",\"To\":1}"#, r#"{\"Body\":\"[body]\",\"To\":1}"#),
        (r#"{\\\"Body\\\":\\\"Hi there\\\"}"#, r#"{\\\"Body\\\":\\\"[body]\\\"}"#),
        (r#"{"Body":"ends in \\","n":1}"#, r#"{"Body":"[body]","n":1}"#),
        (r#"{"Body":"cut off here"#, r#"{"Body":"[body]"#),
        (r#""{""Body"":""Hi Bob""}""#, r#""{""Body"":""[body]""}""#),
        ("{'Body': \"It's Bob\", 'n': 1}", "{'Body': \"[body]\", 'n': 1}"),
        ("{'Body': ['Hi', 'Bob'], 'n': 1}", "{'Body': ['[body]', '[body]'], 'n': 1}"),
        ("[('Body', 'Hi Bob'), ('n', 1)]", "[('Body', '[body]'), ('n', 1)]"),
        ("map[Body:[Hi Bob] To:[+14155551234]]", "map[Body:[[body]] To:[[phone]]]"),
        ("body=\"Hi Bob\" status=400", "body=\"[body]\" status=400"),
        ("body=word status=400", "body=[body] status=400"),
        ("body=two words status=400", "body=[body] status=400"),
        ("{To=x, Body=Hi Bob}", "{To=x, Body=[body]}"),
        ("Body=Hello+world&To=%2B14155551234", "Body=[body]&To=[phone]"),
        ("GET /x?Body=Hello HTTP/1.1\" 200", "GET /x?Body=[body] HTTP/1.1\" 200"),
        ("Body: Hi Bob, re: lunch", "Body: [body]"),
        ("&quot;Body&quot;:&quot;Hi Bob&quot;}", "&quot;Body&quot;:&quot;[body]&quot;}"),
        ("body=Hi Bob failed: RestException", "body=[body]"),
        (":body=>\"Hi Bob\", :n=>1", ":body=>\"[body]\", :n=>1"),
        ("MediaUrl=https://x.example/a.png&n=1", "MediaUrl=[body]&n=1"),
        ("<Response><Message>Hi Bob</Message></Response>", "<Response><Message>[body]</Message></Response>"),
        ("<Body>Hi Bob</Body>", "<Body>[body]</Body>"),
    ];
    becomes(cases);
}

#[test]
#[rustfmt::skip] // one case a line
fn hidden_far_numbers_given_codes_and_people() {
    let cases: &[(&str, &str)] = &[
        ("call 0044 20 7946 0127 now", "call [phone] now"),
        ("call 0033-1-23-45-67-89 503", "call [phone] 503"),
        ("call 001 (415) 555 1234, now", "call [phone], now"),
        ("to ＋１４１５５５５１２３４ 503", "to [phone] 503"),
        ("to ＋14155551234 503", "to [phone] 503"),
        ("to ４１５-５５５-１２３４ 503", "to [phone] 503"),
        ("to ٠١٢٣٤٥٦٧٨٩ 503", "to [phone] 503"),
        ("code 482914 sent", "code [secret] sent"),
        ("code: 482914 was sent to user 7", "code: [secret] was sent to user 7"),
        ("sent verification code 4829 to user 7", "sent verification code [secret] to user 7"),
        ("OTP 482914 for user 7", "OTP [secret] for user 7"),
        ("verification code: 48291 sent", "verification code: [secret] sent"),
        ("code 48291 sent to +14155551234", "code 48291 sent to [phone]"),
        (r#"{"code_sent":"771123"}"#, r#"{"code_sent":"[secret]"}"#),
        (r#"{"sms":"Hi Bob","to":"x"}"#, r#"{"sms":"[body]","to":"x"}"#),
        (r#"{"payload":"Hi Bob"}"#, r#"{"payload":"[body]"}"#),
        ("sms=Hi Bob status=400", "sms=[body] status=400"),
        (r#"{"messageContent":"Hi Bob"}"#, r#"{"messageContent":"[body]"}"#),
        ("message_content='Hi Bob' n=1", "message_content='[body]' n=1"),
        (r#"{"caption":"Hi Bob","textMessage":"Hi"}"#, r#"{"caption":"[body]","textMessage":"[body]"}"#),
        ("sms_text=\"Hi Bob\"", "sms_text=\"[body]\""),
        (r#"{"first_name":"Bob","lastName":"Roe"}"#, r#"{"first_name":"[name]","lastName":"[name]"}"#),
        ("customer_name=Bob Roe status=400", "customer_name=[name] status=400"),
        ("user.name=\"Bob Roe\" full_name='Bob'", "user.name=\"[name]\" full_name='[name]'"),
        (r#"{"recipientName":"Bob"}"#, r#"{"recipientName":"[name]"}"#),
    ];
    becomes(cases);
}

/// Asserts that each text becomes what stands beside it.
fn becomes(cases: &[(&str, &str)]) {
    let wrong = |(text, shown): &&(&str, &str)| redact(&spell(text)) != spell(shown);
    for (text, shown) in cases.iter().filter(wrong) {
        eprintln!(
            "{text}\n  expected {shown}\n  found    {}",
            redact(&spell(text))
        );
    }
    assert_eq!(cases.iter().filter(wrong).count(), 0);
}

#[test]
#[rustfmt::skip] // one case a line
fn encoded() {
    becomes(&[
        ("phone=%28415%29%20555-1234&x=1", "phone=[phone]&x=1"),
        ("q=%28415%29%20555-1234 done", "q=[phone] done"),
        ("raw=KzE0MTU1NTUxMjM0 x", "raw=[encoded] x"),
        ("raw=NDE1NTU1NTEyMzQ= x", "raw=[encoded] x"),
        ("/hook/SGkgQm9iLCB5b3VyIHRhYmxlIGlzIHJlYWR5", "/hook/[encoded]"),
        (r#""payload_base64":"eyJUbyI6IisxNDE1NTU1MTIzNCJ9""#, r#""payload_base64":"[encoded]""#),
    ]);
}

#[test]
#[rustfmt::skip] // one case a line
fn kept() {
    let cases = [
        "2026-11-01 10:20:30,123 ERROR x HTTP 400 error: Unable to create record: Authenticate",
        "2025-01-01T00:00:17.123456789Z stderr F x",
        "1735689605.123    812 10.0.0.5 TCP_TUNNEL/200 5021 CONNECT api.twilio.com:443 - HIER_DIRECT/54.172.60.0 -",
        "at 1735689605.123 it broke",
        r#"{"level":50,"time":1735689617000,"pid":21408,"hostname":"api-0"}"#,
        r#"{"timestamp":1735689605,"duration_ns":14350912345}"#,
        r#"{"__REALTIME_TIMESTAMP":"1735689617000123"}"#,
        "at 20250101123045 it broke",
        "2020-06-07 21:34:41 +0000 and 21:34:41 +1000 2025",
        "[01/Jan/2025:00:00:08.143] egress~ twilio/api 0/0/7/145/152 502 394 - - SH-- 2/1/0/0/0 0/0",
        r#""POST /x HTTP/1.1" 503 UF 120 91 1003 - "-""#,
        r#""POST /x HTTP/1.1" 200 648 1234 "-""#,
        "sid=AC… RQ0123456789abcdef0123456789abcdef",
        "trace_id=HEX span_id=0123456789abcdef request_id: HEX",
        "traceparent: 00-HEX-0123456789abcdef-01",
        "a1b2c3d4-1234-4567-89ab-123456789012",
        r#"{"code":21211,"message":"x","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#,
        r#""body":"{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}""#,
        r#""text":"Status: 400 - ApiError 21211: bad (null) More info: x""#,
        "<RestException><Code>21610</Code><Message>The message violates a rule.</Message><Status>400</Status></RestException>",
        "code=21211 status=400 duration_ms=1234567890",
        "{ status: 401, code: 20003, moreInfo: 'x', details: undefined }",
        "Error code 20003 from Twilio: Authenticate. See https://www.twilio.com/docs/errors/20003 for more info.",
        "[HTTP 400] 21211 : Unable to create record",
        r#""body":null,"token":null,"to":"MG0123456789abcdef0123456789abcdef""#,
        "Basic authentication failed",
        "@twilio/cli-core/4.6.0 (node@12.16.2)",
        "api_key=SK0123456789abcdef0123456789abcdef",
        "from=2025-01-01T00:00:00Z to=2025-01-02 host=10.0.0.12",
        "content-type: application/json; x-request-id: 1",
        "Twilio.Clients.TwilioRestClient.Request(Request request) +237",
        "Error sending OTP: RestException [Error]: Authenticate",
        "failed to send text: HTTP 400 error: Unable to fetch record",
        r#"{"name":"notifier","logger.name":"sms.worker","status":503}"#,
        "SMS: failed to send, HTTP 503",
        "payload: 512 bytes, status 400",
        r#""payload":"{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}""#,
        "error code 20003 sent back",
        "error code 482914 sent back",
        "status code 4290 is invalid",
        "sending code 20429 to the queue",
        "a1b2c3d4-0044-4567-8912-123456789012",
        "2026-11-01 00:10:20.0044 12 3456 789",
        "i-twilio-idempotency-token: c77ed9e8-d13e-4e9a-b46c-a39c43956f06",
    ];
    let changed: Vec<String> = cases.map(spell).into_iter().filter(|text| redact(text) != *text).collect();
    for text in &changed {
        eprintln!("{text}\n  became {}", redact(text));
    }
    assert!(changed.is_empty());
}

#[test]
fn inside_of_a_kept_error_body_numbers_go() {
    let text = r#""body":"{\"code\":21211,\"message\":\"'To' +14155551234 x\",\"status\":400}""#;
    assert_eq!(redact(text), text.replace("+14155551234", "[phone]"));
}

#[test]
fn long_text_takes_bounded_time() {
    for piece in [
        "+1",
        "4155551234 ",
        "Body:",
        "\"body\":\"",
        "\\",
        "0123456789abcdef",
        "a@",
        "<Body>",
        "'To' ",
        "(",
        "code status ",
    ] {
        let _ = redact(&piece.repeat(100_000 / piece.len()));
    }
}

#[test]
fn names_of_files_stay_but_for_parts_that_are_private() {
    use super::{Key, Redaction};
    let strict = Redaction::Strict(Key::of(b"secret"));
    for name in [
        "-",
        "app.log",
        "./logs/2026-11-03/app-1.log.gz",
        "/var/log/app/app.log.2026-11-03",
        "C:\\logs\\app.log",
        "s3://bucket/year=2026/month=11/app.ndjson.zst",
        "logs.tar/twilio/access.log",
        "app-20261103.log",
        "app.log.1",
    ] {
        assert_eq!(strict.input(name), name);
    }
    for (name, private, start, end) in [
        (
            "logs/to +14155551234.log.gz",
            "4155551234",
            "logs/[id#",
            "].log.gz",
        ),
        ("bob@example.com/app.log", "bob", "[id#", "]/app.log"),
        (
            "logs/AC0123456789abcdef0123456789abcdef.log",
            "0123456789",
            "logs/[id#",
            "].log",
        ),
        ("https://me:pass@example.com/app.log", "pass", "", ""),
        (
            "logs/token=abcdefabcdef/app.log",
            "abcdefabcdef",
            "logs/[id#",
            "]/app.log",
        ),
    ] {
        let shown = strict.input(name).into_owned();
        assert!(!shown.contains(private), "{shown}");
        assert!(shown.starts_with(start) && shown.ends_with(end), "{shown}");
        assert_eq!(strict.input(&shown), shown);
        for other in [Redaction::Usual, Redaction::Off] {
            assert_eq!(other.input(name), name);
        }
    }
    assert_ne!(
        strict.input("14155551234.log"),
        strict.input("14155551235.log")
    );
}

proptest! {
    #[test]
    fn any_text_is_settled_after_one_redaction(text in ".{0,80}") {
        let once = redact(&text).into_owned();
        prop_assert_eq!(redact(&once), once.as_str());
    }

    #[test]
    fn any_mix_of_pieces_is_settled_and_holds_no_number(
        pieces in prop::collection::vec(0..PIECES.len(), 0..12), first in 2_u32..10, rest in 100_000_000_u32..999_999_999,
    ) {
        let number = format!("{first}{rest}");
        let text: String = pieces.iter().map(|at| PIECES[*at].replace('N', &number)).collect();
        let once = redact(&text).into_owned();
        prop_assert_eq!(redact(&once), once.as_str(), "{}", text);
        let sent = format!("sent to +1{number}: {text}");
        prop_assert!(!redact(&sent).contains(&sent[..20]), "{}", sent);
        let body = format!("{{\"Body\":\"secret words\",\"x\":\"{text}\"}}");
        prop_assert!(!redact(&body).contains("secret words"), "{}", body);
    }
}

#[rustfmt::skip]
const PIECES: [&str; 42] = [
    "+1N", "N", " ", "\"", "\\\"", "Body", "body", ":", "=", "To", "token", ", ", "{", "}", "[", "]", "(", ")", "'", "&", "\n",
    "\\n", "%2BN", "@", "x.example", "Basic ", "Authorization: ", "https://", "code", "status", "number ", "<Message>", "</Message>",
    "0123456789abcdef0123456789abcdef", "[phone]", "415-555-1234",
    "00", "＋", "４", "code ", " sent", "user.name",
];
