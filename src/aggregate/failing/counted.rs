//! Attempts that somebody else has counted already, or knows well.

use super::{Attempts, window};

impl Attempts {
    /// Counts successes and refusals of one second, and not how these were told.
    pub fn answered(&mut self, resource: Option<&str>, second: i64, (good, client): (u64, u64)) {
        let Some(resource) = resource else {
            self.left_out.without_resource += good + client;
            return;
        };
        let window = window::index(second, self.width);
        self.seen.records += good + client;
        let whole = |count| u32::try_from(count).unwrap_or(u32::MAX);
        self.seen.good += good;
        self.add(resource, window, whole(good), whole(client));
    }
}
