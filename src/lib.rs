//! faultlens reads the logs of applications that call Twilio's API and says whose fault each failure was, what must be
//! done, and where every number comes from.
//!
//! # The line
//!
//! ```text
//! source → decompress → chunk → envelope → outcome → fold ┐
//!  name     plain bytes  whole    how the    what the      ├ merge → summary → report
//!  + bytes               records  line is    line says     │ exact   frozen    a value, then rendered
//!                                 wrapped    of a call     ┘          ↓         ↑
//!                                                                     analysis ─┘
//! ```
//!
//! A value is handed forward and never back. [`source`] turns arguments into named readers. [`decompress`] looks at their
//! first bytes. [`chunk`] cuts plain bytes where records begin, so that no record is ever split between two chunks, and
//! finds the few places worth looking at. [`envelope`] takes off what loggers and platforms wrap around a line and leaves
//! a record in the terms of OpenTelemetry's log data model. [`outcome`] asks what that record says of a call and yields
//! an [`event`]. [`aggregate`] counts events in integers, [`classify`] knows what each pair of status and code means,
//! [`analysis`] judges the frozen counts (was it an incident?), and [`report`] makes one value of it all and renders it in many ways. [`pipeline`] runs the line on all cores.
//!
//! **Envelope × outcome is the heart.** Any envelope composes with any outcome and with other envelopes: a Python
//! exception in a text line in a JSON line in a Docker line is read by four small members that do not know each other.
//! There is no parser per combination.
//!
//! **Finding comes before parsing.** Each recogniser declares the literals without which it cannot match. Their union is
//! searched over whole chunks; only records that hold one are unwrapped at all. Whoever shares his literals with many has
//! *marks* besides, for which the texts of such a record are looked through once for all ([`outcome`]).
//!
//! **What was read once is read again by recipe.** Loggers write the same names around other values. Of a plain success whose
//! bytes between the values were met before, only the values are looked at ([`outcome::recipe`]); everything else goes through
//! the rooms one after the other.
//!
//! **Cuts fall between records.** Whether a line continues the record before it depends on its first bytes and those of
//! the line before alone, and chunks are cut one after the other, where a record certainly begins. No context has to be
//! carried across a cut.
//!
//! # The rooms
//!
//! Six folders share one grammar: [`source`], [`decompress`], [`envelope`], [`outcome`], [`analysis`] and [`report`]. Each has a
//! *contract* (a trait in a file of its own), *members* (one file each, never importing each other) and a `mod.rs` that is
//! *the list*: one slice, the only registration. Adding a format, a codec, an outcome or a renderer is one file and one
//! line in its list.
//!
//! Imports run only downward: `main`, `cli` · `pipeline` · `report` · `analysis` · `aggregate`, `formats` · `outcome` · `envelope`, `classify` ·
//! `event` · `chunk`, `decompress`, `source` · `resource`, `redact`, `timestamp`, `error`. No type of polars, nom, clap or
//! chrono stands in a signature that leaves its room. Only [`source`] opens inputs; only the binary writes files, reads
//! the clock or the environment. `tests/tidy.rs` reads the sources and fails when one of these is broken.
//!
//! [`formats`] holds recognisers that are no members of a list: a user describes them in `faultlens.toml`, and they are
//! asked before the built-in ones. They compose with every envelope as these do.
//!
//! # The laws
//!
//! 1. **Same answer, whatever the cut.** Threads, chunk sizes, the order of files and of merges change no byte.
//! 2. **Nothing is lost silently.** Lines read = lines of events + other + blank + malformed + oversized + filtered. A
//!    broken input never stops the others, is named, and changes the exit code.
//! 3. **Unknown is said, never guessed.** No status, no status class. An unknown code is unknown.
//! 4. **No byte can crash it.** Any input whatever: no panic, memory bounded.
//! 5. **The fast way equals the plain way.** Each fast path has a naive twin in the tests.
//! 6. **Safe to share.** No phone number, message body, credential or e-mail of the logs stands in a report.
//! 7. **Times shift, findings shift.** Shifting every time by whole windows shifts every finding and nothing else.
//!
//! # What is deliberately absent
//!
//! No `unsafe`, and so no memory map: reads of 256 KiB that stay in the second-level cache cost a tenth of a run. No
//! choice of a format per input: detection is per line, so one odd line never changes how the rest is read; only an
//! input that is one JSON document or one table as a whole, by its first bytes, is cut at the records inside it. No
//! state between runs.
#![forbid(unsafe_code)]

pub mod source;

pub mod decompress;

pub mod chunk;

pub mod envelope;

pub mod outcome;

pub mod formats;

pub mod event;

pub mod classify;

pub mod aggregate;

pub mod analysis;

pub mod report;

pub mod pipeline;

pub mod error;
pub mod redact;
pub mod resource;
pub mod timestamp;

pub use error::{Error, Result};
pub use pipeline::analyze::{Analysis, Request, analyze};
pub use pipeline::{Plan, Watch};
pub use report::model::Report;
pub use source::inputs;
