//! Calls that nobody answered, as HTTP clients tell them: around a URL, or with the host alone.

use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::outcome::contract::Found;
use crate::outcome::grammar;
use crate::resource;

/// True when what stands around a URL says that nobody answered.
pub(super) fn around(before: &str, after: &str) -> bool {
    const BEFORE: [&str; 4] = [
        "error sending request",
        "I/O error on ",
        "cURL error ",
        "ailed host lookup: ",
    ];
    let line = before.rsplit('\n').next().unwrap_or("");
    let ended = |text: &str| {
        let ends = [": EOF", "unexpected EOF", ": context canceled"];
        ends.iter().any(|words| text.ends_with(words))
    };
    BEFORE.iter().any(|words| line.contains(words))
        || of_apple(before)
        || connecting(line)
        || after.contains(" net::ERR_")
        // Elixir's clients name the reason by an atom.
        || after.trim_start().starts_with("-> error: :")
        // PHP's streams; an answer would have put its status behind it.
        || after.contains("failed to open stream: ")
        || ended(after.trim_end_matches(['"', '\'', ' ', '}']))
        || grammar::tells_silence(after)
        || named(after)
}

/// True behind an error of Apple's that means that nobody answered: `Error Domain=NSURLErrorDomain Code=-1001 …
/// NSErrorFailingURLStringKey=`.
fn of_apple(before: &str) -> bool {
    const CODES: [&str; 13] = [
        "-1001", "-1003", "-1004", "-1005", "-1006", "-1009", "-1200", "-1201", "-1202", "-1203",
        "-1204", "-1205", "-1206",
    ];
    let Some((_, told)) = before.rsplit_once("Domain=NSURLErrorDomain Code=") else {
        return false;
    };
    let code = told.split(' ').next().unwrap_or("");
    let url = told.trim_end_matches([' ', '"', '=']);
    let key = ["NSErrorFailingURLStringKey", "NSErrorFailingURLKey"];
    CODES.contains(&code) && key.iter().any(|key| url.ends_with(key))
}

/// What the names of errors go by in lines that append `name=value`.
const ERRORS: [&str; 5] = ["error", "err", "error_type", "exception", "cause"];

/// True for the name of a silence where the outcome or the error stands: `-> dns_failure in 17 ms error=dns_failure`.
fn named(after: &str) -> bool {
    let name = |text: &str| {
        let word = text.split([' ', ',', '"', '\'']).next().unwrap_or("");
        grammar::names_silence(word)
    };
    let arrow = after.trim_start().strip_prefix("-> ");
    arrow.is_some_and(name)
        || ERRORS
            .iter()
            .any(|key| grammar::keyed(after, key).is_some_and(name))
}

/// True where a connection to the URL broke in its handshake: `certificate verify failed: … while connecting to`.
fn connecting(line: &str) -> bool {
    let words = line.trim_end_matches([' ', '"', '\'']);
    words.ends_with(" connecting to") && grammar::tells_silence(words)
}

/// Words right before a host, whose own meaning is that it was not reached.
const FAILED: [&str; 16] = [
    "ailed host lookup: '",
    "ENOTFOUND ",
    "EAI_AGAIN ",
    "ould not resolve host: ",
    "UnknownHostException: ",
    "nable to resolve host \"",
    "ailed to connect to ",
    "No such host is known. (",
    "nable to connect to ",
    "annot connect to host ",
    "an't connect to ",
    "ame could not be resolved: '",
    // undici, of Node.
    "Connect Timeout Error (attempted address: ",
    // wget.
    "nable to resolve host address \u{2018}",
    "nable to resolve host address '",
    "nable to resolve host address `",
];

/// Words right before a host, where what follows must say that it was not reached.
const TRIED: [&str; 5] = [
    "lookup ",
    "TCP connection to ",
    "Connect to ",
    "onnection to ",
    "onnecting to ",
];

/// What a host of Twilio's API ends with.
pub(super) const HOST: &str = ".twilio.com";

