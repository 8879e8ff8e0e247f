//! How much of some inputs is read, through which formats, and what the unread lines that name Twilio look like.
//!
//! One thread reads everything in order, so that the answer is the same whatever the cut, though shapes have a limit.

mod block;
mod shape;

use super::join::Joiner;
use super::scan::{Passed, Scanner, Seen};
use super::{Ending, Fold, Plan, Watch, run};
use crate::chunk::finder::Finder;
use crate::chunk::{Chunk, record};
use crate::error::Result;
use crate::formats::UserFormats;
use crate::redact::redact;
use crate::source::contract::Input;
use block::Block;
use std::collections::{BTreeMap, HashMap};
use std::convert::identity;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How many shapes are told apart; lines of further shapes are counted together.
pub const MAX_SHAPES: usize = 10_000;

/// How many characters of a sample are kept.
const SAMPLE: usize = 300;

/// What a survey found.
#[derive(Debug, Default)]
pub struct Survey {
    /// What became of each input, in their order.
    pub endings: Vec<Ending>,
    /// Where the lines went.
    pub passed: Passed,
    /// Events by format (`docker>json>http_fields`).
    pub formats: BTreeMap<String, u64>,
    /// Lines that name Twilio in any case.
    pub named: u64,
    /// Those of them that belong to no event, and are no headers of a call either.
    pub unread: u64,
    /// Lines between the parts of a call that an SDK tells over several: its headers. What they say is of no use here.
    pub headers: u64,
    /// Their shapes, the commonest first; of equally common ones the one met first.
    pub shapes: Vec<Unread>,
    /// Unread lines that came when [`MAX_SHAPES`] other shapes had been met.
    pub further: u64,
}

/// A shape of unread lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The shape: `0` for digits, `#` for ids, `"…"` for quoted texts.
    pub shape: String,
    /// How many lines have it.
    pub lines: u64,
    /// Index of the input with the first of them.
    pub input: usize,
    /// Number of that line.
    pub line: u64,
    /// The line, redacted.
    pub sample: String,
}

/// Reads all inputs.
///
/// # Errors
/// When no thread can be started. What is wrong with an input stands in its ending.
pub fn survey(
    inputs: Vec<Result<Input>>,
    formats: &UserFormats,
    plan: Plan,
    watch: &Arc<Watch>,
) -> Result<Survey> {
    let plan = Plan { threads: 1, ..plan };
    let gathered = Mutex::new(Gathered::default());
    let make = || Looking {
        scanner: Scanner::new(formats),
        joiner: Joiner::default(),
        block: Block::default(),
        twilio: Finder::in_any_case(&["twilio"]),
        gathered: &gathered,
    };
    let (folds, endings) = run(inputs, plan, watch, make, identity)?;
    drop(folds);
    let gathered = gathered
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let mut survey = gathered.survey;
    survey.endings = endings;
    let shapes = gathered.shapes.into_values();
    survey.shapes = shapes.collect();
    survey
        .shapes
        .sort_by_key(|shape| (std::cmp::Reverse(shape.lines), shape.input, shape.line));
    Ok(survey)
}

#[derive(Default)]
struct Gathered {
    survey: Survey,
    shapes: HashMap<String, Unread>,
}

struct Looking<'g> {
    scanner: Scanner,
    /// Of the input that is being read.
    joiner: Joiner,
    block: Block,
    twilio: Finder,
    gathered: &'g Mutex<Gathered>,
}

impl Fold for Looking<'_> {
    fn chunk(&mut self, input: usize, chunk: &Chunk) {
        let bytes = chunk.bytes();
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let Gathered { survey, shapes } = &mut *gathered;
        let mut read: Vec<Range<usize>> = Vec::new();
        let (passed, parts) = self.scanner.scan(chunk, |seen| {
            read.push(within(seen.offset, seen.end, chunk));
            count(&mut survey.formats, seen)
        });
        survey.passed.add(passed);
        // A part of a call that several records tell is read, though the call is not whole yet.
        read.extend(
            parts
                .iter()
                .map(|part| within(part.offset, part.end, chunk)),
        );
        read.sort_by_key(|record| record.start);
        self.block.begin(&parts, chunk);
        let joined = self
            .joiner
            .take(parts, |seen| count(&mut survey.formats, seen));
        survey.passed.add(joined);
        let mut read = read.into_iter().peekable();
        let (mut from, mut line, mut counted) = (0, chunk.first_line, 0);
        while let Some(hit) = self.twilio.find(bytes, from) {
            let (start, end) = (
                record::line_start(bytes, hit.start),
                record::line_end(bytes, hit.start),
            );
            from = end;
            survey.named += 1;
            while read.next_if(|event| event.end <= start).is_some() {}
            if read.peek().is_some_and(|event| event.start <= start) {
                continue;
            }
            if self.block.is_header(start, &bytes[start..end]) {
                survey.headers += 1;
                continue;
            }
            line += record::lines(&bytes[counted..start]);
            counted = start;
            survey.unread += 1;
            add(
                shapes,
                &mut survey.further,
                &bytes[start..end],
                (input, line),
            );
        }
    }

    fn ended(&mut self, _input: usize, _chunks: u64) {
        self.block = Block::default();
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let survey = &mut gathered.survey;
        let left = self.joiner.finish(|seen| count(&mut survey.formats, seen));
        survey.passed.add(left);
    }
}

/// The bytes of a chunk between two places of the input.
pub(super) fn within(offset: u64, end: u64, chunk: &Chunk) -> Range<usize> {
    let place = |at: u64| usize::try_from(at.saturating_sub(chunk.offset)).unwrap_or(0);
    place(offset)..place(end)
}

/// Counts an event by its format; all are asked for.
fn count(formats: &mut BTreeMap<String, u64>, seen: &Seen<'_>) -> bool {
    let envelopes = seen.envelopes.iter().copied();
    let names: Vec<&str> = envelopes.chain([seen.event.outcome]).collect();
    *formats.entry(names.join(">")).or_default() += 1;
    true
}

fn add(
    shapes: &mut HashMap<String, Unread>,
    further: &mut u64,
    line: &[u8],
    (input, number): (usize, u64),
) {
    let text = String::from_utf8_lossy(line);
    let safe = redact(text.trim_end());
    let shape = shape::of(&safe);
    if let Some(known) = shapes.get_mut(&shape) {
        known.lines += 1;
    } else if shapes.len() < MAX_SHAPES {
        let unread = Unread {
            shape: shape.clone(),
            lines: 1,
            input,
            line: number,
            sample: safe.chars().take(SAMPLE).collect(),
        };
        shapes.insert(shape, unread);
    } else {
        *further += 1;
    }
}
