//! What the counts give up when their memory is full, in steps.

/// How many failing requests a cell keeps, from the most to the least.
const KEYS: [usize; 6] = [4096, 1024, 256, 64, 16, 4];

/// How much has been given up; each state gives up more than the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Saving {
    /// How refusals were told is given up.
    pub(super) blunt: bool,
    /// Index into [`KEYS`].
    pub(super) keys: usize,
    /// A page is kept when its hash has at least this many leading zero bits.
    pub(super) sieve: u32,
}

impl Saving {
    /// How many failing requests a cell keeps.
    pub(super) fn keys(self) -> usize {
        KEYS.get(self.keys).copied().unwrap_or(1)
    }

    /// True when it is kept how refusals were told.
    pub(super) const fn refusals(self) -> bool {
        !self.blunt
    }

    /// The next state.
    pub(super) const fn next(self) -> Self {
        if !self.blunt {
            Self {
                blunt: true,
                ..self
            }
        } else if self.keys + 1 < KEYS.len() {
            Self {
                keys: self.keys + 1,
                ..self
            }
        } else {
            Self {
                sieve: self.sieve + 1,
                ..self
            }
        }
    }
}
