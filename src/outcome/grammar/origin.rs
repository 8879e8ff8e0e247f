//! Who answered: the words for calls that never left, servers of other products, and the id that joins attempts.

/// Words for a connection that was never made: DNS, refused, TLS, proxy. Blanks stand for anything but letters and digits.
const UNSENT: [&str; 55] = [
    "enotfound",
    "eai again",
    "econnrefused",
    "connection refused",
    "connectionrefused",
    "newconnectionerror",
    "failed to establish a new connection",
    "name or service not known",
    "no such host",
    "name resolution",
    "nameresolution",
    "could not resolve",
    "failed to resolve",
    "getaddrinfo",
    "unknownhost",
    "dns failure",
    "dns error",
    "proxy error",
    "proxyerror",
    "connect to proxy",
    "proxy failure",
    "ssl handshake",
    "sslerror",
    "ssl error",
    "tls",
    "certificate verify failed",
    "sslhandshake",
    "network is unreachable",
    "enetunreach",
    "ehostunreach",
    "no route to host",
    "noroutetohost",
    "host unreachable",
    "failed to open tcp connection",
    "failed to verify certificate",
    "x509",
    "pkix path building",
    "unable to verify",
    "self signed cert",
    "cert has expired",
    "tunnel connection failed",
    "connect tunnel failed",
    "from proxy after connect",
    "tunneling socket could not",
    "proxy tunnel request",
    "nodename nor servname",
    "proxyconnect",
    "ssl connect",
    "ssl connection could not",
    "actively refused",
    "wrong version number",
    "tlsv1 alert",
    "alert handshake failure",
    "certificate has expired",
    "local issuer certificate",
];

/// Words for a connection that took too long to be made, or failed in the making.
const CONNECTING: [&str; 18] = [
    "connecttimeout",
    "connect timeout",
    "connectiontimeout",
    "connect timed out",
    "connection timed out after",
    "connect etimedout",
    "connecterror",
    "connect error",
    "clientconnectorerror",
    "cannot connect to host",
    "failed to connect to",
    "resolving timed out",
    "opentimeout",
    "dial tcp",
    "connection attempt failed",
    "connection timeout to",
    "connectexception",
    "pooltimeout",
];

/// Words for an answer that did not come: beside them a time-out for connecting is only a setting.
const READING: [&str; 6] = [
    "read timed out",
    "readtimeout",
    "read tcp",
    "sockettimedout",
    "headers timeout",
    "body timeout",
];

/// Words for a connection that had been made, whatever its error goes by.
const ESTABLISHED: [&str; 4] = [
    "ssl read",
    "ssl write",
    "bad record mac",
    "unexpected eof while reading",
];

/// True when a text that [`super::tells_silence`] says that the call never left: Twilio cannot have heard of it.
#[must_use]
pub fn never_sent(text: &str) -> bool {
    let plain = without_frames(text);
    let says = |all: &[&str]| all.iter().any(|words| plain.contains(words));
    if says(&ESTABLISHED) {
        return false;
    }
    // As the whole name of an error it is no setting.
    let named = matches!(plain.trim(), "connection timeout" | "connect timeout");
    if named || (says(&CONNECTING) && !says(&READING)) {
        return true;
    }
    UNSENT.iter().any(|words| {
        plain.match_indices(words).any(|(at, _)| {
            // `tls` is a word of its own, or nothing.
            let whole = |letter: Option<char>| letter.is_none_or(|letter| letter == ' ');
            words.len() > 3
                || (whole(plain[..at].chars().next_back())
                    && whole(plain[at + words.len()..].chars().next()))
        })
    })
}

/// The words of a text in lower case, without the frames of its stack: Node's name `tls` after every broken connection.
fn without_frames(text: &str) -> String {
    let lines = text.split(['\n', '\r']);
    let told = lines.filter(|line| !line.trim_start().starts_with("at "));
    let letters = told.flat_map(|line| line.chars().chain([' ']));
    letters
        .map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            _ => ' ',
        })
        .collect()
}

/// Products that name themselves in `Server` when they answer in another's place.
const SERVERS: [&str; 24] = [
    "nginx",
    "openresty",
    "tengine",
    "envoy",
    "istio-envoy",
    "cloudflare",
    "awselb",
    "cloudfront",
    "akamaighost",
    "haproxy",
    "squid",
    "varnish",
    "apache",
    "microsoft-iis",
    "microsoft-azure-application-gateway",
    "google frontend",
    "gws",
    "caddy",
    "traefik",
    "kong",
    "litespeed",
    "cowboy",
    "zscaler",
    "bigip",
];

/// True when the value of a `Server` header names a known proxy, load balancer or web server.
#[must_use]
pub fn is_other_server(value: &str) -> bool {
    let lower = value
        .get(..value.len().min(48))
        .unwrap_or("")
        .to_ascii_lowercase();
    SERVERS.iter().any(|name| {
        let rest = lower.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ' ', '(']))
    })
}

/// How much of a text is looked at for a page.
const PAGE: usize = 256;

