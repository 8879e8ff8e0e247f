//! Successes that somebody else has counted already.

use super::{Attempts, window};

impl Attempts {
    /// Counts so many successes of one second.
    pub fn went_well(&mut self, resource: Option<&str>, second: i64, count: u64) {
        let Some(resource) = resource else {
            self.left_out.without_resource += count;
            return;
        };
        let window = window::index(second, self.width);
        self.seen.records += count;
        self.seen.good += count;
        let good = u32::try_from(count).unwrap_or(u32::MAX);
        self.add(resource, window, good, 0);
    }
}
