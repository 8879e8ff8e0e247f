//! Law 5 for access logs: what is told at once is what the long way tells, event and facts, whatever stands in the line.

use super::*;
use crate::outcome::Recogniser;
use crate::outcome::contract::Found;
use bumpalo::Bump;
use proptest::prelude::*;

thread_local! {
    static RECOGNISER: Recogniser = Recogniser::new();
}

/// Reads a record both ways; answers whether it was told at once.
fn at_once(raw: &[u8]) -> bool {
    let naive = Naive::default();
    let mut scratch = String::new();
    let mut event = Event::default();
    let Some(told) = read(raw, &naive, &mut scratch, &mut event) else {
        return false;
    };
    let text = std::str::from_utf8(raw).unwrap();
    let memory = Bump::new();
    let record = envelope::unwrap_as(text, naive, &memory);
    let mut found = Found::default();
    RECOGNISER.with(|recogniser| {
        assert!(recogniser.asks_access_logs_first());
        recogniser.ask(raw, None, &record, &mut found);
    });
    let events: Vec<_> = found.events().collect();
    assert_eq!(events, [told.event], "{text}");
    assert!(!found.is_half() && found.pieces().is_empty(), "{text}");
    assert_eq!(record.envelopes(), [envelope::TEXT], "{text}");
    let facts = facts::facts(&record, found.address(), told.event);
    assert_eq!(told.facts(), facts, "{text}");
    if let Some(brief) = told.brief() {
        assert_eq!(brief.facts(raw), told.facts(), "{text}");
        let event = Event {
            timestamp: Some(brief.timestamp),
            method: Some(brief.form.method),
            resource: Some(brief.form.resource),
            http_status: Some(brief.form.status),
            duration_us: brief.duration_us,
            ..*told.event
        };
        assert_eq!(event, *told.event, "{text}");
    } else {
        let usual = told.address.url.starts_with("https://api.twilio.com/");
        assert!(
            !(told.bare && usual && told.event.twilio_code.is_none()),
            "{text}"
        );
    }
    assert_eq!(told.text(), text.trim_end_matches(['\r', '\n']));
    assert!(!envelope::broken_json(text, &record));
    true
}

const SID: &str = "AC00000000000000000000000000000001";
const HEAD: &str = "10.0.0.7 - - [01/Nov/2026:10:00:05 +0000] ";

/// A line with that target and what follows the request.
fn line(target: &str, tail: &str) -> String {
    format!("{HEAD}\"POST {target} HTTP/1.1\" {tail}\n")
}

fn url() -> String {
    format!("https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json")
}

#[test]
fn common_shapes_are_told_at_once() {
    let path = format!("/2010-04-01/Accounts/{SID}/Messages.json");
    for (target, tail) in [
        (url(), "201 5"),
        (url(), r#"201 5 "-" "twilio-python/9.4.1" 0.786"#),
        (url(), r#"429 5 "-" "x" 0.786"#),
        (url(), r#"502 0 "-" "x" 0.001"#),
        (path.clone(), r#"503 5 "-" "x""#),
        (path.clone(), r#"201 5 "-" "x" api.twilio.com 0.143"#),
        (
            path,
            r#"201 5 "-" "x" host=api.twilio.com rt=0.087 us=201 idem=951acf74-cedd"#,
        ),
        (
            url(),
            r#"201 5 "-" "x" rt=0.087 uct="0.001" uht="0.086" urt="0.087" us="502, 201""#,
        ),
        (
            url(),
            r#"503 91 "-" "x" 812 0.087 [egress-443] [] 192.0.2.8:443 91 0.086 503 0123456789abcdef"#,
        ),
        (
            url(),
            r#"201 - via_upstream - "-" 1 2 3 4 "-" "x" "y" "api.twilio.com" "192.0.2.1:443""#,
        ),
    ] {
        assert!(at_once(line(&target, tail).as_bytes()), "{target} {tail}");
    }
}

#[test]
fn what_others_may_read_goes_the_long_way() {
    for tail in [
        "0 0",
        r#"503 5 "-" "x" rt=0.087 us="503" code=20503"#,
        r#"400 5 "-" "x" {"code":21211}"#,
        r#"400 5 "-" "Error 21211""#,
        r#"200 5 "-" "x" rt=0.000 us="-""#,
        "201 5 \"-\" \"x\"\n at a.b",
        "201 5 \"-\" \"\u{1b}[31mx\"",
        r#"201 5 "-" "x" a=&quot;b&quot;"#,
    ] {
        assert!(!at_once(line(&url(), tail).as_bytes()), "{tail}");
    }
    for target in [
        "https://api.example.com/2010-04-01/Accounts.json",
        "https://API.twilio.com/2010-04-01/Accounts.json",
        "https://api.twilio.com/2010-04-01/Accounts/SK00000000000000000000000000000001/Calls.json",
        "https://api.twilio.com",
        "/v1/orders",
        "api.twilio.com:443",
    ] {
        assert!(!at_once(line(target, "201 5").as_bytes()), "{target}");
    }
    assert!(!at_once(b"10.0.0.7 - - [01/Nov/2026:10:00:05 +0000] \"POST https://api.twilio.com/\xff HTTP/1.1\" 201 5"));
}

/// Bytes that decide something somewhere.
const HOSTILE: &[u8] = b" \"[]=-,:T{}09&|('.\\/\t\n\r;#RQrE<>x1m";

fn head() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "10.0.0.7",
        "-",
        "bob",
        "api.twilio.com",
        "2001:db8::1",
        "web-1",
        "1.2.3.4:443",
        "api.example.com",
        "10:00:00",
        "a=b",
        "ERROR",
        "|",
        "x,",
        "\"-\"",
        "{api.twilio.com}",
        "2026-11-01",
        "[7]",
        "https://api.twilio.com:443",
        "1",
        "main",
        "Nov",
        "01",
        "<3>",
        "é",
        "",
    ]);
    let stamp = prop::sample::select(vec![
        "[01/Nov/2026:10:00:05 +0000]",
        "[01/Nov/2026:10:00:05 -0130]",
        "[31/Feb/2026:10:00:05 +0000]",
        "[01/nov/2026:10:00:65 +0000]",
        "[2026-11-01T10:00:05Z]",
        "[01/Nov/2026:10:00:05.123]",
        "01/Nov/2026:10:00:05 +0000",
        "[11/02/2026, 8:07:30 PM]",
        "[-]",
    ]);
    let plain = Just("10.0.0.7 - - [01/Nov/2026:10:00:05 +0000]".to_owned());
    let mixed = (prop::collection::vec(word, 0..5), stamp);
    prop_oneof![2 => plain, 3 => mixed.prop_map(|(words, stamp)| format!("{} {stamp}", words.join(" ")))]
}

fn target() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json",
        "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages/SM00000000000000000000000000000001.json?a=b&c=d",
        "https://verify.twilio.com:443/v2/Services/VA00000000000000000000000000000001/Verifications",
        "/2010-04-01/Accounts/AC00000000000000000000000000000001/Calls.json",
        "/v2/Services/VA00000000000000000000000000000001/Verifications",
        "https://api.twilio.com/2010-04-01/Accounts/SK00000000000000000000000000000001/Calls.json",
        "https://nothing.twilio.com/v1/Things",
        "https://Verify.Twilio.com/v2/Services",
        "https://www.twilio.com/docs/errors/21211",
        "api.twilio.com/2010-04-01/Accounts/AC1/Calls.json",
        "api.twilio.com:443",
        "-",
        "/",
        "https://api.twilio.com",
        "https://api.example.com/twilio.com",
    ])
}

