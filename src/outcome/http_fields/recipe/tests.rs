//! Law 5 for recipes: what one tells is what the long way tells, event and facts, whatever the values.

use super::*;
use crate::outcome::Recogniser;
use crate::outcome::facts::brief::Brief;
use bumpalo::Bump;
use proptest::prelude::*;

const SID: &str = "AC00000000000000000000000000000001";

/// Reads texts one after the other as a scan does; answers how many were told by recipe.
fn by_recipe(texts: &[String]) -> usize {
    told(texts).0
}

/// As [`by_recipe`], and how many of them in brief.
fn told(texts: &[String]) -> (usize, usize) {
    let recogniser = Recogniser::new();
    let (mut recipes, naive) = (Recipes::default(), Naive::default());
    let (mut told, mut briefs) = (0, 0);
    for text in texts {
        let memory = Bump::new();
        let record = envelope::unwrap(text, &memory);
        let mut found = Found::default();
        recogniser.ask(text.as_bytes(), None, &record, &mut found);
        let mut event = Event::default();
        if let Some(by_recipe) = recipes.read(text.as_bytes(), &naive, &mut event) {
            told += 1;
            let events: Vec<_> = found.events().collect();
            assert_eq!([by_recipe.event], *events, "{text}");
            assert!(!found.is_half() && found.pieces().is_empty(), "{text}");
            let asked = facts(&record, found.address(), by_recipe.event);
            assert_eq!(by_recipe.success().facts(), asked, "{text}");
            if let Some(brief) = by_recipe.brief() {
                briefs += 1;
                in_brief(&brief, text, by_recipe.event, &asked);
            }
            assert_eq!(record.envelopes(), [envelope::JSON], "{text}");
            assert_eq!(by_recipe.text(), text.trim_end());
        } else {
            recipes.learn(&record, &found, || recogniser.asks_fields_first(&record));
        }
    }
    (told, briefs)
}

/// A call in brief is the same call.
fn in_brief(brief: &Brief, text: &str, event: &Event<'_>, asked: &Facts) {
    // Other records may stand behind its own.
    let record = [text, text].concat();
    assert_eq!(brief.facts(record.as_bytes()), *asked, "{text}");
    let told = Event {
        timestamp: Some(brief.timestamp),
        method: Some(brief.form.method),
        resource: Some(brief.form.resource),
        http_status: Some(brief.form.status),
        duration_us: brief.duration_us,
        host: event.host,
        request_id: event.request_id,
        correlation_id: event.correlation_id,
        instance: event.instance,
        outcome: event.outcome,
        ..Event::default()
    };
    assert_eq!(told, *event, "{text}");
}

fn call(number: usize) -> String {
    format!(
        r#"{{"time":"2026-11-01T00:00:00.{number:03}Z","level":"info","msg":"http client","http":{{"method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json","status":201,"duration_ms":{number}}},"request_id":"RQ0000000000000000000000000000{number:04}","trace_id":"t{number}"}}"#
    )
}

#[test]
fn the_third_record_of_a_shape_is_told_by_recipe() {
    let calls: Vec<String> = (0..9).map(call).collect();
    assert_eq!(by_recipe(&calls), 7);
}

#[test]
fn whatever_its_ids_are_a_call_is_told_in_brief() {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let answer = format!("RQ{}", "0f".repeat(16));
    let ids = [&answer, "RQ12", "req-1", parent, "\u{fc}"];
    let calls = ids.iter().flat_map(|one| ids.map(|other| (*one, other)));
    let calls = calls.map(|(one, other)| {
        call(1)
            .replace("RQ00000000000000000000000000000001", one)
            .replace("t1", other)
    });
    let calls: Vec<String> = calls.collect();
    assert_eq!(told(&calls), (calls.len() - 2, calls.len() - 2));
    // Whether an empty id counts as one, the long way decides.
    let empty: Vec<String> = (0..4)
        .map(|_| call(1).replace("RQ00000000000000000000000000000001", ""))
        .collect();
    assert_eq!(told(&empty), (2, 0));
    // A port stands between host and path.
    let port: Vec<String> = (0..4)
        .map(|_| call(1).replace("twilio.com", "twilio.com:443"))
        .collect();
    assert_eq!(told(&port), (2, 0));
}

