//! Owns paths without a host: which product they belong to, if the path alone can say it.

use super::shapes::{Table, Versions};
use super::{Aim, Located, Segments, account_path, is_error_link, sid, split_version};

/// Names that an application's own routes have as easily as Twilio's: alone they decide nothing.
const COMMON: [&str; 20] = [
    "Accounts",
    "Addresses",
    "Applications",
    "Calls",
    "Configuration",
    "Content",
    "Countries",
    "Credentials",
    "Events",
    "Messages",
    "Notifications",
    "Numbers",
    "Organizations",
    "PhoneNumbers",
    "Reports",
    "Roles",
    "Services",
    "Sessions",
    "Types",
    "Users",
];

/// Hosts that cannot be told by a path: the old name of `chat`, and sign-in paths that anybody has.
const NEVER: [&str; 3] = ["api", "ip-messaging", "oauth"];

/// Writes the resource to `out` when the path is a known one of exactly one product.
pub(super) fn guess(
    table: &'static Table,
    path: &str,
    out: &mut String,
) -> Option<Located<'static>> {
    if !path.starts_with('/') || is_error_link(path) {
        return None;
    }
    let (version, segments) = split_version(path);
    let (known, misplaced_key) = match version {
        Some("2010-04-01") => account_path(table, table.product("api")?.root, segments, out),
        None if path.starts_with("/Accounts/") => below_account(table, segments, out)?,
        _ => (Some(elsewhere(table, version, segments)?), false),
    };
    if let Some(known) = known {
        out.clear();
        out.push_str(known);
    }
    (!out.is_empty()).then_some(Located {
        host: None,
        known,
        misplaced_key,
        instance: sid::ends_in_one(path),
        aim: Aim::default(),
    })
}

type Answer = (Option<&'static str>, bool);

/// `/Accounts/<AC…>/…`, as some SDKs print it, without the version.
fn below_account(
    table: &'static Table,
    segments: Segments<'_>,
    out: &mut String,
) -> Option<Answer> {
    let mut below = segments.clone().skip(1);
    let account = below.next()?;
    let speaks = ["AC", "SK"]
        .iter()
        .any(|prefix| account.starts_with(prefix))
        && looks_like_id(account);
    if !(speaks || account.is_empty() || is_mask(account)) {
        return None;
    }
    let root = table.product("api")?.root;
    let rest: Vec<&str> = below.collect();
    let known = if rest.is_empty() {
        speaks
    } else {
        follow(table, root, &rest).is_some()
    };
    known.then(|| account_path(table, root, segments, out))
}

/// Any other host: all products that have the path, less those that the SID in it excludes.
fn elsewhere(
    table: &'static Table,
    version: Option<&str>,
    segments: Segments<'_>,
) -> Option<&'static str> {
    let segments: Vec<&str> = segments.take(13).collect();
    if segments.len() > 12 {
        return None;
    }
    let mut found: Vec<(&'static str, Found)> = Vec::new();
    for product in table
        .products()
        .iter()
        .filter(|product| !NEVER.contains(&product.label))
    {
        let end = follow(table, product.root, &segments);
        found.extend(
            end.filter(|end| in_version(end.versions, version))
                .map(|end| (product.label, end)),
        );
    }
    if version.is_none()
        && found
            .iter()
            .any(|(_, end)| end.versions.meets(Versions::BARE))
    {
        found.retain(|(_, end)| end.versions.meets(Versions::BARE));
    }
    let first = found
        .first()?
        .1
        .first_id
        .and_then(|at| segments.get(at))
        .copied();
    if !speaks_of_twilio(&segments, first) {
        return None;
    }
    if found.len() > 1
        && let Some(products) = first.filter(|id| looks_like_id(id)).and_then(sid::products)
    {
        found.retain(|(label, _)| products.contains(label));
    }
    let resource = found.first()?.1.resource;
    found
        .iter()
        .all(|(_, end)| end.resource == resource)
        .then_some(resource)
}

fn in_version(versions: Versions, version: Option<&str>) -> bool {
    version.is_none_or(|version| versions.meets(Versions::of(version)))
}

/// The end of a path in the table, and which of its segments is the first identifier.
struct Found {
    resource: &'static str,
    versions: Versions,
    first_id: Option<usize>,
}

/// Follows the table to the end of a known path: no segment may be left over, none may be missing.
fn follow(table: &'static Table, root: u32, segments: &[&str]) -> Option<Found> {
    let mut node = root;
    let mut first_id = None;
    for (at, segment) in segments.iter().enumerate() {
        node = if let Some(next) = table.literal(node, segment) {
            next
        } else {
            first_id = first_id.or(Some(at));
            table.identifier(node)?
        };
    }
    let versions = table.versions(node);
    (versions != Versions::default()).then(|| Found {
        resource: table.resource(node),
        versions,
        first_id,
    })
}

/// An identifier of Twilio's form, or at least one name that is not everybody's; a plain number is nobody's SID.
fn speaks_of_twilio(segments: &[&str], first_id: Option<&str>) -> bool {
    let strong = first_id.is_some_and(|id| id.is_empty() || is_mask(id) || looks_like_id(id));
    let number = first_id.is_some_and(|id| {
        id.len() <= 10 && !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())
    });
    let named = segments.iter().any(|segment| {
        segment.starts_with(|c: char| c.is_ascii_uppercase())
            && Some(*segment) != first_id
            && !COMMON.contains(segment)
    });
    strong || (named && !number)
}

/// A SID, whole, shortened or partly hidden: two capital letters, then only digits, hexadecimal letters, and dots, stars or X.
pub(super) fn looks_like_id(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    bytes.len() >= 4
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..]
            .iter()
            .all(|b| b.is_ascii_hexdigit() || matches!(b, b'x' | b'X' | b'*' | b'.'))
}

/// A place-holder in an identifier's place: `{Sid}`, `<…>`, `****`, `:sid`, `$ACCOUNT_SID`, `MY-SID`.
fn is_mask(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    bytes.first().is_some_and(|b| b"{<*[:$".contains(b))
        || bytes.contains(&b'*')
        || segment.ends_with("SID")
}
