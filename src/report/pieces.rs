//! A file that is written on and handed over piece by piece, so that a large one is never held as a whole.

use super::contract::Take;
use crate::error::{Error, Result};
use std::io::{self, Write};

/// Bytes that are handed on at once, about.
const PIECE: usize = 1 << 16;

/// One file on its way.
pub struct Pieces<'p, 't> {
    path: &'static str,
    piece: Vec<u8>,
    take: &'p mut Take<'t>,
    /// Why the last piece was not taken.
    failed: Option<Error>,
}

impl<'p, 't> Pieces<'p, 't> {
    /// An empty file.
    pub fn of(path: &'static str, take: &'p mut Take<'t>) -> Self {
        Self {
            path,
            piece: Vec::with_capacity(2 * PIECE),
            take,
            failed: None,
        }
    }

    /// Hands the last piece on, unless the writing failed.
    ///
    /// # Errors
    /// Why a piece was not taken; else the error of `written`.
    pub fn finish(self, written: Result<()>) -> Result<()> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        written?;
        (self.take)(self.path, &self.piece)
    }
}

impl Write for Pieces<'_, '_> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(part);
        if self.piece.len() >= PIECE {
            if let Err(error) = (self.take)(self.path, &self.piece) {
                self.failed = Some(error);
                return Err(io::ErrorKind::Other.into());
            }
            self.piece.clear();
        }
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_pieces_make_the_file_and_the_first_error_is_told() {
        let (mut file, mut calls) = (Vec::new(), 0);
        let mut take = |path: &'static str, piece: &[u8]| {
            assert_eq!(path, "a");
            file.extend_from_slice(piece);
            calls += 1;
            Ok(())
        };
        let mut pieces = Pieces::of("a", &mut take);
        let whole: Vec<u8> = (0..=250_u8).cycle().take(3 * PIECE).collect();
        whole.chunks(1000).for_each(|part| {
            assert_eq!(pieces.write(part).ok(), Some(part.len()));
        });
        assert!(pieces.finish(Ok(())).is_ok());
        assert!(file == whole && calls > 2, "{calls}");
        let mut refuse = |_: &'static str, _: &[u8]| Err(Error::new("a disk", "room", "none", "x"));
        let mut pieces = Pieces::of("a", &mut refuse);
        assert!(pieces.write(&whole).is_err());
        let told = pieces.finish(Ok(()));
        assert!(told.is_err_and(|error| error.to_string().contains("a disk")));
    }
}
