//! The normalised stream: one JSON object per event, in the order of the inputs and of their lines.
//!
//! Chunks are read on all cores and written in order. A thread that would run too far ahead of the writing waits; the
//! thread that reads the input whose turn it is never does, so there is always somebody to wait for.

use super::join::Joiner;
use super::lanes::{Lanes, Step};
use super::part::Part;
use super::scan::{Scanner, Seen};
use super::{Ending, Fold, Plan, Watch, naive, run};
use crate::chunk::Chunk;
use crate::classify::{self, Class, Fault, Pair};
use crate::error::{Error, Result};
use crate::pipeline::analyze::Request;
use crate::redact::Redaction;
use crate::report::escape;
use crate::source::contract::Input;
use crate::timestamp::Naive;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::identity;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes may wait for their turn.
const AHEAD: usize = 64 << 20;

/// One event as it is written. Absent is `null`.
#[derive(Debug, Serialize)]
struct Row<'s> {
    source: &'s str,
    line: u64,
    lines: u64,
    timestamp: Option<String>,
    kind: &'static str,
    method: Option<&'s str>,
    host: Option<&'s str>,
    resource: Option<&'s str>,
    http_status: Option<u16>,
    twilio_code: Option<u32>,
    inferred: bool,
    class: Option<&'static str>,
    fault: Option<&'static str>,
    duration_ms: Option<f64>,
    request_id: Option<Cow<'s, str>>,
    idempotency_key: Option<String>,
    attempt: Option<u32>,
    format: String,
}

/// Reads all inputs and writes their events to `out`.
///
/// # Errors
/// When writing fails. What is wrong with an input stands in its ending.
pub fn extract(
    inputs: Vec<Result<Input>>,
    request: &Request,
    plan: Plan,
    watch: &Arc<Watch>,
    out: &mut (dyn Write + Send),
) -> Result<(Vec<Ending>, u64)> {
    let names: Vec<String> = inputs
        .iter()
        .map(|input| {
            let name = match input {
                Ok(input) => &input.name,
                Err(error) => &error.place,
            };
            request.redaction.input(name).into_owned()
        })
        .collect();
    let ended = inputs
        .iter()
        .map(|input| input.is_err().then_some(0))
        .collect();
    let order = Order {
        out,
        waiting: BTreeMap::new(),
        bytes: 0,
        turn: (0, 0),
        ended,
        events: 0,
        failure: None,
    };
    let shared = Mutex::new(order);
    let lanes = Lanes::new(inputs.len());
    let naive = naive(&inputs, request.assumed);
    let make = || Writing {
        lanes: &lanes,
        names: &names,
        naive: &naive,
        request,
        scanner: Scanner::new(&request.formats),
        order: &shared,
        watch: Arc::clone(watch),
    };
    let (folds, endings) = run(inputs, plan, watch, make, identity)?;
    drop(folds);
    let mut order = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    order.write();
    match order.failure.take() {
        Some(error) => Err(Error::io(
            "standard output",
            "a place to write events to",
            &error,
            "free space there, or write elsewhere",
        )),
        None => Ok((endings, order.events)),
    }
}

/// What waits to be written, and whose turn it is.
struct Order<'o> {
    out: &'o mut (dyn Write + Send),
    waiting: BTreeMap<(usize, u64), Vec<u8>>,
    bytes: usize,
    /// Input and chunk that come next.
    turn: (usize, u64),
    /// Number of chunks of each input that has ended.
    ended: Vec<Option<u64>>,
    events: u64,
    failure: Option<std::io::Error>,
}

impl Order<'_> {
    /// Writes what may be written.
    fn write(&mut self) {
        loop {
            let (input, chunk) = self.turn;
            if let Some(text) = self.waiting.remove(&self.turn) {
                self.bytes -= text.len();
                if self.failure.is_none() {
                    self.failure = self.out.write_all(&text).err();
                }
                self.turn.1 += 1;
            } else if self
                .ended
                .get(input)
                .is_some_and(|chunks| *chunks == Some(chunk))
            {
                self.turn = (input + 1, 0);
            } else {
                return;
            }
        }
    }
}

/// One thread's part.
struct Writing<'r, 'o> {
    names: &'r [String],
    naive: &'r [Naive],
    request: &'r Request,
    scanner: Scanner,
    lanes: &'r Lanes<Held, Rows>,
    order: &'r Mutex<Order<'o>>,
    watch: Arc<Watch>,
}

