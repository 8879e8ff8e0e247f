//! The folded cells as comma-separated values.

use super::contract::{Artifact, Page, Renderer, Take};
use super::pieces::Pieces;
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
        let mut bytes = Vec::new();
        page.cells.csv(&mut bytes)?;
        Ok(vec![Artifact { path: PATH, bytes }])
    }

    fn pieces(&self, page: &Page<'_>, take: &mut Take<'_>) -> Result<()> {
        let mut pieces = Pieces::of(PATH, take);
        let written = page.cells.csv(&mut pieces);
        pieces.finish(written)
    }
}

/// The only file.
const PATH: &str = "cells.csv";
