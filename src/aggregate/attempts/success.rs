//! The quick way of plain successes, which nearly all attempts of a healthy log are: what they may not be is not asked.

use super::plain::{BYTES, Kin, Plain};
use super::row::{Shape, UNSAID, is_of_one, level, method, name_of};
use super::{LONGEST, Ledger, NEWS, asked};
use crate::event::Event;
use crate::event::attempt::{Facts, Flags, Form};
use crate::timestamp::Timestamp;

/// What one success says that others of its form do not.
#[derive(Debug, Clone, Copy)]
pub struct Well {
    /// When it ended, in milliseconds since the epoch.
    pub end: i64,
    /// How long it took, in microseconds; 0 where that is not known.
    pub duration_us: u64,
    /// Host, path and query.
    pub print: u64,
    /// Correlation id; 0 for none.
    pub correlation: u64,
    /// All flags; method and URL are both known.
    pub flags: Flags,
    /// Number of its input.
    pub source: u32,
    /// Number of its line, which tells nothing else.
    pub line: u64,
}

impl Ledger {
    /// As [`Ledger::observe`], of an attempt that went well, and of which nothing is known but this.
    #[inline]
    pub fn go_well(&mut self, form: &Form, well: &Well) {
        let known = self.plain.kin(form, well.flags);
        let kin = known.unwrap_or_else(|| self.learn(form, well.flags));
        let asked = asked(kin.method, Some(form.method), well.print);
        let finest = level((well.correlation, 0), (asked, 0));
        if well.correlation == 0 && !kin.one {
            self.note_time(well.source as usize, well.end);
            return self.count_nameless(kin.resource, well.end, finest);
        }
        self.named |= well.correlation != 0;
        if finest < self.sieve {
            self.note_time(well.source as usize, well.end);
            self.dropped += 1;
            return;
        }
        let number = kin.number.or_else(|| self.number(form, kin, well.flags));
        let Some(number) = number else {
            return self.go_well_at_length(form, well);
        };
        let took = well.duration_us / 1000;
        let plain = Plain {
            print: asked,
            end: well.end,
            name: name_of(well.correlation, asked),
            line: well.line,
            took: u32::try_from(took.min(LONGEST)).unwrap_or(0),
            source: well.source,
            ordinal: 0,
            finest,
        };
        self.keep(kin.resource, (number, kin.one), &plain);
    }

    /// Finds out what is asked of a form that was not met lately.
    #[inline(never)]
    fn learn(&mut self, form: &Form, flags: Flags) -> Kin {
        let kin = Kin {
            resource: self.resource(form.resource),
            number: None,
            method: method(Some(form.method)),
            one: is_of_one(flags),
        };
        self.plain.learn(form, flags, kin);
        kin
    }

    /// The number of a form's shape: only what is kept needs one; `None` when there are too many.
    #[inline(never)]
    fn number(&mut self, form: &Form, kin: Kin, flags: Flags) -> Option<u16> {
        let shape = Shape {
            resource: kin.resource,
            code: UNSAID,
            retry_after: UNSAID,
            agent: form.agent,
            flags,
            status: form.status,
            method: kin.method,
        };
        let number = self.plain.number(&shape);
        self.plain.learn(form, flags, Kin { number, ..kin });
        number
    }

    /// Keeps what went well where there are too many shapes for a number to each.
    #[cold]
    fn go_well_at_length(&mut self, form: &Form, well: &Well) {
        let event = Event {
            timestamp: Some(Timestamp::from_nanoseconds(
                well.end.saturating_mul(1_000_000),
            )),
            method: Some(form.method),
            resource: Some(form.resource),
            http_status: Some(form.status),
            duration_us: Some(well.duration_us),
            ..Event::default()
        };
        let facts = Facts {
            print: well.print,
            correlation: well.correlation,
            agent: form.agent,
            flags: well.flags,
            ..Facts::default()
        };
        self.observe(&event, &facts, well.source as usize, || well.line);
    }

