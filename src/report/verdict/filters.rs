//! The filters of a run in words, their times in the zone that its reader asked for.

use crate::report::model::Report;
use crate::timestamp::{Timestamp, Zone};

/// All of them.
pub(super) fn filters(report: &Report) -> Vec<String> {
    let zone = Zone::named(&report.period.timezone).unwrap_or(Zone::UTC);
    let filters = report.filters.iter();
    filters.map(|filter| local(filter, zone)).collect()
}

/// `since 2026-11-01T00:00:00Z` as `since 2026-11-01 01:00 Europe/Berlin`; what is no time stays.
fn local(filter: &str, zone: Zone) -> String {
    let time = filter
        .split_once(' ')
        .filter(|(name, _)| ["since", "until"].contains(name));
    let time = time.and_then(|(name, time)| Some((name, Timestamp::parse(time)?)));
    time.map_or_else(
        || filter.to_owned(),
        |(name, when)| format!("{name} {} {}", zone.local(when), zone.name()),
    )
}

/// What to do when nothing passed the filters; it names them.
pub fn widen(report: &Report) -> String {
    let names = filters(report).join(", ");
    let names = if names.is_empty() {
        "--since, --until, --resource, --class"
    } else {
        &names
    };
    format!("widen or drop a filter: {names}")
}

#[cfg(test)]
mod tests {
    use super::{filters, widen};
    use crate::report::sample;

    #[test]
    fn times_are_those_of_the_zone_that_was_asked_for() {
        let mut report = sample::day();
        report.period.timezone = "Europe/Berlin".into();
        report.filters = vec![
            "since 2026-11-23T23:00:00Z".into(),
            "until 2026-11-24T23:00:30Z".into(),
            "resource since/Messages".into(),
        ];
        let told = [
            "since 2026-11-24 00:00 Europe/Berlin",
            "until 2026-11-25 00:00:30 Europe/Berlin",
            "resource since/Messages",
        ];
        assert_eq!(filters(&report), told);
        assert_eq!(
            widen(&report),
            format!("widen or drop a filter: {}", told.join(", "))
        );
    }
}
