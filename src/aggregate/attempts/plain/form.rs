//! Successes of one form, known again by where the program's own words for it stand: to ask what the words say took as long as all
//! else that is kept of a success.

use crate::event::attempt::{Flags, Form};

/// True when the other's words stand where these do; what stands elsewhere may say the same nevertheless.
#[inline]
fn is(one: &Form, other: &Form) -> bool {
    std::ptr::eq(one.resource, other.resource)
        && std::ptr::eq(one.method, other.method)
        && one.status == other.status
        && one.agent == other.agent
}

/// Where a form is remembered, by what differs most.
#[inline]
fn slot(form: &Form, flags: Flags) -> usize {
    let said = u64::from(flags.0) << 8 ^ u64::from(form.status) << 32 ^ u64::from(form.agent);
    let mixed = form.resource.as_ptr().addr() as u64 ^ said;
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOTS)) as usize
}

/// What is asked of a success whose form is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Kin {
    /// Number of its resource.
    pub(in super::super) resource: u32,
    /// Number of its shape.
    pub(in super::super) number: u16,
    /// Number of its method.
    pub(in super::super) method: u8,
    /// Its URL is that of one thing.
    pub(in super::super) one: bool,
}

/// How many pairs of forms are remembered, as a power of two.
const SLOTS: u32 = 5;

/// A form with all flags, and what is known of it.
type Met = (Form, Flags, Kin);

/// The forms met last, two by slot.
#[derive(Debug)]
pub(super) struct Forms([[Option<Met>; 2]; 1 << SLOTS]);

impl Default for Forms {
    fn default() -> Self {
        Self([[None; 2]; 1 << SLOTS])
    }
}

impl Forms {
    /// What is known of a form that was met lately.
    #[inline]
    pub(super) fn find(&self, form: &Form, flags: Flags) -> Option<Kin> {
        let mut met = self.0.get(slot(form, flags))?.iter().flatten();
        let met = met.find(|(met, all, _)| *all == flags && is(met, form));
        met.map(|(_, _, kin)| *kin)
    }

    /// Remembers one.
    pub(super) fn keep(&mut self, form: &Form, flags: Flags, kin: Kin) {
        if let Some([first, second]) = self.0.get_mut(slot(form, flags)) {
            *second = first.replace((*form, flags, kin));
        }
    }
}
