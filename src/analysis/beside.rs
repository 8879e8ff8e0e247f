//! Two things at once: whoever waits for the report waits for what is judged, and by then all threads have nothing to do.

use std::thread::{Builder, scope};

/// Something to do.
pub type Task<'t> = &'t mut (dyn FnMut() + Send);

/// How two things are done at once.
pub trait Beside: Sync {
    /// Does both, and answers when both are done.
    fn both(&self, one: Task<'_>, two: Task<'_>);
}

/// The second on a thread of its own, which the system may take its time to begin.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewThread;

impl Beside for NewThread {
    fn both(&self, one: Task<'_>, two: Task<'_>) {
        let alone = scope(|scope| {
            let second = Builder::new().spawn_scoped(scope, &mut *two);
            let alone = second.is_err();
            one();
            alone
        });
        // Where there is no thread to be had, it is done here.
        if alone {
            two();
        }
    }
}

/// Does both at once, and answers what they answer.
pub(crate) fn beside<A: Send, B: Send>(
    how: &dyn Beside,
    mut one: impl FnMut() -> A + Send,
    mut two: impl FnMut() -> B + Send,
) -> (A, B) {
    let (mut first, mut second) = (None, None);
    how.both(&mut || first = Some(one()), &mut || second = Some(two()));
    (first.unwrap_or_else(one), second.unwrap_or_else(two))
}
