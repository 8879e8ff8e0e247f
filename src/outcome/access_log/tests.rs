//! Lines of every form: who answered, with what, and lines that only look alike.

mod haproxy;

use super::*;
use crate::envelope;
use bumpalo::Bump;

/// Origin, status, host, resource, and milliseconds; `None` when the line says nothing.
type Told = Option<(Origin, u16, String, String, f64)>;

fn read(line: &str) -> Told {
    let memory = Bump::new();
    let record = envelope::unwrap(line, &memory);
    let mut found = Found::default();
    AccessLog.read(&record, &mut found);
    let event = found.event()?;
    let text = |text: Option<&str>| text.unwrap_or("").to_owned();
    #[expect(clippy::cast_precision_loss, reason = "durations of a test")]
    let milliseconds = event.duration_us.map_or(-1.0, |time| time as f64 / 1e3);
    Some((
        event.origin,
        event.http_status.unwrap_or(0),
        text(event.host),
        text(event.resource),
        milliseconds,
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a reading stands")]
fn told(origin: Origin, status: u16, host: &str, resource: &str, milliseconds: f64) -> Told {
    Some((
        origin,
        status,
        host.to_owned(),
        resource.to_owned(),
        milliseconds,
    ))
}

const PATH: &str = "/2010-04-01/Accounts/AC1/Messages.json";
const MESSAGES: &str = "messaging/Messages";
const API: &str = "api.twilio.com";
const DATE: &str = "[01/Nov/2026:00:00:00 +0000]";

fn check(cases: impl IntoIterator<Item = (String, Told)>) {
    for (line, expected) in cases {
        assert_eq!(read(&line), expected, "{line}");
    }
}

#[test]
fn tails_of_the_combined_form() {
    use Origin::{Intermediary, Twilio};
    let line = |tail: &str| format!(r#"{API} 10.0.0.7 - - {DATE} "POST {PATH} HTTP/1.1" {tail}"#);
    let answer = |by, status, milliseconds| told(by, status, API, MESSAGES, milliseconds);
    check([
        (line(r#"503 5 "-" "x""#), answer(Twilio, 503, -1.0)),
        (line(r#"503 5 "-" "x" 0.143"#), answer(Twilio, 503, 143.0)),
        (line(r#"204 - "-" "x""#), answer(Twilio, 204, -1.0)),
        (
            line(r#"499 0 "-" "x" 5.000"#),
            answer(Intermediary, 499, 5000.0),
        ),
        (
            line(r#"503 5 "-" "x" rt=0.087 uct="0.001" uht="0.086" urt="0.087" us="503""#),
            answer(Twilio, 503, 87.0),
        ),
        (
            line(r#"502 5 "-" "x" rt=0.001 uct="-" uht="-" urt="0.001" us="502""#),
            answer(Intermediary, 502, 1.0),
        ),
        (
            line(r#"502 5 "-" "x" rt=0.087 ua="192.0.2.9:443" us="502" ut="0.087" ul="0" cs=-"#),
            answer(Intermediary, 502, 87.0),
        ),
        (
            line(r#"502 5 "-" "x" rt=0.087 ua="192.0.2.9:443" us="502" ut="0.087" ul="91" cs=-"#),
            answer(Twilio, 502, 87.0),
        ),
        (
            line(r#"403 5 "-" "x" rt=0.000 urt="-""#),
            answer(Intermediary, 403, 0.0),
        ),
        (
            line(
                r#"201 5 "-" "x" upstream_status=502, 201 upstream_response_time=0.001, 0.087 request_time=0.088"#,
            ),
            answer(Twilio, 201, 88.0),
        ),
        // A page of nginx's own that did not fail is no call.
        (line(r#"200 5 "-" "x" rt=0.000 us="-""#), None),
        (
            line(r#"502 11 "-" "x" 12 "twilio@file" "https://api.twilio.com" 31ms"#),
            answer(Intermediary, 502, 31.0),
        ),
        (
            line(r#"502 118 "-" "x" 12 "twilio@file" "https://api.twilio.com" 31ms"#),
            answer(Twilio, 502, 31.0),
        ),
        (
            line(r#"404 19 "-" "-" 12 "-" "-" 0ms"#),
            answer(Intermediary, 404, 0.0),
        ),
    ]);
    check([
        (
            format!(
                r#"10.0.0.7 - - {DATE} "POST {PATH} HTTP/1.1" 201 91 "-" "x" 12 "twilio@file" "https://api.twilio.com" 31ms"#
            ),
            answer(Twilio, 201, 31.0),
        ),
        (
            format!(
                r#"10.0.0.7 - - {DATE} "POST {PATH} HTTP/2.0" 503 91 "-" "x" 812 0.087 [egress-twilio-443] [] 192.0.2.8:443, 192.0.2.9:443 0, 91 0.001, 0.086 502, 503 0123456789abcdef"#
            ),
            told(Twilio, 503, "", MESSAGES, 87.0),
        ),
        (
            format!(
                r#"10.0.0.7 - - {DATE} "POST {PATH} HTTP/2.0" 504 91 "-" "x" 812 60.001 [egress-twilio-443] [] 192.0.2.9:443 0 60.001 504 0123456789abcdef"#
            ),
            told(Intermediary, 504, "", MESSAGES, 60_001.0),
        ),
        (
            format!(
                r#"10.0.0.7 - - {DATE} "GET http://{API}{PATH} HTTP/1.1" 503 3600 "-" "x" NONE_NONE:HIER_NONE"#
            ),
            answer(Intermediary, 503, -1.0),
        ),
        (
            format!(
                r#"10.0.0.7 - - {DATE} "GET http://{API}{PATH} HTTP/1.1" 0 0 "-" "x" TCP_MISS_ABORTED:HIER_DIRECT"#
            ),
            answer(Origin::Nobody, 0, -1.0),
        ),
    ]);
}

#[test]
fn envoy_and_istio() {
    use Origin::{Intermediary, Nobody, Twilio};
    let line = |rest: &str| {
        format!(
            r#"[2026-11-01T00:00:00.000Z] "POST {PATH} HTTP/1.1" {rest} "-" "x" "id" "{API}" "192.0.2.9:443" outbound|443||{API} 10.0.0.7:1 192.0.2.9:443 10.0.0.7:2 {API} -"#
        )
    };
    let answer = |by, status, milliseconds| told(by, status, API, MESSAGES, milliseconds);
    check([
        (line("201 - 120 648 88 87"), answer(Twilio, 201, 88.0)),
        (
            line("503 UF,URX 120 91 1003 -"),
            answer(Intermediary, 503, 1003.0),
        ),
        // The retries are used up, and the last answer was the server's.
        (line("503 URX 120 91 1003 12"), answer(Twilio, 503, 1003.0)),
        (line("0 DC 120 0 1003 -"), answer(Nobody, 0, 1003.0)),
        (
            line(
                r#"503 UC upstream_reset_before_response_started{connection_termination} - "-" 120 95 2 -"#,
            ),
            answer(Intermediary, 503, 2.0),
        ),
        (
            line(
                r#"503 UF upstream_reset_before_response_started{remote_connection_failure} - "delayed connect error: 111" 120 95 2 -"#,
            ),
            answer(Intermediary, 503, 2.0),
        ),
        (
            line(r#"503 - via_upstream - "-" 120 95 2 1"#),
            answer(Twilio, 503, 2.0),
        ),
        (
            line(r#"503 - direct_response - "-" 120 95 2 -"#),
            answer(Intermediary, 503, 2.0),
        ),
        (
            line(r#"200 - "-" "-" 120 95 2 1"#),
            answer(Twilio, 200, 2.0),
        ),
    ]);
    check([(
        r#"[2026-11-01T00:00:00.000Z] "CONNECT - HTTP/1.1" 200 - 120 95 2 - "-" "x" "id" "api.twilio.com:443" "192.0.2.9:443""#.to_owned(),
        told(Origin::Tunnel, 0, API, "", -1.0),
    )]);
}

#[test]
fn load_balancers_of_aws() {
    use Origin::{Intermediary, Twilio};
    let line = |middle: &str, host: &str| {
        format!(
            r#"https 2026-11-01T00:00:00.186641Z app/egress/50dc6c495c0c9188 10.0.0.7:2817 {middle} 812 91 "POST https://{host}:443{PATH} HTTP/1.1" "twilio-python/9.4.1" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/egress/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "{host}" "-" 1 2026-11-01T00:00:00.000000Z "forward" "-" "-" "192.0.2.9:443" "503" "-" "-""#
        )
    };
    let answer = |by, status, milliseconds| told(by, status, API, MESSAGES, milliseconds);
    check([
        (
            line("192.0.2.9:443 0.001 0.086 0.000 503 503", API),
            answer(Twilio, 503, 87.0),
        ),
        (
            line("192.0.2.9:443 0.001 0.086 0.000 201 201", API),
            answer(Twilio, 201, 87.0),
        ),
        (
            line("192.0.2.9:443 0.001 -1 -1 504 -", API),
            answer(Intermediary, 504, -1.0),
        ),
        (
            line("- -1 -1 -1 503 -", API),
            answer(Intermediary, 503, -1.0),
        ),
        (
            line("192.0.2.9:443 0.001 0.086 0.000 502 200", API),
            answer(Intermediary, 502, 87.0),
        ),
        (line("- -1 -1 -1 301 -", API), None),
        (
            line(
                "192.0.2.9:443 0.001 0.086 0.000 503 503",
                "shop.example.com",
            ),
            None,
        ),
    ]);
    check([(
        format!(
            r#"2026-11-01T00:00:00.186641Z egress 10.0.0.7:2817 192.0.2.9:443 0.001 0.086 0.000 429 429 812 91 "POST https://{API}:443{PATH} HTTP/1.1" "x" - -"#
        ),
        answer(Twilio, 429, 87.0),
    )]);
}

#[test]
fn what_is_no_call_to_twilio() {
    for line in [
        r#"::1 - - [01/Nov/2026:00:00:00 +0000] "POST /api/twilio HTTP/1.1" 500 5 "-" "TwilioProxy/1.1""#,
        r#"10.0.0.7 - - [01/Nov/2026:00:00:00 +0000] "POST /sms HTTP/1.1" 500 5 "https://www.twilio.com/" "x" shop.example.com"#,
        "POST /api/twilio 500 364.286 ms - -",
        r#"sock=backend at=error code=H12 desc="Request timeout" method=POST path="/2010-04-01/x" host=shop.example.com status=503"#,
        r#"twilio. "GET " 200"#,
        r#"twilio. "GET /2010-04-01/" 0 - "#,
        r#"twilio. ["GET /2010-04-01/Accounts/AC1" ] "#,
    ] {
        assert_eq!(read(line), None, "{line}");
    }
}
