//! gzip (RFC 1952), every member of it.

use super::contract::Codec;
use std::io::{self, Read};

/// The member for gzip.
pub struct Gzip;

impl Codec for Gzip {
    fn name(&self) -> &'static str {
        "gzip"
    }

    fn recognises(&self, start: &[u8]) -> bool {
        start.starts_with(&[0x1f, 0x8b, 8])
    }

    fn unpack(&self, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(flate2::read::MultiGzDecoder::new(packed)))
    }
}
