//! Owns the way from a concrete URL or path to its resource: product and literal path segments, identifiers left out.
//!
//! `https://api.twilio.com/2010-04-01/Accounts/AC…/Messages.json` becomes `messaging/Messages`. The known paths stand in
//! `resource/shapes.txt`; on hosts of Twilio's API other paths are read by their looks, without a host they are not read
//! at all. Nothing of the input but plain words of letters can reach a resource, so it is safe to print.
//!
//! Measured in release, one core: about 100 ns for the URL above (plain loops over bytes in place of `scan`: 180 ns).

mod aim;
mod frame;
mod guess;
mod host;
mod remembered;
mod scan;
mod shapes;
mod sid;
#[cfg(test)]
mod tests;

use remembered::Asked;
use shapes::{Product, ROOT, Table};
use std::cell::RefCell;

pub use aim::{Aim, Last, path_of};
pub use frame::of_frames;
pub use host::is_api_host;
pub use sid::{is_sid, product_of_sid};

/// Bytes of a path that are looked at; what follows cannot change the resource of any known path.
const LOOK: usize = 4096;

/// What a URL or path says besides the resource, which stands in the output buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located<'a> {
    /// The host as written, without user info and port; `None` when the input had none.
    pub host: Option<&'a str>,
    /// The same text as the output buffer when the path is one of the known ones: spares the caller a copy.
    pub known: Option<&'static str>,
    /// An API key (`SK…`) stands in the account's place, a mistake that Twilio answers with status 500.
    pub misplaced_key: bool,
    /// The last segment of the path is a SID: one thing is meant, not a list of them.
    pub instance: bool,
    /// Where the request goes, by the text that was asked.
    pub aim: Aim,
}

/// Reads an absolute URL (`https://host[:port]/path?query`) or one without its scheme (`host[:port]/path`), and writes its
/// resource to `out`, which is cleared first. `out` stays empty when the URL names a host but no resource (`https://api.twilio.com:443`).
///
/// `None`: the host is not one of Twilio's API, or the URL is a link to an error page (`https://api.twilio.com/docs/errors/N`).
#[must_use]
pub fn resolve<'a>(url: &'a str, out: &mut String) -> Option<Located<'a>> {
    remembered::located(Asked::Url(url), out, |out| resolved(url, out))
}

/// As [`resolve`], without a memory, and without the aim.
fn resolved<'a>(url: &'a str, out: &mut String) -> Option<Located<'a>> {
    out.clear();
    let (host, path) = host::split(url)?;
    on_host(host, path, out)
}

/// Reads a path, with the host when that is known from elsewhere, and writes its resource to `out`, which is cleared first.
///
/// With a host: as [`resolve`]. Without one, only known shapes are accepted, and where a shape occurs on several hosts the
/// prefix of a SID in it decides; `None` when that leaves it open, or when the path could as well be the application's own.
#[must_use]
pub fn resolve_path<'a>(
    host: Option<&'a str>,
    path: &'a str,
    out: &mut String,
) -> Option<Located<'a>> {
    remembered::located(Asked::Path(host, path), out, |out| {
        resolved_path(host, path, out)
    })
}

/// As [`resolve_path`], without a memory, and without the aim.
fn resolved_path<'a>(host: Option<&'a str>, path: &str, out: &mut String) -> Option<Located<'a>> {
    out.clear();
    match host {
        Some(host) => on_host(host::without_port(host), path, out),
        None => guess::guess(Table::get(), clip(path), out),
    }
}

/// True when the last segment of a URL or path is a SID: one thing is meant, not a list of them.
#[must_use]
pub fn is_instance(url: &str) -> bool {
    sid::ends_in_one(clip(url))
}

/// Resolves a path on a host that must be of Twilio's API.
fn on_host<'a>(host: &'a str, path: &str, out: &mut String) -> Option<Located<'a>> {
    let table = Table::get();
    let (label, product) = product_of(table, host)?;
    let path = clip(path);
    if label.eq_ignore_ascii_case("api") && is_error_link(path) {
        return None;
    }
    let (_, segments) = split_version(path);
    let (known, misplaced_key) = match product {
        Some(product) if product.is_api => account_path(table, product.root, segments, out),
        Some(product) => (walk(table, product.root, segments, out), false),
        None if host::is_no_api(label) => return None,
        None => (walk(table, unknown_root(label, out), segments, out), false),
    };
    if let Some(known) = known {
        out.clear();
        out.push_str(known);
    } else if !out.contains('/') {
        out.clear(); // only a product: no resource
    }
    Some(Located {
        host: Some(host),
        known,
        misplaced_key,
        instance: sid::ends_in_one(path),
        aim: Aim::default(),
    })
}

thread_local! {
    /// The hosts met last with the length of their product's label and that product, by length: a log names few hosts.
    static MET: RefCell<[HostMet; 64]> = RefCell::new(std::array::from_fn(|_| HostMet::default()));
}

