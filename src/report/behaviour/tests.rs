//! The section on how the client behaved, in words.

use super::*;

#[test]
fn every_verdict_has_a_title() {
    for (_, name, ..) in TABLE {
        assert!(!title(name).is_empty(), "{name}");
    }
}
