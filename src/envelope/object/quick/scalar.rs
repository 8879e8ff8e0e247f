//! Numbers and strings of plain JSON.

use super::Read;
use crate::envelope::contract::Value;
use crate::envelope::skeleton::special;

impl<'a> Read<'_, 'a> {
    /// A whole number of up to 18 digits, or a number with a fraction; exponents and the rest are for the plain way.
    #[inline]
    pub(super) fn number(&mut self) -> Option<Value<'a>> {
        let start = self.at;
        self.at += usize::from(self.peek()? == b'-');
        let (first, mut whole) = (self.at, 0_i64);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            whole = whole.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = self.at - first;
        let zero = self.bytes.get(first) == Some(&b'0');
        if !(1..=18).contains(&digits) || (zero && digits > 1) {
            return None;
        }
        match self.peek() {
            Some(b'.') => {
                self.at += 1;
                let fraction = self.at;
                while matches!(self.peek(), Some(b'0'..=b'9')) {
                    self.at += 1;
                }
                let ended = self.at > fraction && !matches!(self.peek(), Some(b'e' | b'E'));
                ended
                    .then(|| {
                        self.text
                            .get(start..self.at)?
                            .parse()
                            .ok()
                            .map(Value::Number)
                    })
                    .flatten()
            }
            Some(b'e' | b'E') => None,
            // Minus zero is no whole number.
            _ if zero && first > start => None,
            _ => Some(Value::Integer(if first > start { -whole } else { whole })),
        }
    }

    /// A string behind its opening quote, with the closing one; borrowed from the text where it has no escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at = special(self.bytes, start)?;
        if self.bytes[self.at] == b'"' {
            let text = self.text.get(start..self.at);
            self.at += 1;
            return text;
        }
        self.escaped(start)
    }

    /// A string from its first escape on; `\u` is for the plain way.
    #[cold]
    fn escaped(&mut self, start: usize) -> Option<&'a str> {
        let mut plain = bumpalo::collections::String::new_in(self.memory);
        let mut from = start;
        loop {
            plain.push_str(self.text.get(from..self.at)?);
            match self.bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Some(plain.into_bump_str());
                }
                b'\\' => plain.push(match self.bytes.get(self.at + 1)? {
                    byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
                    b'n' => '\n',
                    b't' => '\t',
                    b'r' => '\r',
                    b'b' => '\u{8}',
                    b'f' => '\u{c}',
                    _ => return None,
                }),
                _ => return None,
            }
            from = self.at + 2;
            self.at = special(self.bytes, from)?;
        }
    }
}
