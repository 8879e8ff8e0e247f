//! What many plain successes have in common, by number: a shape, and where it is that of many, the URL too.

use super::super::row::{Shape, is_of_one};
use hashbrown::HashTable;

/// So many get a number; of these so many with a URL. The others stand beside the successes themselves.
const MOST: usize = 1 << u16::BITS;
const WITH_URL: usize = 12 << 10;

/// What plain successes have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Alike {
    pub(super) shape: Shape,
    /// Method and URL; 0 where each success has its own.
    pub(super) print: u64,
}

impl Alike {
    /// Told apart by what differs most.
    #[inline]
    fn hash(&self) -> u64 {
        let Shape {
            resource,
            flags,
            status,
            agent,
            ..
        } = self.shape;
        let shape =
            u64::from(resource ^ agent) << 32 ^ u64::from(flags.0) << 12 ^ u64::from(status);
        let mixed = (self.print ^ shape).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ mixed >> 32
    }
}

/// All of one part.
#[derive(Debug, Default)]
pub(super) struct All {
    known: Vec<Alike>,
    numbers: HashTable<u16>,
}

impl All {
    /// The number of those that are of this shape and asked for this URL, and whether that says the URL too; `None` when there are
    /// too many. What a URL of one thing was asked for is asked for once, or a few times.
    #[inline]
    pub(super) fn number(&mut self, shape: &Shape, print: u64) -> Option<(u16, bool)> {
        if !is_of_one(shape.flags) {
            let alike = Alike {
                shape: *shape,
                print,
            };
            if let Some(number) = self.known(&alike) {
                return Some((number, true));
            }
            if self.known.len() < WITH_URL {
                return Some((self.add(alike)?, true));
            }
        }
        let alike = Alike {
            shape: *shape,
            print: 0,
        };
        let number = self.known(&alike).or_else(|| self.add(alike));
        number.map(|number| (number, false))
    }

    #[inline]
    fn known(&self, alike: &Alike) -> Option<u16> {
        let is = |number: &u16| self.known.get(usize::from(*number)) == Some(alike);
        self.numbers.find(alike.hash(), is).copied()
    }

    #[inline(never)]
    fn add(&mut self, alike: Alike) -> Option<u16> {
        let number = u16::try_from(self.known.len()).ok()?;
        self.known.push(alike);
        let known = &self.known;
        let hash = |number: &u16| known.get(usize::from(*number)).map_or(0, Alike::hash);
        self.numbers.insert_unique(alike.hash(), number, hash);
        Some(number)
    }

    /// By number.
    pub(super) fn as_slice(&self) -> &[Alike] {
        &self.known
    }
}

const _: () = assert!(WITH_URL < MOST);
