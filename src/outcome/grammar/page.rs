//! Lines that are written for people and tell of no call: headings, tables, items in bold, the entries of a change log.

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
    MARKS.iter().any(|mark| line.starts_with(mark)) || line.contains("// ") || is_change(line)
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
        ] {
            assert!(is_page(line), "{line}");
        }
        for line in [
            "test: ",
            "fix: ",
            "- sms failed: ",
            "ci 2025-01-01 (x): ",
            "docs (a b): ",
            "",
        ] {
            assert!(!is_page(line), "{line}");
        }
    }
}
