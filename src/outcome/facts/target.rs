//! What the URL of an attempt says: which thing it is, whether it makes a new one, whose account, and whether a key helps there.

use super::{account, hash};
use crate::event::attempt::{Facts, Flags};
use crate::event::{Event, Origin};
use crate::resource::{self, Aim, Last};
use memchr::{memchr, memmem};
use std::hash::{Hash, Hasher};

/// Where a request went: the host, where it stands apart, and the URL or path as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// The host, if known.
    pub host: Option<&'a str>,
    /// URL, or path with its query.
    pub url: &'a str,
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

/// The bytes of a text, and nothing that tells where it ends.
struct Bare<'a>(&'a [u8]);

impl Hash for Bare<'_> {
    #[inline]
    fn hash<H: Hasher>(&self, to: &mut H) {
        to.write(self.0);
    }
}

/// So long a host with its path is put together without asking for memory.
const ROOM: usize = 256;

/// Host, path and query as one number.
#[inline]
pub(super) fn print(host: &str, target: &str) -> u64 {
    let mut room = [0; ROOM];
    match room.get_mut(..host.len() + target.len()) {
        Some(whole) => {
            let (before, after) = whole.split_at_mut(host.len());
            before.copy_from_slice(host.as_bytes());
            after.copy_from_slice(target.as_bytes());
            print_of(whole)
        }
        None => print_of([host, target].concat().as_bytes()),
    }
}

/// The same, where path and query stand right behind the host.
#[inline]
pub(super) fn print_of(whole: &[u8]) -> u64 {
    hash(Bare(whole))
}

/// What method and last segment say.
#[inline]
pub(super) fn flags(last: Last, method: Option<&str>) -> Flags {
    let mut flags = Flags::default();
    flags.set(Flags::WHOLE, method.is_some());
    flags.set(Flags::INSTANCE, last == Last::Identifier);
    flags.set(Flags::CREATE, method == Some("POST") && last == Last::Word);
    flags
}

/// Fills what host, path and method say; `keyed` when the attempt carries a key.
pub(super) fn facts(address: Option<Address<'_>>, event: &Event<'_>, keyed: bool) -> Facts {
    let mut facts = Facts::default();
    let unauthorized = event.http_status == Some(401) || event.twilio_code == Some(20_003);
    let Some(address) = address else {
        facts.account = if unauthorized { account("-") } else { 0 };
        return facts;
    };
    let aim = Aim::of(address.url);
    let target = aim.target(address.url);
    let host = address.host.or(event.host).unwrap_or("");
    facts.print = print(host, target);
    facts.flags = flags(aim.last, event.method);
    let failed = event.http_status.is_none_or(|status| status >= 400);
    // Nothing of the rest is asked of a success without a key.
    if !failed && !keyed {
        return facts;
    }
    let path = resource::path_of(target);
    let flags = &mut facts.flags;
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
