//! Options of what may be shown of the logs' text: how much is redacted, and the key of hashed ids.

use clap::{Args, ValueEnum};
use faultlens::redact::{Key, Redaction};
use std::hash::{BuildHasher, RandomState};

/// Where the key of `--redact=strict` stands.
const KEY: &str = "FAULTLENS_REDACT_KEY";

/// How `--redact` is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Redact {
    /// Phone numbers, message bodies, credentials, tokens and e-mail addresses are hidden
    #[default]
    Usual,
    /// SIDs and other ids are shown as hashes besides; the key of the hashes is the variable `FAULTLENS_REDACT_KEY`,
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

/// The key of the environment, else one that only this run knows: the machine's own randomness seeds it.
fn key() -> Key {
    match std::env::var(KEY) {
        Ok(secret) if !secret.is_empty() => Key::of(secret.as_bytes()),
        _ => {
            let part = |place: u8| RandomState::new().hash_one(place).to_ne_bytes();
            Key::of(&[part(0), part(1), part(2), part(3)].concat())
        }
    }
}
