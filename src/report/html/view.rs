//! What the page's template sees: texts ready to print, in the order in which they are read.

use super::behaviour;
use super::cells::Cells;
use super::figures::{Figure, figures};
use super::policy::policy;
use super::rows::{Input, Resource, Row};
use super::{Limits, SCRIPT};
use crate::error::Result;
use crate::report::charts;
use crate::report::contract::Page;
use crate::report::document::heading;
use crate::report::model::PairRow;
use crate::report::people;
use crate::report::verdict::{self, Finding, Outcome, Side, Verdict};
use minijinja::value::Value;
use serde::Serialize;

/// The whole page.
#[derive(Serialize)]
pub struct View {
    policy: String,
    css: Value,
    script: Value,
    cells: Value,
    coarser: Option<String>,
    tool: String,
    rules: &'static str,
    zone: &'static str,
    period: Option<String>,
    /// The surest incident.
    lead: Option<String>,
    headline: String,
    /// The first of them that there is, with its days in one piece each.
    heading: Value,
    outcome: &'static str,
    coverage: String,
    caveats: Vec<String>,
    widen: String,
    cards: Vec<Card>,
    /// The fault on the way that is told with whose fault it is.
    on_the_way: Option<String>,
    /// What to do first of all.
    next: Option<String>,
    first: Vec<Row>,
    /// Failed calls over time: the chart that the filters redraw.
    main: Option<Figure>,
    /// Beside the incidents.
    evidence: Option<Figure>,
    figures: Vec<Figure>,
    incidents: Vec<Finding>,
    findings: Vec<Finding>,
    more_findings: usize,
    page_only: Vec<String>,
    behaviour: Value,
    failures: Vec<Pairs>,
    apart: Vec<Pairs>,
    resources: Vec<Resource>,
    more_resources: usize,
    webhook: String,
    delivery: String,
    inputs: Vec<Input>,
    more_inputs: usize,
    broken: Vec<Input>,
    more_broken: usize,
    counts: Vec<(&'static str, String)>,
}

/// One side with its count.
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
    unit: &'static str,
    rows: Vec<Row>,
    more: usize,
}

/// Broken inputs that the head names.
const BROKEN: usize = 20;

impl View {
    /// Prepares a page, within the limits.
    pub fn of(page: &Page<'_>, cells: &Cells<'_>, limits: Limits) -> Result<Self> {
        let report = page.report;
        let judged = Verdict::of(report);
        let inputs: Vec<Input> = report
            .inputs
            .iter()
            .take(limits.rows)
            .map(Input::of)
            .collect();
        let broken: Vec<_> = report
            .inputs
            .iter()
            .filter(|input| input.status != "complete")
            .collect();
        let lead = verdict::incident(report).map(|row| verdict::lead(row, page.zone));
        let headline = people::sentence(&judged.headline(report));
        let css = css();
        let embedded = cells.embedded(limits.cells)?;
        let mut figures = figures(page, &judged, limits)?;
        let mut take = |name| {
            figures
                .iter()
                .position(|one| one.name == name)
                .map(|place| figures.remove(place))
        };
        let (main, evidence) = (take("failures"), take("incidents"));
        let shown = |rows: &[crate::report::model::incident::FindingRow]| {
            verdict::findings(rows.get(..limits.rows).unwrap_or(rows), page)
        };
        let more = |rows: usize| rows.saturating_sub(limits.rows);
        Ok(Self {
            policy: policy(&css, SCRIPT),
            css: Value::from_safe_string(css),
            script: Value::from_safe_string(SCRIPT.to_owned()),
            cells: Value::from_safe_string(embedded.json),
            coarser: embedded.coarser.map(people::length),
            tool: format!("{} {}", report.tool.name, report.tool.version),
            rules: report.tool.rules_version,
            zone: page.zone.name(),
            period: verdict::period(page),
            heading: heading(lead.as_ref().unwrap_or(&headline), limits.text),
            lead,
            headline,
            outcome: outcome(judged.outcome),
            coverage: people::sentence(&verdict::coverage(report)),
            caveats: verdict::caveats(report)
                .iter()
                .map(|caveat| people::sentence(caveat))
                .collect(),
            widen: people::sentence(&verdict::widen(report)),
            cards: cards(&judged),
            on_the_way: verdict::on_the_way(report, page.zone).map(|told| people::sentence(&told)),
            next: verdict::before_pairs(report, page.zone),
            first: judged
                .failures
                .iter()
                .take(3)
                .map(|row| Row::of(row, page, limits))
                .collect(),
            main,
            evidence,
            figures,
            incidents: shown(&report.incidents),
            findings: shown(&report.findings),
            more_findings: more(report.incidents.len()) + more(report.findings.len()),
            page_only: page_only(page, limits),
            behaviour: behaviour::section(page, limits.text)?,
            failures: failures(page, &judged, limits),
            apart: apart(page, limits),
            resources: Resource::all(report, limits),
            more_resources: more(report.resources.len()),
            webhook: people::grouped(report.totals.webhook),
            delivery: people::grouped(report.totals.delivery),
            more_inputs: report.inputs.len() - inputs.len(),
            inputs,
            more_broken: broken.len().saturating_sub(BROKEN),
            broken: broken.into_iter().take(BROKEN).map(Input::of).collect(),
            counts: counts(page),
        })
    }
}

