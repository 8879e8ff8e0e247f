//! The folded cells as comma-separated values.

use super::contract::{Artifact, Page, Renderer};
use crate::error::Result;

/// Writes `cells.csv`.
#[derive(Debug)]
pub struct Csv;

impl Renderer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "Every cell (window, resource, status, code) for a spreadsheet"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        Ok(vec![Artifact {
            path: "cells.csv",
            bytes: page.cells.csv()?,
        }])
    }
}
