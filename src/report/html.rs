//! The report for people: one HTML page that loads nothing from anywhere, drawn by the parts in `templates/page/`.
//!
//! Everything can be read without its script; the script only filters and sorts what stands there. However large the
//! input, the page stays below [`BUDGET`]: it shows less of the same, says how much more there is, and where.

mod behaviour;
mod cells;
mod figures;
mod policy;
mod rows;
#[cfg(test)]
mod tests;
mod view;

use super::contract::{Artifact, Page, Renderer};
use super::escape;
use crate::error::{Error, Result};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Output, State, escape_formatter};
use view::View;

/// The parts of the page, in order; what one defines the later ones may use.
const TEMPLATE: &str = concat!(
    include_str!("templates/page/macros.html"),
    include_str!("templates/page/head.html"),
    include_str!("templates/page/first.html"),
    include_str!("templates/page/incidents.html"),
    include_str!("templates/page/failures.html"),
    include_str!("templates/page/resources.html"),
    include_str!("templates/page/apart.html"),
    include_str!("templates/page/inputs.html"),
    include_str!("templates/page/foot.html"),
);

/// The parts of the script, one function around all of them.
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("templates/script/data.js"),
    include_str!("templates/script/words.js"),
    include_str!("templates/script/chart.js"),
    include_str!("templates/script/tables.js"),
    include_str!("templates/script/below.js"),
    include_str!("templates/script/filter.js"),
    "})();\n",
);

/// Bytes that the page may have.
const BUDGET: usize = 2 << 20;

/// How much of everything a page shows.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Rows of a table; the rest is in the cells.
    rows: usize,
    /// Samples of a pair.
    samples: usize,
    /// Characters that any text of unknown origin may have.
    text: usize,
    /// Bytes of the cells behind the filters.
    cells: usize,
}

/// Tried in turn until the page fits.
const LIMITS: [Limits; 5] = [
    limits(200, 3, 600, 600_000),
    limits(120, 2, 400, 500_000),
    limits(60, 1, 300, 400_000),
    limits(30, 1, 200, 300_000),
    limits(15, 1, 120, 200_000),
];

const fn limits(rows: usize, samples: usize, text: usize, cells: usize) -> Limits {
    Limits {
        rows,
        samples,
        text,
        cells,
    }
}

/// Writes `report.html`.
#[derive(Debug)]
pub struct Html;

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "The report for people: one page with filters, works offline and without scripts"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        let cells = cells::Cells::of(page)?;
        let mut text = String::new();
        for limits in LIMITS {
            text = draw(View::of(page, &cells, limits)?, limits)?;
            if text.len() <= BUDGET {
                break;
            }
        }
        Ok(vec![Artifact {
            path: "report.html",
            bytes: text.into_bytes(),
        }])
    }
}

fn draw(view: View, limits: Limits) -> Result<String> {
    let mut engine = Environment::new();
    engine.set_formatter(move |out, state, value| inert(out, state, value, limits.text));
    engine.add_filter("parts", move |text: String| parts(&text, limits.text));
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map(|syntax| engine.set_syntax(syntax))
        .and_then(|()| engine.add_template("report.html", TEMPLATE))
        .and_then(|()| engine.get_template("report.html"))
        .and_then(|template| template.render(Serde(view)))
        .map_err(|error| Error::new("report.html", "a page", error, "report this as a bug"))
}

/// A path or the name of a resource, which may be broken behind its slashes and should be broken nowhere else.
fn parts(text: &str, limit: usize) -> Value {
    let text = escape::html(&escape::block(text, limit));
    Value::from_safe_string(text.replace('/', "/<wbr>"))
}

/// Every text that the template prints goes through here: no hidden characters, no megabyte tokens, then escaped.
fn inert(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
    limit: usize,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if value.kind() == ValueKind::String && !value.is_safe() => out
            .write_str(&escape::html(&escape::block(text, limit)))
            .map_err(minijinja::Error::from),
        _ => escape_formatter(out, state, value),
    }
}
