//! Records of proxies and clients: who answered, when, how long it took.

use super::*;
use crate::envelope;
use bumpalo::Bump;

/// Origin, status, resource, microseconds and time; `None` when the record says nothing.
fn read(line: &str) -> Option<(Origin, u16, String, u64, String)> {
    let memory = Bump::new();
    let record = envelope::unwrap(line, &memory);
    let mut found = Found::default();
    HttpFields.read(&record, &mut found);
    let event = found.event()?;
    let when = event.timestamp.or(record.timestamp);
    Some((
        event.origin,
        event.http_status.unwrap_or(0),
        event.resource.unwrap_or("").to_owned(),
        event.duration_us.unwrap_or(0),
        when.map_or(String::new(), crate::timestamp::Timestamp::rfc3339),
    ))
}

/// Origin, status and microseconds.
type Answer = Option<(Origin, u16, u64)>;

/// Reads records in which `PATH` stands for the path of a message, and compares origin, status and microseconds.
fn check(cases: &[(&str, Answer)]) {
    for (line, expected) in cases {
        let line = line.replace("PATH", "/2010-04-01/Accounts/AC1/Messages.json");
        let read = read(&line);
        assert_eq!(
            read.as_ref().map(|told| (told.0, told.1, told.3)),
            *expected,
            "{line}"
        );
        assert!(
            read.is_none_or(|told| told.2 == "messaging/Messages"),
            "{line}"
        );
    }
}

use Origin::{Intermediary, Nobody, Twilio};

#[test]
fn envoy_and_istio() {
    check(&[
        (
            r#"{"start_time":"2026-11-01T00:00:00.123Z","method":"POST","path":"PATH","protocol":"HTTP/1.1","response_code":503,"response_flags":"UF","response_code_details":"upstream_reset_before_response_started","duration":1003,"upstream_service_time":null,"authority":"api.twilio.com","upstream_host":"192.0.2.9:443"}"#,
            Some((Intermediary, 503, 1_003_000)),
        ),
        (
            r#"{"start_time":"2026-11-01T00:00:00.123Z","method":"POST","path":"PATH","response_code":"503","response_flags":"-","response_code_details":"via_upstream","duration":"88","upstream_service_time":"87","authority":"api.twilio.com:443"}"#,
            Some((Twilio, 503, 88_000)),
        ),
        (
            r#"{"method":"POST","path":"PATH","response_code":503,"response_flags":"URX","response_code_details":"via_upstream","duration":88,"authority":"api.twilio.com"}"#,
            Some((Twilio, 503, 88_000)),
        ),
        (
            r#"{"method":"POST","path":"PATH","response_code":0,"response_flags":"DC","duration":88,"authority":"api.twilio.com"}"#,
            Some((Nobody, 0, 88_000)),
        ),
        (
            r#"{"method":"POST","path":"PATH","response_code":503,"response_flags":"UF","authority":"shop.example.com"}"#,
            None,
        ),
    ]);
}

#[test]
fn who_answered_by_headers_and_bodies() {
    let gateway = Some((Intermediary, 503, 0));
    let twilio = Some((Twilio, 503, 0));
    check(&[
        (
            r#"{"req":{"method":"POST","url":"https://api.twilio.comPATH"},"res":{"statusCode":503,"headers":{"server":"nginx/1.25","content-type":"text/html"}}}"#,
            gateway,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"response_headers":{"Server":["envoy"]}}"#,
            gateway,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"headers":{"Content-Type":"Text/HTML; charset=utf-8"}}"#,
            gateway,
        ),
        (
            r#"{"attributes":{"url.full":"https://api.twilio.comPATH","http.response.status_code":503,"http.response.header.server":["openresty"]}}"#,
            gateway,
        ),
        (
            r#"{"url":{"full":"https://api.twilio.comPATH"},"http":{"response":{"status_code":503,"header":{"server":["nginx"]}}}}"#,
            gateway,
        ),
        (
            r#"{"err":{"config":{"url":"https://api.twilio.comPATH","headers":{"Server":"x"}},"request":{"path":"PATH"},"response":{"status":503,"data":"<!DOCTYPE html>\n<html>x"}}}"#,
            gateway,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"error":"upstream said: <html><h1>503</h1>"}"#,
            gateway,
        ),
        (
            r#"{"req":{"url":"https://api.twilio.comPATH"},"res":{"statusCode":503,"headers":{"server":"nginx","Twilio-Request-Id":"RQ00000000000000000000000000000001"}}}"#,
            twilio,
        ),
        (
            r#"{"req":{"url":"https://api.twilio.comPATH"},"res":{"statusCode":503,"headers":{"server":"cloudfront","twilio-concurrent-requests":"1"}}}"#,
            twilio,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"code":20503,"headers":{"server":"nginx"}}"#,
            twilio,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"error":"{\"detail\":\"<html>\"}","response_headers":{"server":"web-3"}}"#,
            twilio,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"request":{"body":"<html>","headers":{"content-type":"text/html"}}}"#,
            twilio,
        ),
        (
            r#"{"twilio":{"url":"https://api.twilio.comPATH","status":503},"req":{"url":"/orders"},"res":{"headers":{"server":"nginx"},"body":"<html>"}}"#,
            twilio,
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"req":{"url":"/orders"},"res":{"headers":{"server":"nginx"},"body":"<html>"}}"#,
            twilio,
        ),
    ]);
}

