//! What the reference policy would have done, with the model behind the numbers in one sentence.

use crate::report::model::RetriesRow;
use crate::report::people;
use std::fmt::Write;

/// The sentences; none where nothing failed, or where nothing tells which attempts belong to one request.
pub(super) fn what_if(retries: &RetriesRow) -> Option<String> {
    let model = &retries.what_if;
    // Attempts that nothing joins would each count as a request that was lost.
    retries.totals.requests.or(retries.sampled_one_in)?;
    if model.candidates + model.futile_calls + model.held_in_incident == 0 {
        return None;
    }
    let mut out = String::from("With the reference policy ");
    if model.candidates > 0 {
        let range = if model.recoverable_low == model.recoverable_high {
            people::grouped(model.recoverable_high)
        } else {
            format!(
                "{} to {}",
                people::grouped(model.recoverable_low),
                people::grouped(model.recoverable_high)
            )
        };
        let _ = write!(
            out,
            "{range} of {} with retries left would have gone well, for up to {}, and ",
            people::counted(model.candidates, "failed request", "failed requests"),
            people::counted(model.extra_calls_high, "more call", "more calls")
        );
    }
    let _ = write!(
        out,
        "{} would not have been made",
        people::counted(model.futile_calls, "failed call", "failed calls")
    );
    if model.futile_that_succeeded > 0 {
        let _ = write!(
            out,
            " (nor {} that went well all the same)",
            people::grouped(model.futile_that_succeeded)
        );
    }
    let seconds = retries.more.waits_added_ms.div_ceil(1000);
    if seconds > 0 {
        let _ = write!(
            out,
            "; it would have waited {} more in all",
            people::counted(seconds, "second", "seconds")
        );
    }
    out.push_str(
        ". The model, not a promise: low, one more retry succeeds as often as retries after a real wait did; \
         high, each retry left (1, 2, 4, 8, 16 s) succeeds as often as first attempts of that resource in that minute",
    );
    Some(out)
}
