//! Who asked: names by which clients of HTTP mark what belongs to one request, in its record and in that of its answer.

/// True when both records may be of one request: neither names another asker than the other.
pub(super) fn is_one(asked: &str, answered: &str) -> bool {
    match (named(asked), named(answered)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// The name in a record.
fn named(text: &str) -> Option<&str> {
    method(text)
        .or_else(|| category(text))
        .or_else(|| connection(text))
        .or_else(|| line(text))
}

/// `TwilioClient#send` in `[TwilioClient#send] ---> POST`, as Feign names the method that was called.
fn method(text: &str) -> Option<&str> {
    let (before, _) = text
        .split_once("] ---> ")
        .or_else(|| text.split_once("] <--- "))?;
    Some(before.rsplit_once('[')?.1)
}

/// `twilio` in `System.Net.Http.HttpClient.twilio.LogicalHandler`.
fn category(text: &str) -> Option<&str> {
    let (before, _) = text.split_once(".LogicalHandler")?;
    Some(before.rsplit_once("HttpClient.")?.1)
}

/// `http-outgoing-7` of Apache's client.
fn connection(text: &str) -> Option<&str> {
    let (before, _) = text
        .split_once(" >> ")
        .or_else(|| text.split_once(" << "))?;
    let word = before.rsplit([' ', '[', ':']).next()?;
    let numbered = word.contains('-') && word.ends_with(|letter: char| letter.is_ascii_digit());
    numbered.then_some(word)
}

/// `[42]`, the line of the program, in `|CALLOUT_REQUEST|[42]|`.
fn line(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once("|CALLOUT_RE")?;
    let (_, line) = behind.split_once('|')?;
    line.split('|').next()
}

#[cfg(test)]
mod tests {
    use super::is_one;

    #[test]
    fn who_asked_is_who_is_answered() {
        for (asked, answered, one) in [
            ("[A#b] ---> POST u", "[A#b] <--- HTTP/1.1 200 OK", true),
            ("[A#b] ---> POST u", "[A#c] <--- HTTP/1.1 200 OK", false),
            (
                "HttpClient.a.LogicalHandler[100] S",
                "HttpClient.b.LogicalHandler[101] E",
                false,
            ),
            ("x o-1 >> POST /a", "x o-1 << HTTP/1.1 200 OK", true),
            ("x o-1 >> POST /a", "x o-2 << HTTP/1.1 200 OK", false),
            (
                "wire -  >> \"POST /a\"",
                "wire -  << \"HTTP/1.1 200\"",
                true,
            ),
            ("1|CALLOUT_REQUEST|[4]|S", "2|CALLOUT_RESPONSE|[5]|S", false),
            ("--> POST u", "<-- HTTP FAILED: x", true),
        ] {
            assert_eq!(is_one(asked, answered), one, "{asked} / {answered}");
        }
    }
}
