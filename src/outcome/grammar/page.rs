//! Lines that are written for people and tell of no call: headings, tables, items in bold, comments, the entries of a change log, titles of tests.

/// What begins a line of a page.
const MARKS: [&str; 6] = ["##", "|", "- **", "* **", "- `", "If you "];

/// The kinds of changes, as the entries of generated change logs and commits name them.
const CHANGES: [&str; 11] = [
    "build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test",
];

/// True for the start of a line of a page about errors, and for what a program's own text says behind its code.
#[must_use]
pub fn is_page(before: &str) -> bool {
    let line = before.trim_start();
    // GitHub's runners mark errors so.
    let marked = MARKS.iter().any(|mark| line.starts_with(mark)) && !line.starts_with("##[");
    let comment = line.contains("// ") || before.starts_with(" * ");
    marked || comment || is_change(line) || is_title(line)
}

/// What test runners put before the title of a test: ticks, and the words of Go's and Jest's.
const TITLES: [&str; 6] = [
    "\u{2713} ",
    "\u{2714} ",
    "\u{221a} ",
    "--- PASS: ",
    "--- FAIL: ",
    "=== RUN ",
];

/// The title of a test, which quotes what it is about: `ok 12 - returns …`, `PASS test/sms.spec.js …`.
fn is_title(line: &str) -> bool {
    let counted = |line: &str| {
        let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
        rest.len() < line.len() && rest.starts_with(" - ")
    };
    let numbered = line
        .strip_prefix("not ")
        .unwrap_or(line)
        .strip_prefix("ok ");
    let file = ["PASS ", "FAIL "]
        .iter()
        .find_map(|word| line.strip_prefix(word));
    TITLES.iter().any(|mark| line.starts_with(mark))
        || numbered.is_some_and(counted)
        || file.is_some_and(is_test_file)
}

/// `- fix(sms): …`, `* feat: …`, `fix(sms): …`: alone, a kind without its place may be the name of a logger.
fn is_change(line: &str) -> bool {
    let entry = line.trim_start_matches(['-', '*', '+', ' ']);
    let listed = entry.len() < line.len();
    let Some((kind, _)) = entry.split_once(':') else {
        return false;
    };
    let kind = kind.strip_suffix('!').unwrap_or(kind);
    match kind.split_once('(') {
        Some((kind, place)) => {
            CHANGES.contains(&kind) && place.ends_with(')') && !place.contains(' ')
        }
        None => listed && CHANGES.contains(&kind),
    }
}

/// `test/sms.spec.js` behind a word for how it went.
fn is_test_file(behind: &str) -> bool {
    const PARTS: [&str; 3] = [".spec.", ".test.", "_test."];
    let name = behind.split(' ').next().unwrap_or("");
    PARTS.iter().any(|part| name.contains(part)) && !name.contains(['@', ':'])
}

/// True on a row or an item of a page about errors, which begins with the quoted words.
#[must_use]
pub fn is_listed(before: &str) -> bool {
    // What a guide is about stands in bold; trackers of errors put theirs in bold too.
    const MARKS: [&str; 7] = [
        "| `",
        "- `",
        "* `",
        "**Symptom",
        "**Problem",
        "**Issue",
        "**Cause",
    ];
    let line = super::last_line(before).trim_start();
    let quoted = !line.starts_with("**") || line.contains("** `");
    quoted && MARKS.iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn pages_are_told_from_logs() {
        for line in [
            "## Twilio: ",
            "| 21610 | Twilio ",
            "- fix(sms): treat ",
            "* feat: retry ",
            "fix(api)!: ",
            "- **Twilio ",
            "ok 12 - returns ",
            "not ok 3 - returns ",
            "  \u{2713} handles ",
            "PASS test/sms.spec.js ",
        ] {
            assert!(is_page(line), "{line}");
        }
        for line in [
            "test: ",
            "fix: ",
            "- sms failed: ",
            "*** failed: ",
            "ci 2025-01-01 (x): ",
            "docs (a b): ",
            "ok 12 ",
            "FAIL ",
            "##[error]",
            "",
        ] {
            assert!(!is_page(line), "{line}");
        }
    }
}
