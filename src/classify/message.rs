//! Owns the messages by which Twilio's answers can be told where a record prints no code: `messages.csv`, one row per
//! wording that goes with one code only.
//!
//! `*` stands for what varies, `$` for the end of the message; a row is anchored at the start. Quotes are left out on both
//! sides, since loggers escape or drop them. Where a record states a status, it must be one of the row's.

use std::sync::LazyLock;

const MESSAGES: &str = include_str!("messages.csv");

/// Bytes of a message that are looked at.
const LOOK: usize = 400;

/// One wording.
struct Wording {
    code: u32,
    http_statuses: Vec<u16>,
    /// What stands between the parts that vary.
    parts: Vec<String>,
    /// The message ends after the last part.
    ends: bool,
}

static TABLE: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(MESSAGES.as_bytes());
    rows.records()
        .filter_map(|row| wording(&row.ok()?))
        .collect()
});

fn wording(row: &csv::StringRecord) -> Option<Wording> {
    let message = row.get(2)?;
    let ends = message.ends_with('$');
    let parts = message.trim_end_matches('$').split('*');
    Some(Wording {
        code: row.get(0)?.parse().ok()?,
        http_statuses: row
            .get(1)?
            .split(' ')
            .filter_map(|status| status.parse().ok())
            .collect(),
        parts: parts.map(str::to_ascii_lowercase).collect(),
        ends,
    })
}

/// The code that goes with a message of Twilio's, which stands at the start of `text`; `None` unless there is exactly one.
#[must_use]
pub fn code_of_message(text: &str, http_status: Option<u16>) -> Option<u32> {
    let message = plain(text);
    let fits = |row: &&Wording| {
        http_status.is_none_or(|status| row.http_statuses.contains(&status)) && row.fits(&message)
    };
    let mut fitting = TABLE.iter().filter(fits).map(|row| row.code);
    let code = fitting.next()?;
    fitting.all(|other| other == code).then_some(code)
}

impl Wording {
    fn fits(&self, message: &str) -> bool {
        let mut rest = message;
        for (number, part) in self.parts.iter().enumerate() {
            let place = match number {
                0 => rest.starts_with(part.as_str()).then_some(0),
                _ => rest.find(part.as_str()),
            };
            let Some(after) = place.and_then(|at| rest.get(at + part.len()..)) else {
                return false;
            };
            rest = after;
        }
        !self.ends || ends_here(rest)
    }
}

/// True when what follows a message is no part of it: its end, punctuation, or the place that an exception names.
fn ends_here(rest: &str) -> bool {
    let rest = rest.trim_start_matches('.');
    let place = ["at /", "in /", "more information", "see http"];
    match rest.strip_prefix(' ') {
        Some(rest) => {
            !rest.starts_with(|letter: char| letter.is_alphanumeric())
                || place.iter().any(|words| rest.starts_with(words))
        }
        None => !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_'),
    }
}

/// The start of a text in lower case, without quotes, with one blank for every run of white space.
fn plain(text: &str) -> String {
    const QUOTES: [&str; 7] = [
        "&#039;", "&#39;", "&apos;", "&quot;", "\\u0027", "&#34;", "\\u0022",
    ];
    let end = (0..=LOOK.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    let mut rest = text.get(..end.unwrap_or(0)).unwrap_or("").trim_start();
    let mut out = String::with_capacity(rest.len());
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = QUOTES.iter().find_map(|quote| rest.strip_prefix(quote)) {
            rest = after;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        match letter {
            '"' | '\'' | '`' | '\\' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {}
            // The line ends the message, unless it goes on.
            '\n' | '\r' => out.push('\n'),
            _ if letter.is_whitespace() => {
                if !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            _ => out.push(letter.to_ascii_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify;

    #[test]
    fn twilios_own_messages_have_their_code() {
        let cases = [
            (
                "The 'To' number +15550001111 is not a valid phone number.",
                None,
                21211,
            ),
            (
                r"The \'To\' number 55555 is not a valid phone number.",
                Some(400),
                21211,
            ),
            (
                "The &#039;To&#039; number +15005550001 is not a valid phone number.",
                None,
                21211,
            ),
            ("Authenticate", None, 20003),
            (
                "Authenticate\n    at success (Version.js:1:2)",
                Some(401),
                20003,
            ),
            (
                "Authenticate at /var/www/vendor/x.php:85)",
                Some(401),
                20003,
            ),
            (
                "Authentication Error - No credentials provided]",
                None,
                20003,
            ),
            (
                "The requested resource /2010-04-01/Accounts/AC1/Messages.json was not found",
                Some(404),
                20404,
            ),
            (
                "The From phone number +15550001111 is not a valid, SMS-capable inbound phone number or short code for your account.",
                Some(400),
                21606,
            ),
            ("Account not authorized to call", Some(400), 21215),
            (
                "Message cannot be sent with the current combination of 'To' (+1555000XXXX) and/or 'From' (+1555000XXXX) parameters",
                None,
                21612,
            ),
            (
                "Account exceeded the 30 daily messages limit",
                Some(429),
                63038,
            ),
            (
                "The number  is unverified. Trial accounts cannot send messages to unverified numbers; verify  at twilio.com",
                None,
                21608,
            ),
            (
                "The number +1 is unverified. Trial accounts may only make calls to verified numbers.",
                Some(400),
                21219,
            ),
        ];
        for (message, status, code) in cases {
            assert_eq!(code_of_message(message, status), Some(code), "{message}");
        }
    }

    #[test]
    fn another_status_or_another_wording_has_none() {
        for (message, status) in [
            ("Authenticate", Some(403)),
            ("Authenticate first", None),
            ("Authenticated", None),
            ("please Authenticate", None),
            ("Internal Server Error", Some(500)),
            ("The 'To' number is missing", None),
            ("Too Many Requests", Some(503)),
            ("Permission denied", Some(403)),
            ("", None),
            ("é", Some(400)),
        ] {
            assert_eq!(code_of_message(message, status), None, "{message}");
        }
    }

    #[test]
    fn every_row_is_read_known_and_alone_with_its_wording() {
        assert_eq!(TABLE.len(), MESSAGES.lines().count() - 1);
        for row in TABLE.iter() {
            assert!(!row.http_statuses.is_empty(), "{}", row.code);
            assert!(row.parts.first().is_some_and(|part| part.len() >= 4));
            assert!(classify::code(row.code).is_some(), "{}", row.code);
            let message = row.parts.join("x");
            for status in &row.http_statuses {
                assert_eq!(code_of_message(&message, Some(*status)), Some(row.code));
            }
            assert_eq!(code_of_message(&message, None), Some(row.code), "{message}");
        }
    }
}
