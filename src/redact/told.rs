//! Owns what the words before digits say of them: "The 'To' number", "call", "user".

use super::context;
use super::numbers::Run;

/// What the text before a run says of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    /// "The 'To' number", `sms:`: what follows is a number, whatever its form.
    Number,
    /// "to", "call", "user": what follows is likely one.
    Likely,
    /// Nothing.
    Nothing,
}

/// Words before a number that is one whatever its form.
const NUMBERS: [&str; 11] = [
    "number",
    "numbers",
    "number provided",
    "whatsapp:",
    "messenger:",
    "sms:",
    "rcs:",
    "tel:",
    "viber:",
    "'to'",
    "'from'",
];
/// The same, after which a status may stand as well.
const PHONES: [&str; 17] = [
    "phone",
    "mobile",
    "msisdn",
    "telephone",
    "cellphone",
    "cell",
    "recipient",
    "recipients",
    "caller",
    "callee",
    "fax",
    "phone_number",
    "phonenumber",
    "landline",
    "handset",
    "tonumber",
    "fromnumber",
];
/// Words before somebody, or somebody's number.
const LIKELY: [&str; 26] = [
    "to",
    "from",
    "user",
    "call",
    "called",
    "calling",
    "calls",
    "dial",
    "dialed",
    "dialled",
    "dialing",
    "dialling",
    "reach",
    "reached",
    "sms",
    "text",
    "customer",
    "contact",
    "texting",
    "messaging",
    "whatsapp",
    "subscriber",
    "client",
    "patient",
    "member",
    "destination",
];
/// What is counted or named by a number that is not a phone's.
const OTHERS: [&str; 22] = [
    "error",
    "order",
    "line",
    "status",
    "port",
    "build",
    "version",
    "serial",
    "row",
    "page",
    "batch",
    "sequence",
    "attempt",
    "retry",
    "ticket",
    "invoice",
    "case",
    "reference",
    "job",
    "process",
    "request",
    "issue",
];

/// What the words before a run say of it.
pub(super) fn told(text: &str, run: &Run) -> Told {
    let near = context::tail(&text[..run.start], 32).to_ascii_lowercase();
    let near =
        near.trim_end_matches([' ', '\t', '(', '"', '`', '\\', '=', '[', '#', '<', '>', '/']);
    let plain = near.trim_end_matches([':', '\'', ' ']);
    let word = |words: &[&str], near: &str| {
        words
            .iter()
            .find(|word| ends_with(near, word))
            .map(|word| word.len())
    };
    let colon = near.trim_end_matches(' ').trim_end_matches('\\');
    let spelled = colon
        .trim_end_matches([':', ' ', '=', '('])
        .replace('\\', "");
    if let Some(size) = word(&NUMBERS[..3], plain) {
        let other = plain[..plain.len() - size].trim_end_matches([' ', '-', '_', '\'']);
        return if word(&OTHERS, other).is_some() {
            Told::Nothing
        } else {
            Told::Number
        };
    }
    if word(&NUMBERS[3..9], colon).is_some()
        || NUMBERS[9..].iter().any(|word| spelled.ends_with(word))
    {
        return Told::Number;
    }
    let first = run.groups.first().map_or(0, |group| group.size);
    if word(&PHONES, plain).is_some()
        && (first >= 5 || run.groups.len() > 1 && run.sizes(2) != [3, 5])
    {
        return Told::Number;
    }
    if word(&LIKELY, plain).is_some() || is_alone(text, run) {
        Told::Likely
    } else {
        Told::Nothing
    }
}

/// True for all that stands between two quotes or brackets.
fn is_alone(text: &str, run: &Run) -> bool {
    let quote = |c: char| "\"'`()[]".contains(c);
    let end = run.groups.last().map_or(run.start, |last| last.at.end);
    text[..run.start].ends_with(quote) && text[end..].trim_start_matches('\\').starts_with(quote)
}
/// True when the text ends with the word, and no other goes on into it.
fn ends_with(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}
