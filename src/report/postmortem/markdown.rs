//! The draft as Markdown, to be filled in where teams keep their postmortems.

use super::model::{Postmortem, Unaffected};
use super::words;
use crate::report::behaviour;
use crate::report::escape::{markdown as inert, markdown_code};
use crate::report::people;
use std::fmt::Write;

/// Rows that a table shows at most; the rest is in the JSON.
const ROWS: usize = 200;
/// Characters of a cell.
const CELL: usize = 400;

/// The whole draft.
pub fn markdown(draft: &Postmortem) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", inert(&words::title(draft), CELL));
    let _ = writeln!(
        out,
        "Draft by {} {} from logs; all times are UTC. *Fill in what stands in italics.*\n",
        draft.tool.name, draft.tool.version
    );
    out.push_str("| Status | Owner | Reviewers |\n| --- | --- | --- |\n| *draft* | *who* | *who* |\n\n## Summary\n\n");
    for sentence in &draft.summary {
        let _ = writeln!(out, "{}\n", inert(sentence, 2000));
    }
    out.push_str(
        "## Impact\n\n| What | How much | Lines it was counted from |\n| --- | ---: | --- |\n",
    );
    for figure in words::impact(draft) {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            inert(&figure.what, CELL),
            inert(&figure.much, CELL),
            code(&figure.places)
        );
    }
    out.push_str("\n## Timeline (UTC)\n\n| When | What | Lines |\n| --- | --- | --- |\n");
    for moment in draft.timeline.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            inert(&words::clock(&moment.time), CELL),
            inert(&moment.text, CELL),
            code(&words::places(&moment.evidence))
        );
    }
    out.push_str("| *when* | *a person noticed, an alert fired, a change was made* | |\n\n");
    failed(&mut out, draft);
    calm(&mut out, draft);
    client(&mut out, draft);
    foot(&mut out, draft);
    out
}

fn code(places: &str) -> String {
    if places.is_empty() {
        return String::new();
    }
    markdown_code(places, CELL)
}

fn failed(out: &mut String, draft: &Postmortem) {
    let _ = writeln!(
        out,
        "## What failed\n\n{}\n",
        inert(&words::counted_as(draft), CELL)
    );
    if draft.failed.is_empty() {
        out.push_str("Nothing.\n\n");
        return;
    }
    for row in draft.failed.iter().take(ROWS) {
        let name = markdown_code(people::resource(row.resource.as_deref()), 80);
        let _ = writeln!(out, "**{name}** {}\n", inert(&words::about(row), CELL));
        out.push_str(
            "| Status/code | What | Fault | Calls | Lines |\n| --- | --- | --- | ---: | --- |\n",
        );
        for pair in row.pairs.iter().take(ROWS) {
            let note = if pair.counted {
                ""
            } else {
                " (not counted above)"
            };
            let _ = writeln!(
                out,
                "| {} | {}{note} | {} | {} | {} |",
                words::pair(pair),
                inert(&pair.title, CELL),
                inert(&words::fault(pair.fault), 60),
                people::grouped(pair.calls),
                code(&words::places(&pair.evidence))
            );
        }
        out.push('\n');
    }
    if !draft.also_failed.is_empty() {
        let _ = writeln!(out, "{}\n", words::ALSO);
        others(out, draft, &draft.also_failed);
    }
}

fn calm(out: &mut String, draft: &Postmortem) {
    out.push_str("## What did not fail\n\n");
    if draft.unaffected.is_empty() {
        out.push_str("Nothing else was called in that time.\n\n");
        return;
    }
    others(out, draft, &draft.unaffected);
}

/// Resources that the verdict does not name.
fn others(out: &mut String, draft: &Postmortem, rows: &[Unaffected]) {
    let _ = writeln!(
        out,
        "| Resource | Calls | With {} | Other failures | Lines |\n| --- | ---: | ---: | ---: | --- |",
        words::sense(draft.failed_classes.iter().copied())
    );
    for row in rows.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            markdown_code(people::resource(row.resource.as_deref()), 80),
            people::grouped(row.calls),
            people::grouped(row.failed_calls),
            people::grouped(row.other_failures),
            code(&words::places(&row.evidence))
        );
    }
    out.push('\n');
}

fn client(out: &mut String, draft: &Postmortem) {
    let said = words::behaviour(draft);
    if let (Some(said), Some(retries)) = (said, &draft.retries) {
        behaviour::markdown(out, words::client(draft), &said, &retries.waits);
    }
}

fn foot(out: &mut String, draft: &Postmortem) {
    out.push_str("## What could not be known\n\n");
    for text in &draft.unknown {
        let _ = writeln!(out, "- {}", inert(text, CELL));
    }
    out.push_str("\n## For a support ticket\n\n");
    if draft.request_ids.is_empty() {
        out.push_str("No answer carried an id of Twilio's.\n\n");
    }
    for row in draft.request_ids.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "- {} {} {} ({})",
            markdown_code(&row.id, 80),
            inert(&words::clock(&row.time), 40),
            inert(people::resource(row.resource.as_deref()), 80),
            markdown_code(&format!("{}:{}", row.source, row.line), CELL)
        );
    }
    out.push_str(BLANKS);
}

const BLANKS: &str = "
## Causes

*Root cause and what contributed: not in the logs.*

## What went well, what did not, where luck helped

*…*

## Actions

| Action | Kind (prevent, detect, mitigate) | Owner | Due | Ticket |
| --- | --- | --- | --- | --- |
| *…* | | | | |
";
