//! The heads of access logs: `client ident user [stamp] "`, told from everything else that a text logger may write.
//!
//! Of a line with such a head it is certain without asking that no other envelope takes it, in front or behind the stamp,
//! and that the stamp in the brackets is the record's. Whatever is unusual is no such head.

use super::{REACH, opens_a_request};
use crate::envelope::plain::quotes_with_entities;
use crate::timestamp::{Naive, Timestamp, stamp};

/// What the head of an access log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The record's time.
    pub when: Timestamp,
    /// Where the quoted request begins, and so the record's body, which is the rest of the line as it stands.
    pub body: usize,
    /// Some value in the line may have its name before it.
    pub named: bool,
}

/// The head of a line without its end, if only the text envelope can take that.
#[must_use]
pub fn head(line: &[u8], naive: &Naive) -> Option<Head> {
    let start = bracket(line)? + 1;
    let stamp = stamp::dated(line.get(start..)?, naive)?;
    let quote = start + stamp.length + 2;
    let closed = line.get(start + stamp.length..quote) == Some(b"] ");
    let request = line.get(quote..).filter(|it| it.first() == Some(&b'"'))?;
    if !closed || !opens_a_request(request) {
        return None;
    }
    Some(Head {
        when: stamp.when?,
        body: quote,
        named: plain(line)?,
    })
}

/// Where the bracket before the stamp stands, behind words between single blanks.
fn bracket(line: &[u8]) -> Option<usize> {
    // What platforms stamp has this letter behind the date.
    if line.get(10) == Some(&b'T') {
        return None;
    }
    let mut at = 0;
    loop {
        match line.get(at)? {
            b'[' if at > 0 => {
                let stamped = line.get(at + 1).is_some_and(u8::is_ascii_digit);
                return (stamped && at + 1 < REACH).then_some(at);
            }
            b'0'..=b'9' if is_no_stamp(line.get(at..)?) => {}
            // The name of a month or of a weekday may open a line.
            b'A'..=b'Z' if at > 0 => {}
            b'a'..=b'z' | b'-' | b'_' => {}
            _ => return None,
        }
        let word = line.get(at..)?.iter().take(REACH);
        let length = word.take_while(|byte| IN_WORD[usize::from(**byte)]).count();
        at += length + 1;
        if line.get(at - 1) != Some(&b' ') {
            return None;
        }
    }
}

/// What stands in addresses, names of hosts and of users. No quote, bracket, bar or comma, behind which stamps are looked
/// for, and no equals sign.
static IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        let mark = matches!(byte, b'.' | b'-' | b'_' | b':' | b'@' | b'/');
        table[byte as usize] = byte.is_ascii_alphanumeric() || mark;
        byte += 1;
    }
    table
};

/// True for what begins like an address and like no stamp of any layout.
fn is_no_stamp(word: &[u8]) -> bool {
    let digits = word.iter().take(5).take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    match word.get(digits) {
        Some(b'.' | b'a'..=b'f') => digits < 5,
        Some(b':') => digits < 5 && digits != 2,
        _ => false,
    }
}

/// For one line without colours and entities, at whose end no object and no list can stand: whether an equals sign stands
/// in it.
fn plain(line: &[u8]) -> Option<bool> {
    // Without an early end, so that the compiler can use vectors.
    let look = |(least, marks, pairs): (u8, u8, u8), byte: &u8| {
        let (mark, pair) = (u8::from(*byte == b'&'), u8::from(*byte == b'='));
        (least.min(*byte), marks | mark, pairs | pair)
    };
    let (least, marks, pairs) = line.iter().fold((u8::MAX, 0, 0), look);
    let last = line.last();
    let ends = last.is_some_and(|end| end.is_ascii_graphic() && !b"}]".contains(end));
    let is_plain = least >= b' ' && ends && (marks == 0 || !quotes_with_entities(line));
    is_plain.then_some(pairs > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use bumpalo::Bump;
    use proptest::prelude::*;

    /// Where the head ends, if the line has one; what it says is what the list of envelopes says.
    fn checked(line: &str) -> Option<usize> {
        let head = head(line.as_bytes(), &Naive::default())?;
        let memory = Bump::new();
        let record = envelope::unwrap(line, &memory);
        assert_eq!(record.envelopes(), [envelope::TEXT], "{line}");
        let body = &line[head.body..];
        assert_eq!(
            (record.timestamp, record.line, record.body),
            (Some(head.when), line, body)
        );
        assert_eq!(head.named, line.contains('='));
        assert!(record.attributes.is_empty() && record.hidden.is_none());
        Some(head.body)
    }

    #[test]
    fn heads_of_access_logs_and_what_only_looks_alike() {
        const REST: &str = r#"[01/Nov/2026:00:00:00 +0000] "POST /a HTTP/1.1" 201 5"#;
        for start in [
            "10.0.0.7 - - ",
            "2001:db8::1 - bob ",
            "::1 - - ",
            "api.twilio.com 10.0.0.7 - - ",
            "- - - ",
            "1.2.3.4:5 ",
        ] {
            assert_eq!(
                checked(&format!("{start}{REST}")).is_some(),
                !start.starts_with(':'),
                "{start}"
            );
        }
        for start in [
            "",
            "10:00:00 - ",
            "2026-11-01 - ",
            "Nov 01 ",
            "10  - ",
            "a=b c=d ",
            "1.2.3.4 | ",
            "1.2.3.4 (x) ",
            "12345 - ",
            "x, ",
        ] {
            assert_eq!(checked(&format!("{start}{REST}")), None, "{start}");
        }
        for end in [" {\"a\":1}", " []", "\n", "\u{1b}[0m", "\u{a0}", " "] {
            assert_eq!(checked(&format!("10.0.0.7 - - {REST}{end}")), None, "{end}");
        }
    }

    proptest! {
        #[test]
        fn a_head_says_what_the_envelopes_say(
            words in prop::collection::vec("[0-9a-fT:.-]{1,12}|[A-Za-z]{1,4}|[0-9]{1,4}[-/: ][0-9T]{1,2}|-|web-1|\\[|\"|[ =,|({&]", 1..6),
            stamp in "\\[?(0[1-9]/(Nov|Dec)/2026:10:0[0-9]:00( [+-]0[0-9]00)?|2026-11-0[1-9][T ]10:00:00Z?)\\]?",
            between in " \"|\" |\"| - \"|",
            rest in "(GET|POST|FETCH|PUT|get) [a-z/=&;\"{} ]{0,16} ?(HTTP/1.1)?\" 200[ -~]{0,24}",
        ) {
            checked(&format!("{} {stamp}{between}{rest}", words.join(" ")));
            checked(&format!("10.0.0.7 {} {stamp} \"{rest}", words.join(" ")));
            checked(&format!("10.0.0.7 - - {stamp} \"{rest}"));
        }
    }
}
