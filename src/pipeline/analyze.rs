//! The main job: every event of every input into one summary, with the account of where every line went.

mod at;
mod counts;
mod later;
mod request;
mod settle;

pub use request::Request;

use super::join::Joiner;
use super::lanes::Lanes;
use super::part::Part;
use super::scan::{Passed, Scanner};
use super::{Ending, Fold, Plan, Watch, naive, run};
use crate::aggregate::attempts::Ledger;
use crate::aggregate::summary::Summary;
use crate::analysis::beside::{Beside, Task};
use crate::chunk::{Chunk, Tally};
use crate::error::{Error, Result};
use crate::report::model::{Coverage, FormatCount, InputRow, LineCounts};
use crate::source::contract::Input;
use crate::timestamp::{Naive, Timestamp};
use counts::Counts;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where the lines of the inputs went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// Where they went.
    pub passed: Passed,
    /// Counted events without a time.
    pub without_time: u64,
}

/// What the main job found.
#[derive(Debug)]
pub struct Analysis {
    /// The counts.
    pub summary: Summary,
    /// The account of the lines, per input.
    pub lines: Vec<Lines>,
    /// What became of each input, sorted by name.
    pub endings: Vec<Ending>,
    /// Per input: how many events were read through which formats (`docker>json>http_fields`).
    pub formats: Vec<BTreeMap<String, u64>>,
    /// Where resources were asked for: some of the others that there are, ascending.
    pub others: BTreeSet<String>,
    /// The times of the first and the last event outside of the time that was asked for.
    pub outside: Option<(Timestamp, Timestamp)>,
}

/// Reads and counts everything.
///
/// # Errors
/// When the threads cannot be started, or what the audit of retries put aside cannot be read back. What is wrong with an input stands in its ending.
pub fn analyze(
    inputs: Vec<Result<Input>>,
    request: &Request,
    plan: Plan,
    watch: &Arc<Watch>,
) -> Result<Analysis> {
    Ok(analyze_and(inputs, request, plan, watch, |_, _| ())?.0)
}

/// As [`analyze`], and judges the counts while all threads are still there: to wake them, or others, takes longer than much of
/// what they do.
///
/// # Errors
/// As [`analyze`].
pub fn analyze_and<T: Send>(
    mut inputs: Vec<Result<Input>>,
    request: &Request,
    plan: Plan,
    watch: &Arc<Watch>,
    judge: impl FnOnce(&mut Summary, &dyn Beside) -> T + Send,
) -> Result<(Analysis, T)> {
    // By name, so that the order in which files were named changes nothing.
    inputs.sort_by(|one, other| name(one).cmp(name(other)));
    let naive = naive(&inputs, request.assumed);
    let lanes = Lanes::new(inputs.len());
    let ledger = settle::ledger(request);
    let make = || Counting::new(request, &naive, &lanes, &ledger);
    let sum = |folds: Vec<Counting<'_>>| {
        let mut folds = folds.into_iter().map(|fold| fold.counts);
        let first = folds.next().unwrap_or_else(|| make().counts);
        let frozen = first.freeze(folds.collect());
        let judged = frozen.summary.map(|mut summary| {
            let judged = judge(&mut summary, &Pool);
            (summary, judged)
        });
        (
            judged,
            frozen.lines,
            frozen.formats,
            frozen.others,
            frozen.outside,
        )
    };
    let ((judged, lines, counted, others, outside), endings) = run(inputs, plan, watch, make, sum)?;
    let (summary, judged) = judged.map_err(|error| unread(&error))?;
    let mut formats = vec![BTreeMap::new(); endings.len()];
    for ((input, format), events) in counted.all {
        formats[input].insert(format, events);
    }
    let mut lines = lines;
    lines.resize(endings.len(), Lines::default());
    let analysis = Analysis {
        summary,
        lines,
        endings,
        formats,
        others,
        outside,
    };
    Ok((analysis, judged))
}

/// The threads that have read the inputs.
struct Pool;