/// A host of Twilio's API without a URL: `getaddrinfo ENOTFOUND api.twilio.com`.
pub(super) fn host<'a>(text: &'a str, _: &LogRecord<'a>, _: &mut Found<'a>) -> Option<Event<'a>> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), HOST).take(8);
    places.find_map(|at| {
        let end = at + HOST.len();
        let start = text[..at]
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte))
            .count();
        let (before, host) = (&text[..at - start], &text[at - start..end]);
        let after = text[end..].split(['\n', '\r']).next().unwrap_or("");
        let failed = FAILED.iter().any(|words| before.ends_with(words)) || broken(before);
        let tried = || TRIED.iter().any(|words| before.ends_with(words));
        let mut next = after.chars();
        let longer = match next.next() {
            Some('.') => next.next().is_some_and(char::is_alphanumeric),
            Some(letter) => letter.is_alphanumeric() || letter == '-',
            None => false,
        };
        let silent = !longer
            && (failed || (tried() && grammar::tells_silence(after)) || refused(before, after))
            && !grammar::source::is_program(text, at - start);
        let http_status = answered_by(before, after).filter(|_| !longer);
        let told =
            silent || (http_status.is_some() && !grammar::source::is_program(text, at - start));
        (told && resource::is_api_host(host)).then(|| Event {
            origin: http_status.map_or(Origin::Nobody, |_| Origin::default()),
            host: Some(host),
            http_status,
            twilio_code: http_status.and_then(|status| {
                let code = grammar::keyed_code(after, &["code"])?;
                grammar::are_pair(status, code).then_some(code)
            }),
            ..Event::default()
        })
    })
}

/// The status of a failure that begins what is said, before the host that gave it: `[gateway] HTTP 502 from api.twilio.com: …`.
/// Anywhere else it may be a rule, a question or a count.
fn answered_by(before: &str, after: &str) -> Option<u16> {
    const ENDS: [&str; 7] = ["]", "rror:", "ailed:", "got", "Got", "eceived", "xception:"];
    let line = grammar::last_line(before);
    let (ahead, number) = line.strip_suffix(" from ")?.rsplit_once("HTTP ")?;
    let (reason, status) = grammar::status(number).ok().filter(|told| told.1 >= 400)?;
    let plain = |letter: char| letter.is_ascii_alphabetic() || letter == ' ';
    let ahead = ahead.trim_end();
    let begins = ahead.is_empty() || ENDS.iter().any(|end| ahead.ends_with(end));
    let ends = after.is_empty() || after.starts_with([':', ',', '.']) || after.starts_with(" {");
    let page = grammar::is_page(line) || ahead.contains('"');
    (reason.chars().all(plain) && begins && ends && !page).then_some(status)
}

/// True where .NET puts host and port in brackets behind what its sockets say: `Connection refused (api.twilio.com:443)`.
fn refused(before: &str, after: &str) -> bool {
    let line = grammar::last_line(before);
    let words = line.strip_suffix(" (").unwrap_or("");
    let port = after.strip_prefix(':').map_or("", |port| {
        port.trim_start_matches(|letter: char| letter.is_ascii_digit())
    });
    port.starts_with(')')
        && !words.is_empty()
        && (words.contains("HttpRequestException: ") || grammar::tells_silence(words))
}

/// True before the host of a handshake that broke, in cURL's words: `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to`.
fn broken(before: &str) -> bool {
    let line = grammar::last_line(before);
    line.ends_with(" in connection to ") && line.contains("SSL_connect: ")
}

/// What urllib3 says of an attempt that broke, and before the host.
pub(super) const POOLS: [&str; 2] = [" after connection broken by ", "ConnectionPool(host='"];

/// urllib3 without a URL: `HTTPSConnectionPool(host='api.twilio.com', port=443): Max retries exceeded with url: /path`,
/// and what it says of each attempt before: `after connection broken by '…': /path`.
pub(super) fn pool<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let mut event = Event {
        origin: Origin::Nobody,
        ..Event::default()
    };
    if let Some((_, after)) = text.split_once(POOLS[0]) {
        let path = after
            .split_once("': /")
            .map(|(before, _)| &after[before.len() + 3..])?;
        let path = path.split(char::is_whitespace).next()?;
        let host = after
            .split_once("host='")
            .and_then(|(_, host)| host.split('\'').next());
        return found
            .locate_path(host, path, &mut event, record)
            .then_some(event);
    }
    let (_, after) = text.split_once(POOLS[1])?;
    let (host, after) = after.split_once('\'')?;
    let path = after.split_once("with url: ").map_or("/", |(_, path)| {
        path.split([' ', ')']).next().unwrap_or("/")
    });
    (found.locate_path(Some(host), path, &mut event, record) && grammar::tells_silence(after)).then(
        || {
            event.origin = Origin::Nobody;
            event
        },
    )
}
