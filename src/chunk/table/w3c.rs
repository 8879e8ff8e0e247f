//! W3C's extended log format, as IIS and `CloudFront` write it: remarks begin with `#`, and `#Fields:` names the columns.

use super::Header;
use crate::chunk::form::Looks;

/// What heads the names of the columns.
pub(super) const FIELDS: &str = "#Fields:";

/// How many remarks may stand before the names.
const REMARKS: usize = 8;

/// Reads the first lines, which are remarks; `None` when more of them are needed.
pub(in crate::chunk) fn header(bytes: &[u8]) -> Option<Looks> {
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let ended = line.last() == Some(&b'\n');
        if ended && let Some(header) = names(line) {
            return Some(Looks::Table(header));
        }
        if number == REMARKS || line.first() != Some(&b'#') {
            return Some(Looks::Lines);
        }
        if !ended {
            break;
        }
    }
    None
}

/// The columns that a line names. `CloudFront` parts its fields by tabs, and their names by blanks.
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
