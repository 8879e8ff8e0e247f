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

/// A text in which no line breaks within a day: browsers break after hyphens.
pub fn heading(text: &str, limit: usize) -> Value {
    let is_day = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits == 8 && word.len() == 10 && word.matches('-').count() == 2
    };
    let text = escape::html(&escape::block(text, limit));
    let word = |word: &str| match word {
        day if is_day(day) => format!("<span class=\"day\">{day}</span>"),
        other => other.to_owned(),
    };
    let words: Vec<String> = text.split(' ').map(word).collect();
    // A line that begins with a dash reads as a list.
    Value::from_safe_string(words.join(" ").replace(" – ", "\u{a0}– "))
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
            let text = whole(&escape::block(text, TEXT));
            escape_formatter(out, state, &Value::from(text))
        }
        _ => escape_formatter(out, state, value),
    }
}

/// A number and its percent sign in one piece: no line breaks between the two.
fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, part) in text.split(" %").enumerate() {
        if place > 0 {
            let number = out.ends_with(|last: char| last.is_ascii_digit());
            out.push_str(if number { "\u{a0}%" } else { " %" });
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{heading, whole};

    #[test]
    fn neither_days_nor_shares_are_torn_apart() {
        assert_eq!(
            whole("5 of 9 (62 %), a % b %"),
            "5 of 9 (62\u{a0}%), a % b %"
        );
        assert_eq!(
            heading("<b> 2026-11-24 10:05", 99).to_string(),
            "&lt;b&gt; <span class=\"day\">2026-11-24</span> 10:05"
        );
    }
}