impl Beside for Pool {
    fn both(&self, one: Task<'_>, two: Task<'_>) {
        rayon::join(one, two);
    }
}

fn unread(error: &std::io::Error) -> Error {
    Error::io(
        "the folder for temporary files",
        "what the audit of retries put aside there",
        error,
        "look at that disk, or keep all in memory with --no-spill",
    )
}

fn name(input: &Result<Input>) -> &str {
    match input {
        Ok(input) => &input.name,
        Err(error) => &error.place,
    }
}

impl Analysis {
    /// Where every byte and line went.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let mut out = Coverage {
            resources_folded: self.summary.folded,
            ..Coverage::default()
        };
        for (ending, lines) in self.endings.iter().zip(&self.lines) {
            out.bytes += ending.tally.bytes;
            out.lines += ending.tally.lines;
            out.account.add(&account(&ending.tally, lines));
            out.events_without_time += lines.without_time;
        }
        out
    }

    /// One row per input, in the order of the endings.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputRow> {
        let accounts = self.endings.iter().zip(&self.lines);
        accounts
            .zip(&self.formats)
            .map(|((ending, lines), formats)| ending.row(lines, formats))
            .collect()
    }
}

fn account(tally: &Tally, lines: &Lines) -> LineCounts {
    LineCounts {
        event_lines: lines.passed.event_lines,
        other: lines.passed.other,
        blank: lines.passed.blank,
        malformed: lines.passed.malformed + tally.broken_off,
        oversized: tally.oversized,
        filtered: lines.passed.filtered,
    }
}

impl Ending {
    fn row(&self, lines: &Lines, formats: &BTreeMap<String, u64>) -> InputRow {
        let status = match (&self.error, self.unopened, self.tally.lines) {
            (None, ..) => "complete",
            (Some(_), false, 1..) => "truncated",
            (Some(_), ..) => "failed",
        };
        let format = |(name, events): (&String, &u64)| FormatCount {
            name: name.clone(),
            events: *events,
        };
        InputRow {
            name: self.name.clone(),
            status,
            bytes: self.tally.bytes,
            lines: self.tally.lines,
            account: account(&self.tally, lines),
            events: formats.values().sum(),
            format: formats.iter().map(format).collect(),
            error: self.error.as_ref().map(ToString::to_string),
        }
    }
}

impl Lines {
    fn add(&mut self, other: &Self) {
        self.without_time += other.without_time;
        self.passed.add(other.passed);
    }
}

/// One thread's part.
struct Counting<'r> {
    /// By input.
    naive: &'r [Naive],
    scanner: Scanner,
    /// Calls that several records tell are joined in the order of their input, by whoever brings the chunk that is next.
    lanes: &'r Lanes<Joiner, Vec<Part>>,
    counts: Counts<'r>,
}

impl<'r> Counting<'r> {
    fn new(
        request: &'r Request,
        naive: &'r [Naive],
        lanes: &'r Lanes<Joiner, Vec<Part>>,
        ledger: &Ledger,
    ) -> Self {
        Self {
            naive,
            scanner: Scanner::new(&request.formats),
            lanes,
            counts: Counts::new(request, ledger),
        }
    }
}

impl Fold for Counting<'_> {
    fn chunk(&mut self, input: usize, chunk: &Chunk) {
        let Self {
            naive,
            scanner,
            lanes,
            counts,
        } = self;
        scanner.naive = naive[input];
        let (passed, parts) = scanner.scan(chunk, |seen| counts.count(input, seen));
        counts.catch_up(input, chunk);
        counts.lines(input).passed.add(passed);
        for told in scanner.escalations() {
            counts.escalate(input, told);
        }
        lanes.arrive(input, chunk.sequence, parts, |joiner, step| {
            counts.join(input, joiner, step);
        });
        counts.formats.flush();
    }

    fn ended(&mut self, input: usize, chunks: u64) {
        let counts = &mut self.counts;
        self.lanes.ended(input, chunks, |joiner, step| {
            counts.join(input, joiner, step);
        });
        counts.formats.flush();
    }
}
