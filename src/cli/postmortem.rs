//! `faultlens postmortem`: a draft on one incident, or on a stretch of time, with the lines behind every number.

use super::detection::Detecting;
use super::inputs::Reading;
use super::spool::Spool;
use super::study::{Studied, Study};
use super::{Exit, output, showing, terminal};
use clap::Args;
use faultlens::aggregate::course::Asked;
use faultlens::aggregate::window::Width;
use faultlens::error::{Error, Result};
use faultlens::pipeline::analyze::Request;
use faultlens::pipeline::trail::trail;
use faultlens::redact::Redaction;
use faultlens::report::model::incident::FindingRow;
use faultlens::report::postmortem::{self, Material};
use faultlens::timestamp::Timestamp;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  faultlens postmortem logs/ > postmortem.md              on the surest incident
  faultlens postmortem logs/ --incident 2 --out draft     Markdown, page and JSON on the second one
  faultlens postmortem logs/ --day 2026-11-03             on the surest incident of that day
  faultlens postmortem logs/ --since 2026-11-03T09:00 --until 2026-11-03T10:30
  faultlens postmortem logs/ --status-page incidents.json

Incidents are numbered as the report lists them, from 1; findings that are no incident follow. With
--day, --since or --until they are those of that stretch, as analyze finds them with the same options.
Every number stands beside the lines that it was counted from. All times of a draft are UTC.";

/// How much is looked at before and after an incident, in seconds.
const AROUND: i64 = 3600;

/// Windows that a stretch has at most.
const WINDOWS: i64 = 2000;

/// What to draft.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    reading: Reading,
    /// The incident or finding to write on, by its number in the report of the same calls [default: the surest incident; with
    /// --since or --until, or on a day without one, the whole stretch]
    #[arg(long, help_heading = "Which calls", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    incident: Option<u32>,
    #[command(flatten)]
    detection: Detecting,
    /// Write postmortem.md, postmortem.html and postmortem.json into this folder
    #[arg(
        long,
        help_heading = "Output",
        value_name = "DIR",
        conflicts_with = "json"
    )]
    out: Option<PathBuf>,
    /// Print the JSON form (schema faultlens.postmortem/1) in place of Markdown
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let reading = &options.reading;
    let config = reading.config()?;
    let typed = Request {
        incident_width: options.detection.width(),
        ..reading.request(Width::Auto)?
    };
    // Where an incident of a stretch is asked for, what is judged is what analyze judges with the same options. Where a stretch
    // is looked at as a whole, the whole log is judged, so that what is normal is known.
    let stretched = options.incident.is_some() || reading.day.is_some();
    let request = Request {
        since: typed.since.filter(|_| stretched),
        until: typed.until.filter(|_| stretched),
        formats: config.formats.clone(),
        ..typed.clone()
    };
    let spool = Spool::of(reading, &config)?;
    let study = Study::new(reading, &options.detection);
    let (studied, ()) = study.of(spool.inputs(), &request, |_| Ok(()))?;
    studied.tell_page();
    let finding = options.finding(&studied, &typed)?;
    let asked = match finding {
        Some((row, _)) => around(row, &studied),
        None => stretch(&typed, &studied)?,
    };
    let within = Request {
        since: Timestamp::from_seconds(asked.from),
        until: Timestamp::from_seconds(asked.until),
        ..request
    };
    let read = trail(
        spool.inputs(),
        &within,
        &asked,
        reading.plan(),
        &study.watch,
    );
    let (course, mut endings) = read?;
    showing::hide(&mut endings, &typed.redaction);
    let page = options.detection.status_page().and_then(Result::ok);
    let inputs: Vec<String> = endings.into_iter().map(|ending| ending.name).collect();
    let mut draft = postmortem::draft(&Material {
        report: &studied.report,
        finding,
        course: &course,
        inputs: &inputs,
        redaction: &typed.redaction,
        status_page: page.as_ref(),
    });
    for row in &mut draft.request_ids {
        row.id = typed.redaction.id(&row.id).into_owned();
    }
    options.write(&draft)?;
    Ok(match (studied.interrupted, studied.partly()) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Partly,
        (false, false) => Exit::Done,
    })
}

impl Options {
    /// How much is hidden.
    pub fn redaction(&self) -> Redaction {
        self.reading.redaction()
    }

