//! The sentences of the rules, each as a test over a grid or a row of cases.

use super::*;

const KINDS: [Kind; 3] = Kind::ALL;

fn call(http_status: Option<u16>, twilio_code: Option<u32>) -> Pair {
    Pair {
        http_status,
        twilio_code,
        ..Pair::default()
    }
}

/// Statuses in and out of range × codes known, unknown and contradictory × kinds × origins.
fn grid() -> impl Iterator<Item = Pair> {
    let statuses = || std::iter::once(None).chain((0..=620).chain([999, u16::MAX]).map(Some));
    let codes = [
        None,
        Some(400),
        Some(503),
        Some(11_200),
        Some(20_003),
        Some(20_404),
        Some(20_429),
        Some(20_500),
        Some(20_599),
        Some(21_211),
        Some(21_999),
        Some(30_007),
        Some(30_099),
        Some(60_203),
        Some(60_605),
        Some(63_018),
        Some(99_999),
        Some(520_001),
    ];
    KINDS.into_iter().flat_map(move |kind| {
        Origin::ALL.into_iter().flat_map(move |origin| {
            statuses().flat_map(move |http_status| {
                codes.into_iter().map(move |twilio_code| Pair {
                    kind,
                    origin,
                    http_status,
                    twilio_code,
                })
            })
        })
    })
}

#[test]
fn the_cheap_answers_equal_the_whole_verdict() {
    for pair in grid() {
        let verdict = classify(pair);
        assert_eq!(class_of(pair), verdict.class, "{pair:?}");
        assert_eq!(fault_of(pair), verdict.fault, "{pair:?}");
        assert!(
            !verdict.title.is_empty() && !verdict.rule.is_empty(),
            "{pair:?}"
        );
        assert!((1..=4).contains(&advice(pair).len()), "{pair:?}");
    }
}

#[test]
fn the_class_never_disagrees_with_twilios_status() {
    for pair in grid() {
        let by_twilio = matches!(pair.origin, Origin::Twilio | Origin::MisplacedKey);
        if let (Kind::ApiCall, true, Some(status)) = (pair.kind, by_twilio, pair.http_status) {
            assert_eq!(class_of(pair), Some(Class::of_status(status)), "{pair:?}");
        }
    }
    for row in codes() {
        for status in [204, 302, 400, 429, 500] {
            let pair = call(Some(status), Some(row.code));
            assert_eq!(class_of(pair), Some(Class::of_status(status)), "{pair:?}");
        }
    }
}

#[test]
fn what_went_well_has_no_fault_and_what_failed_has_one() {
    for pair in grid() {
        let verdict = classify(pair);
        let quiet = matches!(verdict.class, Some(Class::Success | Class::Redirect));
        let answered = pair.kind == Kind::Webhook
            && pair
                .http_status
                .is_some_and(|status| (200..300).contains(&status))
            && pair.normalised().twilio_code.is_none();
        assert_eq!(verdict.fault.is_none(), quiet || answered, "{pair:?}");
        if verdict.fault.is_none() {
            assert_eq!((verdict.retry, verdict.action), (None, None), "{pair:?}");
        }
    }
}

#[test]
fn client_errors_are_never_retried_by_themselves_but_for_rates_and_passing_trouble() {
    for status in (400..500).filter(|status| *status != 429) {
        assert_eq!(classify(call(Some(status), None)).retry, Some(Retry::Never));
    }
    for status in 500..600 {
        assert_eq!(
            classify(call(Some(status), None)).retry,
            Some(Retry::Backoff)
        );
        assert_eq!(
            fault_of(call(Some(status), Some(21_211))),
            Some(Fault::Twilio)
        );
    }
}

#[test]
fn no_code_makes_a_client_error_retried_blindly_or_a_server_error_not_retried() {
    for row in codes() {
        for status in (400..500).chain([502, 504, 507]) {
            let retry = classify(call(Some(status), Some(row.code))).retry;
            let fair = match status {
                500.. => retry == Some(Retry::Backoff),
                429 => matches!(retry, Some(Retry::AfterDelay | Retry::NotNow)),
                _ => retry.is_some_and(|retry| retry != Retry::Backoff),
            };
            assert!(fair, "{status} {}: {retry:?}", row.code);
        }
    }
}

#[test]
fn an_incident_is_never_seen_in_one_pair() {
    assert!(grid().all(|pair| fault_of(pair) != Some(Fault::TwilioIncident)));
}

#[test]
fn names_lead_back_to_their_words() {
    for class in Class::ALL {
        assert_eq!(Class::from_name(class.name()), Some(class));
    }
    for fault in Fault::ALL {
        assert_eq!(Fault::from_name(fault.name()), Some(fault));
        assert!(!fault.plain().is_empty());
    }
    assert_eq!(Fault::from_name("Twilio"), None);
}

