//! Short sentences that tell of a call, and what only looks like one.

use crate::outcome::tests::told_of;

fn read(text: &str) -> Option<(Option<u16>, Option<u32>)> {
    told_of(text, |event| (event.http_status, event.twilio_code))
}

#[test]
fn short_sentences_tell_their_number() {
    for (text, status, code) in [
        ("Twilio API error: 429 rate limited", Some(429), None),
        ("Twilio API error: 503 service unavailable", Some(503), None),
        ("twilio error: 401 unauthorized", Some(401), None),
        ("Twilio 401 Unauthorized", Some(401), None),
        (
            "[sms] Error: Twilio 429 Too Many Requests",
            Some(429),
            Some(20429),
        ),
        (
            "\u{274c} Twilio 503 Service Unavailable (retrying)",
            Some(503),
            None,
        ),
        (
            "\u{26a0}\u{fe0f} Twilio 503 Service Unavailable",
            Some(503),
            None,
        ),
        ("Twilio 429 rate limited: giving up", Some(429), None),
        (
            "2025-01-01 00:00:00 ERROR Twilio 500 internal server error",
            Some(500),
            None,
        ),
        ("Twilio `401 Authenticate`", Some(401), Some(20003)),
        ("Twilio API failure\nError code: 21608", None, Some(21608)),
        (
            "Failed to send via Twilio\nError Code: 21608",
            None,
            Some(21608),
        ),
        (
            "[x] production.ERROR: Twilio 401 Unauthorized",
            Some(401),
            None,
        ),
        ("x - ERROR - Twilio 400 Bad Request", Some(400), None),
        (
            "ERRO[0001] call failed: 21205: Url is not a valid URL: http://x/y Type=TwilioVoice",
            None,
            Some(21205),
        ),
        (
            "ERROR:app.twilio_service:send: [20003] HTTP 401 error",
            Some(401),
            Some(20003),
        ),
    ] {
        assert_eq!(read(text), Some((status, code)), "{text}");
    }
}

#[test]
fn diagrams_headings_and_programs_tell_of_no_call() {
    for text in [
        "    API-->>Twilio: 401 Unauthorized",
        "API ->> Twilio: 500 Internal Server Error",
        "  server -> Twilio: 403 Forbidden",
        "A[Twilio 429 Too Many Requests] --> B[wait]",
        "Note over App,Twilio: 429 Too Many Requests",
        "If you see a Twilio 401 Unauthorized error, check the token",
        "- Twilio 401 Unauthorized",
        "## Twilio 401 Unauthorized",
        "| Twilio 401 Unauthorized | check the token |",
        "How do I fix Twilio 401 Unauthorized?",
        "    \u{2713} Twilio 503 Service Unavailable (4ms)",
        "\u{2705} Twilio 401 Unauthorized",
        "\u{2139}\u{fe0f} Twilio 503 Service Unavailable.",
        "WARN the signature differs, rejected Twilio: 403 Forbidden",
        "Twilio error sending message: 60203 ms elapsed",
        "Codes from twilio.service docs: [20003] HTTP 401 error",
        "Known Twilio failures\ncode: 21211\nstatus: 400",
        "Twilio 401 Unauthorized:",
        "Twilio 401 Unauthorized means that the token is wrong",
        "Twilio 429 messages were sent",
        "  API --) Twilio: 401 Unauthorized",
        "client ..> Twilio: 500 Internal Server Error",
        "  description: \"Twilio 401 Unauthorized\",",
        "`Twilio 401 Unauthorized` | wrong token",
        "puts \"Twilio error: 401 unauthorized\"",
        "    Err(anyhow!(\"Twilio error: 401 unauthorized\"))",
        "    bail!(\"Twilio error: 401 unauthorized\");",
        "    Err(\"Twilio error: 401 unauthorized\".into())",
        "    mock.rejects(new Error('Twilio error: 401 unauthorized'))",
        "Twilio error rate: 21211",
        "Twilio error for zip code: 20003",
        "Twilio error sending to order: 21211",
        "Twilio service codes\n    21205: Url is not a valid URL",
        "// Twilio service: 21205: Url is not a valid URL",
        "Known Twilio errors:\n  - code: 21211\n    status: 400",
        "twilio_error:\n  code: 21211\n  status: 400",
        "Twilio error counting numbers: 500",
        "TwilioError: 31005 gateway",
        "twilio: 429 too many things",
        "Twilio error occurred\n  at x.js\n    code: 21211",
        "\"Twilio 401 Unauthorized\": \"check the token\",",
        "\"\"\"Twilio 401 Unauthorized\"\"\"",
        "Responding to Twilio: 401 Unauthorized",
        "returned to Twilio: 403 Forbidden",
        "Rejecting request from Twilio: 401 Unauthorized",
        "  | 21205: Url is not a valid URL | Type=TwilioVoice",
        "res.status(401).json({ error: \"Twilio error: 401 Unauthorized\" })",
        "errors = {21211: \"Twilio error 21211: bad number\"}",
        "Twilio API error: 429 numbers were not valid",
        "return \"Twilio 401 Unauthorized\"",
        "const text = \"Twilio API error: 429 rate limited\"",
        "Twilio is down\nError code: 21608",
        "Twilio API failure\nError code: 216",
        "order 21205: shipped Type=TwilioVoice",
        "[20003] HTTP 500 error twilio_service",
        "ERRO[0001] 21205: Url is not a valid URL Type=Other",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}
