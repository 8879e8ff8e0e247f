//! Lines that a platform wrapped one by one and that belong together: the wrapper of the first stays, the others' are
//! taken off, so that one envelope is around the whole.

use crate::chunk::record::wrapped::{By, unwrap};
use bumpalo::Bump;
use bumpalo::collections::String;

/// The lines as one text in one wrapper. Costs one search where there is but one line.
pub(super) fn as_one<'a>(text: &'a str, memory: &'a Bump) -> &'a str {
    let Some((first, more)) = text.split_once('\n') else {
        return text;
    };
    let Some(outer) = unwrap(first.as_bytes()) else {
        return text;
    };
    let inside = |line: &'a str| {
        let wrapped = unwrap(line.as_bytes()).filter(|wrapped| wrapped.is_like(&outer))?;
        line.get(line.len() - wrapped.inside.len()..)
    };
    let Some(()) = more.split('\n').next().and_then(inside).map(|_| ()) else {
        return text;
    };
    let mut whole = String::with_capacity_in(text.len(), memory);
    let end = match outer.by {
        By::Log => match quoted(first.get(first.len() - outer.inside.len()..).unwrap_or("")) {
            Some(content) => first.len() - outer.inside.len() + content.len(),
            None => return text,
        },
        _ => first.len(),
    };
    whole.push_str(first.get(..end).unwrap_or(first).trim_end_matches('\r'));
    for line in more.split('\n') {
        let content = inside(line).unwrap_or(line);
        if outer.by == By::Log {
            whole.push_str(quoted(content).unwrap_or_default());
        } else {
            whole.push('\n');
            whole.push_str(content.trim_end_matches('\r'));
        }
    }
    whole.push_str(first.get(end..).unwrap_or_default());
    whole.into_bump_str()
}

/// What stands before the quote that closes a text of JSON.
fn quoted(text: &str) -> Option<&str> {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_wrapper_become_one() {
        let memory = Bump::new();
        for (text, whole) in [
            (
                "web_1  | a {\nweb_1  |   b: 1\r\nweb_1  | }",
                "web_1  | a {\n  b: 1\n}",
            ),
            (
                "{\"log\":\"a \\\"{\\n\",\"time\":\"1\"}\n{\"log\":\"  b: 1\\n\",\"time\":\"2\"}",
                "{\"log\":\"a \\\"{\\n  b: 1\\n\",\"time\":\"1\"}",
            ),
            ("[a] x\n  plain", "[a] x\n  plain"),
            ("one line", "one line"),
            (
                "{\"log\":\"cut\n{\"log\":\"  b: 1\\n\"}",
                "{\"log\":\"cut\n{\"log\":\"  b: 1\\n\"}",
            ),
        ] {
            assert_eq!(as_one(text, &memory), whole);
        }
    }
}
