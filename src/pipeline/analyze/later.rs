//! Plain successes that wait until there are some: what the audit of retries asks of each is done by the same code, which
//! processors then have at hand.

use crate::aggregate::attempts::{Ledger, UNSAID, Well};
use crate::chunk::Chunk;
use crate::outcome::facts::brief::Brief;
use crate::pipeline::scan::Seen;

/// How many wait at most: few enough that their records are still in the nearest memory of the processor. With four times as
/// many their ids were waited for as long as it takes to read them.
const MOST: usize = 16;

/// One that waits.
#[derive(Debug)]
struct Waiting {
    /// Bytes of the input before its record.
    offset: u64,
    /// Number of its line.
    line: u64,
    brief: Brief,
}

/// Those of one chunk.
#[derive(Debug, Default)]
pub struct Later {
    waiting: Vec<Waiting>,
}

impl Later {
    /// Lets one wait; false where it has to be told at once.
    #[inline]
    pub fn put(&mut self, seen: &Seen<'_>, ledger: &mut Ledger, input: usize) -> bool {
        let Some((chunk, brief)) = seen.brief() else {
            return false;
        };
        self.waiting.push(Waiting {
            offset: seen.offset,
            line: seen.line(),
            brief,
        });
        if self.waiting.len() == MOST {
            self.tell(ledger, input, chunk);
        }
        true
    }

    /// Tells those that wait, of this chunk.
    #[inline(never)]
    pub fn tell(&mut self, ledger: &mut Ledger, input: usize, chunk: &Chunk) {
        for Waiting {
            offset,
            line,
            brief,
        } in &self.waiting
        {
            let start = usize::try_from(offset - chunk.offset).unwrap_or(usize::MAX);
            let facts = brief.facts(chunk.bytes().get(start..).unwrap_or_default());
            let well = Well {
                end: brief.timestamp.milliseconds(),
                duration_us: brief.duration_us,
                resource: Some(brief.resource),
                method: Some(brief.method),
                status: brief.status,
                retry_after: UNSAID,
                agent: facts.agent,
                flags: facts.flags,
                print: facts.print,
                correlation: facts.correlation,
                source: input,
            };
            ledger.go_well(&well, || *line);
        }
        self.waiting.clear();
    }
}
