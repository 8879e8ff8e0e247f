//! The quick way of plain successes, which nearly all attempts of a healthy log are: what they may not be is not asked.

use super::plain::{BYTES, Plain};
use super::row::{Shape, UNSAID, level, method, name_of, wait};
use super::{LONGEST, Ledger, NEWS, asked};
use crate::event::attempt::{Flags, Success};
use crate::event::{Event, Kind, Origin};

/// An attempt that went well, and of which nothing is known but this.
#[derive(Debug, Clone, Copy)]
pub struct Well<'w> {
    /// When it ended, in milliseconds since the epoch.
    pub end: i64,
    /// How long it took, in microseconds.
    pub duration_us: Option<u64>,
    /// The resource.
    pub resource: Option<&'w str>,
    /// HTTP method in upper case.
    pub method: Option<&'w str>,
    /// HTTP status.
    pub status: u16,
    /// How long the answer asked to wait, in milliseconds; [`UNSAID`] where it did not.
    pub retry_after: u32,
    /// User agent; 0 for none.
    pub agent: u32,
    /// Everything else.
    pub flags: Flags,
    /// Host, path and query.
    pub print: u64,
    /// Correlation id; 0 for none.
    pub correlation: u64,
    /// Number of its input.
    pub source: usize,
}

impl Ledger {
    /// As [`Ledger::observe`], of an attempt that went well and says little: a third of the instructions.
    #[inline(never)]
    pub fn succeed(
        &mut self,
        event: &Event<'_>,
        success: &Success<'_>,
        input: usize,
        line: impl FnOnce() -> u64,
    ) {
        let whole = success.flags.has(Flags::WHOLE);
        let is_plain = event.kind == Kind::ApiCall
            && event.origin == Origin::Twilio
            && event.twilio_code.is_none()
            && success.common.is_bare()
            && (whole || success.correlation == 0);
        let status = event.http_status.filter(|it| (100..400).contains(it));
        let (Some(when), Some(status), true) = (event.timestamp, status, is_plain) else {
            return self.observe(event, &success.facts(), input, line);
        };
        let end = when.milliseconds();
        self.go_well(
            &Well {
                end,
                duration_us: event.duration_us,
                resource: event.resource,
                method: event.method,
                status,
                retry_after: wait(success.common.retry_after, end),
                agent: success.common.agent,
                flags: success.flags,
                print: success.print,
                correlation: success.correlation,
                source: input,
            },
            line,
        );
    }

    /// Keeps what went well.
    #[inline]
    pub fn go_well(&mut self, well: &Well<'_>, line: impl FnOnce() -> u64) {
        let whole = well.flags.has(Flags::WHOLE);
        let (input, end) = (well.source, well.end);
        let shape = Shape {
            resource: well.resource.map_or(UNSAID, |name| self.resource(name)),
            code: UNSAID,
            retry_after: well.retry_after,
            agent: well.agent,
            flags: well.flags,
            status: well.status,
            method: method(well.method),
        };
        let asked = if whole {
            asked(shape.method, well.method, well.print)
        } else {
            0
        };
        let finest = level((well.correlation, 0), (asked, 0));
        let of_one = whole && well.flags.has(Flags::INSTANCE);
        if well.correlation == 0 && !of_one {
            self.note_time(input, end);
            return self.count_nameless(shape.resource, end, finest);
        }
        self.named |= well.correlation != 0;
        if finest < self.sieve {
            self.note_time(input, end);
            self.dropped += 1;
            return;
        }
        let took = well.duration_us.unwrap_or(0) / 1000;
        let plain = Plain {
            print: asked,
            end,
            name: name_of(well.correlation, asked),
            line: line(),
            took: u32::try_from(took.min(LONGEST)).unwrap_or(0),
            source: u32::try_from(input).unwrap_or(UNSAID),
            // What is told at once is told by a record of its own.
            ordinal: 0,
            finest,
        };
        if !self.keep(&shape, &plain) {
            self.note_time(input, end);
            self.rows.push(plain.row((well.correlation, asked), &shape));
            self.owe(finest);
            if self.new >= NEWS {
                self.tell(NEWS);
            }
        }
    }

    /// Keeps a plain success, and counts it as a request of its own: nearly all of them are, and it is cheaper to take the
    /// others back. False when it needs a whole row.
    #[inline]
    pub(super) fn keep(&mut self, shape: &Shape, plain: &Plain) -> bool {
        if !self.plain.push(shape, plain) {
            return false;
        }
        self.note_time(plain.source as usize, plain.end);
        let cell = self.cell(shape.resource, plain.end);
        self.lone.add(cell, plain.finest);
        self.news.plain.add(plain.finest, BYTES);
        self.new += 1;
        if self.new >= NEWS {
            self.tell(NEWS);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::{History, Met, Sizes};
    use super::*;
    use crate::event::attempt::Facts;
    use crate::timestamp::Timestamp;
    use proptest::prelude::*;

    /// An attempt: its second, its id, what it asked for, whether it names one thing, and how it ended.
    type Try = (i64, u64, u64, bool, bool);

    fn history(all: &[Try], budget: usize, quickly: bool) -> History {
        let mut ledger = Ledger::within(budget);
        let common = Facts::default();
        for (line, (second, id, print, one, fails)) in (1..).zip(all) {
            let mut flags = Flags::WHOLE;
            flags.set(Flags::INSTANCE, *one);
            let success = Success {
                print: *print,
                correlation: *id,
                flags,
                common: &common,
            };
            let event = Event {
                timestamp: Some(Timestamp::from_nanoseconds(second * 1_000_000_000)),
                kind: Kind::ApiCall,
                method: Some("POST"),
                resource: Some("voice/Calls"),
                http_status: Some(if *fails { 503 } else { 201 }),
                duration_us: Some(120_000),
                ..Event::default()
            };
            if quickly {
                ledger.succeed(&event, &success, 0, || line);
            } else {
                ledger.observe(&event, &success.facts(), 0, || line);
            }
        }
        let mut parts = [ledger];
        Ledger::level(&mut parts);
        let [ledger] = &mut parts;
        let met = ledger.met(Sizes::default().and(ledger.sizes()));
        let _: &Met = &met;
        let counters = ledger.counters();
        ledger.rejoin_plain(&met);
        let known = parts[0].known(&Ledger::tied(&parts));
        parts[0].rejoin_tied(&[known]);
        Ledger::level(&mut parts);
        let [mut ledger] = parts;
        ledger.settle(&met, &counters);
        ledger.freeze().unwrap()
    }

    proptest! {
        #[test]
        fn the_quick_way_of_successes_equals_the_long_way(
            all in prop::collection::vec((0..400_i64, 0..40_u64, 1..9_u64, any::<bool>(), prop::bool::weighted(0.1)), 0..200),
            small in any::<bool>(),
        ) {
            let budget = if small { 6_000 } else { super::super::MAX_BYTES };
            let (quick, long) = (history(&all, budget, true), history(&all, budget, false));
            prop_assert_eq!(&quick, &long);
            // Each attempt is a row, or counted once.
            let lone: u64 = quick.lone.iter().map(|lone| lone.count).sum();
            prop_assert_eq!(quick.rows.len() as u64 + lone + quick.dropped, all.len() as u64);
        }
    }
}
