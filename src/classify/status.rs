//! The status half of the pair: what an HTTP status of Twilio says when no code says it better.

use super::words::{Fault, Retry};

/// Who must act on this status, and what a client may do; nothing for statuses that are no failure or no final answer.
pub(super) const fn verdict(status: u16) -> Option<(Fault, Retry)> {
    Some(match status {
        401 => (Fault::YourCredentials, Retry::Never),
        403 => (Fault::YourPermission, Retry::Never),
        404 => (Fault::YourReference, Retry::Never),
        429 => (Fault::YourRate, Retry::AfterDelay),
        400..=499 => (Fault::YourRequest, Retry::Never),
        500..=599 => (Fault::Twilio, Retry::Backoff),
        _ => return None,
    })
}

/// The reason phrase of RFC 9110 and its kin, for the statuses that logs of HTTP clients hold.
pub(super) const fn reason(status: u16) -> Option<&'static str> {
    Some(match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No content",
        301 => "Moved permanently",
        302 => "Found",
        304 => "Not modified",
        307 => "Temporary redirect",
        308 => "Permanent redirect",
        400 => "Bad request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Request timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition failed",
        413 => "Content too large",
        415 => "Unsupported media type",
        422 => "Unprocessable content",
        426 => "Upgrade required",
        429 => "Too many requests",
        500 => "Internal server error",
        501 => "Not implemented",
        502 => "Bad gateway",
        503 => "Service unavailable",
        504 => "Gateway timeout",
        _ => return None,
    })
}

/// What a person does next about this status.
pub(super) const fn action(status: u16) -> Option<&'static str> {
    Some(match status {
        401 => {
            "Compare SID and secret with the Console first. That is Account SID and Auth Token, or API key SID and \
             secret; repeated 401s may trip the account's security."
        }
        403 => {
            "Enable the region, use the account that owns the resource, or change the plan: the credentials are good \
             but the action is not allowed."
        }
        404 => {
            "Check the SID in the URL and its account. Twilio has nothing there; a resource made a moment ago \
             deserves one delayed look."
        }
        405 => "Use the HTTP method that the API reference gives for this resource.",
        409 => "Fetch the resource as it is now, and send a change that fits its state.",
        410 => "Delete the reference to the resource: it is gone for good.",
        415 => {
            "Send the Content-Type that the endpoint expects, mostly application/x-www-form-urlencoded."
        }
        429 => {
            "Slow down: queue requests, run fewer at once. If the load is real, have the limit raised."
        }
        400..=499 => {
            "Read the message in the answer's body: it names the parameter and its valid form. Then correct the code."
        }
        501 => {
            "Use a method and parameters that the API reference gives: what was asked for is not implemented there, and will \
             not be in a minute."
        }
        500 | 504 => {
            "Retry with backoff, but look before repeating a create: it may have succeeded."
        }
        500..=599 => {
            "Retry with backoff; this is mostly over within minutes. If it lasts, look at Twilio's status page."
        }
        _ => return None,
    })
}
