//! A JSON record that its logger cut short: what stands before the cut is read as the object that it was.

use bumpalo::Bump;
use bumpalo::collections::String;

/// The longest record that is looked at, in bytes.
const LONGEST: usize = 64 << 10;

/// How deep an object may lie.
const DEPTH: usize = 16;

/// What is open where a text ends.
#[derive(Default)]
struct Open {
    /// The brackets that would close it, outermost first.
    brackets: [u8; DEPTH],
    depth: usize,
    /// Where the text begins that is not closed, if that is a member's value.
    text: Option<usize>,
    /// Behind the last whole member.
    whole: usize,
}

/// The object closed where it was cut, on one line that does not end as an object does. A number, a name or a word that may lack
/// its end is left out; of a text in several words all but the last is kept.
pub(super) fn closed<'a>(text: &str, memory: &'a Bump) -> Option<&'a str> {
    let text = text.trim_ascii_end();
    let may_be = text.starts_with("{\"") && !text.ends_with('}') && text.len() <= LONGEST;
    (may_be && memchr::memchr(b'\n', text.as_bytes()).is_none()).then_some(())?;
    let open = walk(text.as_bytes())?;
    let kept = open.text.and_then(|start| kept(text, start));
    let mut out = String::with_capacity_in(text.len() + DEPTH + 1, memory);
    match kept {
        Some(kept) => {
            out.push_str(kept);
            out.push('"');
        }
        None => out.push_str(text.get(..open.whole)?),
    }
    for bracket in open.brackets.get(..open.depth)?.iter().rev() {
        out.push(char::from(*bracket));
    }
    Some(out.into_bump_str())
}

/// Walks to the end; `None` where nothing is open there, or where this is no object.
fn walk(bytes: &[u8]) -> Option<Open> {
    let mut open = Open::default();
    let (mut at, mut value) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                *open.brackets.get_mut(open.depth)? = if *byte == b'{' { b'}' } else { b']' };
                open.depth += 1;
                open.whole = at + 1;
                value = *byte == b'[';
            }
            b'}' | b']' => {
                open.depth = open.depth.checked_sub(1)?;
                (*open.brackets.get(open.depth)? == *byte).then_some(())?;
                open.whole = at + 1;
            }
            b',' => {
                open.whole = at;
                value = *open.brackets.get(open.depth.checked_sub(1)?)? == b']';
            }
            b':' => value = true,
            b'"' => {
                let Some(end) = end_of_text(bytes, at) else {
                    open.text = Some(at).filter(|_| value);
                    break;
                };
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    (open.depth > 0).then_some(open)
}

/// Where the quote stands that closes the text which begins at a place.
fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// What words end with, in sentences, JSON and XML.
const ENDS: [char; 6] = [' ', ',', ';', '>', '}', ')'];

/// All up to where the last word of a text of several words begins: it may lack its end, and so may an escape.
fn kept(text: &str, start: usize) -> Option<&str> {
    let inside = text.get(start + 1..)?;
    inside.contains(' ').then_some(())?;
    let last = inside.rfind(ENDS)?;
    let text = text.get(..=start + 1 + last)?;
    let inside = text.get(start + 1..)?;
    let mut at = 0;
    while let Some(escape) = memchr::memchr(b'\\', inside.get(at..)?.as_bytes()) {
        let begins = at + escape;
        let length = match inside.as_bytes().get(begins + 1) {
            Some(b'u') => 6,
            _ => 2,
        };
        if begins + length > inside.len() {
            return text.get(..start + 1 + begins);
        }
        at = begins + length;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole_before_the_cut_is_kept() {
        let memory = Bump::new();
        for (text, whole) in [
            (r#"{"a":1,"b":"two words..."#, r#"{"a":1,"b":"two "}"#),
            (r#"{"a":1,"b":"two \"wo\"#, r#"{"a":1,"b":"two "}"#),
            (r#"{"a":1,"b":"two \u00"#, r#"{"a":1,"b":"two "}"#),
            (r#"{"a":1,"b":"https://x/y"#, r#"{"a":1}"#),
            (r#"{"a":1,"b":40"#, r#"{"a":1}"#),
            (
                r#"{"a":1,"b":{"c":2,"d":[1,2"#,
                r#"{"a":1,"b":{"c":2,"d":[1]}}"#,
            ),
            (r#"{"a":1,"b":{"c":2},"long na"#, r#"{"a":1,"b":{"c":2}}"#),
            (r#"{"a":1..."#, "{}"),
        ] {
            assert_eq!(closed(text, &memory), Some(whole), "{text}");
        }
        for text in [
            "",
            "{",
            "{}",
            r#"{"a":1}"#,
            r#"{"a":1]"#,
            r#"{"a":{"b":1}"#,
            "{\"a\":1,\n\"b\"",
            r#"{"a":1},"#,
        ] {
            assert_eq!(closed(text, &memory), None, "{text}");
        }
    }
}
