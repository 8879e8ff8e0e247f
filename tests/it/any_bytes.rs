//! Law 4: no byte can crash it.

use crate::cuts::config;
use crate::log::{Log, Random, START};
use crate::run::{Folder, lines_add_up, plan, report};
use faultlens::formats::UserFormats;
use faultlens::pipeline::analyze::Request;
use proptest::prelude::*;

fn survives(bytes: Vec<u8>, chunk: usize) {
    lines_add_up(&report(
        vec![("a", bytes)],
        &Request::default(),
        plan(2, chunk),
    ));
}

/// Damages a log: bytes flipped, dropped, doubled, pieces swapped.
pub fn damaged(seed: u64, mut bytes: Vec<u8>) -> Vec<u8> {
    let mut random = Random(seed);
    for _ in 0..random.below(40) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let to = (at + random.below(30)).min(bytes.len());
        match random.below(5) {
            0 => bytes[at] = random.pick(b"\n\r\"\\{}[]' \t\x0c\0\xff\xe2:=,/"),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let piece = bytes[at..to].to_vec();
                let place = random.below(bytes.len());
                bytes.splice(place..place, piece);
            }
            3 => bytes.truncate(bytes.len() - random.below(20).min(bytes.len())),
            _ => bytes[at] = random.next().to_le_bytes()[0],
        }
    }
    bytes
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn no_byte_can_crash_it(bytes in prop::collection::vec(any::<u8>(), 0..3000), chunk in 1_usize..4000) {
        survives(bytes, chunk);
    }

    #[test]
    fn no_damage_can_crash_it(seed: u64, chunk in 1_usize..4000) {
        survives(damaged(seed, Log::new(seed, 40, START).bytes()), chunk);
    }

    #[test]
    fn no_damaged_archive_can_crash_it(seed: u64, gzip: bool) {
        let bytes = Log::new(seed, 30, START).bytes();
        let packed = if gzip { crate::run::gzip(&bytes) } else { crate::run::zstd(&bytes) };
        survives(damaged(seed, packed), 512);
    }

    #[test]
    fn no_text_can_crash_explain(text in "\\PC{0,200}", words in prop::sample::select(vec![
        "", "twilio.com ", "https://api.twilio.com/", "[HTTP 400] ", "{\"code\":", "Twilio Error ",
    ])) {
        let steps = faultlens::pipeline::explain::explain(&format!("{words}{text}"), &UserFormats::default());
        prop_assert!(!steps.steps.is_empty());
    }
}

#[test]
fn deep_nesting_is_data() {
    let deep = |open: &str, close: &str| {
        format!(
            "{{\"url\":\"https://api.twilio.com/x\",\"a\":{}1{}}}\n",
            open.repeat(10_000),
            close.repeat(10_000)
        )
        .into_bytes()
    };
    survives(deep("[", "]"), 1 << 16);
    survives(deep("{\"a\":", "}"), 1 << 16);
    survives(deep("[", ""), 1 << 16);
    let bare = [&b"[".repeat(10_000)[..], b"twilio.com\n"].concat();
    survives(bare, 1 << 16);
}

#[test]
fn docker_inside_docker_has_an_end() {
    let mut text =
        "POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503".to_owned();
    for _ in 0..12 {
        let log = serde_json::Value::from(text);
        text = format!("{{\"log\":{log},\"stream\":\"stdout\",\"time\":\"2026-11-01T00:00:00Z\"}}");
    }
    survives(text.into_bytes(), 1 << 16);
}

#[test]
fn a_line_of_17_mib_is_not_held() {
    let mut line = vec![b'{'; 17 << 20];
    line[..26].copy_from_slice(b"{\"url\":\"https://twilio.com");
    survives(line, 64 << 10);
}

#[test]
fn the_binary_takes_random_bytes() {
    let mut random = Random(9);
    let noise: Vec<u8> = (0..200_000)
        .flat_map(|_| random.next().to_le_bytes())
        .collect();
    let folder = Folder::with("noise.bin", &noise);
    for command in ["analyze", "extract"] {
        let ran = folder.run(&[command, "noise.bin"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(!ran.err.contains("panicked"), "{ran:?}");
    }
}
