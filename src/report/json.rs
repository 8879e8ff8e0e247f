//! The JSON report: the `Report` value as it is, pretty, with what could steer a terminal written as `\uXXXX`.

use super::contract::{Artifact, Page, Renderer};
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
        let mut safe = Safe(Vec::new());
        serde_json::to_writer_pretty(&mut safe, page.report).map_err(|error| {
            Error::new(
                "report.json",
                "a value that JSON can hold",
                error,
                "report this as a bug",
            )
        })?;
        let mut bytes = safe.0;
        bytes.push(b'\n');
        Ok(vec![Artifact {
            path: "report.json",
            bytes,
        }])
    }
}

/// Escapes what it is given at once: the whole text beside its escaped copy was most of the memory of a large report.
struct Safe(Vec<u8>);

impl Write for Safe {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        // A JSON writer hands over whole texts, never a part of a character.
        let text = std::str::from_utf8(part).map_err(io::Error::other)?;
        if escape::is_json(text) {
            self.0.extend_from_slice(part);
        } else {
            self.0.extend_from_slice(escape::json(text).as_bytes());
        }
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
