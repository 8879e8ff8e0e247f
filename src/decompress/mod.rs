//! Plain bytes out of packed ones: the list of codecs, chosen by magic bytes and never by file name.

pub mod contract;
mod gzip;
mod zstd;

use contract::Codec;
use std::io::{self, Cursor, Read};

/// Every codec.
pub const CODECS: &[&dyn Codec] = &[&gzip::Gzip, &zstd::Zstandard];

/// How many bytes at the start decide.
pub const MAGIC: usize = 4;

/// How often a file may be packed; deeper nesting is read as the bytes it is.
const DEPTH: usize = 3;

/// Unpacks a reader as often as its bytes say that it is packed. Plain bytes pass as they are.
///
/// # Errors
/// When the start cannot be read or a codec cannot start. Later damage shows as an error of the returned reader.
pub fn plain(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    for _ in 0..DEPTH {
        let mut start = Vec::with_capacity(MAGIC);
        reader.by_ref().take(MAGIC as u64).read_to_end(&mut start)?;
        let codec = CODECS.iter().find(|codec| codec.recognises(&start));
        let whole = Box::new(Cursor::new(start).chain(reader));
        match codec {
            Some(codec) => reader = codec.unpack(whole)?,
            None => return Ok(whole),
        }
    }
    Ok(reader)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> (Vec<u8>, Option<io::ErrorKind>) {
        let mut out = Vec::new();
        let error = plain(Box::new(Cursor::new(bytes)))
            .and_then(|mut reader| reader.read_to_end(&mut out))
            .err();
        (out, error.map(|error| error.kind()))
    }

    #[test]
    fn all_members_and_frames_are_read_and_nesting_too() {
        let zstd = |bytes: &[u8]| ::zstd::encode_all(bytes, 1).unwrap();
        let both = b"one\ntwo\n".to_vec();
        for packed in [
            both.clone(),
            [gzipped(b"one\n"), gzipped(b"two\n")].concat(),
            [zstd(b"one\n"), zstd(b"two\n")].concat(),
            zstd(&gzipped(&both)),
        ] {
            assert_eq!(read(packed), (both.clone(), None));
        }
        assert_eq!(read(Vec::new()), (Vec::new(), None));
        assert_eq!(read(b"x".to_vec()), (b"x".to_vec(), None));
    }

    #[test]
    fn damage_is_an_error_after_what_could_be_read() {
        let mut cut = gzipped(&vec![b'a'; 100_000]);
        cut.truncate(cut.len() - 6);
        assert_eq!(read(cut).1, Some(io::ErrorKind::UnexpectedEof));

        let mut encoder = ::zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.include_checksum(true).unwrap();
        encoder.write_all(b"plain text\n").unwrap();
        let mut frame = encoder.finish().unwrap();
        *frame.last_mut().unwrap() ^= 1;
        assert!(read(frame).1.is_some());
    }
}
