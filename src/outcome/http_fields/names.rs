//! Which names mean what: OpenTelemetry's HTTP conventions, old and new, and the spellings of common clients and loggers.

use super::Field;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a name means; where parents are given, only directly below one of them.
type Meaning = (Field, &'static [&'static str]);

/// All names without punctuation and in lower case, separated by blanks; before them the parents that they need, if any.
const NAMES: &[(Field, &[&str], &str)] = &[
    (
        Field::Url,
        &[],
        "url uri httpurl urlfull requesturl requesturi httprequesturl href endpoint \
         fullurl targeturl clientrequesturi",
    ),
    (Field::Url, &["url"], "full"),
    (
        Field::Path,
        &[],
        "path urlpath httptarget requestpath httppath urlresource target httprequestpath \
         clientrequestpath pathname rawpath csuristem",
    ),
    (Field::Base, &[], "baseurl origin"),
    (Field::RequestLine, &[], "request requestline"),
    (
        Field::Host,
        &[],
        "host hostname serveraddress httphost netpeername authority clientrequesthost \
         requesthost peeraddress urldomain serverhost targethost upstreamhost cshost xhostheader",
    ),
    (Field::Host, &["server"], "address"),
    (
        Field::Method,
        &[],
        "method httpmethod httprequestmethod requestmethod verb httpverb \
         clientrequestmethod csmethod",
    ),
    (
        Field::Status,
        &[],
        "status statuscode httpstatus httpstatuscode httpresponsestatuscode \
         responsestatus responsecode responsestatuscode httpcode httpresponsecode \
         edgeresponsestatus downstreamstatus elbstatuscode scstatus",
    ),
    (
        Field::Code,
        &[],
        "code errorcode twiliocode twilioerrorcode errcode twilioerror apierrorcode \
         providercode",
    ),
    (
        Field::Milliseconds,
        &[],
        "durationms elapsedms latencyms tookms responsetimems durationmillis responsetime \
         elapsedmilliseconds timems rttms originresponsedurationms",
    ),
    (
        Field::Microseconds,
        &[],
        "durationus durationmicros durationmicroseconds elapsedus elapsedmicros latencyus tookus \
         responsetimeus",
    ),
    (
        Field::Nanoseconds,
        &[],
        "durationns durationnanos durationnanoseconds elapsedns elapsednanos latencyns tookns \
         eventduration",
    ),
    (
        Field::Seconds,
        &[],
        "durations durationseconds elapsedseconds latencyseconds elapseds requestduration \
         twiliorequestduration requesttime",
    ),
    (Field::Duration, &[], "duration elapsed latency took"),
    (
        Field::RequestId,
        &[],
        "requestid twiliorequestid xrequestid reqid requestsid",
    ),
    (
        Field::CorrelationId,
        &[],
        "correlationid xcorrelationid traceid xtraceid traceparent operationid jobid",
    ),
    (Field::IdempotencyKey, &[], "idempotencykey"),
    (
        Field::Attempt,
        &[],
        "attempt attemptnumber tryno xretryattempt retryattempt httprequestresendcount \
         httpresendcount httpretrycount retrycount resendcount",
    ),
    (
        Field::ErrorText,
        &[],
        "error errortype errormessage err exception exceptiontype exceptionmessage \
         errorkind cause reason errorname errorclass errormsg errmsg errordetail exceptionclass \
         exceptionname failure failurereason stack stacktrace errorstack exceptionstack \
         exceptionstacktrace errors \
         excinfo exctype excvalue",
    ),
    (
        Field::ErrorText,
        &[
            "err",
            "error",
            "exception",
            "cause",
            "thrown",
            "innerException",
            "inner_exception",
            "InnerException",
            "Exception",
        ],
        "type message msg name class kind",
    ),
    // Serilog's, whose name is punctuation for the most part.
    (Field::ErrorText, &[], "x"),
    (
        Field::Started,
        &[],
        "starttime startutc startlocal edgeendtimestamp edgestarttimestamp timelocal timeiso8601 msec \
         startedat ts start",
    ),
    (Field::ResponseFlags, &[], "responseflags"),
    (Field::Server, &[], "server serverheader responseserver"),
    (
        Field::ContentType,
        &[],
        "contenttype responsecontenttype httpresponsecontenttype",
    ),
    (
        Field::Body,
        &[],
        "body responsebody respbody resbody response responsedata responsecontent responsetext \
         data content text html rawbody bodytext",
    ),
    (Field::ResponseDetails, &[], "responsecodedetails"),
    (
        Field::ServiceTime,
        &[],
        "upstreamservicetime xenvoyupstreamservicetime",
    ),
    (Field::UpstreamStatus, &[], "upstreamstatus"),
    (Field::ConnectTime, &[], "upstreamconnecttime"),
    (Field::HeaderTime, &[], "upstreamheadertime"),
    (Field::UpstreamTime, &[], "upstreamresponsetime"),
    (Field::UpstreamLength, &[], "upstreamresponselength"),
    (
        Field::OriginStatus,
        &[],
        "originstatus originresponsestatus targetstatuscode",
    ),
    (Field::OriginLength, &[], "origincontentsize"),
    (
        Field::Logger,
        &[],
        "logger loggername sourcecontext category",
    ),
];

/// The longest name as written that is looked at.
const LONGEST: usize = 40;

/// Every name with what it means; of a name that stands twice, the first.
static MEANINGS: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut meanings = HashMap::new();
    for (field, parents, names) in NAMES {
        for name in names.split_whitespace() {
            meanings.entry(name).or_insert((*field, *parents));
        }
    }
    meanings
});

/// What a name means: it is read without its punctuation and in lower case.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    if name.len() > LONGEST {
        return None;
    }
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let known = MEANINGS.get(plain.as_str()).copied();
    // Whatever the application puts before it.
    known.or_else(|| {
        let of_twilio = OF_TWILIO.iter().any(|name| plain.ends_with(name));
        (of_twilio && name.contains('.')).then_some((Field::Code, &[]))
    })
}

/// Names that are of a code of Twilio's behind any other.
const OF_TWILIO: [&str; 2] = ["twiliocode", "twilioerrorcode"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_every_spelling_and_no_other() {
        for (expected, _, names) in NAMES {
            for name in names.split_whitespace() {
                assert_eq!(
                    meaning(name).map(|(field, _)| field),
                    Some(*expected),
                    "{name}"
                );
            }
        }
        for (name, expected) in [
            ("http.status_code", Field::Status),
            ("HTTP-Status-Code", Field::Status),
            ("httpStatusCode", Field::Status),
            ("duration_ms", Field::Milliseconds),
        ] {
            assert_eq!(
                meaning(name).map(|(field, _)| field),
                Some(expected),
                "{name}"
            );
        }
        for name in [
            "",
            "_",
            "statu",
            "statusx",
            "a name far longer than any that means something",
            "zürl",
        ] {
            assert!(meaning(name).is_none(), "{name}");
        }
    }
}
