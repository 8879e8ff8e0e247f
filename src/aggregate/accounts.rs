//! The accounts that stand in the URLs of records: told apart, counted, never kept as they are read.

use std::collections::BTreeSet;

/// The most accounts that are told apart; past it the count is a least one.
const MOST: usize = 1 << 16;

/// Hexadecimal digits of a SID after its two letters.
const DIGITS: usize = 32;

/// Distinct accounts, and how many records named one. A union of two keeps the smallest, whatever the order of unions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    known: BTreeSet<u128>,
    /// Records that name their account.
    pub records: u64,
    /// True when there were more than could be kept.
    pub more: bool,
}

impl Accounts {
    /// Takes a record's text.
    pub fn observe(&mut self, text: &str) {
        if let Some(account) = account(text) {
            self.known.insert(account);
            self.records += 1;
            self.settle();
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        self.known.extend(&other.known);
        self.records += other.records;
        self.more |= other.more;
        self.settle();
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.known.len() as u64
    }

    fn settle(&mut self) {
        while self.known.len() > MOST {
            self.known.pop_last();
            self.more = true;
        }
    }
}

/// The digits of the first `/Accounts/AC…` of a text; JSON may write its slashes as `\/`, a query as `%2F`.
fn account(text: &str) -> Option<u128> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("Accounts") {
        if let Some(sid) = after_slash(after).and_then(|after| after.strip_prefix("AC")) {
            // A sign would be read as a part of the number, and more digits would be something else.
            let digits = sid.bytes().take_while(u8::is_ascii_hexdigit).count();
            let sid = sid.get(..digits).filter(|_| digits == DIGITS);
            if let Some(number) = sid.and_then(|sid| u128::from_str_radix(sid, 16).ok()) {
                return Some(number);
            }
        }
        rest = after;
    }
    None
}

fn after_slash(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\\');
    ["/", "%2F", "%2f"]
        .into_iter()
        .find_map(|slash| text.strip_prefix(slash))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SID: &str = "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4";

    #[test]
    fn an_account_is_read_where_a_url_names_it() {
        let known = u128::from_str_radix(SID, 16).ok();
        for text in [
            format!("POST https://api.twilio.com/2010-04-01/Accounts/AC{SID}/Messages.json -> 503"),
            format!(r#"{{"url":"https:\/\/api.twilio.com\/2010-04-01\/Accounts\/AC{SID}.json"}}"#),
            format!("Accounts/ACshort then path=/2010-04-01%2FAccounts%2FAC{SID}%2FCalls"),
        ] {
            assert_eq!(account(&text), known, "{text}");
        }
        for text in [
            format!("Accounts/SK{SID}/Messages"),
            format!("Accounts/AC{SID}0/Messages"),
            format!("AC{SID}"),
            "Accounts/AC".to_owned(),
            "Accounts/ACé€€€€€€€€€€€€€€€€€€€".to_owned(),
            "Accounts/AC+1234567890123456789012345678901".to_owned(),
        ] {
            assert_eq!(account(&text), None, "{text}");
        }
    }

    #[test]
    fn unions_keep_the_same_whatever_their_order() {
        let of = |from: u32, to: u32| {
            let mut accounts = Accounts::default();
            for one in from..to {
                accounts.observe(&format!("/Accounts/AC{one:032x}/Calls.json"));
            }
            accounts
        };
        let (low, high) = (of(0, 50_000), of(40_000, 90_000));
        let (mut one, mut other) = (low.clone(), high.clone());
        one.merge(&high);
        other.merge(&low);
        assert_eq!(one, other);
        assert_eq!(
            (one.count(), one.records, one.more),
            (1 << 16, 100_000, true)
        );
        assert_eq!((low.count(), low.more), (50_000, false));
    }
}
