//! The block that twilio-python prints of an error where a person looks on: blank lines part its lines, and they are one
//! record all the same. Whoever copies it leaves its colours behind, and what is left has no other mark.

use memchr::memmem;

/// What heads the parts of the block.
const HEADS: [&[u8]; 2] = [
    b"Twilio returned the following information:",
    b"More information may be available here:",
];

/// Where the block begins, at the end of its first line.
const BEGINS: &[u8] = b"HTTP Error Your request was:";

/// True when a blank line stands inside a block: the line before it is one of the block's.
pub(super) fn parts(before: &[u8]) -> bool {
    let line = before.trim_ascii_end();
    line.ends_with(BEGINS) || HEADS.contains(&line) || is_operation(line) || is_request(line)
}

/// True for a line that goes on with a block behind a blank line.
pub(super) fn goes_on(line: &[u8]) -> bool {
    match line {
        [b'T' | b'M', ..] => HEADS.iter().any(|head| line.starts_with(head)),
        [b'U', ..] => is_operation(line),
        [b'h', ..] => line.starts_with(b"https://www.twilio.com/docs/"),
        [b'G' | b'P' | b'D', ..] => is_request(line.trim_ascii_end()),
        _ => false,
    }
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
        assert!(goes_on(b"https://www.twilio.com/docs/errors/21211\n"));
        assert!(!goes_on(b"https://example.com/docs/\n"));
    }
}
