//! The folded cells as a Parquet file.

use super::contract::{Artifact, Page, Renderer};
use crate::error::Result;

/// Writes `cells.parquet`.
#[derive(Debug)]
pub struct Parquet;

impl Renderer for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn about(&self) -> &'static str {
        "Every cell for DuckDB, polars and other engines"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        Ok(vec![Artifact {
            path: "cells.parquet",
            bytes: page.cells.parquet()?,
        }])
    }
}
