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
        let mut safe = Safe(Pieces::of(PATH, take));
        let written = serde_json::to_writer_pretty(&mut safe, page.report).map_err(|error| {
            Error::new(
                PATH,
                "a value that JSON can hold",
                error,
                "report this as a bug",
            )
        });
        // What becomes of the last byte is told by the end.
        let _ = safe.0.write(b"\n");
        safe.0.finish(written)
    }
}

/// The only file.
const PATH: &str = "report.json";

/// Escapes what it is given at once: the report of a year has a hundred megabytes.
struct Safe<'s, 't>(Pieces<'s, 't>);

impl Write for Safe<'_, '_> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        // A JSON writer hands over whole texts, never a part of a character.
        let text = std::str::from_utf8(part).map_err(io::Error::other)?;
        if escape::is_json(text) {
            return self.0.write(part);
        }
        self.0.write_all(escape::json(text).as_bytes())?;
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
