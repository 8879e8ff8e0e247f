//! The code catalogue: Twilio's codes as facts, and the project's own remedies for those that matter most.

use std::sync::OnceLock;

use csv::StringRecord;

use super::words::{Fault, Retry};
use crate::event::Kind;

/// Facts on every known code, one row each: code, Twilio's name, product, HTTP statuses seen with it, Twilio's level.
const CODES: &str = include_str!("codes.csv");

/// What to do about a code, or about a code with one HTTP status, in the project's own words.
const REMEDIES: &str = include_str!("remedies.csv");

/// Where Twilio's dictionary files a code. A hint only: it is absent for a third of the codes, and `Twilio` also stands
/// on failures that the caller has to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogType {
    /// The customer's application.
    Application,
    /// The carrier or channel.
    Carrier,
    /// Twilio's platform.
    Twilio,
}

impl LogType {
    /// The name as Twilio writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "APPLICATION",
            Self::Carrier => "CARRIER",
            Self::Twilio => "TWILIO",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Application, Self::Carrier, Self::Twilio]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// One row of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The number, three to six digits.
    pub code: u32,
    /// Twilio's name for it, from the public error dictionary.
    pub name: &'static str,
    /// Twilio's product, where the dictionary names one.
    pub product: Option<&'static str>,
    /// The commonest HTTP status that came with it: the first of `http_statuses`.
    pub http_status: Option<u16>,
    /// All HTTP statuses documented for it or observed with it; empty when none is known.
    pub http_statuses: Vec<u16>,
    /// Where the dictionary files it.
    pub log_type: Option<LogType>,
    /// Who must act, when a remedy for the code as such exists.
    pub fault: Option<Fault>,
    /// What a client may do by itself, when a remedy for the code as such exists.
    pub retry: Option<Retry>,
    /// What a person does next, when a remedy for the code as such exists.
    pub remedy: Option<&'static str>,
}

/// What is known to help: for a code as such, or for a code with one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Remedy {
    pub code: u32,
    pub http_status: Option<u16>,
    pub fault: Fault,
    pub retry: Retry,
    /// A shorter or clearer title than Twilio's name.
    pub title: Option<&'static str>,
    pub text: &'static str,
}

/// The code's row, or nothing when the catalogue does not hold it.
#[must_use]
pub fn code(code: u32) -> Option<&'static Code> {
    let all = codes();
    let at = all.binary_search_by_key(&code, |row| row.code).ok()?;
    all.get(at)
}

/// The whole catalogue, by rising code. Read once per process.
#[must_use]
pub fn codes() -> &'static [Code] {
    static TABLE: OnceLock<Vec<Code>> = OnceLock::new();
    TABLE.get_or_init(|| {
        static RECORDS: OnceLock<Vec<StringRecord>> = OnceLock::new();
        let mut table: Vec<Code> = records(&RECORDS, CODES)
            .iter()
            .filter_map(code_row)
            .collect();
        table.sort_by_key(|row| row.code);
        table
    })
}

/// The HTTP statuses known to come with a code, commonest first; empty when none is known.
#[must_use]
pub fn statuses_of(number: u32) -> &'static [u16] {
    code(number).map_or(&[], |row| &row.http_statuses)
}

/// Whether a code, seen without an HTTP status, tells of a webhook: Twilio fetching from the user's server, or the
/// `TwiML` that it got there (11xxx to 16xxx).
#[must_use]
pub const fn is_webhook_code(code: u32) -> bool {
    matches!(code, 11_000..=16_999)
}

/// Whether a code, seen without an HTTP status, is the result of a delivery that the API had accepted.
///
/// Not every 30xxx and 63xxx is one: 301xx is link shortening, 304xx mostly toll-free verification, 307xx to 309xx the
/// registration of brands and campaigns, 6304x in part the review of templates, 631xx the senders API.
#[must_use]
pub const fn is_delivery_code(code: u32) -> bool {
    matches!(code,
        30_001..=30_099 | 30_410 | 30_450 | 30_453 | 30_454 | 30_485 | 30_500 | 30_600..=30_645 | 30_648..=30_699
        | 63_001..=63_039 | 63_041 | 63_042 | 63_048..=63_099)
}

/// The kind of event that a code tells of when nothing but the code is known.
#[must_use]
pub const fn kind_of_code(code: u32) -> Kind {
    if is_webhook_code(code) {
        Kind::Webhook
    } else if is_delivery_code(code) {
        Kind::Delivery
    } else {
        Kind::ApiCall
    }
}

/// The remedy for exactly this code and status; `None` asks for the remedy of the code as such.
pub(super) fn remedy(code: u32, http_status: Option<u16>) -> Option<&'static Remedy> {
    let all = remedies();
    let at = all
        .binary_search_by_key(&(code, http_status), |row| (row.code, row.http_status))
        .ok()?;
    all.get(at)
}