    /// What to write on; `None` for a stretch as a whole.
    fn finding<'s>(
        &self,
        studied: &'s Studied,
        typed: &Request,
    ) -> Result<Option<(&'s FindingRow, usize)>> {
        let bounded = typed.since.is_some() || typed.until.is_some();
        let calm = surest(&studied.report.incidents).is_none();
        match (self.incident, &self.reading.day) {
            (None, Some(_)) if calm => {
                self.say_none(studied);
                Ok(None)
            }
            (None, None) if bounded => Ok(None),
            (number, _) => chosen(studied, number).map(Some),
        }
    }

    /// Says what else there is to write on, on a day without an incident.
    fn say_none(&self, studied: &Studied) {
        let rows: Vec<&FindingRow> = studied.report.findings.iter().collect();
        if rows.is_empty() || self.reading.quiet {
            return;
        }
        let told = format!(
            "no incident on that day: the draft is on all of it; {}",
            listed(&rows)
        );
        terminal::complain("postmortem", &told);
    }

    fn write(&self, draft: &postmortem::model::Postmortem) -> Result<()> {
        let files = postmortem::render(draft)?;
        if let Some(folder) = &self.out {
            output::save(folder, &files)?;
            if !self.reading.quiet {
                let place = folder.join("postmortem.html");
                terminal::complain("postmortem", &format!("written to {}", place.display()));
            }
            return Ok(());
        }
        let wanted = if self.json {
            "postmortem.json"
        } else {
            "postmortem.md"
        };
        let file = files.iter().find(|file| file.path == wanted);
        file.map_or(Ok(()), |file| output::print(&file.bytes))
    }
}

/// The incident or finding that was asked for, with its number.
fn chosen(studied: &Studied, number: Option<u32>) -> Result<(&FindingRow, usize)> {
    let report = &studied.report;
    let rows: Vec<&FindingRow> = report.incidents.iter().chain(&report.findings).collect();
    let number = match number {
        Some(number) => number as usize,
        None => surest(&report.incidents).ok_or_else(|| none(&rows))?,
    };
    let row = number.checked_sub(1).and_then(|place| rows.get(place));
    row.map(|row| (*row, number)).ok_or_else(|| {
        let expected = format!("a number from 1 to {}", rows.len());
        Error::new("--incident", expected, number, listed(&rows))
    })
}

/// Of equals the earliest.
fn surest(rows: &[FindingRow]) -> Option<usize> {
    let numbered = rows.iter().enumerate().rev();
    let surest =
        numbered.max_by(|(_, one), (_, other)| one.confidence.total_cmp(&other.confidence));
    surest.map(|(place, _)| place + 1)
}

fn none(rows: &[&FindingRow]) -> Error {
    let expected = "an incident in these logs";
    Error::new("postmortem", expected, "none", listed(rows))
}

/// What there is to choose from.
fn listed(rows: &[&FindingRow]) -> String {
    let row = |(number, row): (usize, &&FindingRow)| {
        format!("{number} {} {} to {}", row.verdict, row.start, row.end)
    };
    let shown: Vec<String> = (1..).zip(rows).map(row).take(9).collect();
    if shown.is_empty() {
        return "choose a stretch with --since and --until".to_owned();
    }
    format!(
        "choose with --incident: {}; or a stretch with --since and --until",
        shown.join(", ")
    )
}

fn seconds(text: &str) -> i64 {
    Timestamp::parse(text).map_or(0, Timestamp::seconds)
}

/// An incident with an hour before and after it.
fn around(row: &FindingRow, studied: &Studied) -> Asked {
    let (start, end) = (seconds(&row.start), seconds(&row.end));
    Asked {
        from: start - AROUND,
        start,
        end,
        until: end + AROUND,
        width: width(studied, end - start),
        classes: postmortem::classes(Some(row.verdict)),
        known: Asked::known(&studied.analysis.summary),
    }
}

/// The stretch that was typed, open ends where the log begins and ends.
fn stretch(typed: &Request, studied: &Studied) -> Result<Asked> {
    let Some((first, last)) = studied.analysis.summary.period else {
        let cure = "see faultlens formats --test for what is read";
        return Err(Error::new(
            "postmortem",
            "calls with a time in these logs",
            "none",
            cure,
        ));
    };
    let start = typed.since.unwrap_or(first).seconds();
    let end = typed.until.map_or(last.seconds() + 1, Timestamp::seconds);
    let end = end.max(start);
    Ok(Asked {
        from: start,
        start,
        end,
        until: end,
        width: width(studied, end - start),
        classes: postmortem::classes(None),
        known: Asked::known(&studied.analysis.summary),
    })
}

/// The detector's windows, or the multiple of them that keeps their number bounded.
fn width(studied: &Studied, length: i64) -> u32 {
    let width = i64::from(studied.report.detection.window_seconds.max(60));
    let times = (length / width / WINDOWS).max(0) + 1;
    u32::try_from(width.saturating_mul(times)).unwrap_or(u32::MAX)
}
