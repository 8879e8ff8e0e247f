//! Owns the grammar of Twilio's host names: which of them are the API, and which product they name.

use super::scan;

/// Names below `twilio.com` that are web sites, files, signalling or other things than the REST API.
const NOT_API: [&str; 46] = [
    "ahoy",
    "app",
    "ask",
    "assets",
    "blog",
    "cdn",
    "chunder",
    "community",
    "console",
    "customers",
    "debugger",
    "demo",
    "docs",
    "email",
    "eventgw",
    "flex",
    "global",
    "go",
    "help",
    "images",
    "info",
    "investors",
    "jobs",
    "learn",
    "login",
    "mail",
    "mcs",
    "pages",
    "partners",
    "sdk",
    "sdkgw",
    "showcase",
    "signal",
    "static",
    "status",
    "stun",
    "support",
    "surveys",
    "tls-test",
    "training",
    "tsock",
    "turn",
    "web",
    "webhooks",
    "www",
    "www2",
];

/// Names of edge locations that may stand without a region; `-ix` marks the private ones.
const EDGES: [&str; 10] = [
    "ashburn",
    "dublin",
    "frankfurt",
    "osaka",
    "roaming",
    "sao-paulo",
    "singapore",
    "sydney",
    "tokyo",
    "umatilla",
];

/// True for `<product>(.<edge>)?(.<region>)?.twilio.com` in any case, with or without a port. Products need not be known,
/// but names that are known to be no API (`www`, `console`, `status`, …) are refused.
#[must_use]
pub fn is_api_host(host: &str) -> bool {
    product_label(without_port(host)).is_some_and(|label| !is_no_api(label))
}

/// Cuts a URL into host and path. The host ends at the first character that browsers end it at, so that
/// `https://evil.example\@api.twilio.com` is not mistaken for the API.
pub(super) fn split(url: &str) -> Option<(&str, &str)> {
    let url = without_scheme(url);
    let (mut authority, mut path) = url.split_at(scan::slash(url).unwrap_or(url.len()));
    // One cheap look spares the plain host three searches.
    if scan::holds(authority, |b| {
        matches!(b, b'@' | b':' | b'?' | b'#' | b'\\')
    }) || path.is_empty()
    {
        let end = authority
            .bytes()
            .position(|b| matches!(b, b'?' | b'#' | b'\\'));
        (authority, path) = url.split_at(end.unwrap_or(authority.len()));
        path = path.strip_prefix('\\').unwrap_or(path);
        let user = authority
            .bytes()
            .rposition(|b| b == b'@')
            .map_or(0, |at| at + 1);
        authority = without_port(&authority[user..]);
    }
    (!authority.is_empty()).then_some((authority, path))
}

/// Drops `http://` and the like; slashes may be escaped as JSON encoders do (`http:\/\/`).
fn without_scheme(url: &str) -> &str {
    if let Some(rest) = url.strip_prefix("https://") {
        return rest;
    }
    let letters = url
        .bytes()
        .take(8)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let after = &url[letters..];
    after
        .strip_prefix("://")
        .or_else(|| after.strip_prefix(":\\/\\/"))
        .unwrap_or(url)
}

/// Drops a port, and what text around a bare host leaves at its end.
pub(super) fn without_port(host: &str) -> &str {
    let host = trim_end(host, b" \t\r\n),;'\"`>]}");
    match host.bytes().rposition(|b| !b.is_ascii_digit()) {
        Some(at) if host.as_bytes()[at] == b':' => &host[..at],
        _ => host,
    }
}

/// Drops the given ASCII characters from the end.
pub(super) fn trim_end<'a>(text: &'a str, junk: &[u8]) -> &'a str {
    if text.ends_with(|last: char| last.is_ascii_alphanumeric()) {
        return text; // nearly always
    }
    let kept = text
        .bytes()
        .rposition(|b| !junk.contains(&b))
        .map_or(0, |last| last + 1);
    // The byte before `kept` may be the last one of a longer character, never the middle of one.
    &text[..kept]
}

/// The first label of a host of the API's form, as written; whether it is a web site, [`is_no_api`] says.
pub(super) fn product_label(host: &str) -> Option<&str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.len() > 80 || !host.is_ascii() {
        return None;
    }
    let (front, zone) = host.split_at_checked(host.len().checked_sub(".twilio.com".len())?)?;
    if !zone.eq_ignore_ascii_case(".twilio.com") {
        return None;
    }
    let label = match front.split_once('.') {
        None => front,
        Some((label, place)) if is_place(place) => label,
        Some(_) => return None,
    };
    (is_label(label) && label.as_bytes()[0].is_ascii_alphabetic()).then_some(label)
}

/// True for the labels of hosts that are known to be something else than the API; asked only when the label is not a known
/// product, since the list is long.
pub(super) fn is_no_api(label: &str) -> bool {
    label
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("chunderw"))
        || NOT_API.iter().any(|name| name.eq_ignore_ascii_case(label))
}

fn is_label(label: &str) -> bool {
    (1..=40).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// `<edge>.<region>`, or one of the two alone.
fn is_place(place: &str) -> bool {
    match place.split_once('.') {
        Some((edge, region)) => is_label(edge) && is_region(region),
        None => is_region(place) || is_edge(place),
    }
}

/// Two letters and a digit: `us1`, `ie1`, `au1`.
fn is_region(label: &str) -> bool {
    matches!(label.as_bytes(), [a, b, n] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && n.is_ascii_digit())
}

fn is_edge(label: &str) -> bool {
    let name = label.strip_suffix("-ix").unwrap_or(label);
    EDGES.iter().any(|edge| edge.eq_ignore_ascii_case(name))
}
