//! The draft as a page for people, to be printed or mailed; it loads nothing.

use super::chart::chart;
use super::model::{Evidence, Postmortem, Unaffected};
use super::words;
use crate::error::Result;
use crate::report::behaviour::Told;
use crate::report::charts::{Width, waits_scene};
use crate::report::{document, people};
use minijinja::value::Value;
use serde::Serialize;

/// Rows that a table shows at most; the rest is in the JSON.
const ROWS: usize = 200;

#[derive(Serialize)]
struct View<'a> {
    title: String,
    heading: Value,
    tool: String,
    draft: &'a Postmortem,
    impact: Vec<words::Figure>,
    timeline: Vec<[String; 3]>,
    failed: Vec<Failed>,
    counted_as: String,
    also: &'static str,
    also_failed: Vec<[String; 5]>,
    sense: String,
    unaffected: Vec<[String; 5]>,
    behaviour: Option<Client>,
    more: usize,
    wide: Value,
    narrow: Value,
}

/// How the client behaved.
#[derive(Serialize)]
struct Client {
    heading: &'static str,
    headline: String,
    told: Vec<[String; 5]>,
    notes: Vec<String>,
    quiet: Vec<String>,
    wide: Value,
    narrow: Value,
}

#[derive(Serialize)]
struct Failed {
    resource: String,
    about: String,
    pairs: Vec<[String; 5]>,
}

/// The page.
pub fn page(draft: &Postmortem) -> Result<String> {
    let entry = |moment: &super::model::Moment| {
        let evidence = words::places(&moment.evidence);
        [words::clock(&moment.time), moment.text.clone(), evidence]
    };
    let view = View {
        title: words::title(draft),
        heading: document::heading(&words::title(draft), 400),
        tool: format!("{} {}", draft.tool.name, draft.tool.version),
        draft,
        impact: words::impact(draft),
        timeline: draft.timeline.iter().take(ROWS).map(entry).collect(),
        failed: draft.failed.iter().take(ROWS).map(failed).collect(),
        counted_as: words::counted_as(draft),
        also: words::ALSO,
        also_failed: draft.also_failed.iter().take(ROWS).map(other).collect(),
        sense: words::sense(draft.failed_classes.iter().copied()),
        unaffected: draft.unaffected.iter().take(ROWS).map(other).collect(),
        behaviour: client(draft)?,
        more: [
            draft.failed.len(),
            draft.also_failed.len(),
            draft.unaffected.len(),
        ]
        .map(|rows| rows.saturating_sub(ROWS))
        .iter()
        .sum(),
        wide: Value::from_safe_string(chart(draft, Width::Wide).svg()?),
        narrow: Value::from_safe_string(chart(draft, Width::Narrow).svg()?),
    };
    let template = include_str!("../templates/postmortem.html");
    document::html("postmortem.html", template, view)
}

fn client(draft: &Postmortem) -> Result<Option<Client>> {
    let said = words::behaviour(draft);
    let (Some(said), Some(retries)) = (said, &draft.retries) else {
        return Ok(None);
    };
    let row = |told: &Told| {
        [
            told.severity.to_owned(),
            told.title.to_owned(),
            told.count.clone(),
            told.places.join(", "),
            told.advice.clone(),
        ]
    };
    let drawn = |width| {
        if retries.waits.is_empty() {
            return Ok(Value::from(""));
        }
        let chart = waits_scene(&retries.waits, width).svg()?;
        Ok(Value::from_safe_string(chart))
    };
    let notes = said.notes.iter().chain(&said.what_if);
    Ok(Some(Client {
        heading: words::client(draft),
        headline: people::sentence(&said.headline),
        told: said.told.iter().take(ROWS).map(row).collect(),
        notes: notes.map(|note| people::sentence(note)).collect(),
        quiet: std::iter::once(said.quiet.to_string())
            .chain(said.quiet.unjudged())
            .collect(),
        wide: drawn(Width::Wide)?,
        narrow: drawn(Width::Narrow)?,
    }))
}

fn places(evidence: &[Evidence]) -> String {
    words::places(evidence)
}

fn failed(row: &super::model::Failed) -> Failed {
    let pair = |pair: &super::model::Pair| {
        let title = if pair.counted {
            pair.title.clone()
        } else {
            format!("{} (not counted above)", pair.title)
        };
        [
            words::pair(pair),
            title,
            words::fault(pair.fault),
            people::grouped(pair.calls),
            places(&pair.evidence),
        ]
    };
    Failed {
        resource: people::resource(row.resource.as_deref()).to_owned(),
        about: words::about(row),
        pairs: row.pairs.iter().take(ROWS).map(pair).collect(),
    }
}

fn other(row: &Unaffected) -> [String; 5] {
    [
        people::resource(row.resource.as_deref()).to_owned(),
        people::grouped(row.calls),
        people::grouped(row.failed_calls),
        people::grouped(row.other_failures),
        places(&row.evidence),
    ]
}
