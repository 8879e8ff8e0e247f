//! The retry loops of the official SDKs, known by their timing.

use super::chain::Chain;
use super::judge::Pair;
use crate::aggregate::attempts::Row;
use crate::analysis::audit::verdict::Verdict;
use crate::classify::ending::Ending;
use crate::event::attempt::Flags;

/// The loop that made this chain, if it is one. Its attempts do not overlap, and its times have milliseconds.
pub(super) fn pattern(chain: &Chain<'_>, pairs: &[Pair<'_>]) -> Option<Verdict> {
    let first = chain.first();
    if pairs.is_empty() || chain.rows().any(|row| row.agent != first.agent) {
        return None;
    }
    let known = Loop {
        length: chain.len(),
        last: chain.last(),
        pairs,
        first,
    };
    let loops = [
        (known.is_java(), Verdict::SdkJavaRetry),
        (known.is_node(), Verdict::SdkNodeAutoRetry),
        (known.is_go(), Verdict::SdkGoResend),
        (known.is_python(), Verdict::SdkPythonConnectionRetry),
    ];
    loops
        .into_iter()
        .find_map(|(is, verdict)| is.then_some(verdict))
}

struct Loop<'c> {
    length: usize,
    first: &'c Row,
    last: &'c Row,
    pairs: &'c [Pair<'c>],
}

impl Loop<'_> {
    /// All attempts before the last are such.
    fn head(&self, is: impl Fn(&Row) -> bool) -> bool {
        self.pairs.iter().all(|pair| is(pair.one))
    }

    fn waits(&self, is: impl Fn(u64) -> bool) -> bool {
        self.pairs.iter().all(|pair| is(pair.wait))
    }

    /// The agent is this SDK; without any agent field, at least so many attempts must show the pattern.
    fn of(&self, agent: Flags, nameless: usize) -> bool {
        self.first.flags.has(agent) || (self.first.agent == 0 && self.length >= nameless)
    }

    /// Three attempts, 100 ms apart, on any 5xx.
    fn is_java(&self) -> bool {
        self.length <= 3
            && self.head(|row| row.ending == Ending::Server)
            && self.waits(|wait| (80..=180).contains(&wait))
            && (self.length == 3 || self.last.ending != Ending::Server)
            && self.of(Flags::JAVA, 3)
    }

    /// Four attempts on 429, below 200, 400, 800 ms apart.
    fn is_node(&self) -> bool {
        let within =
            |(step, pair): (usize, &Pair<'_>)| pair.wait <= (200_u64 << step.min(8)).min(3000) + 50;
        self.length <= 4
            && self.head(|row| row.status == 429)
            && self.pairs.iter().enumerate().all(within)
            && (self.length == 4 || self.last.status != 429)
            && self.of(Flags::NODE, 3)
    }

    /// Sent again at once, as the body of the error could not be decoded.
    fn is_go(&self) -> bool {
        self.first.flags.has(Flags::GO)
            && self.length == 2
            && self.first.status != 0
            && self.first.ending.failed()
            && self.waits(|wait| wait <= 20)
    }

    /// urllib3 on connections that were never made.
    fn is_python(&self) -> bool {
        self.first.flags.has(Flags::PYTHON)
            && self.head(|row| row.ending == Ending::Unsent)
            && self.waits(|wait| wait <= 60)
    }
}
