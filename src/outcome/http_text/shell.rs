//! The errors of PowerShell's web commands and of the .NET classes beneath: the status in the message, the URL in the source
//! line that is printed below it, which may be cut off.

use crate::envelope::contract::LogRecord;
use crate::event::Event;
use crate::outcome::contract::Found;
use crate::outcome::grammar;
use crate::resource;

/// What .NET says before the status.
pub(super) const MESSAGES: [&str; 2] = [
    "remote server returned an error: (",
    "does not indicate success: ",
];

/// `The remote server returned an error: (401) Unauthorized.`, with a URL of Twilio's API in the command below.
pub(super) fn refused<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let after = MESSAGES.iter().find_map(|words| {
        let (_, after) = text.split_once(words)?;
        Some(after)
    })?;
    let (_, status) = grammar::status(after).ok().filter(|told| told.1 >= 400)?;
    let mut event = Event {
        http_status: Some(status),
        ..Event::default()
    };
    let mut urls = memchr::memmem::find_iter(text.as_bytes(), "https://").take(8);
    urls.any(|at| asked(&text[at..], &mut event, record, found))
        .then_some(())?;
    let method = text.split_once("-Method ").map(|(_, method)| method);
    event.method = method.and_then(|method| {
        let method = method.trim_start_matches(['"', '\'', ' ']);
        grammar::first_method(method)
    });
    Some(event)
}

/// Fills what a URL says; of one that is cut off, the host alone.
fn asked<'a>(
    url: &'a str,
    event: &mut Event<'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> bool {
    if let Some(length) = grammar::url_length(url) {
        return found.locate(&url[..length], event, record);
    }
    let host = url["https://".len()..].split('/').next().unwrap_or("");
    let known = resource::is_api_host(host);
    event.host = Some(host).filter(|_| known);
    known
}
