//! Fluentd's own output: `<stamp> <tag>: {json}`, with tabs in files. The stamp is off already.

use super::contract::{Envelope, LogRecord};

/// The member for Fluentd: what it leaves is the JSON.
pub struct Fluentd;

impl Envelope for Fluentd {
    fn name(&self) -> &'static str {
        "fluentd"
    }

    fn example(&self) -> &'static str {
        r#"2025-01-01 00:00:18 +0000 app.sms: {"log":"2025-01-01 00:00:18,456 ERROR sms failed"}"#
    }

    fn begins(&self, first: u8) -> bool {
        first.is_ascii_alphanumeric() || b"_.-*/".contains(&first)
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        if !text.ends_with('}') || record.timestamp.is_none() {
            return None;
        }
        let of_tag = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-*/".contains(byte);
        let tag = text
            .bytes()
            .take(120)
            .take_while(|byte| of_tag(byte))
            .count();
        let rest = text.get(tag..).filter(|_| tag > 0)?;
        // A word and a colon may be part of the message; tags have their dots.
        let dotted = rest
            .strip_prefix(": ")
            .filter(|_| text[..tag].contains('.'));
        let inside = dotted.or_else(|| rest.strip_prefix('\t'))?;
        inside.starts_with("{\"").then(|| {
            record.process = text.get(..tag);
            inside
        })
    }
}
