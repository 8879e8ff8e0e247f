//! The same attempts as text loggers, debug blocks and proxies write them.

use super::{Heard, MESSAGES};

#[test]
fn pairs_around_a_url_in_a_text_line_tell_the_attempt() {
    for form in [
        "2026-06-01T08:00:{s}Z ERROR app::sms: outbound call method=POST url=MSG status={c} duration_ms=200 {t}",
        "2026-06-01T08:00:{s}Z ERROR app::sms: call http.method=POST http.url=MSG http.status_code={c} duration_ms=200 {t}",
        "2026-06-01 08:00:{s} | ERROR | mod:fn:1 - call method=POST url=MSG status={c} duration_ms=200 {t}",
        "2026-06-01 08:00:{s} [main] ERROR c.e.Sms - call method=POST url=MSG status={c} elapsed_ms=200 {t}",
        "[2026-06-01T08:00:{s}Z] ERROR (sms/7): call method=POST url=\"MSG\" status={c} duration=200ms {t}",
        "2026-06-01T08:00:{s}Z ERROR {t} method=POST url=MSG status={c} duration_ms=200",
        "2026-06-01T08:00:{s}Z ERROR sms - POST MSG status={c} duration_ms=200 {t}",
        "2026-06-01T08:00:{s}Z ERROR sms - POST MSG {c} 200ms {t}",
        "2026-06-01 08:00:{s}|ERROR|Sms|POST MSG -> {c} in 200 ms|{t}",
        "2026-06-01T08:00:{s}Z ERROR sms POST MSG -> {c} in 200 ms {'attempt': {n}, 'request_id': 'c-1', 'to': '+15551234567', 'body_hash': 'ab'}",
        r#"{"time":"2026-06-01T08:00:{s}Z","level":"error","msg":"POST MSG -> {c} in 200 ms {t}"}"#,
        r#"<11>1 2026-06-01T08:00:{s}Z h app 7 - [ctx@1 attempt="{n}" request_id="c-1" to="+15551234567" body_hash="ab"] POST MSG -> {c} in 200 ms"#,
    ] {
        let line = |number: &str, second: &str, status: &str| {
            let tail = format!("attempt={number} request_id=c-1 to=+15551234567 body_hash=ab");
            form.replace("{t}", &tail)
                .replace("{n}", number)
                .replace("{s}", second)
                .replace("{c}", status)
        };
        let heard = Heard::of(&[
            &line("1", "00.361", "503"),
            &line("2", "01.661", "503"),
            &line("3", "04.661", "201"),
        ]);
        let wanted = ("explicit".to_owned(), vec![1100, 2800]);
        assert_eq!(heard.first(), wanted, "{form}");
    }
}

#[test]
fn headers_in_debug_blocks_and_proxies_join_attempts_in_every_spelling() {
    let ruby = |second: u32, status: u16| {
        let stamp = |text: &str| {
            format!("D, [2026-06-01T08:00:{second:02}.000000 #77] DEBUG -- : {text}\n")
        };
        let path = MESSAGES.trim_start_matches("https://api.twilio.com");
        [
            "--BEGIN Twilio API Request--".to_owned(),
            "Request Method: <POST>".to_owned(),
            "X-Request-Id:c-1".to_owned(),
            "Host:api.twilio.com".to_owned(),
            format!("Path:{path}"),
            format!("Response Status Code:{status}"),
            "Response Headers:{\"Retry-After\": \"10\"}".to_owned(),
            "--END TWILIO API REQUEST--".to_owned(),
        ]
        .map(|text| stamp(&text))
        .concat()
    };
    let heard = Heard::of(&[&ruby(1, 429), &ruby(4, 201)]);
    assert_eq!(heard.verdict("retry_after_ignored"), Some(1));

    let csharp = |second: u32, status: &str| {
        [
            "-- BEGIN Twilio API Request --",
            "request.method: POST",
            "request.URI: MSG",
            "Idempotency-Key:k1",
            "-- END Twilio API Request --",
            &format!("response.status: {status}"),
        ]
        .map(|text| format!("2026-06-01T08:00:{second:02}.000Z {text}\n"))
        .concat()
    };
    let blocks = [csharp(1, "ServiceUnavailable"), csharp(4, "Created")];
    let heard = Heard::of(&[&blocks[0], &blocks[1]]);
    assert_eq!(heard.first().0, "key");

    let nginx = |second: u32, part: u32, status: u16| {
        let path = MESSAGES.trim_start_matches("https://api.twilio.com");
        format!(
            r#"{{"time_iso8601":"2026-06-01T08:00:{second:02}+00:00","msec":"{}.{part}","request_method":"POST","host":"api.twilio.com","request_uri":"{path}","status":{status},"request_time":0.1,"request_id":"c-1"}}"#,
            1_780_300_800 + second
        )
    };
    let heard = Heard::of(&[&nginx(2, 361, 503), &nginx(5, 561, 201)]);
    assert_eq!(heard.first().1, [3100]);
}
