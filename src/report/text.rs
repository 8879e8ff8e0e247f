//! The terminal summary: one screen whose first five lines say what failed, whose fault it is and what to do.

mod behaviour;
mod findings;
mod head;
mod sheet;
mod spark;
mod steps;
mod table;
#[cfg(test)]
mod tests;

use super::contract::Page;
use super::escape;
use super::model::ResourceRow;
use super::people;
use super::verdict::{self, Outcome, Side, Verdict};
use sheet::{Part, Sheet};

pub use steps::Typed;

/// How the summary looks; finding out what the terminal can do is the caller's part.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Terminal cells per line; less than 40 is taken as 40.
    pub width: usize,
    /// Rows of the table of pairs.
    pub rows: usize,
    /// Rows that a screen has for the summary; what is worth least is left out where they do not suffice. `None`: all stays.
    pub height: Option<usize>,
    /// Escape sequences by meaning.
    pub palette: Palette,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            width: 100,
            rows: 8,
            height: None,
            palette: Palette::PLAIN,
        }
    }
}

/// Escape sequences by meaning; each is written before its text and `reset` after it.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// The verdict, and what must not be missed.
    pub strong: &'static str,
    /// Faults of the caller.
    pub yours: &'static str,
    /// Faults of Twilio.
    pub twilio: &'static str,
    /// Faults of the network and of what stands on the way.
    pub network: &'static str,
    /// What may be read last.
    pub faint: &'static str,
    /// Back to plain.
    pub reset: &'static str,
}

impl Palette {
    /// No escape sequence at all.
    pub const PLAIN: Self = Self {
        strong: "",
        yours: "",
        twilio: "",
        network: "",
        faint: "",
        reset: "",
    };

    const fn side(&self, side: Side) -> &'static str {
        match side {
            Side::Yours => self.yours,
            Side::Twilio => self.twilio,
            Side::Network => self.network,
            Side::Recipient | Side::Unknown => self.faint,
        }
    }
}

/// The summary of a page, at most about 24 lines of the given width, ending in a line feed.
#[must_use]
pub fn summary(page: &Page<'_>, style: &Style) -> String {
    summary_of(page, style, &Typed::default())
}

/// The same with next steps that repeat what was typed.
#[must_use]
pub fn summary_of(page: &Page<'_>, style: &Style, typed: &Typed) -> String {
    let verdict = Verdict::of(page.report);
    let mut sheet = Sheet::new(style);
    head::head(&mut sheet, page, &verdict, &typed.others);
    notices(&mut sheet, page);
    findings::findings(&mut sheet, page);
    if verdict.outcome == Outcome::Failed {
        sheet.part = Part::Course;
        spark::spark(&mut sheet, page);
        sheet.part = Part::Table;
        if verdict::incident(page.report).is_none() {
            sheet.line("", "");
        }
        table::pairs(&mut sheet, page, &verdict);
        worst(&mut sheet, page);
    }
    behaviour::lines(&mut sheet, page);
    tail(&mut sheet, page, &verdict);
    steps::steps(&mut sheet, page, &verdict, typed);
    sheet.finish()
}

/// What makes the counts less than the whole truth: interruption, broken inputs, incidents found.
fn notices(sheet: &mut Sheet<'_>, page: &Page<'_>) {
    let strong = sheet.style.palette.strong;
    sheet.part = Part::Caveats;
    for caveat in verdict::caveats(page.report) {
        sheet.sentences(strong, &format!("! {caveat}"), 2);
    }
    sheet.part = Part::Broken;
    let broken: Vec<_> = page
        .report
        .inputs
        .iter()
        .filter(|input| input.status != "complete")
        .collect();
    for input in broken.iter().take(2) {
        let error = input.error.as_deref().unwrap_or("no reason known");
        // An error begins with its place, which is the input that stands before it.
        let error = error.strip_prefix(input.name.as_str()).unwrap_or(error);
        let error = error.trim_start_matches([':', ' ']);
        let name = escape::fit(&input.name, sheet.room / 2);
        let told = format!("! input {}: {name}: {error}", input.status);
        for line in wrapped(&told, sheet.room) {
            sheet.line(strong, &line);
        }
    }
    if broken.len() > 2 {
        sheet.line(
            strong,
            &format!(
                "! and {} more inputs that could not be read whole",
                broken.len() - 2
            ),
        );
    }
}

