//! Attempts that somebody else has counted already, or knows well.

use super::{Attempts, window};

impl Attempts {
    /// Counts so many successes of one second.
    pub fn went_well(&mut self, resource: Option<&str>, second: i64, count: u64) {
        self.seen.good += self.counted(resource, second, (count, 0));
    }

    /// Counts a refusal of that second, and not how it was told.
    pub fn refused(&mut self, resource: Option<&str>, second: i64) {
        self.counted(resource, second, (0, 1));
    }

    /// Counts successes and refusals; answers how many of both are counted.
    fn counted(&mut self, resource: Option<&str>, second: i64, (good, client): (u64, u64)) -> u64 {
        let Some(resource) = resource else {
            self.left_out.without_resource += good + client;
            return 0;
        };
        let window = window::index(second, self.width);
        self.seen.records += good + client;
        let whole = |count| u32::try_from(count).unwrap_or(u32::MAX);
        self.add(resource, window, whole(good), whole(client));
        good + client
    }
}