    /// Keeps a plain success with the number of its shape, and whether that asks for one thing, and counts it as a request of its
    /// own: nearly all of them are, and it is cheaper to take the others back.
    #[expect(
        clippy::inline_always,
        reason = "else what is told is written, and read again at once"
    )]
    #[inline(always)]
    pub(super) fn keep(&mut self, resource: u32, number: (u16, bool), plain: &Plain) {
        self.plain.push(plain, number);
        self.note_time(plain.source as usize, plain.end);
        let cell = self.cell(resource, plain.end);
        self.lone.add(cell, plain.finest);
        self.news.plain.add(plain.finest, BYTES);
        self.new += 1;
        if self.new >= NEWS {
            self.tell(NEWS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::finest;
    use super::super::{History, Met, Sizes};
    use super::*;
    use crate::event::Kind;
    use proptest::prelude::*;

    /// An attempt: its second, its id, what it asked for, whether it names one thing, and how it ended.
    type Try = (i64, u64, u64, bool, bool);

    /// What is kept of attempts by so many agents.
    fn history(all: &[Try], budget: usize, agents: u32, quickly: bool) -> History {
        let mut ledger = Ledger::within(budget);
        for ((line, agent), (second, id, print, one, fails)) in
            (1..).zip((0..agents).cycle()).zip(all)
        {
            let mut flags = Flags::WHOLE;
            flags.set(Flags::INSTANCE, *one);
            let form = Form {
                resource: "voice/Calls",
                method: ["POST", "TRACE"][usize::from(print.is_multiple_of(5))],
                status: 201,
                agent,
            };
            let event = Event {
                timestamp: Some(Timestamp::from_nanoseconds(second * 1_000_000_000)),
                kind: Kind::ApiCall,
                method: Some(form.method),
                resource: Some(form.resource),
                http_status: Some(if *fails { 503 } else { form.status }),
                duration_us: Some(120_000),
                ..Event::default()
            };
            let facts = Facts {
                print: *print,
                correlation: *id,
                agent,
                flags,
                ..Facts::default()
            };
            if quickly && !fails {
                let well = Well {
                    end: second * 1000,
                    duration_us: 120_000,
                    print: *print,
                    correlation: *id,
                    flags,
                    source: 0,
                    line,
                };
                ledger.go_well(&form, &well);
            } else {
                ledger.observe(&event, &facts, 0, || line);
            }
        }
        let mut parts = [ledger];
        Ledger::level(&mut parts);
        let [ledger] = &mut parts;
        let met = ledger.met(Sizes::default().and(ledger.sizes()));
        let _: &Met = &met;
        let counters = ledger.counters();
        ledger.rejoin_plain(&met);
        let known = Ledger::known(&parts);
        parts[0].rejoin_tied(&known);
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
            let (quick, long) = (history(&all, budget, 3, true), history(&all, budget, 3, false));
            prop_assert_eq!(&quick, &long);
            // Each attempt is a row, or counted once.
            let lone: u64 = quick.lone.iter().map(|lone| lone.count).sum();
            prop_assert_eq!(quick.rows.len() as u64 + lone + quick.dropped, all.len() as u64);
        }
    }

    #[test]
    fn what_waits_for_its_id_keeps_to_a_sieve_that_gets_finer_meanwhile() {
        let many = 40_000;
        // Each fails and then goes well. Those that failed have room, and those that are joined to them have none.
        let one = |at: u32| {
            (
                i64::from(at % 400),
                u64::from(at / 2 + 1),
                3,
                false,
                at.is_multiple_of(2),
            )
        };
        let all: Vec<Try> = (0..many).map(one).collect();
        let history = history(&all, 5 << 20, 1, true);
        assert!(history.sieve > 0);
        assert!(history.rows.iter().all(|row| finest(row) >= history.sieve));
        let lone: u64 = history.lone.iter().map(|lone| lone.count).sum();
        assert_eq!(
            history.rows.len() as u64 + lone + history.dropped,
            all.len() as u64
        );
        let well = history.rows.iter().filter(|row| row.status == 201).count();
        assert_eq!(well * 2, history.rows.len());
    }

    #[test]
    fn past_so_many_forms_a_success_is_kept_at_length() {
        let many = u32::from(u16::MAX) + 100;
        let one = |at: u32| {
            (
                i64::from(at % 400),
                u64::from(at / 2 + 1),
                3,
                false,
                at.is_multiple_of(1000),
            )
        };
        let all: Vec<Try> = (0..many).map(one).collect();
        let [quick, long] =
            [true, false].map(|quickly| history(&all, super::super::MAX_BYTES, many, quickly));
        assert_eq!(quick, long);
        assert!(
            quick.rows.len() > 66,
            "those that failed, and what shares an id with them"
        );
    }
}
