//! W3C's extended log format, as IIS and CloudFront write it: remarks begin with `#`, and `#Fields:` names the columns.

use super::Header;
use crate::chunk::form::Looks;

/// What heads the names of the columns.
pub(super) const FIELDS: &str = "#Fields:";

/// How many remarks may stand before the names.
const REMARKS: usize = 8;

/// Reads the first lines, which are remarks; `None` when more of them are needed.
pub(in crate::chunk) fn header(bytes: &[u8]) -> Option<Looks> {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').take(REMARKS);
    lines
        .find_map(|line| {
            if line.last() != Some(&b'\n') {
                return Some(None);
            }
            if line.first() != Some(&b'#') {
                return Some(Some(Looks::Lines));
            }
            let header = names(line)?;
            Some(Some(Looks::Table(header)))
        })
        .unwrap_or_else(|| {
            (bytes.iter().filter(|byte| **byte == b'\n').count() >= REMARKS).then_some(Looks::Lines)
        })
}

/// The columns that a line names. CloudFront parts its fields by tabs, and their names by blanks.
pub(super) fn names(line: &[u8]) -> Option<Header> {
    let line = std::str::from_utf8(line).ok()?.strip_prefix(FIELDS)?;
    let names: Vec<&str> = line.split_whitespace().collect();
    let delimiter = if names.contains(&"x-edge-location") {
        '\t'
    } else {
        ' '
    };
    let usual = |name: &&str| name.len() <= super::LONGEST_NAME && !name.contains([',', ';', '"']);
    (names.len() > 1 && line.len() <= super::LONGEST_HEADER && names.iter().all(usual)).then(|| {
        Header {
            row: names.join(delimiter.to_string().as_str()).into(),
            delimiter: delimiter as u8,
            every: false,
            remarks: true,
        }
    })
}
