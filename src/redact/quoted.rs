//! Owns what a sentence quotes of a message without a sign before it: `Body 'Hi Bob' too long`, `Message "Hi" not sent`.

use super::lists::is_said;
use super::{Hidden, Pattern, context};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The name of what somebody wrote, a blank, and an opening quote.
static QUOTED: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?-u:\b)(?:((?:(?:message|msg|sms|mms|whatsapp|reply|text)[ _-])?body|(?:message|msg|sms|mms|whatsapp|reply)[ _-](?:text|content))|message|msg|sms|mms|text|reply) +(\\*["'`]|&quot;|&#(?:39|x27);|“|‘|«)"#,
    )
});

/// How long a text in quotes is at most.
const LONG: usize = 4_096;

/// Words before a message that is no person's: of an error, a log, an answer.
const OTHERS: [&str; 20] = [
    "with",
    "error",
    "err",
    "exception",
    "failure",
    "failed",
    "log",
    "status",
    "warning",
    "debug",
    "commit",
    "alert",
    "the following",
    "response",
    "answer",
    "html",
    "help",
    "return",
    "returned",
    "reason",
];

/// What follows a message that was to be sent.
const FATES: [&str; 40] = [
    "not",
    "could",
    "couldn't",
    "cannot",
    "can",
    "can't",
    "was",
    "wasn't",
    "were",
    "is",
    "isn't",
    "has",
    "had",
    "will",
    "would",
    "failed",
    "fails",
    "refused",
    "rejected",
    "blocked",
    "filtered",
    "dropped",
    "queued",
    "undelivered",
    "undeliverable",
    "delivered",
    "sent",
    "resent",
    "too",
    "exceeds",
    "exceeded",
    "longer",
    "over",
    "truncated",
    "to",
    "for",
    "from",
    "contains",
    "contained",
    "by",
];

/// Parameters of Twilio's that its answers quote.
const PARAMETERS: [&str; 8] = [
    "body",
    "mediaurl",
    "contentsid",
    "contentvariables",
    "to",
    "from",
    "text",
    "content",
];

/// Hides it.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    let regex = QUOTED.as_ref().ok()?;
    let mut hidden: Vec<Hidden> = Vec::new();
    for found in regex.captures_iter(text) {
        let (all, quote) = (found.get(0)?, found.get(2)?);
        let (inner, after) = inside(&text[all.end()..], quote.as_str());
        let body = found.get(1).is_some();
        let before = text[..all.start()].trim_end();
        let fits = if body {
            !ends_in(before, &["response", "answer", "html", "error"])
        } else {
            !ends_in(before, &OTHERS) && begins_with(after, &FATES)
        };
        let parameter = PARAMETERS.contains(&context::reduced(inner).as_str());
        if fits && is_said(inner) && !parameter {
            hidden.push((all.end()..all.end() + inner.len(), "[body]"));
        }
    }
    Some(super::without(text, hidden))
}

/// What stands in quotes that are open, and what follows them. Apostrophes close nothing; where nothing closes, all up to the
/// end of the line or of the string around it is inside.
fn inside<'t>(rest: &'t str, quote: &str) -> (&'t str, &'t str) {
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let mut end = end.min(LONG);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let line = &rest[..end];
    let closing = match quote {
        "“" => "”",
        "‘" => "’",
        "«" => "»",
        same => same,
    };
    let mut close = None;
    for (at, _) in line.match_indices(closing) {
        let after = line[at + closing.len()..].chars().next();
        let before = line[..at].chars().next_back();
        let word = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
        // The next quotes open.
        if close.is_some() && word(after) && !word(before) {
            break;
        }
        if !word(after) {
            close = Some(at);
            // Double quotes stand for nothing else.
            if !closing.ends_with(['\'', '’', ';']) {
                break;
            }
        }
    }
    let close = close.filter(|at| {
        !["\":", "\",\"", "\\\",\\\""]
            .iter()
            .any(|sign| line[..*at].contains(sign))
    });
    match close {
        Some(at) => (&line[..at], &line[at + closing.len()..]),
        None => (&line[..line.find('"').unwrap_or(line.len())], ""),
    }
}

fn ends_in(text: &str, words: &[&str]) -> bool {
    let last = |word: &&str| {
        let cut = text.len().checked_sub(word.len());
        let tail = cut.and_then(|cut| text.get(cut..));
        let same = tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word));
        same && cut.is_some_and(|cut| !text[..cut].ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    words.iter().any(last)
}

fn begins_with(text: &str, words: &[&str]) -> bool {
    let word = text.trim_start_matches([' ', ',', ':', '-', '(']);
    let word = word
        .split(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .next()
        .unwrap_or("");
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use crate::redact::redact;

    #[test]
    #[rustfmt::skip] // one case a line
    fn what_a_sentence_quotes_of_a_message_is_hidden() {
        for (text, shown) in [
            ("Unable: Body 'Dear Anna your biopsy is positive' too long (code 21617)", "Unable: Body '[body]' too long (code 21617)"),
            ("The message body 'See you at 5' exceeds the limit", "The message body '[body]' exceeds the limit"),
            ("Message 'Hi Bob' not sent", "Message '[body]' not sent"),
            ("sms text 'Your rent is due' refused", "sms text '[body]' refused"),
            (r#"{"err":{"message":"Body 'Hi Bob' too long","code":21617}}"#, r#"{"err":{"message":"Body '[body]' too long","code":21617}}"#),
            (r#"{"msg":"Body \"Hi Bob\" too long","code":21617}"#, r#"{"msg":"Body \"[body]\" too long","code":21617}"#),
            (r#"{"log":"{\"msg\":\"Body \\\"Hi Bob\\\" too long\"}"}"#, r#"{"log":"{\"msg\":\"Body \\\"[body]\\\" too long\"}"}"#),
            ("Body &#39;Hi Bob&#39; too long", "Body &#39;[body]&#39; too long"),
            ("Body “Hi Bob” too long", "Body “[body]” too long"),
            ("Body 'I'm late, the boys' party is on' too long", "Body '[body]' too long"),
            ("Body 'Hi Bob' too long for 'To' number", "Body '[body]' too long for 'To' number"),
            (r#"{"msg":"Body 'Hi Bob","user":"O'"}"#, r#"{"msg":"Body '[body]","user":"O'"}"#),
            ("msg `Hi Bob` could not be delivered", "msg `[body]` could not be delivered"),
        ] {
            assert_eq!(redact(text), shown, "{text}");
            assert_eq!(redact(shown), shown, "{shown}");
        }
    }

    #[test]
    #[rustfmt::skip] // one case a line
    fn what_programs_quote_of_themselves_stays() {
        for text in [
            "Uncaught exception 'RestException' with message '[HTTP 400] Unable to create record'",
            "Uncaught exception 'TwilioException' with message 'Connection refused' in /app/a.php:3",
            "error message 'Permission denied' was returned",
            "Message 'To' is required",
            "Message body 'Body' must be specified",
            "response body 'upstream connect error'",
            r#"{"message": "Authenticate","code": 20003}"#,
            "Message \"queued\" to the broker",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
