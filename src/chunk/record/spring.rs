//! The blank line that Tomcat's message ends with, between the head that Spring Boot writes and the exception below it.

use memchr::memmem;

/// What Spring Boot's layout puts between the process and the thread.
const MARK: &[u8] = b" --- [";

/// The levels that an exception is logged with.
const LEVELS: [&[u8]; 2] = [b"ERROR ", b"WARN "];

/// True when a blank line goes on with the record: the line before it is a head of Spring Boot's.
pub(super) fn parts(before: &[u8]) -> bool {
    let Some(at) = memmem::find(before, MARK) else {
        return false;
    };
    let words = &before[..at];
    LEVELS
        .iter()
        .any(|level| memmem::find(words, level).is_some())
}

/// True behind such a line for an exception with the name of its package: `com.twilio.exception.ApiException: Authenticate`.
pub(super) fn goes_on(before: &[u8], line: &[u8]) -> bool {
    if !before.trim_ascii().is_empty() {
        return false;
    }
    let name = line
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"._$".contains(byte));
    let packaged = line
        .iter()
        .take(name.count())
        .filter(|byte| **byte == b'.')
        .count()
        > 1;
    packaged && super::heads::named(line)
}
