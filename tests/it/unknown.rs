//! Law 3: unknown is said, never guessed.

use crate::cuts::config;
use crate::log::calls::{Call, fields};
use crate::log::{Random, START};
use crate::run::{analysis, plan};
use faultlens::classify::{self, Class};
use faultlens::pipeline::analyze::Request;
use faultlens::timestamp::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

/// Class, status, code, resource.
type Told = (Option<Class>, Option<u16>, Option<u32>, Option<String>);

/// What the one event told; `None` when the record told nothing.
fn told(text: &str) -> Option<Told> {
    let found = analysis(
        vec![("a", text.as_bytes().to_vec())],
        &Request::default(),
        plan(1, 4096),
    );
    assert!(found.summary.series.len() <= 1, "{text}");
    let series = found.summary.series.into_iter().next()?;
    let pair = series.pair;
    Some((
        classify::class_of(pair),
        pair.http_status,
        pair.twilio_code,
        series.resource,
    ))
}

/// The paths of the fields whose loss must never make a verdict wrong.
const FIELDS: [&str; 9] = [
    "/http/status",
    "/http/url",
    "/http/method",
    "/http",
    "/error/status",
    "/error/code",
    "/error/more_info",
    "/error",
    "/timestamp",
];

fn remove(record: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('/').unwrap();
    if let Some(Value::Object(fields)) = record.pointer_mut(parent) {
        fields.remove(name);
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn unknown_is_said_never_guessed(seed: u64, lost in prop::collection::vec(prop::sample::select(&FIELDS[..]), 1..5)) {
        let call = Call::random(&mut Random(seed));
        let mut record = fields(&call, Timestamp::from_seconds(START).unwrap());
        let (class, status, code, resource) = told(&record.to_string()).unwrap();
        prop_assert_eq!((status, code), (Some(call.status), call.code));
        for path in &lost {
            remove(&mut record, path);
        }
        let Some(less) = told(&record.to_string()) else { return Ok(()) };
        prop_assert!(less.0 == class || less.0 == Some(Class::Unknown), "{:?}: {less:?}", record);
        prop_assert!(less.1.is_none() || less.1 == status, "{:?}: {less:?}", record);
        prop_assert!(less.2.is_none() || less.2 == code, "{:?}: {less:?}", record);
        prop_assert!(less.3.is_none() || less.3 == resource, "{:?}: {less:?}", record);
    }

    #[test]
    fn an_unknown_code_alone_is_unknown(code in 600_000_u32..1_000_000) {
        let text = format!("RestException [Error]: no {{ code: {code}, moreInfo: 'https://www.twilio.com/docs/errors/{code}' }}");
        let (class, status, ..) = told(&text).unwrap();
        prop_assert_eq!((class, status), (Some(Class::Unknown), None));
    }
}

#[test]
fn without_a_status_no_status_class_is_counted() {
    let text = r#"{"http":{"url":"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"},"ms":503}"#;
    assert_eq!(told(text), None);
    let early = "Services_Twilio_RestException: something happened";
    assert_eq!(told(early).unwrap().0, Some(Class::Unknown));
}
