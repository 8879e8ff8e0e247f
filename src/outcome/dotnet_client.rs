//! The log of .NET's HTTP client factory, for a client that was named after Twilio: `System.Net.Http.HttpClient.Twilio.LogicalHandler`
//! and `End processing HTTP request after 143.2ms - 429`. The URL stands in another record, `Start processing HTTP request POST
//! https://…`.
//!
//! Each call is told twice, by the logical handler and by the client handler inside it; only the outer one is read.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::{Dialect, Event, Piece};

/// The member for .NET's HTTP client.
pub struct DotnetClient;

const START: &str = "Start processing HTTP request ";
const END: &str = "End processing HTTP request after ";

impl Outcome for DotnetClient {
    fn name(&self) -> &'static str {
        "dotnet_client"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[".LogicalHandler", "g HTTP request "]
    }

    fn example(&self) -> &'static str {
        "info: System.Net.Http.HttpClient.Twilio.LogicalHandler[101] End processing HTTP request after 143.2ms - 429"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let told = record
            .texts()
            .find_map(|text| Some(text.split_once(END)?.1));
        let Some(told) = told else {
            let asked = record.texts().find_map(|text| text.split_once(START));
            if let Some((_, request)) = asked {
                begin(request, found);
            }
            return;
        };
        let Some((duration, status)) = told.split_once(" - ") else {
            return;
        };
        let Ok((_, status)) = grammar::status(status) else {
            return;
        };
        if found.event().is_none() && !record.texts().any(is_twilios) {
            found.piece(Dialect::DotNet, Piece::Status(status));
            return;
        }
        found.claim(Event {
            http_status: Some(status),
            duration_us: grammar::duration(duration),
            ..Event::default()
        });
        found.claimed_by_client();
    }
}

/// `POST https://…`, in the record of the request: anybody's, so that nobody else's answer is taken for Twilio's.
fn begin<'a>(request: &'a str, found: &mut Found<'a>) -> Option<()> {
    let (method, url) = request.split_once(' ')?;
    let method = grammar::method(method)?;
    let url = url.get(..grammar::url_length(url)?)?;
    found.piece(Dialect::DotNet, Piece::Begin);
    found.piece(Dialect::DotNet, Piece::Method(method));
    found.piece(Dialect::DotNet, Piece::Url(url));
    Some(())
}

/// True for the category of a client with Twilio's name.
fn is_twilios(text: &str) -> bool {
    text.split_once("HttpClient.")
        .and_then(|(_, after)| after.split_once(".LogicalHandler"))
        .is_some_and(|(name, _)| name.len() < 80 && name.to_ascii_lowercase().contains("twilio"))
}
