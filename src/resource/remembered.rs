//! Remembers what the URLs met last resolve to: logs name few places, and only the ids in them differ.
//!
//! A URL that equals one met before in everything but the hexadecimal digits of its SIDs, its long numbers and its query says
//! the same: of a SID only the letters in front decide, and which digits a number has never does.
//! Measured on JSON lines of six endpoints: 1,600 instructions for a URL without this, 350 with it.

mod id;

use super::{Aim, Located};
use id::{Id, ids};
use std::cell::RefCell;
use std::ops::Range;

/// How many sets of URLs are remembered, and how many in a set.
const SETS: usize = 64;
const WAYS: usize = 4;

/// Longer ones are not remembered, nor those with more ids.
const LONGEST: usize = 256;
const MOST_IDS: usize = 6;

/// What is asked: a URL, or a path with its host, or a path alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    Url(&'a str),
    Path(Option<&'a str>, &'a str),
}

impl<'a> Asked<'a> {
    const fn whole(self) -> &'a str {
        match self {
            Self::Url(text) | Self::Path(_, text) => text,
        }
    }

    /// What is looked at: all before a query. In a mask (`<???>`) none begins.
    fn text(self) -> &'a str {
        let whole = self.whole();
        let before = memchr::memchr2(b'?', b'<', whole.as_bytes()).and_then(|at| whole.get(..at));
        match before {
            Some(before) if whole.as_bytes().get(before.len()) == Some(&b'?') => before,
            _ => whole,
        }
    }

    /// What the answer's host is a part of.
    const fn names_host(self) -> Option<&'a str> {
        match self {
            Self::Url(url) => Some(url),
            Self::Path(host, _) => host,
        }
    }
}

/// The set that remembers such texts: by their length and a few bytes behind the scheme.
fn set_of(text: &str) -> usize {
    let behind = text.as_bytes().get(8..12).unwrap_or_default();
    let mixed = behind.iter().fold(text.len(), |mixed, byte| {
        mixed.wrapping_mul(31) ^ usize::from(*byte)
    });
    mixed % SETS
}

/// One URL and what it said.
#[derive(Debug)]
struct Known {
    text: Box<[u8]>,
    /// The host that a path was asked with.
    host: Option<Box<str>>,
    is_url: bool,
    ids: Vec<Id>,
    /// Where the host stands in what names it.
    named: Option<Range<usize>>,
    resource: &'static str,
    misplaced_key: bool,
    instance: bool,
    aim: Aim,
}

impl Known {
    /// Keeps what a text said; `None` when it is not worth it, or when other words than the known ones decided.
    fn of(asked: Asked<'_>, said: &Located<'_>) -> Option<Self> {
        let text = asked.text().as_bytes();
        let resource = said.known?;
        let ids = ids(text);
        let fits = text.len() <= LONGEST && ids.len() <= MOST_IDS;
        let named = match (said.host, asked.names_host()) {
            (Some(host), Some(all)) => Some(place_of(host, all)?),
            (None, _) => None,
            (Some(_), None) => return None,
        };
        fits.then(|| Self {
            text: text.into(),
            host: match asked {
                Asked::Url(_) | Asked::Path(None, _) => None,
                Asked::Path(Some(host), _) => Some(host.into()),
            },
            is_url: matches!(asked, Asked::Url(_)),
            ids,
            named,
            resource,
            misplaced_key: said.misplaced_key,
            instance: said.instance,
            aim: said.aim,
        })
    }

    /// True when nothing but the digits of ids differs; `text` is what of it is looked at.
    fn is(&self, asked: Asked<'_>, text: &[u8]) -> bool {
        let same_form = match asked {
            Asked::Url(_) => self.is_url,
            Asked::Path(host, _) => !self.is_url && self.host.as_deref() == host,
        };
        if !same_form || text.len() != self.text.len() {
            return false;
        }
        let mut from = 0;
        for id in &self.ids {
            if text.get(from..id.start) != self.text.get(from..id.start) || !id.is(text) {
                return false;
            }
            from = id.end;
        }
        text.get(from..) == self.text.get(from..)
    }

    fn said<'a>(&self, asked: Asked<'a>) -> Located<'a> {
        let host = self.named.clone();
        Located {
            host: host.and_then(|place| asked.names_host()?.get(place)),
            known: Some(self.resource),
            misplaced_key: self.misplaced_key,
            instance: self.instance,
            aim: self.aim,
        }
    }
}

/// Where a part of a text stands in it.
fn place_of(part: &str, whole: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    let place = start..start.checked_add(part.len())?;
    (whole.get(place.clone()) == Some(part)).then_some(place)
}

/// The URLs that one thread met last.
#[derive(Debug)]
struct Memory {
    sets: [[Option<Known>; WAYS]; SETS],
    /// Which of a set is forgotten next.
    next: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            sets: std::array::from_fn(|_| Default::default()),
            next: 0,
        }
    }
}

thread_local! {
    static MET: RefCell<Memory> = RefCell::default();
}

/// What a URL says: as it was when one of its kind was met, or as `find_out` says.
pub(super) fn located<'a>(
    asked: Asked<'a>,
    out: &mut String,
    find_out: impl FnOnce(&mut String) -> Option<Located<'a>>,
) -> Option<Located<'a>> {
    MET.with_borrow_mut(|met| {
        let text = asked.text();
        let set = &mut met.sets[set_of(text)];
        let mut all = set.iter().flatten();
        let known = all.find(|known| known.is(asked, text.as_bytes()));
        if let Some(known) = known {
            out.clear();
            out.push_str(known.resource);
            return Some(known.said(asked));
        }
        let said = Located {
            aim: Aim::of(asked.whole()),
            ..find_out(out)?
        };
        if let Some(new) = Known::of(asked, &said) {
            met.next = (met.next + 1) % WAYS;
            set[met.next] = Some(new);
        }
        Some(said)
    })
}

