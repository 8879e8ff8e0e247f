//! Plain successes in little room: what differs from one to the next in 24 bytes each, and the rest once for all alike.
//!
//! Nearly every attempt of a healthy log is one, and all of them have to be held until the last line, which may fail under
//! the same name. Holding them as whole rows took more time than everything else that the audit does while reading. Past
//! what memory has room for they are put aside: nothing but a look at each is needed once the last line is read.

mod page;
#[cfg(test)]
mod tests;

use super::Map;
use super::row::{Attempt, Row, Shape, UNSAID, is_of_one, level};
use super::scratch::{Aside, Scratch};
use crate::classify::ending::Ending;
use crate::event::attempt::Facts;
use page::Page;
use std::io;

pub(super) use page::BYTES;

/// How many shapes are remembered by what they say, as a power of two.
const RECENT: u32 = 6;

/// One plain success. Both names apart: read together where each was just written alone, they would be waited for.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Plain {
    pub(super) print: u64,
    pub(super) end: i64,
    pub(super) correlation: u64,
    pub(super) line: u64,
    /// Milliseconds.
    pub(super) took: u32,
    pub(super) source: u32,
}

impl Plain {
    /// The attempt, which must be a plain success; `None` when it needs a whole row.
    pub(super) fn of(attempt: &Attempt, facts: &Facts) -> Option<Self> {
        let bare = facts.key == 0 && facts.payload == 0 && facts.number.is_none();
        let more = facts.created != 0 || facts.account != 0;
        (bare && !more).then_some(Self {
            end: attempt.end,
            print: attempt.asked,
            correlation: facts.correlation,
            line: attempt.line,
            took: attempt.took,
            source: attempt.source,
        })
    }

    /// The finest sieve that its request passes.
    pub(super) fn finest(&self) -> u32 {
        level((self.correlation, 0), (self.print, 0))
    }

    /// It as a row.
    pub(super) fn row(&self, shape: &Shape) -> Row {
        Row {
            start: self.end - i64::from(self.took),
            end: self.end,
            line: self.line,
            print: self.print,
            payload: 0,
            key: 0,
            correlation: self.correlation,
            created: 0,
            source: self.source,
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

/// A slot for a shape, by what differs most. The status, which hardly does where the flags are the same, is written together with
/// the method and would be waited for.
const fn slot(shape: &Shape) -> usize {
    let mixed = shape.resource ^ shape.flags.0 << 8 ^ shape.agent;
    (mixed.wrapping_mul(0x9E37_79B9) >> (u32::BITS - RECENT)) as usize
}

impl Default for Plains {
    fn default() -> Self {
        Self {
            aside: Aside::default(),
            away: 0,
            pages: Vec::new(),
            open: Page::default(),
            known: 0,
            here: 0,
            full: 0,
            shapes: Vec::new(),
            numbers: Map::default(),
            recent: [None; 1 << RECENT],
        }
    }
}

/// The plain successes of one part.
#[derive(Debug)]
pub(super) struct Plains {
    /// What was put aside: full pages.
    aside: Aside,
    /// How many successes those are.
    away: usize,
    /// Full ones, unless some were given up.
    pages: Vec<Page>,
    /// The one that is filled.
    open: Page,
    /// How many of the full ones hold no news.
    known: usize,
    /// How many successes stand in the pages.
    here: usize,
    /// Bytes of the full pages.
    full: usize,
    shapes: Vec<Shape>,
    numbers: Map<Shape, u16>,
    /// Shapes met last with their numbers, by slot.
    recent: [Option<(Shape, u16)>; 1 << RECENT],
}

impl Plains {
    /// Keeps one; false when there are too many shapes.
    #[inline]
    pub(super) fn push(&mut self, shape: &Shape, plain: &Plain) -> bool {
        let recent = self.recent.get(slot(shape));
        let number = match recent {
            Some(Some((known, number))) if known == shape => *number,
            _ => match self.number(shape) {
                Some(number) => number,
                None => return false,
            },
        };
        if self.open.is_full() {
            self.turn();
        }
        self.open.push(plain, (number, is_of_one(shape.flags)));
        self.here += 1;
        true
    }

    /// Begins a new page.
    #[cold]
    fn turn(&mut self) {
        let full = std::mem::replace(&mut self.open, Page::empty());
        if !full.is_empty() {
            self.full += full.bytes();
            self.pages.push(full);
        }
    }

    /// The number of a shape that was not met last; `None` when there are too many.
    #[inline(never)]
    fn number(&mut self, shape: &Shape) -> Option<u16> {
        let number = if let Some(number) = self.numbers.get(shape) {
            *number
        } else {
            let number = u16::try_from(self.shapes.len()).ok()?;
            self.shapes.push(*shape);
            self.numbers.insert(*shape, number);
            number
        };
        if let Some(recent) = self.recent.get_mut(slot(shape)) {
            *recent = Some((*shape, number));
        }
        Some(number)
    }

    /// Shows those that were kept since this was asked last.
    #[inline]
    pub(super) fn news(&mut self, mut visit: impl FnMut(&Plain, &Shape)) {
        let (shapes, known) = (&self.shapes, self.known);
        let pages = self.pages.iter_mut().skip(known);
        for page in pages.chain([&mut self.open]) {
            page.news(|plain, (number, _)| {
                if let Some(shape) = shapes.get(usize::from(number)) {
                    visit(plain, shape);
                }
            });
        }
        self.known = self.pages.len();
    }

    /// Shows all of them.
    pub(super) fn each(&mut self, visit: impl FnMut(&Plain, &Shape)) -> io::Result<()> {
        self.each_of(|_, _| true, visit)
    }

    /// Shows those whose id and URL, and whether it is that of one thing, are `meant`.
    pub(super) fn each_of(
        &mut self,
        meant: impl Fn((u64, u64), bool) -> bool,
        mut visit: impl FnMut(&Plain, &Shape),
    ) -> io::Result<()> {
        let shapes = &self.shapes;
        let mut show = |page: &Page| {
            page.each_of(&meant, |plain, (number, _)| {
                if let Some(shape) = shapes.get(usize::from(number)) {
                    visit(plain, shape);
                }
            });
        };
        self.aside.each(|bytes| show(&Page::read(bytes)))?;
        self.pages.iter().chain([&self.open]).for_each(show);
        Ok(())
    }

    pub(super) const fn len(&self) -> usize {
        self.away + self.here
    }

    /// Bytes in memory.
    pub(super) const fn bytes(&self) -> usize {
        self.full + self.open.bytes()
    }

    /// Puts aside what stands in full pages, none of it news. Where that fails, what could not be put aside stays here.
    pub(super) fn put_aside(&mut self, scratch: &Scratch) -> io::Result<()> {
        let mut bytes = Vec::new();
        while let Some(page) = self.pages.last() {
            bytes.clear();
            page.write(&mut bytes);
            self.aside.put(scratch, &bytes)?;
            self.here -= page.len();
            self.full -= page.bytes();
            self.away += page.len();
            self.pages.pop();
            self.known = self.known.min(self.pages.len());
        }
        Ok(())
    }

    /// Keeps those here that `stays` says, none of them news; who looks at those that were put aside asks each.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain) -> bool) {
        (self.here, self.full) = (0, 0);
        for page in &mut self.pages {
            page.retain(&mut stays);
            self.here += page.len();
            self.full += page.bytes();
        }
        self.open.retain(&mut stays);
        self.here += self.open.len();
        self.pages.retain(|page| !page.is_empty());
        self.known = self.pages.len();
    }
}