/// True for a body that is a page, also behind a sentence that introduces it. Pages that a document quotes are its own.
#[must_use]
pub fn is_page(text: &str) -> bool {
    let start = text.as_bytes().get(..text.len().min(PAGE)).unwrap_or(b"");
    let Some((before, page)) =
        memchr::memchr(b'<', start).and_then(|at| start.split_at_checked(at))
    else {
        return false;
    };
    let begins = |tag: &[u8]| {
        let found = page.get(..tag.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(tag))
    };
    !before.contains(&b'{') && (begins(b"<html") || begins(b"<!doctype html"))
}

/// Bytes of a `traceparent`.
pub const TRACEPARENT: usize = 55;

/// The trace of a `traceparent`, whose later parts differ from attempt to attempt; any other id as it is.
#[must_use]
#[inline]
pub fn trace_of(id: &str) -> &str {
    if id.len() == TRACEPARENT {
        trace(id)
    } else {
        id
    }
}

fn trace(id: &str) -> &str {
    let mut parts = id.split('-');
    match (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) {
        (Some(version), Some(trace), Some(span), Some(flags), None)
            if [version.len(), trace.len(), span.len(), flags.len()] == [2, 32, 16, 2] =>
        {
            trace
        }
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_sent_is_told_from_what_nobody_answered() {
        for text in [
            "dns_failure",
            "connection_refused",
            "proxy_error",
            "tls_error",
            "ECONNREFUSED 10.0.0.1:443",
            "getaddrinfo ENOTFOUND api.twilio.com",
            "Max retries exceeded (Caused by NameResolutionError: Failed to resolve host)",
            "Caused by ProxyError('Cannot connect to proxy.')",
            "net/http: TLS handshake timeout",
            "NewConnectionError: [Errno 111] Connection refused",
            "java.net.UnknownHostException",
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "javax.net.ssl.SSLHandshakeException: PKIX path building failed",
            "Tunnel connection failed: 407 Proxy Authentication Required",
            "dial tcp 192.0.2.1:443: connect: network is unreachable",
            "self-signed certificate in certificate chain",
            "ConnectTimeoutError: Connection to host timed out. (connect timeout=3.0)",
            "java.net.SocketTimeoutException: connect timed out",
            "connect ETIMEDOUT 192.0.2.1:443",
            "UND_ERR_CONNECT_TIMEOUT",
            "cURL error 28: Connection timed out after 3001 milliseconds",
            "Net::OpenTimeout: execution expired",
            "dial tcp 192.0.2.1:443: i/o timeout",
            "fetch failed\nUND_ERR_CONNECT_TIMEOUT",
            "Connect Timeout Error (attempted address: api.twilio.com:443, timeout: 10000ms)",
            "ECONNRESET\nClient network socket disconnected before secure TLS connection was established",
            "java.net.SocketTimeoutException: Connect timed out",
            "self-signed certificate in certificate chain",
            "SSL_connect returned=1 errno=0 state=error: wrong version number",
            "connect EHOSTUNREACH 192.0.2.1:443",
            "no route to host",
            "[Errno 113] No route to host",
            "Failed to open TCP connection to api.twilio.com:443 (execution expired)",
            "connection timeout",
            "host_unreachable",
            "connect_error",
            "name_resolution_failed",
        ] {
            assert!(never_sent(text), "{text}");
        }
        for text in [
            "read_timeout",
            "Read timed out. (read timeout=10.0)",
            "Read timed out. (connect timeout=3.0, read timeout=10.0)",
            "read tcp 192.0.2.2:5000->192.0.2.1:443: i/o timeout",
            "socket hang up",
            "ECONNRESET",
            "ESOCKETTIMEDOUT",
            "RemoteDisconnected('Remote end closed connection without response')",
            "fetch failed",
            "UND_ERR_HEADERS_TIMEOUT",
            "This operation was aborted",
            "Broken pipe (Write failed)",
            "context canceled",
            "read ECONNRESET\n    at TLSSocket.emit (node:_tls_wrap:1124:19)",
            "OpenSSL::SSL::SSLError: SSL_read: unexpected eof while reading",
            "connection timed out",
            "Software caused connection abort",
            "connection closed before message completed",
            "bottlenecks",
            "battlsip",
        ] {
            assert!(!never_sent(text), "{text}");
        }
    }

    #[test]
    fn servers_of_other_products() {
        for text in [
            "nginx",
            "nginx/1.25.3",
            "Apache/2.4 (Unix)",
            "awselb/2.0",
            "Envoy",
        ] {
            assert!(is_other_server(text), "{text}");
        }
        for text in [
            "twilio",
            "",
            "nginx-7.internal.example",
            "envoy7",
            "web-3",
            "apache.example.com",
        ] {
            assert!(!is_other_server(text), "{text}");
        }
    }

    #[test]
    fn the_trace_is_what_stays_the_same() {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(trace_of(parent), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(trace_of("3f2a-11"), "3f2a-11");
    }
}
