//! Records that list several calls on one line, of which some begin and end in the same millisecond.

use crate::run::{plan, report};
use faultlens::pipeline::analyze::Request;
use std::fmt::Write;

/// Calls of one line at one time stand as they do there, whoever reads what: one that went well behind those that failed, and three
/// that differ in nothing but the count of their resends.
#[test]
fn calls_of_one_line_keep_their_order_in_every_cut() {
    let span = |call: usize, at: usize, more: &str| {
        let nanoseconds =
            1_793_000_000_000_000_000 + call as u64 * 700_000_000 + at as u64 * 100_000;
        format!(
            r#"{{"traceId":"{call:032x}","spanId":"{at:016x}","name":"POST","kind":3,"startTimeUnixNano":"{nanoseconds}","endTimeUnixNano":"{}","attributes":[{{"key":"http.request.method","value":{{"stringValue":"POST"}}}},{{"key":"url.full","value":{{"stringValue":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"}}}},{more}]}}"#,
            nanoseconds + 50_000
        )
    };
    let status = |status: u16| {
        format!(r#"{{"key":"http.response.status_code","value":{{"intValue":"{status}"}}}}"#)
    };
    let resent = |count: usize| {
        let count =
            format!(r#"{{"key":"http.request.resend_count","value":{{"intValue":"{count}"}}}}"#);
        format!("{},{count}", status(503))
    };
    let mut log = String::new();
    for call in 0..300 {
        let spans = match call % 2 {
            0 => [status(503), status(503), status(201)],
            _ => [resent(0), resent(1), resent(2)],
        };
        let spans: Vec<String> = (0..)
            .zip(&spans)
            .map(|(at, more)| span(call, at, more))
            .collect();
        let spans = spans.join(",");
        writeln!(
            log,
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{spans}]}}]}}]}}"#
        )
        .unwrap();
    }
    let audit = |threads, chunk| {
        let inputs = vec![("spans.log", log.clone().into_bytes())];
        report(inputs, &Request::default(), plan(threads, chunk))["retries"].clone()
    };
    let whole = audit(1, 1 << 20);
    let totals = &whole["totals"];
    assert_eq!(
        (&totals["attempts"], &totals["requests"]),
        (&900.into(), &300.into())
    );
    assert_eq!(totals["recovered"], 150, "{totals}");
    assert_eq!(totals["not_assessable"]["missing_attempts"], 0);
    for cut in [(1, 997), (2, 5000), (3, 997), (7, 20_000)] {
        assert_eq!(audit(cut.0, cut.1), whole, "{cut:?}");
    }
}
