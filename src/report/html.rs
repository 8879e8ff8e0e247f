//! The report for people: one HTML page that loads nothing from anywhere, drawn by `templates/report.html`.

mod behaviour;
mod figures;
mod rows;

use super::charts;
use super::contract::{Artifact, Page, Renderer};
use super::escape;
use super::model::PairRow;
use super::people;
use super::verdict::{self, Finding, Outcome, Side, Verdict};
use crate::error::{Error, Result};
use figures::{Figure, figures};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Output, State, escape_formatter};
use rows::{Input, Resource, Row};
use serde::Serialize;

/// Rows that a table of the page shows at most; the rest is in the cells.
const ROWS: usize = 200;
/// Characters that any text of unknown origin may have on the page.
const TEXT: usize = 600;

/// Writes `report.html`.
#[derive(Debug)]
pub struct Html;

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "The report for people: one page, no scripts, works offline"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        let view = View::of(page)?;
        let mut engine = Environment::new();
        engine.set_formatter(inert);
        let text = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .map(|syntax| engine.set_syntax(syntax))
            .and_then(|()| {
                engine.add_template("report.html", include_str!("templates/report.html"))
            })
            .and_then(|()| engine.get_template("report.html"))
            .and_then(|template| template.render(Serde(view)))
            .map_err(|error| Error::new("report.html", "a page", error, "report this as a bug"))?;
        Ok(vec![Artifact {
            path: "report.html",
            bytes: text.into_bytes(),
        }])
    }
}

/// Every text that the template prints goes through here: no hidden characters, no megabyte tokens, then escaped.
fn inert(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if value.kind() == ValueKind::String && !value.is_safe() => {
            escape_formatter(out, state, &Value::from(escape::block(text, TEXT)))
        }
        _ => escape_formatter(out, state, value),
    }
}

/// What the template sees: texts ready to print.
#[derive(Serialize)]
struct View {
    css: Value,
    tool: String,
    rules: &'static str,
    zone: &'static str,
    period: Option<String>,
    /// The surest incident.
    lead: Option<String>,
    headline: String,
    outcome: &'static str,
    coverage: String,
    caveats: Vec<String>,
    widen: String,
    cards: Vec<Card>,
    first: Vec<Row>,
    figures: Vec<Figure>,
    incidents: Vec<Finding>,
    findings: Vec<Finding>,
    page_only: Vec<String>,
    behaviour: Value,
    tables: Vec<Pairs>,
    resources: Vec<Resource>,
    more_resources: usize,
    webhook: String,
    delivery: String,
    inputs: Vec<Input>,
    more_inputs: usize,
    broken: Vec<Input>,
    counts: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct Card {
    key: &'static str,
    label: &'static str,
    about: &'static str,
    count: String,
    share: String,
    none: bool,
}

/// A table of pairs with its heading.
#[derive(Serialize)]
struct Pairs {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    rows: Vec<Row>,
    more: usize,
}

impl View {
    fn of(page: &Page<'_>) -> Result<Self> {
        let report = page.report;
        let judged = Verdict::of(report);
        let inputs: Vec<Input> = report.inputs.iter().take(ROWS).map(Input::of).collect();
        let broken = report
            .inputs
            .iter()
            .filter(|input| input.status != "complete");
        let css = format!(
            "{}@media (prefers-color-scheme:dark){{{}}}",
            include_str!("templates/report.css"),
            charts::dark_css("svg")
        );
        Ok(Self {
            css: Value::from_safe_string(css),
            tool: format!("{} {}", report.tool.name, report.tool.version),
            rules: report.tool.rules_version,
            zone: page.zone.name(),
            period: verdict::period(page),
            lead: verdict::incident(report).map(|row| verdict::lead(row, page.zone)),
            headline: people::sentence(&judged.headline(report)),
            outcome: outcome(judged.outcome),
            coverage: people::sentence(&verdict::coverage(report)),
            caveats: verdict::caveats(report)
                .iter()
                .map(|caveat| people::sentence(caveat))
                .collect(),
            widen: people::sentence(&verdict::widen(report)),
            cards: cards(&judged),
            first: judged
                .failures
                .iter()
                .take(3)
                .map(|row| Row::of(row, page))
                .collect(),
            figures: figures(page, &judged)?,
            incidents: verdict::findings(&report.incidents, page),
            findings: verdict::findings(&report.findings, page),
            page_only: page_only(page),
            behaviour: behaviour::section(page)?,
            tables: tables(page, &judged),
            resources: report
                .resources
                .iter()
                .take(ROWS)
                .map(Resource::of)
                .collect(),
            more_resources: report.resources.len().saturating_sub(ROWS),
            webhook: people::grouped(report.totals.webhook),
            delivery: people::grouped(report.totals.delivery),
            more_inputs: report.inputs.len() - inputs.len(),
            inputs,
            broken: broken.take(20).map(Input::of).collect(),
            counts: counts(page),
        })
    }
}

/// What only the status page tells.
fn page_only(page: &Page<'_>) -> Vec<String> {
    let rows = page
        .report
        .status_page
        .iter()
        .flat_map(|page| &page.page_only);
    let told = |row: &super::model::incident::PageRow| {
        let when = people::minute(&row.start, page.zone).unwrap_or_default();
        format!("On the status page alone: {}, from {when}", row.name)
    };
    rows.take(ROWS).map(told).collect()
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NothingRecognised => "nothing",
        Outcome::NothingPassed => "no-match",
        Outcome::NoCalls => "no-calls",
        Outcome::NothingFailed => "good",
        Outcome::Failed => "failed",
    }
}

