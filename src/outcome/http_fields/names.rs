//! Which names mean what: OpenTelemetry's HTTP conventions, old and new, and the spellings of common clients and loggers.

use super::Field;
use crate::envelope::contract::{Attribute, Value};
use std::cell::RefCell;
use std::sync::LazyLock;

/// The longest name that means something, without its punctuation.
const LONGEST: usize = 24;

/// A name without its punctuation and in lower case, padded with zeroes.
type Plain = [u64; LONGEST / 8];

/// What a name means; where parents are given, only directly below one of them.
type Meaning = (Field, &'static [&'static str]);

/// All names, as [`plain`] leaves them, separated by blanks; before them the parents that they need, if any.
const NAMES: &[(Field, &[&str], &str)] = &[
    (
        Field::Url,
        &[],
        "url uri httpurl urlfull requesturl requesturi httprequesturl href endpoint \
         fullurl targeturl clientrequesturi",
    ),
    (Field::Url, &["url"], "full"),
    (
        Field::Path,
        &[],
        "path urlpath httptarget requestpath httppath urlresource target httprequestpath",
    ),
    (
        Field::Host,
        &[],
        "host hostname serveraddress httphost netpeername authority clientrequesthost \
         requesthost peeraddress urldomain serverhost targethost upstreamhost",
    ),
    (Field::Host, &["server"], "address"),
    (
        Field::Method,
        &[],
        "method httpmethod httprequestmethod requestmethod verb httpverb \
         clientrequestmethod",
    ),
    (
        Field::Status,
        &[],
        "status statuscode httpstatus httpstatuscode httpresponsestatuscode \
         responsestatus responsecode responsestatuscode httpcode httpresponsecode \
         edgeresponsestatus",
    ),
    (
        Field::Code,
        &[],
        "code errorcode twiliocode twilioerrorcode errcode twilioerror apierrorcode \
         providercode",
    ),
    (
        Field::Milliseconds,
        &[],
        "durationms elapsedms latencyms tookms responsetimems durationmillis responsetime \
         elapsedmilliseconds timems rttms",
    ),
    (
        Field::Seconds,
        &[],
        "durations durationseconds elapsedseconds latencyseconds elapseds requestduration \
         twiliorequestduration requesttime upstreamresponsetime",
    ),
    (Field::Duration, &[], "duration elapsed latency took"),
    (
        Field::RequestId,
        &[],
        "requestid twiliorequestid xrequestid reqid requestsid",
    ),
    (Field::IdempotencyKey, &[], "idempotencykey"),
    (
        Field::Attempt,
        &[],
        "attempt attemptnumber tryno xretryattempt retryattempt httprequestresendcount \
         httpresendcount httpretrycount retrycount resendcount",
    ),
    (
        Field::ErrorText,
        &[],
        "error errortype errormessage err exception exceptiontype exceptionmessage \
         errorkind cause reason",
    ),
    (Field::ErrorText, &["err", "error"], "type message"),
    (Field::ResponseFlags, &[], "responseflags"),
];

/// Slots of the table: a power of two, four times the names, so that most look-ups end at the first slot.
const SLOTS: usize = 512;

/// The names by hash, open addressing. A chain of comparisons took twice the instructions, and it runs for every
/// attribute of every record.
static TABLE: LazyLock<Vec<Option<(Plain, Meaning)>>> = LazyLock::new(|| {
    let mut table = vec![None; SLOTS];
    for (field, parents, names) in NAMES {
        for plain in names.split_whitespace().filter_map(plain) {
            let mut slot = hash(&plain);
            while table[slot].is_some() {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = Some((plain, (*field, *parents)));
        }
    }
    table
});

/// How many attributes of a record are remembered.
const REMEMBERED: usize = 64;

/// A name as written and what it means.
type Known = (Box<str>, Option<Meaning>);

thread_local! {
    /// The names of the records before, by their place in the record. A logger writes the same names in the same order,
    /// so most names are known by one comparison; reading each anew took three times as long.
    static MET: RefCell<[Known; REMEMBERED]> = RefCell::new(std::array::from_fn(|_| Known::default()));
}

/// Hands every attribute whose name means something to `each`, in the order of the record.
pub(super) fn meanings<'a>(
    attributes: &[Attribute<'a>],
    mut each: impl FnMut(Meaning, &Attribute<'a>),
) {
    MET.with_borrow_mut(|met| {
        for (place, attribute) in attributes.iter().enumerate() {
            if matches!(attribute.value, Value::Object | Value::List | Value::Null) {
                continue;
            }
            let (name, meaning) = &mut met[place % REMEMBERED];
            if **name != *attribute.name {
                *meaning = read(attribute.name);
                *name = attribute.name.into();
            }
            if let Some(meaning) = *meaning {
                each(meaning, attribute);
            }
        }
    });
}

/// Reads a name anew.
fn read(name: &str) -> Option<Meaning> {
    if name.len() > LONGEST_WRITTEN {
        return None;
    }
    let plain = plain(name)?;
    let mut slot = hash(&plain);
    while let Some((known, meaning)) = &TABLE[slot] {
        if *known == plain {
            return Some(*meaning);
        }
        slot = (slot + 1) % SLOTS;
    }
    None
}

/// The longest name as written that is looked at.
const LONGEST_WRITTEN: usize = 40;

/// What is left of each byte: letters in lower case, digits, and zero for all that is dropped.
const LEFT: [u8; 256] = {
    let mut left = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            left[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    left
};

/// Drops everything but letters and digits and lowers the letters; `None` for what is longer than any name.
#[inline]
fn plain(name: &str) -> Option<Plain> {
    let (mut left, mut length) = ([0_u8; 64], 0);
    for byte in name.as_bytes() {
        let byte = LEFT[usize::from(*byte)];
        left[length % 64] = byte;
        length += usize::from(byte != 0);
    }
    let word = |at: usize| {
        left.get(at..at + 8)
            .and_then(|eight| eight.try_into().ok())
            .map_or(0, u64::from_le_bytes)
    };
    (1..=LONGEST)
        .contains(&length)
        .then(|| [word(0), word(8), word(16)])
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "nine bits are left")]
const fn hash(plain: &Plain) -> usize {
    // An odd constant with well-spread bits (the golden ratio of 2^64); the top bits of a product are its best mixed.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = plain[0].wrapping_mul(SPREAD)
        ^ plain[1].rotate_left(29).wrapping_mul(SPREAD)
        ^ plain[2].rotate_left(13);
    (mixed.wrapping_mul(SPREAD) >> 55) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_every_spelling_and_no_other() {
        for (expected, _, names) in NAMES {
            for name in names.split_whitespace() {
                assert!(name.len() <= LONGEST, "{name}");
                assert_eq!(
                    read(name).map(|(field, _)| field),
                    Some(*expected),
                    "{name}"
                );
            }
        }
        for (name, expected) in [
            ("http.status_code", Field::Status),
            ("HTTP-Status-Code", Field::Status),
            ("httpStatusCode", Field::Status),
            ("duration_ms", Field::Milliseconds),
        ] {
            assert_eq!(read(name).map(|(field, _)| field), Some(expected), "{name}");
        }
        for name in [
            "",
            "_",
            "statu",
            "statusx",
            "a name far longer than any that means something",
            "zürl",
        ] {
            assert!(read(name).is_none(), "{name}");
        }
    }
}
