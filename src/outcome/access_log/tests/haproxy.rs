//! Lines of `HAProxy`: who ended the session, and where the host stands.

use super::*;
use Origin::{Intermediary, Nobody, Twilio};

/// A line with what stands between the frontend and the request, the target, and what follows the request.
fn line(middle: &str, target: &str, tls: &str) -> String {
    let head = "10.0.0.7:53332 [01/Nov/2026:00:00:00.143] egress~";
    format!(r#"{head} {middle} "POST {target} HTTP/1.1"{tls}"#)
}

#[test]
fn who_answered() {
    for (rest, by, status, milliseconds) in [
        ("0/0/7/145/152 503 394 - - ----", Twilio, 503, 152.0),
        ("0/0/7/145/152 201 394 - - --VN", Twilio, 201, 152.0),
        ("0/0/7/145/+152 201 +394 - - ----", Twilio, 201, 152.0),
        (
            "0/0/7/-1/30007 504 194 - - sH--",
            Intermediary,
            504,
            30_007.0,
        ),
        ("0/0/7/-1/9 502 194 - - SH--", Intermediary, 502, 9.0),
        ("0/0/7/12/19 502 194 - - PH--", Intermediary, 502, 19.0),
        ("0/0/7/-1/900 -1 0 - - CH--", Nobody, 0, 900.0),
    ] {
        let line = line(&format!("twilio/{API} {rest} 2/1/0/0/0 0/0"), PATH, "");
        let expected = told(by, status, API, MESSAGES, milliseconds);
        assert_eq!(read(&line), expected, "{line}");
    }
}

#[test]
fn where_the_host_stands() {
    let answered = "up/s1 0/0/7/145/152 429 394 - - ---- 2/1/0/0/0 0/0";
    let unserved = "up/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0";
    let redirect = "up/<NOSRV> 0/-1/-1/-1/0 302 217 - - LR-- 1/1/0/0/0 0/0";
    let whole = format!("https://{API}{PATH}");
    let tls = " 0/0000000000000000/0/0/0 api.twilio.com/TLSv1.3/TLS_AES_256_GCM_SHA384";
    let other = " 0/0000000000000000/0/0/0 mock.example.com/TLSv1.3/TLS_AES_256_GCM_SHA384";
    let twilio = told(Twilio, 429, API, MESSAGES, 152.0);
    check([
        (
            line(&format!("{unserved} {{{API}}}"), PATH, ""),
            told(Intermediary, 503, API, MESSAGES, 0.0),
        ),
        (line(&format!("{redirect} {{{API}}}"), PATH, ""), None),
        (
            line(&format!("{answered} {{x [1]|{API}}} {{|json}}"), PATH, ""),
            twilio.clone(),
        ),
        (line(answered, &whole, ""), twilio.clone()),
        (line(answered, PATH, tls), twilio),
        (
            line(answered, PATH, ""),
            told(Twilio, 429, "", MESSAGES, 152.0),
        ),
        (
            line(&format!("{answered} {{mock.example.com}}"), PATH, ""),
            None,
        ),
        (line(answered, PATH, other), None),
        (line(answered, "/twilio/sms", ""), None),
        (line(&answered.replace("/152", ""), PATH, ""), None),
        (line(&answered.replace("----", "--"), PATH, ""), None),
    ]);
}

#[test]
fn the_time_is_found_behind_any_head() {
    let memory = Bump::new();
    let line = format!(
        "Nov  1 05:00:09 load-balancer-with-a-rather-long-name haproxy[21211]: {}",
        line(
            &format!("twilio/{API} 0/0/7/145/152 503 394 - - ---- 2/1/0/0/0 0/0"),
            PATH,
            ""
        )
    );
    let record = envelope::unwrap(&line, &memory);
    let mut found = Found::default();
    AccessLog.read(&record, &mut found);
    let when = found.event().and_then(|event| event.timestamp);
    assert_eq!(
        when.map(crate::timestamp::Timestamp::rfc3339).as_deref(),
        Some("2026-11-01T00:00:00.143Z")
    );
}
