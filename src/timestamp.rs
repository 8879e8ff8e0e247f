//! Points in time: nanoseconds since the epoch inside, RFC 3339 UTC in machine outputs, a named zone for people.

mod minute;
mod naive;
pub mod stamp;

pub use naive::Naive;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

const NANOS: i64 = 1_000_000_000;

/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z; covers the years 1678 to 2262.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From nanoseconds since the epoch.
    #[must_use]
    pub const fn from_nanoseconds(nanoseconds: i64) -> Self {
        Self(nanoseconds)
    }

    /// From whole seconds since the epoch; `None` beyond the years that fit.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        seconds.checked_mul(NANOS).map(Self)
    }

    /// Nanoseconds since the epoch.
    #[must_use]
    pub const fn nanoseconds(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(NANOS)
    }

    /// Milliseconds since the epoch, rounded down.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// RFC 3339 in UTC with `Z`; the fraction has 3, 6 or 9 digits and is left out when it is zero.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let utc = DateTime::<Utc>::from_timestamp_nanos(self.0);
        utc.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    }

    /// The instant `seconds` later (or earlier), stopping at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(NANOS)))
    }

    /// Reads a whole text as one stamp of any form that [`stamp::any`] knows, or as a number since the epoch. A stamp
    /// without a zone is read as UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text, &Naive::default())
    }

    /// As [`Self::parse`], with what is known of stamps that do not say everything.
    #[must_use]
    pub fn read(text: &str, naive: &Naive) -> Option<Self> {
        let text = text.trim();
        minute::read(text.as_bytes(), || {
            match stamp::any(text.as_bytes(), naive) {
                // JavaScript names the zone once more, in brackets.
                Some(stamp)
                    if stamp.length == text.len() || text[stamp.length..].starts_with(" (") =>
                {
                    stamp.when
                }
                _ => Self::from_epoch(text),
            }
        })
    }

    /// Reads a number since the epoch; seconds, milli-, micro- and nanoseconds are told apart by their size
    /// (each unit covers the years 2001 to 2286 or less). Digits below the nanosecond are dropped.
    #[must_use]
    pub fn from_epoch(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !(9..=19).contains(&whole.len()) || !digits(whole) || !digits(fraction) {
            return None;
        }
        let unit: i64 = match whole.len() {
            9..=11 => NANOS,
            12..=14 => 1_000_000,
            15..=17 => 1_000,
            _ => 1,
        };
        let mut value = whole.parse::<i64>().ok()?.checked_mul(unit)?;
        let mut worth = unit / 10;
        for digit in fraction.bytes().take(9) {
            value = value.checked_add(i64::from(digit - b'0') * worth)?;
            worth /= 10;
        }
        Some(Self(value))
    }
}

/// A time zone of the IANA database, for what people type and read; machine outputs never use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(chrono_tz::UTC);

    /// Finds a zone by its IANA name (`Europe/Berlin`), any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok().map(Self).or_else(|| {
            let same = |zone: &&chrono_tz::Tz| zone.name().eq_ignore_ascii_case(name);
            chrono_tz::TZ_VARIANTS.iter().find(same).copied().map(Self)
        })
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Local date and time to the minute (`2026-11-01 09:05`), to the second where the second is not zero.
    #[must_use]
    pub fn local(self, when: Timestamp) -> String {
        let local = DateTime::<Utc>::from_timestamp_nanos(when.0).with_timezone(&self.0);
        let form = if when.seconds() % 60 == 0 {
            "%Y-%m-%d %H:%M"
        } else {
            "%Y-%m-%d %H:%M:%S"
        };
        local.format(form).to_string()
    }

    /// Reads what a person types for `--since` or `--until`: RFC 3339, or a date with or without a time in this zone.
    /// A time that a clock change skips is read as the first instant after the gap, one that occurs twice as the earlier.
    #[must_use]
    pub fn read(self, text: &str) -> Option<Timestamp> {
        if let Ok(when) = DateTime::parse_from_rfc3339(text) {
            return when.timestamp_nanos_opt().map(Timestamp);
        }
        let forms = [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M",
        ];
        let naive = forms
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .or_else(|| {
                NaiveDate::parse_from_str(text, "%Y-%m-%d")
                    .ok()?
                    .and_hms_opt(0, 0, 0)
            })?;
        let nanosecond = i64::from(naive.and_utc().timestamp_subsec_nanos());
        let seconds = self.instant(naive)?;
        Some(Timestamp(
            seconds.checked_mul(NANOS)?.checked_add(nanosecond)?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_since_the_epoch_are_told_apart_by_size() {
        let second = Timestamp::from_seconds(1_735_689_605).unwrap();
        for text in [
            "1735689605",
            "1735689605000",
            "1735689605000000",
            "1735689605000000000",
            "1735689605.000",
        ] {
            assert_eq!(Timestamp::parse(text), Some(second), "{text}");
        }
        assert_eq!(
            Timestamp::parse("1735689605.123").unwrap().rfc3339(),
            "2025-01-01T00:00:05.123Z"
        );
        assert_eq!(Timestamp::parse("21211"), None);
        assert_eq!(Timestamp::parse("99999999999999999999"), None);
    }

    #[test]
    fn people_type_dates_in_their_zone() {
        let berlin = Zone::named("europe/berlin").unwrap();
        assert_eq!(
            berlin.read("2026-07-01").unwrap().rfc3339(),
            "2026-06-30T22:00:00Z"
        );
        assert_eq!(
            berlin.read("2026-03-29 02:30").unwrap().rfc3339(),
            "2026-03-29T01:00:00Z"
        );
        assert_eq!(
            berlin.read("2026-10-25 02:30").unwrap().rfc3339(),
            "2026-10-25T00:30:00Z"
        );
        assert_eq!(
            berlin.read("2026-07-01T00:00:00Z").unwrap().rfc3339(),
            "2026-07-01T00:00:00Z"
        );
        assert_eq!(berlin.read("yesterday"), None);
        assert_eq!(
            berlin.local(Timestamp::from_seconds(1_782_864_000).unwrap()),
            "2026-07-01 02:00"
        );
        assert!(Zone::named("Mars/Olympus").is_none());
    }

    #[test]
    fn output_is_utc_with_the_shortest_exact_fraction() {
        assert_eq!(
            Timestamp::from_nanoseconds(0).rfc3339(),
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(
            Timestamp::from_nanoseconds(-1).rfc3339(),
            "1969-12-31T23:59:59.999999999Z"
        );
    }
}
