//! One report a day: which day is meant, the folder with its date, and the index of the reports beside it.

use super::inputs::Reading;
use super::{output, reports, terminal};
use faultlens::error::{Error, Result};
use faultlens::report::index::{self, Entry};
use faultlens::timestamp::{Timestamp, Zone};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What stands for the date in a path.
const DATE: &str = "{date}";

/// The week.
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The most reports that an index lists, the latest by name.
const LISTED: usize = 1000;

/// One day of a zone, from midnight to midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its date, as in `2026-11-01`.
    pub date: String,
    since: Timestamp,
    until: Timestamp,
}

impl Day {
    /// The day that was typed.
    pub fn named(text: &str, zone: Zone) -> Result<Self> {
        let wrong = || {
            Error::new(
                "--day",
                "yesterday, today, a weekday (the latest one, today counts), or a date such as 2026-11-01",
                format!("{text:?}"),
                "write it in one of these forms",
            )
        };
        let now = now();
        let day = match text {
            "today" => Self::holding(now, zone),
            // The second before midnight, whatever the clock did in that night.
            "yesterday" => Self::holding(now, zone)
                .and_then(|today| Self::holding(today.since.plus_seconds(-1), zone)),
            date if is_date(date) => zone
                .read(date)
                .and_then(|midnight| Self::holding(midnight, zone)),
            name => Self::latest(name, now, zone),
        };
        day.ok_or_else(wrong)
    }

    /// The day in which an instant lies.
    fn holding(when: Timestamp, zone: Zone) -> Option<Self> {
        let date = |when| zone.local(when).get(..10).map(ToOwned::to_owned);
        let today = date(when)?;
        let since = zone.read(&today)?;
        // No day has more than 25 hours or fewer than 23.
        let tomorrow = date(since.plus_seconds(36 * 3600))?;
        Some(Self {
            date: today,
            since,
            until: zone.read(&tomorrow)?,
        })
    }

    /// The latest day of this name, today among them.
    fn latest(name: &str, now: Timestamp, zone: Zone) -> Option<Self> {
        let wanted = WEEKDAYS
            .iter()
            .position(|day| day.eq_ignore_ascii_case(name))?;
        let mut day = Self::holding(now, zone)?;
        while day.weekday()? != wanted {
            day = Self::holding(day.since.plus_seconds(-1), zone)?;
        }
        Some(day)
    }

    /// The day as it was typed and as it is: `day 2026-11-01 (UTC)`, `day sunday (2026-11-01 UTC, today)`.
    pub fn told(&self, typed: &str, zone: Zone) -> String {
        if is_date(typed) {
            return format!("day {typed} ({})", zone.name());
        }
        let today = typed != "today" && Self::holding(now(), zone).as_ref() == Some(self);
        let today = if today { ", today" } else { "" };
        let typed = typed.to_ascii_lowercase();
        format!("day {typed} ({} {}{today})", self.date, zone.name())
    }

    /// Where a weekday was typed and that is today: its name, and the date of the one before.
    pub fn before(typed: &str, zone: Zone) -> Option<(String, String)> {
        let today = Self::holding(now(), zone)?;
        let name = WEEKDAYS
            .iter()
            .find(|day| day.eq_ignore_ascii_case(typed))?;
        if Self::latest(name, now(), zone)? != today {
            return None;
        }
        let before = Self::latest(name, today.since.plus_seconds(-1), zone)?;
        Some(((*name).to_owned(), before.date))
    }

    /// The place of its name in the week.
    fn weekday(&self) -> Option<usize> {
        let midnight = Timestamp::parse(&format!("{}T00:00:00Z", self.date))?;
        // The first day of the epoch was a Thursday.
        let days = midnight.seconds().div_euclid(86_400) + 3;
        usize::try_from(days.rem_euclid(7)).ok()
    }

    /// From when on, and until when.
    pub const fn span(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        (Some(self.since), Some(self.until))
    }
}

fn is_date(text: &str) -> bool {
    let digit = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(digit)
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    let seconds = i64::try_from(seconds).unwrap_or(0);
    Timestamp::from_seconds(seconds).unwrap_or(Timestamp::from_nanoseconds(0))
}

/// The folder of `--out`, its date put in.
#[derive(Debug)]
pub struct Dated {
    /// Where the report goes.
    pub folder: PathBuf,
    /// The folder above the dated one, what a report's place adds below it, and the zone; `None` without a date.
    above: Option<(PathBuf, PathBuf, Zone)>,
}

impl Dated {
    /// Puts the date in: the day of --day, else today.
    pub fn of(out: &Path, reading: &Reading) -> Result<Self> {
        let zone = reading.zone()?;
        let dated = |part: &Path| part.to_string_lossy().contains(DATE);
        if let Some(other) = placeholder(out) {
            return Err(Error::new(
                "--out",
                "no placeholder but {date}",
                format!("{other:?}"),
                "did you mean {date}?",
            ));
        }
        if !dated(out) {
            return Ok(Self {
                folder: out.to_owned(),
                above: None,
            });
        }
        let date = Day::named(reading.day.as_deref().unwrap_or("today"), zone)?.date;
        let (mut folder, mut above, mut below) = (PathBuf::new(), None, PathBuf::new());
        for part in out.components() {
            let part = Path::new(part.as_os_str());
            if above.is_some() {
                below.push(part);
            } else if dated(part) {
                above = Some(folder.clone());
            }
            folder.push(part.to_string_lossy().replace(DATE, &date));
        }
        Ok(Self {
            folder,
            above: above.map(|above| (above, below, zone)),
        })
    }

