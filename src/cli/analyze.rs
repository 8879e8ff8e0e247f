//! `faultlens analyze`: read, count, report.

use super::auditing::Auditing;
use super::detection::Detecting;
use super::inputs::{self, Reading};
use super::progress::Progress;
use super::terminal::{self, Color};
use super::{Exit, output};
use clap::Args;
use faultlens::aggregate::table::Table;
use faultlens::aggregate::window::Width;
use faultlens::analysis;
use faultlens::error::{Error, Result};
use faultlens::pipeline::Watch;
use faultlens::pipeline::analyze::{Analysis, Request as Asked, analyze};
use faultlens::report::contract::{Page, Renderer};
use faultlens::report::model::Report;
use faultlens::report::text::{self, Style};
use faultlens::report::{self, Facts};
use faultlens::source::contract::Input;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const EXAMPLES: &str = "\
Examples:
  faultlens analyze logs/ --out report --png
  faultlens analyze 'logs/**/*.gz' --since 2026-11-01 --until 2026-11-02 --tz Europe/Berlin
  faultlens analyze app.log --resource messaging --class 5xx --window 5m
  faultlens analyze logs/ --status-page incidents.json --fail-on incident:high
  kubectl logs deploy/notifier | faultlens analyze -";

/// What to report and where.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    reading: Reading,
    /// Width of the time windows (aligned to UTC); auto takes the finest that shows the period in 200 windows
    #[arg(long, value_name = "WIDTH", default_value = "auto", value_parser = ["auto", "1m", "5m", "15m", "1h", "1d"])]
    window: String,
    #[command(flatten)]
    detection: Detecting,
    #[command(flatten)]
    auditing: Auditing,
    /// Write the report into this folder; the last one there stays until the new one is whole
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Files to write with --out, separated by commas [default: all but png]
    #[arg(long, value_name = "LIST", requires = "out", value_delimiter = ',', value_parser = clap::builder::PossibleValuesParser::new(formats()))]
    format: Vec<String>,
    /// Write the charts as PNG too
    #[arg(long, requires = "out")]
    png: bool,
    /// Print the JSON report, and it alone, on standard output
    #[arg(long)]
    json: bool,
    /// How many pairs the terminal shows
    #[arg(long, value_name = "N", default_value_t = 8)]
    top: usize,
    /// Colours on the terminal
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        help = "Colours on the terminal; auto respects NO_COLOR"
    )]
    color: Color,
}

fn formats() -> Vec<&'static str> {
    report::renderers()
        .map(Renderer::name)
        .chain(["all"])
        .collect()
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let zone = options.reading.zone()?;
    let config = options.reading.config()?;
    let sources = options.reading.inputs(&config);
    let request = Asked {
        incident_width: options.detection.width(),
        retry_memory: options.auditing.memory(),
        formats: config.formats,
        ..options.reading.request(width(&options.window))?
    };
    let status_page = options.detection.status_page();
    let watch = Arc::new(Watch::default());
    inputs::on_interrupt(&watch);
    let mut progress = Progress::start(total(&sources), &watch, options.reading.quiet);
    let analysis = analyze(sources, &request, options.reading.plan(), &watch);
    let interrupted = watch.stop.load(Ordering::Relaxed);
    progress.stage("counting up");
    let reported = analysis.and_then(|analysis| {
        let table = Table::of(&analysis.summary)?;
        let filters = options.reading.filters(&request);
        let facts = Facts {
            inputs: analysis.inputs(),
            coverage: analysis.coverage(),
            complete: !interrupted,
            filters,
            zone,
            judged: analysis::judge(&analysis.summary, &options.detection.settings()),
            settings: options.detection.settings(),
            status_page: status_page.clone(),
            retry_chains: options.auditing.chains(),
        };
        let report = report::build(&analysis.summary, &table, facts)?;
        Ok((analysis, table, report))
    });
    progress.stage("drawing");
    let rendered = reported.and_then(|(analysis, table, report)| {
        let page = Page {
            report: &report,
            cells: &table,
            zone,
        };
        let files = options
            .out
            .as_ref()
            .map(|_| report::render(&page, &options.formats()))
            .transpose()?;
        Ok((analysis, table, report, files))
    });
    progress.finish();
    let (analysis, table, report, files) = rendered?;
    inputs::tell(&analysis.endings)?;
    if let (Some(folder), Some(files)) = (&options.out, &files) {
        output::save(folder, files)?;
    }
    options.auditing.save(&report)?;
    options.print(&Page {
        report: &report,
        cells: &table,
        zone,
    })?;
    options.say_where();
    if let Some(Err(error)) = &status_page {
        terminal::complain("status page", &error.to_string());
    }
    let gate = options.detection.trips(&report);
    Ok(exit(&analysis, &report, (interrupted, gate)))
}

impl Options {
    /// The renderers to run; none means the default ones.
    fn formats(&self) -> Vec<String> {
        let mut names = self.format.clone();
        if self.png {
            if names.is_empty() {
                names = report::renderers()
                    .filter(|renderer| renderer.by_default())
                    .map(|renderer| renderer.name().to_owned())
                    .collect();
            }
            names.push("png".to_owned());
        }
        names
    }

    fn print(&self, page: &Page<'_>) -> Result<()> {
        if self.json {
            let json = report::render(page, &["json".to_owned()])?;
            return json
                .iter()
                .try_for_each(|artifact| output::print(&artifact.bytes));
        }
        let style = Style {
            width: terminal::width(),
            rows: self.top,
            palette: terminal::palette(self.color),
        };
        output::print(text::summary(page, &style).as_bytes())
    }

    fn say_where(&self) {
        if let Some(folder) = self.out.as_ref().filter(|_| !self.reading.quiet) {
            terminal::complain(
                "report",
                &format!("written to {}", folder.join("report.html").display()),
            );
        }
    }
}

fn exit(analysis: &Analysis, report: &Report, (interrupted, gate): (bool, bool)) -> Exit {
    let events = report.totals.attempts + report.totals.webhook + report.totals.delivery;
    if interrupted {
        Exit::Interrupted
    } else if gate {
        Exit::Gate
    } else if events == 0
        || analysis.endings.iter().any(|ending| ending.error.is_some())
        || report
            .status_page
            .as_ref()
            .is_some_and(|page| page.error.is_some())
    {
        Exit::Partly
    } else {
        Exit::Done
    }
}

fn width(name: &str) -> Width {
    match name {
        "1m" => Width::Fixed(60),
        "5m" => Width::Fixed(300),
        "15m" => Width::Fixed(900),
        "1h" => Width::Fixed(3600),
        "1d" => Width::Fixed(86_400),
        _ => Width::Auto,
    }
}

/// Bytes of all inputs, where every one has a size.
pub(super) fn total(sources: &[std::result::Result<Input, Error>]) -> Option<u64> {
    sources
        .iter()
        .filter_map(|input| input.as_ref().ok())
        .map(|input| input.size)
        .sum()
}
