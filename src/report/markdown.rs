//! The report as Markdown, in the order of the HTML page, for tickets, wikis and pull requests.

mod behaviour;

use super::contract::{Artifact, Page, Renderer};
use super::escape::{self, markdown, markdown_block, markdown_code};
use super::model::PairRow;
use super::people;
use super::verdict::{self, Outcome, Verdict};
use crate::error::Result;
use std::fmt::Write;

/// Rows that a table shows at most; the rest is in the cells.
const ROWS: usize = 200;
/// Pairs whose samples are shown.
const SAMPLED: usize = 20;
/// Characters of a cell.
const CELL: usize = 300;

/// Writes `report.md`.
#[derive(Debug)]
pub struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "The report as Markdown, for tickets and wikis"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        let judged = Verdict::of(page.report);
        let mut out = String::new();
        top(&mut out, page, &judged);
        pairs(&mut out, page, "Failures", &judged.failures);
        let kind = |kind: &str| {
            page.report
                .pairs
                .iter()
                .filter(|row| row.kind == kind)
                .collect::<Vec<_>>()
        };
        let mut untold = kind("api_call");
        untold.retain(|row| row.class == Some("unknown"));
        pairs(&mut out, page, "Outcome not told", &untold);
        pairs(
            &mut out,
            page,
            "Webhooks (the status is your server's)",
            &kind("webhook"),
        );
        pairs(&mut out, page, "Deliveries", &kind("delivery"));
        behaviour::section(&mut out, page);
        resources(&mut out, page);
        inputs(&mut out, page);
        samples(&mut out, &judged);
        foot(&mut out, page);
        Ok(vec![Artifact {
            path: "report.md",
            bytes: out.into_bytes(),
        }])
    }
}

/// Verdict, notices, who must act, what first, findings.
fn top(out: &mut String, page: &Page<'_>, judged: &Verdict<'_>) {
    let report = page.report;
    let headline = people::sentence(&judged.headline(report));
    if let Some(row) = verdict::incident(report) {
        let lead = verdict::lead(row, page.zone);
        let _ = writeln!(out, "# {}\n", markdown(&lead, CELL));
        let _ = writeln!(out, "**{}**\n", markdown(&headline, CELL));
    } else {
        let _ = writeln!(out, "# {}\n", markdown(&headline, CELL));
    }
    if let Some(period) = verdict::period(page) {
        let _ = writeln!(out, "{}\n", markdown(&period, CELL));
    }
    for caveat in verdict::caveats(report) {
        let _ = writeln!(
            out,
            "> **Note:** {}\n",
            markdown(&people::sentence(&caveat), CELL)
        );
    }
    for input in report
        .inputs
        .iter()
        .filter(|input| input.status != "complete")
        .take(20)
    {
        let error = markdown_code(input.error.as_deref().unwrap_or("no reason known"), CELL);
        let _ = writeln!(
            out,
            "> **Input {}:** {}: {error}\n",
            input.status,
            markdown_code(&input.name, CELL)
        );
    }
    match judged.outcome {
        Outcome::NothingRecognised => out.push_str(CHECK),
        Outcome::NothingPassed => {
            let hint = people::sentence(&verdict::widen(report));
            let _ = writeln!(out, "## What to try\n\n{}.", markdown(&hint, CELL));
        }
        Outcome::NoCalls | Outcome::NothingFailed => {}
        Outcome::Failed => acts(out, page, judged),
    }
    found(out, page);
    let _ = writeln!(
        out,
        "\n{}.\n",
        markdown(&people::sentence(&verdict::coverage(report)), CELL)
    );
}

/// Incidents first, then what looks like one and is none; words, then numbers.
fn found(out: &mut String, page: &Page<'_>) {
    let report = page.report;
    let rows = verdict::findings(&report.incidents, page).into_iter();
    let rows: Vec<_> = rows
        .chain(verdict::findings(&report.findings, page))
        .collect();
    if rows.is_empty() && report.status_page.is_none() {
        return;
    }
    out.push_str("## Incidents and findings\n\n");
    for one in rows.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "- **{}** {}",
            markdown(&one.lead, CELL),
            markdown(&one.rest, CELL)
        );
        for line in &one.numbers {
            let _ = writeln!(out, "  - {}", markdown(line, CELL));
        }
    }
    for alone in report
        .status_page
        .iter()
        .flat_map(|page| &page.page_only)
        .take(ROWS)
    {
        let name = markdown(&alone.name, CELL);
        let when = people::minute(&alone.start, page.zone).unwrap_or_default();
        let _ = writeln!(out, "- On the status page alone: {name}, from {when}");
    }
    more(out, rows.len(), "report.json");
}

const CHECK: &str = "## What to check

- Are these the logs of an application that calls Twilio (`api.twilio.com` and its sisters)?
- Do they name the URL and the HTTP status, or print the SDK's exceptions?
- `faultlens explain --line '…'` shows how a line is read, step by step.
";

fn acts(out: &mut String, page: &Page<'_>, judged: &Verdict<'_>) {
    out.push_str("## Who must act\n\n| Who | Failed calls | Share |\n| --- | ---: | ---: |\n");
    let whole: u64 = judged.sides.iter().map(|(_, count)| count).sum();
    for (side, count) in judged.told() {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            side.label(),
            people::grouped(count),
            people::share(count, whole)
        );
    }
    if let Some(told) = verdict::on_the_way(page.report, page.zone) {
        let _ = writeln!(out, "\n{}", markdown(&people::sentence(&told), CELL));
    }
    out.push_str("\n## What to do first\n\n");
    if let Some(next) = verdict::before_pairs(page.report, page.zone) {
        let _ = writeln!(out, "**{}**\n", markdown(&next, CELL));
    }
    for (place, row) in (1..).zip(judged.failures.iter().take(3)) {
        let title = markdown(&row.title, CELL);
        let calls = people::grouped(row.attempts);
        let _ = writeln!(
            out,
            "{place}. **{calls} × {}** {title} — {}",
            verdict::pair(row),
            markdown(&verdict::fault(row), 60)
        );
        let _ = writeln!(out, "   → {}", markdown(&verdict::advice(row), CELL));
    }
    out.push('\n');
}

