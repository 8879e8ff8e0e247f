//! `faultlens analyze`: read, count, report.

use super::Exit;
use super::auditing::Auditing;
use super::daily::{Dated, Day};
use super::detection::Detecting;
use super::gates::{self, Gating};
use super::inputs::Reading;
use super::output::{self, Saving};
use super::study::{Studied, Study};
use super::terminal::{self, Color};
use clap::Args;
use faultlens::aggregate::window::Width;
use faultlens::error::Result;
use faultlens::pipeline::analyze::Request as Asked;
use faultlens::redact::Redaction;
use faultlens::report;
use faultlens::report::contract::Renderer;
use faultlens::report::escape;
use faultlens::report::text::{self, Style, Typed};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  faultlens analyze logs/ --out report --png
  faultlens analyze 'logs/**/*.gz' --since 2026-11-01 --until 2026-11-02 --tz Europe/Berlin
  faultlens analyze app.log --resource messaging --class 5xx --window 5m
  faultlens analyze /var/log/app --day yesterday --out 'reports/{date}'
  faultlens analyze logs/ --fail-on '4xx>1%' --fail-on 401 --fail-on new-pair --baseline last-week/
  faultlens analyze logs/ --status-page incidents.json --fail-on incident:high
  kubectl logs deploy/notifier | faultlens analyze -";

/// What to report and where.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    reading: Reading,
    /// Width of the time windows of tables and charts (aligned to UTC); auto takes the finest that shows the period in 200
    /// windows. Incidents are looked for in windows of their own: --incident-window
    #[arg(long, help_heading = "Output", value_name = "WIDTH", default_value = "auto", value_parser = ["auto", "1m", "5m", "15m", "1h", "1d"])]
    window: String,
    #[command(flatten)]
    detection: Detecting,
    #[command(flatten)]
    gating: Gating,
    #[command(flatten, next_help_heading = "Retries")]
    auditing: Auditing,
    /// Write the report into this folder; the last one there stays until the new one is whole. {date} in it stands for the
    /// day of --day, else for today; the folder above then gets an index.html of the reports in it
    #[arg(long, help_heading = "Output", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Files to write with --out, separated by commas [default: all but png]
    #[arg(long, help_heading = "Output", value_name = "LIST", requires = "out", value_delimiter = ',', value_parser = clap::builder::PossibleValuesParser::new(formats()))]
    format: Vec<String>,
    /// Write the charts as PNG too
    #[arg(long, help_heading = "Output", requires = "out")]
    png: bool,
    /// Print the JSON report, and it alone, on standard output
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// How many pairs the terminal shows
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

fn formats() -> Vec<&'static str> {
    report::renderers()
        .map(Renderer::name)
        .chain(["all"])
        .collect()
}

/// How many resources are named where none is as asked.
const OTHERS: usize = 12;

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let reading = &options.reading;
    options.auditing.check()?;
    let baseline = options.gating.baseline(&options.detection.fail_on)?;
    let config = reading.config()?;
    let sources = reading.inputs(&config);
    let request = Asked {
        incident_width: options.detection.width(),
        retry_memory: options.auditing.memory(),
        scratch: options.auditing.scratch(),
        formats: config.formats,
        ..reading.request(width(&options.window))?
    };
    let mut study = Study::new(reading, &options.detection);
    study.retry_chains = options.auditing.chains();
    let out = options.out.as_ref();
    let dated = out.map(|out| Dated::of(out, reading)).transpose()?;
    let draw = |studied: &Studied| {
        dated
            .as_ref()
            .map(|dated| options.draw(studied, &dated.folder))
            .transpose()
    };
    let (studied, saving) = study.of(sources, &request, draw)?;
    let mut kept = false;
    if let (Some(dated), Some(saving)) = (&dated, saving) {
        kept = studied.is_empty() && dated.holds_calls();
        if kept {
            let text = format!(
                "kept as it was in {}: nothing was recognised this time",
                dated.folder.display()
            );
            terminal::complain("report", &text);
        } else {
            saving.finish()?;
        }
        dated.index()?;
    }
    options.auditing.save(&studied.report)?;
    options.print(&studied)?;
    options.say_where(dated.as_ref().filter(|_| !kept));
    studied.tell_page();
    let gate = options.detection.trips(&studied.report)
        | gates::trip(
            &options.detection.fail_on,
            &studied.report,
            baseline.as_ref(),
        );
    let code = exit(&studied, gate);
    // The process ends with it: to give back piece by piece what it is made of would only be waited for.
    std::mem::forget(studied);
    Ok(code)
}

impl Options {
    /// How much is hidden.
    pub fn redaction(&self) -> Redaction {
        self.reading.redaction()
    }

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

    /// Draws the report, each file written beside its place while it is made.
    fn draw<'f>(&self, studied: &Studied, folder: &'f Path) -> Result<Saving<'f>> {
        let mut saving = Saving::begin(folder)?;
        report::render_each(&studied.page(), &self.formats(), &mut |path, piece| {
            saving.piece(path, piece)
        })?;
        Ok(saving)
    }

    fn print(&self, studied: &Studied) -> Result<()> {
        let (page, others) = (studied.page(), others(studied, &self.reading));
        // On a terminal the summary says it.
        for other in others.iter().filter(|_| self.json || !terminal::is_shown()) {
            let (what, told) = other.split_once(": ").unwrap_or(("analyze", other));
            terminal::complain(what, told);
        }
        if self.json {
            let json = ["json".to_owned()];
            return report::render_each(&page, &json, &mut |_, piece| output::print(piece));
        }
        let style = Style {
            width: terminal::width(),
            rows: self.top,
            height: terminal::height(),
            palette: terminal::palette(self.color),
        };
        let typed = Typed {
            reading: self.reading.typed(),
            detection: self.detection.typed(&self.reading.redaction()),
            out: self.out.as_ref().map(|folder| folder.display().to_string()),
            others,
        };
        output::print(text::summary_of(&page, &style, &typed).as_bytes())
    }

    fn say_where(&self, dated: Option<&Dated>) {
        if let Some(dated) = dated.filter(|_| !self.reading.quiet) {
            let place = dated.folder.join("report.html");
            terminal::complain("report", &format!("written to {}", place.display()));
        }
    }
}

/// Where nothing is of the time or the resources that were asked for: which there are, a line each.
fn others(studied: &Studied, reading: &Reading) -> Vec<String> {
    let mut out = Vec::new();
    if !studied.is_empty() {
        return out;
    }
    let zone = studied.zone;
    if let Some((first, last)) = studied.analysis.outside {
        let before = reading
            .day
            .as_deref()
            .and_then(|day| Day::before(day, zone));
        let before = before.map_or_else(String::new, |(name, date)| {
            format!("; the {name} before is --day {date}")
        });
        out.push(format!(
            "time: none as asked; these logs have {} – {} {}{before}",
            zone.local(first),
            zone.local(last),
            zone.name()
        ));
    }
    let others = &studied.analysis.others;
    let names: Vec<String> = others
        .iter()
        .take(OTHERS)
        .map(|name| escape::line(name, 80))
        .collect();
    let more = match others.len().saturating_sub(OTHERS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if !names.is_empty() {
        let names = names.join(", ");
        out.push(format!(
            "resource: none as asked; these logs have {names}{more}"
        ));
    }
    out
}

fn exit(studied: &Studied, gate: bool) -> Exit {
    if studied.interrupted {
        Exit::Interrupted
    } else if gate {
        Exit::Gate
    } else if studied.partly() {
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
