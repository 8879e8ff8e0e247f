//! The order of the patterns: both searches put them into eight buckets by their numbers, and all of one bucket look alike to
//! them.
//!
//! The packed search compares the halves of the first four bytes with what any pattern of a bucket has there, and a pattern
//! whose lower halves are those of an earlier one goes where that went; the search by blocks compares the lower six bits of each
//! byte. Patterns that differ much in one bucket let much pass that none of them is, and each such place costs a closer look.
//! Which go together was found by exchanging them, as long as it helped, over the four-byte texts of logs, JSON lines first:
//! where those hold a pattern at 1.4 places per kilobyte, the search by blocks looks closer at about half as many more; in an
//! order that thinks of all kinds of logs alike it was at 2.1 more.

/// How many buckets the search has.
pub(super) const BUCKETS: usize = 8;

/// What the built-in list and the escalations are searched for, by bucket, in which the first is compared first. Nothing but the speed depends on it.
const TOGETHER: [&[&str]; BUCKETS] = [
    &[
        "FATAL",
        "FTL]",
        "Fatal",
        "Path:/",
        "fatal",
        "for an HTTP",
        "ftl\"",
        "g HTTP request ",
    ],
    &[
        "\":60",
        "LERT",
        "LETTER",
        "PayloadType",
        "RITICAL",
        "X-Correlation-I",
        "X-Request-I",
        "X-Retry-Attempt",
    ],
    &[
        "=dlq",
        "CALLOUT_RESPONSE",
        "Letter",
        "P FAILED: ",
        "] <--- ",
        "crit\"",
        "eDisconnected(",
        "letter",
    ],
    &[
        "wilio",
        "010-04-01",
        ".LogicalHandler",
        "ApiError ",
        "awaiting response... ",
        "page\"",
        "paged",
        "panic",
    ],
    &[
        "\u{1b}[49m",
        "FTL\"",
        "RITY\":\"",
        "Status",
        "[HTTP ",
        "estException",
        "ested resource /",
        "nse.status",
    ],
    &[
        "DLQ\"",
        "Request ",
        "Retry-After",
        "dempotency-Key",
        "dlq\"",
        "on-call",
        "on_call",
        "oncall",
    ],
    &[
        " Response: ",
        ".method: ",
        "MERG",
        "lert",
        "merg",
        "rDisconnected",
        "ritical",
        "rityNumber\":2",
    ],
    &[
        "\"MESSAGE\"",
        "<< \"HTTP/",
        "<< HTTP/1",
        "SCALAT",
        "Unable to ",
        "rce_sid",
        "scalat",
        "sourceComponent",
    ],
];

/// Every pattern that has a bucket.
#[cfg(test)]
pub fn ordered() -> impl Iterator<Item = &'static str> {
    TOGETHER.into_iter().flatten().copied()
}

/// The patterns in an order that puts each into its bucket, as far as it has one; the others fill the places between.
pub(super) fn by_bucket<'p>(patterns: &[&'p str]) -> Vec<&'p str> {
    let known = |pattern: &&str| TOGETHER.iter().any(|bucket| bucket.contains(pattern));
    let mut buckets = TOGETHER.map(|bucket| {
        let own = bucket.iter().rev().copied();
        own.filter(|own| patterns.contains(own))
            .collect::<Vec<&str>>()
    });
    let others = patterns.iter().rev().copied();
    let mut others: Vec<&str> = others.filter(|other| !known(other)).collect();
    (0..patterns.len())
        .filter_map(|place| {
            let own = buckets[place % BUCKETS].pop().or_else(|| others.pop());
            own.or_else(|| buckets.iter_mut().max_by_key(|bucket| bucket.len())?.pop())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_bucket_and_none_is_lost() {
        let all: Vec<&str> = ordered().collect();
        let bucket = |pattern: &&str| TOGETHER.iter().position(|bucket| bucket.contains(pattern));
        let placed = by_bucket(&all);
        for (place, pattern) in placed.iter().enumerate() {
            assert_eq!(bucket(pattern), Some(place % BUCKETS), "{pattern}");
        }
        for patterns in [
            &all[..7],
            &all[3..],
            &[],
            &["own", "panic", "fatal", "more"],
        ] {
            let mut placed = by_bucket(patterns);
            let mut patterns = patterns.to_vec();
            placed.sort_unstable();
            patterns.sort_unstable();
            assert_eq!(placed, patterns);
        }
    }
}
