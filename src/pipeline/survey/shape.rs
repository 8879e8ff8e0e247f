//! The shape of a line: what is left when numbers, ids and quoted texts are taken out, so that lines of one form look alike.

/// How many characters a shape has at most.
const LONGEST: usize = 200;

/// How many characters of a line are looked at.
const LOOK: usize = 2000;

/// The longest quoted name of a field that stays.
const NAME: usize = 40;

/// The shape of a line: digits become `0`, ids `#`, quoted texts `"…"`; names of fields stay.
pub fn of(line: &str) -> String {
    let end = line
        .char_indices()
        .nth(LOOK)
        .map_or(line.len(), |(at, _)| at);
    let mut rest = line.get(..end).unwrap_or("");
    let mut out = String::new();
    let mut length = 0;
    while let Some(letter) = rest.chars().next() {
        let (piece, after) = match letter {
            '"' => quoted(rest),
            letter if letter.is_whitespace() => (" ".to_owned(), rest.trim_start()),
            letter if joins(letter) => word(rest),
            letter => (
                letter.to_string(),
                rest.get(letter.len_utf8()..).unwrap_or(""),
            ),
        };
        length += piece.chars().count();
        if length > LONGEST {
            out.push('…');
            break;
        }
        out += &piece;
        rest = after;
    }
    out
}

fn joins(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// A quoted text and what follows it. A name that a colon follows stays as it is.
fn quoted(text: &str) -> (String, &str) {
    let mut escaped = false;
    let closes = |letter: char| {
        let closes = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        closes
    };
    let inside = text.get(1..).unwrap_or("");
    let Some(length) = inside.find(closes) else {
        return ("\"…".to_owned(), "");
    };
    let (inside, after) = inside.split_at(length);
    let after = after.get(1..).unwrap_or("");
    let name =
        |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '_' | '-' | '.' | '@');
    let is_name = after.trim_start().starts_with(':') && inside.chars().all(name);
    if is_name && inside.len() <= NAME {
        (format!("\"{inside}\""), after)
    } else {
        ("\"…\"".to_owned(), after)
    }
}

/// A word and what follows it: an id as a whole, else with its runs of digits as `0`.
fn word(text: &str) -> (String, &str) {
    let length = text.find(|letter| !joins(letter)).unwrap_or(text.len());
    let (word, after) = text.split_at(length);
    if is_id(word) {
        return ("#".to_owned(), after);
    }
    let mut out = String::new();
    for letter in word.chars() {
        match letter {
            '0'..='9' if out.ends_with('0') => {}
            '0'..='9' => out.push('0'),
            letter => out.push(letter),
        }
    }
    (out, after)
}

/// True for a SID, a UUID, a hash, a token: hexadecimal with digits and letters, or long and full of digits.
fn is_id(word: &str) -> bool {
    let bytes = || word.bytes().filter(u8::is_ascii_alphanumeric);
    let digits = bytes().filter(u8::is_ascii_digit).count();
    let letters = bytes().count() - digits;
    // The two letters that a SID begins with.
    let sid = word.len() == 34 && word.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit());
    let hexadecimal = bytes().all(|byte| byte.is_ascii_hexdigit()) && bytes().count() >= 8;
    sid || digits > 0 && letters > 0 && (hexadecimal || word.len() >= 20 && digits >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_form_look_alike() {
        for (line, shape) in [
            (
                "2026-11-03T09:10:08.123Z INFO sent  x 42ms",
                "0-0-0T0:0:0.0Z INFO sent x 0ms",
            ),
            (
                "sms SM0123456789abcdef0123456789abcdef queued",
                "sms # queued",
            ),
            ("id 0f8fad5b-d9cb-469f-a165-70867728950e done", "id # done"),
            (
                r#"{"level":"info","n": 17,"msg":"to \"Twilio\" x"}"#,
                r#"{"level":"…","n": 0,"msg":"…"}"#,
            ),
            (r#"{"+15550000001":1} "cut"#, r#"{"…":0} "…"#),
            ("deadbeef feedface0", "deadbeef #"),
            ("", ""),
            ("ünï-2 \u{1F600}", "ünï-0 \u{1F600}"),
        ] {
            assert_eq!(of(line), shape, "{line}");
        }
        assert_eq!(of(&"ab ".repeat(5000)).chars().count(), LONGEST + 1);
        assert!(of(&"\"".repeat(5001)).chars().count() <= LONGEST + 1);
    }
}