/// A host as written, and what [`product_of`] says of it.
type HostMet = (Box<str>, Option<(usize, Option<&'static Product>)>);

/// The label of a host's product, and the product where the table knows it; `None` for hosts that are not Twilio's.
fn product_of<'a>(
    table: &'static Table,
    host: &'a str,
) -> Option<(&'a str, Option<&'static Product>)> {
    let (length, product) = MET.with_borrow_mut(|met| {
        let (known, answer) = &mut met[host.len() % 64];
        if **known != *host {
            *answer = host::product_label(host).map(|label| (label.len(), table.product(label)));
            *known = host.into();
        }
        *answer
    })?;
    Some((&host[..length], product))
}

/// Starts the resource of a product that the table does not know.
fn unknown_root(label: &str, out: &mut String) -> u32 {
    out.extend(label.bytes().map(|b| char::from(b.to_ascii_lowercase())));
    ROOT
}

/// The links to error pages once stood under the API's own host.
fn is_error_link(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

/// The part of a path that is looked at: without query, fragment, and what text around a URL leaves at its end.
fn clip(path: &str) -> &str {
    let mut end = path.len().min(LOOK);
    while !path.is_char_boundary(end) {
        end -= 1;
    }
    let path = host::trim_end(before_query(&path[..end]), b")]}>,;:'\"`./\\ \t\r\n");
    match path.as_bytes() {
        [.., b'.', b'j', b's', b'o', b'n'] => &path[..path.len() - 5],
        [.., b'.', b'x', b'm', b'l'] | [.., b'.', b'c', b's', b'v'] => &path[..path.len() - 4],
        _ => path,
    }
}

/// Cuts at the first `?` or `#`; those inside a mask (`<???>`) do not count.
fn before_query(path: &str) -> &str {
    if !scan::holds(path, |b| b == b'?' || b == b'#') {
        return path;
    }
    let mut in_mask = false;
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'<' => in_mask = true,
            b'>' | b'/' => in_mask = false,
            b'?' | b'#' if !in_mask => return &path[..at],
            _ => {}
        }
    }
    path
}

/// The segments of a path, empty ones included: an identifier that was empty leaves one.
#[derive(Clone)]
struct Segments<'a>(Option<&'a str>);

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0?;
        let segment = match scan::slash(rest) {
            Some(at) => {
                self.0 = Some(&rest[at + 1..]);
                &rest[..at]
            }
            None => self.0.take()?,
        };
        // The backslash is that of an escaped slash, `\/`.
        Some(segment.strip_suffix('\\').unwrap_or(segment))
    }
}

/// Takes the version off the front of a path.
fn split_version(path: &str) -> (Option<&str>, Segments<'_>) {
    let path = path.trim_start_matches('/');
    let all = Segments(Some(path));
    let mut rest = all.clone();
    match rest.next() {
        Some(first) if is_version(first.as_bytes()) => (Some(first), rest),
        _ => (None, all),
    }
}

/// `v1`, `v10`, `v2beta`, or a date such as `2010-04-01`.
fn is_version(segment: &[u8]) -> bool {
    match segment {
        [b'v', digit, rest @ ..] => {
            digit.is_ascii_digit() && rest.len() <= 6 && rest.iter().all(u8::is_ascii_alphanumeric)
        }
        [b'2', b'0', _, _, b'-', _, _, b'-', _, _] => {
            segment.iter().all(|b| b.is_ascii_digit() || *b == b'-')
        }
        _ => false,
    }
}

/// Walks a path of `api.twilio.com`, where most stand below `Accounts/<AC…>`; says also whether a key has the account's place.
fn account_path(
    table: &'static Table,
    root: u32,
    segments: Segments<'_>,
    out: &mut String,
) -> (Option<&'static str>, bool) {
    let mut below = segments.clone();
    let first = below.by_ref().find(|segment| !segment.is_empty());
    if first != Some("Accounts") {
        return (walk(table, root, segments, out), false);
    }
    let after_accounts = below.clone();
    let account = below.next();
    let misplaced_key =
        account.is_some_and(|account| account.starts_with("SK") && guess::looks_like_id(account));
    // A whole SID needs no look into the table.
    if account.is_some_and(|account| account.len() != 34 && table.literal(root, account).is_some())
    {
        return (walk(table, root, after_accounts, out), false); // the account is missing altogether
    }
    if below.clone().all(str::is_empty) {
        return (Some("accounts/Accounts"), misplaced_key);
    }
    (walk(table, root, below, out), misplaced_key)
}

/// Follows the table as far as it knows the way. Beyond it, words are told from identifiers by their looks; then the
/// resource stands in `out` and the answer is `None`.
fn walk(
    table: &'static Table,
    root: u32,
    segments: Segments<'_>,
    out: &mut String,
) -> Option<&'static str> {
    let mut node = root;
    let mut tail = Tail::default();
    for segment in segments {
        if tail.words > 0 {
            tail.push(segment, out);
        } else if let Some(next) = table.literal(node, segment) {
            node = next;
        } else if let Some(next) = table.identifier(node) {
            node = next;
        } else if Tail::is_word(segment, node != ROOT && node != root, table) {
            if node != ROOT {
                out.push_str(table.resource(node));
            }
            tail.pascal = node != root;
            tail.push(segment, out);
        }
    }
    (tail.words == 0 && node != root).then(|| table.resource(node))
}

/// The part of a path that lies beyond the table.
#[derive(Default)]
struct Tail {
    words: usize,
    pascal: bool,
}

impl Tail {
    /// Words taken beyond the table.
    const MOST: usize = 6;

    /// Appends the segment when it is a word.
    fn push(&mut self, segment: &str, out: &mut String) {
        if self.words < Self::MOST && Self::is_word(segment, self.pascal, Table::get()) {
            out.push('/');
            out.push_str(segment);
            self.words += 1;
            self.pascal |= segment.starts_with(|c: char| c.is_ascii_uppercase());
        }
    }

    /// Letters only, not too long. After a collection (`Users`) a word in lower case is taken for a unique name, unless the
    /// known paths use it.
    fn is_word(segment: &str, after_collection: bool, table: &Table) -> bool {
        let letters = !segment.is_empty()
            && segment.len() <= 40
            && segment.bytes().all(|b| b.is_ascii_alphabetic());
        letters
            && (!after_collection
                || segment.starts_with(|c: char| c.is_ascii_uppercase())
                || table.is_known_word(segment))
    }
}