#[cfg(test)]
mod tests {
    use super::id::DIGITS;
    use super::*;
    use crate::resource::{resolve, resolve_path, resolved, resolved_path};
    use proptest::prelude::*;

    /// URLs that differ in hosts, SIDs, what stands in a SID's place, and in what follows them.
    fn urls() -> impl Strategy<Value = String> {
        let digits = prop_oneof![
            "[0-9a-f]{32}",
            "[a-f]{32}",
            "[0-9A-F]{32}",
            "[0-9a-g]{31,33}"
        ];
        let sid = ("(AC|SK|SM|VA|IS|ac|\\+1)", digits).prop_map(|(letters, rest)| letters + &rest);
        let sid = prop_oneof![sid, "[+]?[0-9]{5,40}", "[0-9?</+A]{1,9}"];
        let before = prop::sample::select(vec![
            "https://api.twilio.com/2010-04-01/Accounts/",
            "https://api.twilio.com:443/2010-04-01/Accounts/",
            "https://verify.twilio.com/v2/Services/",
            "https://sync.dublin.ie1.twilio.com/v1/Services/",
            "https://api.example.com/2010-04-01/Accounts/",
            "/2010-04-01/Accounts/",
            "/v1/Services/",
        ]);
        let between = prop::sample::select(vec![
            "",
            "/",
            "/Messages/",
            "/Messages.json",
            "/Calls/",
            "/Verifications/",
            "/Users/",
            "/Nothing/",
            "/Documents/",
        ]);
        let after =
            prop::sample::select(vec!["", ".json", "/", "/Media", "?To=%2B1", ")", ".", "x"]);
        (before, sid.clone(), between, prop::option::of(sid), after).prop_map(
            |(before, one, between, two, after)| {
                format!("{before}{one}{between}{}{after}", two.unwrap_or_default())
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_would_be_found_out(
            urls in prop::collection::vec(urls(), 1..24),
            again in prop::collection::vec("[0-9a-f]{32}", 24),
        ) {
            let (mut out, mut plain) = (String::new(), String::new());
            for (url, digits) in urls.iter().zip(&again) {
                // The same kind of URL, with other digits.
                let mut other = url.clone();
                for id in ids(url.as_bytes()) {
                    let digits: String = digits.chars().cycle().take(id.end - id.start).collect();
                    let digits = if id.is_sid { digits } else { digits.replace(|it: char| it.is_ascii_alphabetic(), "7") };
                    other.replace_range(id.start..id.end, &digits);
                }
                for url in [url, &other, url] {
                    let aim = Aim::of(url);
                    let plainly = resolved(url, &mut plain).map(|said| Located { aim, ..said });
                    prop_assert_eq!(resolve(url, &mut out), plainly, "{}", url);
                    prop_assert_eq!(&out, &plain, "{}", url);
                    for host in [None, Some("api.twilio.com"), Some("verify.twilio.com:443"), Some("x.com")] {
                        let known = resolve_path(host, url, &mut out);
                        let plainly = resolved_path(host, url, &mut plain);
                        let plainly = plainly.map(|said| Located { aim, ..said });
                        prop_assert_eq!(known, plainly, "{}", url);
                        prop_assert_eq!(&out, &plain, "{}", url);
                    }
                }
            }
        }
    }

    #[test]
    fn only_the_digits_of_ids_and_the_query_may_differ() {
        let (one, two) = ("0".repeat(DIGITS), "f0".repeat(DIGITS / 2));
        let url = |sid: &str, end: &str| {
            format!("https://api.twilio.com/2010-04-01/Accounts/{sid}/{end}")
        };
        let ask = |url: &str| {
            resolved(url, &mut String::new()).and_then(|said| {
                Known::of(Asked::Url(url), &said).map(|known| (known, url.to_owned()))
            })
        };
        let (known, _) = ask(&url(&format!("AC{one}"), "Messages.json")).unwrap();
        assert_eq!(known.ids.len(), 1);
        for (sid, end, same) in [
            (format!("AC{two}"), "Messages.json", true),
            (format!("SK{two}"), "Messages.json", false),
            (format!("AC{}", "f".repeat(DIGITS)), "Messages.json", false),
            (
                format!("AC{}", "F0".repeat(DIGITS / 2)),
                "Messages.json",
                false,
            ),
            (format!("AC{two}"), "Recordings.xm", false),
        ] {
            let url = url(&sid, end);
            assert_eq!(known.is(Asked::Url(&url), url.as_bytes()), same, "{url}");
            assert!(!known.is(Asked::Path(None, &url), url.as_bytes()));
        }
        let (known, _) =
            ask("https://lookups.twilio.com/v2/PhoneNumbers/+15550000001?Fields=x").unwrap();
        let other = Asked::Url("https://lookups.twilio.com/v2/PhoneNumbers/+15550000002");
        assert!(known.is(other, other.text().as_bytes()));
        assert!(
            ask("https://api.twilio.com/2010-04-01/Some/Thing").is_none(),
            "no known one"
        );
    }
}