fn tail() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "-",
        "\"-\"",
        "\"twilio-java/10\"",
        "0.143",
        "12",
        "rt=0.087",
        "us=\"502, 201\"",
        "us=-",
        "urt=\"-\"",
        "uct=-",
        "us=503",
        "host=api.twilio.com",
        "api.twilio.com",
        "api.example.com",
        "host=api.example.com",
        "tw=RQ00000000000000000000000000000001",
        "idem=170452b3-af14",
        "trace_id=abcdef01",
        "request_id=RQ00000000000000000000000000000001",
        "code=21211",
        "{\"code\":21211}",
        "{}",
        "[]",
        "\"Error\"",
        "31ms",
        "\"https://api.twilio.com\"",
        "TCP_MISS:HIER_DIRECT",
        "NONE:HIER_NONE",
        "UF",
        "via_upstream",
        "[egress]",
        "[] 192.0.2.8:443 91 0.086 502 0123",
        "\"502: Bad gateway\"",
        "&quot;",
        "status=500",
        "attempt=2",
        "retry_after=3",
        "purpose=otp",
        "user_agent=\"twilio-node/5\"",
        "to=+15550100",
        "critical",
        "é",
        "\t",
        "\"POST /x HTTP/1.1\"",
        "21211",
        "[HTTP 400]",
        "Unable to create record: x",
        "]",
        "}",
        "'",
        "Status:",
        "499",
    ]);
    prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_is_told_at_once_is_what_the_long_way_tells(
        head in head(), method in prop::sample::select(vec!["POST", "GET", "CONNECT", "DELETE", "FETCH", "get"]), target in target(),
        version in prop::sample::select(vec![" HTTP/1.1", "", " HTTP/2.0", "  HTTP/1.0", " FTP/1"]),
        status in prop_oneof![6 => 200..205_u16, 6 => 400..505_u16, 1 => 0..700_u16], tail in tail(),
        end in prop::sample::select(vec!["\n", "", "\r\n", " \n", "\n\n", "\n  at x\n"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::array::uniform3(prop_oneof![3 => 0..32_u8, 1 => any::<u8>()]), 0..3_usize), 0..3),
    ) {
        let mut raw = format!("{head} \"{method} {target}{version}\" {status} {tail}{end}").into_bytes();
        at_once(&raw);
        for (at, bytes, many) in changes {
            let at = at.index(raw.len());
            let hostile = |byte: u8| HOSTILE.get(usize::from(byte)).copied().unwrap_or(byte);
            raw.splice(at..at + usize::from(many > 1), bytes.map(hostile).into_iter().take(many));
        }
        at_once(&raw);
    }
}
