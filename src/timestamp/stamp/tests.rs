//! Stamps as loggers write them, and what is none.

use super::*;
use crate::timestamp::Zone;

fn read(text: &str) -> Option<(String, &str)> {
    leading(text.as_bytes()).map(|(when, length)| (when.rfc3339(), &text[length..]))
}

#[test]
fn every_stamp_gives_its_instant_and_leaves_the_rest() {
    let cases = [
        (
            "2025-01-01T00:00:00.000Z rest",
            "2025-01-01T00:00:00Z",
            " rest",
        ),
        (
            "2025-01-01 00:00:18,456 ERROR",
            "2025-01-01T00:00:18.456Z",
            " ERROR",
        ),
        (
            "2025-01-01T02:00:00.123456+02:00]",
            "2025-01-01T00:00:00.123456Z",
            "]",
        ),
        ("2020-06-07 21:34:41 +0000", "2020-06-07T21:34:41Z", ""),
        ("2020-06-07 21:34:41 -0730 x", "2020-06-08T05:04:41Z", " x"),
        ("2020-06-07 21:34:41 UTC x", "2020-06-07T21:34:41Z", " x"),
        (
            "2020/06/07 21:34:41 main.go:12",
            "2020-06-07T21:34:41Z",
            " main.go:12",
        ),
        (
            "20/Jul/2009:22:59:29 +0000] x",
            "2009-07-20T22:59:29Z",
            "] x",
        ),
        (
            "01/Jan/2025:00:00:08.143] x",
            "2025-01-01T00:00:08.143Z",
            "] x",
        ),
        (
            "24-Jul-2018 12:59:57 America/New_York] PHP",
            "2018-07-24T16:59:57Z",
            "] PHP",
        ),
        (
            "01-Jan-2025 00:00:12 UTC] --",
            "2025-01-01T00:00:12Z",
            "] --",
        ),
        (
            "Tue, 31 Aug 2010 20:36:28 +0000",
            "2010-08-31T20:36:28Z",
            "",
        ),
        ("Tue, 28 Apr 2020 00:03:45 GMT", "2020-04-28T00:03:45Z", ""),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", ""),
        (
            "2025-01-01 00:00:00 - 503",
            "2025-01-01T00:00:00Z",
            " - 503",
        ),
        ("2025-01-01T00:00:00.Z", "2025-01-01T00:00:00Z", ".Z"),
    ];
    for (text, instant, rest) in cases {
        assert_eq!(read(text), Some((instant.to_owned(), rest)), "{text}");
    }
}