#[test]
fn ids_in_headers_of_the_call_and_of_no_other() {
    let ids = |line: &str| {
        let memory = Bump::new();
        let record = envelope::unwrap(line, &memory);
        let mut found = Found::default();
        HttpFields.read(&record, &mut found);
        let text = |id: Option<&str>| id.unwrap_or("").to_owned();
        let event = found.event()?;
        Some((text(event.idempotency_key), text(event.request_id)))
    };
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json";
    for (line, key, id) in [
        (
            r#"{"req":{"url":"URL","headers":{"idempotency-key":"k-1","x-request-id":"w"}},"res":{"statusCode":201,"headers":{"twilio-request-id":"RQ1"}}}"#,
            "k-1",
            "RQ1",
        ),
        (
            r#"{"url":"URL","status":201,"request_headers":{"Idempotency-Key":["k-1"]},"response_headers":{"Twilio-Request-Id":["RQ1"]},"request_id":"mine"}"#,
            "k-1",
            "RQ1",
        ),
        (
            r#"{"attributes":{"url.full":"URL","http.response.status_code":500,"http.request.header.idempotency-key":["k-1"],"http.response.header.twilio-request-id":["RQ1"]}}"#,
            "k-1",
            "RQ1",
        ),
        (
            r#"{"url":"URL","status":500,"request_headers":{"idempotency-key":["k-1","k-2"]},"res":{"headers":{"idempotency-key":"k-3","twilio-request-id":"7"}}}"#,
            "",
            "",
        ),
        (
            r#"{"url":"URL","status":201,"req":{"url":"/orders","headers":{"idempotency-key":"k-1"}}}"#,
            "",
            "",
        ),
    ] {
        let line = line.replace("URL", url);
        assert_eq!(ids(&line), Some((key.to_owned(), id.to_owned())), "{line}");
    }
}

#[test]
fn nginx_and_caddy() {
    check(&[
        (
            r#"{"time_local":"01/Nov/2026:00:00:00 +0000","http_host":"api.twilio.com","request":"POST PATH HTTP/1.1","status":"201","request_time":"0.087","upstream_status":"502, 201"}"#,
            Some((Twilio, 201, 87_000)),
        ),
        (
            r#"{"time_iso8601":"2026-11-01T00:00:00+00:00","host":"api.twilio.com","request_uri":"PATH","status":502,"request_time":0.087,"upstream_status":"502","upstream_header_time":"-"}"#,
            Some((Intermediary, 502, 87_000)),
        ),
        (
            r#"{"host":"api.twilio.com","request_uri":"PATH","status":502,"upstream_status":502,"upstream_header_time":0.086,"upstream_response_time":0.087}"#,
            Some((Twilio, 502, 87_000)),
        ),
        (
            r#"{"host":"api.twilio.com","request_uri":"PATH","status":200,"upstream_status":""}"#,
            None,
        ),
        (
            r#"{"host":"api.twilio.com","request_uri":"PATH","status":503,"upstream_status":"healthy"}"#,
            Some((Twilio, 503, 0)),
        ),
        (
            r#"{"level":"error","ts":1793491200.5,"logger":"http.log.access","msg":"handled request","request":{"method":"POST","host":"api.twilio.com","uri":"PATH","headers":{}},"duration":0.087,"status":503,"resp_headers":{"Server":["Caddy","x"],"Date":["x"]}}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"level":"error","ts":1793491200.5,"logger":"http.log.access.log0","msg":"handled request","request":{"method":"POST","host":"api.twilio.com","uri":"PATH"},"duration":0.087,"status":502,"resp_headers":{"Server":["Caddy"]}}"#,
            Some((Intermediary, 502, 87_000)),
        ),
        (
            r#"{"level":"error","logger":"http.log.error","msg":"dial tcp: connection refused","request":{"method":"POST","host":"api.twilio.com","uri":"PATH"},"duration":0.087,"status":502}"#,
            None,
        ),
    ]);
}

