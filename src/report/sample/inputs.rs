//! The sample's inputs: one read to its end, one that broke off.

use crate::report::model::{FormatCount, InputRow, LineCounts};

pub(super) fn inputs() -> Vec<InputRow> {
    let row = |name: &str, format: &str, lines: u64, events: u64| InputRow {
        name: name.into(),
        status: "complete",
        bytes: lines * 280,
        lines,
        account: LineCounts {
            event_lines: events,
            other: lines - events,
            ..LineCounts::default()
        },
        events,
        format: vec![FormatCount {
            name: format.into(),
            events,
        }],
        error: None,
    };
    vec![
        row(
            "logs/api-1.log.gz",
            "docker>json>http_fields",
            2_400_000,
            30_112,
        ),
        InputRow {
            status: "truncated",
            error: Some("gzip stream ends before its checksum; copy the file again".into()),
            ..row(
                "logs/api-2.log.gz",
                "cri>text>python_sdk",
                1_600_000,
                18_133,
            )
        },
    ]
}
