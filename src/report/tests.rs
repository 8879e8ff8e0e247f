//! What every renderer must keep, tried on the sample reports.

use super::contract::Artifact;
use super::model::Report;
use super::text::{Palette, Style, summary};
use super::{escape, render, renderers, sample};
use crate::timestamp::Zone;

pub fn all(report: &Report) -> Vec<Artifact> {
    render(&sample::page(report, Zone::UTC), &["all".into()]).unwrap()
}

pub fn file<'a>(files: &'a [Artifact], path: &str) -> &'a str {
    let found = files.iter().find(|file| file.path == path).unwrap();
    std::str::from_utf8(&found.bytes).unwrap()
}

fn schema() -> jsonschema::Validator {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("report.schema.json")).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn the_list_is_sound() {
    let names: Vec<&str> = renderers().map(super::contract::Renderer::name).collect();
    let mut unique = names.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), names.len());
    let report = sample::day();
    let page = sample::page(&report, Zone::UTC);
    let paths = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        render(&page, &names)
            .unwrap()
            .iter()
            .map(|file| file.path)
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(&["csv", "json"]), ["report.json", "cells.csv"]);
    assert!(!paths(&[]).contains(&"charts/pairs.png"));
    assert!(paths(&["all"]).contains(&"charts/pairs.png"));
    let error = render(&page, &["pdf".into()]).unwrap_err().to_string();
    assert!(
        error.contains(
            "one of html, json, markdown, csv, parquet, metrics, svg, png, all, found pdf"
        ),
        "{error}"
    );
}

#[test]
fn same_report_same_bytes() {
    assert!(all(&sample::day()) == all(&sample::day()));
}

