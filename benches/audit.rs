//! What the audit of retries adds to a run: the same program with and without it, in turns, each run a process of its own. Two builds
//! that differ in nothing else are up to 3 % of the run apart, by where their code happens to stand. Nothing is put aside here: logs of
//! more than some million calls that went well are looked at in memory, or as a sample.
//!
//!     cargo bench --bench audit -- --log LOG                the medians of 31 pairs
//!     cargo bench --bench audit -- --log LOG --pairs 101    of 101

use faultlens::aggregate::table::Table;
use faultlens::analysis::{self, contract::Settings};
use faultlens::pipeline::analyze::{Request, analyze_and};
use faultlens::pipeline::{Plan, Watch};
use faultlens::redact;
use faultlens::report::contract::Page;
use faultlens::report::text::{Style, summary};
use faultlens::report::{self, Facts};
use faultlens::source;
use faultlens::timestamp::Zone;
use std::error::Error;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

/// Pairs of runs, unless asked otherwise.
const PAIRS: usize = 31;

/// What this program asks of itself: one run, with or without the audit.
const WITH: &str = "run-with";
const WITHOUT: &str = "run-without";

fn main() -> Result<(), Box<dyn Error>> {
    let typed: Vec<String> = std::env::args()
        .skip(1)
        .filter(|typed| typed != "--bench")
        .collect();
    match typed.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [WITH, log] => run(log, false),
        [WITHOUT, log] => run(log, true),
        ["--log", log] => compare(log, PAIRS),
        ["--log", log, "--pairs", pairs] => compare(log, pairs.parse::<usize>()?.max(1)),
        // Where all benches are run, this one has nothing to read.
        _ => Ok(writeln!(
            io::stdout(),
            "cargo bench --bench audit -- --log LOG [--pairs PAIRS]"
        )?),
    }
}

/// Reads, judges and writes the report, as `faultlens analyze` does where it puts nothing aside.
fn run(log: &str, without_audit: bool) -> Result<(), Box<dyn Error>> {
    drop(std::thread::Builder::new().spawn(redact::prepare));
    let request = Request {
        without_audit,
        ..Request::default()
    };
    let settings = Settings::default();
    let (mut found, judged) = analyze_and(
        source::inputs(&[log.to_owned()]),
        &request,
        Plan::default(),
        &Arc::new(Watch::default()),
        |summary, how| analysis::judge_with(how, summary, &settings),
    )?;
    if let Some(error) = found.endings.iter().find_map(|one| one.error.as_ref()) {
        return Err(error.to_string().into());
    }
    let table = Table::of_cells(&found.summary.take_cells())?;
    let facts = Facts::of(found.inputs(), found.coverage(), judged, settings);
    let report = report::build(&found.summary, &table, facts)?;
    let page = Page {
        report: &report,
        cells: &table,
        zone: Zone::UTC,
    };
    writeln!(io::stdout(), "{}", summary(&page, &Style::default()))?;
    // As there: the system takes all of it back at once.
    std::mem::forget((found, report, table));
    Ok(())
}

/// Runs both in turns.
fn compare(log: &str, pairs: usize) -> Result<(), Box<dyn Error>> {
    let took = |how: &str| -> Result<f64, Box<dyn Error>> {
        let start = Instant::now();
        let mut run = Command::new(std::env::current_exe()?);
        let status = run.args([how, log]).stdout(Stdio::null()).status()?;
        let seconds = start.elapsed().as_secs_f64();
        status
            .success()
            .then_some(seconds)
            .ok_or_else(|| format!("{how} {log}: {status}").into())
    };
    // The log is in memory after that.
    took(WITHOUT)?;
    let (mut with, mut without, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        // Who comes first changes too, as the machine gets faster and slower.
        let (one, two) = if pair % 2 == 0 {
            (took(WITH)?, took(WITHOUT)?)
        } else {
            let without = took(WITHOUT)?;
            (took(WITH)?, without)
        };
        with.push(one);
        without.push(two);
        added.push(one - two);
    }
    let share = |added: f64, of: f64| 100.0 * added / of;
    let (with, without) = (median(with), median(without));
    let (added, bounds) = with_bounds(added);
    let sure = bounds.map_or_else(String::new, |(least, most)| {
        let (least, most) = (share(least, without), share(most, without));
        format!("; of this call at 95 %: {least:.1} to {most:.1} %")
    });
    Ok(writeln!(
        io::stdout(),
        "with the audit {with:.3} s, without {without:.3} s: it adds {:.0} ms, {:.1} % (medians of {pairs} pairs{sure})",
        added * 1000.0,
        share(added, without),
    )?)
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

/// The median, and the values between which it lies at 95 %: those so many places around it that only one in twenty samples has more
/// of its values on one side, however the values are spread (binomial, by its normal approximation). Of so few that none is so sure
/// there are no such values. Another call may say something else, as the machine is another one an hour later.
fn with_bounds(mut all: Vec<f64>) -> (f64, Option<(f64, f64)>) {
    all.sort_by(f64::total_cmp);
    let (count, middle) = (all.len(), all.len() / 2);
    // 0.98 times the root, rounded up.
    let around = (count * 9604).isqrt() / 100 + 1;
    let at = |place: usize| all.get(place).copied();
    let bounds = middle
        .checked_sub(around)
        .and_then(at)
        .zip(at(middle + around));
    (at(middle).unwrap_or(0.0), bounds)
}