/// All remedies, by rising code and status.
pub(super) fn remedies() -> &'static [Remedy] {
    static TABLE: OnceLock<Vec<Remedy>> = OnceLock::new();
    TABLE.get_or_init(|| {
        static RECORDS: OnceLock<Vec<StringRecord>> = OnceLock::new();
        let mut table: Vec<Remedy> = records(&RECORDS, REMEDIES)
            .iter()
            .filter_map(remedy_row)
            .collect();
        table.sort_by_key(|row| (row.code, row.http_status));
        table
    })
}

/// The rows of a table, kept for the life of the process so that their fields can be lent out as `'static`.
/// A row that is not CSV is left out; the tests count the rows of both tables.
fn records(
    keep: &'static OnceLock<Vec<StringRecord>>,
    table: &'static str,
) -> &'static [StringRecord] {
    keep.get_or_init(|| {
        csv::Reader::from_reader(table.as_bytes())
            .into_records()
            .filter_map(Result::ok)
            .collect()
    })
}

fn code_row(row: &'static StringRecord) -> Option<Code> {
    let code = row.get(0)?.parse().ok()?;
    let http_statuses: Vec<u16> = row
        .get(3)?
        .split_whitespace()
        .filter_map(|status| status.parse().ok())
        .collect();
    let remedy = remedy(code, None);
    Some(Code {
        code,
        name: filled(row, 1)?,
        product: filled(row, 2),
        http_status: http_statuses.first().copied(),
        http_statuses,
        log_type: row.get(4).and_then(LogType::from_name),
        fault: remedy.map(|found| found.fault),
        retry: remedy.map(|found| found.retry),
        remedy: remedy.map(|found| found.text),
    })
}

fn remedy_row(row: &'static StringRecord) -> Option<Remedy> {
    Some(Remedy {
        code: row.get(0)?.parse().ok()?,
        http_status: match filled(row, 1) {
            Some(status) => Some(status.parse().ok()?),
            None => None,
        },
        fault: Fault::from_name(row.get(2)?)?,
        retry: Retry::from_name(row.get(3)?)?,
        title: filled(row, 4),
        text: filled(row, 5)?,
    })
}

fn filled(row: &'static StringRecord, column: usize) -> Option<&'static str> {
    row.get(column).filter(|field| !field.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Codes with a remedy that the catalogue does not list; each would need its reason here.
    const EXCEPTIONS: [u32; 0] = [];

    fn data_lines(table: &str) -> usize {
        table.lines().count() - 1
    }

    #[test]
    fn no_row_of_either_table_is_lost() {
        assert_eq!(codes().len(), data_lines(CODES));
        assert_eq!(remedies().len(), data_lines(REMEDIES));
    }

    #[test]
    fn rows_are_unique() {
        assert!(codes().windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(
            remedies()
                .windows(2)
                .all(|pair| (pair[0].code, pair[0].http_status)
                    < (pair[1].code, pair[1].http_status))
        );
    }

    #[test]
    fn every_remedy_is_for_a_known_code_and_says_something_of_its_own() {
        assert!(remedies().len() >= 170, "{}", remedies().len());
        let mut seen = HashMap::new();
        for row in remedies() {
            assert!(
                code(row.code).is_some() || EXCEPTIONS.contains(&row.code),
                "{}",
                row.code
            );
            assert!(row.text.len() > 20, "{}", row.code);
            if let Some(other) = seen.insert(row.text, row.code) {
                panic!("{} and {other} say the same", row.code);
            }
        }
    }

    #[test]
    fn a_remedy_for_a_pair_is_for_a_status_that_the_code_is_known_to_have() {
        for row in remedies() {
            if let Some(status) = row.http_status {
                assert!(statuses_of(row.code).contains(&status), "{}", row.code);
                assert!(remedy(row.code, None).is_some(), "{} also alone", row.code);
            }
        }
    }

    #[test]
    fn codes_are_found_with_their_facts() {
        let found = code(21_608).expect("a known code");
        assert_eq!(found.http_statuses, [400, 403]);
        assert_eq!(found.http_status, Some(400));
        assert_eq!(found.fault, Some(Fault::YourPermission));
        assert_eq!(
            code(216_602).map(|row| row.name),
            Some("Content Type is not supported on this channel")
        );
        assert_eq!(code(99_999), None);
        assert!(statuses_of(99_999).is_empty());
    }

    #[test]
    fn codes_without_status_tell_their_kind() {
        for (number, kind) in [
            (11_200, Kind::Webhook),
            (16_020, Kind::Webhook),
            (17_000, Kind::ApiCall),
            (30_003, Kind::Delivery),
            (30_886, Kind::ApiCall),
            (63_016, Kind::Delivery),
            (63_100, Kind::ApiCall),
            (21_211, Kind::ApiCall),
        ] {
            assert_eq!(kind_of_code(number), kind, "{number}");
        }
    }
}
