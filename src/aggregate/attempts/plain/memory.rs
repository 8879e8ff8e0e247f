//! Memory for pages: of the system itself where that gives it out in large pieces.

use memmap2::MmapMut;
use std::ops::{Deref, DerefMut};

/// So many bytes of zeros, to be written.
#[derive(Debug)]
pub(super) enum Memory {
    /// Of the allocator.
    Heap(Vec<u8>),
    /// Of the system.
    Mapped(MmapMut),
}

impl Default for Memory {
    fn default() -> Self {
        Self::Heap(Vec::new())
    }
}

impl Memory {
    /// Few bytes.
    pub(super) fn small(bytes: usize) -> Self {
        Self::Heap(vec![0; bytes])
    }

    /// Many: where the system gives out pieces of 2 MiB (Linux from 6.7 on, unless it was told not to; before, seldom) that takes a
    /// seventh of the time of as much in pages of 4 KiB.
    pub(super) fn large(bytes: usize) -> Self {
        let Ok(memory) = MmapMut::map_anon(bytes) else {
            return Self::small(bytes);
        };
        // Where there are none it is as good without.
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::HugePage);
        Self::Mapped(memory)
    }
}

impl Deref for Memory {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Heap(memory) => memory,
            Self::Mapped(memory) => memory,
        }
    }
}

impl DerefMut for Memory {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Heap(memory) => memory,
            Self::Mapped(memory) => memory,
        }
    }
}
