//! What to type next: the commands, with the paths and filters of this run.

use super::{Part, Sheet};
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::PairRow;
use crate::report::model::incident::FindingRow;
use crate::report::verdict::{self, Verdict};

/// What was typed, as words of a command line.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Paths and filters; empty stands for "whatever it was".
    pub reading: Vec<String>,
    /// How incidents were looked for, which decides what incident 1 is.
    pub detection: Vec<String>,
    /// The folder of the reports, if they were written.
    pub out: Option<String>,
    /// What the logs have where nothing is as asked, a line each.
    pub others: Vec<String>,
}

/// The longest list of paths and filters that is repeated; a shell that expands a pattern makes thousands of paths.
const LONG: usize = 1000;

/// One command a line, with what it is for where there is room.
pub fn steps(sheet: &mut Sheet<'_>, page: &Page<'_>, verdict: &Verdict<'_>, typed: &Typed) {
    let Some(row) = verdict::pair_to_see(page.report, verdict) else {
        return;
    };
    let reading = joined(&typed.reading);
    let judged = joined(&typed.judged());
    let mut all: Vec<(String, &str)> = Vec::new();
    if let Some(row) = verdict::incident(page.report) {
        let command = format!("faultlens postmortem {}", typed.on(row, page));
        all.push((command, "a draft on the incident"));
    } else if let Some(row) = verdict::finding(page.report) {
        let command = format!("faultlens postmortem {}", typed.on(row, page));
        all.push((command, "a draft on the finding"));
    }
    all.push(match &typed.out {
        Some(folder) => {
            let path = std::path::Path::new(folder).join("report.html");
            (
                format!("open {}", quoted(&path.display().to_string())),
                "the page, with filters",
            )
        }
        None => (
            format!("faultlens analyze {judged} --out report"),
            "a page with filters",
        ),
    });
    all.push((
        format!("faultlens extract {reading} | jq -c '{}'", select(row)),
        "its calls",
    ));
    if let Some(command) = verdict::explain(row) {
        all.push((command, "what it means"));
    }
    let width = all
        .iter()
        .map(|(command, _)| escape::width(command))
        .max()
        .unwrap_or(0);
    let palette = sheet.style.palette;
    sheet.part = Part::Step;
    for (command, about) in all {
        let gap = " ".repeat(width.saturating_sub(escape::width(&command)) + 2);
        let whole = format!("  {command}{gap}{about}");
        if escape::width(&whole) <= sheet.room {
            sheet.line(palette.faint, &whole);
        } else {
            // A command that is cut off cannot be typed; the terminal wraps it.
            sheet.whole(palette.faint, &format!("  {command}"));
        }
        sheet.part = Part::Steps;
    }
}

/// A filter of jq for a pair; only numbers stand in it.
fn select(row: &PairRow) -> String {
    let told = |name: &str, value: Option<u32>| value.map(|value| format!(".{name} == {value}"));
    let pair = told("twilio_code", row.twilio_code)
        .or_else(|| told("http_status", row.http_status.map(u32::from)));
    let pair = pair.unwrap_or_else(|| ".class == \"no_response\"".to_owned());
    format!("select({pair})")
}

impl Typed {
    /// What is read and how it is judged.
    fn judged(&self) -> Vec<String> {
        [self.reading.as_slice(), &self.detection].concat()
    }

    /// The words that choose an incident or a finding: its number among those of what was read and judged.
    fn on(&self, incident: &FindingRow, page: &Page<'_>) -> String {
        let report = page.report;
        let mut rows = report.incidents.iter().chain(&report.findings);
        let place = rows.position(|row| std::ptr::eq(row, incident));
        let number = place.map_or(1, |place| place + 1);
        format!("{} --incident {number}", joined(&self.judged()))
    }
}

/// Words of a command line.
fn joined(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let words = words.join(" ");
    if words.is_empty() || words.len() > LONG {
        "…".to_owned()
    } else {
        words
    }
}

/// A word for a shell: as it is where nothing in it means anything to one, else in single quotes.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./,:@%+=".contains(&byte);
    let safe = escape::line(word, 200);
    if safe == "…" || !safe.is_empty() && safe.bytes().all(plain) {
        return safe;
    }
    format!("'{}'", safe.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{Typed, joined, quoted};

    #[test]
    fn words_are_safe_to_type() {
        assert_eq!(quoted("logs/app.log"), "logs/app.log");
        assert_eq!(quoted("logs/**/*.gz"), "'logs/**/*.gz'");
        assert_eq!(quoted("it's; rm -rf $HOME"), r"'it'\''s; rm -rf $HOME'");
        assert_eq!(quoted("a\u{1b}[2Jb\n"), "'a[2Jb '");
        let many = Typed {
            reading: vec!["x".repeat(60); 30],
            ..Typed::default()
        };
        let some = Typed {
            reading: vec!["x".repeat(60); 5],
            detection: vec!["--alpha".into(), "0.001".into()],
            ..Typed::default()
        };
        assert_eq!(joined(&many.judged()), "…");
        assert_eq!(joined(&Typed::default().judged()), "…");
        assert!(joined(&some.judged()).ends_with("xx --alpha 0.001"));
    }
}
