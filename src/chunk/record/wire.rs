//! Blocks in which a client prints what goes over the wire: `curl -v` (`> ` and `< ` before each line) and `http.client` of
//! Python with its debug level (`send:`, `reply:`, `header:`). Only lines of these very forms go on: `> ` begins a quotation
//! too, and `* ` an item of a list.

use memchr::memmem;
use std::sync::LazyLock;

/// What curl remarks between a request and its answer, and behind the answer.
const REMARKS: [&[u8]; 13] = [
    b"TLSv1",
    b"old SSL session",
    b"Mark bundle as",
    b"upload completely",
    b"Upload complete",
    b"We are completely uploaded",
    b"Request completely sent off",
    b"Connection state changed",
    b"Connection #",
    b"Closing connection",
    b"HTTP 1.",
    b"HTTP error before end of send",
    b"schannel: ",
];

/// True when a line goes on with the block that the line before it belongs to.
pub(super) fn joins(before: &[u8], line: &[u8]) -> bool {
    // urllib3 tells of each answer too, right behind what http.client printed of it.
    if before.starts_with(b"header: ") || before.starts_with(b"reply: ") {
        return line.starts_with(b"header: ")
            || memmem::find(line, b"urllib3.connectionpool").is_some();
    }
    match line {
        [b'>', rest @ ..] => before.first() == Some(&b'>') && (is_empty(rest) || is_header(rest)),
        [b'<', rest @ ..] => match rest {
            [b' ', b'H', b'T', b'T', b'P', b'/', ..] => sent(before) || is_empty_answer(before),
            _ => before.starts_with(b"< ") && (is_empty(rest) || is_header(rest)),
        },
        [b'*', ..] => is_remark(line) && (sent(before) || received(before)),
        [b'{', b' ', b'[', ..] => before.first() == Some(&b'<') || is_remark(before),
        [b'{', ..] => is_empty_answer(before) || is_remark(before) || is_counted(before),
        [b'0'..=b'9' | b' ', ..] => is_progress(line) && (received(before) || sent(before)),
        [b's', ..] => is_sent(line) && before.starts_with(SEND) && !is_request(line),
        [b'r', ..] => line.starts_with(b"reply: ") && before.starts_with(SEND),
        _ => false,
    }
}

const SEND: &[u8] = b"send: ";

/// True for lines of a request, and for what may be remarked behind it.
fn sent(before: &[u8]) -> bool {
    before.first() == Some(&b'>') || before.starts_with(b"} [") || is_remark(before)
}

/// True for lines of an answer, and for what is remarked of its body.
fn received(before: &[u8]) -> bool {
    before.first() == Some(&b'<') || is_counted(before) || is_progress(before)
}

/// Times that curl does not know yet. Built once: it is looked for in every line that begins with a digit.
static PROGRESS: LazyLock<memmem::Finder<'static>> =
    LazyLock::new(|| memmem::Finder::new("--:--:--"));

/// True for a line of curl's progress meter.
pub(super) fn is_progress(line: &[u8]) -> bool {
    PROGRESS.find(line).is_some()
}

/// `{ [855 bytes data]`
fn is_counted(line: &[u8]) -> bool {
    line.starts_with(b"{ [") && memmem::find(line, b"bytes data]").is_some()
}

fn is_remark(line: &[u8]) -> bool {
    line.strip_prefix(b"* ")
        .is_some_and(|words| REMARKS.iter().any(|remark| words.starts_with(remark)))
}

fn is_empty(rest: &[u8]) -> bool {
    let end = rest.iter().position(|byte| *byte == b'\n');
    rest.get(..end.unwrap_or(rest.len()))
        .is_some_and(|rest| rest.trim_ascii().is_empty())
}

/// True for the `<` that ends the headers of an answer.
fn is_empty_answer(before: &[u8]) -> bool {
    before.first() == Some(&b'<') && is_empty(before.get(1..).unwrap_or_default())
}

/// ` Name: `, as headers are written; a sentence has blanks before its colon.
fn is_header(rest: &[u8]) -> bool {
    let Some(name) = rest.strip_prefix(b" ") else {
        return false;
    };
    let length = name
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(byte))
        .count();
    length > 1 && name.get(length - 1) == Some(&b':')
}

fn is_sent(line: &[u8]) -> bool {
    line.starts_with(b"send: b'") || line.starts_with(b"send: b\"")
}

/// True where another request begins, which may go over the same connection.
fn is_request(line: &[u8]) -> bool {
    let Some(rest) = line.get(b"send: b'".len()..) else {
        return false;
    };
    let method = rest
        .iter()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    (3..=7).contains(&method) && rest.get(method) == Some(&b' ')
}

#[cfg(test)]
mod tests {
    use super::joins;

    #[test]
    fn only_lines_of_a_dump_go_on() {
        for (before, line) in [
            ("> POST /a HTTP/1.1\n", "> Host: api.twilio.com\n"),
            ("> Accept: */*\n", "> \n"),
            (">\n", "< HTTP/2 401 \n"),
            ("> \n", "* upload completely sent off: 54 bytes\n"),
            (
                "* Request completely sent off\n",
                "< HTTP/1.1 201 CREATED\n",
            ),
            ("< HTTP/2 401 \n", "< content-type: application/json\n"),
            ("< content-length: 1\n", "< \n"),
            ("< \n", "{ [205 bytes data]\n"),
            (
                "{ [205 bytes data]\n",
                "* Connection #0 to host x left intact\n",
            ),
            (
                "* Connection #0 to host x left intact\n",
                "{\"code\":20003}\n",
            ),
            ("< \r\n", "{\"code\":20003}\n"),
            ("send: b'POST /a HTTP/1.1\\r\\n'\n", "send: b'To=1'\n"),
            (
                "send: b'To=1'\n",
                "reply: 'HTTP/1.1 400 BAD REQUEST\\r\\n'\n",
            ),
            ("header: A: b\n", "header: C: d\n"),
            (
                "header: A: b\n",
                "DEBUG:urllib3.connectionpool:https://a:443 \"GET / HTTP/1.1\" 200 1\n",
            ),
        ] {
            assert!(joins(before.as_bytes(), line.as_bytes()), "{before}{line}");
        }
        for (before, line) in [
            ("> He wrote: no\n", "> and more of it\n"),
            ("> a\n", "> [ERROR] x: y\n"),
            ("* one\n", "* two\n"),
            ("* one\n", "< HTTP/2 200\n"),
            ("> Host: x\n", "> GET /b HTTP/1.1\n"),
            ("< HTTP/2 200\n", "{\"level\":30}\n"),
            ("send: b'GET / HTTP/1.1'\n", "send: b'GET /b HTTP/1.1'\n"),
            ("x\n", "header: A: b\n"),
            ("x\n", "reply: ok\n"),
            ("header: A: b\n", "send: b'GET / HTTP/1.1'\n"),
            ("", ">"),
            ("", ""),
        ] {
            assert!(!joins(before.as_bytes(), line.as_bytes()), "{before}{line}");
        }
    }
}
