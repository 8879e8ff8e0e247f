//! Where attempts are put aside that memory has no room for: files of this run alone, opened by whoever may open outputs.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// Bytes that are written once and read back from their start.
pub trait ScratchFile: Read + Write + Seek + Send + Sync {}

impl<T: Read + Write + Seek + Send + Sync> ScratchFile for T {}

/// Opens a new file.
type Open = dyn Fn() -> io::Result<Box<dyn ScratchFile>> + Send + Sync;

/// Opens files that nobody else sees, and that are gone with the run.
#[derive(Clone)]
pub struct Scratch(Arc<Open>);

impl fmt::Debug for Scratch {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Scratch")
    }
}

impl Scratch {
    /// Files that `open` opens.
    pub fn new<T: ScratchFile + 'static>(
        open: impl Fn() -> io::Result<T> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move || Ok(Box::new(open()?))))
    }
}

/// Pieces of bytes in one file, in the order in which they were put aside.
#[derive(Default)]
pub(super) struct Aside {
    file: Option<Box<dyn ScratchFile>>,
    /// Lengths of the pieces that were written whole.
    pieces: Vec<u32>,
}

impl fmt::Debug for Aside {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Aside({} pieces)", self.pieces.len())
    }
}

impl Aside {
    /// Puts a piece aside. Where that fails nothing more can be, and what was before it can still be read.
    pub(super) fn put(&mut self, scratch: &Scratch, piece: &[u8]) -> io::Result<()> {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert((scratch.0)()?),
        };
        file.write_all(piece)?;
        self.pieces.push(length);
        Ok(())
    }

    /// Shows every piece.
    pub(super) fn each(&mut self, mut visit: impl FnMut(&[u8])) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.seek(SeekFrom::Start(0))?;
        let mut piece = Vec::new();
        for length in &self.pieces {
            piece.resize(*length as usize, 0);
            file.read_exact(&mut piece)?;
            visit(&piece);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn what_was_put_aside_comes_back_as_often_as_it_is_asked_for() {
        let scratch = Scratch::new(|| Ok(Cursor::new(Vec::new())));
        let mut aside = Aside::default();
        aside
            .each(|_| panic!("nothing was put aside yet"))
            .expect("nothing to read");
        for piece in ["one", "", "three"] {
            aside.put(&scratch, piece.as_bytes()).expect("it fits");
        }
        for _ in 0..2 {
            let mut all = Vec::new();
            aside
                .each(|piece| all.push(piece.to_vec()))
                .expect("it is there");
            assert_eq!(all, [&b"one"[..], b"", b"three"]);
        }
    }
}
