//! What a printed resource is, and what only looks like one.

use super::*;
use crate::classify::{self, Class, Pair};
use crate::event::Kind;
use crate::outcome::tests::told_of;

const SM: &str = "SM00000000000000000000000000000000";
const URI: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/SM00000000000000000000000000000000.json";

/// Kind, status, code, resource and class.
type Told = Option<(Kind, Option<u16>, Option<u32>, String, Option<Class>)>;

fn read(text: &str) -> Told {
    told_of(text, |event| {
        (
            event.kind,
            event.http_status,
            event.twilio_code,
            event.resource.unwrap_or("").to_owned(),
            classify::class_of(Pair::of(event)),
        )
    })
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a reading stands")]
fn well(resource: &str) -> Told {
    let resource = resource.to_owned();
    Some((Kind::ApiCall, None, None, resource, Some(Class::Success)))
}

#[test]
fn the_statuses_are_sorted() {
    assert!(STATUSES.is_sorted());
}

#[test]
fn a_printed_resource_is_a_call_that_went_well() {
    let body = format!(r#"{{"sid":"{SM}","status":"queued","error_code":null,"uri":"{URI}"}}"#);
    let escaped = serde_json::Value::from(body.as_str());
    let slashes = body.replace('/', "\\/");
    let node = format!(
        "{{\n  body: 'Hi',\n  errorCode: null,\n  sid: '{SM}',\n  status: 'sent',\n  uri: '{URI}'\n}}"
    );
    let python =
        format!("INFO got {{'sid': '{SM}', 'status': 'queued', 'uri': '{URI}', 'body': 'Hi'}}");
    let verify = r#"{"status":"pending","valid":false,"url":"https://verify.twilio.com/v2/Services/VA11111111111111111111111111111111/Verifications/VE11111111111111111111111111111111","sid":"VE11111111111111111111111111111111","service_sid":"VA11111111111111111111111111111111"}"#;
    let cases = [
        (body.clone(), well("messaging/Messages")),
        (slashes, well("messaging/Messages")),
        (
            format!("2025-01-01T00:00:00Z INFO sms sent {body}"),
            well("messaging/Messages"),
        ),
        (
            format!(r#"{{"level":"info","msg":"sms sent","result":{body}}}"#),
            well("messaging/Messages"),
        ),
        (
            format!(r#"{{"level":"info","response":{escaped}}}"#),
            well("messaging/Messages"),
        ),
        (
            format!("INFO sms {escaped} sent"),
            well("messaging/Messages"),
        ),
        (node, well("messaging/Messages")),
        (python, well("messaging/Messages")),
        (verify.to_owned(), well("verify/Services/Verifications")),
        (
            format!(
                r#"{{"http":{{"method":"POST","url":"https://api.twilio.com{URI}","status":201}},"body":{body}}}"#
            ),
            Some((
                Kind::ApiCall,
                Some(201),
                None,
                "messaging/Messages".to_owned(),
                Some(Class::Success),
            )),
        ),
        (
            format!(
                r#"{{"http":{{"method":"POST","url":"https://api.twilio.com{URI}","status":503}},"body":{body}}}"#
            ),
            Some((
                Kind::ApiCall,
                Some(503),
                None,
                "messaging/Messages".to_owned(),
                Some(Class::ServerError),
            )),
        ),
        (
            body.replace("null", "30003")
                .replace("\"uri\"", "\"num_segments\":\"1\",\"uri\""),
            Some((Kind::Delivery, None, Some(30003), String::new(), None)),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&text), expected, "{text}");
    }
}

#[test]
fn a_page_of_a_list_is_one_call() {
    let uri =
        "/2010-04-01/Accounts/AC00000000000000000000000000000000/Keys.json?PageSize=50&Page=0";
    let message = format!(r#"{{"sid":"{SM}","status":"sent","error_code":30003,"uri":"{URI}"}}"#);
    let url = "https://verify.twilio.com/v2/Services?PageSize=50&Page=0";
    for (text, resource) in [
        (
            format!(
                r#"{{"first_page_uri":"{uri}","end":0,"keys":[],"uri":"{uri}","page_size":50,"next_page_uri":null}}"#
            ),
            "api/Keys",
        ),
        (
            format!(
                r#"{{"msg":"listed","page":{{"first_page_uri":"{URI}","uri":"{}","page_size":1,"messages":[{message}]}}}}"#,
                uri.replace("Keys", "Messages")
            ),
            "messaging/Messages",
        ),
        (
            format!(
                r#"{{"meta":{{"page":0,"page_size":50,"first_page_url":"{url}","url":"{url}","key":"services"}},"services":[]}}"#
            ),
            "verify/Services",
        ),
    ] {
        assert_eq!(read(&text), well(resource), "{text}");
    }
    for text in [
        format!(r#"{{"uri":"{uri}","page_size":50}}"#),
        format!(r#"{{"first_page_uri":"{uri}","uri":"/api{uri}","page_size":50}}"#),
        url.replace("verify.twilio.com", "api.example.com"),
        format!(
            r#"{{"about":"{URI}","meta":{{"page_size":50,"first_page_url":"{0}","url":"{0}"}}}}"#,
            url.replace("verify.twilio.com", "api.example.com")
        ),
    ] {
        assert_eq!(read(&text), None, "{text}");
    }
}

#[test]
fn what_is_no_answer_of_twilios_is_no_call() {
    let body = format!(r#"{{"sid":"{SM}","status":"queued","error_code":null,"uri":"{URI}"}}"#);
    for text in [
        // A list page is one call, and none of its resources is.
        format!(r#"{{"messages":[{body},{body}],"page":0}}"#),
        format!("[ {} ]", body.replace('"', "'")),
        format!(
            "got [{}, {}]",
            body.replace('"', "'"),
            body.replace('"', "'")
        ),
        body.replace("queued", "success"),
        body.replace("null", "30003"),
        body.replace("/SM0", "/SM1"),
        body.replace(SM, "order-1"),
        body.replace("/2010-04-01", "/api/2010-04-01"),
        body.replace(URI, &format!("https://shop.example.com{URI}")),
        format!(r#"{{"MessageSid":"{SM}","MessageStatus":"sent","last":{body}}}"#),
        format!(r#"{{"sid":"{SM}","status":"queued","callback":"{URI}"}}"#),
        format!("sid: {SM} status: queued uri: {URI}"),
    ] {
        assert_eq!(read(&text), None, "{text}");
    }
}
