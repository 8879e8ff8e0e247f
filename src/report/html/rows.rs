//! The rows of the page's tables as texts ready to print.

use super::Limits;
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::{InputRow, PairRow, Report, ResourceRow};
use crate::report::people;
use crate::report::verdict::{self, Side};
use serde::Serialize;

/// Resources that a row names at most.
const RESOURCES: usize = 12;
/// Characters of a resource's name at most.
const NAME: usize = 100;

/// A pair of status and code.
#[derive(Serialize)]
pub struct Row {
    /// Its place among the pairs of the report, by which the cells name it.
    place: Option<usize>,
    calls: String,
    pair: String,
    class: &'static str,
    title: String,
    side: &'static str,
    fault: String,
    retry: Option<&'static str>,
    action: String,
    rule: String,
    link: Option<String>,
    requests: Option<String>,
    span: Option<String>,
    resources: Vec<(String, String)>,
    more_resources: usize,
    samples: Vec<(String, String)>,
    explain: Option<String>,
}

impl Row {
    /// Prepares a pair.
    pub fn of(row: &PairRow, page: &Page<'_>, limits: Limits) -> Self {
        let resources = row.resources.iter().take(RESOURCES);
        let named = |one: &crate::report::model::ResourceCount| {
            (
                escape::line(people::resource(one.resource.as_deref()), NAME),
                people::grouped(one.attempts),
            )
        };
        let sample = |one: &crate::report::model::Sample| {
            (format!("{}:{}", one.source, one.line), one.text.clone())
        };
        let all = page.report.pairs.iter();
        Self {
            place: all.into_iter().position(|one| std::ptr::eq(one, row)),
            calls: people::grouped(row.attempts),
            pair: verdict::pair(row),
            class: row.class.unwrap_or(row.kind),
            title: escape::line(&row.title, 160),
            side: Side::of(row.fault).key(),
            fault: verdict::fault(row),
            retry: verdict::retry(row),
            action: verdict::advice(row),
            rule: row.rule.clone(),
            link: row
                .link
                .as_deref()
                .and_then(escape::docs_link)
                .map(String::from),
            requests: row.requests.map(people::grouped),
            span: people::span(row.first.as_deref(), row.last.as_deref(), page.zone),
            resources: resources.map(named).collect(),
            more_resources: row.resources.len().saturating_sub(RESOURCES),
            samples: row
                .samples
                .iter()
                .take(limits.samples)
                .map(sample)
                .collect(),
            explain: verdict::explain(row),
        }
    }
}

/// A resource with its classes and latency.
#[derive(Serialize)]
pub struct Resource {
    place: usize,
    name: String,
    attempts: String,
    failed: String,
    share: String,
    /// The share by which a table sorts: per million.
    weight: u64,
    failing: bool,
    classes: [String; 6],
    /// Latency as text and as microseconds, by which a table sorts.
    times: Option<[(String, String); 4]>,
}

impl Resource {
    /// Prepares the resources of a report, within the limits.
    pub fn all(report: &Report, limits: Limits) -> Vec<Self> {
        let rows = report.resources.iter().enumerate().take(limits.rows);
        rows.map(|(place, row)| Self::of(place, row)).collect()
    }

    fn of(place: usize, row: &ResourceRow) -> Self {
        let classes = &row.classes;
        let counts = [
            classes.success,
            classes.redirect,
            classes.client_error,
            classes.server_error,
            classes.no_response,
            classes.unknown,
        ];
        Self {
            place,
            name: escape::line(people::resource(row.resource.as_deref()), NAME),
            attempts: people::grouped(row.attempts),
            failed: people::grouped(classes.failures()),
            share: people::share(classes.failures(), row.attempts),
            weight: classes.failures().saturating_mul(1_000_000) / row.attempts.max(1),
            failing: classes.failures() > 0,
            classes: counts.map(people::grouped),
            times: row.duration_ms.map(|times| {
                [times.p50, times.p95, times.p99, times.max]
                    .map(|time| (people::milliseconds(time), format!("{time}")))
            }),
        }
    }
}

/// An input and what became of it.
#[derive(Serialize)]
pub struct Input {
    name: String,
    status: &'static str,
    bytes: String,
    lines: String,
    events: String,
    format: String,
    error: Option<String>,
}

impl Input {
    /// Prepares an input.
    pub fn of(row: &InputRow) -> Self {
        let format = |one: &crate::report::model::FormatCount| {
            format!("{} {}", one.name, people::grouped(one.events))
        };
        Self {
            name: row.name.clone(),
            status: row.status,
            bytes: people::size(row.bytes),
            lines: people::grouped(row.lines),
            events: people::grouped(row.events),
            format: row
                .format
                .iter()
                .take(8)
                .map(format)
                .collect::<Vec<_>>()
                .join(", "),
            error: row.error.clone(),
        }
    }
}
