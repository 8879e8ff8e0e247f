//! What the URL of an attempt says: which thing it is, whether it makes a new one, whose account, and whether a key helps there.

use super::{account, hash};
use crate::event::attempt::{Facts, Flags};
use crate::event::{Event, Origin};
use crate::resource;
use memchr::{memchr, memchr2, memmem, memrchr};

/// Where a request went: the host, where it stands apart, and the URL or path as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// The host, if known.
    pub host: Option<&'a str>,
    /// URL, or path with its query.
    pub url: &'a str,
}

impl<'a> Address<'a> {
    /// Path with its query.
    fn target(&self) -> &'a str {
        if self.url.starts_with('/') {
            return self.url;
        }
        let rest = self.url.strip_prefix("https://").unwrap_or_else(|| {
            let scheme = memchr(b':', self.url.as_bytes());
            let rest = scheme.and_then(|at| self.url.get(at..)?.strip_prefix("://"));
            rest.unwrap_or(self.url)
        });
        let path = memchr(b'/', rest.as_bytes()).and_then(|at| rest.get(at..));
        path.unwrap_or("/")
    }
}

/// What every path of the oldest API begins with.
const ACCOUNTS: &str = "/2010-04-01/Accounts/";

/// The name in the account's place.
fn owner(path: &str) -> Option<&str> {
    let after = path.strip_prefix(ACCOUNTS).or_else(|| {
        let at = memmem::find(path.as_bytes(), b"/Accounts/")?;
        path.get(at + "/Accounts/".len()..)
    })?;
    let end = memchr(b'/', after.as_bytes()).unwrap_or(after.len());
    after.get(..end)
}

/// Fills what host, path and method say; `keyed` when the attempt carries a key.
pub(super) fn facts(address: Option<Address<'_>>, event: &Event<'_>, keyed: bool) -> Facts {
    let mut facts = Facts::default();
    let unauthorized = event.http_status == Some(401) || event.twilio_code == Some(20_003);
    let Some(address) = address else {
        facts.account = if unauthorized { account("-") } else { 0 };
        return facts;
    };
    let target = address.target();
    let host = address.host.or(event.host).unwrap_or("");
    facts.print = hash((host, target));
    let end = memchr2(b'?', b'#', target.as_bytes()).unwrap_or(target.len());
    let path = target.get(..end).unwrap_or("");
    let name = last_segment(path);
    let instance = is_identifier(name);
    let flags = &mut facts.flags;
    flags.set(Flags::WHOLE, event.method.is_some());
    flags.set(Flags::INSTANCE, instance);
    flags.set(
        Flags::CREATE,
        event.method == Some("POST") && !instance && name != "VerificationCheck",
    );
    let failed = event.http_status.is_none_or(|status| status >= 400);
    // Nothing of the rest is asked of a success without a key.
    if !failed && !keyed {
        return facts;
    }
    flags.set(
        Flags::HONOURS_HEADER,
        host.starts_with("conversations.") && path.starts_with("/v2/"),
    );
    flags.set(Flags::HONOURS_FIELD, honours_field(host, path));
    let owner = owner(path);
    flags.set(
        Flags::MISPLACED_KEY,
        event.origin == Origin::MisplacedKey || owner.is_some_and(|owner| owner.starts_with("SK")),
    );
    if unauthorized {
        facts.account = account(owner.unwrap_or("-"));
    }
    facts
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
        SID => resource::is_sid(name),
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

/// Resources of a call that do.
const FIELDS: [&str; 3] = [
    "Payments",
    "UserDefinedMessages",
    "UserDefinedMessageSubscriptions",
];

/// True where the endpoint documents an idempotency key as a field of the body.
fn honours_field(host: &str, path: &str) -> bool {
    if host.starts_with("voice.") && path.starts_with("/v3/Transcriptions") {
        return true;
    }
    let path = path.strip_suffix(".json").unwrap_or(path);
    if !FIELDS.iter().any(|name| path.ends_with(name)) {
        return false;
    }
    let Some((before, last)) = path.rsplit_once('/') else {
        return false;
    };
    let under_a_call = || {
        let mut parents = before.rsplit('/');
        let sid = parents.next().unwrap_or("");
        sid.starts_with("CA") && resource::is_sid(sid) && parents.next() == Some("Calls")
    };
    FIELDS.contains(&last) && under_a_call()
}
