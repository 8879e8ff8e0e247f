//! What a codec is: magic bytes and a reader around a reader.

use std::io::{self, Read};

/// One way that bytes may be packed.
pub trait Codec: Sync {
    /// Its name in the documentation and in errors.
    fn name(&self) -> &'static str;
    /// True when the first bytes (up to [`super::MAGIC`]) are this codec's.
    fn recognises(&self, start: &[u8]) -> bool;
    /// A reader of the plain bytes: of all members or frames, with their checksums verified.
    ///
    /// # Errors
    /// When the codec cannot start.
    fn unpack(&self, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>>;
}
