//! Two things at once: whoever waits for the report waits for what is judged, and by then all threads have nothing to do.

use std::thread::{Builder, scope};

/// Does both at once, the second on a thread of its own.
pub fn beside<A, B: Send>(one: impl FnOnce() -> A, two: &(impl Fn() -> B + Sync)) -> (A, B) {
    scope(|scope| {
        let second = Builder::new().spawn_scoped(scope, two);
        let first = one();
        // Where there is no thread to be had, or it broke off, it is done here.
        let second = second.ok().and_then(|second| second.join().ok());
        (first, second.unwrap_or_else(two))
    })
}
