//! Sums over any interval of windows, by resource: prefix sums, exact up to 2^53.

/// Counts by resource and window, kept as sums from the first window on.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Per resource, one entry more than there are windows.
    columns: Vec<Vec<f64>>,
}

impl Matrix {
    /// Sums up columns of plain counts in place; each must have one entry more than there are windows, the last unused.
    #[must_use]
    pub fn of(mut columns: Vec<Vec<f64>>) -> Self {
        for column in &mut columns {
            let mut sum = 0.0;
            for entry in column {
                let count = std::mem::replace(entry, sum);
                sum += count;
            }
        }
        Self { columns }
    }

    /// How many resources.
    #[must_use]
    pub const fn resources(&self) -> usize {
        self.columns.len()
    }

    /// How many windows.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.columns
            .first()
            .map_or(0, |column| column.len().saturating_sub(1))
    }

    /// The running sums of a resource.
    #[must_use]
    pub fn column(&self, resource: usize) -> &[f64] {
        self.columns.get(resource).map_or(&[], Vec::as_slice)
    }

    /// The sum of a resource over `start..end`.
    #[must_use]
    pub fn sum(&self, resource: usize, start: usize, end: usize) -> f64 {
        let column = self.column(resource);
        let at = |place: usize| column.get(place).copied().unwrap_or(0.0);
        at(end) - at(start)
    }

    /// The count of a resource in one window.
    #[must_use]
    pub fn at(&self, resource: usize, window: usize) -> f64 {
        self.sum(resource, window, window + 1)
    }

    /// The counts of a resource, window by window.
    pub fn counts(&self, resource: usize) -> impl Iterator<Item = f64> {
        let column = self.column(resource);
        column.windows(2).map(|pair| match pair {
            [before, after] => after - before,
            _ => 0.0,
        })
    }

    /// True when nothing was counted at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let last = |column: &Vec<f64>| column.last().is_none_or(|sum| *sum == 0.0);
        self.columns.iter().all(last)
    }
}
