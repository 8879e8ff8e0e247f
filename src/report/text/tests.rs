//! What the summary says where there is little to tell or little room.

use crate::report::sample;
use crate::report::tests::{all, file};
use crate::report::text::{Style, summary, wrapped};
use crate::timestamp::Zone;

#[test]
fn filters_that_leave_nothing_are_named_everywhere() {
    let mut report = sample::empty();
    report.coverage.account.filtered = 1_234;
    report.filters = vec!["resource messaging".into(), "class 5xx".into()];
    let text = summary(&sample::page(&report, Zone::UTC), &Style::default());
    assert!(
        text.starts_with(
            "faultlens: nothing passed the filters: 1,234 lines with outcomes were left out\n\
             try: widen or drop a filter: resource messaging, class 5xx\n"
        ),
        "{text}"
    );
    let files = all(&report);
    for path in ["report.html", "report.md"] {
        let text = file(&files, path);
        assert!(
            text.contains("nothing passed the filters")
                || text.contains("Nothing passed the filters"),
            "{path}"
        );
        assert!(
            text.contains("iden or drop a filter: resource messaging, class 5xx"),
            "{path}"
        );
        assert!(!text.contains("api.twilio.com"), "{path}");
    }
    report.totals.webhook = 1;
    let text = summary(&sample::page(&report, Zone::UTC), &Style::default());
    assert!(
        text.starts_with("faultlens: no calls to Twilio's API"),
        "{text}"
    );
}

#[test]
fn where_there_is_little_room_the_action_gets_it() {
    let mut report = sample::day();
    report.incidents.clear();
    let at = |width| {
        let style = Style {
            width,
            ..Style::default()
        };
        summary(&sample::page(&report, Zone::UTC), &style)
    };
    let line = |text: &str, place: usize| text.lines().nth(place).unwrap().to_owned();
    assert!(
        line(&at(80), 2)
            .starts_with("1. 512 × 400/21211 yours → Validate the number with Lookup and send"),
        "{}",
        at(80)
    );
    assert!(
        line(&at(99), 4).starts_with("2. 341 × 503 Twilio → See status.twilio.com"),
        "{}",
        at(99)
    );
    assert!(
        line(&at(100), 4).contains("Service unavailable — Twilio incident → "),
        "{}",
        at(100)
    );
}

#[test]
fn no_finding_loses_what_to_do() {
    let mut report = sample::day();
    let row = report.incidents[0].clone();
    for (verdict, soft) in [("gateway_fault", false), ("gateway_fault", true)] {
        let mut row = row.clone();
        (row.verdict, row.soft) = (verdict, soft);
        report.findings.push(row);
    }
    for width in [40, 60, 80, 100, 200] {
        let style = Style {
            width,
            ..Style::default()
        };
        let text = summary(&sample::page(&report, Zone::UTC), &style);
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = words.join(" ");
        for whole in [
            "Check status.twilio.com for this time. messaging/Messages 192 of 960",
            "+15551234567. 2. 341 ×",
            "2026-11-01 09:20 – 11:20 UTC → Check proxy, DNS, firewall and TLS on the way out. 1. 512 ×",
            "11:20 UTC → Twilio's own application gives none of these: look at your proxy and network first.",
        ] {
            assert!(plain.contains(whole), "{width}: {whole}\n{text}");
        }
    }
}

#[test]
fn no_line_ends_within_a_stretch_of_time() {
    let text = "it failed 2026-11-01 09:20 – 2026-11-02 11:20 UTC, and 09:20 – 11:20; then – as said – no more";
    for room in 45..90 {
        for line in wrapped(text, room) {
            let (first, last) = (
                line.split_whitespace().next(),
                line.split_whitespace().last(),
            );
            assert!(
                !line.trim_end().ends_with("09:20 –") && first != Some("11:20"),
                "{room}: {line}"
            );
            assert!(
                last != Some("2026-11-01") && last != Some("2026-11-02"),
                "{room}: {line}"
            );
        }
        let words: Vec<String> = wrapped(text, room)
            .iter()
            .map(|line| line.trim().to_owned())
            .collect();
        assert_eq!(words.join(" "), text);
    }
}

