//! Words for silence: what HTTP clients print, and what structured records call it, when nobody answered.

use crate::chunk::finder::Finder;
use std::sync::LazyLock;

/// Words for a call that nobody answered, as HTTP clients print them; searched in lower case. A bare `timeout` is not
/// among them: it names a setting as often as an event.
const SILENCE: [&str; 89] = [
    "i/o timeout",
    "handshake timeout",
    "ssl certificate problem",
    "certificate verify failed",
    "failed to open tcp connection",
    "timed out",
    "timeout exceeded",
    "ms exceeded",
    "timeouterror",
    "connecttimeout",
    "readtimeout",
    "timeoutexception",
    "deadline exceeded",
    "socket hang up",
    "econnrefused",
    "econnreset",
    "etimedout",
    "enotfound",
    "eai_again",
    "econnaborted",
    "epipe",
    "connection refused",
    "connection reset",
    "connection aborted",
    "name or service not known",
    "no such host",
    "dns error",
    "name resolution",
    "execution expired",
    "unable to connect",
    "could not resolve",
    "n't resolve host",
    "n't connect to",
    "ssl handshake",
    "max retries exceeded",
    "error sending request",
    "esockettimedout",
    "ehostunreach",
    "enetunreach",
    "network is unreachable",
    "no route to host",
    "noroutetohostexception",
    "unknownhostexception",
    "nodename nor servname",
    "failed to verify certificate",
    "x509: certificate",
    "sslhandshakeexception",
    "pkix path building failed",
    "unable to verify the first certificate",
    "unable_to_verify_leaf_signature",
    "self_signed_cert",
    "cert_has_expired",
    "err_tls_cert_altname_invalid",
    "remotedisconnected",
    "remote end closed connection",
    "proxyerror(",
    "tunnel connection failed",
    "connect tunnel failed",
    "from proxy after connect",
    "tunneling socket could not be established",
    "proxy tunnel request to proxy",
    "configured httpclient.timeout",
    "und_err_connect_timeout",
    "und_err_headers_timeout",
    "und_err_body_timeout",
    "und_err_socket",
    "connect timeout error",
    "headers timeout error",
    "body timeout error",
    "before secure tls connection was established",
    "aborterror: this operation was aborted",
    "aborterror: the operation was aborted",
    "aborterror: the user aborted a request",
    "aborted due to timeout",
    "taskcanceledexception: ",
    "operationcanceledexception: ",
    "unexpected end of stream",
    "broken pipe (write failed)",
    "write: broken pipe",
    "opentimeout",
    "writetimeout",
    "self signed certificate",
    "self-signed certificate",
    "certificate has expired",
    "unable to get local issuer certificate",
    "ssl connection could not be established",
    "tlsv1 alert",
    "typeerror: fetch failed",
    "socketerror: other side closed",
];

/// True when a text says that nobody answered.
#[must_use]
pub fn tells_silence(text: &str) -> bool {
    static SEARCH: LazyLock<Finder> = LazyLock::new(|| Finder::in_any_case(&SILENCE));
    SEARCH.find(text.as_bytes(), 0).is_some()
}

/// Words that tell of a silence only where an error is named: elsewhere they tell as well of a plan, a setting, or another
/// connection.
const OF_ERRORS: [&str; 60] = [
    "fetch failed",
    "failed to fetch",
    "fetcherror",
    "operation was aborted",
    "request was aborted",
    "aborterror",
    "err_canceled",
    "cancelederror",
    "task was canceled",
    "operation was canceled",
    "request was canceled",
    "request canceled",
    "taskcanceledexception",
    "operationcanceledexception",
    "context canceled",
    "broken pipe",
    "brokenpipe",
    "other side closed",
    "socket closed",
    "socketexception",
    "connectexception",
    "sslexception",
    "sslerror",
    "ssl routines",
    "ssl_connect",
    "wrong version number",
    "interruptedioexception",
    "streamresetexception",
    "nohttpresponseexception",
    "failed to respond",
    "remoteprotocolerror",
    "server disconnected",
    "serverdisconnected",
    "connectorerror",
    "connecterror",
    "pooltimeout",
    "connectionfailed",
    "connection timeout to",
    "end of file reached",
    "unexpected eof",
    "eoferror",
    "curl error ",
    "network error",
    "error occurred while sending the request",
    "unable to read data from the transport connection",
    "response ended prematurely",
    "actively refused",
    "use of closed network connection",
    "server closed idle connection",
    "timeout after ",
    "timeout awaiting ",
    "timeout waiting ",
    "timeout while ",
    "timeout was reached",
    "timeout reached",
    "timeout expired",
    "proxyerror",
    "cannot connect to proxy",
    "connection closed before message completed",
    "software caused connection abort",
];

