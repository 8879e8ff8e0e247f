//! A page of a list, which may be empty: it names its own address, and those of its neighbours.

use crate::envelope::contract::LogRecord;
use crate::outcome::object::Object;

/// The address of a page of the oldest API.
const URI: &str = "uri";

/// The address of the page that the record prints: `{"first_page_uri":"…","uri":"/2010-04-01/…","page_size":50}`, or the `meta` of
/// the newer products, `{"meta":{"page_size":50,"first_page_url":"…","url":"https://…"}}`.
pub(super) fn link<'a>(record: &LogRecord<'a>) -> Option<&'a str> {
    let mut pages = Object::holders(record, "page_size");
    pages.find_map(|page| {
        page.number(&["page_size"])?;
        if let Some(uri) = page.text(&[URI]) {
            page.text(&["first_page_uri"])?;
            return Some(uri).filter(|uri| uri.starts_with("/2010-04-01/"));
        }
        page.text(&["first_page_url"])?;
        page.text(&["url"])
    })
}
