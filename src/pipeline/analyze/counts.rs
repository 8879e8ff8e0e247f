//! What one thread has counted of the events that were asked for, and how two threads' counts are put together.

use super::at::At;
use super::later::{self, Waiting};
use super::request::Request;
use super::{Lines, settle};
use crate::aggregate::attempts::Ledger;
use crate::aggregate::failing::Attempts;
use crate::aggregate::fold::Aggregate;
use crate::aggregate::summary::Summary;
use crate::event::Kind;
use crate::event::attempt::{Escalation, Flags};
use crate::pipeline::formats::Formats;
use crate::pipeline::join::Joiner;
use crate::pipeline::lanes::Step;
use crate::pipeline::part::Part;
use crate::pipeline::scan::Seen;
use crate::timestamp::Timestamp;
use std::collections::BTreeSet;
use std::io;

/// How many resources that were not asked for are remembered.
const OTHERS: usize = 1000;

/// What all threads have counted.
pub struct Frozen {
    /// An error when something that was put aside cannot be read back.
    pub summary: io::Result<Summary>,
    /// By input.
    pub lines: Vec<Lines>,
    pub formats: Formats,
    pub others: BTreeSet<String>,
    pub outside: Option<(Timestamp, Timestamp)>,
}

/// What one thread has counted.
pub struct Counts<'r> {
    pub request: &'r Request,
    pub aggregate: Aggregate,
    pub attempts: Attempts,
    pub ledger: Ledger,
    /// Events of the chunk that is read which are not counted yet.
    pub later: Vec<Waiting>,
    /// By input.
    pub lines: Vec<Lines>,
    pub formats: Formats,
    /// Where resources are asked for: those of events that were not.
    pub others: BTreeSet<String>,
    /// The times of the first and the last event outside of those that were asked for.
    pub outside: Option<(Timestamp, Timestamp)>,
}

impl<'r> Counts<'r> {
    /// Nothing counted yet, in the ledger's own measure.
    pub fn new(request: &'r Request, ledger: &Ledger) -> Self {
        Self {
            request,
            aggregate: Aggregate::new(request.width.initial()),
            attempts: Attempts::new(settle::width(request)),
            ledger: ledger.beside(),
            later: Vec::with_capacity(later::MOST),
            lines: Vec::new(),
            formats: Formats::default(),
            others: BTreeSet::new(),
            outside: None,
        }
    }
}

impl Counts<'_> {
    /// Everything that was counted, by the others too, when nothing more is to come: what is reported is put together by one
    /// thread, and what is judged by another.
    pub fn freeze(mut self, mut others: Vec<Self>) -> Frozen {
        let width = self.request.width;
        let mut all = vec![self.take_aggregate()];
        all.extend(others.iter_mut().map(Self::take_aggregate));
        let counted = || {
            let whole = all.into_iter().reduce(|mut whole, part| {
                whole.merge(part);
                whole
            });
            Summary::of(
                whole.unwrap_or_else(|| Aggregate::new(width.initial())),
                width,
            )
        };
        let judged = || {
            let all = std::iter::once(&mut self).chain(&mut others);
            settle::settle(all.map(|counts| &mut counts.ledger).collect());
            let whole = others.into_iter().fold(self, Self::and);
            let traffic = whole.attempts.freeze();
            let history = whole.ledger.freeze_with(|one, two| {
                rayon::join(one, two);
            });
            let account = (whole.lines, whole.formats, whole.others, whole.outside);
            (traffic, history, account)
        };
        let (summary, (traffic, history, account)) = rayon::join(counted, judged);
        let (lines, formats, others, outside) = account;
        Frozen {
            summary: history.map(|history| summary.with_traffic(traffic).with_history(history)),
            lines,
            formats,
            others,
            outside,
        }
    }

    /// What is reported; nothing of it stays.
    fn take_aggregate(&mut self) -> Aggregate {
        let nothing = Aggregate::new(self.request.width.initial());
        std::mem::replace(&mut self.aggregate, nothing)
    }

    /// What two threads counted, but for what is reported.
    fn and(mut self, other: Self) -> Self {
        self.attempts.merge(other.attempts);
        self.ledger.merge(other.ledger);
        let inputs = self.lines.len().max(other.lines.len());
        self.lines.resize(inputs, Lines::default());
        for (mine, theirs) in self.lines.iter_mut().zip(&other.lines) {
            mine.add(theirs);
        }
        for (format, events) in other.formats.all {
            *self.formats.all.entry(format).or_default() += events;
        }
        self.others.extend(other.others);
        for when in other
            .outside
            .into_iter()
            .flat_map(|(first, last)| [first, last])
        {
            self.leave_out_at(when);
        }
        self
    }

    /// Remembers a time that was not asked for, so that who takes another day can be told which there are.
    fn leave_out_at(&mut self, when: Timestamp) {
        let (first, last) = self.outside.unwrap_or((when, when));
        self.outside = Some((first.min(when), last.max(when)));
    }

    /// Remembers a resource that was not asked for, so that who mistyped one can be told what there is.
    fn leave_out(&mut self, resource: Option<&str>) {
        let Some(resource) = resource.filter(|_| !self.request.resources.is_empty()) else {
            return;
        };
        if !self.others.contains(resource) {
            self.others.insert(resource.to_owned());
        }
        // The first ones stay, in whatever order they come.
        if self.others.len() > OTHERS {
            self.others.pop_last();
        }
    }

    /// The account of an input's lines.
    pub fn lines(&mut self, input: usize) -> &mut Lines {
        if self.lines.len() <= input {
            self.lines.resize(input + 1, Lines::default());
        }
        &mut self.lines[input]
    }

    /// Counts an event, at once or with the next [`Self::catch_up`]; false when it was not asked for.
    pub fn count(&mut self, input: usize, seen: &Seen<'_>) -> bool {
        if !self.request.admits(seen.event) {
            let when = seen
                .event
                .timestamp
                .filter(|when| !self.request.spans(*when));
            if let Some(when) = when {
                self.leave_out_at(when);
            }
            self.leave_out(seen.event.resource);
            return false;
        }
        if self.put_off(input, seen) {
            return true;
        }
        if seen.event.timestamp.is_none() {
            self.lines(input).without_time += 1;
        }
        self.formats.count(input, &seen.way(), 1);
        self.aggregate.observe(seen.event, &At { input, seen });
        self.attempts.observe(seen.event);
        if seen.event.kind == Kind::ApiCall && !self.request.without_audit {
            self.keep(input, seen);
        }
        true
    }

    /// Keeps an attempt for the audit of retries.
    fn keep(&mut self, input: usize, seen: &Seen<'_>) {
        let facts = seen.facts();
        // What was only quoted to say that somebody was told is told once more.
        if !facts.flags.has(Flags::ESCALATES) {
            let line = || seen.line();
            self.ledger.observe(seen.event, &facts, input, line);
        }
    }

    /// Keeps for the audit of retries that somebody was told.
    pub fn escalate(&mut self, input: usize, told: Escalation) {
        if !self.request.without_audit {
            self.ledger.escalate(input, told);
        }
    }

    /// Counts what the chunks of an input tell together, as far as they have come.
    pub fn join(&mut self, input: usize, joiner: &mut Joiner, step: Step<Vec<Part>>) {
        let count = |seen: &Seen<'_>| self.count(input, seen);
        let passed = match step {
            Step::Chunk(_, parts) => joiner.take(parts, count),
            Step::End(_) => joiner.finish(count),
        };
        self.lines(input).passed.add(passed);
    }
}