/// The style sheet, with the rules that turn the drawings dark.
fn css() -> String {
    format!(
        "{}{}@media screen and (prefers-color-scheme:dark){{{}}}",
        include_str!("../templates/page.css"),
        include_str!("../templates/narrow.css"),
        charts::dark_css("svg")
    )
}

/// What only the status page tells.
fn page_only(page: &Page<'_>, limits: Limits) -> Vec<String> {
    let rows = page
        .report
        .status_page
        .iter()
        .flat_map(|page| &page.page_only);
    let told = |row: &crate::report::model::incident::PageRow| {
        let when = people::minute(&row.start, page.zone).unwrap_or_default();
        format!("On the status page alone: {}, from {when}", row.name)
    };
    rows.take(limits.rows).map(told).collect()
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

/// Failed pairs, and calls without a told outcome.
fn failures(page: &Page<'_>, judged: &Verdict<'_>, limits: Limits) -> Vec<Pairs> {
    let mut untold = of_kind(page, "api_call");
    untold.retain(|row| row.class == Some("unknown"));
    let failed = [
        "failures",
        "Failures by status and code",
        "Calls that failed, with whose fault it is and what to do.",
        "Calls",
    ];
    let unknown = [
        "untold",
        "Outcome not told",
        "Calls whose status the logs do not show; not counted as failures.",
        "Calls",
    ];
    [
        pairs(failed, &judged.failures, page, limits),
        pairs(unknown, &untold, page, limits),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What Twilio sent: told apart from calls.
fn apart(page: &Page<'_>, limits: Limits) -> Vec<Pairs> {
    let webhooks = [
        "webhooks",
        "Webhooks",
        "Requests from Twilio to your server: the status is your server\u{2019}s, not Twilio\u{2019}s.",
        "Events",
    ];
    let deliveries = [
        "deliveries",
        "Deliveries",
        "Messages and calls that Twilio had accepted and that failed later. Only results with an error code are read: how many were delivered is not known.",
        "Events",
    ];
    [("webhook", webhooks), ("delivery", deliveries)]
        .into_iter()
        .filter_map(|(kind, words)| pairs(words, &of_kind(page, kind), page, limits))
        .collect()
}

fn of_kind<'p>(page: &Page<'p>, kind: &str) -> Vec<&'p PairRow> {
    page.report
        .pairs
        .iter()
        .filter(|row| row.kind == kind)
        .collect()
}

/// A table with its words; `None` without a row.
fn pairs(
    words: [&'static str; 4],
    rows: &[&PairRow],
    page: &Page<'_>,
    limits: Limits,
) -> Option<Pairs> {
    let [id, title, about, unit] = words;
    let table = Pairs {
        id,
        title,
        about,
        unit,
        more: rows.len().saturating_sub(limits.rows),
        rows: rows
            .iter()
            .take(limits.rows)
            .map(|row| Row::of(row, page, limits))
            .collect(),
    };
    (!table.rows.is_empty()).then_some(table)
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
