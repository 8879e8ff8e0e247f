//! `stern`: `<pod> <container> <line>`, where the pod's name ends as a controller's names do.

use super::contract::{Envelope, LogRecord};

/// The member for stern.
pub struct Stern;

/// The longest name that Kubernetes allows, in bytes.
const LONGEST: usize = 253;

/// The letters and digits of a generated ending: no vowels, and nothing that looks like another.
const ENDING: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

impl Envelope for Stern {
    fn name(&self) -> &'static str {
        "stern"
    }

    fn example(&self) -> &'static str {
        "notifier-5d9c7f8b4-x2xlq app 2025-01-01 00:00:18,456 ERROR sms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first.is_ascii_lowercase()
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        // A date begins with what a name may hold.
        text.starts_with(|letter: char| letter.is_ascii_lowercase())
            .then_some(())?;
        let pod = name(text)?;
        let behind = text.get(pod..)?.strip_prefix(' ')?;
        let container = name(behind)?;
        let line = behind.get(container..)?.strip_prefix(' ')?;
        is_generated(text.get(..pod)?).then_some(())?;
        // A sentence may begin with such a word, and goes on with another one.
        line.starts_with(|letter: char| {
            letter.is_ascii_digit() || "{[<\"".contains(letter) || letter.is_ascii_uppercase()
        })
        .then_some(())?;
        record.process = text.get(..pod);
        Some(line)
    }
}

/// The length of the name that a text begins with.
fn name(text: &str) -> Option<usize> {
    let of_name =
        |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(byte);
    let length = text
        .bytes()
        .take(LONGEST)
        .take_while(|byte| of_name(byte))
        .count();
    (length > 0).then_some(length)
}

/// `notifier-5d9c7f8b4-x2xlq`: the hash of its set, and an ending of five.
fn is_generated(pod: &str) -> bool {
    let mut parts = pod.rsplit('-');
    let (ending, set) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let made = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_hexdigit() || ENDING.contains(&byte))
    };
    let numbered = set.bytes().any(|byte| byte.is_ascii_digit());
    ending.len() == 5
        && ending.bytes().all(|byte| ENDING.contains(&byte))
        && (6..=10).contains(&set.len())
        && made(set)
        && numbered
        && parts.next().is_some()
}
