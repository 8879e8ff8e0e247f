//! Numbers, sizes and times as people read them, the same in every output.

use crate::timestamp::{Timestamp, Zone};

/// `1204` → `1,204`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 call`, `1,204 calls`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// Part of a whole in percent: one decimal below ten, and never a rounded 0 or 100 that is not exact.
pub fn share(part: u64, whole: u64) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    let tenths = (part * 1000 + whole / 2) / whole;
    match tenths {
        0 if part > 0 => "< 0.1 %".into(),
        0..=99 => format!("{}.{} %", tenths / 10, tenths % 10).replace("0.0 %", "0 %"),
        995.. if part < whole => "> 99 %".into(),
        _ => format!("{} %", (part * 100 + whole / 2) / whole),
    }
}

/// Bytes in decimal units: `812 B`, `1.1 GB`.
pub fn size(bytes: u64) -> String {
    let units = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    match units.iter().find(|(worth, _)| bytes >= *worth) {
        None => format!("{bytes} B"),
        Some((worth, unit)) => {
            let tenths = bytes / (worth / 10);
            if tenths < 100 {
                format!("{}.{} {unit}", tenths / 10, tenths % 10)
            } else {
                format!("{} {unit}", grouped(tenths / 10))
            }
        }
    }
}

/// A short count on an axis that ends at `top`, in one unit for the whole axis: `1,500`, `12k`, `1.5M`.
pub fn short(number: u64, top: u64) -> String {
    match (number, top) {
        (0, _) | (_, 0..=9_999) => grouped(number),
        (_, ..=999_999) if number.is_multiple_of(1000) => format!("{}k", number / 1000),
        (_, ..=999_999) => grouped(number),
        _ if number.is_multiple_of(1_000_000) => format!("{}M", grouped(number / 1_000_000)),
        _ => format!("{}.{}M", grouped(number / 1_000_000), number / 100_000 % 10),
    }
}

/// Milliseconds: `85 ms`, `1.24 s`, `2.5 min`.
pub fn milliseconds(value: f64) -> String {
    if value < 9.95 {
        format!("{value:.1} ms")
    } else if value < 999.5 {
        format!("{value:.0} ms")
    } else if value < 59_995.0 {
        format!("{:.2} s", value / 1000.0)
    } else {
        format!("{:.1} min", value / 60_000.0)
    }
}

/// A length of time in its largest even unit: `5 min`, `2 h`, `1 day`.
pub fn length(seconds: i64) -> String {
    match seconds {
        s if s >= 86_400 && s % 86_400 == 0 => format!(
            "{} {}",
            s / 86_400,
            if s == 86_400 { "day" } else { "days" }
        ),
        s if s >= 3_600 && s % 3_600 == 0 => format!("{} h", s / 3_600),
        s if s >= 60 && s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}

/// Local date and time of an RFC 3339 text, to the minute.
pub fn minute(text: &str, zone: Zone) -> Option<String> {
    Some(exact(text, zone)?.chars().take(16).collect())
}

fn exact(text: &str, zone: Zone) -> Option<String> {
    Timestamp::parse(text).map(|when| zone.local(when))
}

/// From first to last: `2026-11-01 00:00 – 18:20`, the second date only where it differs; `None` without both times.
pub fn span(first: Option<&str>, last: Option<&str>, zone: Zone) -> Option<String> {
    let (first, last) = (first?, last?);
    let (mut start, mut end) = (minute(first, zone)?, minute(last, zone)?);
    if start == end {
        (start, end) = (exact(first, zone)?, exact(last, zone)?);
        // Whole minutes come without seconds; beside seconds they have them.
        if start.len() != end.len() {
            for text in [&mut start, &mut end] {
                if text.len() == 16 {
                    text.push_str(":00");
                }
            }
        }
    }
    if start == end {
        return Some(start);
    }
    match end.strip_prefix(start.get(..11)?) {
        Some(time) => Some(format!("{start} – {time}")),
        None => Some(format!("{start} – {end}")),
    }
}

/// The text with a capital first letter; the rest stays as it is.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

/// The resource, or what stands for one that the records do not tell.
pub fn resource(name: Option<&str>) -> &str {
    name.unwrap_or("(not told)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(48_112), "48,112");
        assert_eq!(grouped(999), "999");
        let shares = [
            (1, 40, "2.5 %"),
            (0, 9, "0 %"),
            (1, 100_000, "< 0.1 %"),
            (9999, 10_000, "> 99 %"),
            (812, 1204, "67 %"),
        ];
        for (part, whole, want) in shares {
            assert_eq!(share(part, whole), want);
        }
        assert_eq!(share(0, 0), "0 %");
        assert_eq!(
            (size(812), size(1_130_000_000)),
            ("812 B".into(), "1.1 GB".into())
        );
        assert_eq!(
            [500, 1000, 1500, 2000].map(|number| short(number, 2000)),
            ["500", "1,000", "1,500", "2,000"]
        );
        assert_eq!(
            (short(12_000, 20_000), short(500_000, 1_500_000)),
            ("12k".into(), "0.5M".into())
        );
        assert_eq!(
            (milliseconds(85.0), milliseconds(1240.0)),
            ("85 ms".into(), "1.24 s".into())
        );
        assert_eq!(
            (length(300), length(7200), length(86_400)),
            ("5 min".into(), "2 h".into(), "1 day".into())
        );
    }

    #[test]
    fn spans_name_a_date_once() {
        let utc = Zone::UTC;
        let span = |a, b| span(Some(a), Some(b), utc).unwrap();
        assert_eq!(
            span("2026-11-01T00:00:00Z", "2026-11-01T18:20:31Z"),
            "2026-11-01 00:00 – 18:20"
        );
        assert_eq!(
            span("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"),
            "2026-11-01 00:00 – 2026-11-02 00:00"
        );
        assert_eq!(
            span("2026-11-01T00:00:05Z", "2026-11-01T00:00:05Z"),
            "2026-11-01 00:00:05"
        );
        assert_eq!(
            span("2026-11-01T10:00:00Z", "2026-11-01T10:00:11Z"),
            "2026-11-01 10:00:00 – 10:00:11"
        );
    }
}
