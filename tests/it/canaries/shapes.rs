//! Canaries in the shapes of many languages and programs: lists of names and values, pairs, arguments without names, nested
//! credentials, forms, mark-up, commands, and numbers as many countries write them.

use super::{Dice, outputs};
use faultlens::redact::Redaction;
use std::fmt::Write as _;

const URL: &str =
    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";

/// What a secret or a body is written in: `N` is the name, `V` the value.
const NAMED: [&str; 24] = [
    r#"{"headers":["N","V"]}"#,
    r#"{"rawHeaders":["Host","api.twilio.com","N","V","Accept","*/*"]}"#,
    r#"{"params":[["N","V"],["Host","x"]]}"#,
    r#"{"params":[{"name":"N","value":"V"}]}"#,
    r#"{"params":[{"key":"N","type":"text","value":"V"}]}"#,
    r#"{"params":[{"value":"V","name":"N"}]}"#,
    r#"{"params":{"N":["V"]}}"#,
    r#"{"inner":"[\"N\",\"V\"]"}"#,
    r#"{"headers":["N: V","Host: x"]}"#,
    "[('N', 'V'), ('Host', 'x')]",
    "(b'N', b'V')",
    r#"{"N", "V"}"#,
    r#"[{<<"N">>,<<"V">>}]"#,
    r#"["N" "V"]"#,
    r#"set("N", "V")"#,
    "{ N: 'V', Host: 'x' }",
    r#"{"N"=>"V"}"#,
    "Array ( [N] => V )",
    r#"["N"]=> string(9) "V""#,
    "map[N:[V] Host:[x]]",
    "headers['N'] = 'V'",
    r#"<param name="N" value="V"/>"#,
    "<N>V</N>",
    r#"form-data; name="N"\r\n\r\nV\r\n--x"#,
];

/// What credentials without such a name are written in.
const LOGINS: [&str; 12] = [
    r#"{"auth":{"user":"AC1","pass":"V"}}"#,
    r#"{"auth":["AC1","V"]}"#,
    r#"{"credentials":{"id":"AC1","key":"V"}}"#,
    r#"{"auth":{"basic":[{"key":"password","value":"V"}]}}"#,
    "auth=('AC1', 'V')",
    "auth=(AC1, V)",
    "auth=V",
    "curl -u AC1:V https://x.example",
    "Client('AC00000000000000000000000000000001', 'V')",
    "https://hooks.slack.com/services/T01/B02/V",
    "https%3A%2F%2Fme%3AV%40x.example%2Fhook",
    r#"{"argv":["send","--auth-token","V"]}"#,
];

/// What somebody wrote, given beside a number and without a name.
const ARGUMENTS: [&str; 7] = [
    r#"{"args":["+14155550123","V"]}"#,
    r#"{"args":["SmsWorker","+14155550123","+14155550124","V"]}"#,
    r#"{"inner":"{\"args\":[\"+14155550123\",\"V\"]}"}"#,
    "send_sms('+14155550123', 'V')",
    "args: [+14155550123, V]",
    r#"{"content_variables":{"1":"V"}}"#,
    r#"send --to +14155550123 --body "V""#,
];

/// What tells of a number.
const TELLING: [&str; 10] = [
    "The 'To' number V is not a valid phone number.",
    "The number V is unverified.",
    "Invalid 'To' Phone Number: V",
    "could not reach user V now",
    "sending to=V failed",
    r#"{"To":"V"}"#,
    r#"{"to":{"number":"V"}}"#,
    "{'recipient': 'V', 'x': 1}",
    "whatsapp:V",
    "<To>V</To>",
];