/// Each of these differs from the records before it in what the recipe must not overlook.
#[test]
fn what_does_not_fit_goes_the_long_way() {
    for (found, put) in [
        ("201", "400"),
        ("201", "\"201\""),
        ("201", "2e2"),
        ("201", "0201"),
        ("api.twilio.com", "api.example.com"),
        ("api.twilio.com", "API.twilio.com"),
        ("api.twilio.com", "api.twilio.com.example.com"),
        ("/AC0", "/SK0"),
        ("http client", "level=info status=500"),
        ("http client", r#"{\"status\":500}"#),
        ("http client", "tab\\there"),
        ("http client", "tab\there"),
        ("2026-11-01T", "yesterday "),
        ("\"trace_id\"", "\"idempotency_key\""),
        ("\"level\"", "\"path\""),
        ("},", ","),
        ("\"t7\"", "null"),
    ] {
        let mut texts: Vec<String> = (0..7).map(call).collect();
        assert_eq!(by_recipe(&texts), 5);
        let text = call(7);
        assert!(text.contains(found), "{found}");
        texts.push(text.replacen(found, put, 1));
        assert_eq!(by_recipe(&texts), 5, "{found} as {put}");
        texts.push(call(8));
        assert_eq!(by_recipe(&texts), 6, "{found} as {put}");
    }
}

/// A value that decides something must be as it was.
#[test]
fn pinned_values_make_recipes_of_their_own() {
    let text = |number: usize, agent: &str| {
        call(number).replacen(
            r#""level":"info""#,
            &format!(
                r#""level":"info","user_agent":"{agent}","attempt":{}"#,
                number % 2
            ),
            1,
        )
    };
    let mixed: Vec<String> = (0..40)
        .map(|number| {
            text(
                number,
                if number % 3 == 0 {
                    "twilio-java/9"
                } else {
                    "python-requests/2"
                },
            )
        })
        .collect();
    assert!(by_recipe(&mixed) > 20);
}

/// Caddy's log of errors tells a call that its access log tells again.
#[test]
fn another_logger_is_no_pinned_one() {
    let by = |number, name: &str| {
        call(number).replacen(r#""level":"info""#, &format!(r#""logger":"{name}""#), 1)
    };
    let mut texts: Vec<String> = (0..7).map(|number| by(number, "app")).collect();
    texts.push(by(7, "http.log.error"));
    assert_eq!(by_recipe(&texts), 5);
    texts.push(by(8, "app"));
    assert_eq!(by_recipe(&texts), 6);
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z0-9 ]{0,12}".prop_map(|text| format!("{text:?}")),
        2 => (0..1000_u32).prop_map(|number| number.to_string()),
        1 => prop::sample::select(vec![
            "null", "true", "false", "-0", "0", "-7", "1.50", "1e3", "007", "{}", "[]", "[1]", "{\"status\":500}", "\"\\u0041\"",
            "\"a\\\"b\"", "\"é\"", "\"2026-11-01T00:00:00Z\"", "\"504\"", "\"RQ00000000000000000000000000000000\"",
            "\"http.log.access.x\"", "\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"", "\"/v1/orders\"",
            "\"https://example.com/x\"", "\"https://api.twilio.com/2010-04-01/Accounts.json\"", "\"twilio-node/5\"", "\"[HTTP 500]\"",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Names that mean something to somebody, and some that do not.
fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "time",
        "level",
        "msg",
        "message",
        "logger",
        "pid",
        "thread",
        "hostname",
        "host",
        "path",
        "status",
        "code",
        "error",
        "method",
        "duration",
        "duration_ms",
        "took_ms",
        "elapsed_s",
        "request_id",
        "trace_id",
        "correlation_id",
        "traceparent",
        "attempt",
        "retries",
        "user_agent",
        "purpose",
        "event",
        "sid",
        "to",
        "retry_after",
        "server",
        "body",
        "log",
        "x",
        "y",
        "http.response.header.server",
        "timezone",
        "upstream_status",
        "idempotency_key_in",
        "url",
        "@timestamp",
        "dyno",
    ])
}

/// A shape: members around a call, in the object of the call and behind it.
fn shape() -> impl Strategy<Value = [Vec<&'static str>; 3]> {
    let members = || prop::collection::vec(name(), 0..3);
    [members(), members(), members()]
}

fn record(
    shape: &[Vec<&'static str>; 3],
    values: &[String],
    call: (u16, bool, bool),
    nested: bool,
) -> String {
    let mut values = values.iter().cycle();
    let mut members = |names: &[&str]| -> String {
        let member =
            |name: &&str| format!("\"{name}\":{},", values.next().map_or("1", |value| value));
        names.iter().map(member).collect()
    };
    let (status, verify, time) = call;
    let url = if verify {
        "https://verify.twilio.com/v2/Services/VA00000000000000000000000000000001/Verifications"
    } else {
        "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Calls.json"
    };
    let time = if time {
        "\"2026-11-01T10:00:00.5Z\""
    } else {
        "1793526000123"
    };
    let (before, within, behind) = (members(&shape[0]), members(&shape[1]), members(&shape[2]));
    let (open, close) = if nested {
        ("\"http\":{", "},")
    } else {
        ("", "")
    };
    format!(
        "{{{before}\"ts\":{time},{open}{within}\"http_status\":{status},\"verb\":\"get\",\"uri\":\"{url}\"{close_or}{behind}\"end\":1}}\n",
        close_or = if nested { close } else { "," },
    )
}

proptest! {
    #[test]
    fn a_recipe_tells_what_the_long_way_tells(
        shapes in prop::collection::vec((shape(), any::<bool>()), 1..4),
        records in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(value(), 1..7), (prop_oneof![4 => 200..205_u16, 1 => 90..700_u16], any::<bool>(), any::<bool>())), 1..40),
    ) {
        let texts: Vec<String> = records
            .iter()
            .map(|(at, values, call)| {
                let (shape, nested) = &shapes[at.index(shapes.len())];
                record(shape, values, *call, *nested)
            })
            .collect();
        by_recipe(&texts);
    }

    /// The same with values that keep their kind, so that recipes serve.
    #[test]
    fn a_recipe_tells_what_the_long_way_tells_of_like_records(
        shape in shape(), nested: bool, words in prop::collection::vec("[a-zA-Z0-9=/{ -]{0,10}", 6), statuses in prop::collection::vec(199..=302_u16, 3..20),
    ) {
        let texts: Vec<String> = statuses
            .iter()
            .enumerate()
            .map(|(at, status)| {
                let values: Vec<String> = (0..6).map(|number| format!("{:?}", words[(number + at / 3) % 6])).collect();
                record(&shape, &values, (*status, at % 2 == 0, true), nested)
            })
            .collect();
        by_recipe(&texts);
    }
}
