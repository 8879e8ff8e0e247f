//! Owns private values that an object holds for its name (`auth: {user, pass}`), or names beside them (`{"name": …, "value": …}`).

use super::fields::{self, Part};
use super::names::{Kind, kind_of};
use super::{Hidden, Pattern, context, lists, replace, value};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What one signs in with and what fills a message in has more bytes never.
const OBJECT: usize = 4_096;
/// How far the value stands from its name.
const BESIDE: usize = 300;

static DESCRIBED: Pattern = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?-u:\b)(?:name|key|header|field|param|k){QUOTED}?[ \t]*(?::|=>?)[ \t]*{QUOTED}([a-z][a-z0-9_.\-]{{1,40}}){QUOTED}",
    ))
});
static VALUE: Pattern = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?-u:\b)(?:value|val|v|content){QUOTED}?[ \t]*(?::|=>?)[ \t]*"
    ))
});
/// A part of a form as browsers and clients send it.
static MULTIPART: Pattern = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?s)form-data; name={QUOTED}([A-Za-z][A-Za-z0-9_.\-]*){QUOTED}[^\r\n\\]*(?:(?:\r?\n|\\+r\\+n|\\+n)(?:Content-[^\r\n\\]*)?)+(.*?)(?:(?:[\r\n]|\\+[rn])+--|$)",
    ))
});
/// Quotes of any depth, doubled ones of CSV, and those of a page.
const QUOTED: &str = r#"(?:\\*["']{1,2}|\\*&quot;)"#;

/// Hides them.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    super::chain(text, &[described, multipart])
}

/// Objects of a name and a value, the value before or after its name.
fn described(text: &str) -> Option<Cow<'_, str>> {
    let (names, values) = (DESCRIBED.as_ref().ok()?, VALUE.as_ref().ok()?);
    let mut hidden: Vec<Hidden> = Vec::new();
    for found in names.captures_iter(text) {
        let (all, name) = (found.get(0)?, found.get(1)?);
        let Some(kind) = kind_of(name.as_str()).filter(|kind| *kind != Kind::Code) else {
            continue;
        };
        let after = head(&text[all.end()..], BESIDE);
        let after = &after[..after.find(['}', '<', '{']).unwrap_or(after.len())];
        let before = context::tail(&text[..all.start()], BESIDE);
        let before = &before[before.rfind(['{', '<', '}']).map_or(0, |at| at + 1)..];
        let start = all.start() - before.len();
        let at = values.find(after).map(|found| all.end() + found.end());
        let at = at.or_else(|| values.find(before).map(|found| start + found.end()));
        let ends = [">", "&gt;"];
        let end = ends.iter().find(|end| text[all.end()..].starts_with(**end));
        let element = end.map(|end| all.end() + end.len());
        let part = match (at, element) {
            (Some(at), _) => value::string(text, at).map(|(part, _)| part),
            // `<param name="Body">…</param>`
            (None, Some(at)) => {
                let ends = ["<", "&lt;"];
                let end = ends.iter().filter_map(|end| text[at..].find(end)).min();
                end.map(|end| at..at + end)
            }
            (None, None) => None,
        };
        let part = part.and_then(|part| fields::hidden_part(text, kind, part, true));
        hidden.extend(part.map(|part| (part, kind.marker())));
    }
    Some(super::without(text, hidden))
}

fn multipart(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains("form-data; name=") {
        return Some(Cow::Borrowed(text));
    }
    replace(text, &MULTIPART, |found| {
        let (all, part) = (found.get(0)?, found.get(2)?);
        let kind = kind_of(&found[1])?;
        let hidden = fields::hidden_part(text, kind, part.range(), true)?;
        let (before, after) = (
            &text[all.start()..hidden.start],
            &text[hidden.end..all.end()],
        );
        Some(format!("{before}{}{after}", kind.marker()))
    })
}

/// The first bytes of a text, up to a character's border.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// True where all that an object under the name holds is private.
pub(super) fn is_private(name: &str, kind: Kind) -> bool {
    match kind {
        Kind::Login | Kind::Credentials | Kind::Secret | Kind::Token | Kind::Cookie => true,
        Kind::Body => {
            let name = context::reduced(name);
            let ends = [
                "variables",
                "templatedata",
                "templateparams",
                "substitutions",
                "placeholders",
            ];
            ends.iter().any(|end| name.ends_with(end))
        }
        _ => false,
    }
}

/// The values in the object that opens at `at`, but for those that tell what became of it.
pub(super) fn leaves(text: &str, at: usize) -> Vec<Part> {
    let end = at + head(&text[at..], OBJECT).len();
    let (mut parts, mut key, mut depth, mut at) = (Vec::new(), "", 0_usize, at);
    while at < end {
        at += lists::blanks(&text[at..]);
        let rest = &text[at..];
        let (part, next) = if let Some((part, next)) = value::string(text, at) {
            (part, next)
        } else {
            let word = rest
                .find(|c: char| c.is_whitespace() || "{}[](),:=\"'`\\".contains(c))
                .unwrap_or(rest.len());
            if word == 0 {
                match rest.as_bytes().first() {
                    Some(b'{' | b'[') if !value::is_marker(rest) => depth += 1,
                    Some(b'}' | b']') if depth <= 1 => break,
                    Some(b'}' | b']') => depth -= 1,
                    _ => {}
                }
                at += value::marker(rest)
                    .unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
                continue;
            }
            (at..at + word, at + word)
        };
        let behind = text[next.min(text.len())..].trim_start();
        if behind.starts_with([':', '=']) {
            key = &text[part];
        } else if !tells(key)
            && text[part.clone()]
                .bytes()
                .any(|byte| byte.is_ascii_alphanumeric())
        {
            parts.push(part);
        }
        at = next.max(at + 1);
    }
    parts
}

/// Keys of what is said of credentials, none of which is one.
fn tells(key: &str) -> bool {
    let key = context::reduced(key);
    [
        "status",
        "code",
        "message",
        "error",
        "type",
        "method",
        "scheme",
        "reason",
        "url",
        "expiresin",
        "expires",
        "ok",
    ]
    .contains(&key.as_str())
}
