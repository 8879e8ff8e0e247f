//! The debug log of Salesforce: `…|CALLOUT_REQUEST|[42]|System.HttpRequest[Endpoint=https://…, Method=POST]`,
//! `…|CALLOUT_RESPONSE|[42]|System.HttpResponse[Status=Bad Request, StatusCode=400]`.

use crate::event::Dialect;
use crate::outcome::contract::Found;
use crate::outcome::grammar;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    if let Some((_, response)) = line.split_once("|CALLOUT_RESPONSE|") {
        let (_, status) = response.split_once("StatusCode=")?;
        return super::answer(Dialect::Apex, status, found);
    }
    let (_, request) = line.split_once("|CALLOUT_REQUEST|")?;
    let (_, url) = request.split_once("Endpoint=")?;
    let url = url.split([',', ']']).next()?;
    let method = request.split_once("Method=").and_then(|(_, method)| {
        let end = method.find(|letter: char| !letter.is_ascii_alphabetic());
        grammar::method(method.get(..end.unwrap_or(method.len()))?)
    });
    super::request(Dialect::Apex, method, url, found)
}
