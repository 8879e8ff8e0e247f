//! The pages of plain successes, and those that were put aside.

use super::super::scratch::{Aside, Scratch};
use super::Plain;
use super::page::{Page, read};
use std::io;
use std::mem::{replace, take};

/// Plain successes, in their order.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// What was put aside, a page each.
    aside: Aside,
    /// How many successes those are.
    away: usize,
    /// Full ones.
    pages: Vec<Page>,
    /// The one that is filled.
    open: Page,
    /// How many successes stand in the full ones.
    here: usize,
}

impl Store {
    /// Keeps one, with its URL where that `is_whole`; with the number of its shape, and whether that asks for one thing.
    #[expect(
        clippy::inline_always,
        reason = "else what is told is written, and read again at once"
    )]
    #[inline(always)]
    pub(super) fn push(&mut self, plain: &Plain, shape: (u16, bool), is_whole: bool) {
        if self.open.is_full() {
            self.turn();
        }
        self.open.push(plain, shape, is_whole);
    }

    /// Begins a new page.
    #[cold]
    fn turn(&mut self) {
        let others = self.pages.len();
        let full = replace(&mut self.open, Page::beside(others));
        if !full.is_empty() {
            self.here += full.len();
            self.pages.push(full);
        }
    }

    /// Shows those that are `meant`.
    pub(super) fn each_of(
        &mut self,
        meant: &impl Fn((u64, u64), bool) -> bool,
        visit: &mut impl FnMut(&Plain, (u16, bool)),
    ) -> io::Result<()> {
        self.aside.each(|bytes| {
            read(bytes, meant, &mut *visit);
        })?;
        for page in self.pages.iter().chain([&self.open]) {
            read(page.bytes(), meant, &mut *visit);
        }
        Ok(())
    }

    pub(super) const fn len(&self) -> usize {
        self.away + self.here()
    }

    /// How many stand in memory.
    pub(super) const fn here(&self) -> usize {
        self.here + self.open.len()
    }

    /// Puts aside what stands here. Where that fails, what could not be put aside stays here.
    pub(super) fn put_aside(&mut self, scratch: &Scratch) -> io::Result<()> {
        while let Some(page) = self.pages.last() {
            self.aside.put(scratch, page.bytes())?;
            self.here -= page.len();
            self.away += page.len();
            self.pages.pop();
        }
        if !self.open.is_empty() {
            self.aside.put(scratch, self.open.bytes())?;
            self.away += self.open.len();
            self.open = Page::default();
        }
        Ok(())
    }

    /// Keeps those here that `stays` says, put together anew; who looks at those that were put aside asks each.
    pub(super) fn retain(&mut self, stays: &mut impl FnMut(&Plain) -> bool) {
        self.here = 0;
        for page in take(&mut self.pages)
            .into_iter()
            .chain([take(&mut self.open)])
        {
            read(
                page.bytes(),
                |_, _| true,
                |plain, shape| {
                    if stays(plain) {
                        self.push(plain, shape, plain.names().is_some());
                    }
                },
            );
        }
    }
}
