//! The log of .NET's HTTP client factory, for a client that was named after Twilio: `System.Net.Http.HttpClient.Twilio.LogicalHandler`
//! and `End processing HTTP request after 143.2ms - 429`. The URL stands in another record.
//!
//! Each call is told twice, by the logical handler and by the client handler inside it; only the outer one is read.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for .NET's HTTP client.
pub struct DotnetClient;

const END: &str = "End processing HTTP request after ";

impl Outcome for DotnetClient {
    fn name(&self) -> &'static str {
        "dotnet_client"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[".LogicalHandler"]
    }

    fn example(&self) -> &'static str {
        "info: System.Net.Http.HttpClient.Twilio.LogicalHandler[101] End processing HTTP request after 143.2ms - 429"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        let told = record
            .texts()
            .find_map(|text| Some(text.split_once(END)?.1));
        let Some(told) = told.filter(|_| record.texts().any(is_twilios)) else {
            return;
        };
        let Some((duration, status)) = told.split_once(" - ") else {
            return;
        };
        let Ok((_, status)) = grammar::status(status) else {
            return;
        };
        found.claim(Event {
            http_status: Some(status),
            duration_us: grammar::duration(duration),
            ..Event::default()
        });
    }
}

/// True for the category of a client with Twilio's name.
fn is_twilios(text: &str) -> bool {
    text.split_once("HttpClient.")
        .and_then(|(_, after)| after.split_once(".LogicalHandler"))
        .is_some_and(|(name, _)| name.len() < 80 && name.to_ascii_lowercase().contains("twilio"))
}
