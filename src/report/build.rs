//! From the frozen counts to the `Report` value: roll-ups by the table, words by the rules, samples redacted.

mod behaviour;
mod incidents;
mod pairs;
mod retries;

use super::contract::Cells;
use super::model::incident::FindingRow;
use super::model::{
    ClassCounts, Coverage, HeatRow, InputRow, Percentiles, Period, Report, ResourceRow, RetriesRow,
    SeriesRow, Tool, Totals,
};
use crate::aggregate::histogram::Histogram;
use crate::aggregate::summary::Summary;
use crate::aggregate::table::{Entry, Key, Table, Total};
use crate::analysis::beside::{NewThread, beside};
use crate::analysis::contract::{Judged, Settings};
use crate::analysis::incident::status_page::StatusPage;
use crate::classify::{self, Class};
use crate::error::Result;
use crate::event::Kind;
use crate::redact::Redaction;
use crate::timestamp::{Timestamp, Zone};
use incidents::Untold;
use std::collections::BTreeMap;
use std::io::Write;

impl Cells for Table {
    fn each(&self, visit: &mut dyn FnMut(&Entry<'_>)) -> Result<()> {
        Self::each(self, visit)
    }

    fn csv(&self, out: &mut dyn Write) -> Result<()> {
        Self::csv(self, out)
    }

    fn parquet(&self) -> Result<Vec<u8>> {
        Self::parquet(self)
    }
}

/// What the report needs besides the counts.
#[derive(Debug, Clone)]
pub struct Facts {
    /// One row per input, in the order in which samples name inputs.
    pub inputs: Vec<InputRow>,
    /// Where the lines went.
    pub coverage: Coverage,
    /// False when the run was interrupted.
    pub complete: bool,
    /// The filters in force.
    pub filters: Vec<String>,
    /// Zone of people's outputs.
    pub zone: Zone,
    /// How much of the logs' text may be shown.
    pub redaction: Redaction,
    /// What the analyses found.
    pub judged: Judged,
    /// What they were told.
    pub settings: Settings,
    /// How many requests the retry audit lists; `None` for all.
    pub retry_chains: Option<usize>,
    /// Twilio's status page, or why it could not be read; `None` where it was not asked.
    pub status_page: Option<Result<StatusPage>>,
}

/// How many requests the retry audit lists, unless asked otherwise.
pub const RETRY_CHAINS: usize = 20;

impl Facts {
    /// Of a whole run without filters: times in UTC, the usual redaction, no status page.
    #[must_use]
    pub const fn of(
        inputs: Vec<InputRow>,
        coverage: Coverage,
        judged: Judged,
        settings: Settings,
    ) -> Self {
        Self {
            inputs,
            coverage,
            complete: true,
            filters: Vec::new(),
            zone: Zone::UTC,
            redaction: Redaction::Usual,
            judged,
            settings,
            retry_chains: Some(RETRY_CHAINS),
            status_page: None,
        }
    }
}

/// Builds the report.
///
/// # Errors
/// When the table cannot be rolled up, which would be a fault of this program.
pub fn build(summary: &Summary, table: &Table, facts: Facts) -> Result<Report> {
    // The pairs wait for patterns that hide what may not be shown in samples of theirs.
    let others = || (heat(summary, table), audit(&facts));
    let (pairs, (heat, retries)) =
        beside(&NewThread, || pairs::pairs(summary, table, &facts), others);
    let (mut pairs, (heat, untold)) = (pairs?, heat?);
    let detection = facts.judged.detection.unwrap_or_default();
    pairs::blame_incidents(&mut pairs, &detection);
    let page = facts.status_page.as_ref();
    let (mut found, mut findings) = incidents::rows(
        &detection,
        page.and_then(|page| page.as_ref().ok()),
        &untold,
    );
    for row in found.iter_mut().chain(&mut findings) {
        hide_ids(row, &facts.redaction);
    }
    let mut totals = totals(table)?;
    totals.requests = requests(retries.as_ref(), totals.attempts);
    let mut inputs = facts.inputs;
    inputs.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Report {
        schema: "faultlens.report/1",
        tool: Tool {
            name: "faultlens",
            version: env!("CARGO_PKG_VERSION"),
            rules_version: classify::RULES_VERSION,
        },
        period: period(summary, facts.zone),
        complete: facts.complete,
        redaction: facts.redaction.name(),
        filters: facts.filters,
        inputs,
        coverage: Coverage {
            resources_folded: summary.folded,
            attempts_without_resource: detection.left_out.without_resource,
            attempts_not_judged: detection.left_out.too_much + detection.not_judged,
            attempts_estimated: detection.left_out.estimated,
            ..facts.coverage
        },
        totals,
        pairs,
        resources: resources(summary, table)?,
        series: series(summary, table)?,
        heat,
        incidents: found,
        findings,
        detection: incidents::basis(&detection, &facts.settings),
        status_page: page.map(|page| incidents::page(page, &detection, seconds(summary))),
        behaviour: retries.as_ref().map(|retries| retries.more.clone()),
        retries,
    })
}

