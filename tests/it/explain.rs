//! `explain`: a status, a code, a pair, a line.

use crate::run::{Folder, Ran};

fn explain(arguments: &[&str]) -> Ran {
    Folder::new().run(&[&["explain"], arguments].concat())
}

#[test]
fn a_pair_a_code_and_a_status_are_explained() {
    for (arguments, holds) in [
        (
            &["400", "21211"][..],
            ["400/21211", "4xx", "your request", "code:21211"],
        ),
        (&["20429"], ["20429", "4xx", "your request rate", "429"]),
        (&["503"], ["503", "5xx", "Twilio", "backoff"]),
        (&["201"], ["201", "success", "nobody's", "nothing"]),
        (&["30003"], ["30003", "delivery", "none", "code:30003"]),
    ] {
        let ran = explain(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
        for words in holds {
            assert!(ran.out.contains(words), "{words}: {}", ran.out);
        }
    }
}

#[test]
fn the_same_comes_as_json() {
    let verdict = explain(&["400", "21211", "--json"]).json();
    assert_eq!(verdict["schema"], "faultlens.explain/1");
    assert_eq!(
        (&verdict["http_status"], &verdict["twilio_code"]),
        (&400.into(), &21211.into())
    );
    assert_eq!(
        (&verdict["class"], &verdict["retry"]),
        (&"4xx".into(), &"never".into())
    );
    let line = explain(&["--line", "Twilio Error 20003", "--json"]).json();
    assert_eq!(line["verdict"]["twilio_code"], 20003);
    let nothing = explain(&["--line", "hello", "--json"]).json();
    assert!(nothing["verdict"].is_null());
}

const LINE: &str = "2026-11-01T00:00:00Z ERROR x POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503 in 87ms error_code=20503";

#[test]
fn a_line_is_read_step_by_step() {
    let ran = explain(&["--line", LINE]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for words in [
        "envelope: text",
        "time: 2026-11-01T00:00:00Z",
        "envelope text: gave time 2026-11-01T00:00:00Z, level ERROR; inside it",
        "literals: `twilio.` at column 47, `2010-04-01` at column 58",
        "field http_status: 503, from http_text",
        "field duration_ms: 87.000, from http_text",
        "field timestamp: 2026-11-01T00:00:00Z, from time of the record",
        "outcome error_body: not asked, the event was whole by then",
        "resource=messaging/Messages",
        "503/20503",
        "Twilio",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn each_recogniser_says_what_it_did() {
    let ran = explain(&["--line", LINE]);
    for outcome in faultlens::outcome::OUTCOMES {
        let name = outcome.name();
        let step = ran
            .out
            .lines()
            .find(|line| line.contains(&format!("outcome {name}:")));
        let step = step.unwrap_or_else(|| panic!("{name}: {}", ran.out));
        assert!(
            ["not asked", "asked, found", "status "]
                .iter()
                .any(|words| step.contains(words)),
            "{step}"
        );
    }
}

#[test]
fn a_line_that_tells_nothing_is_exit_code_1() {
    let ran = explain(&["--line", "our Twilio bill"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("Nothing in it tells"), "{ran:?}");
}

#[test]
fn what_is_private_in_a_line_is_not_repeated() {
    let ran = explain(&[
        "--line",
        &format!("{LINE} to=+14155550123 jane@example.com"),
    ]);
    assert!(!ran.out.contains("4155550123"), "{ran:?}");
    assert!(!ran.out.contains("jane@example.com"), "{ran:?}");
}

#[test]
fn the_steps_hide_what_a_field_of_the_line_held() {
    for line in [
        r#"{"url":"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json","status":443,"text":"Hi Bob dinner at nine"}"#,
        r#"{"log":"{\"text\":\"Hi Bob dinner at nine\",\"url\":\"https://api.twilio.com/x\"}\n","stream":"stdout","time":"2026-11-01T00:00:00Z"}"#,
    ] {
        for arguments in [&["--line", line][..], &["--line", line, "--json"]] {
            let ran = explain(arguments);
            assert!(ran.out.contains("body: "), "{ran:?}");
            for word in ["Bob", "dinner", "nine"] {
                assert!(!ran.out.contains(word), "{word}: {ran:?}");
            }
        }
    }
}

#[test]
fn a_webhook_code_tells_of_a_webhook_whatever_the_status() {
    for status in ["502", "404"] {
        let verdict = explain(&[status, "11200", "--json"]).json();
        assert_eq!(verdict["kind"], "webhook", "{verdict}");
        assert_eq!(verdict["fault"], "your_webhook", "{verdict}");
        assert!(verdict["class"].is_null(), "{verdict}");
    }
    assert_eq!(
        explain(&["400", "21211", "--json"]).json()["kind"],
        "api_call"
    );
}

#[test]
fn a_number_that_is_neither_is_refused() {
    for (arguments, place, found) in [
        (&["99"][..], "STATUS|CODE", "99"),
        (&["700"], "STATUS|CODE", "700"),
        (&["400", "7"], "CODE", "7"),
        (&["21211", "20003"], "STATUS", "21211"),
    ] {
        explain(arguments).says(2, place, found);
    }
    assert_eq!(explain(&[]).code, Some(2));
    assert_eq!(explain(&["400", "--line", "x"]).code, Some(2));
}

#[test]
fn a_text_of_several_records_is_read_from_standard_input() {
    let text = format!(
        "{LINE}\n  at a frame\n\nhello\n{}\n",
        LINE.replace("503", "504")
    );
    let ran = Folder::new().run_on(&["explain", "--line", "-"], text.as_bytes());
    for words in [
        "1. records: 3\n2. record: begins at line 1\n",
        "record: begins at line 4\n",
        "resource=messaging/Messages http_status=504 twilio_code=20504 (line 5)",
        "Of 2 events, the first:\n503/20503",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let json = Folder::new().run_on(&["explain", "--json", "--line", "-"], text.as_bytes());
    let json = json.json();
    assert_eq!(json["events"][1]["line"], 5);
    assert_eq!(json["events"][1]["format"], "text>http_text");
}

#[test]
fn a_recogniser_says_what_it_needs() {
    let ran = explain(&["--line", "see twilio.com for more"]);
    for words in [
        "outcome http_text: asked, found nothing: it needs a URL of a Twilio API host with a status",
        "outcome delivery: not asked, none of its literals is there",
        "literals: `twilio.` at column 5",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn quotes_of_several_records_hide_what_their_fields_held() {
    let text = "{\"body\":\"Hi Bob dinner\"}\n{\"text\":\"at nine\",\"url\":\"https://api.twilio.com/x\"}\n{\"to\":\"x\",\n\"body\":\"dinner\"}\n";
    for arguments in [
        &["explain", "--line", "-"][..],
        &["explain", "--line", "-", "--json"],
    ] {
        let ran = Folder::new().run_on(arguments, text.as_bytes());
        for word in ["Bob", "dinner", "nine"] {
            assert!(!ran.out.contains(word), "{word}: {ran:?}");
        }
    }
}