#[test]
fn how_many_more_resources_a_pair_hit_is_never_cut() {
    let mut report = sample::day();
    report.incidents.clear();
    let row = &mut report.pairs[0];
    row.resources[0].resource = Some("conversations/Conversations/Messages/Receipts".into());
    let other = row.resources[0].clone();
    row.resources.extend(std::iter::repeat_n(other, 11));
    for width in [60, 80, 100, 120] {
        let style = Style {
            width,
            ..Style::default()
        };
        let text = summary(&sample::page(&report, Zone::UTC), &style);
        let mut table = text
            .lines()
            .skip_while(|line| !line.starts_with("calls  pair"));
        let line = table.nth(1).unwrap_or_default();
        assert!(line.contains("… +11"), "{width}: {line}\n{text}");
    }
}

#[test]
fn no_zone_and_no_latency_is_cut_on_a_narrow_screen() {
    let mut report = sample::day();
    report.period.start = Some("2026-10-01T00:00:00Z".into());
    report.resources[0].resource = Some("conversations/Conversations/Messages/Receipts".into());
    let style = Style {
        width: 80,
        ..Style::default()
    };
    let zone = Zone::named("America/Argentina/ComodRivadavia").unwrap();
    let text = summary(&sample::page(&report, zone), &style);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(
        words.join(" ").contains(" failed (") && !text.contains("ComodRiv…"),
        "{text}"
    );
    let worst = text
        .lines()
        .find(|line| line.starts_with("worst resources: "));
    assert!(
        worst.is_some_and(|line| line.contains("p95 ") && !line.ends_with('…')),
        "{text}"
    );
}

/// The summary of the sample for a screen.
fn on_screen(height: Option<usize>, width: usize) -> String {
    let style = Style {
        width,
        height,
        ..Style::default()
    };
    summary(&sample::page(&sample::day(), Zone::UTC), &style)
}

#[test]
fn a_small_screen_keeps_the_verdict_whose_fault_and_what_to_do_and_names_what_is_missing() {
    let whole = on_screen(None, 80);
    for height in [10, 15, 22, 30] {
        let text = on_screen(Some(height), 80);
        assert!(text.starts_with("faultlens: Twilio incident, "), "{text}");
        for told in ["yours ", "Check status.twilio.com", "\nnext: "] {
            assert!(text.contains(told), "{height}: {told}\n{text}");
        }
        assert!(text.lines().count() <= height.max(14), "{height}\n{text}");
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = words.join(" ");
        assert!(
            plain.contains("left out on this screen: ")
                && plain.contains("pipe it into less for all of it"),
            "{text}"
        );
        // Nothing is told that is not in the whole, and in its order.
        let mut rest = whole.lines();
        let kept = text
            .lines()
            .take_while(|line| !line.starts_with("left out"));
        for line in kept {
            assert!(rest.any(|one| one == line), "{line}");
        }
    }
    // What is worth least goes first.
    let text = on_screen(Some(22), 80);
    assert!(text.contains("faultlens postmortem"), "{text}");
    assert!(
        !text.contains("checks found nothing") && !text.contains("calls  pair"),
        "{text}"
    );
    assert_eq!(on_screen(Some(99), 80), whole);
}

#[test]
fn what_is_not_of_one_year_names_its_years() {
    let mut report = sample::day();
    let spans = |report: &crate::report::model::Report| {
        let text = summary(&sample::page(report, Zone::UTC), &Style::default());
        text.lines()
            .skip_while(|line| !line.starts_with("calls  pair"))
            .nth(1)
            .unwrap_or_default()
            .to_owned()
    };
    report.pairs[0].first = Some("2025-11-25T09:03:00Z".into());
    report.pairs[0].last = Some("2026-11-01T10:49:00Z".into());
    report.period.start = Some("2025-11-25T00:00:00Z".into());
    let told = spans(&report);
    assert!(
        told.contains("2025-11-25 09:03 – 2026-11-01 10:49"),
        "{told}"
    );
    report.period.start = Some("2026-10-25T00:00:00Z".into());
    report.pairs[0].first = Some("2026-10-25T09:03:00Z".into());
    let told = spans(&report);
    assert!(told.contains("  10-25 09:03 – 11-01 10:49"), "{told}");
}

#[test]
fn what_went_wrong_with_an_input_is_told_once_and_whole() {
    let mut report = sample::day();
    report.inputs[0].name = "tr/t.gz".into();
    report.inputs[0].status = "truncated";
    let error = "tr/t.gz: expected an input that can be read to its end, found incomplete data; fetch it again";
    report.inputs[0].error = Some(error.into());
    let text = summary(&sample::page(&report, Zone::UTC), &Style::default());
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(
        words.join(" ").contains(
            "! input truncated: tr/t.gz: expected an input that can be read to its end, found incomplete data; fetch it again"
        ),
        "{text}"
    );
}
