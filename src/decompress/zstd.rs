//! Zstandard (RFC 8878), every frame of it, skippable ones too.

use super::contract::Codec;
use std::io::{self, Read};

/// The member for Zstandard.
pub struct Zstandard;

impl Codec for Zstandard {
    fn name(&self) -> &'static str {
        "zstd"
    }

    fn recognises(&self, start: &[u8]) -> bool {
        matches!(
            start,
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18]
        )
    }

    fn unpack(&self, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(zstd::Decoder::new(packed)?))
    }
}
