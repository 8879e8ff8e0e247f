//! faultlens: whose fault was each failed call to Twilio's API.
#![forbid(unsafe_code)]

pub mod aggregate;
pub mod chunk;
pub mod classify;
pub mod decompress;
pub mod envelope;
pub mod error;
pub mod event;
pub mod outcome;
pub mod pipeline;
pub mod redact;
pub mod report;
pub mod resource;
pub mod source;
pub mod timestamp;
