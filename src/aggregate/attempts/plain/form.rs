//! Successes of one form, known again by where the program's own words for it stand: to ask what the words say took as long as all
//! else that is kept of a success.

use crate::event::attempt::Flags;

/// What plain successes have in common that were told alike. Resource and method are words of the program itself, so that two of
/// them that stand at one place are one.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The resource.
    pub resource: &'static str,
    /// HTTP method in upper case.
    pub method: &'static str,
    /// HTTP status, below 400.
    pub status: u16,
    /// User agent; 0 for none.
    pub agent: u32,
    /// Everything else; method and URL are both known.
    pub flags: Flags,
}

impl Form {
    /// True when the other's words stand where these do; what stands elsewhere may say the same nevertheless.
    #[inline]
    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.resource, other.resource)
            && std::ptr::eq(self.method, other.method)
            && self.flags == other.flags
            && self.status == other.status
            && self.agent == other.agent
    }

    /// Where it is remembered, by what differs most.
    #[inline]
    fn slot(&self) -> usize {
        let said = u64::from(self.flags.0) << 8 ^ u64::from(self.status) << 32;
        let mixed = self.resource.as_ptr().addr() as u64 ^ said ^ u64::from(self.agent);
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOTS)) as usize
    }
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

/// The forms met last, two by slot.
#[derive(Debug)]
pub(super) struct Forms([[Option<(Form, Kin)>; 2]; 1 << SLOTS]);

impl Default for Forms {
    fn default() -> Self {
        Self([[None; 2]; 1 << SLOTS])
    }
}

impl Forms {
    /// What is known of a form that was met lately.
    #[inline]
    pub(super) fn find(&self, form: &Form) -> Option<Kin> {
        let slot = self.0.get(form.slot())?;
        let met = slot.iter().flatten().find(|(met, _)| met.is(form));
        met.map(|(_, kin)| *kin)
    }

    /// Remembers one.
    pub(super) fn keep(&mut self, form: &Form, kin: Kin) {
        if let Some([first, second]) = self.0.get_mut(form.slot()) {
            *second = first.replace((*form, kin));
        }
    }
}
