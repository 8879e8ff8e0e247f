//! Owns how much is hidden: the usual, ids too, or nothing at all.

use super::{HIDDEN, redact, strict};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;

/// What names of logs end in.
const ENDS: [&str; 16] = [
    "log", "txt", "json", "jsonl", "ndjson", "csv", "har", "gz", "zst", "bz2", "xz", "lz4", "zip",
    "tar", "tgz", "out",
];

/// How much of a log's text may be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Redaction {
    /// Phone numbers, bodies, credentials and e-mail addresses are hidden.
    #[default]
    Usual,
    /// Besides, SIDs and other ids are shown as hashes under a key: the same id is the same hash, and nobody without the
    /// key can tell which id it was.
    Strict(Key),
    /// Everything is shown as it stands in the logs.
    Off,
}

impl Redaction {
    /// Its name in reports: `usual`, `strict`, `none`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Strict(_) => "strict",
            Self::Off => "none",
        }
    }

    /// A record's text as it may be shown.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Self::Usual => redact(text),
            Self::Off => Cow::Borrowed(text),
            Self::Strict(key) => match redact(text) {
                Cow::Borrowed(text) => strict::hide(text, key).unwrap_or(Cow::Borrowed(HIDDEN)),
                Cow::Owned(text) => Cow::Owned(
                    strict::hide(&text, key).map_or_else(|| HIDDEN.to_owned(), Cow::into_owned),
                ),
            },
        }
    }

    /// The name of a file, of a folder or of an address as it may be shown: under `Strict` each part of it that holds a
    /// number, a person or an id is a hash, so that two names stay two; what it ends in stays. Otherwise as it is: who reads a
    /// report must find the file.
    #[must_use]
    pub fn input<'t>(&self, name: &'t str) -> Cow<'t, str> {
        let Self::Strict(key) = self else {
            return Cow::Borrowed(name);
        };
        let part = |part: &str| match part.strip_suffix(['/', '\\']) {
            Some(bare) => self.part(bare, key) + part.get(bare.len()..).unwrap_or(""),
            None => self.part(part, key),
        };
        let parts: String = name.split_inclusive(['/', '\\']).map(part).collect();
        // What is private only as a whole, as the credentials of an address are.
        if self.text(&parts) != parts {
            return Cow::Owned(key.mark(name));
        }
        Cow::Owned(parts)
    }

    fn part(&self, part: &str, key: &Key) -> String {
        if self.text(part) == part {
            return part.to_owned();
        }
        let mut out = key.mark(part);
        let ends = part.rsplit('.').take(2).collect::<Vec<_>>();
        for end in ends.iter().rev().filter(|end| ENDS.contains(end)) {
            out.push('.');
            out.push_str(end);
        }
        out
    }

    /// What an idempotency key leaves the program as, whatever is hidden: the first 16 hexadecimal digits of its hash.
    /// Enough to join attempts, useless to repeat a request.
    #[must_use]
    pub fn hashed(&self, secret: &str) -> String {
        let hash = match self {
            Self::Strict(key) => key.hash(secret.as_bytes()),
            _ => Sha256::digest(secret.as_bytes()).into(),
        };
        hash.iter()
            .take(8)
            .fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
    }

    /// The id of a request, an answer or a resource as it may be shown. Applications may put anything into such a field, a
    /// phone number too.
    #[must_use]
    pub fn id<'t>(&self, id: &'t str) -> Cow<'t, str> {
        match self {
            Self::Off => Cow::Borrowed(id),
            Self::Strict(key) => Cow::Owned(key.mark(id)),
            Self::Usual if strict::is_id(id) => Cow::Borrowed(id),
            Self::Usual => {
                // Under its name, so that what marks a request is not taken for a token.
                let named = format!("request_id={id}");
                let safe = redact(&named);
                match safe.strip_prefix("request_id=") {
                    Some(safe) if safe == id => Cow::Borrowed(id),
                    Some(safe) => Cow::Owned(safe.to_owned()),
                    None => Cow::Borrowed(HIDDEN),
                }
            }
        }
    }
}

/// What ids are hashed with. It never leaves the program.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(…)")
    }
}

impl Key {
    /// The key behind a secret of any length.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// What stands for an id: `[SM#bdfhacegikmo]`, where a SID keeps the two letters that say what it names.
    pub(super) fn mark(&self, id: &str) -> String {
        let kind = if strict::is_sid(id) {
            id.get(..2)
        } else {
            None
        };
        // Letters alone, so that no hash looks like a number of any kind.
        let hash = self.hash(id.to_ascii_lowercase().as_bytes());
        let letters = hash.iter().take(6).flat_map(|byte| [byte >> 4, byte & 15]);
        let letters: String = letters.map(|half| char::from(b'a' + half)).collect();
        format!("[{}#{letters}]", kind.unwrap_or("id"))
    }

    /// HMAC-SHA-256, as in RFC 2104.
    fn hash(&self, text: &[u8]) -> [u8; 32] {
        let pad = |with: u8| {
            let mut block = [with; 64];
            for (byte, key) in block.iter_mut().zip(self.0) {
                *byte ^= key;
            }
            Sha256::new_with_prefix(block)
        };
        let inner = pad(0x36).chain_update(text).finalize();
        pad(0x5c).chain_update(inner).finalize().into()
    }
}
