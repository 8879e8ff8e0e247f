//! The sample's cells: each pair of a call over a few windows, one of them on a resource with a hostile name.

use super::{PAIRS, RESOURCES, START};
use crate::aggregate::table::Entry;

pub(super) fn each(visit: &mut dyn FnMut(&Entry<'_>)) {
    for window in [None, Some(0), Some(112), Some(113), Some(287)] {
        for (place, shape) in PAIRS.iter().enumerate() {
            let (kind, status, code, class, fault, _, attempts, ..) = *shape;
            let name = RESOURCES[place % RESOURCES.len()];
            visit(&Entry {
                window_start: window.map(|window: i64| START + window * 300),
                resource: Some(if place == 3 {
                    "</script><img src=x>"
                } else {
                    name
                }),
                kind,
                http_status: status.map(u32::from),
                twilio_code: code,
                class,
                fault: fault.map(|fault| fault.trim_end_matches("_incident")),
                attempts: attempts / 5,
            });
        }
    }
}
