//! Owns values that a flag of a command or an element of XML names.

use super::fields::{Part, hidden_part};
use super::names::{Kind, kind_of};
use super::{Pattern, value};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

static FLAG: Pattern =
    LazyLock::new(|| Regex::new(r#"(?:^|[ \t"',\[])--?([A-Za-z][A-Za-z0-9\-]*)(?:[ \t]+|=)"#));
static XML: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:<|&lt;|\\+u003c)(?:[a-z]+:)?([a-z][a-z0-9_.\-]*)(?:[ \t][^<>&\\]*)?(?:>|&gt;|\\+u003e)",
    )
});

/// Hides them.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    super::chain(text, &[flags, elements])
}

/// What stands behind the flag of a command: `--auth-token x`, `--body "Hi Bob"`, `-u name:secret`.
fn flags(text: &str) -> Option<Cow<'_, str>> {
    let regex = FLAG.as_ref().ok()?;
    let mut hidden = Vec::new();
    for found in regex.captures_iter(text) {
        let (all, name) = (found.get(0)?, found.get(1)?);
        let user = ["u", "user"].contains(&name.as_str());
        let Some(kind) = kind_of(name.as_str()).or_else(|| user.then_some(Kind::Login)) else {
            continue;
        };
        let part = value::string(text, all.end())
            .map_or_else(|| argument(text, all.end(), kind), |(part, _)| part);
        let value = &text[part.clone()];
        let part = match value.find(':') {
            Some(colon) if user => part.start + colon + 1..part.end,
            _ => part,
        };
        if kind == Kind::Login && !(user && value.contains(':')) || value.starts_with('-') {
            continue;
        }
        let marker = match kind {
            Kind::Body | Kind::Phone | Kind::Person | Kind::Login => kind.marker(),
            _ => "[secret]",
        };
        let kind = if user { Kind::Secret } else { kind };
        hidden.extend(hidden_part(text, kind, part, true).map(|part| (part, marker)));
    }
    Some(super::without(text, hidden))
}

/// A flag's value without quotes: a word, or up to the next flag for what somebody wrote.
fn argument(text: &str, from: usize, kind: Kind) -> Part {
    let rest = &text[from..];
    let line = rest.find(['\n', '"', '\'']).unwrap_or(rest.len());
    let end = match kind {
        Kind::Body => rest[..line].find(" -").unwrap_or(line),
        _ => rest[..line].find(char::is_whitespace).unwrap_or(line),
    };
    from..from + end
}

/// XML. `<Message>` is a body in Twilio's mark-up for calls and messages, and the reason in an error answer.
fn elements(text: &str) -> Option<Cow<'_, str>> {
    let is_error = text.contains("RestException");
    let mut hidden = Vec::new();
    for found in XML.as_ref().ok()?.captures_iter(text) {
        let (all, name) = (found.get(0)?, found.get(1)?.as_str());
        let said = ["message", "say"]
            .iter()
            .any(|said| name.eq_ignore_ascii_case(said));
        let kind = if said {
            Some(Kind::Body)
        } else {
            kind_of(name)
        };
        let Some(kind) = kind.filter(|kind| *kind != Kind::Code) else {
            continue;
        };
        let rest = &text[all.end()..];
        let ends = ["<", "&lt;", "\\u003c", "\\u003C"];
        let end = ends
            .iter()
            .filter_map(|end| rest.find(end))
            .min()
            .unwrap_or(rest.len());
        let content = rest[..end].trim_end_matches('\\');
        let empty = content
            .trim_matches(['\\', 'n', 'r', 't', ' ', '\n', '\r', '\t'])
            .is_empty();
        let part = all.end()..all.end() + content.len();
        if empty || said && is_error {
            continue;
        }
        let marker = match kind {
            Kind::Body | Kind::Phone | Kind::Person => kind.marker(),
            _ => "[secret]",
        };
        hidden.extend(hidden_part(text, kind, part, true).map(|part| (part, marker)));
    }
    Some(super::without(text, hidden))
}
