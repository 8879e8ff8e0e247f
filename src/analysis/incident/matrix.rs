//! Sums over any interval of windows, by resource: prefix sums, exact up to 2^53.

/// Counts by resource and window, kept as sums from the first window on.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Per resource, one entry more than there are windows.
    columns: Vec<Column>,
}

/// The running sums of a resource. A year of five minutes has a hundred thousand, and a judgement has several matrices of
/// them: they are as narrow as the largest allows.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// All sums fit.
    Narrow(Box<[u32]>),
    /// Some do not.
    Wide(Box<[f64]>),
}

impl Column {
    /// Sums up plain counts.
    fn of(mut counts: Vec<f64>) -> Self {
        let mut sum = 0.0;
        for entry in &mut counts {
            let count = std::mem::replace(entry, sum);
            sum += count;
        }
        if sum > f64::from(u32::MAX) {
            return Self::Wide(counts.into());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sums of counts, none above the last"
        )]
        let narrow = counts.into_iter().map(|sum| sum as u32);
        Self::Narrow(narrow.collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(sums) => sums.len(),
            Self::Wide(sums) => sums.len(),
        }
    }

    /// The sum of all windows before a place; 0 past the end.
    #[must_use]
    pub fn before(&self, place: usize) -> f64 {
        match self {
            Self::Narrow(sums) => sums.get(place).copied().map_or(0.0, f64::from),
            Self::Wide(sums) => sums.get(place).copied().unwrap_or(0.0),
        }
    }
}

impl Matrix {
    /// Sums up columns of plain counts; each must have one entry more than there are windows, the last unused.
    #[must_use]
    pub fn of(columns: impl IntoIterator<Item = Vec<f64>>) -> Self {
        Self {
            columns: columns.into_iter().map(Column::of).collect(),
        }
    }

    /// How many resources.
    #[must_use]
    pub const fn resources(&self) -> usize {
        self.columns.len()
    }

    /// How many windows.
    #[must_use]
    pub fn windows(&self) -> usize {
        let first = self.columns.first();
        first.map_or(0, |column| column.len().saturating_sub(1))
    }

    /// The running sums of a resource.
    #[must_use]
    pub fn column(&self, resource: usize) -> Option<&Column> {
        self.columns.get(resource)
    }

    /// The sum of a resource over `start..end`.
    #[must_use]
    pub fn sum(&self, resource: usize, start: usize, end: usize) -> f64 {
        self.column(resource)
            .map_or(0.0, |column| column.before(end) - column.before(start))
    }

    /// The count of a resource in one window.
    #[must_use]
    pub fn at(&self, resource: usize, window: usize) -> f64 {
        self.sum(resource, window, window + 1)
    }

    /// The counts of a resource, window by window.
    pub fn counts(&self, resource: usize) -> impl Iterator<Item = f64> {
        let column = self.column(resource).into_iter();
        column.flat_map(|column| {
            let windows = 1..column.len();
            windows.map(|end| column.before(end) - column.before(end - 1))
        })
    }

    /// True when nothing was counted at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let empty = |column: &Column| column.before(column.len().saturating_sub(1)) == 0.0;
        self.columns.iter().all(empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fast way equals the plain way.
    #[test]
    fn sums_are_the_same_however_wide() {
        let counts = |last: f64| vec![3.0, 0.0, 5.0, last, 0.0];
        for last in [7.0, 4_294_967_287.0, 4_294_967_288.0, 1e15] {
            let matrix = Matrix::of([counts(last)]);
            let narrow = matches!(matrix.column(0), Some(Column::Narrow(_)));
            assert_eq!(narrow, last < 4_294_967_288.0, "{last}");
            let plain = counts(last);
            for (start, end) in (0..=4).flat_map(|start| (start..=4).map(move |end| (start, end))) {
                let sum = plain[start..end].iter().fold(0.0, |sum, count| sum + count);
                assert_eq!(matrix.sum(0, start, end).to_bits(), sum.to_bits());
            }
            assert_eq!(matrix.counts(0).collect::<Vec<_>>(), plain[..4]);
            assert_eq!((matrix.windows(), matrix.is_empty()), (4, false));
        }
        assert!(Matrix::of([vec![0.0; 3]]).is_empty());
    }
}