impl<'o> Writing<'_, 'o> {
    fn order(&self) -> MutexGuard<'_, Order<'o>> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn written(&self, mut order: MutexGuard<'_, Order<'o>>) {
        order.write();
        // Nobody reads any more: the run ends as if it had been interrupted.
        if order.failure.is_some() {
            self.watch.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// The events of a chunk as text, in order, and the parts of others.
#[derive(Debug, Default)]
struct Rows {
    text: Vec<u8>,
    /// Per row: bytes of the input before its record, and where it ends in the text.
    ends: Vec<(u64, usize)>,
    parts: Vec<Part>,
}

impl Rows {
    fn add(&mut self, row: &Row<'_>, offset: u64) {
        let start = self.text.len();
        // Writing into memory cannot fail, and neither can these plain fields.
        if serde_json::to_writer(&mut self.text, row).is_ok() {
            self.calm(start);
            self.text.push(b'\n');
            self.ends.push((offset, self.text.len()));
        }
    }

    /// Escapes what in the row since `start` could steer a terminal: ids are shown as the logs write them.
    fn calm(&mut self, start: usize) {
        let row = std::str::from_utf8(self.text.get(start..).unwrap_or_default());
        if let Some(row) = row.ok().filter(|row| !escape::is_json(row)) {
            let row = escape::json(row);
            self.text.truncate(start);
            self.text.extend_from_slice(row.as_bytes());
        }
    }
}

/// What an input's lane holds back: rows that stand after a call of which not all parts are known.
#[derive(Debug, Default)]
struct Held {
    joiner: Joiner,
    /// By the place of the record, then in the order in which they came.
    rows: BTreeMap<(u64, u64), Vec<u8>>,
    count: u64,
}

impl Held {
    /// The text that may be written now, and its number of rows.
    fn step(&mut self, rows: Rows, joined: Rows, last: bool) -> (Vec<u8>, u64) {
        let nothing_waits = self.rows.is_empty() && joined.ends.is_empty();
        let oldest = self.joiner.oldest().filter(|_| !last);
        if nothing_waits && oldest.is_none() {
            return (rows.text, rows.ends.len() as u64);
        }
        for rows in [rows, joined] {
            let mut start = 0;
            for (offset, end) in rows.ends {
                self.count += 1;
                let row = rows.text[start..end].to_vec();
                self.rows.insert((offset, self.count), row);
                start = end;
            }
        }
        let after = match oldest {
            Some(oldest) => self.rows.split_off(&(oldest, 0)),
            None => BTreeMap::new(),
        };
        let ready = std::mem::replace(&mut self.rows, after);
        let events = ready.len() as u64;
        (ready.into_values().flatten().collect(), events)
    }
}

impl Writing<'_, '_> {
    /// Joins what a chunk brought with what came before it, and writes what is then whole.
    fn join(&self, input: usize, held: &mut Held, step: Step<Rows>) {
        let source = self.names[input].as_str();
        let mut joined = Rows::default();
        let add = |seen: &Seen<'_>| {
            let asked = self.request.admits(seen.event);
            if asked {
                joined.add(&line(source, seen, &self.request.redaction), seen.offset);
            }
            asked
        };
        let (chunk, (text, events)) = match step {
            Step::Chunk(chunk, mut rows) => {
                held.joiner.take(std::mem::take(&mut rows.parts), add);
                (chunk, held.step(rows, joined, false))
            }
            Step::End(chunks) => {
                held.joiner.finish(add);
                (chunks, held.step(Rows::default(), joined, true))
            }
        };
        let mut order = self.order();
        order.bytes += text.len();
        order.events += events;
        order.waiting.insert((input, chunk), text);
        self.written(order);
    }
}

impl Fold for Writing<'_, '_> {
    fn chunk(&mut self, input: usize, chunk: &Chunk) {
        let mut rows = Rows::default();
        let (request, source) = (self.request, self.names[input].as_str());
        self.scanner.naive = self.naive[input];
        let (_, parts) = self.scanner.scan(chunk, |seen| {
            let asked = request.admits(seen.event);
            if asked {
                rows.add(&line(source, seen, &self.request.redaction), seen.offset);
            }
            asked
        });
        rows.parts = parts;
        self.lanes
            .arrive(input, chunk.sequence, rows, |held, step| {
                self.join(input, held, step);
            });
    }

    fn ready(&self, input: usize) -> bool {
        let order = self.order();
        order.bytes < AHEAD || order.turn.0 >= input
    }

    fn ended(&mut self, input: usize, chunks: u64) {
        self.lanes.ended(input, chunks, |held, step| {
            self.join(input, held, step);
        });
        let mut order = self.order();
        // One more than it has: what the end of the input lets go.
        order.ended[input] = Some(chunks + 1);
        self.written(order);
    }
}

fn line<'s>(source: &'s str, seen: &'s Seen<'s>, redaction: &Redaction) -> Row<'s> {
    let event = seen.event;
    let pair = Pair::of(event);
    let mut format = seen.envelopes.join(">");
    if !format.is_empty() {
        format.push('>');
    }
    format.push_str(event.outcome);
    Row {
        source,
        line: seen.line(),
        lines: seen.lines,
        timestamp: event.timestamp.map(crate::timestamp::Timestamp::rfc3339),
        kind: event.kind.name(),
        method: event.method,
        host: event.host,
        resource: event.resource,
        http_status: event.http_status,
        twilio_code: event.twilio_code,
        inferred: event.inferred,
        class: classify::class_of(pair).map(Class::name),
        fault: classify::fault_of(pair).map(Fault::name),
        #[expect(
            clippy::cast_precision_loss,
            reason = "durations are far below 2^52 microseconds"
        )]
        duration_ms: event.duration_us.map(|duration| duration as f64 / 1000.0),
        request_id: event.request_id.map(|id| redaction.id(id)),
        idempotency_key: event.idempotency_key.map(|key| redaction.hashed(key)),
        attempt: event.attempt,
        format,
    }
}
