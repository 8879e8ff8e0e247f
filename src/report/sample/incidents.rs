//! The sample's incident: two resources that failed together, one that did not.

use super::{START, time};
use crate::report::model::incident::{
    EvidenceRow, FindingRow, NormalRow, OtherTimesRow, StatusRow, WindowRow,
};
use crate::report::verdict;
use crate::timestamp::Zone;

pub(super) fn incident() -> FindingRow {
    let mut row = FindingRow {
        verdict: "twilio_incident",
        start: time(33_600),
        end: time(40_800),
        resources: vec!["messaging/Messages".into(), "voice/Calls".into()],
        confidence: 0.81,
        level: "high",
        summary: String::new(),
        evidence_nats: Some(125.236),
        q_value: Some(1.9585e-53),
        peak: Some(time(34_200)),
        soft: false,
        evidence: vec![evidence("messaging/Messages"), evidence("voice/Calls")],
        normal: vec![NormalRow {
            resource: "video/Rooms".into(),
            failed: 0,
            requests: Some(200),
            expected: 40.0,
        }],
        untold_failures: 0,
        gaps: Vec::new(),
        status_page: None,
    };
    row.summary = verdict::sentence(&row, Zone::UTC);
    row
}

fn evidence(resource: &str) -> EvidenceRow {
    let windows = (0..72).map(|window| WindowRow {
        start: START + 26_400 + window * 300,
        failed: if (24..48).contains(&window) { 8 } else { 0 },
        requests: Some(40),
    });
    EvidenceRow {
        resource: resource.into(),
        failed: 192,
        requests: Some(960),
        rate: Some(0.2),
        baseline: Some(0.001_2),
        other_times: Some(OtherTimesRow {
            failed: 12,
            requests: Some(9_840),
            windows: 264,
        }),
        llr: Some(375.185),
        attempts: 480,
        attempts_per_request: Some(2.5),
        timeout_share: Some(0.1),
        statuses: vec![
            StatusRow {
                http_status: Some(503),
                twilio_code: Some(20503),
                attempts: 432,
            },
            StatusRow {
                http_status: None,
                twilio_code: None,
                attempts: 48,
            },
        ],
        request_ids: vec!["RQ00000000000000000000000000000001".into()],
        windows: windows.collect(),
    }
}
