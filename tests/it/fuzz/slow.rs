//! Time grows as the input does, and no faster: one record of a single text, repeated to 1 MiB, for each member.

use super::seconds;
use bumpalo::Bump;
use faultlens::envelope::contract::LogRecord;
use faultlens::envelope::{self, ENVELOPES};
use faultlens::outcome::OUTCOMES;
use faultlens::outcome::contract::Found;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Texts that scans begin at, again and again.
const TEXTS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    "\"",
    "\\",
    "\\\"",
    "'",
    ":",
    "://",
    "=",
    "=>",
    ",",
    "|",
    " ",
    "<",
    "%",
    "\u{1b}[",
    "&",
    "{\"",
    "{'",
    "\":\"",
    "\",\"",
    "{\"a\":",
    "https://",
    "http://",
    "twilio.",
    "twilio.com/",
    "Twilio ",
    "Twilio: ",
    "Unable to ",
    "code",
    "code: ",
    "status",
    "status=",
    "Status: 400 ",
    "21211 ",
    "[HTTP 400] ",
    "HTTP ",
];

/// What is quicker than this is not looked at: its growth could not be told from noise.
const QUICK: Duration = Duration::from_millis(60);

/// How long this thread has worked, so that a busy machine tells no lie; where the system does not say, the time of day.
fn worked() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Time of the quickest of some runs.
fn time(runs: u32, run: &dyn Fn()) -> Duration {
    let once = |_| {
        let start = worked();
        run();
        worked().saturating_sub(start)
    };
    (0..runs).map(once).min().unwrap()
}

/// Complains when four times the text takes more than nine times as long: in squares it would be sixteen.
fn grows(name: &str, shard: &str, size: usize, read: &dyn Fn(usize)) -> Option<String> {
    if time(1, &|| read(size)) < QUICK {
        return None;
    }
    let (short, long) = (time(4, &|| read(size / 4)), time(3, &|| read(size)));
    let slow = long > QUICK && long > short * 9;
    slow.then(|| {
        let shard: String = shard.chars().take(60).collect();
        format!("{name}: {short:?}, then {long:?} for four times `{shard}`")
    })
}

/// A text of so many bytes.
fn repeated(shard: &str, size: usize) -> String {
    shard.repeat(size / shard.len() + 1)
}

/// The texts for a member: those of all, and its own literals and example, also torn and behind each other's heads.
fn shards(literals: &[&str], example: &str) -> BTreeSet<String> {
    let torn: String = example.chars().take(example.chars().count() / 2).collect();
    let own = literals.iter().flat_map(|one| {
        [
            format!("{one} "),
            format!("{{\"{one}"),
            format!("{one}\\\""),
        ]
    });
    let common = TEXTS.iter().map(ToString::to_string);
    common
        .chain(own)
        .chain([example.to_owned(), torn])
        .collect()
}

#[test]
fn time_grows_as_the_input_does() {
    let size = if seconds().is_some() {
        1 << 20
    } else {
        16 << 10
    };
    let mut slow = Vec::new();
    for envelope in ENVELOPES {
        for shard in shards(&[], envelope.example()) {
            let read = |size| {
                let (text, memory) = (repeated(&shard, size), Bump::new());
                envelope.unwrap(&text, &mut LogRecord::new(&text, &memory));
            };
            slow.extend(grows(envelope.name(), &shard, size, &read));
        }
    }
    for outcome in OUTCOMES {
        for shard in shards(outcome.literals(), outcome.example()) {
            for head in ["", outcome.literals()[0]] {
                let shard = format!("{shard}{head}");
                let read = |size| {
                    let (text, memory) = (repeated(&shard, size), Bump::new());
                    Found::default().ask(*outcome, &LogRecord::new(&text, &memory));
                };
                slow.extend(grows(outcome.name(), &shard, size, &read));
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn time_of_a_whole_record_grows_as_it_does() {
    let size = if seconds().is_some() {
        1 << 20
    } else {
        16 << 10
    };
    let literals: Vec<&str> = OUTCOMES
        .iter()
        .flat_map(|outcome| outcome.literals())
        .copied()
        .collect();
    let shards = shards(
        &literals,
        r#"{"url":"https://api.twilio.com/x","code":21211,"a":["#,
    );
    let grows = |shard: &String| grows("all", shard, size, &|size| all(&repeated(shard, size)));
    let slow: Vec<String> = shards.iter().filter_map(grows).collect();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Takes every wrapper off and asks every member.
fn all(text: &str) {
    let memory = Bump::new();
    let record = envelope::unwrap(text, &memory);
    for outcome in OUTCOMES {
        Found::default().ask(*outcome, &record);
    }
}

/// Names that the examples of the members have in JSON.
fn names() -> BTreeSet<&'static str> {
    let examples = OUTCOMES.iter().map(|outcome| outcome.example());
    let pieces = examples.flat_map(|example| example.split("\":").map(|piece| piece.rsplit('"')));
    let names = pieces.filter_map(|mut before| before.next());
    let word = |name: &&str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
    };
    names
        .filter(word)
        .filter(|name| (1..30).contains(&name.len()))
        .collect()
}

/// Objects with thousands of members, of one name or one level further down each.
#[test]
fn time_of_a_wide_record_grows_as_it_does() {
    let size = if seconds().is_some() {
        1 << 19
    } else {
        4 << 10
    };
    let values = ["1", r#""https://www.twilio.com/docs/errors/21211""#, "{}"];
    let mut slow = Vec::new();
    for name in names() {
        for value in values {
            for shard in [
                format!("\"{name}\":{value},"),
                format!("\"a\":{{\"{name}\":{value}}},"),
            ] {
                let read = |size| all(&format!("{{{}\"z\":1}}", repeated(&shard, size)));
                slow.extend(grows("all", &shard, size, &read));
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