    /// True when the day's folder holds a report of calls, which one of none must not take the place of: the day is the same,
    /// and its log has moved since.
    pub fn holds_calls(&self) -> bool {
        let file = self.folder.join("report.json");
        let file = file.to_str().filter(|_| self.above.is_some());
        let saved = file
            .and_then(reports::at)
            .and_then(|file| reports::read(&file).ok());
        saved.is_some_and(|saved| saved.totals.attempts > 0)
    }

    /// Writes the index of the reports beside this one, where the path has a date. A page that somebody else put there stays.
    pub fn index(&self) -> Result<()> {
        let Some((above, below, zone)) = &self.above else {
            return Ok(());
        };
        let above = if above.as_os_str().is_empty() {
            Path::new(".")
        } else {
            above
        };
        let place = above.join("index.html");
        if place.exists() && !reports::head(&place).is_ok_and(|head| index::is_index(&head)) {
            let text = format!(
                "{} is no index of faultlens, and stays as it is",
                place.display()
            );
            terminal::complain("index", &text);
            return Ok(());
        }
        let page = index::page(&entries(above, below), *zone)?;
        output::save_named(above, &[("index.html".to_owned(), page.into_bytes())])
    }
}

/// A word in braces that stands for nothing: `{day}`.
fn placeholder(out: &Path) -> Option<String> {
    let text = out.to_string_lossy().replace(DATE, "");
    let (_, inner) = text.split_once('{')?;
    let (word, _) = inner.split_once('}')?;
    let plain = !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-%".contains(&byte));
    plain.then(|| format!("{{{word}}}"))
}

/// The reports below a folder, the latest name first.
fn entries(above: &Path, below: &Path) -> Vec<Entry> {
    let folders = above.read_dir().into_iter().flatten().flatten();
    let mut names: Vec<String> = folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let entry = |name: &String| {
        let folder = Path::new(name).join(below);
        let whole = above.join(&folder);
        let file = reports::at(whole.join("report.json").to_str()?)?;
        Some(Entry {
            page: whole.join("report.html").is_file(),
            folder: folder.to_str()?.trim_end_matches('/').replace('\\', "/"),
            report: reports::read(&file).ok()?,
        })
    };
    names.iter().rev().filter_map(entry).take(LISTED).collect()
}

#[cfg(test)]
mod tests {
    use super::{Day, Timestamp, Zone, is_date, now, placeholder};
    use std::path::Path;

    fn day(when: &str, zone: &str) -> (String, i64) {
        let zone = Zone::named(zone).unwrap();
        let day = Day::holding(Timestamp::parse(when).unwrap(), zone).unwrap();
        (day.date, day.until.seconds() - day.since.seconds())
    }

    #[test]
    fn days_are_those_of_the_zone_whatever_the_clock_does() {
        for (when, zone, date, hours) in [
            ("2026-11-01T12:00:00Z", "UTC", "2026-11-01", 24),
            ("2026-11-01T23:30:00Z", "Europe/Berlin", "2026-11-02", 24),
            ("2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-29", 23),
            ("2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-25", 25),
            ("2026-11-01T00:10:00Z", "America/Chicago", "2026-10-31", 24),
        ] {
            assert_eq!(
                day(when, zone),
                (date.to_owned(), hours * 3600),
                "{when} {zone}"
            );
        }
    }

    #[test]
    fn a_weekday_is_the_latest_of_its_name() {
        let zone = Zone::named("America/Chicago").unwrap();
        // A Sunday in Chicago, a Monday in UTC.
        let now = Timestamp::parse("2026-11-02T03:00:00Z").unwrap();
        for (name, date) in [
            ("sunday", Some("2026-11-01")),
            ("Saturday", Some("2026-10-31")),
            ("monday", Some("2026-10-26")),
            ("someday", None),
        ] {
            let day = Day::latest(name, now, zone);
            assert_eq!(day.map(|day| day.date).as_deref(), date, "{name}");
        }
    }

    #[test]
    fn a_day_is_told_as_typed_and_as_it_is() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let told = |typed: &str| Day::named(typed, zone).unwrap().told(typed, zone);
        assert_eq!(told("2026-11-01"), "day 2026-11-01 (Europe/Berlin)");
        let today = Day::named("today", zone).unwrap();
        let name = super::WEEKDAYS[today.weekday().unwrap()];
        assert_eq!(
            told(&name.to_uppercase()),
            format!("day {name} ({} Europe/Berlin, today)", today.date)
        );
        let (same, before) = Day::before(name, zone).unwrap();
        let week = Day::named(&before, zone).unwrap();
        assert_eq!(same, name);
        assert!(before < today.date && week.weekday() == today.weekday());
        assert_eq!(Day::before("yesterday", zone), None);
        assert_eq!(Day::before(&before, zone), None);
    }

    #[test]
    fn yesterday_ends_where_today_begins() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let (today, yesterday) = (
            Day::named("today", zone).unwrap(),
            Day::named("yesterday", zone).unwrap(),
        );
        assert!(yesterday.until <= today.since && today.since <= now());
        assert!(
            Day::named("2026-13-01", zone).is_err()
                && Day::named("2026-11-01T00:00", zone).is_err()
        );
        for (out, other) in [
            ("reports/{date}", None),
            ("reports/{day}/x", Some("{day}")),
            ("a{}b", None),
        ] {
            assert_eq!(placeholder(Path::new(out)).as_deref(), other, "{out}");
        }
        assert!(is_date("2026-11-01") && !is_date("01-11-2026"));
    }
}
