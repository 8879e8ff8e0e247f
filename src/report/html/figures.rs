//! The charts of the page, each drawn for screens and for phones, with the numbers behind it as a table.

use super::Limits;
use crate::error::Result;
use crate::report::charts::{
    self, Chart, Width, amplification_table, failures_table, incidents_table, waits_table,
};
use crate::report::contract::Page;
use crate::report::people;
use crate::report::verdict::{self, Verdict};
use minijinja::value::Value;
use serde::Serialize;

/// A chart and its table.
#[derive(Serialize)]
pub struct Figure {
    /// Short name of the chart.
    pub name: &'static str,
    title: String,
    about: String,
    wide: Value,
    narrow: Value,
    head: [&'static str; 4],
    data: Vec<[String; 4]>,
    more: usize,
}

/// All charts of a page.
pub fn figures(page: &Page<'_>, judged: &Verdict<'_>, limits: Limits) -> Result<Vec<Figure>> {
    charts::of(page)
        .map(|chart| figure(chart, page, judged, limits))
        .collect()
}

fn figure(chart: &Chart, page: &Page<'_>, judged: &Verdict<'_>, limits: Limits) -> Result<Figure> {
    let scene = (chart.draw)(page, Width::Wide);
    let (head, data) = match chart.name {
        "failures" => (["From", "4xx", "No response", "5xx"], failures_table(page)),
        "incidents" => (
            ["From", "Resource", "Failed", "Requests"],
            incidents_table(page),
        ),
        "waits" => (
            ["Retry", "Middle wait", "Eight in ten", "Reference"],
            waits_table(page),
        ),
        "amplification" => (
            ["From", "Attempts", "Requests", "Ratio"],
            amplification_table(page),
        ),
        "heatmap" => (["From", "Resource", "Failed", "Calls"], heat(page)),
        _ => (["Pair", "Name", "Failed", "Share"], pairs(judged)),
    };
    Ok(Figure {
        name: chart.name,
        wide: Value::from_safe_string(scene.svg()?),
        narrow: Value::from_safe_string((chart.draw)(page, Width::Narrow).svg()?),
        title: scene.title,
        about: scene.about,
        head,
        more: data.len().saturating_sub(limits.rows),
        data: data.into_iter().take(limits.rows).collect(),
    })
}

fn heat(page: &Page<'_>) -> Vec<[String; 4]> {
    let row = |row: &crate::report::model::HeatRow| {
        [
            people::minute(&row.start, page.zone).unwrap_or_default(),
            people::resource(row.resource.as_deref()).to_string(),
            people::grouped(row.failures),
            people::grouped(row.attempts),
        ]
    };
    page.report.heat.iter().map(row).collect()
}

fn pairs(judged: &Verdict<'_>) -> Vec<[String; 4]> {
    let row = |row: &&crate::report::model::PairRow| {
        let share = people::share(row.attempts, judged.failed);
        [
            verdict::pair(row),
            row.title.clone(),
            people::grouped(row.attempts),
            share,
        ]
    };
    judged.failures.iter().map(row).collect()
}
