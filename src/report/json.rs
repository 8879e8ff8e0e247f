//! The JSON report: the `Report` value as it is, pretty, with what could steer a terminal written as `\uXXXX`.

use super::contract::{Artifact, Page, Renderer, Take};
use super::escape;
use super::pieces::Pieces;
use crate::error::{Error, Result};
use std::io::{self, Write};

/// Writes `report.json`.
#[derive(Debug)]
pub struct Json;

impl Renderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "The whole report for programs (schema faultlens.report/1)"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        let mut bytes = Vec::new();
        self.pieces(page, &mut |_, piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(vec![Artifact { path: PATH, bytes }])
    }

    fn pieces(&self, page: &Page<'_>, take: &mut Take<'_>) -> Result<()> {
        let mut safe = Safe {
            pieces: Pieces::of(PATH, take),
            waiting: Vec::with_capacity(2 * BLOCK),
        };
        let written = serde_json::to_writer_pretty(&mut safe, page.report).map_err(|error| {
            Error::new(
                PATH,
                "a value that JSON can hold",
                error,
                "report this as a bug",
            )
        });
        // What becomes of the last bytes is told by the end.
        let _ = safe.write(b"\n").and_then(|_| safe.flush());
        safe.pieces.finish(written)
    }
}

/// The only file.
const PATH: &str = "report.json";

/// Bytes that are looked at together.
const BLOCK: usize = 1 << 14;

/// Escapes block by block: the report of a year has a hundred megabytes. A writer of JSON hands over a few bytes at a time, and a
/// look at each part by itself took half of what the writing takes.
struct Safe<'s, 't> {
    pieces: Pieces<'s, 't>,
    waiting: Vec<u8>,
}

impl Write for Safe<'_, '_> {
    #[inline]
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(part);
        // A JSON writer hands over whole texts, never a part of a character.
        if self.waiting.len() >= BLOCK {
            self.flush()?;
        }
        Ok(part.len())
    }

    /// As [`Self::write`], which takes all of it: to ask after each of a million parts whether it did took half of the writing.
    #[inline]
    fn write_all(&mut self, part: &[u8]) -> io::Result<()> {
        self.write(part).map(|_| ())
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = std::str::from_utf8(&self.waiting).map_err(io::Error::other)?;
        if escape::is_json(text) {
            self.pieces.write_all(&self.waiting)?;
        } else {
            self.pieces.write_all(escape::json(text).as_bytes())?;
        }
        self.waiting.clear();
        Ok(())
    }
}
