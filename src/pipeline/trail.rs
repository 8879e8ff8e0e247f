//! A second reading of the inputs, for the course of a stretch of time that the first one found.

use super::analyze::Request;
use super::join::Joiner;
use super::lanes::{Lanes, Step};
use super::part::Part;
use super::scan::{Scanner, Seen};
use super::{Ending, Fold, Plan, Watch, naive, run};
use crate::aggregate::course::{Asked, Course};
use crate::aggregate::series::Place;
use crate::chunk::Chunk;
use crate::error::Result;
use crate::source::contract::Input;
use crate::timestamp::Naive;
use std::convert::identity;
use std::sync::Arc;

/// Reads all inputs again; answers the course and the inputs' names in the order in which it numbers them.
///
/// # Errors
/// When the threads cannot be started. What is wrong with an input was told by the first reading.
pub fn trail(
    mut inputs: Vec<Result<Input>>,
    request: &Request,
    asked: &Asked,
    plan: Plan,
    watch: &Arc<Watch>,
) -> Result<(Course, Vec<Ending>)> {
    let name = |input: &Result<Input>| match input {
        Ok(input) => input.name.clone(),
        Err(error) => error.place.clone(),
    };
    inputs.sort_by_key(name);
    let naive = naive(&inputs, request.assumed);
    let lanes = Lanes::new(inputs.len());
    let make = || Following {
        naive: &naive,
        scanner: Scanner::new(&request.formats),
        lanes: &lanes,
        taken: Taken {
            request,
            course: Course::new(asked.clone()),
        },
    };
    let (folds, endings) = run(inputs, plan, watch, make, identity)?;
    let mut whole = Course::new(asked.clone());
    for fold in folds {
        whole.merge(fold.taken.course);
    }
    Ok((whole, endings))
}

/// One thread's part.
struct Following<'r> {
    naive: &'r [Naive],
    scanner: Scanner,
    lanes: &'r Lanes<Joiner, Vec<Part>>,
    taken: Taken<'r>,
}

struct Taken<'r> {
    request: &'r Request,
    course: Course,
}

impl Taken<'_> {
    fn take(&mut self, input: usize, seen: &Seen<'_>) -> bool {
        let asked = self.request.admits(seen.event);
        if asked {
            self.course.observe(seen.event, &At { input, seen });
        }
        asked
    }

    fn join(&mut self, input: usize, joiner: &mut Joiner, step: Step<Vec<Part>>) {
        let take = |seen: &Seen<'_>| self.take(input, seen);
        match step {
            Step::Chunk(_, parts) => joiner.take(parts, take),
            Step::End(_) => joiner.finish(take),
        };
    }
}

impl Fold for Following<'_> {
    fn chunk(&mut self, input: usize, chunk: &Chunk) {
        let Self {
            naive,
            scanner,
            lanes,
            taken,
        } = self;
        scanner.naive = naive[input];
        let (_, parts) = scanner.scan(chunk, |seen| taken.take(input, seen));
        lanes.arrive(input, chunk.sequence, parts, |joiner, step| {
            taken.join(input, joiner, step);
        });
    }

    fn ended(&mut self, input: usize, chunks: u64) {
        let taken = &mut self.taken;
        self.lanes.ended(input, chunks, |joiner, step| {
            taken.join(input, joiner, step);
        });
    }
}

struct At<'s> {
    input: usize,
    seen: &'s Seen<'s>,
}

impl Place for At<'_> {
    fn input(&self) -> usize {
        self.input
    }

    fn offset(&self) -> u64 {
        self.seen.offset
    }

    fn line(&self) -> u64 {
        self.seen.line()
    }

    fn text(&self) -> &str {
        self.seen.text
    }
}