/// What the audit of retries found.
fn audit(facts: &Facts) -> Option<RetriesRow> {
    let names = facts.inputs.iter().map(|input| input.name.clone());
    let names: Vec<String> = names.collect();
    let detection = facts.judged.detection.as_ref();
    let known = detection.is_some_and(|detection| detection.requests_known);
    let audit = facts.judged.audit.as_ref()?;
    Some(retries::section(audit, &names, facts.retry_chains, known))
}

/// The ids of a finding as they may be shown.
fn hide_ids(row: &mut FindingRow, redaction: &Redaction) {
    for id in row.evidence.iter_mut().flat_map(|one| &mut one.request_ids) {
        *id = redaction.id(id).into_owned();
    }
}

fn period(summary: &Summary, zone: Zone) -> Period {
    // Half-open: the end is the first whole second after the last event.
    let end = |last: Timestamp| Timestamp::from_seconds(last.seconds() + 1).map(Timestamp::rfc3339);
    Period {
        start: summary.period.map(|(first, _)| first.rfc3339()),
        end: summary.period.and_then(|(_, last)| end(last)),
        window_seconds: summary.width,
        timezone: zone.name().to_owned(),
    }
}

/// The period in seconds, the end exclusive.
fn seconds(summary: &Summary) -> (i64, i64) {
    let period = summary.period;
    period.map_or((0, 0), |(first, last)| {
        (first.seconds(), last.seconds() + 1)
    })
}

/// Distinct requests, where the records name theirs. What was joined by its looks alone is inferred and not known, nor are
/// they where some failures name nothing that a retry of theirs would be known by.
fn requests(retries: Option<&RetriesRow>, attempts: u64) -> Option<u64> {
    let retries = retries.filter(|row| row.more.requests_known && row.tiers.fingerprint == 0)?;
    let totals = &retries.totals;
    let unsure = totals.not_assessable.not_retried + totals.not_assessable.ambiguous_parallel;
    let all = totals.attempts == attempts && attempts > 0 && unsure == 0;
    totals.requests.filter(|_| all)
}

fn is_call(total: &Total) -> bool {
    total.kind.as_deref() == Some(Kind::ApiCall.name())
}

fn totals(table: &Table) -> Result<Totals> {
    let mut out = Totals::default();
    for total in table.totals(&[Key::Kind, Key::Class])? {
        match total.kind.as_deref() {
            Some("webhook") => out.webhook += total.attempts,
            Some("delivery") => out.delivery += total.attempts,
            _ => {
                out.attempts += total.attempts;
                count(&mut out.classes, &total);
            }
        }
    }
    Ok(out)
}

fn count(classes: &mut ClassCounts, total: &Total) {
    let class = total
        .class
        .as_deref()
        .and_then(Class::from_name)
        .unwrap_or(Class::Unknown);
    let slot = match class {
        Class::Success => &mut classes.success,
        Class::Redirect => &mut classes.redirect,
        Class::ClientError => &mut classes.client_error,
        Class::ServerError => &mut classes.server_error,
        Class::NoResponse => &mut classes.no_response,
        Class::Unknown => &mut classes.unknown,
    };
    *slot += total.attempts;
}

