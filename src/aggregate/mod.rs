//! Counting: `Aggregate` folds events in integers, merges exactly in any order, and freezes into a `Summary`.

pub mod accounts;
pub mod attempts;
pub mod cell;
pub mod course;
pub mod failing;
pub mod fold;
pub mod histogram;
mod recent;
pub mod series;
mod shards;
pub mod summary;
pub mod table;
pub mod window;

#[cfg(test)]
mod tests;
