//! Reading a JSON object into attributes: the quick way, and the plain way for what is unusual.

mod plain;
mod quick;
#[cfg(test)]
mod tests;

use super::contract::LogRecord;

/// Reads an object that fills the text behind the first `before` attributes; false, and nothing of it kept, when that
/// cannot be.
pub fn read<'a>(text: &'a str, record: &mut LogRecord<'a>, before: usize) -> bool {
    let done = quick::object(text, &mut record.attributes, record.memory) || {
        record.attributes.truncate(before);
        plain::object(text, &mut record.attributes, record.memory)
    };
    if !done {
        record.attributes.truncate(before);
    }
    done
}
