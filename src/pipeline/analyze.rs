//! The main job: every event of every input into one summary, with the account of where every line went.

mod at;
mod settle;

use super::formats::Formats;
use super::join::Joiner;
use super::lanes::{Lanes, Step};
use super::part::Part;
use super::scan::{Passed, Scanner, Seen};
use super::{Ending, Fold, Plan, Watch, naive, run};
use crate::aggregate::attempts::Ledger;
use crate::aggregate::failing::Attempts;
use crate::aggregate::fold::Aggregate;
use crate::aggregate::summary::Summary;
use crate::aggregate::window::Width;
use crate::chunk::{Chunk, Tally};
use crate::classify::{self, Class, Pair};
use crate::error::Result;
use crate::event::{Event, Kind};
use crate::formats::UserFormats;
use crate::redact::Redaction;
use crate::report::model::{Coverage, FormatCount, InputRow, LineCounts};
use crate::source::contract::Input;
use crate::timestamp::{Naive, Timestamp, Zone};
use at::At;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to count.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Width of the windows.
    pub width: Width,
    /// Width of the incident detector's windows in seconds; 0 stands for its own default.
    pub incident_width: u32,
    /// How many bytes the audit of retries may keep; 0 stands for its own default.
    pub retry_memory: usize,
    /// Only events at or after it; events without a time are then left out.
    pub since: Option<Timestamp>,
    /// Only events before it; events without a time are then left out.
    pub until: Option<Timestamp>,
    /// Only these resources, each with everything below it; empty for all.
    pub resources: Vec<String>,
    /// Only API calls of these classes; empty for all.
    pub classes: Vec<Class>,
    /// Formats of the user's own, asked before the built-in ones.
    pub formats: UserFormats,
    /// The zone of stamps that name none.
    pub assumed: Zone,
    /// How much of the logs' text may be shown; the counts do not depend on it.
    pub redaction: Redaction,
}

impl Request {
    /// True when the event is to be counted.
    #[must_use]
    pub fn admits(&self, event: &Event<'_>) -> bool {
        self.in_time(event.timestamp) && self.in_resources(event.resource) && self.in_classes(event)
    }

    fn in_time(&self, when: Option<Timestamp>) -> bool {
        match when {
            Some(when) => {
                self.since.is_none_or(|since| when >= since)
                    && self.until.is_none_or(|until| when < until)
            }
            None => self.since.is_none() && self.until.is_none(),
        }
    }

    fn in_resources(&self, resource: Option<&str>) -> bool {
        let below = |asked: &String| {
            let rest = resource.and_then(|resource| resource.strip_prefix(asked.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.resources.is_empty() || self.resources.iter().any(below)
    }

    fn in_classes(&self, event: &Event<'_>) -> bool {
        if self.classes.is_empty() {
            return true;
        }
        let pair = Pair::of(event);
        event.kind == Kind::ApiCall
            && classify::class_of(pair).is_some_and(|class| self.classes.contains(&class))
    }
}

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
}

/// Reads and counts everything.
///
/// # Errors
/// When the threads cannot be started. What is wrong with an input stands in its ending.
pub fn analyze(
    mut inputs: Vec<Result<Input>>,
    request: &Request,
    plan: Plan,
    watch: &Arc<Watch>,
) -> Result<Analysis> {
    // By name, so that the order in which files were named changes nothing.
    inputs.sort_by(|one, other| name(one).cmp(name(other)));
    let naive = naive(&inputs, request.assumed);
    let lanes = Lanes::new(inputs.len());
    let ledger = settle::ledger(request);
    let make = || Counting::new(request, &naive, &lanes, &ledger);
    let (folds, endings) = run(inputs, plan, watch, make)?;
    let folds = settle::settled(folds).into_iter();
    let whole = folds.map(|fold| fold.counts).reduce(Counts::and);
    let whole = whole.unwrap_or_else(|| make().counts);
    let (counted, gathered) = (whole.aggregate, (whole.attempts, whole.ledger));
    let (summary, (traffic, history)) = rayon::join(
        || Summary::of(counted, request.width),
        || (gathered.0.freeze(), gathered.1.freeze()),
    );
    let mut formats = vec![BTreeMap::new(); endings.len()];
    for ((input, format), events) in whole.formats.all {
        formats[input].insert(format, events);
    }
    let mut lines = whole.lines;
    lines.resize(endings.len(), Lines::default());
    Ok(Analysis {
        summary: summary.with_traffic(traffic).with_history(history),
        lines,
        endings,
        formats,
    })
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

/// What one thread has counted.
struct Counts<'r> {
    request: &'r Request,
    aggregate: Aggregate,
    attempts: Attempts,
    ledger: Ledger,
    /// By input.
    lines: Vec<Lines>,
    formats: Formats,
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
            counts: Counts {
                request,
                aggregate: Aggregate::new(request.width.initial()),
                attempts: Attempts::new(settle::width(request)),
                ledger: ledger.beside(),
                lines: Vec::new(),
                formats: Formats::default(),
            },
        }
    }
}

impl Counts<'_> {
    /// What two threads counted; half of it is put together by each of them.
    fn and(mut self, other: Self) -> Self {
        rayon::join(
            || self.aggregate.merge(other.aggregate),
            || {
                self.attempts.merge(other.attempts);
                self.ledger.merge(other.ledger);
            },
        );
        let inputs = self.lines.len().max(other.lines.len());
        self.lines.resize(inputs, Lines::default());
        for (mine, theirs) in self.lines.iter_mut().zip(&other.lines) {
            mine.add(theirs);
        }
        for (format, events) in other.formats.all {
            *self.formats.all.entry(format).or_default() += events;
        }
        self
    }

    fn lines(&mut self, input: usize) -> &mut Lines {
        if self.lines.len() <= input {
            self.lines.resize(input + 1, Lines::default());
        }
        &mut self.lines[input]
    }

    /// Counts an event; false when it was not asked for.
    fn count(&mut self, input: usize, seen: &Seen<'_>) -> bool {
        if !self.request.admits(seen.event) {
            return false;
        }
        if seen.event.timestamp.is_none() {
            self.lines(input).without_time += 1;
        }
        self.formats.count(input, seen);
        self.aggregate.observe(seen.event, &At { input, seen });
        self.attempts.observe(seen.event);
        if seen.event.kind == Kind::ApiCall {
            let (event, facts) = (seen.event, seen.facts());
            self.ledger.observe(event, &facts, input, || seen.line());
        }
        true
    }

    fn join(&mut self, input: usize, joiner: &mut Joiner, step: Step<Vec<Part>>) {
        let count = |seen: &Seen<'_>| self.count(input, seen);
        let passed = match step {
            Step::Chunk(_, parts) => joiner.take(parts, count),
            Step::End(_) => joiner.finish(count),
        };
        self.lines(input).passed.add(passed);
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
        counts.lines(input).passed.add(passed);
        for told in scanner.escalations() {
            counts.ledger.escalate(input, told);
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
