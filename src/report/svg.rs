//! The charts as SVG files that follow the reader's light or dark scheme.

use super::charts::{self, Width};
use super::contract::{Artifact, Page, Renderer};
use crate::error::Result;

/// Writes `charts/failures.svg`, `charts/pairs.svg`, `charts/heatmap.svg` and, where there was one, `charts/incidents.svg`.
#[derive(Debug)]
pub struct Svg;

impl Renderer for Svg {
    fn name(&self) -> &'static str {
        "svg"
    }

    fn about(&self) -> &'static str {
        "The charts as scalable drawings, light and dark"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        let draw = |chart: &charts::Chart| {
            let scene = (chart.draw)(page, Width::Wide);
            Ok(Artifact {
                path: chart.svg,
                bytes: scene.svg_file()?.into_bytes(),
            })
        };
        charts::of(page).map(draw).collect()
    }
}
