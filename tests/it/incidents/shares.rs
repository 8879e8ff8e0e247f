//! How much of a pair lies inside an incident, and how much of a surge failed.

use super::{START, URLS, bytes, line, lines};
use crate::contract::keeps_the_schema;
use crate::run::{plan, report};
use faultlens::pipeline::analyze::Request;

#[test]
fn a_pair_is_the_incidents_only_where_nearly_all_of_it_is() {
    let pair = |others: i64| {
        let mut lines = lines(START);
        for other in 0..others {
            let second = START + other * 340 + 3;
            let told = r#""status":503,"twilio_code":20503"#;
            lines.push(line(second, URLS[0], told, &format!("other-{other}")));
        }
        let found = report(
            vec![("a", bytes(&lines))],
            &Request::default(),
            plan(1, 4096),
        );
        let pairs = found["pairs"].as_array().unwrap();
        let pair = pairs.iter().find(|pair| pair["twilio_code"] == 20503);
        let pair = pair.unwrap();
        let text = |name: &str| pair[name].as_str().unwrap().to_owned();
        assert_eq!(pair["in_incidents"], 72);
        (text("fault"), text("action"))
    };
    let (fault, action) = pair(8);
    assert_eq!(fault, "twilio_incident");
    assert!(
        action.starts_with("See ") && action.ends_with(". 72 of 80 fell into an incident."),
        "{action}"
    );
    let (fault, action) = pair(24);
    assert_eq!(fault, "twilio");
    assert!(
        action.starts_with("72 of 96 fell into an incident: hold the queue for those, ")
            && action.contains(" Of the others: Back off"),
        "{action}"
    );
    assert!(!pair(0).1.contains("fell into"));
}

#[test]
fn a_surge_says_how_much_of_it_failed() {
    let summary = |failing: i64| {
        let mut lines = Vec::new();
        for window in 0..96_i64 {
            let calls = if (40..52).contains(&window) { 60 } else { 6 };
            for call in 0..calls {
                let second = START + window * 300 + call * 5;
                let failed = calls == 60 && call % 10 < failing;
                let told = if failed {
                    r#""status":429,"twilio_code":20429"#
                } else {
                    r#""status":201"#
                };
                lines.push(line(second, URLS[0], told, &format!("{window}-{call}")));
            }
        }
        let found = report(
            vec![("a", bytes(&lines))],
            &Request::default(),
            plan(1, 4096),
        );
        keeps_the_schema(&found);
        let findings = found["findings"].as_array().unwrap();
        let surge = findings
            .iter()
            .find(|one| one["verdict"] == "traffic_surge");
        surge.unwrap()["summary"].as_str().unwrap().to_owned()
    };
    let (good, bad) = (summary(0), summary(7));
    assert!(
        good.contains("failing no more often than at other times"),
        "{good}"
    );
    assert!(bad.contains("; 504 of "), "{bad}");
    assert!(bad.contains(" failed, at other times < 0.01 %."), "{bad}");
}
