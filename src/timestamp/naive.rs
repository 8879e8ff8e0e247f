//! What is known of stamps that do not say everything: the zone they were written in, and when they were written at the latest.

use super::{NANOS, Timestamp, Zone};
use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta};
use chrono::{Offset, TimeZone, Timelike, Utc};
use chrono_tz::OffsetName;

/// How far a stamp may lie after the file's date: zones are assumed and clocks differ.
const GRACE: i64 = 86_400;

/// The most years between a stamp without a year and the file's date; 29 February needs up to eight.
const YEARS: i32 = 8;

/// How stamps without a zone, or without a year, are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naive {
    /// The zone of stamps that name none.
    pub zone: Zone,
    /// The date of the file they stand in; without it a stamp without a year has no time.
    pub latest: Option<Timestamp>,
}

impl Default for Naive {
    fn default() -> Self {
        Self {
            zone: Zone::UTC,
            latest: None,
        }
    }
}

/// What a stamp says of its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told<'a> {
    /// Seconds east of UTC.
    Offset(i32),
    /// A place of the tz database.
    Place(Zone),
    /// An abbreviation that stands for several zones.
    Ambiguous(&'a [u8]),
    /// Nothing.
    Nothing,
}

/// A date, a time of day and a fraction in nanoseconds, as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Civil {
    /// Absent where the logger writes none.
    pub year: Option<i32>,
    pub month: u32,
    pub day: u32,
    pub time: (u32, u32, u32),
    pub nanosecond: u32,
}

impl Civil {
    /// The instant: `Err` when there is no such date or time, `Ok(None)` when too little is known of it.
    pub(super) fn instant(&self, told: Told<'_>, naive: &Naive) -> Result<Option<Timestamp>, ()> {
        match self.year {
            Some(year) => self.local(year).ok_or(()).map(|local| {
                let seconds = resolve(local, told, naive.zone)?;
                self.at(seconds)
            }),
            // 2000 has every day that any year has.
            None => self
                .local(2000)
                .ok_or(())
                .map(|_| self.yearless(told, naive)),
        }
    }

    /// In the latest year that puts it not after the file's date.
    fn yearless(&self, told: Told<'_>, naive: &Naive) -> Option<Timestamp> {
        let latest = naive.latest?.plus_seconds(GRACE);
        let year = DateTime::<Utc>::from_timestamp_nanos(latest.0).year();
        (year - YEARS..=year + 1).rev().find_map(|year| {
            let when = self.at(resolve(self.local(year)?, told, naive.zone)?)?;
            (when <= latest).then_some(when)
        })
    }

    fn local(&self, year: i32) -> Option<NaiveDateTime> {
        let (hour, minute, second) = self.time;
        // A leap second is the last nanosecond-range of its minute: read as second 59, so that order is kept.
        let second = if second == 60 { 59 } else { second };
        NaiveDate::from_ymd_opt(year, self.month, self.day)?.and_hms_opt(hour, minute, second)
    }

    fn at(&self, seconds: i64) -> Option<Timestamp> {
        seconds
            .checked_mul(NANOS)?
            .checked_add(i64::from(self.nanosecond))
            .map(Timestamp)
    }
}

/// Seconds since the epoch of a local time.
fn resolve(local: NaiveDateTime, told: Told<'_>, assumed: Zone) -> Option<i64> {
    let utc = local.and_utc().timestamp();
    match told {
        Told::Offset(offset) => Some(utc - i64::from(offset)),
        Told::Nothing if assumed == Zone::UTC => Some(utc),
        Told::Nothing => assumed.instant(local),
        Told::Place(zone) => zone.instant(local),
        Told::Ambiguous(word) => assumed.called(word, local),
    }
}

impl Zone {
    /// Seconds since the epoch of a local time here. A time that a clock change skips is read as the first instant after
    /// the gap, one that occurs twice as the earlier.
    pub(super) fn instant(self, local: NaiveDateTime) -> Option<i64> {
        if let Some(there) = self.0.from_local_datetime(&local).earliest() {
            return Some(there.timestamp());
        }
        // Clocks change at whole minutes.
        let minute = local.with_second(0)?.with_nanosecond(0)?;
        (1..=240)
            .map(|gap| {
                self.0
                    .from_local_datetime(&(minute + TimeDelta::minutes(gap)))
            })
            .find_map(MappedLocalTime::earliest)
            .map(|there| there.timestamp())
    }

    /// As [`Self::instant`], when clocks here are called by that abbreviation at that time.
    fn called(self, word: &[u8], local: NaiveDateTime) -> Option<i64> {
        let mapped = self.0.offset_from_local_datetime(&local);
        let all = [mapped.earliest(), mapped.latest()];
        all.into_iter().flatten().find_map(|offset| {
            let same = offset.abbreviation()?.as_bytes() == word;
            let seconds = i64::from(offset.fix().local_minus_utc());
            same.then(|| local.and_utc().timestamp() - seconds)
        })
    }
}
