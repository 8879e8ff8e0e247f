//! Formats that a user describes in `faultlens.toml`: field names of JSON records, or a regular expression over text lines.
//!
//! ```toml
//! [[format]]
//! name = "legacy-sms"
//! example = '2026-11-03T09:10:08Z sms POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 400 tw=21211'
//! pattern = '^(?<timestamp>\S+) sms (?<method>\w+) (?<url>\S+) -> (?<http_status>\d{3})(?: tw=(?<twilio_code>\d+))?$'
//!
//! [[format]]
//! name = "gateway"
//! example = '{"call":{"to":"sms","answer":429,"tw_code":20429},"when":"2026-11-03T09:10:08Z"}'
//! twilio = true               # every such record is a call to Twilio, though no host of Twilio's is in it
//! contains = "tw_code"        # stands in every such record, as it is written in the file; derived where that is possible
//! [format.fields]             # field of an event = dotted name in the record
//! http_status = "call.answer"
//! twilio_code = "call.tw_code"
//! timestamp = "when"
//! ```
//!
//! A format is a recogniser like those of `outcome`, asked before them: it composes with every envelope, is found by its
//! literals, and its claims are completed by what the others read in the same record.

mod config;
mod field;
mod pattern;
mod place;
#[cfg(test)]
mod tests;
mod user_format;

use crate::error::Result;
use crate::outcome::contract::Outcome;
use user_format::UserFormat;

pub use field::Field;

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "faultlens.toml";

/// The most bytes of the file that are read.
pub const MAX_FILE: u64 = 1 << 20;

/// The formats of one file, in its order; none by default.
#[derive(Debug, Clone, Default)]
pub struct UserFormats(Vec<&'static UserFormat>);

impl UserFormats {
    /// Reads and checks the text of a file; `place` is its name for errors. Each format must read its own example.
    ///
    /// The formats stay in memory until the process ends: an event names the format it was read by, and outlives the run.
    ///
    /// # Errors
    /// When something in the text is wrong; `place` then ends in line and column.
    pub fn read(place: &str, text: &str) -> Result<Self> {
        let formats = config::read(place, text)?;
        let keep = |format: UserFormat| -> &'static UserFormat { Box::leak(Box::new(format)) };
        Ok(Self(formats.into_iter().map(keep).collect()))
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each as a recogniser, in the order in which they are asked.
    #[must_use]
    pub fn outcomes(&self) -> Vec<&'static dyn Outcome> {
        let outcome = |format: &&'static UserFormat| -> &'static dyn Outcome { *format };
        self.0.iter().map(outcome).collect()
    }
}