/// How countries write a number: each `0` is any digit.
const NUMBERS: [&str; 22] = [
    "+49 (0) 171 / 555 0000",
    "(11) 90000-0000",
    "8 (495) 000-00-00",
    "00 1 415 555 0000",
    "415_555_0000",
    "4 1 5 5 5 5 0 0 0 0",
    "+1&nbsp;415&nbsp;555&nbsp;0000",
    "044 668 00 00",
    "612 340 000",
    "(0)20 7946 0000",
    "098760 00000",
    "0061 491 570 000",
    "06.39.98.00.00",
    "0171/5550000",
    "+1 (415) 555-0000",
    "+33 1 99 00 00 00",
    "011 44 20 7946 0000",
    "010-1234-0000",
    "55 1234 0000",
    "+65 8123 0000",
    "415.555.0000",
    "98760 00000",
];

/// A line's end that gives something away, and what must not stand in any output.
fn shape(dice: &mut Dice) -> (String, String) {
    let word = dice.letters(9, b"bcdfghjklm");
    let secret = format!(
        "{}7{}",
        dice.letters(9, b"ABCDEFGHabcdefgh"),
        dice.digits(4)
    );
    let body = match dice.below(3) {
        0 => format!("Hi {word}, see you"),
        1 => format!("Pay {word} now: http://x.example/a"),
        _ => format!("Your {word} is ready"),
    };
    match dice.below(5) {
        0 => {
            let name = dice.pick(&[
                "Authorization",
                "X-Api-Key",
                "X-Twilio-Signature",
                "authToken",
                "password",
            ]);
            (
                dice.pick(&NAMED)
                    .replace('N', "\u{1}")
                    .replace('V', &secret)
                    .replace('\u{1}', name),
                secret,
            )
        }
        1 => (dice.pick(&LOGINS).replace('V', &secret), secret),
        2 => {
            let name = dice.pick(&["Body", "body", "sms_text", "MessageBody"]);
            (
                dice.pick(&NAMED)
                    .replace('N', "\u{1}")
                    .replace('V', &body)
                    .replace('\u{1}', name),
                word,
            )
        }
        3 => (dice.pick(&ARGUMENTS).replace('V', &body), word),
        _ => {
            let spelled = dice.pick(&NUMBERS);
            let mut number = String::new();
            for (place, letter) in spelled.chars().enumerate() {
                match letter {
                    '0' if place > spelled.len() / 2 => number += &dice.digits(1),
                    other => number.push(other),
                }
            }
            (dice.pick(&TELLING).replace('V', &number), number)
        }
    }
}

#[test]
fn shapes_of_many_languages_give_nothing_away() {
    let mut dice = Dice(5);
    let mut log = String::new();
    let mut planted = Vec::new();
    for place in 0..600 {
        let (end, spelled) = shape(&mut dice);
        let code = 21_000 + place;
        let time = format!("2026-11-01T{:02}:{:02}:00Z", place % 24, place / 24 % 60);
        if end.starts_with('{')
            && end.ends_with('}')
            && !end.contains("', ")
            && serde_json::from_str::<serde_json::Value>(&end).is_ok()
        {
            writeln!(log, r#"{{"time":"{time}","url":"{URL}","method":"POST","status":400,"code":{code},"request":{end}}}"#).unwrap();
        } else {
            writeln!(log, "{time} ERROR POST {URL} 400 code={code}: {end}").unwrap();
        }
        planted.push((end, spelled));
    }
    // The control: without redaction every one of them stands in what is extracted or in a sample.
    let raw: String = outputs(&log, &Redaction::Off)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    for (line, spelled) in &planted {
        assert!(raw.contains(spelled.as_str()), "{line}");
    }
    let mut leaks = Vec::new();
    for (name, text) in outputs(&log, &Redaction::Usual) {
        // The last digits of a number are as much of it as all.
        let part = |spelled: &str| {
            spelled
                .chars()
                .skip(spelled.chars().count() / 2)
                .collect::<String>()
        };
        let leaked = planted
            .iter()
            .filter(|(_, spelled)| text.contains(&part(spelled)));
        leaks.extend(leaked.map(|(line, _)| format!("{name}: {line}\n")));
    }
    leaks.sort();
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks[..leaks.len().min(40)].concat()
    );
}
