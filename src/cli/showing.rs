//! Options of what may be shown of the logs' text: how much is redacted, and the key of hashed ids.

use clap::{Args, ValueEnum};
use faultlens::error::Error;
use faultlens::pipeline::Ending;
use faultlens::redact::{Key, Redaction};
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// Where the key of `--redact=strict` stands.
const KEY: &str = "FAULTLENS_REDACT_KEY";

/// How `--redact` is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Redact {
    /// Phone numbers, message bodies, credentials, tokens and e-mail addresses are hidden
    #[default]
    Usual,
    /// SIDs and other ids are shown as hashes besides, and so are names of inputs that hold something private; the key of the hashes is the variable `FAULTLENS_REDACT_KEY`,
    /// else one that is made for this run
    Strict,
}

/// What is shown of the logs' text.
#[derive(Debug, Args)]
pub struct Showing {
    /// What is hidden in every output
    #[arg(long, value_name = "HOW", default_value = "usual")]
    redact: Redact,
    /// Hide nothing; the report says so
    #[arg(long, conflicts_with = "redact")]
    no_redact: bool,
}

impl Showing {
    /// How much is hidden.
    pub fn redaction(&self) -> Redaction {
        match self.redact {
            _ if self.no_redact => Redaction::Off,
            Redact::Usual => Redaction::Usual,
            Redact::Strict => Redaction::Strict(key()),
        }
    }
}

/// The names of inputs, and what went wrong with them, as they may be shown.
pub fn hide(endings: &mut [Ending], redaction: &Redaction) {
    for ending in endings {
        ending.name = redaction.input(&ending.name).into_owned();
        ending.error = ending.error.take().map(|error| hidden(error, redaction));
    }
}

/// An error as it may be shown: it names what was typed, and what was found there.
pub fn hidden(error: Error, redaction: &Redaction) -> Error {
    if !matches!(redaction, Redaction::Strict(_)) {
        return error;
    }
    let text = |text: &str| redaction.text(text).into_owned();
    Error {
        place: redaction.input(&error.place).into_owned(),
        expected: text(&error.expected),
        found: text(&error.found),
        cure: text(&error.cure),
        ..error
    }
}

/// The key of a run.
fn key() -> Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(made).clone()
}

/// The key of the environment, else one that only this run knows: the machine's own randomness seeds it.
fn made() -> Key {
    match std::env::var(KEY) {
        Ok(secret) if !secret.is_empty() => Key::of(secret.as_bytes()),
        _ => {
            let part = |place: u8| RandomState::new().hash_one(place).to_ne_bytes();
            Key::of(&[part(0), part(1), part(2), part(3)].concat())
        }
    }
}