#[test]
fn what_is_no_time_is_none() {
    for text in [
        "",
        "2025-13-01T00:00:00Z",
        "2025-02-30 00:00:00",
        "2025-01-01T25:00:00Z",
        "21211-01-01 00:00:00",
        "99/Foo/2009:22:59:29 +0000",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

fn instant(text: &str, naive: &Naive) -> Option<(Option<String>, String)> {
    any(text.as_bytes(), naive).map(|stamp| {
        let rest = text[stamp.length..].to_owned();
        (stamp.when.map(Timestamp::rfc3339), rest)
    })
}

#[test]
fn stamps_at_the_start_of_a_line() {
    let cases = [
        ("Sat Nov 22 20:07:30 2025] x", "2025-11-22T20:07:30Z", "] x"),
        (
            "Sat Nov 22 20:07:30.123456 2025] x",
            "2025-11-22T20:07:30.123456Z",
            "] x",
        ),
        (
            "Sat Nov  1 20:07:30 EDT 2025 x",
            "2025-11-02T00:07:30Z",
            " x",
        ),
        (
            "Sat Nov 22 2025 20:07:30 GMT+0200 (x)",
            "2025-11-22T18:07:30Z",
            " (x)",
        ),
        (
            "Nov 22, 2025 8:07:30 PM c.x.Y",
            "2025-11-22T20:07:30Z",
            " c.x.Y",
        ),
        ("Nov 2, 2025 12:07:30 AM x", "2025-11-02T00:07:30Z", " x"),
        (
            "Nov 22 2025 20:07:30: %ASA",
            "2025-11-22T20:07:30Z",
            ": %ASA",
        ),
        (
            "22 Nov 2025 20:07:30,123 x",
            "2025-11-22T20:07:30.123Z",
            " x",
        ),
        (
            "22-Nov-2025 20:07:30.123 x",
            "2025-11-22T20:07:30.123Z",
            " x",
        ),
        ("20251122T200730Z x", "2025-11-22T20:07:30Z", " x"),
        ("20251122 20:07:30.5 x", "2025-11-22T20:07:30.500Z", " x"),
        (
            "1735689605.123    812 10.0.0.5",
            "2025-01-01T00:00:05.123Z",
            "    812 10.0.0.5",
        ),
        (
            "2025-01-01 01:00:00 CET [1]",
            "2025-01-01T00:00:00Z",
            " [1]",
        ),
        (
            "2025-06-01 00:00:00 America/New_York x",
            "2025-06-01T04:00:00Z",
            " x",
        ),
        (
            "2025-01-01T01:00:00+01:00[Europe/Berlin] x",
            "2025-01-01T00:00:00Z",
            " x",
        ),
        (
            "2025-01-01 00:00:00 UTC +00:00 x",
            "2025-01-01T00:00:00Z",
            " x",
        ),
        (
            "2025-01-01 00:00:00 INFO x",
            "2025-01-01T00:00:00Z",
            " INFO x",
        ),
        (
            "2025-01-01 00:00:00 WARN/x",
            "2025-01-01T00:00:00Z",
            " WARN/x",
        ),
        (
            "2025-01-01 00:00:00 +15550006 x",
            "2025-01-01T00:00:00Z",
            " +15550006 x",
        ),
        (
            "2025-01-01 00:00:00 -12 x",
            "2025-01-01T00:00:00Z",
            " -12 x",
        ),
    ];
    for (text, when, rest) in cases {
        let expected = (Some(when.to_owned()), rest.to_owned());
        assert_eq!(instant(text, &Naive::default()), Some(expected), "{text}");
    }
}

#[test]
fn what_a_stamp_does_not_say_is_not_guessed() {
    let utc = Naive::default();
    for text in [
        "00:00:00.000 [main] x",
        "23:59:59 x",
        "Nov 22 20:07:30 host x",
        "2025-01-01 00:00:00 EST x",
    ] {
        assert_eq!(
            instant(text, &utc).map(|(when, _)| when),
            Some(None),
            "{text}"
        );
    }
    for text in [
        "24:00:00 x",
        "00:00:00:00 x",
        "10:00:00Z",
        "1735689605 x",
        "1735689605.12 x",
        "17356896051.123 x",
        "20251322T200730Z x",
        "Nov 31 20:07:30 x",
        "11/22/2025 20:07:30",
        "Sat Nov 22 20:07:30 x",
        "May the 4th be with you",
    ] {
        assert_eq!(instant(text, &utc), None, "{text}");
    }
}

#[test]
fn stamps_without_a_zone_are_read_in_the_assumed_one() {
    let at = |zone| Naive {
        zone: Zone::named(zone).unwrap(),
        latest: None,
    };
    let cases = [
        (
            "Europe/Berlin",
            "2026-07-01 02:00:00,5",
            "2026-07-01T00:00:00.500Z",
        ),
        (
            "Europe/Berlin",
            "2026-07-01T02:00:00Z",
            "2026-07-01T02:00:00Z",
        ),
        // Skipped by the clock change: the first instant after it. Occurs twice: the earlier.
        (
            "Europe/Berlin",
            "2026-03-29 02:30:15",
            "2026-03-29T01:00:00Z",
        ),
        (
            "Europe/Berlin",
            "2026-10-25 02:30:15",
            "2026-10-25T00:30:15Z",
        ),
        // An abbreviation of several zones is known where it is the assumed zone's own.
        (
            "America/New_York",
            "2025-01-01 00:00:00 EST",
            "2025-01-01T05:00:00Z",
        ),
        (
            "Asia/Kolkata",
            "2025-01-01 05:30:00 IST",
            "2025-01-01T00:00:00Z",
        ),
    ];
    for (zone, text, when) in cases {
        let read = instant(text, &at(zone)).and_then(|(when, _)| when);
        assert_eq!(read.as_deref(), Some(when), "{zone} {text}");
    }
    assert_eq!(
        instant("2025-01-01 00:00:00 PST", &at("America/New_York"))
            .unwrap()
            .0,
        None
    );
}

#[test]
fn a_missing_year_is_the_latest_that_the_files_date_allows() {
    let cases = [
        (
            "2026-11-22T20:07:31Z",
            "Nov 22 20:07:30 x",
            Some("2026-11-22T20:07:30Z"),
        ),
        (
            "2026-01-02T00:00:00Z",
            "Dec 31 23:00:00 x",
            Some("2025-12-31T23:00:00Z"),
        ),
        // A day's grace: the zone is assumed.
        (
            "2025-12-31T20:00:00Z",
            "Jan  1 04:00:00 x",
            Some("2026-01-01T04:00:00Z"),
        ),
        (
            "2026-11-20T00:00:00Z",
            "Nov 22 20:07:30 x",
            Some("2025-11-22T20:07:30Z"),
        ),
        (
            "2026-11-20T00:00:00Z",
            "Feb 29 00:00:00 x",
            Some("2024-02-29T00:00:00Z"),
        ),
    ];
    for (latest, text, when) in cases {
        let naive = Naive {
            latest: Timestamp::parse(latest),
            ..Naive::default()
        };
        let read = instant(text, &naive).unwrap().0;
        assert_eq!(read.as_deref(), when, "{latest} {text}");
    }
}
