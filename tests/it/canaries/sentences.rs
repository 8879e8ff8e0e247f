//! Canaries in sentences: what prose gives away without a name and a sign before it stands in no output either.

use super::{Dice, Secret, line, outputs};
use faultlens::redact::Redaction;

/// A sentence that gives a secret away without a sign for it, and the secret as it is spelled there.
fn sentence(dice: &mut Dice) -> (String, String) {
    let (a, b, c) = (dice.digits(3), dice.digits(3), dice.digits(4));
    let word = dice.letters(9, b"bcdfghjklm");
    match dice.below(12) {
        0 => (format!("login failed: password is {word} for user 7"), word),
        1 => (format!("the api key was {word}{a}."), format!("{word}{a}")),
        2 => (format!("the body was: Hello {word} see you"), word),
        3 => (format!("customer replied: {word} at nine"), word),
        4 => (format!("client:{word}_{a} left"), format!("{word}_{a}")),
        5 => (format!("identity is {word}"), word),
        6 => (
            format!("mail to '{word} x'@[192.168.2.{}]", &a[..1]),
            format!("x'@[192.168.2.{}]", &a[..1]),
        ),
        7 => (
            format!("mail to {word}+t@b\u{fc}ro.example.com"),
            format!("{word}+t"),
        ),
        8 => (
            format!("no answer from +1\u{200b}{a}\u{200b}{b}\u{200b}{c} today"),
            format!("{b}{c}"),
        ),
        9 => (format!("Body 'Hello {word} see you' too long"), word),
        10 => (format!("sms text 'Hi {word}' refused"), word),
        _ => (
            format!("no answer from {a}\u{2011}{b}\u{2011}{c} today"),
            format!("{b}{c}"),
        ),
    }
}

/// A line with such a sentence as its message, in JSON or text.
fn told(dice: &mut Dice, code: usize) -> (String, String) {
    let (sentence, spelled) = sentence(dice);
    let (line, _) = line(
        &mut Dice(1),
        &Secret {
            text: String::new(),
            name: "note",
        },
        code,
    );
    let line = line.trim_end();
    if dice.below(2) == 0 {
        let time = format!("2026-11-01T{:02}:{:02}:00Z", code % 24, code / 24 % 60);
        let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";
        return (
            format!("{time} ERROR POST {url} 400 code={code}: {sentence}\n"),
            spelled,
        );
    }
    match line.strip_suffix('}') {
        Some(open) => (format!("{open},\"msg\":\"{sentence}\"}}\n"), spelled),
        None => (format!("{line} msg=\"{sentence}\"\n"), spelled),
    }
}

/// Without the characters between digits that nobody sees, however an output writes them.
fn plain(text: &str) -> String {
    let unseen = [
        "\u{200b}",
        "\\u200b",
        "\\u{200b}",
        "&#8203;",
        "\u{2011}",
        "\\u2011",
        "\\u{2011}",
        "&#8209;",
    ];
    unseen
        .iter()
        .fold(text.to_owned(), |text, unseen| text.replace(unseen, ""))
}

#[test]
fn sentences_give_nothing_away() {
    let mut dice = Dice(77);
    let planted: Vec<(String, String)> = (0..300)
        .map(|place| told(&mut dice, 21_000 + place))
        .collect();
    let log: String = planted.iter().map(|(line, _)| line.as_str()).collect();
    // The control: without redaction every one of them stands in the report.
    let (_, raw) = outputs(&log, &Redaction::Off).swap_remove(1);
    let raw = plain(&raw);
    for (line, spelled) in &planted {
        assert!(raw.contains(spelled), "{line}");
    }
    let mut leaks = Vec::new();
    for (name, text) in outputs(&log, &Redaction::Usual) {
        let text = plain(&text);
        let leaked = planted
            .iter()
            .filter(|(_, spelled)| text.contains(spelled.as_str()));
        leaks.extend(leaked.map(|(line, _)| format!("{name}: {line}")));
    }
    assert!(leaks.is_empty(), "{}", leaks.concat());
}
