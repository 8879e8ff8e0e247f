//! Where words stand in a program's own text, which tells of no call: in the call of a logger, an assertion, a comparison.

/// How far before the words the program's text is looked at.
const REACH: usize = 160;

/// Functions that are called with words in quotes.
const CALLS: [&str; 51] = [
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
    "contain",
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
    "anyhow",
    "bail",
    "panic",
    "error_log",
];

/// What stands before the name of a function, or before a class that is thrown.
const WRITERS: [&str; 9] = [
    "log", "logger", "logging", "console", "throw", "raise", "return", "assert", "new",
];

/// What alone stands before a quote that a statement compares.
const STATEMENTS: [&str; 15] = [
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
    "puts",
    "echo",
    "print",
    "die",
    "fail",
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
#[must_use]
pub fn last_line(text: &str) -> &str {
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
    [
        "==",
        "!=",
        ".into()",
        ".to_string()",
        ".to_owned()",
        ".format(",
    ]
    .iter()
    .any(|next| behind.starts_with(next))
        || (begins && (behind.starts_with(':') || behind.starts_with("=>")))
}

/// True when what stands before the words, on their line, is a program's own text: `logger.warning("`, `expect(x).toBe("`,
/// `assert '`, `message === "`, `code = 20003  # `.
#[must_use]
pub fn is_source(before: &str) -> bool {
    let line = last_line(end(before, REACH));
    if super::is_listed(line) {
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

/// True when a quote that stands behind this opens words that a program compares or hands over.
fn opens(before: &str) -> bool {
    let opened = before.trim_end_matches(['f', '$', 'r', ' ']);
    let ends = [
        "==", "!=", "=~", "== (", "!= (", "assert", "pattern:", "regex:", "match:",
    ];
    if ends.iter().any(|end| opened.ends_with(end)) || STATEMENTS.contains(&before.trim()) {
        return true;
    }
    if hands_on(before, opened) || is_template(before) || is_numbered(before) {
        return true;
    }
    // The words need not be the first that the call is given.
    let opened = opened.replace("()", "");
    let Some((call, given)) = opened.rsplit_once('(') else {
        return false;
    };
    let object = given.starts_with(['{', '[']) && given.ends_with([':', ',', '{', '[', '>']);
    let first = given.is_empty() || given.ends_with(',') || object;
    let mut words = call
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .rev()
        .filter(|word| !word.is_empty())
        .take(3)
        .enumerate();
    let method = |word: &str| {
        let object = call.strip_suffix(word);
        METHODS.contains(&word) && object.is_some_and(|object| object.ends_with(['.', '>']))
    };
    first
        && !call.ends_with(' ')
        && words.any(|(place, word)| match place {
            0 => CALLS.contains(&word) || word.starts_with("assert") || method(word),
            _ => WRITERS.contains(&word),
        })
}

/// Methods that take words, whatever their object is called; without an object a printed value may have such a name.
const METHODS: [&str; 13] = [
    "error", "warn", "warning", "info", "debug", "fatal", "critical", "alert", "flash", "json",
    "send", "reject", "fail",
];

/// Statements that hand on what they build.
const RETURNS: [&str; 4] = ["return ", "yield ", "raise ", "throw "];

/// What a line begins with that gives a value a name.
const NAMES: [&str; 12] = [
    "let ", "const ", "var ", "val ", "final ", "static ", "private ", "public ", "String ",
    "string ", "self.", "this.",
];

/// True before a quote that a statement hands on or gives a name: `return False, f"`, `return { error: '`, `const text = "`,
/// `text := "`. `opened` lacks what prefixes the quote.
fn hands_on(before: &str, opened: &str) -> bool {
    let line = before.trim_start_matches([' ', '\t', '{', '}']);
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let inside = line.contains(['{', '(', '[']);
    let handed =
        opened.ends_with(['(', ',', '{', '[', '+', '?', '=']) || (opened.ends_with(':') && inside);
    let right_behind = RETURNS.iter().any(|word| {
        let ahead = opened.strip_suffix(word.trim_end());
        ahead.is_some_and(|ahead| ahead.trim_end().is_empty() || ahead.ends_with("{ "))
    });
    if right_behind || (begins(&RETURNS) && handed) {
        return true;
    }
    let variable = line.starts_with('$') && !line.starts_with("$ ");
    opened.ends_with(":=") || (opened.ends_with('=') && (variable || begins(&NAMES)))
}

/// True before the words of a number in a table: `{21211: "`, `  503 => '`.
fn is_numbered(before: &str) -> bool {
    let key = before.trim_end();
    let key = key.strip_suffix(':').or_else(|| key.strip_suffix("=>"));
    key.is_some_and(|key| {
        let key = key.trim_end_matches(' ');
        let ahead = key.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let opens = ahead.trim_end();
        ahead.len() < key.len() && (opens.is_empty() || opens.ends_with(['{', ',', '[']))
    })
}

/// True before a quote that a template opens, which only programs have: `= f"`, `(f'`, `: $"`.
fn is_template(before: &str) -> bool {
    ["f", "rf", "fr", "$", "$@"].iter().any(|prefix| {
        let ahead = before.strip_suffix(prefix).map(str::trim_end);
        ahead.is_some_and(|ahead| ahead.ends_with(['=', '(', ',', '[', '{', '+', ':']))
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
            "        return False, f\"",
            "  return { success: false, error: '",
            "    return res.status(502).json({ error: `",
            "if err != nil { return \"",
            "  yield (False, '",
            "const text = \"",
            "  this.message = '",
            "\tmsg := \"",
            "$text = \"",
            "    result = {\"ok\": False, \"error\": f\"",
            "text = f'",
            "st.error(\"",
            "res.status(401).json({ error: \"",
            "errors = {21211: \"",
            "    21211 => '",
            "$this->fail('",
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
            "returned error: \"",
            "return code 401: \"",
            "error(\"",
            "error 21211: \"",
            "Error({ message: \"",
            "level=error err=\"",
            "error = \"",
            "the cost of \"",
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
