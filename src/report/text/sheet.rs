//! The sheet: lines gathered by what they are for, and which of them stay where a terminal has too few rows for all.

use super::{Palette, Style};
use crate::report::escape;

/// What lines are for, the most worth first: where there is too little room, what stands last goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The verdict with its counts, and whose fault it was; always there.
    Verdict,
    /// What to do next; always there.
    Next,
    /// The most frequent failure with what to do about it.
    First,
    /// Inputs that could not be read whole.
    Broken,
    /// The first command to type.
    Step,
    /// The other incidents and findings.
    Findings,
    /// The second of the most frequent failures.
    Second,
    /// The third.
    Third,
    /// Failures over time.
    Course,
    /// Verdicts on how the client behaved.
    Client,
    /// The table of pairs.
    Table,
    /// The other commands.
    Steps,
    /// Webhooks and deliveries.
    Apart,
    /// The worst resources.
    Resources,
    /// What makes the counts less than the whole truth.
    Caveats,
    /// Where the lines went.
    Coverage,
    /// What else is known of how the client behaved.
    Audit,
}

impl Part {
    /// What is left out, in a word or two.
    const fn name(self) -> &'static str {
        match self {
            Self::Verdict | Self::Next => "the verdict",
            Self::First | Self::Second | Self::Third => "top failures",
            Self::Broken => "broken inputs",
            Self::Step | Self::Steps => "commands",
            Self::Findings => "findings",
            Self::Course => "the course",
            Self::Client | Self::Audit => "the client's behaviour",
            Self::Table => "the table of pairs",
            Self::Apart => "webhooks and deliveries",
            Self::Resources => "worst resources",
            Self::Caveats => "caveats",
            Self::Coverage => "what was read",
        }
    }
}

/// One line as it is printed, and the rows of the terminal that it takes.
#[derive(Debug)]
struct Line {
    part: Part,
    text: String,
    rows: usize,
}

/// The lines so far, each cut to the width.
pub struct Sheet<'a> {
    pub style: &'a Style,
    /// Cells of a line.
    pub room: usize,
    /// What the lines that come next are for.
    pub part: Part,
    lines: Vec<Line>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub fn new(style: &'a Style) -> Self {
        Self {
            style,
            room: style.width.max(40),
            part: Part::Verdict,
            lines: Vec::new(),
        }
    }

    /// A line of one ink, cut to the width.
    pub fn line(&mut self, ink: &str, text: &str) {
        let text = escape::fit(text, self.room);
        let text = text.trim_end();
        self.inked(format!("{ink}{text}{}", self.reset(ink)), text);
    }

    /// A line that may be wider than the sheet.
    pub fn whole(&mut self, ink: &str, text: &str) {
        let text = escape::line(text, 4000);
        self.inked(format!("{ink}{text}{}", self.reset(ink)), &text);
    }

    /// A text in as many lines as whole sentences allow, at most `most`; its first sentence is never cut.
    pub fn sentences(&mut self, ink: &str, text: &str, most: usize) {
        for line in sentences(text, self.room, most) {
            self.line(ink, &line);
        }
    }

    /// A line with several inks; `plain` is what is seen of it.
    pub fn inked(&mut self, text: String, plain: &str) {
        let rows = escape::width(plain).div_ceil(self.room).max(1);
        let part = self.part;
        self.lines.push(Line { part, text, rows });
    }

    const fn reset(&self, ink: &str) -> &'static str {
        if ink.is_empty() {
            ""
        } else {
            self.style.palette.reset
        }
    }

    /// All lines; where there are fewer rows than that takes, those of the parts that are worth most, and what is missing.
    pub fn finish(self) -> String {
        let rows = |part: &dyn Fn(Part) -> bool| -> usize {
            let lines = self.lines.iter().filter(|line| part(line.part));
            lines.map(|line| line.rows).sum()
        };
        let all = rows(&|_| true);
        let Some(height) = self.style.height.filter(|height| all > *height) else {
            return self.text(|_| true);
        };
        // The note on what is missing takes three rows of eighty cells.
        let room = height.saturating_sub(3);
        let mut parts: Vec<Part> = self.lines.iter().map(|line| line.part).collect();
        parts.sort_unstable();
        parts.dedup();
        let (mut kept, mut used, mut missing) = (Vec::new(), 0, Vec::new());
        for part in parts {
            let takes = rows(&|one| one == part);
            if part <= Part::Next || used + takes <= room {
                used += takes;
                kept.push(part);
            } else if !missing.contains(&part.name()) {
                missing.push(part.name());
            }
        }
        let note = format!(
            "left out on this screen: {}; pipe it into less for all of it",
            missing.join(", ")
        );
        let mut out = self.text(|part| kept.contains(&part));
        let Palette { faint, reset, .. } = self.style.palette;
        let reset = if faint.is_empty() { "" } else { reset };
        for line in super::wrapped(&note, self.room) {
            out.extend([faint, line.as_str(), reset, "\n"]);
        }
        out
    }

    fn text(&self, wanted: impl Fn(Part) -> bool) -> String {
        let lines = self.lines.iter().filter(|line| wanted(line.part));
        let mut out = String::new();
        for line in lines {
            out.push_str(&line.text);
            out.push('\n');
        }
        out
    }
}

/// A text in lines of `room` cells: as many whole sentences as `most` lines hold, and always the first.
fn sentences(text: &str, room: usize, most: usize) -> Vec<String> {
    let ends = text.match_indices(". ").map(|(place, _)| place + 1);
    let ends: Vec<usize> = ends
        .filter(|end| {
            let next = text[*end..].trim_start().chars().next();
            next.is_some_and(char::is_uppercase)
        })
        .collect();
    let mut shown = super::wrapped(text, room);
    for end in ends.into_iter().rev() {
        if shown.len() <= most {
            break;
        }
        shown = super::wrapped(&text[..end], room);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_never_cut() {
        let text = "Look for test keys, e.g. those of a stage, and deploy. Then send the right pair. See why.";
        assert_eq!(sentences(text, 100, 1).len(), 1);
        assert_eq!(
            sentences(text, 60, 1),
            ["Look for test keys, e.g. those of a stage, and deploy."]
        );
        assert_eq!(
            sentences(text, 30, 1).concat().replace("     ", " "),
            "Look for test keys, e.g. those of a stage, and deploy."
        );
    }
}
