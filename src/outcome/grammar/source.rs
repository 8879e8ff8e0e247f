//! Where words stand in a program's own text, which tells of no call: in the call of a logger, an assertion, a comparison.

/// How far before the words the program's text is looked at.
const REACH: usize = 160;

/// Functions that are called with words in quotes.
const CALLS: [&str; 46] = [
    "log",
    "logger",
    "logging",
    "console",
    "throw",
    "raise",
    "return",
    "print",
    "println",
    "printf",
    "puts",
    "echo",
    "sprintf",
    "format",
    "Errorf",
    "test",
    "it",
    "describe",
    "expect",
    "toBe",
    "toEqual",
    "toThrow",
    "toContain",
    "toMatch",
    "equal",
    "strictEqual",
    "match",
    "contains",
    "str_contains",
    "includes",
    "startsWith",
    "has",
    "raises",
    "WriteLine",
    "check",
    "New",
    "compile",
    "search",
    "fullmatch",
    "indexOf",
    "endsWith",
    "Contains",
    "StartsWith",
    "EndsWith",
    "HasPrefix",
    "include",
];

/// What stands before the name of a function, or before a class that is thrown.
const WRITERS: [&str; 8] = [
    "log", "logger", "logging", "console", "throw", "raise", "return", "assert",
];

/// What alone stands before a quote that a statement compares.
const STATEMENTS: [&str; 10] = [
    "if",
    "elif",
    "elsif",
    "else if",
    "} else if",
    "if (",
    "else if (",
    "} else if (",
    "case",
    "when",
];

/// The end of a text, at most so many bytes.
#[must_use]
pub fn end(text: &str, length: usize) -> &str {
    let from = text.len().saturating_sub(length);
    let from = (from..=text.len()).find(|from| text.is_char_boundary(*from));
    text.get(from.unwrap_or(0)..).unwrap_or("")
}

/// True when the words at a place of a text are a program's own: by what stands before them, or because they stand in
/// quotes that are a key (`"401 Client Error": "check the token"`) or one side of a comparison.
#[must_use]
pub fn is_program(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    is_source(before) || is_compared(before, after)
}

/// The last line of a text.
fn last_line(text: &str) -> &str {
    let end = memchr::memrchr2(b'\n', b'\r', text.as_bytes());
    end.map_or(text, |end| &text[end + 1..])
}

/// True within quotes that open a line or follow a bracket, and that a colon or an arrow follows, or a comparison.
fn is_compared(before: &str, after: &str) -> bool {
    let before = last_line(before);
    let Some(open) = memchr::memrchr3(b'"', b'\'', b'`', before.as_bytes()) else {
        return false;
    };
    let after = after.split(['\n', '\r']).next().unwrap_or("");
    let (ahead, inside) = before.split_at(open);
    let Some(quote) = inside.chars().next() else {
        return false;
    };
    let Some((_, behind)) = after.split_once(quote) else {
        return false;
    };
    let behind = behind.trim_start();
    let ahead = ahead.trim_end_matches(['f', 'r', 'b', ' ', '\t']);
    let begins = ahead.is_empty() || ahead.ends_with(['{', '(', ',', '[']);
    behind.starts_with("==")
        || behind.starts_with("!=")
        || (begins && (behind.starts_with(':') || behind.starts_with("=>")))
}

/// True when what stands before the words, on their line, is a program's own text: `logger.warning("`, `expect(x).toBe("`,
/// `assert '`, `message === "`, `code = 20003  # `.
#[must_use]
pub fn is_source(before: &str) -> bool {
    let line = last_line(end(before, REACH));
    if is_listed(line) {
        return true;
    }
    if line.contains("  # ") && line.contains(" = ") {
        return true;
    }
    // A regular expression.
    if ["/", "/^"].iter().any(|end| line.ends_with(end)) && !line.ends_with("//") {
        return true;
    }
    let mut quotes = memchr::memchr3_iter(b'"', b'\'', b'`', line.as_bytes());
    quotes.any(|quote| opens(&line[..quote]))
}

/// True on a row or an item of a page about errors, which begins with the quoted words.
#[must_use]
pub fn is_listed(before: &str) -> bool {
    let line = last_line(before);
    ["| `", "- `", "* `"]
        .iter()
        .any(|mark| line.trim_start().starts_with(mark))
}

/// True when a quote that stands behind this opens words that a program compares or hands over.
fn opens(before: &str) -> bool {
    let opened = before.trim_end_matches(['f', '$', 'r', ' ']);
    let ends = ["==", "!=", "=~", "assert", "pattern:", "regex:", "match:"];
    if ends.iter().any(|end| opened.ends_with(end)) || STATEMENTS.contains(&before.trim()) {
        return true;
    }
    // The words need not be the first that the call is given.
    let opened = opened.replace("()", "");
    let Some((call, given)) = opened.rsplit_once('(') else {
        return false;
    };
    let first = given.is_empty() || given.ends_with(',');
    let mut words = call
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .rev()
        .filter(|word| !word.is_empty())
        .take(3)
        .enumerate();
    first
        && !call.ends_with(' ')
        && words.any(|(place, word)| match place {
            0 => CALLS.contains(&word) || word.starts_with("assert"),
            _ => WRITERS.contains(&word),
        })
}

#[cfg(test)]
mod tests {
    use super::{is_program, is_source};

    #[test]
    fn programs_are_told_from_what_they_print() {
        for source in [
            "logger.warning(\"",
            "  console.error(`[sms] ",
            "throw new Error('",
            "raise RuntimeError(\"",
            "expect(res.body.error).toBe(\"",
            "assert.equal(refused.error, \"",
            "assertEquals(\"",
            "if (str_contains($ex->getMessage(), '",
            "assert '",
            "if (error === \"",
            "print(\"Hint: ",
            "it(\"error-path: ",
            "err_code = 20003  # ",
            "| `twilio.base.exceptions.TwilioRestException: ",
            "    if \"",
            "} else if (\"",
            "  case '",
            "TIMEOUT = re.compile(r\"",
            "  err.message === '",
            "    [/",
            "  { pattern: '",
        ] {
            assert!(is_source(source), "{source}");
        }
        for printed in [
            "",
            "2025-01-01 ERROR ",
            "Error(\"",
            "Err(\"",
            "RuntimeError('",
            "raised unexpected: TwilioRestException('",
            "{\"error\":\"",
            "msg=\"",
            "it's over (really): ",
            "see http://",
            "HTTPError('",
        ] {
            assert!(!is_source(printed), "{printed}");
        }
    }

    #[test]
    fn quoted_keys_and_comparisons_are_programs() {
        let told = |text: &str| is_program(text, text.find("HTTP").unwrap());
        for source in [
            "    \"x HTTP 401\": \"check the token\",",
            "  'x HTTP 401' => 'check',",
            "if \"x HTTP 401\" == err:",
            "{ \"HTTP 401\": 3 }",
        ] {
            assert!(told(source), "{source}");
        }
        for printed in [
            "failed: \"x HTTP 401\": giving up",
            "{\"msg\": \"x HTTP 401\", \"n\": 1}",
            "with message 'x HTTP 401' in /a.php:1",
            "x HTTP 401: no",
        ] {
            assert!(!told(printed), "{printed}");
        }
    }
}
