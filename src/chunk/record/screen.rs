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

/// A line without the colours around it and its line end.
fn plain(line: &[u8]) -> &[u8] {
    let mut text = line.trim_ascii_end();
    while let [0x1b, b'[', rest @ ..] = text {
        let Some(end) = rest.iter().take(8).position(|byte| *byte == b'm') else {
            break;
        };
        text = rest.get(end + 1..).unwrap_or_default();
    }
    text.strip_suffix(b"\x1b[0m").unwrap_or(text)
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
        assert!(!goes_on(b"https://example.com/docs/\n"));
    }
}
