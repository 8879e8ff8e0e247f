//! Making text of unknown origin inert: for a terminal, for Markdown, for JSON on a terminal, and for link targets.
//!
//! HTML escapes through the template engine and SVG through its writer; both get text that went through [`line()`] or
//! [`block`] first, because neither XML nor a reader's eye can bear control characters and invisible marks.

use std::fmt::Write;

/// True for characters that show nothing and can steer a terminal, reorder text, or are not allowed in XML.
fn hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// One line: white space becomes blanks, hidden characters go, and what is longer than `limit` characters ends in `…`.
#[must_use]
pub fn line(text: &str, limit: usize) -> String {
    shown(text, limit, |character| match character {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        other if hidden(other) => None,
        other => Some(other),
    })
}

/// Several lines: as [`line()`], but line feeds stay.
#[must_use]
pub fn block(text: &str, limit: usize) -> String {
    shown(text, limit, |character| match character {
        '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        other if hidden(other) => None,
        other => Some(other),
    })
}

fn shown(text: &str, limit: usize, keep: impl Fn(char) -> Option<char>) -> String {
    let mut kept = text.chars().filter_map(keep);
    let mut out: String = kept.by_ref().take(limit).collect();
    if kept.next().is_some() {
        out.pop();
        out.push('…');
    }
    out
}

/// Cells that a character takes on a terminal; an estimate by block, good for cutting.
fn cells(character: char) -> usize {
    match character {
        '\u{0300}'..='\u{036F}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

/// Terminal cells that a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// One inert line of at most `room` terminal cells; what is cut ends in `…`.
#[must_use]
pub fn fit(text: &str, room: usize) -> String {
    // Four characters per cell leave room for combining marks, and a megabyte token costs no megabyte of work.
    let text = line(text, room.saturating_mul(4).saturating_add(4));
    if width(&text) <= room {
        return text;
    }
    let mut out = String::new();
    let mut used = 0;
    for character in text.chars() {
        used += cells(character);
        if used >= room {
            break;
        }
        out.push(character);
    }
    let mut out = out.trim_end().to_string();
    if room > 0 {
        out.push('…');
    }
    out
}

/// True when [`json`] would change nothing.
#[must_use]
pub fn is_json(text: &str) -> bool {
    // No early end within a part, so that many bytes are compared at once.
    let plain = |part: &[u8]| {
        part.iter()
            .fold(true, |all, byte| all & matches!(byte, b'\n' | b' '..=b'~'))
    };
    text.as_bytes().chunks(256).all(plain) || !text.chars().any(|one| one != '\n' && hidden(one))
}

/// JSON text whose strings hold no raw character that could steer a terminal: the same value, `\uXXXX` in its place.
#[must_use]
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character != '\n' && hidden(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// JSON text that can stand in a script block of HTML: as [`json`], and nothing in it can end the block or open a comment.
#[must_use]
pub fn json_in_html(text: &str) -> String {
    json(text)
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// Text of HTML, and of its attributes in double quotes.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Inline Markdown that shows the text as it is; fit for table cells, not for the start of a line.
#[must_use]
pub fn markdown(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let text = line(text, limit);
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    while let Some(character) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' => out.push_str("&#124;"),
            // Bare addresses become links by their `://` and their `www.`; other colons and dots are left readable.
            ':' if next == ' ' || next.is_ascii_digit() => out.push(':'),
            '.' if !before.eq_ignore_ascii_case(&'w') => out.push('.'),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '~' | '^' | '$' | '@' | ':' | '.' => {
                out.extend(['\\', character]);
            }
            other => out.push(other),
        }
        before = character;
    }
    out
}

/// A Markdown code span; fit for table cells, where a bar would end the cell and is shown as `¦`.
#[must_use]
pub fn markdown_code(text: &str, limit: usize) -> String {
    let text = line(text, limit).replace('|', "¦");
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.is_empty() || text.contains('`') || text.starts_with(' ') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A fenced Markdown block, each line indented by `indent` blanks so that it can stand in a list.
#[must_use]
pub fn markdown_block(text: &str, limit: usize, indent: usize) -> String {
    let text = block(text, limit);
    let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
    let margin = " ".repeat(indent);
    let mut out = format!("{margin}{fence}text\n");
    for part in text.lines() {
        let _ = writeln!(out, "{margin}{part}");
    }
    let _ = writeln!(out, "{margin}{fence}");
    out
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// The address if it is a plain page of Twilio's documentation, the only kind of link that is made clickable.
#[must_use]
pub fn docs_link(address: &str) -> Option<&str> {
    let path = address.strip_prefix("https://www.twilio.com/docs/")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.#".contains(&byte);
    (address.len() <= 200 && path.bytes().all(plain)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_text_is_plain() {
        assert_eq!(line("a\u{1b}[31mb\u{202e}c\nd\u{9b}", 99), "a[31mbc d");
        assert_eq!(line("abcdef", 4), "abc…");
        assert_eq!(fit("abcdef", 6), "abcdef");
        assert_eq!(fit("abcdefg", 6), "abcde…");
        assert_eq!(fit("漢字漢字", 5), "漢字…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit(&"x".repeat(1 << 20), 10).chars().count(), 10);
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_text_it_is_inert(text in "\\PC*|(?s).*", room in 0usize..200) {
            let shown = fit(&text, room);
            assert!(width(&shown) <= room && !shown.chars().any(hidden));
            assert!(!block(&text, room).chars().any(|one| one != '\n' && hidden(one)));
            let code = markdown_code(&text, room);
            let fence = code.len() - code.trim_start_matches('`').len();
            assert!(code.len() >= 2 * fence && !code.contains('|') && !code.contains('\n'));
            let value: String = serde_json::from_str(&json(&serde_json::to_string(&text).unwrap())).unwrap();
            assert_eq!(value, text);
        }
    }

    #[test]
    fn markdown_text_is_inert() {
        assert_eq!(
            markdown("a|b `c` [d](e) <f> *g*", 99),
            r"a&#124;b \`c\` \[d\](e) &lt;f&gt; \*g\*"
        );
        assert_eq!(
            markdown("https://evil www.evil", 99),
            r"https\://evil www\.evil"
        );
        assert_eq!(
            markdown("From 09:20: 2.5 %, read it.", 99),
            "From 09:20: 2.5 %, read it."
        );
        assert_eq!(markdown_code("a`b``c|d", 99), "``` a`b``c¦d ```");
        assert_eq!(markdown_code("voice/Calls", 99), "`voice/Calls`");
        assert_eq!(
            markdown_block("x\n```\ny", 99, 2),
            "  ````text\n  x\n  ```\n  y\n  ````\n"
        );
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"a": "x\u{202e}\u{7f}\u{9b}\u{e0001}\n"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(text.contains(r"\u202e\u007f\u009b\udb40\udc01\n"), "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }

    #[test]
    fn html_and_json_inside_it_end_nothing() {
        assert_eq!(html("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
        let value = serde_json::json!({"a": "</script><!--&\u{2028}"});
        let text = json_in_html(&value.to_string());
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }

    #[test]
    fn only_documentation_is_linked() {
        assert!(docs_link("https://www.twilio.com/docs/api/errors/21211").is_some());
        for bad in [
            "javascript:alert(1)",
            "https://www.twilio.com/docs/\"><b",
            "https://www.twilio.com.evil/docs/x",
        ] {
            assert_eq!(docs_link(bad), None);
        }
    }
}
