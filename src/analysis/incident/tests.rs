//! The worked example of the specification to its last digit, and each rule of the detector with a case in which it fails.

#[cfg(test)]
mod example;
#[cfg(test)]
mod log;
#[cfg(test)]
mod rules;