#[test]
fn the_json_report_keeps_its_schema() {
    let schema = schema();
    for report in [sample::day(), sample::empty(), sample::hostile()] {
        let files = render(&sample::page(&report, Zone::UTC), &["json".into()]).unwrap();
        let value: serde_json::Value = serde_json::from_str(file(&files, "report.json")).unwrap();
        assert_eq!(value, serde_json::to_value(&report).unwrap());
        let wrong: Vec<String> = schema
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn a_broken_json_report_fails_its_schema() {
    let schema = schema();
    let good = serde_json::to_value(sample::day()).unwrap();
    let breaks: [(&str, serde_json::Value); 7] = [
        ("/schema", "faultlens.report/2".into()),
        ("/totals/4xx", (-1).into()),
        ("/totals/attempts", 1.5.into()),
        ("/pairs/0/class", "5XX".into()),
        ("/pairs/0/http_status", "400".into()),
        ("/period/start", "2026-11-01 00:00".into()),
        ("/inputs/0/status", "done".into()),
    ];
    for (place, value) in breaks {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(!schema.is_valid(&bad), "{place}");
    }
    for (place, field) in [
        ("", "coverage"),
        ("/pairs/0", "twilio_code"),
        ("/resources/0", "duration_ms"),
        ("/totals", "5xx"),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(place)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(field)
            .unwrap();
        assert!(!schema.is_valid(&bad), "{place}/{field}");
    }
}

/// Markdown without its code: what stands between two runs of as many backticks.
fn without_code(markdown: &str) -> String {
    let (mut out, mut rest) = (String::new(), markdown);
    while let Some(start) = rest.find('`') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let run = from.len() - from.trim_start_matches('`').len();
        let (fence, inside) = from.split_at(run);
        let ends = |(at, _): &(usize, &str)| {
            !inside[at + run..].starts_with('`') && !inside[..*at].ends_with('`')
        };
        let end = if before.ends_with('\\') {
            None
        } else {
            inside.match_indices(fence).find(ends)
        };
        rest = end.map_or(inside, |(at, _)| &inside[at + run..]);
    }
    out + rest
}

#[test]
fn hostile_text_is_inert_everywhere() {
    let report = sample::hostile();
    let files = all(&report);
    for file in files
        .iter()
        .filter(|file| !file.bytes.starts_with(b"\x89PNG"))
    {
        let text = std::str::from_utf8(&file.bytes).unwrap();
        let bad = text.chars().find(|one| {
            (one.is_control() && *one != '\n') || "\u{202e}\u{200f}\u{fffe}".contains(*one)
        });
        assert_eq!(bad, None, "{}", file.path);
    }
    html_is_inert(file(&files, "report.html"));
    for path in [
        "charts/failures.svg",
        "charts/pairs.svg",
        "charts/heatmap.svg",
    ] {
        let text = file(&files, path);
        assert!(text.len() < 2 << 20, "{path}: {}", text.len());
        for bad in [
            "<script",
            "<img",
            "href=\"javascript",
            "href=\"http://",
            "]]>",
            "&lt;/style&gt;</style></svg>",
        ] {
            assert!(!text.contains(bad), "{path}: {bad}");
        }
        assert_eq!(text.matches("</style>").count(), 1, "{path}");
    }
    let markdown = file(&files, "report.md");
    let prose = without_code(markdown).replace("\\]", "").replace("\\[", "");
    for bad in ["<script", "<img", "](javascript", "![i]", "http://"] {
        assert!(!prose.contains(bad), "{bad}");
    }
    let bars = |line: &&str| line.starts_with('|');
    for line in markdown.lines().filter(bars) {
        assert!([4, 7, 8, 12].contains(&line.matches('|').count()), "{line}");
    }
    assert!(markdown.len() < 1 << 20);
    let text = summary(&sample::page(&report, Zone::UTC), &Style::default());
    assert!(
        !text
            .chars()
            .any(|one| (one.is_control() && one != '\n') || one == '\u{202e}'),
        "{text}"
    );
}

/// A page without its two script blocks: the cells and the script.
fn without_scripts(html: &str) -> String {
    let (head, rest) = html
        .split_once("<script type=\"application/json\" id=\"cells\">")
        .unwrap();
    let (cells, rest) = rest.split_once("</script>\n").unwrap();
    let cells: serde_json::Value = serde_json::from_str(cells).unwrap();
    assert!(cells["cells"].is_array());
    let (script, rest) = rest
        .strip_prefix("<script>")
        .unwrap()
        .split_once("</script>")
        .unwrap();
    assert!(script.ends_with("})();\n"), "ended early: {script}");
    format!("{head}{rest}")
}

fn html_is_inert(html: &str) {
    assert!(html.len() < 2 << 20, "{}", html.len());
    let plain = without_scripts(html);
    for bad in [
        "<script",
        "<img",
        "javascript:alert(1)\"",
        "href=\"http://",
        "]]>",
    ] {
        assert!(!plain.contains(bad), "{bad}");
    }
    assert_eq!(html.matches("</style>").count(), 1);
    let plain = plain
        .replace("xmlns=\"http://www.w3.org/2000/svg\"", "")
        .replace("href=\"#main\"", "");
    assert!(
        !plain.contains("src=\"") && !plain.contains("url(") && !plain.contains("href=\""),
        "asks for something"
    );
    assert!(!plain.contains("style=\""), "the policy forbids it");
}

#[test]
fn only_pages_of_the_documentation_are_linked() {
    let html_of = |report: &Report| file(&all(report), "report.html").to_string();
    let html = html_of(&sample::day());
    let plain = without_scripts(&html);
    let links = plain.split("href=\"").skip(1);
    let links: Vec<&str> = links.filter(|link| !link.starts_with("#main\"")).collect();
    assert!(!links.is_empty());
    assert!(
        links
            .iter()
            .all(|link| link.starts_with("https://www.twilio.com/docs/"))
    );
    assert_eq!(
        html.matches("rel=\"noopener noreferrer\"").count(),
        links.len()
    );
    assert!(html.contains("content=\"default-src &#39;none&#39;; style-src &#39;sha256-"));
}

#[test]
fn the_first_lines_answer() {
    let report = sample::day();
    let text = summary(&sample::page(&report, Zone::UTC), &Style::default());
    // The incident comes first, in words; then the counts.
    let told: Vec<&str> = text.lines().take(3).map(str::trim).collect();
    assert_eq!(
        told.join(" "),
        "faultlens: Twilio incident, high confidence: Messages and Calls failed together 2026-11-01 09:20 – 11:20 UTC; Video stayed \
         normal. Retrying was futile: each failing request failed 2.5 times. Check status.twilio.com for this time."
    );
    let lines: Vec<&str> = text.lines().skip(3).collect();
    let numbers =
        "     messaging/Messages 192 of 960 failed (20 %) · voice/Calls 192 of 960 failed (20 %)";
    assert_eq!(lines[0], numbers);
    assert_eq!(
        lines[1],
        "1,204 of 48,112 calls failed (2.5 %), 2026-11-01 00:00 – 23:59 UTC"
    );
    assert_eq!(
        lines[2],
        "yours 807 (67 %) · Twilio 380 (32 %) · network 12 (1.0 %) · not told 5 (0.4 %)"
    );
    let all: Vec<&str> = text.split_whitespace().collect();
    for whole in [
        "(0.4 %) 1. 512 × 400/21211 Invalid 'To' phone number — your request → Validate the number with Lookup and send it in \
         E.164 form, as in +15551234567.",
        "2. 341 × 503 Service unavailable — Twilio incident → See status.twilio.com, hold the queue and tell people; retrying \
         is futile until it is over.",
    ] {
        assert!(all.join(" ").contains(whole), "{text}");
    }
    assert!(lines.len() <= 30, "{}", lines.len());
    let mut quiet = report;
    quiet.incidents.clear();
    let text = summary(&sample::page(&quiet, Zone::UTC), &Style::default());
    assert!(text.starts_with("faultlens: 1,204 of 48,112 calls failed (2.5 %), "));
}

#[test]
fn no_line_is_wider_than_asked() {
    let ink = "\u{1b}[1m";
    let palette = Palette {
        strong: ink,
        yours: ink,
        twilio: ink,
        network: ink,
        faint: ink,
        reset: "\u{1b}[0m",
    };
    for report in [sample::day(), sample::hostile(), sample::empty()] {
        for width in [40, 60, 72, 80, 100, 120, 200] {
            let page = sample::page(&report, Zone::named("Europe/Berlin").unwrap());
            let plain = summary(
                &page,
                &Style {
                    width,
                    ..Style::default()
                },
            );
            // A command that is cut off cannot be typed.
            let fits =
                |line: &str| line.starts_with("  faultlens ") || escape::width(line) <= width;
            assert!(plain.lines().all(fits), "{width}\n{plain}");
            let inked = summary(
                &page,
                &Style {
                    width,
                    palette,
                    ..Style::default()
                },
            );
            assert_eq!(inked.replace(ink, "").replace(palette.reset, ""), plain);
        }
    }
}

#[test]
fn good_and_empty_runs_say_so() {
    let empty = sample::empty();
    let text = summary(&sample::page(&empty, Zone::UTC), &Style::default());
    assert!(
        text.starts_with("faultlens: no Twilio traffic was recognised\ncheck: "),
        "{text}"
    );
    let mut good = sample::empty();
    good.totals.attempts = 12;
    good.totals.classes.success = 12;
    let text = summary(&sample::page(&good, Zone::UTC), &Style::default());
    assert!(
        text.starts_with("faultlens: nothing failed: 12 calls\n"),
        "{text}"
    );
    good.complete = false;
    let text = summary(&sample::page(&good, Zone::UTC), &Style::default());
    assert!(
        text.starts_with("faultlens (incomplete): ") && text.contains("! incomplete: "),
        "{text}"
    );
    for report in [empty, good] {
        assert_eq!(all(&report).len(), 12);
    }
}
