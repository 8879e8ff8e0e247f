//! What documents besides the report share: JSON that cannot steer a terminal, and small pages that load nothing.

use super::charts;
use super::escape;
use crate::error::{Error, Result};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Output, State, escape_formatter};
use serde::Serialize;

/// Characters that any text of unknown origin may have on a page.
const TEXT: usize = 600;

const CSS: &str = include_str!("templates/document.css");

/// A value as pretty JSON with a line feed at its end; `file` is named where that fails.
pub fn json(value: &impl Serialize, file: &str) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        Error::new(
            file,
            "a value that JSON can hold",
            error,
            "report this as a bug",
        )
    })?;
    Ok(escape::json(&text) + "\n")
}

/// What a template sees: the style sheet, and the value as `it`.
#[derive(Serialize)]
struct View<T> {
    css: Value,
    it: T,
}

/// A page of a template; every text in it is escaped and inert.
pub fn html(file: &'static str, template: &'static str, it: impl Serialize) -> Result<String> {
    let dark = charts::dark_css("svg");
    let css = format!("{CSS}@media (prefers-color-scheme:dark){{{dark}}}");
    let view = View {
        css: Value::from_safe_string(css),
        it,
    };
    let mut engine = Environment::new();
    engine.set_formatter(inert);
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map(|syntax| engine.set_syntax(syntax))
        .and_then(|()| engine.add_template(file, template))
        .and_then(|()| engine.get_template(file))
        .and_then(|template| template.render(Serde(view)))
        .map_err(|error| Error::new(file, "a page", error, "report this as a bug"))
}

/// Every text that a template prints goes through here: no hidden characters, no megabyte tokens, then escaped.
fn inert(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> std::result::Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if value.kind() == ValueKind::String && !value.is_safe() => {
            escape_formatter(out, state, &Value::from(escape::block(text, TEXT)))
        }
        _ => escape_formatter(out, state, value),
    }
}
