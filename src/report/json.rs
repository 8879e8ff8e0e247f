//! The JSON report: the `Report` value as it is, pretty, with what could steer a terminal written as `\uXXXX`.

use super::contract::{Artifact, Page, Renderer, Take};
use super::escape;
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
            piece: Vec::with_capacity(2 * PIECE),
            take,
            failed: None,
        };
        let written = serde_json::to_writer_pretty(&mut safe, page.report);
        if let Some(failed) = safe.failed {
            return Err(failed);
        }
        written.map_err(|error| {
            Error::new(
                PATH,
                "a value that JSON can hold",
                error,
                "report this as a bug",
            )
        })?;
        safe.piece.push(b'\n');
        (safe.take)(PATH, &safe.piece)
    }
}

/// The only file.
const PATH: &str = "report.json";

/// Bytes that are handed on at once, about.
const PIECE: usize = 1 << 16;

/// Escapes what it is given at once, and hands it on: the report of a year has a hundred megabytes.
struct Safe<'s, 't> {
    piece: Vec<u8>,
    take: &'s mut Take<'t>,
    /// Why the last piece was not taken.
    failed: Option<Error>,
}

impl Write for Safe<'_, '_> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        // A JSON writer hands over whole texts, never a part of a character.
        let text = std::str::from_utf8(part).map_err(io::Error::other)?;
        if escape::is_json(text) {
            self.piece.extend_from_slice(part);
        } else {
            self.piece.extend_from_slice(escape::json(text).as_bytes());
        }
        if self.piece.len() >= PIECE {
            if let Err(error) = (self.take)(PATH, &self.piece) {
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
