//! Plain successes in little room: what differs from one to the next in 16 bytes each, 24 where the URL is that of one thing, and
//! the rest once for all alike.
//!
//! Nearly every attempt of a healthy log is one, and all of them have to be held until the last line, which may fail under
//! the same name. Holding them as whole rows took more time than everything else that the audit does while reading. Past
//! what memory has room for they are put aside: nothing but a look at each is needed once the last line is read.

mod form;
mod memory;
mod page;
mod store;
#[cfg(test)]
mod tests;

use super::Map;
use super::row::{Attempt, Row, Shape, UNSAID, level, name_of};
use super::scratch::Scratch;
use crate::classify::ending::Ending;
use crate::event::attempt::{Facts, Flags, Form};
use form::Forms;
use page::MOST_OF_A_LINE;
use std::io;
use store::Store;

pub(super) use form::Kin;

/// About how many bytes one takes, for budgets.
pub(super) const BYTES: usize = 24;

/// From this sieve on, how fine the finest is that a request passes is not told but asked of its id.
const FINEST: u32 = 7;

/// One plain success. The numbers that are told of it apart: read together where each was just written alone, they would be
/// waited for.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Plain {
    /// Method and URL; 0 where it is told by its name alone.
    pub(super) print: u64,
    pub(super) end: i64,
    /// See [`name_of`].
    pub(super) name: u64,
    pub(super) line: u64,
    /// Milliseconds.
    pub(super) took: u32,
    pub(super) source: u32,
    /// Which one of its line.
    pub(super) ordinal: u32,
    /// The finest sieve that its request passes.
    pub(super) finest: u32,
}

impl Plain {
    /// The attempt, which must be a plain success; `None` when it needs a whole row.
    pub(super) fn of(attempt: &Attempt, facts: &Facts) -> Option<Self> {
        let bare = facts.key == 0 && facts.payload == 0 && facts.number.is_none();
        let more = facts.created != 0 || facts.account != 0 || attempt.ordinal > MOST_OF_A_LINE;
        (bare && !more).then(|| Self {
            print: attempt.asked,
            end: attempt.end,
            name: name_of(facts.correlation, attempt.asked),
            line: attempt.line,
            took: attempt.took,
            source: attempt.source,
            ordinal: attempt.ordinal,
            finest: level((facts.correlation, 0), (attempt.asked, 0)),
        })
    }

    /// Id and URL, unless it is told by its name alone, which then has an id.
    pub(super) const fn names(&self) -> Option<(u64, u64)> {
        match self.print {
            0 => None,
            // The name is both, so that the URL takes itself out.
            print => Some((name_of(self.name, print), print)),
        }
    }

    /// The same, read back.
    #[inline]
    fn whole(self) -> Self {
        let names = self.names().filter(|_| self.finest >= FINEST);
        let finest = names.map(|(id, print)| level((id, 0), (print, 0)));
        Self {
            finest: finest.unwrap_or(self.finest),
            ..self
        }
    }

    /// It as a row that waits for its id and URL: its name stands in place of the URL, and in that of the payload, which it has none
    /// of, the finest sieve that its request passes.
    pub(super) fn waiting(&self, shape: &Shape) -> Row {
        Row {
            payload: u64::from(self.finest),
            ..self.row((0, self.name), shape)
        }
    }

    /// It as a row, with its id and URL.
    pub(super) fn row(&self, (correlation, print): (u64, u64), shape: &Shape) -> Row {
        Row {
            start: self.end - i64::from(self.took),
            end: self.end,
            line: self.line,
            print,
            payload: 0,
            key: 0,
            correlation,
            created: 0,
            source: self.source,
            ordinal: self.ordinal,
            resource: shape.resource,
            code: shape.code,
            retry_after: shape.retry_after,
            number: UNSAID,
            agent: shape.agent,
            account: 0,
            flags: shape.flags,
            status: shape.status,
            method: shape.method,
            ending: Ending::Ok,
        }
    }
}

/// The plain successes of one part.
#[derive(Debug, Default)]
pub(super) struct Plains {
    /// None is told by its name alone: whoever shares one with none of the others can be told apart from them nevertheless.
    in_full: bool,
    store: Store,
    shapes: Vec<Shape>,
    numbers: Map<Shape, u16>,
    forms: Forms,
}

impl Plains {
    /// Keeps one of a shape that has a number: by its name alone, unless its URL is that of one thing, or its finest sieve is asked of
    /// its id. What of the others is joined to another attempt goes by the same id at the same URL as that.
    #[expect(
        clippy::inline_always,
        reason = "else what is told is written, and read again at once"
    )]
    #[inline(always)]
    pub(super) fn push(&mut self, plain: &Plain, (number, one): (u16, bool)) {
        let is_whole = one || plain.finest >= FINEST || self.in_full;
        self.store.push(plain, (number, one), is_whole);
    }

    /// What is known of a form that was met lately.
    #[inline]
    pub(super) fn kin(&self, form: &Form, flags: Flags) -> Option<Kin> {
        self.forms.find(form, flags)
    }

    /// Remembers what is asked of a form.
    pub(super) fn learn(&mut self, form: &Form, flags: Flags, kin: Kin) {
        self.forms.keep(form, flags, kin);
    }

    /// Tells none by its name alone.
    #[cfg(test)]
    pub(super) const fn tell_in_full(&mut self) {
        self.in_full = true;
    }

    /// The number of a shape; `None` when there are too many.
    pub(super) fn number(&mut self, shape: &Shape) -> Option<u16> {
        if let Some(number) = self.numbers.get(shape) {
            return Some(*number);
        }
        let number = u16::try_from(self.shapes.len()).ok()?;
        self.shapes.push(*shape);
        self.numbers.insert(*shape, number);
        Some(number)
    }

    /// Shows all of them.
    pub(super) fn each(&mut self, visit: impl FnMut(&Plain, &Shape)) -> io::Result<()> {
        self.each_of(|_, _| true, visit)
    }

    /// Shows those whose name and URL, and whether it is that of one thing, are `meant`.
    pub(super) fn each_of(
        &mut self,
        meant: impl Fn((u64, u64), bool) -> bool,
        mut visit: impl FnMut(&Plain, &Shape),
    ) -> io::Result<()> {
        let shapes = &self.shapes;
        let mut show = |plain: &Plain, (number, _): (u16, bool)| {
            if let Some(shape) = shapes.get(usize::from(number)) {
                visit(plain, shape);
            }
        };
        self.store.each_of(&meant, &mut show)
    }

    pub(super) const fn len(&self) -> usize {
        self.store.len()
    }

    /// About how many bytes they take of memory; the same however they were cut.
    pub(super) const fn bytes(&self) -> usize {
        self.store.here() * BYTES
    }

    /// Puts aside what stands here. Where that fails, what could not be put aside stays here.
    pub(super) fn put_aside(&mut self, scratch: &Scratch) -> io::Result<()> {
        self.store.put_aside(scratch)
    }

    /// Keeps those here that `stays` says; who looks at those that were put aside asks each.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain) -> bool) {
        self.store.retain(&mut stays);
    }
}
