//! The block that twilio-python prints of an error where a person looks on: blank lines part its lines, and they are one
//! record all the same. Whoever copies it leaves its colours behind, and what is left has no other mark.

use memchr::memmem;

/// What heads the parts of the block.
const HEADS: [&[u8]; 2] = [
    b"Twilio returned the following information:",
    b"More information may be available here:",
];

/// Where the block begins, at the end of its first line.
const BEGINS: &[u8] = b"Your request was:";

/// True when a blank line stands inside a block: the line before it is one of the block's.
pub(super) fn parts(before: &[u8]) -> bool {
    let line = plain(before);
    line.ends_with(BEGINS)
        || HEADS.contains(&line)
        || is_operation(line)
        || is_request(line)
        || is_url(line)
        || is_field(line, b"Error Code")
}

/// True for a line that goes on with a block behind a blank line.
pub(super) fn goes_on(line: &[u8]) -> bool {
    let line = plain(line);
    match line {
        [b'T' | b'M', ..] => {
            HEADS.iter().any(|head| line.starts_with(head)) || is_field(line, b"Title")
        }
        [b'U', ..] => is_operation(line),
        [b'h', ..] => line.starts_with(b"https://www.twilio.com/docs/"),
        [b'G' | b'P' | b'D', ..] => is_request(line),
        _ => false,
    }
}

/// True for the first line of a block behind the words that announce it: `twilio.base.exceptions.TwilioRestException: `.
pub(super) fn begins(before: &[u8], line: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', before).unwrap_or(before.len());
    let line = plain(line);
    line.starts_with(b"HTTP Error")
        && line.ends_with(BEGINS)
        && before[..end].trim_ascii_end().ends_with(b":")
}

/// True for the fields of the newest products' errors, which stand right below one another.
pub(super) fn goes_on_below(before: &[u8], line: &[u8]) -> bool {
    let (before, line) = (plain(before), plain(line));
    let below = is_field(before, b"Title") || is_field(before, b"Detail");
    below && (is_field(line, b"Detail") || is_field(line, b"Error Code"))
}

/// A name, its colour's end or none, and a colon.
fn is_field(line: &[u8], name: &[u8]) -> bool {
    let rest = line.strip_prefix(name);
    rest.is_some_and(|rest| rest.starts_with(b": ") || rest.starts_with(b"\x1b[0m: "))
}

/// True for a line that goes on with a block of which every line is a comment or a quotation, or which lost the escapes of its
/// colours on the way. A mark alone is as a blank line.
pub(super) fn goes_on_marked(before: &[u8], line: &[u8]) -> bool {
    // Most lines that a bracket begins are a logger's.
    if line.first() == Some(&b'[') && behind_colour(line).is_none() {
        return false;
    }
    let text = plain(line);
    if text.is_empty() {
        return is_mark(line) && parts(before);
    }
    let blank = before.trim_ascii().is_empty() || is_mark(before);
    begins(before, line) || (goes_on(line) && (blank || parts(before))) || is_below(before, line)
}

/// True for a line without any mark that goes on with a block whose blank lines were left out.
pub(super) fn goes_on_plainly(before: &[u8], line: &[u8]) -> bool {
    let may_be = matches!(line, [b'A'..=b'Z' | b'h', ..]);
    may_be && ((goes_on(line) && parts(before)) || is_below(before, line))
}

/// True for a message right below its head, for the link's head right below a coloured message, and for the two lines of a
/// request.
fn is_below(before: &[u8], line: &[u8]) -> bool {
    let (ahead, text) = (plain(before), plain(line));
    match text {
        _ if ahead == HEADS[0] => true,
        [b'M', ..] => text == HEADS[1] && ahead.len() < before.trim_ascii_end().len(),
        [b'G' | b'P' | b'D', ..] => is_method(text) && ahead.ends_with(BEGINS),
        [b'h', ..] => is_method(ahead) && is_url(text),
        _ => false,
    }
}

fn is_method(text: &[u8]) -> bool {
    matches!(text, b"GET" | b"POST" | b"PUT" | b"PATCH" | b"DELETE")
}

fn is_url(text: &[u8]) -> bool {
    text.starts_with(b"https://")
        && !text.starts_with(b"https://www.")
        && memmem::find(text, b".twilio.com/").is_some()
        && !text.contains(&b' ')
}

/// What begins the lines of comments, quotations and boxes.
const MARKS: [&[u8]; 5] = [b"#", b">", b"//", b"|", b"*"];

fn is_mark(line: &[u8]) -> bool {
    MARKS.contains(&line.trim_ascii_end())
}

/// A line without its mark, the colours around it and its line end. Some places drop the escape of a colour, others put
/// U+FFFD there.
fn plain(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_end();
    let marked = MARKS.iter().find_map(|mark| {
        let rest = line.strip_prefix(*mark)?;
        (rest.is_empty() || rest.first() == Some(&b' ')).then(|| rest.trim_ascii_start())
    });
    let mut text = marked.unwrap_or(line);
    while let Some(rest) = behind_colour(text) {
        text = rest;
    }
    let ends = [&b"\x1b[0m"[..], b"\xef\xbf\xbd[0m", b"[0m"];
    ends.iter()
        .find_map(|end| text.strip_suffix(*end))
        .unwrap_or(text)
}

