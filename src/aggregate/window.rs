//! Windows of time: half-open, aligned to the epoch, each width a multiple of the one below it.

/// The widths, in seconds, from the finest to the coarsest.
pub const WIDTHS: [u32; 5] = [60, 300, 900, 3600, 86_400];

/// How many windows a report shows at most before it takes the next width.
const SHOWN: i64 = 200;

/// The width asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// The finest width that shows the period in at most 200 windows.
    #[default]
    Auto,
    /// A width of [`WIDTHS`], in seconds.
    Fixed(u32),
}

impl Width {
    /// The width to begin with while reading.
    #[must_use]
    pub const fn initial(self) -> u32 {
        match self {
            Self::Auto => WIDTHS[0],
            Self::Fixed(seconds) => seconds,
        }
    }

    /// The width to report, given the one that memory allowed and the first and last second of the period.
    #[must_use]
    pub fn reported(self, folded: u32, period: Option<(i64, i64)>) -> u32 {
        let Self::Auto = self else { return folded };
        let shown = |width: u32| {
            period.map_or(0, |(first, last)| {
                index(last, width) - index(first, width) + 1
            })
        };
        let fits = WIDTHS
            .into_iter()
            .find(|width| *width >= folded && shown(*width) <= SHOWN);
        fits.unwrap_or(WIDTHS[WIDTHS.len() - 1])
    }
}

/// The next coarser width, if there is one.
#[must_use]
pub fn coarser(width: u32) -> Option<u32> {
    WIDTHS.into_iter().find(|wider| *wider > width)
}

/// The number of the window that holds a second since the epoch.
#[must_use]
pub const fn index(seconds: i64, width: u32) -> i64 {
    seconds.div_euclid(width as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_nest() {
        for pair in WIDTHS.windows(2) {
            assert_eq!(pair[1] % pair[0], 0);
        }
    }

    #[test]
    fn auto_takes_the_finest_width_that_fits() {
        let hours = |hours: i64| Some((0, hours * 3600 - 1));
        for (period, width) in [
            (None, 60),
            (hours(3), 60),
            (hours(4), 300),
            (hours(24), 900),
            (hours(24 * 7), 3600),
            (hours(24 * 365), 86_400),
        ] {
            assert_eq!(Width::Auto.reported(60, period), width, "{period:?}");
        }
        assert_eq!(Width::Auto.reported(3600, hours(1)), 3600);
        assert_eq!(Width::Fixed(60).reported(60, hours(24 * 365)), 60);
    }
}
