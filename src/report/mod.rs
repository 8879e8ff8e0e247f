//! The report room: the `Report` value, the list of its renderers, and the terminal summary.
//!
//! Adding a renderer is one file that implements [`Renderer`], one `mod` line and one entry in [`RENDERERS`].
//! Members never import each other; what they share is named for what it is: [`escape`] (hostile text made inert),
//! `people` (numbers and times as people read them), `verdict` (who must act, what first), `charts` (drawing).

pub mod comparison;
pub mod contract;
pub mod escape;
pub mod index;
pub mod model;
pub mod postmortem;
pub mod saved;
pub mod text;

mod behaviour;
mod build;
mod charts;
mod document;
mod people;
mod pieces;
mod verdict;

mod csv;
mod html;
mod json;
mod markdown;
mod metrics;
mod parquet;
mod png;
mod svg;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use build::{Facts, RETRY_CHAINS, build};

use crate::error::{Error, Result};
use contract::{Artifact, Page, Renderer, Take};

/// Every renderer, in the order in which they run: the only registration.
pub static RENDERERS: &[&dyn Renderer] = &[
    &html::Html,
    &json::Json,
    &markdown::Markdown,
    &csv::Csv,
    &parquet::Parquet,
    &metrics::Metrics,
    &svg::Svg,
    &png::Png,
];

/// The renderers, for the help and for tables of documentation.
pub fn renderers() -> impl Iterator<Item = &'static dyn Renderer> {
    RENDERERS.iter().copied()
}

/// Renders the page with the named renderers, in the order of [`RENDERERS`] whatever the order of the names.
///
/// No name at all means those that run by default; the name `all` means every one.
///
/// # Errors
/// When a name is unknown, and when drawing or encoding fails.
pub fn render(page: &Page<'_>, names: &[String]) -> Result<Vec<Artifact>> {
    let mut files: Vec<Artifact> = Vec::new();
    render_each(page, names, &mut |path, piece| {
        match files.last_mut().filter(|file| file.path == path) {
            Some(file) => file.bytes.extend_from_slice(piece),
            None => files.push(Artifact {
                path,
                bytes: piece.to_vec(),
            }),
        }
        Ok(())
    })?;
    Ok(files)
}

/// The same, the files handed on piece by piece, so that no large one need be held.
///
/// # Errors
/// As [`render`], and those of `take`.
pub fn render_each(page: &Page<'_>, names: &[String], take: &mut Take<'_>) -> Result<()> {
    if let Some(name) = names
        .iter()
        .find(|name| *name != "all" && !renderers().any(|one| one.name() == **name))
    {
        let known: Vec<&str> = renderers().map(Renderer::name).collect();
        let expected = format!("one of {}, all", known.join(", "));
        return Err(Error::new(
            "report format",
            expected,
            escape::line(name, 60),
            "choose a format of the list",
        ));
    }
    let all = names.iter().any(|name| name == "all");
    let chosen = |one: &&dyn Renderer| {
        all || (names.is_empty() && one.by_default()) || names.iter().any(|name| name == one.name())
    };
    let mut chosen = renderers().filter(chosen);
    chosen.try_for_each(|renderer| renderer.pieces(page, take))
}