fn pairs(out: &mut String, page: &Page<'_>, heading: &str, rows: &[&PairRow]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {heading}\n");
    out.push_str(
        "| Count | Status/code | What | Fault | What to do | Resources | First – last |\n",
    );
    out.push_str("| ---: | --- | --- | --- | --- | --- | --- |\n");
    for row in rows.iter().take(ROWS) {
        let pair = match row.link.as_deref().and_then(escape::docs_link) {
            Some(link) => format!("[{}]({link})", verdict::pair(row)),
            None => verdict::pair(row),
        };
        let _ = writeln!(
            out,
            "| {} | {pair} | {} | {} | {} | {} | {} |",
            people::grouped(row.attempts),
            markdown(&row.title, CELL),
            markdown(&verdict::fault(row), 60),
            markdown(&verdict::advice(row), CELL),
            affected(row),
            people::span(row.first.as_deref(), row.last.as_deref(), page.zone)
                .unwrap_or_else(|| "–".into()),
        );
    }
    more(out, rows.len(), "cells.parquet");
}

/// The first resources of a row with their counts.
fn affected(row: &PairRow) -> String {
    let told = row.resources.iter().take(3).map(|one| {
        let name = markdown_code(people::resource(one.resource.as_deref()), 80);
        format!("{name} {}", people::grouped(one.attempts))
    });
    let mut names: Vec<String> = told.collect();
    if row.resources.len() > 3 {
        names.push(format!("{} more", row.resources.len() - 3));
    }
    names.join(", ")
}

fn more(out: &mut String, rows: usize, place: &str) {
    let rest = rows.saturating_sub(ROWS);
    if rest > 0 {
        let _ = writeln!(out, "\n{rest} more in {place}");
    }
    out.push('\n');
}

fn resources(out: &mut String, page: &Page<'_>) {
    if page.report.resources.is_empty() {
        return;
    }
    out.push_str("## Resources\n\n| Resource | Calls | Failed | Share | 4xx | 5xx | No response | Not told | p50 | p95 | p99 |\n");
    out.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for row in page.report.resources.iter().take(ROWS) {
        let failed = row.classes.failures();
        let counts = [
            row.classes.client_error,
            row.classes.server_error,
            row.classes.no_response,
            row.classes.unknown,
        ];
        let counts = counts.map(people::grouped).join(" | ");
        let times = row.duration_ms.map_or_else(
            || "– | – | –".into(),
            |times| {
                [times.p50, times.p95, times.p99]
                    .map(people::milliseconds)
                    .join(" | ")
            },
        );
        let name = markdown_code(people::resource(row.resource.as_deref()), 80);
        let share = people::share(failed, row.attempts)
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let calls = people::grouped(row.attempts);
        let _ = writeln!(
            out,
            "| {name} | {calls} | {} | {share} | {counts} | {times} |",
            people::grouped(failed)
        );
    }
    more(out, page.report.resources.len(), "cells.parquet");
}

fn inputs(out: &mut String, page: &Page<'_>) {
    if page.report.inputs.is_empty() {
        return;
    }
    out.push_str("## What was read\n\n| Input | State | Size | Lines | Events | Read as |\n| --- | --- | ---: | ---: | ---: | --- |\n");
    for input in page.report.inputs.iter().take(ROWS) {
        let formats = input.format.iter().take(8);
        let formats: Vec<String> = formats
            .map(|one| {
                format!(
                    "{} {}",
                    markdown_code(&one.name, 80),
                    people::grouped(one.events)
                )
            })
            .collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            markdown_code(&input.name, CELL),
            input.status,
            people::size(input.bytes),
            people::grouped(input.lines),
            people::grouped(input.events),
            formats.join(", ")
        );
    }
    more(out, page.report.inputs.len(), "report.json");
}

/// Lines that a reader can check the first failures by.
fn samples(out: &mut String, judged: &Verdict<'_>) {
    let sampled: Vec<_> = judged
        .failures
        .iter()
        .filter(|row| !row.samples.is_empty())
        .take(SAMPLED)
        .collect();
    if !sampled.is_empty() {
        out.push_str("## Samples\n\n");
    }
    for row in sampled {
        let _ = writeln!(
            out,
            "**{}** {} (rule {})\n",
            verdict::pair(row),
            markdown(&row.title, CELL),
            markdown_code(&row.rule, 80)
        );
        for sample in row.samples.iter().take(3) {
            let place = markdown_code(&format!("{}:{}", sample.source, sample.line), CELL);
            let _ = writeln!(out, "- {place}\n\n{}", markdown_block(&sample.text, 600, 2));
        }
    }
}

fn foot(out: &mut String, page: &Page<'_>) {
    let tool = &page.report.tool;
    let _ = writeln!(
        out,
        "---\n\n{} {} · rules {} · times in {} · webhooks {}, deliveries {} are told apart from calls",
        tool.name,
        tool.version,
        markdown(tool.rules_version, 60),
        markdown(page.zone.name(), 60),
        people::grouped(page.report.totals.webhook),
        people::grouped(page.report.totals.delivery)
    );
}
