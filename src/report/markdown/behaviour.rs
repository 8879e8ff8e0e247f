//! The section "How your client behaved".

use crate::report::behaviour;
use crate::report::contract::Page;

/// Writes it, where there is an audit.
pub fn section(out: &mut String, page: &Page<'_>) {
    let said = behaviour::of(page);
    if let (Some(said), Some(retries)) = (said, &page.report.retries) {
        behaviour::markdown(out, "How your client behaved", &said, &retries.waits);
    }
}
