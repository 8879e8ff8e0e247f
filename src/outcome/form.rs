//! Texts as HTML forms write them, and the times of Twilio's exports.

use crate::timestamp::Timestamp;
use bumpalo::Bump;

/// The decoded value of a form's field; the name is the whole word before `=`.
#[must_use]
pub fn field<'a>(text: &'a str, name: &str, memory: &'a Bump) -> Option<&'a str> {
    let ends = |letter: char| letter == '&' || letter.is_whitespace() || letter == '"';
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], name.as_bytes()) {
        let start = from + at;
        from = start + name.len();
        let word =
            text[..start].ends_with(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let value = text[from..].strip_prefix('=');
        if let Some(value) = value.filter(|_| start == 0 || word) {
            let end = value.find(ends).unwrap_or(value.len());
            return Some(decode(&value[..end], memory));
        }
    }
    None
}

/// Takes percent signs and plus signs off.
fn decode<'a>(text: &'a str, memory: &'a Bump) -> &'a str {
    if !text.contains(['%', '+']) {
        return text;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut ahead = bytes.clone();
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                match (digit(ahead.next()), digit(ahead.next())) {
                    (Some(high), Some(low)) => {
                        out.push((high * 16 + low).to_le_bytes()[0]);
                        bytes = ahead;
                    }
                    _ => out.push(byte),
                }
            }
            byte => out.push(byte),
        }
    }
    memory.alloc_str(&String::from_utf8_lossy(&out))
}

/// A time as exports write it: any stamp, also followed by `UTC`.
#[must_use]
pub fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::parse(text.strip_suffix(" UTC").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_forms_are_decoded() {
        let memory = Bump::new();
        let text =
            "Body: Sid=NO1&ParentAccountSid=AC2&AccountSid=AC1&Payload=%7B%22a%22%3A+1%7D&x=%zz%4";
        let of = |name| field(text, name, &memory);
        assert_eq!(of("Sid"), Some("NO1"));
        assert_eq!(of("AccountSid"), Some("AC1"));
        assert_eq!(of("Payload"), Some("{\"a\": 1}"));
        assert_eq!(of("x"), Some("%zz%4"));
        assert_eq!(of("y"), None);
        assert!(time("2025-01-01 00:00:00 UTC").is_some());
        assert!(time("yesterday").is_none());
    }
}
