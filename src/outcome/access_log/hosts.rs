//! Where access logs write the host that was asked, and which of their fields are hosts at all.

use crate::resource;

/// The host of Twilio's API among the fields around a request.
pub(super) fn of<'a>(before: &'a str, after: &'a str) -> Option<&'a str> {
    fields(before)
        .chain(fields(after))
        .map(bare)
        .find(|field| resource::is_api_host(field))
}

/// Fields in quotes or between blanks, `name=` taken off.
pub(super) fn fields(text: &str) -> impl Iterator<Item = &str> {
    let plain = |field: &'_ str| field.len() > 7;
    text.split([' ', '"', '\t', ',', ';', '|', '{', '}'])
        .filter(move |field| plain(field))
        .map(|field| field.split_once('=').map_or(field, |(_, value)| value))
}

/// A field without the scheme of a URL that names no more than a host: urllib3 prints one before the request, Traefik one
/// behind it. With a path, if only `/`, it is a page that links there.
fn bare(field: &str) -> &str {
    // `DEBUG:urllib3.connectionpool:https://…`: Python's plainest logger puts no blank before it.
    match field.split_once("://") {
        Some((ahead, host)) if is_scheme(ahead) => host,
        _ => field,
    }
}

/// True for the scheme of a URL, alone or right behind a logger's colon.
fn is_scheme(word: &str) -> bool {
    let ahead = word
        .strip_suffix("https")
        .or_else(|| word.strip_suffix("http"));
    ahead.is_some_and(|ahead| ahead.is_empty() || ahead.ends_with(':'))
}

/// The headers that `HAProxy` captures, in braces before the request.
pub(super) fn captured(before: &str) -> impl Iterator<Item = &str> {
    let braces = memchr::memchr(b'{', before.as_bytes()).map_or("", |at| &before[at..]);
    fields(braces)
}

/// True for a bare host name, which access logs write for the host that was asked. Not for addresses, links and agents.
pub(super) fn is_other(field: &str) -> bool {
    let host = field.split_once(':').map_or(field, |(host, _)| host);
    let labels = || host.split('.');
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let zone = labels().next_back().unwrap_or("");
    labels().count() > 1
        && labels().all(label)
        && zone.len() > 1
        && zone.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !resource::is_api_host(host)
}
