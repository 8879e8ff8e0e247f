//! The section "How your client behaved", drawn by `templates/behaviour.html` and set into the page as it is.

use super::{inert, parts};
use crate::error::{Error, Result};
use crate::report::behaviour;
use crate::report::contract::Page;
use crate::report::people;
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use serde::Serialize;

/// What its template sees.
#[derive(Serialize)]
struct View {
    headline: String,
    told: Vec<Row>,
    notes: Vec<String>,
    quiet: &'static str,
    checks: Vec<&'static str>,
    unjudged: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    severity: &'static str,
    tone: &'static str,
    title: &'static str,
    name: &'static str,
    count: String,
    advice: String,
    places: Vec<String>,
}

/// The section, its texts cut at a limit in bytes; nothing without an audit.
pub fn section(page: &Page<'_>, limit: usize) -> Result<Value> {
    let Some(said) = behaviour::of(page) else {
        return Ok(Value::from(""));
    };
    let row = |told: behaviour::Told| Row {
        severity: told.severity,
        tone: tone(told.severity),
        title: told.title,
        name: told.name,
        count: told.count,
        advice: told.advice,
        places: told.places,
    };
    let notes = said.notes.iter().chain(&said.what_if);
    let view = View {
        headline: people::sentence(&said.headline),
        told: said.told.into_iter().map(row).collect(),
        notes: notes.map(|note| people::sentence(note)).collect(),
        unjudged: said.quiet.unjudged(),
        quiet: said.quiet.lead,
        checks: said.quiet.checks,
    };
    let mut engine = Environment::new();
    engine.set_formatter(move |out, state, value| inert(out, state, value, limit));
    engine.add_filter("parts", move |text: String| parts(&text, limit));
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map(|syntax| engine.set_syntax(syntax))
        .and_then(|()| {
            engine.add_template(
                "behaviour.html",
                include_str!("../templates/behaviour.html"),
            )
        })
        .and_then(|()| engine.get_template("behaviour.html"))
        .and_then(|template| template.render(Serde(view)))
        .map(Value::from_safe_string)
        .map_err(|error| Error::new("behaviour.html", "a page", error, "report this as a bug"))
}

/// The tone of the page for a severity.
const fn tone(severity: &str) -> &'static str {
    match severity.as_bytes() {
        b"critical" | b"error" => "twilio",
        b"warning" => "yours",
        b"good" => "recipient",
        _ => "unknown",
    }
}
