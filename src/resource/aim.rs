//! Owns what a URL or path says of a request besides its resource: what stands in the request line, and whether the last
//! segment names one thing.

use super::is_sid;
use memchr::{memchr2, memchr3, memrchr};

/// Where a request goes, as the text that names it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Aim {
    /// Bytes before the path; the length of the text when it has none.
    start: usize,
    /// What the path ends with.
    pub last: Last,
}

/// What the last segment of a path is, without the ending that says how the answer is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Last {
    /// The name of one thing: a SID, a phone number, or a UUID.
    Identifier,
    /// `VerificationCheck`, to which a POST makes nothing.
    Check,
    /// Any other word.
    #[default]
    Word,
}

impl Aim {
    /// Reads a URL, or a path with its query.
    #[must_use]
    pub fn of(url: &str) -> Self {
        let start = start(url);
        Self {
            start,
            last: last(url.get(start..).unwrap_or("")),
        }
    }

    /// The path of the text that was read, with its query; `/` when it has none.
    #[must_use]
    pub fn target<'a>(&self, url: &'a str) -> &'a str {
        match url.get(self.start..) {
            None | Some("") => "/",
            Some(target) => target,
        }
    }
}

fn start(url: &str) -> usize {
    let rest = url.strip_prefix("https://").unwrap_or_else(|| {
        let scheme = memchr2(b':', b'/', url.as_bytes());
        let rest = scheme.and_then(|at| url.get(at..)?.strip_prefix("://"));
        rest.unwrap_or(url)
    });
    let host = memchr3(b'/', b'?', b'#', rest.as_bytes()).unwrap_or(rest.len());
    url.len() - rest.len() + host
}

/// Without query and fragment.
#[must_use]
pub fn path_of(target: &str) -> &str {
    let end = memchr2(b'?', b'#', target.as_bytes()).unwrap_or(target.len());
    target.get(..end).unwrap_or("")
}

fn last(target: &str) -> Last {
    match last_segment(path_of(target)) {
        "VerificationCheck" => Last::Check,
        name if is_identifier(name) => Last::Identifier,
        _ => Last::Word,
    }
}

/// The last segment that is not empty, without the ending that says how the answer is to be written.
fn last_segment(path: &str) -> &str {
    let mut whole = path;
    while let Some(shorter) = whole.strip_suffix('/') {
        whole = shorter;
    }
    let last = memrchr(b'/', whole.as_bytes()).and_then(|at| whole.get(at + 1..));
    let last = last.unwrap_or(whole);
    match last.as_bytes() {
        [.., b'.', b'j', b's', b'o', b'n'] => last.get(..last.len() - 5),
        [.., b'.', b'x', b'm', b'l'] | [.., b'.', b'c', b's', b'v'] => last.get(..last.len() - 4),
        _ => None,
    }
    .unwrap_or(last)
}

/// A SID, a phone number, or a UUID. Most last segments are words, which their lengths tell.
fn is_identifier(name: &str) -> bool {
    match name.len() {
        SID => is_sid(name),
        UUID => is_uuid(name),
        length => length <= PHONE && is_phone(name),
    }
}

/// Lengths of what names one thing; a phone number has up to 15 digits, behind `%2B` at the longest.
const SID: usize = 34;
const UUID: usize = 36;
const PHONE: usize = 18;

fn is_phone(name: &str) -> bool {
    let digits = name.strip_prefix('+').or_else(|| name.strip_prefix("%2B"));
    digits.is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_uuid(name: &str) -> bool {
    let dashes = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    name.len() == UUID
        && name.bytes().enumerate().all(|(at, byte)| {
            if dashes(at) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_what_they_end_with() {
        let sid = format!("SM{}", "0f".repeat(16));
        let message = format!("/2010-04-01/Accounts/AC1/Messages/{sid}");
        let uuid = "0b7ee7a8-5ca5-4dcb-a1d3-01d6aafb7a3f";
        for (before, target, last) in [
            (
                "https://api.twilio.com",
                "/2010-04-01/Accounts.json?PageSize=1",
                Last::Word,
            ),
            (
                "http://api.twilio.com:80",
                &*format!("{message}.json"),
                Last::Identifier,
            ),
            ("api.twilio.com", &*message, Last::Identifier),
            (
                "api.twilio.com",
                "/v1/Hooks?Url=https://example.com/x",
                Last::Word,
            ),
            (
                "",
                "/v1/PhoneNumbers/+15550100200?Url=https://example.com/x",
                Last::Identifier,
            ),
            (
                "https://lookups.twilio.com",
                "/v2/PhoneNumbers/%2B15550100200",
                Last::Identifier,
            ),
            (
                "https://x.twilio.com",
                &*format!("/v1/{uuid}/"),
                Last::Identifier,
            ),
            (
                "https://verify.twilio.com",
                "/v2/Services/VA1/VerificationCheck",
                Last::Check,
            ),
            (
                "https://x.twilio.com",
                "?a=/b/VerificationCheck",
                Last::Word,
            ),
            (
                "https://x.twilio.com",
                "/v1/Things#VerificationCheck",
                Last::Word,
            ),
        ] {
            let url = format!("{before}{target}");
            let aim = Aim::of(&url);
            assert_eq!((aim.target(&url), aim.last), (target, last), "{url}");
        }
        assert_eq!(
            Aim::of("https://x.twilio.com").target("https://x.twilio.com"),
            "/"
        );
    }
}
