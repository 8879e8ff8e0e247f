//! What each wrapper gave to a record: time, level, thread, process, fields.

use crate::envelope::contract::LogRecord;
use crate::timestamp::Timestamp;

/// What a record has after some wrappers are off.
pub(super) struct Given([(&'static str, Option<String>); 5]);

impl Given {
    pub(super) fn of(record: &LogRecord<'_>) -> Self {
        let word = |word: Option<&str>| word.map(ToOwned::to_owned);
        let fields = record.attributes.len();
        Self([
            ("time", record.timestamp.map(Timestamp::rfc3339)),
            ("level", word(record.severity)),
            ("thread", word(record.thread)),
            ("process", word(record.process)),
            ("fields:", (fields > 0).then(|| fields.to_string())),
        ])
    }

    /// In words, what is new.
    pub(super) fn beyond(&self, before: &Self) -> String {
        let pairs = self.0.iter().zip(&before.0);
        let new = pairs
            .filter(|(now, before)| now.1 != before.1)
            .filter_map(|((name, value), _)| Some(format!("{name} {}", value.as_ref()?)));
        let new: Vec<String> = new.collect();
        if new.is_empty() {
            "nothing more".to_owned()
        } else {
            new.join(", ")
        }
    }
}
