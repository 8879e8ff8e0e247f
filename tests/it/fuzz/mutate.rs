//! Mutants: records of the fixtures and the members' examples, spliced, damaged and blown up.

use crate::log::Random;
use crate::plain_way::records;
use faultlens::envelope::ENVELOPES;
use faultlens::outcome::OUTCOMES;
use std::path::Path;
use std::sync::LazyLock;

/// How many records of one fixture are seeds.
const OF_ONE_FILE: usize = 40;

/// The most bytes of a mutant, but for the few that are blown up.
const LARGEST: usize = 16 << 10;

/// What breaks grammars: marks, numbers out of range, letters that change their length or their case, halves of records.
const SHARDS: [&str; 44] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\\"",
    "\\u0074",
    "\\ud83d",
    "'",
    ":",
    "://",
    "=",
    ",",
    "|",
    "`",
    "<",
    "&quot;",
    "%",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{1b}[31m",
    "\u{2028}",
    "\u{212a}",
    "é",
    "İ",
    "\u{feff}",
    "twilio.",
    "Twilio ",
    "Unable to ",
    "99999999999999999999",
    "-1",
    "1e999",
    "0.0000001",
    "4294967296",
    "99999-99-99T99:99:99Z",
    "[HTTP 400] ",
    "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
    "{\"a\":",
    "\"code\":21211",
    " status 503 ",
    "ms",
];

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let examples = ENVELOPES.iter().map(|envelope| envelope.example());
    let examples = examples.chain(OUTCOMES.iter().map(|outcome| outcome.example()));
    let mut seeds: Vec<Vec<u8>> = examples.map(|text| text.as_bytes().to_vec()).collect();
    for path in crate::fixtures::files() {
        let bytes = std::fs::read(Path::new(&path)).unwrap();
        let all = records(&bytes);
        let step = all.len().div_ceil(OF_ONE_FILE).max(1);
        seeds.extend(all.into_iter().step_by(step));
        seeds.push(bytes);
    }
    for seed in &mut seeds {
        seed.truncate(LARGEST / 2);
    }
    seeds
});

/// An endless row of mutants, the same for the same seed.
pub struct Mutants {
    random: Random,
    own: Vec<u8>,
}

impl Mutants {
    /// One in three descends from `own`, unless that is empty: then a mutant has several records.
    pub fn new(seed: u64, own: &str) -> Self {
        Self {
            random: Random(seed),
            own: own.as_bytes().to_vec(),
        }
    }

    pub fn next(&mut self) -> Vec<u8> {
        let records = if self.own.is_empty() {
            1 + self.random.below(8)
        } else {
            1
        };
        let mut out = self.one();
        for _ in 1..records {
            out.push(b'\n');
            out.extend(self.one());
        }
        out
    }

    fn seed(&mut self) -> Vec<u8> {
        if !self.own.is_empty() && self.random.one_in(3) {
            return self.own.clone();
        }
        SEEDS[self.random.below(SEEDS.len())].clone()
    }

    fn one(&mut self) -> Vec<u8> {
        let mut bytes = self.seed();
        for _ in 0..self.random.below(7) {
            self.mutate(&mut bytes);
            bytes.truncate(LARGEST);
        }
        if self.random.one_in(300) {
            bytes = bytes.repeat((1 << 18) / (bytes.len() + 1));
        }
        bytes
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let random = &mut self.random;
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(40)).min(bytes.len());
        match random.below(11) {
            // Not the bit of a letter's case: a host as nobody writes it (`tWilio.com`) is not searched for.
            0 if at < bytes.len() => bytes[at] ^= 1 << random.pick(&[0, 1, 2, 3, 4, 6, 7]),
            1 => bytes.insert(at, random.pick(b"\xff\xc3\xe2\x80\xed\xf5\0\x0c")),
            2 => drop(bytes.drain(at..to)),
            3 => bytes.truncate(at),
            4 => {
                let piece = bytes[at..to].repeat(1 + random.below(200));
                bytes.splice(at..at, piece);
            }
            5 => {
                let other = self.seed();
                let from = self.random.below(other.len() + 1);
                bytes.splice(at.., other[from..].iter().copied());
            }
            6 => *bytes = wrapped(bytes, random.below(4)),
            7 => {
                let deep = ["[", "{\"a\":", "{'a': ", "("][random.below(4)];
                let deep = deep.repeat(random.below(600));
                bytes.splice(at..at, deep.bytes());
            }
            8 => numbers(
                bytes,
                at,
                random.pick(&["9".repeat(400).as_str(), "-0", "00", "1e400", "65536"]),
            ),
            9 => bytes[at..to].reverse(),
            _ => {
                let shard = random.pick(&SHARDS).repeat(1 + random.below(3));
                bytes.splice(at..at, shard.bytes());
            }
        }
    }
}

/// Inside of something else, escaped as that does.
fn wrapped(bytes: &[u8], by: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let json = serde_json::Value::from(&*text);
    match by {
        0 => json.to_string(),
        1 => format!("{{\"log\":{json},\"stream\":\"stdout\",\"time\":\"2026-11-01T00:00:00Z\"}}"),
        2 => format!("2026-11-01T00:00:00Z stdout F {text}"),
        _ => format!("level=info msg={json} took=3ms"),
    }
    .into_bytes()
}

/// Puts another number in the place of the first one behind a place.
fn numbers(bytes: &mut Vec<u8>, from: usize, number: &str) {
    let digit = |byte: &u8| byte.is_ascii_digit();
    if let Some(start) = bytes[from..].iter().position(digit) {
        let start = from + start;
        let length = bytes[start..].iter().take_while(|byte| digit(byte)).count();
        bytes.splice(start..start + length, number.bytes());
    }
}