/// What follows a colour.
fn behind_colour(text: &[u8]) -> Option<&[u8]> {
    let escapes = [&b"\x1b["[..], b"\xef\xbf\xbd[", b"["];
    let rest = escapes
        .iter()
        .find_map(|escape| text.strip_prefix(*escape))?;
    let length = rest
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_digit() || **byte == b';')
        .count();
    (length > 0 && rest.get(length) == Some(&b'm')).then(|| rest.get(length + 1..))?
}

/// `Unable to create record: …`
fn is_operation(line: &[u8]) -> bool {
    line.strip_prefix(b"Unable to ").is_some_and(|rest| {
        let word = rest.iter().take_while(|byte| byte.is_ascii_lowercase());
        let word = rest.get(..word.count()).unwrap_or_default();
        matches!(word, b"create" | b"fetch" | b"update" | b"delete" | b"page")
            && rest
                .get(word.len()..)
                .is_some_and(|rest| rest.starts_with(b" record"))
    })
}

/// `POST /Accounts/AC…/Messages.json` and nothing else: a method, and a path without blanks.
fn is_request(line: &[u8]) -> bool {
    let Some(blank) = memmem::find(line, b" /") else {
        return false;
    };
    let (method, path) = line.split_at(blank);
    matches!(method, b"GET" | b"POST" | b"PUT" | b"PATCH" | b"DELETE") && !path[1..].contains(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_of_the_block_hold_over_a_blank_line() {
        for line in [
            &b"Failed: HTTP Error Your request was:\n"[..],
            b"\x1b[36m\x1b[49mPOST /Services/VA0/Verifications\x1b[0m\n",
            b"POST /Accounts/AC0/Messages.json\r\n",
            b"Twilio returned the following information:\n",
            b"Unable to page record: x\n",
        ] {
            assert!(parts(line), "{}", String::from_utf8_lossy(line));
        }
        for line in [
            &b"Unable to create user\n"[..],
            b"POST /a 200\n",
            b"POST\n",
            b"\n",
            b"",
        ] {
            assert!(!parts(line) && !goes_on(line));
        }
        let head = b"\x1b[31m\x1b[49mHTTP Error\x1b[0m \x1b[37m\x1b[49mYour request was:\x1b[0m\n";
        assert!(begins(b"x.TwilioRestException: \n", head) && !begins(b"next\n", head));
        assert!(goes_on_below(
            b"Title: x\n",
            b"\x1b[37m\x1b[49mDetail\x1b[0m: y\n"
        ));
        assert!(!goes_on_below(b"Title: x\n", b"Body: y\n"));
        assert!(goes_on(b"\x1b[34m\x1b[49mUnable to fetch record\x1b[0m\n"));
        assert!(goes_on(b"https://www.twilio.com/docs/errors/21211\n"));
        for (before, line) in [
            (
                "# x.TwilioRestException: \n",
                "# HTTP Error Your request was:\n",
            ),
            ("# HTTP Error Your request was:\n", "#\n"),
            ("#\n", "# POST /Accounts/AC0/Messages.json\n"),
            ("\n", "> Twilio returned the following information:\n"),
            (
                "[36m[49mPOST /Accounts/AC0/Calls.json[0m\n",
                "[37m[49mTwilio returned the following information:[0m\n",
            ),
            (
                "\u{fffd}[37m\u{fffd}[49mTwilio returned the following information:\u{fffd}[0m\n",
                "\u{fffd}[34m\u{fffd}[49mAuthenticate\u{fffd}[0m\n",
            ),
            (
                "\u{fffd}[34mAuthenticate\u{fffd}[0m\n",
                "\u{fffd}[37mMore information may be available here:\u{fffd}[0m\n",
            ),
        ] {
            assert!(
                goes_on_marked(before.as_bytes(), line.as_bytes()),
                "{before}{line}"
            );
        }
        for (before, line) in [
            ("HTTP Error Your request was:\n", "GET\n"),
            (
                "GET\n",
                "https://api.twilio.com/2010-04-01/Accounts/AC0.json\n",
            ),
            (
                "https://api.twilio.com/x\n",
                "Twilio returned the following information:\n",
            ),
            (
                "Twilio returned the following information:\n",
                "Authenticate\n",
            ),
        ] {
            assert!(
                goes_on_plainly(before.as_bytes(), line.as_bytes()),
                "{before}{line}"
            );
        }
        for (before, line) in [
            ("# one\n", "# two\n"),
            ("# one\n", "#\n"),
            ("[2025-01-01] a\n", "[2025-01-01] b\n"),
            ("> he wrote\n", "> POST /a 200\n"),
            ("GET\n", "https://example.com/\n"),
            ("one\n", "GET\n"),
            ("one\n", "More information may be available here:\n"),
        ] {
            let (before, line) = (before.as_bytes(), line.as_bytes());
            assert!(!goes_on_marked(before, line) && !goes_on_plainly(before, line));
        }
        assert!(!goes_on(b"https://example.com/docs/\n"));
    }
}