/// A line for each of the worst resources; for one alone where an incident has told its own, so that a screen suffices.
fn worst(sheet: &mut Sheet<'_>, page: &Page<'_>) {
    sheet.part = Part::Resources;
    let failing = page
        .report
        .resources
        .iter()
        .filter(|row| row.classes.failures() > 0);
    let told = verdict::incident(page.report).is_some();
    for (place, row) in failing.take(if told { 1 } else { 3 }).enumerate() {
        let mark = if place == 0 {
            "worst resources: "
        } else {
            "                 "
        };
        let room = sheet.room.saturating_sub(mark.len());
        sheet.line("", &format!("{mark}{}", resource(row, room)));
    }
}

/// One resource in a line of `room` cells; its name gives way to its numbers.
fn resource(row: &ResourceRow, room: usize) -> String {
    let failed = row.classes.failures();
    let latency = row.duration_ms.map_or_else(String::new, |times| {
        format!(", p95 {}", people::milliseconds(times.p95))
    });
    let share = people::share(failed, row.attempts);
    let numbers = format!(
        " {} of {} failed ({share}){latency}",
        people::grouped(failed),
        people::grouped(row.attempts)
    );
    let left = room.saturating_sub(escape::width(&numbers));
    let name = people::resource(row.resource.as_deref());
    format!("{}{numbers}", escape::fit(name, left.clamp(12, 40)))
}

/// Webhooks and deliveries, coverage, and what to do.
fn tail(sheet: &mut Sheet<'_>, page: &Page<'_>, verdict: &Verdict<'_>) {
    let report = page.report;
    let faint = sheet.style.palette.faint;
    sheet.part = Part::Apart;
    if report.totals.webhook + report.totals.delivery > 0 {
        let webhooks = people::counted(report.totals.webhook, "webhook event", "webhook events");
        let deliveries = people::counted(
            report.totals.delivery,
            "failed delivery",
            "failed deliveries",
        );
        sheet.line("", &format!("apart from calls: {webhooks}, {deliveries}"));
    }
    sheet.part = Part::Coverage;
    sheet.sentences(faint, &verdict::coverage(report), 1);
    sheet.part = Part::Next;
    let Some(next) = verdict::next(report, verdict, page.zone) else {
        return;
    };
    let strong = sheet.style.palette.strong;
    sheet.sentences(strong, &format!("next: {next}"), 2);
}

/// The words of a text; a stretch of time (`09:20 – 11:20`) and a date with its time are one.
fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let is_time = |word: &str| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_digit())
            && bytes.all(|byte| byte.is_ascii_digit() || b":-,.;".contains(&byte))
            && word.contains([':', '-'])
    };
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(last)
                if word == "–" && last.rsplit(' ').next().is_some_and(is_time)
                    || is_time(word)
                        && last
                            .rsplit(' ')
                            .next()
                            .is_some_and(|it| it == "–" || is_time(it)) =>
            {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

/// Breaks a text at blanks into lines of at most `room` cells; later lines are indented, and the first as the text is.
pub(in crate::report) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let text = escape::line(text, 600);
    let mut lines = Vec::new();
    let mut line = text[..text.len() - text.trim_start().len()].to_owned();
    for word in words(&text) {
        let word = word.as_str();
        if !line.trim().is_empty() && escape::width(&line) + 1 + escape::width(word) > room {
            lines.push(std::mem::replace(&mut line, "     ".into()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
