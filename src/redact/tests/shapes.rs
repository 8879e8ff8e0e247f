//! The shapes in which logs of many languages hold names and values: what is hidden in each, and what stays.

use super::{becomes, spell};
use crate::redact::redact;

#[test]
#[rustfmt::skip] // one case a line
fn names_and_values_in_lists_and_objects() {
    becomes(&[
        (r#"{"rawHeaders":["Host","x","Authorization","sk7","Accept","*/*"]}"#, r#"{"rawHeaders":["Host","x","Authorization","[credentials]","Accept","*/*"]}"#),
        (r#"{"headers":[["X-Api-Key","zz"],["Host","x"]]}"#, r#"{"headers":[["X-Api-Key","[token]"],["Host","x"]]}"#),
        (r#"{"headers":["Authorization: zz","Host: x"],"status":503}"#, r#"{"headers":["Authorization: [credentials]","Host: x"],"status":503}"#),
        (r#"{"name":"Authorization","value":"zz"}"#, r#"{"name":"Authorization","value":"[credentials]"}"#),
        (r#"{"value":"Hi","type":"text","key":"Body"}"#, r#"{"value":"[body]","type":"text","key":"Body"}"#),
        (r#"{\"name\":\"Body\",\"value\":\"Hi\"}"#, r#"{\"name\":\"Body\",\"value\":\"[body]\"}"#),
        (r#"<param name="Body" value="Hi"/> <param name="Body">Hi</param>"#, r#"<param name="Body" value="[body]"/> <param name="Body">[body]</param>"#),
        ("Array ( [Authorization] => zz [0] => x )", "Array ( [Authorization] => [credentials] )"),
        (r#"["Body"]=> string(2) "Hi""#, r#"["Body"]=> string(2) "[body]""#),
        (r#"[{<<"Body">>,<<"Hi">>}]"#, r#"[{<<"Body">>,<<"[body]">>}]"#),
        (r#"("Body" "Hi")"#, r#"("Body" "[body]")"#),
        ("[\n  \"Body\",\n  \"Hi\"\n]", "[\n  \"Body\",\n  \"[body]\"\n]"),
        (r#"{"auth":{"user":"me","pass":"zz"},"status":401}"#, r#"{"auth":{"user":"[credentials]","pass":"[credentials]"},"status":401}"#),
        (r#"{"auth":["me","zz"],"n":1}"#, r#"{"auth":["[credentials]","[credentials]"],"n":1}"#),
        ("auth=(AC…, zz) n=1", "auth=(AC…, [credentials]) n=1"),
        ("auth=abcdefgh1 n=1", "auth=[credentials] n=1"),
        (r#"{"content_variables":{"1":"Hi","2":"Bob"}}"#, r#"{"content_variables":{"1":"[body]","2":"[body]"}}"#),
        ("curl -u me:zz -d x=1", "curl -u me:[credentials] -d x=1"),
        (r#"create --body "Hi Bob" --to x"#, r#"create --body "[body]" --to x"#),
        (r#"form-data; name="Body"\r\n\r\nHi Bob\r\n--x"#, r#"form-data; name="Body"\r\n\r\n[body]\r\n--x"#),
        ("cb=https%3A%2F%2Fx.example%2Fh%3Fauth%3Dabcdefgh1&n=1", "cb=https%3A%2F%2Fx.example%2Fh%3Fauth%3D[credentials]&n=1"),
        ("at 12:00 Authorization: Basic abc123", "at 12:00 Authorization: Basic [credentials]"),
        ("headers=[Proxy-Authorization: Bearer abcdefg1]", "headers=[Proxy-Authorization: Bearer [credentials]]"),
        ("message[body]=Hi&n=1", "message[body]=[body]&n=1"),
    ]);
}

#[test]
#[rustfmt::skip] // one case a line
fn arguments_and_what_is_said_to_a_number() {
    becomes(&[
        (r#"{"args":["SmsJob","+14155551234","Hi"]}"#, r#"{"args":["SmsJob","[phone]","[body]"]}"#),
        ("send('+14155551234', 'Hi Bob')", "send('[phone]', '[body]')"),
        ("args: [+14155551234, Pay: now, 400]", "args: [[phone], Pay: now, 400]"),
        ("2026-11-01,+14155551234,\"Hi Bob\",400", "2026-11-01,[phone],\"[body]\",400"),
        ("Sending 'Hi Bob' to +14155551234 failed", "Sending '[body]' to [phone] failed"),
        ("sent +14155551234 \"Hi Bob\" twice", "sent [phone] \"[body]\" twice"),
        (r#"POST /send {"message":"Hi","to":"+14155551234"}"#, r#"POST /send {"message":"[body]","to":"[phone]"}"#),
        ("Client('AC…', 'abcdefg12')", "Client('AC…', '[token]')"),
        ("sip:bob@10.0.0.7 failed", "sip:[email] failed"),
        ("bob (at) example.com, bob [at] example [dot] com", "[email], [email]"),
        ("\"Bob Roe\" <bob@example.com> failed", "[name] <[email]> failed"),
        ("key sk_live_abcdefghij1 used", "key [token] used"),
        ("at https://hooks.slack.com/services/T0/B0/abc now", "at https://hooks.slack.com/services/[token] now"),
        ("raw 426f64793d486920426f62212121 x", "raw [encoded] x"),
        ("n=OTU3NDU1NTI0OQ x", "n=[encoded] x"),
        (r#"{"code":"482914","to":"+14155551234"}"#, r#"{"code":"[secret]","to":"[phone]"}"#),
    ]);
}

#[test]
#[rustfmt::skip] // one case a line
fn what_readers_need_stays() {
    let cases = [
        r#"{"required":["to","from","body"],"status":400}"#,
        r#"{"path":["2010-04-01","Accounts","AC…","Messages"]}"#,
        r#"{"level":"error","message":"HTTP 400 error: Unable to create record","code":21211}"#,
        r#"{"auth":{"status":401,"message":"Authenticate","code":20003}}"#,
        r#"{"auth":"failed","authentication":"basic"}"#,
        "auth=ok duration_ms=1200 port=8443 sid=AC…",
        "pass: 12, fail: 3",
        r#"["status","failed","code",30003]"#,
        "log.Printf(\"x\", one.Token, err)",
        "json.Unmarshal(text, &ports)",
        "<RestException><Code>21610</Code><Message>The message violates a rule.</Message></RestException>",
        "MessageList->create(Array, Object(Twilio))",
        r#"{"name":"notifier","value":12,"key":"queue"}"#,
        "id 0f0e0d0c-0000-4000-8000-000000000001 req 7265717565737400ff",
        "(retry 2 of 3, 503)",
        r#"{"caller":"sms/send.go:142","level":"warn","msg":"retrying"}"#,
    ];
    let cases = cases.map(spell);
    let changed = cases.iter().filter(|text| redact(text) != text.as_str());
    let changed: Vec<String> = changed.map(|text| format!("{text}\n  became {}\n", redact(text))).collect();
    assert!(changed.is_empty(), "{}", changed.concat());
}