fn resources(summary: &Summary, table: &Table) -> Result<Vec<ResourceRow>> {
    let mut rows: BTreeMap<Option<String>, ClassCounts> = BTreeMap::new();
    for total in table
        .totals(&[Key::Resource, Key::Kind, Key::Class])?
        .iter()
        .filter(|total| is_call(total))
    {
        count(rows.entry(total.resource.clone()).or_default(), total);
    }
    let mut rows: Vec<ResourceRow> = rows
        .into_iter()
        .map(|(resource, classes)| ResourceRow {
            attempts: classes.attempts(),
            duration_ms: summary.durations.get(&resource).and_then(percentiles),
            resource,
            classes,
        })
        .collect();
    rows.sort_by_key(|row| {
        (
            std::cmp::Reverse(row.classes.failures()),
            std::cmp::Reverse(row.attempts),
        )
    });
    Ok(rows)
}

fn percentiles(histogram: &Histogram) -> Option<Percentiles> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "durations are far below 2^52 microseconds"
    )]
    let milliseconds = |microseconds: u64| microseconds as f64 / 1000.0;
    let quantile = |permille: u64| histogram.quantile(permille).map(milliseconds);
    Some(Percentiles {
        p50: quantile(500)?,
        p95: quantile(950)?,
        p99: quantile(990)?,
        max: milliseconds(histogram.max()),
    })
}

fn starts(second: i64) -> String {
    Timestamp::from_seconds(second).map_or_else(String::new, Timestamp::rfc3339)
}

fn series(summary: &Summary, table: &Table) -> Result<Vec<SeriesRow>> {
    let mut windows: BTreeMap<i64, ClassCounts> = BTreeMap::new();
    for total in table
        .totals(&[Key::Window, Key::Kind, Key::Class])?
        .iter()
        .filter(|total| is_call(total))
    {
        if let Some(start) = total.window_start {
            count(windows.entry(start).or_default(), total);
        }
    }
    let (Some(first), Some(last)) = (
        windows.keys().next().copied(),
        windows.keys().last().copied(),
    ) else {
        return Ok(Vec::new());
    };
    let width = i64::from(summary.width);
    // Gaps are shown as zeroes, unless a stray stamp decades away would make them the whole report.
    if (last - first) / width < MOST_WINDOWS {
        for start in (0..=(last - first) / width).map(|step| first + step * width) {
            windows.entry(start).or_default();
        }
    }
    Ok(windows
        .into_iter()
        .map(|(start, classes)| SeriesRow {
            start: starts(start),
            classes,
        })
        .collect())
}

/// The most windows whose gaps are filled.
const MOST_WINDOWS: i64 = 20_000;

/// The failed calls by window and resource, and those that name none with their classes.
fn heat(summary: &Summary, table: &Table) -> Result<(Vec<HeatRow>, Untold)> {
    let mut cells: BTreeMap<(i64, Option<String>), ClassCounts> = BTreeMap::new();
    for total in table
        .totals(&[Key::Window, Key::Resource, Key::Kind, Key::Class])?
        .iter()
        .filter(|total| is_call(total))
    {
        if let Some(start) = total.window_start {
            count(
                cells.entry((start, total.resource.clone())).or_default(),
                total,
            );
        }
    }
    cells.retain(|_, classes| classes.failures() > 0);
    let untold = cells.iter().filter(|((_, name), _)| name.is_none());
    let untold = Untold {
        width: i64::from(summary.width),
        windows: untold
            .map(|((start, _), classes)| (*start, *classes))
            .collect(),
    };
    let failing = cells.into_iter();
    let rows = failing
        .map(|((start, resource), classes)| HeatRow {
            start: starts(start),
            resource,
            attempts: classes.attempts(),
            failures: classes.failures(),
        })
        .collect();
    Ok((rows, untold))
}
