//! The charts as PNG pictures, for places that take no SVG.

use super::charts::{self, Width};
use super::contract::{Artifact, Page, Renderer};
use crate::error::Result;

/// Writes `charts/failures.png`, `charts/pairs.png` and `charts/heatmap.png`.
#[derive(Debug)]
pub struct Png;

impl Renderer for Png {
    fn name(&self) -> &'static str {
        "png"
    }

    fn about(&self) -> &'static str {
        "The charts as pictures, for chats and tickets"
    }

    fn by_default(&self) -> bool {
        false
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        let draw = |chart: &charts::Chart| {
            let scene = (chart.draw)(page, Width::Wide);
            Ok(Artifact {
                path: chart.png,
                bytes: scene.png_file()?,
            })
        };
        charts::of(page).map(draw).collect()
    }
}