#[test]
fn pairs_of_status_and_code() {
    use Fault::{
        Recipient as Rcp, YourCredentials as Cred, YourPermission as Perm, YourRate as Rate,
    };
    use Fault::{Twilio, Unknown, YourReference as Refer, YourRequest as Req};
    use Retry::{AfterDelay, Backoff, Never, NotNow};
    for (status, code, fault, retry, rule) in [
        (Some(401), Some(20_003), Cred, Some(Never), "pair:401/20003"),
        (Some(403), Some(20_003), Perm, Some(Never), "pair:403/20003"),
        (Some(400), Some(21_211), Req, Some(Never), "code:21211"),
        (None, Some(21_211), Req, Some(Never), "code:21211"),
        (Some(400), Some(21_408), Perm, Some(Never), "code:21408"),
        (Some(404), Some(20_404), Refer, Some(Never), "code:20404"),
        (
            Some(429),
            Some(20_429),
            Rate,
            Some(AfterDelay),
            "pair:429/20429",
        ),
        (Some(429), Some(60_203), Rate, Some(NotNow), "code:60203"),
        (Some(429), Some(63_038), Rate, Some(NotNow), "code:63038"),
        (
            Some(429),
            Some(21_211),
            Rate,
            Some(AfterDelay),
            "status:429",
        ),
        (Some(401), Some(21_211), Cred, Some(Never), "status:401"),
        (
            Some(500),
            Some(20_500),
            Twilio,
            Some(Backoff),
            "pair:500/20500",
        ),
        (Some(503), None, Twilio, Some(Backoff), "status:503"),
        (Some(503), Some(503), Twilio, Some(Backoff), "status:503"),
        (Some(400), Some(20_500), Req, Some(Never), "status:400"),
        (
            None,
            Some(20_599),
            Twilio,
            Some(Backoff),
            "code-range:205xx",
        ),
        (None, Some(21_999), Unknown, Some(Never), "code-range:21xxx"),
        (Some(418), Some(99_999), Req, Some(Never), "status:418"),
        (None, Some(99_999), Unknown, None, "none"),
        (None, None, Unknown, None, "none"),
        (Some(100), None, Unknown, None, "status:100"),
        (None, Some(30_003), Rcp, Some(NotNow), "code:30003"),
    ] {
        let verdict = classify(call(status, code));
        let got = (verdict.fault, verdict.retry, verdict.rule.as_str());
        assert_eq!(got, (Some(fault), retry, rule), "{status:?} {code:?}");
    }
}

#[test]
fn a_code_alone_gives_the_class_it_is_known_to_come_with() {
    for (code, class) in [
        (20_500, Class::ServerError),
        (20_504, Class::ServerError),
        (20_003, Class::ClientError),
        (21_999, Class::ClientError),
        (60_212, Class::ClientError),
        (54_009, Class::ClientError),
        (30_007, Class::Unknown),
        (99_999, Class::Unknown),
    ] {
        assert_eq!(class_of(call(None, Some(code))), Some(class), "{code}");
    }
}

#[test]
fn who_answered_comes_before_what_was_answered() {
    for (origin, status, class, fault) in [
        (
            Origin::Intermediary,
            Some(503),
            Class::NoResponse,
            Fault::Intermediary,
        ),
        (Origin::Nobody, None, Class::NoResponse, Fault::Network),
        (Origin::Tunnel, Some(200), Class::Unknown, Fault::Unknown),
        (
            Origin::MisplacedKey,
            Some(500),
            Class::ServerError,
            Fault::YourCredentials,
        ),
        (
            Origin::MisplacedKey,
            Some(503),
            Class::ServerError,
            Fault::Twilio,
        ),
        (
            Origin::MisplacedKey,
            Some(404),
            Class::ClientError,
            Fault::YourReference,
        ),
    ] {
        let pair = Pair {
            origin,
            ..call(status, None)
        };
        let verdict = classify(pair);
        assert_eq!(
            (verdict.class, verdict.fault),
            (Some(class), Some(fault)),
            "{pair:?}"
        );
    }
}

#[test]
fn webhooks_and_deliveries_have_no_class() {
    for (kind, status, code, fault) in [
        (Kind::Webhook, Some(502), Some(11_200), Fault::YourWebhook),
        (Kind::Webhook, Some(504), None, Fault::YourWebhook),
        (Kind::Webhook, Some(200), Some(12_100), Fault::YourWebhook),
        (Kind::Webhook, None, Some(14_107), Fault::YourRate),
        (Kind::Delivery, None, Some(30_003), Fault::Recipient),
        (Kind::Delivery, None, Some(30_007), Fault::Carrier),
        (Kind::Delivery, Some(200), Some(30_008), Fault::Carrier),
        (Kind::Delivery, None, Some(21_610), Fault::YourRequest),
        (Kind::Delivery, None, Some(30_043), Fault::Unknown),
        (Kind::Delivery, None, Some(99_999), Fault::Unknown),
    ] {
        let pair = Pair {
            kind,
            ..call(status, code)
        };
        let verdict = classify(pair);
        assert_eq!(
            (verdict.class, verdict.fault),
            (None, Some(fault)),
            "{pair:?}"
        );
    }
}

#[test]
fn an_unknown_code_says_so_and_keeps_the_statuss_verdict() {
    let verdict = classify(call(Some(503), Some(99_999)));
    assert_eq!(verdict.title, "Unknown code 99999");
    assert_eq!(verdict.fault, Some(Fault::Twilio));
    assert!(verdict.action.is_some());
    assert_eq!(
        verdict.link.as_deref(),
        Some("https://www.twilio.com/docs/api/errors/99999")
    );
    assert_eq!(classify(call(Some(503), Some(503))).link, None);
    assert_eq!(classify(call(Some(503), None)).title, "Service unavailable");
}

#[test]
fn every_known_code_has_a_short_title() {
    for row in codes() {
        let title = classify(call(None, Some(row.code))).title;
        assert!(
            !title.is_empty() && title.len() <= 200,
            "{}: {title}",
            row.code
        );
    }
}

#[test]
fn a_printed_resource_is_a_success_unless_a_status_or_a_code_stands_beside_it() {
    let pair = |http_status, twilio_code| Pair {
        origin: Origin::Accepted,
        ..call(http_status, twilio_code)
    };
    let verdict = classify(pair(None, None));
    assert_eq!((verdict.class, verdict.fault), (Some(Class::Success), None));
    assert_eq!(verdict.rule, "origin:accepted");
    assert_eq!(verdict.title, "Accepted, status not printed");
    assert_eq!(class_of(pair(Some(503), None)), Some(Class::ServerError));
    assert_eq!(class_of(pair(None, Some(21_211))), Some(Class::ClientError));
}