#[test]
fn traefik_cloudflare_and_others() {
    check(&[
        (
            r#"{"ClientAddr":"10.0.0.7:1","DownstreamStatus":503,"Duration":87000000,"OriginContentSize":91,"OriginDuration":86000000,"OriginStatus":503,"RequestAddr":"api.twilio.com","RequestHost":"api.twilio.com","RequestMethod":"POST","RequestPath":"PATH","StartUTC":"2026-11-01T00:00:00.1Z","level":"info","msg":"","time":"2026-11-01T00:00:00Z"}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"DownstreamStatus":502,"Duration":87000000,"OriginContentSize":11,"OriginStatus":502,"RequestHost":"api.twilio.com","RequestMethod":"POST","RequestPath":"PATH"}"#,
            Some((Intermediary, 502, 87_000)),
        ),
        (
            r#"{"DownstreamStatus":403,"Duration":1000,"OriginStatus":0,"RequestHost":"api.twilio.com","RequestMethod":"POST","RequestPath":"PATH"}"#,
            Some((Intermediary, 403, 1)),
        ),
        (
            r#"{"ClientRequestHost":"api.twilio.com","ClientRequestMethod":"POST","ClientRequestURI":"PATH","EdgeResponseStatus":429,"EdgeStartTimestamp":1793491200000000000,"OriginResponseStatus":429}"#,
            Some((Twilio, 429, 0)),
        ),
        (
            r#"{"ClientRequestHost":"api.twilio.com","ClientRequestMethod":"POST","ClientRequestURI":"PATH","EdgeResponseStatus":522,"OriginResponseStatus":0}"#,
            Some((Intermediary, 522, 0)),
        ),
        (
            r#"{"request_url":"https://api.twilio.com:443PATH","elb_status_code":"504","target_status_code":"-"}"#,
            Some((Intermediary, 504, 0)),
        ),
        (
            r#"{"httpRequest":{"requestMethod":"POST","requestUrl":"https://api.twilio.comPATH","status":503,"latency":"0.087s"}}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"http":{"request":{"method":"POST"},"response":{"status_code":503}},"url":{"full":"https://api.twilio.comPATH"},"event":{"duration":87000000}}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"url.full":"https://api.twilio.comPATH","http.response.status_code":503,"event.duration":87000000}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"duration_us":87000}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"latency_ns":87000000}"#,
            Some((Twilio, 503, 87_000)),
        ),
        (
            r#"{"url":"https://api.twilio.comPATH","status":503,"duration":87}"#,
            Some((Twilio, 503, 0)),
        ),
        (
            r#"{"method":"POST","path":"/2010-04-01/x","host":"shop.example.com","status":"503","at":"error","code":"H12","dyno":"web.1"}"#,
            None,
        ),
    ]);
}

#[test]
fn clients() {
    check(&[
        (
            r#"{"message":"Request failed with status code 400","name":"AxiosError","config":{"timeout":500,"method":"post","url":"https://api.twilio.comPATH","data":"To=x"},"code":"ERR_BAD_REQUEST","status":400}"#,
            Some((Twilio, 400, 0)),
        ),
        (
            r#"{"err":{"config":{"baseURL":"https://api.twilio.com","method":"post","url":"PATH"},"response":{"status":429}}}"#,
            Some((Twilio, 429, 0)),
        ),
        (
            r#"{"origin":"https://api.twilio.com","path":"PATH","method":"POST","statusCode":201}"#,
            Some((Twilio, 201, 0)),
        ),
        (
            r#"{"name":"HTTPError","code":"ERR_NON_2XX_3XX_RESPONSE","options":{"method":"POST","url":"https://api.twilio.comPATH"},"response":{"statusCode":503}}"#,
            Some((Twilio, 503, 0)),
        ),
        (
            r#"{"@t":"2026-11-01T00:00:00Z","@mt":"Received HTTP response headers after {ElapsedMilliseconds}ms - {StatusCode}","ElapsedMilliseconds":87,"StatusCode":429,"HttpMethod":"POST","Uri":"https://api.twilio.comPATH"}"#,
            Some((Twilio, 429, 87_000)),
        ),
    ]);
}

#[test]
fn times_by_names_that_loggers_do_not_use() {
    for (name, value) in [
        ("start_time", r#""2026-11-01T00:00:00.123Z""#),
        ("time_local", r#""01/Nov/2026:00:00:00.123 +0000""#),
        ("EdgeStartTimestamp", "1793491200123000000"),
        ("msec", r#""1793491200.123""#),
    ] {
        let line = format!(
            r#"{{"{name}":{value},"url":"https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json","status":503}}"#
        );
        let told = read(&line).map(|told| told.4);
        assert_eq!(told.as_deref(), Some("2026-11-01T00:00:00.123Z"), "{line}");
    }
}
