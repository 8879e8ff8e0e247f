//! `faultlens compare`: what changed between two logs, two reports, or before and after a time.

use super::config::Config;
use super::inputs::{self, Reading};
use super::progress::Progress;
use super::spool::Spool;
use super::study::total;
use super::terminal::{self, Color};
use super::{Exit, output, reports, showing};
use clap::Args;
use faultlens::aggregate::window::Width;
use faultlens::analysis::compare::side::Side;
use faultlens::analysis::compare::{Change, Row, compare};
use faultlens::error::{Error, Result};
use faultlens::pipeline::Watch;
use faultlens::pipeline::analyze::{Analysis, Request, analyze};
use faultlens::redact::Redaction;
use faultlens::report::comparison::model::{self, Comparison};
use faultlens::report::comparison::{self, Compared, text};
use faultlens::report::saved::Saved;
use faultlens::report::text::Style;
use faultlens::source::contract::Input;
use faultlens::timestamp::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const EXAMPLES: &str = "\
Examples:
  faultlens compare monday.log tuesday.log
  faultlens compare 'logs/api-1*' 'logs/api-2*' --out comparison
  faultlens compare last-week/report.json report/         reports that analyze wrote
  faultlens compare logs/ --at 2026-11-03T09:30           before and after a deploy
  faultlens compare logs/ --at 2026-11-03T09:30 --fail-on worse

New, gone, risen and fallen are told only where chance and bursts cannot explain them.";

/// Width of the windows in which bursts are looked for, in seconds.
const WINDOW: u32 = 300;

/// What to compare.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, override_usage = "faultlens compare [OPTIONS] BEFORE AFTER\n       faultlens compare [OPTIONS] --at TIME PATH…")]
pub struct Options {
    #[command(flatten)]
    reading: Reading,
    /// Compare what was before this time with what came from it on, in the same inputs
    #[arg(long, help_heading = "Comparison", value_name = "TIME")]
    at: Option<String>,
    /// Share of what is told that may be chance
    #[arg(long, help_heading = "Comparison", value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    fdr: f64,
    /// Exit with 3 when something is new or more frequent, or when anything changed
    #[arg(long, help_heading = "Comparison", value_name = "GATE", value_parser = ["worse", "change"])]
    fail_on: Option<String>,
    /// Write comparison.md, comparison.html and comparison.json into this folder
    #[arg(long, help_heading = "Output", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the JSON form (schema faultlens.comparison/1), and it alone
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// How many changes of each direction the terminal shows
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 8)]
    top: usize,
    /// Colours on the terminal
    #[arg(
        long,
        help_heading = "Output",
        value_name = "WHEN",
        default_value = "auto",
        help = "Colours on the terminal; auto respects NO_COLOR"
    )]
    color: Color,
}

fn share(text: &str) -> std::result::Result<f64, String> {
    let share: Option<f64> = text.parse().ok();
    let fits = share.filter(|share| *share > 0.0 && *share <= 1.0);
    fits.ok_or_else(|| "not in range".to_owned())
}

/// One side, read.
struct Read {
    side: Side,
    told: model::Side,
    failed: bool,
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let zone = options.reading.zone()?;
    let config = options.reading.config()?;
    let watch = Arc::new(Watch::default());
    inputs::on_interrupt(&watch);
    let reader = Reader {
        reading: &options.reading,
        config: &config,
        watch,
    };
    let [before, after] = match &options.at {
        Some(at) => reader.around(at)?,
        None => reader.two()?,
    };
    let rows = compare(&before.side, &after.side, options.fdr);
    let failed = before.failed || after.failed;
    let found = comparison::comparison(Compared {
        told: [before.told, after.told],
        sides: [&before.side, &after.side],
        rows: &rows,
        fdr: options.fdr,
    });
    let style = Style {
        height: None,
        width: terminal::width(),
        rows: options.top,
        palette: terminal::palette(options.color),
    };
    options.write(&found, || text::screen(&found, &style, zone))?;
    Ok(if reader.watch.stop.load(Ordering::Relaxed) {
        Exit::Interrupted
    } else if options.trips(&rows) {
        Exit::Gate
    } else if failed || found.compared == 0 {
        Exit::Partly
    } else {
        Exit::Done
    })
}

impl Options {
    /// How much is hidden.
    pub fn redaction(&self) -> Redaction {
        self.reading.redaction()
    }

    fn write(&self, found: &Comparison, screen: impl Fn() -> String) -> Result<()> {
        if self.out.is_none() && !self.json {
            return output::print(screen().as_bytes());
        }
        let files = comparison::render(found)?;
        if let Some(folder) = &self.out {
            output::save(folder, &files)?;
        }
        if !self.json {
            return output::print(screen().as_bytes());
        }
        let json = files.iter().find(|file| file.path == "comparison.json");
        json.map_or(Ok(()), |file| output::print(&file.bytes))
    }