/// What structured records call a silence, letters alone: values of an error field, never searched in prose.
const SILENCES: [&str; 36] = [
    "timeout",
    "readtimeout",
    "connecttimeout",
    "connectiontimeout",
    "requesttimeout",
    "sockettimeout",
    "dnsfailure",
    "dnserror",
    "connectionrefused",
    "connectionreset",
    "connectionerror",
    "connectionfailed",
    "connectfailure",
    "networkerror",
    "proxyerror",
    "proxyfailure",
    "tlserror",
    "tlsfailure",
    "tlshandshakefailure",
    "sslerror",
    "tlshandshakeerror",
    "timedout",
    "deadlineexceeded",
    "connectionclosed",
    "connectionaborted",
    "networkfailure",
    "networkunreachable",
    "hostunreachable",
    "socketerror",
    "eof",
    "aborted",
    "connecterror",
    "nameresolutionfailed",
    "nameresolutionfailure",
    "nameresolutionerror",
    "dnsresolutionfailed",
];

/// True when the value of an error field says that nobody answered: in words, or as a name such as `read_timeout`.
#[must_use]
pub fn names_silence(value: &str) -> bool {
    static SEARCH: LazyLock<Finder> = LazyLock::new(|| Finder::in_any_case(&OF_ERRORS));
    let named = || {
        let letters = value.chars().filter(char::is_ascii_alphanumeric);
        let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        SILENCES.contains(&plain.as_str())
    };
    (value.len() <= 40 && named())
        || tells_silence(value)
        || value.trim_end().ends_with(": EOF")
        || SEARCH.find(value.as_bytes(), 0).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silences_are_names_or_words_of_an_error_field() {
        for text in [
            "read_timeout",
            "ReadTimeout",
            "TLS_ERROR",
            "dns-failure",
            "timeout",
            "Read timed out. (read timeout=10)",
            "java.net.UnknownHostException",
            "java.net.UnknownHostException: api.twilio.com",
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "javax.net.ssl.SSLHandshakeException: PKIX path building failed",
            "ProxyError('Cannot connect to proxy.', RemoteDisconnected('Remote end closed connection'))",
            "Tunnel connection failed: 407 Proxy Authentication Required",
            "dial tcp 192.0.2.1:443: connect: network is unreachable",
            "ESOCKETTIMEDOUT",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "The request was canceled due to the configured HttpClient.Timeout of 10 seconds elapsing.",
            "fetch failed",
            "UND_ERR_HEADERS_TIMEOUT",
            "AbortError: This operation was aborted",
            "The operation was aborted due to timeout",
            "Client network socket disconnected before secure TLS connection was established",
            "A task was canceled.",
            "Net::OpenTimeout",
            "Broken pipe (Write failed)",
            "unexpected end of stream on https://api.twilio.com/...",
            "Post \"https://api.twilio.com/\": EOF",
            "Post \"https://api.twilio.com/\": context canceled",
            "read timeout after 10000ms",
            "self signed certificate in certificate chain",
            "error:0A000086:SSL routines::certificate verify failed",
            "ProxyError: Cannot connect to proxy",
            "name_resolution_failed",
            "connect_error",
            "connection closed before message completed",
            "Software caused connection abort",
            "aborted",
        ] {
            assert!(names_silence(text), "{text}");
        }
        for text in [
            "",
            "invalid_timeout_setting",
            "bad request",
            "the tunnel is open",
            "proxy settings saved",
            "timeout must be below 60",
            "the fetch of the row failed",
            "invalid value for abort",
            "GEOF",
            "the order was canceled",
        ] {
            assert!(!names_silence(text), "{text}");
        }
        // Around a URL these are a plan or another's.
        for text in [
            "will see fetch failed",
            "context canceled",
            "retries on a timeout after 10 s",
            "an AbortError is raised",
        ] {
            assert!(!tells_silence(text), "{text}");
        }
    }
}
