//! Safe to share: a thousand planted secrets, in every form in which logs hold them, stand in no output.

mod sentences;
mod shapes;

use crate::run::{input, plan};
use faultlens::aggregate::table::Table;
use faultlens::analysis::{self, contract::Settings};
use faultlens::pipeline::analyze::{Request, analyze};
use faultlens::pipeline::extract::extract;
use faultlens::redact::{Key, Redaction};
use faultlens::report::contract::Page;
use faultlens::report::text::{Style, summary};
use faultlens::report::{self, Facts};
use faultlens::timestamp::Zone;
use std::sync::Arc;

/// A seeded sequence: the same secrets in every run.
pub struct Dice(pub u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'2' + u8::try_from(self.below(8)).unwrap()))
            .collect()
    }

    fn letters(&mut self, count: usize, from: &[u8]) -> String {
        (0..count)
            .map(|_| char::from(from[usize::try_from(self.below(from.len() as u64)).unwrap()]))
            .collect()
    }
}

/// A secret: as it is, and the name under which applications log it.
pub struct Secret {
    pub text: String,
    name: &'static str,
}

pub fn secret(dice: &mut Dice) -> Secret {
    let names = |dice: &mut Dice, names: &[&'static str]| dice.pick(names);
    let (a, b, c) = (dice.digits(3), dice.digits(3), dice.digits(4));
    match dice.below(8) {
        0 | 1 => Secret {
            text: format!("+1{a}{b}{c}"),
            name: names(dice, &["to", "To", "from", "phone_number", "recipient"]),
        },
        2 => Secret {
            text: match dice.below(4) {
                0 => format!("({a}) {b}-{c}"),
                1 => format!("{a}-{b}-{c}"),
                2 => format!("07{a}{b}{c}"),
                _ => format!("+44 20 7{a} {c}"),
            },
            name: names(dice, &["to", "phone", "mobile", "toNumber"]),
        },
        3 => Secret {
            text: format!("u{a}.{}@mail{b}.example.com", dice.letters(5, b"abcdefgh")),
            name: names(dice, &["email", "user", "contact", "note"]),
        },
        4 => Secret {
            text: dice.letters(32, b"0123456789abcdef"),
            name: names(
                dice,
                &["auth_token", "authToken", "password", "TWILIO_AUTH_TOKEN"],
            ),
        },
        5 => Secret {
            text: format!("Bearer {}", dice.letters(40, b"abcdefghijKLMNOP0123456789")),
            name: names(dice, &["authorization", "Authorization"]),
        },
        6 => Secret {
            text: format!(
                "Basic {}==",
                dice.letters(46, b"abcdefghijKLMNOP0123456789")
            ),
            name: names(
                dice,
                &["authorization", "Authorization", "proxy-authorization"],
            ),
        },
        _ => Secret {
            text: format!(
                "Hi Ms. {}, table {a} is ready",
                dice.letters(9, b"aeioumnrst")
            ),
            name: names(dice, &["Body", "body", "sms_text", "message_body"]),
        },
    }
}

fn percent(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes()
        .map(|byte| match byte {
            byte if plain(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let byte = |place: usize| usize::from(three.get(place).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=three.len() {
            out.push(char::from(LETTERS[group >> (18 - 6 * place) & 63]));
        }
        out.extend(std::iter::repeat_n('=', 3 - three.len()));
    }
    out
}

/// A line of a log that tells a failed call, with the secret in it as it is spelled there.
pub fn line(dice: &mut Dice, secret: &Secret, code: usize) -> (String, String) {
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";
    let time = format!("2026-11-01T{:02}:{:02}:00Z", code % 24, code / 24 % 60);
    let (name, text) = (secret.name, &secret.text);
    let fields = format!(
        r#""time":"{time}","level":"error","url":"{url}","method":"POST","status":400,"code":{code}"#
    );
    let logfmt = format!("time={time} level=error method=POST url={url} status=400 code={code}");
    let (line, spelled) = match dice.below(7) {
        0 => (format!(r#"{{{fields},"{name}":"{text}"}}"#), text.clone()),
        1 => (format!(r#"{logfmt} {name}="{text}""#), text.clone()),
        2 => (
            format!(
                "{time} ERROR POST {url} 400 code={code} params: {{'{name}': '{text}', 'x': 1}}"
            ),
            text.clone(),
        ),
        3 => (
            format!(r#"{{{fields},"request":"{{\"{name}\":\"{text}\",\"retry\":true}}"}}"#),
            text.clone(),
        ),
        4 => (
            format!("{logfmt} form=\"{name}={}&x=1\"", percent(text)),
            percent(text),
        ),
        5 => (
            format!(r#"{{{fields},"payload_base64":"{}"}}"#, base64(text)),
            base64(text),
        ),
        _ => {
            let json = base64(&format!(r#"{{"{name}":"{text}"}}"#));
            (format!("{logfmt} raw={json}"), json)
        }
    };
    (line + "\n", spelled)
}

/// Every output of a log, by name.
fn outputs(log: &str, redaction: &Redaction) -> Vec<(String, String)> {
    let request = Request {
        redaction: redaction.clone(),
        ..Request::default()
    };
    let inputs = || vec![Ok(input("app.log", log.as_bytes().to_vec()))];
    let mut found = analyze(inputs(), &request, plan(1, 1 << 20), &Arc::default()).unwrap();
    let table = Table::of(&found.summary).unwrap();
    let settings = Settings::default();
    let judged = analysis::judge(&mut found.summary, &settings);
    let facts = Facts {
        redaction: redaction.clone(),
        ..Facts::of(found.inputs(), found.coverage(), judged, settings)
    };
    let report = report::build(&found.summary, &table, facts).unwrap();
    let page = Page {
        report: &report,
        cells: &table,
        zone: Zone::UTC,
    };
    let files = report::render(&page, &[]).unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut out: Vec<(String, String)> = files
        .iter()
        .map(|file| (file.path.to_owned(), text(&file.bytes)))
        .collect();
    out.push(("terminal".to_owned(), summary(&page, &Style::default())));
    let mut events = Vec::new();
    extract(
        inputs(),
        &request,
        plan(1, 1 << 20),
        &Arc::default(),
        &mut events,
    )
    .unwrap();
    assert_eq!(text(&events).lines().count(), log.lines().count());
    out.push(("extract".to_owned(), text(&events)));
    out
}

#[test]
fn a_thousand_canaries_stand_in_no_output() {
    let mut dice = Dice(2026);
    let mut leaks = Vec::new();
    for batch in 0..10 {
        let planted: Vec<(String, String, Secret)> = (0..100)
            .map(|place| {
                let secret = secret(&mut dice);
                let (line, spelled) = line(&mut dice, &secret, 21_000 + batch * 100 + place);
                (line, spelled, secret)
            })
            .collect();
        let log: String = planted.iter().map(|(line, ..)| line.as_str()).collect();
        // The control: without redaction every one of them would stand in the report.
        let (_, raw) = outputs(&log, &Redaction::Off).swap_remove(1);
        let report: serde_json::Value = serde_json::from_str(&raw).unwrap();
        let pairs = report["pairs"].as_array().unwrap();
        let shown: String = pairs
            .iter()
            .map(|pair| pair["samples"][0]["text"].as_str().unwrap())
            .collect();
        assert_eq!(report["redaction"], "none");
        for (line, spelled, _) in &planted {
            assert!(shown.contains(spelled.as_str()), "{line}");
        }
        for redaction in [Redaction::Usual, Redaction::Strict(Key::of(b"secret"))] {
            for (name, text) in outputs(&log, &redaction) {
                let leaked = |(_, spelled, secret): &&(String, String, Secret)| {
                    let value = secret
                        .text
                        .rsplit(' ')
                        .next()
                        .filter(|word| word.len() > 12);
                    text.contains(spelled.as_str()) || text.contains(value.unwrap_or(&secret.text))
                };
                let found = planted.iter().filter(leaked);
                leaks.extend(found.map(|(line, ..)| format!("{name}: {line}")));
            }
        }
    }
    leaks.sort();
    leaks.dedup();
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks[..leaks.len().min(40)].concat()
    );
}

#[test]
fn strict_shows_ids_as_hashes_that_join() {
    let sid = "SM0123456789abcdef0123456789abcdef";
    let log = format!(
        "{{\"time\":\"2026-11-01T00:00:00Z\",\"url\":\"https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages/{sid}.json\",\"method\":\"GET\",\"status\":404,\"code\":20404,\"request_id\":\"RQ00000000000000000000000000000007\",\"user_id\":\"u-4711\"}}\n"
    );
    let strict = |secret: &[u8]| outputs(&log, &Redaction::Strict(Key::of(secret)));
    let all = strict(b"one");
    for (name, text) in &all {
        for id in [sid, "0123456789abcdef", "RQ00000000", "u-4711"] {
            assert!(!text.contains(id), "{name}: {id}");
        }
    }
    let of = |name: &str| &all.iter().find(|(path, _)| path == name).unwrap().1;
    let row: serde_json::Value = serde_json::from_str(of("extract")).unwrap();
    let id = row["request_id"].as_str().unwrap();
    assert!(id.starts_with("[RQ#"), "{id}");
    assert!(
        of("report.json").contains(id),
        "the same id is the same hash"
    );
    assert!(strict(b"one") == all && strict(b"two") != all);
    assert!(of("report.html").contains("Ids are shown as hashes"));
}