    /// True when the gate trips; it says why.
    fn trips(&self, rows: &[Row]) -> bool {
        let Some(gate) = &self.fail_on else {
            return false;
        };
        let counts = |row: &&Row| match gate.as_str() {
            "worse" => row.change.is_worse(),
            _ => row.change != Change::None,
        };
        let count = rows.iter().filter(counts).count();
        if count > 0 {
            let what = if gate == "worse" {
                "new or more frequent"
            } else {
                "changed"
            };
            terminal::complain("gate", &format!("--fail-on {gate}: {count} {what}"));
        }
        count > 0
    }
}

struct Reader<'o> {
    reading: &'o Reading,
    config: &'o Config,
    watch: Arc<Watch>,
}

impl Reader<'_> {
    /// The same inputs before and after a time.
    fn around(&self, at: &str) -> Result<[Read; 2]> {
        let zone = self.reading.zone()?;
        let when = zone.read(at).ok_or_else(|| {
            Error::new(
                "--at",
                "a time such as 2026-11-01, 2026-11-01T09:30 or 2026-11-01T09:30:00Z",
                format!("{at:?}"),
                "write it in one of these forms",
            )
        })?;
        let reports = |path: &&String| reports::at(path).is_some();
        if let Some(report) = self.reading.paths.iter().find(reports) {
            return Err(Error::new(
                "--at",
                "logs, which can be split at a time",
                format!("a report: {}", self.shown(report)),
                "name the logs; two reports are compared without --at",
            ));
        }
        let request = self.request()?;
        let spool = Spool::of(self.reading, self.config)?;
        let paths = self.reading.paths.iter();
        let names: Vec<String> = paths.map(|path| self.shown(path)).collect();
        let name = names.join(", ");
        let earlier = Request {
            until: Some(request.until.map_or(when, |until| until.min(when))),
            ..request.clone()
        };
        let later = Request {
            since: Some(request.since.map_or(when, |since| since.max(when))),
            ..request
        };
        let before = self.log(name.clone(), spool.inputs(), &earlier)?;
        let after = self.log(name, spool.inputs(), &later)?;
        Ok([before, after])
    }

    /// Two inputs or reports.
    fn two(&self) -> Result<[Read; 2]> {
        let [before, after] = self.reading.paths.as_slice() else {
            return Err(Error::new(
                "compare",
                "two paths, or --at with any number",
                self.reading.paths.len(),
                "put a pattern of several files in quotes, as in 'logs/api-1*'",
            ));
        };
        Ok([self.side(before)?, self.side(after)?])
    }

    fn side(&self, path: &str) -> Result<Read> {
        if let Some(file) = reports::at(path) {
            return Ok(report(&self.shown(path), &reports::read(&file)?));
        }
        let paths = [path.to_owned()];
        let sources = faultlens::source::inputs(&paths);
        let sources = self.config.leave_out(sources, &paths);
        self.log(self.shown(path), sources, &self.request()?)
    }

    fn shown(&self, path: &str) -> String {
        self.reading.redaction().input(path).into_owned()
    }

    fn request(&self) -> Result<Request> {
        Ok(Request {
            formats: self.config.formats.clone(),
            without_audit: true,
            ..self.reading.request(Width::Fixed(WINDOW))?
        })
    }

    fn log(&self, name: String, sources: Vec<Result<Input>>, request: &Request) -> Result<Read> {
        let progress = Progress::start(total(&sources), &self.watch, self.reading.quiet);
        let analysis = analyze(sources, request, self.reading.plan(), &self.watch);
        progress.finish();
        let mut analysis = analysis?;
        showing::hide(&mut analysis.endings, &request.redaction);
        inputs::tell(&analysis.endings)?;
        let stopped = self.watch.stop.load(Ordering::Relaxed);
        Ok(log(name, &analysis, stopped))
    }
}

fn log(name: String, analysis: &Analysis, stopped: bool) -> Read {
    let side = Side::of(&analysis.summary);
    let failed = analysis.endings.iter().any(|ending| ending.error.is_some());
    let calls = side.kinds.get(&faultlens::event::Kind::ApiCall);
    let period = analysis.summary.period;
    let end = period.and_then(|(_, last)| Timestamp::from_seconds(last.seconds() + 1));
    let told = model::Side {
        name,
        kind: "log",
        start: period.map(|(first, _)| first.rfc3339()),
        end: end.map(Timestamp::rfc3339),
        calls: calls.map_or(0, |counted| counted.total),
        failed: side.failed.values().map(|counted| counted.total).sum(),
        complete: !failed && !stopped,
    };
    Read { side, told, failed }
}

fn report(name: &str, saved: &Saved) -> Read {
    let told = model::Side {
        name: name.to_owned(),
        kind: "report",
        start: saved.period.start.clone(),
        end: saved.period.end.clone(),
        calls: saved.totals.attempts,
        failed: saved.totals.failures(),
        complete: saved.complete,
    };
    Read {
        side: saved.side(),
        told,
        failed: false,
    }
}