fn cards(judged: &Verdict<'_>) -> Vec<Card> {
    let whole: u64 = judged.sides.iter().map(|(_, count)| count).sum();
    let card = |(side, count): (Side, u64)| Card {
        key: side.key(),
        label: side.label(),
        about: side.about(),
        count: people::grouped(count),
        share: people::share(count, whole),
        none: count == 0,
    };
    judged.told().map(card).collect()
}

/// Failed pairs, calls without a told outcome, and apart from them what Twilio sent.
fn tables(page: &Page<'_>, judged: &Verdict<'_>) -> Vec<Pairs> {
    let of_kind = |kind: &str| {
        page.report
            .pairs
            .iter()
            .filter(move |row| row.kind == kind)
            .collect::<Vec<_>>()
    };
    let mut untold = of_kind("api_call");
    untold.retain(|row| row.class == Some("unknown"));
    let table = |id, title, about, rows: &[&PairRow]| Pairs {
        id,
        title,
        about,
        more: rows.len().saturating_sub(ROWS),
        rows: rows
            .iter()
            .take(ROWS)
            .map(|row| Row::of(row, page))
            .collect(),
    };
    let all = [
        table(
            "failures",
            "Failures",
            "Calls that failed, by HTTP status and Twilio code.",
            &judged.failures,
        ),
        table(
            "untold",
            "Outcome not told",
            "Calls whose status the logs do not show; not counted as failures.",
            &untold,
        ),
        table(
            "webhooks",
            "Webhooks",
            "Requests from Twilio to your server: the status is your server\u{2019}s, not Twilio\u{2019}s.",
            &of_kind("webhook"),
        ),
        table(
            "deliveries",
            "Deliveries",
            "What became of messages and calls that Twilio had accepted.",
            &of_kind("delivery"),
        ),
    ];
    all.into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect()
}

/// Where the lines went, as name and count.
fn counts(page: &Page<'_>) -> Vec<(&'static str, String)> {
    let counts = &page.report.coverage;
    let all = [
        ("Lines read", counts.lines),
        ("with outcomes", counts.account.event_lines),
        ("other", counts.account.other),
        ("blank", counts.account.blank),
        ("malformed", counts.account.malformed),
        ("oversized", counts.account.oversized),
        ("filtered out", counts.account.filtered),
    ];
    all.into_iter()
        .map(|(name, count)| (name, people::grouped(count)))
        .collect()
}
