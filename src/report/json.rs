//! The JSON report: the `Report` value as it is, pretty, with what could steer a terminal written as `\uXXXX`.

use super::contract::{Artifact, Page, Renderer};
use super::escape;
use crate::error::{Error, Result};

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
        let text = serde_json::to_string_pretty(page.report).map_err(|error| {
            Error::new(
                "report.json",
                "a value that JSON can hold",
                error,
                "report this as a bug",
            )
        })?;
        let mut bytes = escape::json(&text).into_bytes();
        bytes.push(b'\n');
        Ok(vec![Artifact {
            path: "report.json",
            bytes,
        }])
    }
}
