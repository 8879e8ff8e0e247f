//! `kubectl logs --prefix`: `[pod/<name>/<container>] <line>`.

use super::contract::{Envelope, LogRecord};

/// The member for kubectl.
pub struct Kubectl;

impl Envelope for Kubectl {
    fn name(&self) -> &'static str {
        "kubectl"
    }

    fn example(&self) -> &'static str {
        "[pod/notifier-5d9c-x2x/app] 2025-01-01 00:00:18,456 ERROR sms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first == b'['
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let rest = text.strip_prefix("[pod/")?;
        let end = rest.bytes().take(320).position(|byte| byte == b']')?;
        let (name, inside) = (rest.get(..end)?, rest.get(end + 1..)?);
        name.contains('/').then_some(())?;
        record.process = Some(name);
        Some(inside.strip_prefix(' ').unwrap_or(inside))
    }
}
