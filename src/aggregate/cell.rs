//! The counts of one series in one window.

/// Counts of one series in one window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Events.
    pub attempts: u64,
    /// Events with a duration.
    pub duration_count: u64,
    /// Sum of the durations in microseconds.
    pub duration_sum_us: u64,
    /// Longest duration in microseconds.
    pub duration_max_us: u64,
}

impl Cell {
    /// One event, with its duration in microseconds if it has one.
    pub(super) const fn of(duration: Option<u64>) -> Self {
        let (duration_count, duration_sum_us) = match duration {
            Some(duration) => (1, duration),
            None => (0, 0),
        };
        Self {
            attempts: 1,
            duration_count,
            duration_sum_us,
            duration_max_us: duration_sum_us,
        }
    }

    /// Adds another cell's counts.
    pub fn merge(&mut self, other: &Self) {
        self.attempts += other.attempts;
        self.duration_count += other.duration_count;
        self.duration_sum_us = self.duration_sum_us.saturating_add(other.duration_sum_us);
        self.duration_max_us = self.duration_max_us.max(other.duration_max_us);
    }
}
