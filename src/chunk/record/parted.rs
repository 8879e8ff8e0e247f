//! Texts that programs print over several lines without indenting them: error bodies in XML, an error's message below its
//! class, PowerShell's place of an error, the answer below a request of Ruby's `RestClient`, boxes of Twilio's command line.

use memchr::memmem;

/// The elements of an error body that stand side by side.
const ELEMENTS: [&[u8]; 5] = [
    b"<Code>",
    b"<Message>",
    b"<MoreInfo>",
    b"<Status>",
    b"<Detail>",
];

/// The ends of elements that may have a line of their own.
const ENDS: [&[u8]; 3] = [b"</Message>", b"</RestException>", b"</TwilioResponse>"];

/// The side of a box.
const BAR: &[u8] = "\u{2502}".as_bytes();

/// True when a line goes on with what the line before it prints.
pub(super) fn joins(before: &[u8], line: &[u8]) -> bool {
    let above = before.trim_ascii();
    match line {
        [b'<', ..] => is_element(above, line),
        [b'(', ..] => [&b"(code: "[..], b"(Code "]
            .iter()
            .any(|start| line.starts_with(start)),
        [b'A', b't', b' ', ..] => !above.is_empty() && memmem::find(line, b" char:").is_some(),
        [b'+', b' ', ..] => before.starts_with(b"+ ") || before.starts_with(b"At "),
        [b'#', b' ', b'=', b'>', b' ', ..] => memmem::find(before, b"RestClient.").is_some(),
        [b'{', b':', ..] => {
            line.starts_with(b"{:error, ") && memmem::find(before, b"ExTwilio.").is_some()
        }
        [0xe2, ..] => is_boxed(above, line.trim_ascii()),
        [b'A'..=b'Z' | b'a'..=b'z' | b'\'', ..] => {
            above == b"<Message>" || above.ends_with(b"RestException [Error]:")
        }
        _ => false,
    }
}

/// True for an element of an error body below another one.
fn is_element(above: &[u8], line: &[u8]) -> bool {
    let starts = |all: &[&[u8]]| all.iter().any(|start| line.starts_with(start));
    if line.starts_with(b"<RestException>") {
        return above.ends_with(b"<TwilioResponse>");
    }
    let below = above.first() == Some(&b'<') || above.ends_with(b"<RestException>");
    starts(&ENDS) || (below && starts(&ELEMENTS))
}

/// True within a box, of whose lines every other one is empty: rows of a table stand for themselves.
fn is_boxed(above: &[u8], line: &[u8]) -> bool {
    let both = above.starts_with(BAR) && line.starts_with(BAR);
    both && (above.len() == BAR.len() || line.len() == BAR.len())
}

#[cfg(test)]
mod tests {
    use super::joins;

    #[test]
    fn only_lines_of_one_printed_text_go_on() {
        for (before, line) in [
            ("<TwilioResponse>\n", "<RestException>\n"),
            ("ERROR body: <TwilioResponse>\n", "<RestException>\n"),
            ("<RestException>\n", "<Code>20404</Code>\n"),
            ("<Message>\n", "The requested resource was not found\n"),
            ("was not found\n", "</Message>\n"),
            ("</Message>\n", "<MoreInfo>x</MoreInfo>\n"),
            (
                "x error: RestException [Error]:\n",
                "Invalid From and To pair\n",
            ),
            ("should be of the same channel\n", "(code: 21910)\n"),
            ("Invoke-RestMethod : (401)\n", "At C:\\a.ps1:12 char:13\n"),
            ("At C:\\a.ps1:12 char:13\n", "+ $x = Invoke-RestMethod\n"),
            ("+ $x = Invoke-RestMethod\n", "+      ~~~\n"),
            ("RestClient.post \"https://x\"\n", "# => 400 BadRequest |\n"),
            (
                ">> ExTwilio.Message.create(%{})\n",
                "{:error, \"x\", 400}\n",
            ),
            ("\u{2502} ERROR x\n", "\u{2502} \n"),
            ("\u{2502}\n", "\u{2502} Authenticate\n"),
        ] {
            assert!(joins(before.as_bytes(), line.as_bytes()), "{before}{line}");
        }
        for (before, line) in [
            ("x\n", "<Code>20404</Code>\n"),
            ("<Event>\n", "<Event>\n"),
            ("<a>\n", "<RestException>\n"),
            ("<Message>\n", "2025-01-01 x\n"),
            ("RestException [Error]: x\n", "next\n"),
            ("x\n", "(code)\n"),
            ("\n", "At 10:00 char: x\n"),
            ("x\n", "At 10:00 we met\n"),
            ("x\n", "+ y\n"),
            ("x\n", "# => 400\n"),
            ("x\n", "{:error, \"x\", 400}\n"),
            ("\u{2502} 1 \u{2502}\n", "\u{2502} 2 \u{2502}\n"),
            ("", ""),
        ] {
            assert!(!joins(before.as_bytes(), line.as_bytes()), "{before}{line}");
        }
    }
}
