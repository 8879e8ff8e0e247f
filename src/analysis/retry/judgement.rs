//! What is known of a chain after judging it.

use crate::aggregate::attempts::Row;
use crate::analysis::audit::verdict::{Severity, Verdict};
use crate::analysis::audit::{Duplicate, Protection};
use crate::event::attempt::Flags;

/// What is known of a chain after judging it.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) chain: usize,
    /// In the order of their names.
    pub(super) verdicts: Vec<(Verdict, u64)>,
    /// Least protection of the attempts that may have been carried out and were repeated.
    pub(super) risk: Option<Protection>,
    pub(super) keys: u64,
    pub(super) created: u64,
    /// Some wait was the client's own choice.
    pub(super) waited: bool,
}

/// How the endpoint takes the attempt's key.
pub(super) fn protection(row: &Row) -> Protection {
    if row.key == 0 {
        return Protection::None;
    }
    let (header, field) = (
        row.flags.has(Flags::HONOURS_HEADER),
        row.flags.has(Flags::HONOURS_FIELD),
    );
    let honoured = match (
        row.flags.has(Flags::IN_HEADER),
        row.flags.has(Flags::IN_FIELD),
    ) {
        (true, _) => header,
        (_, true) => field,
        _ => header || field,
    };
    if honoured {
        Protection::Honoured
    } else {
        Protection::NotHonoured
    }
}

impl Judgement {
    pub(super) fn has(&self, meant: impl Fn(Verdict) -> bool) -> bool {
        self.verdicts.iter().any(|(verdict, _)| meant(*verdict))
    }

    /// The worst of its verdicts.
    pub(super) fn severity(&self) -> Option<Severity> {
        self.verdicts
            .iter()
            .map(|(verdict, _)| verdict.severity())
            .min()
    }

    /// Its entry in the ledger, if it has one.
    pub(super) fn duplicate(&self, request: usize) -> Option<Duplicate> {
        (self.created > 1 || self.risk.is_some()).then(|| Duplicate {
            request,
            protection: self.risk.unwrap_or(Protection::None),
            created: self.created,
            key_changed: self.keys > 1,
        })
    }
}
