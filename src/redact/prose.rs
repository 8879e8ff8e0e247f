//! Owns what a sentence gives away without a sign: "password is …", "the body was: …", "identity …", who said what.

use super::{Pattern, replace};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The name of a secret, a verb or a blank, and one word.
static SECRET: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)[a-z_\-]*(?:password|passwd|passphrase|passcode|pwd|secret|(?:api|access|private|secret|signing|auth)[ _-](?:key|token|secret)|token|credentials?)( is:?| was:?| are:?|:)? (\\*["'`]|&quot;|&#(?:39|x27);)?)([^ \t\r\n"'`\\,;<>\[\](){}&]{3,})"#,
    )
});
/// The words behind the first one of a phrase that is one secret.
static PHRASE: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)((?-u:\b)passphrase[^A-Za-z0-9\[]{1,6}(?:(?:is|was):? )?\[secret\])((?: [A-Za-z0-9]+)+)",
    )
});
/// The name of what somebody wrote, a verb, and all that follows in the line or the quotes.
static BODY: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)(?:body|(?:message|msg|sms|text) (?:text|content)|(?:message|sms|text|transcription|transcript) (?:sent|received|read|read as)|transcription|transcript)(?: is| was| were| reads| read| says| said):? ?|(?-u:\b)(?:user|customer|caller|recipient|sender|he|she|they) (?:said|wrote|replied|answered|texted|typed)(?:: ?| ))(\\*["'`])?([^"\r\n\\]+)"#,
    )
});
/// Somebody's name in Twilio's clients and conversations.
static IDENTITY: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?:^|[^A-Za-z0-9_.\-/])client:|(?-u:\b)identity(?: (?:is|was|of|named))? (\\*["'`])?)((?-i:[A-Za-z0-9_.%+@\-\x{80}-\x{10FFFF}]{2,}))"#,
    )
});

/// What is said of a secret or a body, none of which is one.
const STATES: [&str; 64] = [
    "invalid",
    "incorrect",
    "wrong",
    "missing",
    "required",
    "expired",
    "empty",
    "not",
    "null",
    "none",
    "nil",
    "set",
    "unset",
    "correct",
    "too",
    "changed",
    "being",
    "already",
    "the",
    "an",
    "valid",
    "malformed",
    "unknown",
    "rejected",
    "accepted",
    "reset",
    "used",
    "unauthorized",
    "disabled",
    "enabled",
    "mandatory",
    "optional",
    "absent",
    "blank",
    "longer",
    "shorter",
    "over",
    "under",
    "truncated",
    "larger",
    "denied",
    "revoked",
    "rotated",
    "stored",
    "read",
    "loaded",
    "sent",
    "created",
    "updated",
    "deleted",
    "found",
    "provided",
    "present",
    "undefined",
    "redacted",
    "hidden",
    "for",
    "from",
    "and",
    "has",
    "does",
    "was",
    "will",
    "authentication",
];

/// Hides them.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    super::chain(text, &[secrets, phrases, bodies, identities])
}

/// A word is a secret after a verb, unless it tells of the secret's state; without a verb it must look like one.
fn secrets(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &SECRET, |found| {
        let word = found[4].trim_end_matches(['.', ':', '!', '?']);
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        let odd = |byte: u8| byte.is_ascii_digit() || b"!@#$%^&*_".contains(&byte);
        // A short number may be a status or a code.
        let looks = word.bytes().any(odd) && (!number || word.len() >= 6);
        let name = found[1].to_ascii_lowercase();
        if ["idempotency", "page", "continuation"]
            .iter()
            .any(|other| name.contains(other))
        {
            return None;
        }
        let told = found.get(2).is_some() || found.get(3).is_some();
        let hide = if told {
            !is_state(word)
        } else {
            looks && !is_path(word)
        };
        hide.then(|| format!("{}[secret]{}", &found[1], &found[4][word.len()..]))
    })
}

fn phrases(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &PHRASE, |found| Some(found[1].to_owned()))
}

/// What somebody wrote; an answer of Twilio's, and what is said of a body, stays.
fn bodies(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &BODY, |found| {
        let said = found[3].trim();
        let first = said.split([' ', ',', '.']).next().unwrap_or(said);
        let answer = said.starts_with(['{', '<', '[', '(']) || super::fields::is_answer(&found[3]);
        let hide = !said.is_empty() && !answer && !is_state(first);
        let quote = found.get(2).map_or("", |quote| quote.as_str());
        hide.then(|| format!("{}{quote}[body]", &found[1]))
    })
}

fn identities(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &IDENTITY, |found| {
        let name = &found[3];
        let looks = name
            .bytes()
            .any(|byte| byte.is_ascii_digit() || b"._%+@-".contains(&byte));
        let told = found[1].ends_with(':') || !found[1].trim_end().eq_ignore_ascii_case("identity");
        (!is_state(name) && (told || looks)).then(|| format!("{}[name]", &found[1]))
    })
}

fn is_state(word: &str) -> bool {
    word.len() < 2 || STATES.iter().any(|state| state.eq_ignore_ascii_case(word))
}

/// True for a path or an address, which a word like `token` often stands before: `POST /token`, `token https://…`.
fn is_path(word: &str) -> bool {
    word.contains('/') || word.contains('=') || word.contains(':')
}

#[cfg(test)]
mod tests {
    use crate::redact::redact;

    #[test]
    #[rustfmt::skip] // one case a line
    fn what_sentences_give_away_is_hidden() {
        for (text, shown) in [
            ("password is hunter for bob", "password is [secret] for bob"),
            ("the password was: 'hunter'.", "the password was: '[secret]'."),
            ("pwd hunter2 used", "pwd [secret] used"),
            ("api key sk_live_abc1 was sent", "api key [secret] was sent"),
            ("passphrase is correct1 horse battery", "passphrase is [secret]"),
            ("passphrase: one two three", "passphrase: [secret]"),
            ("the body was: Hi Bob, lunch?", "the body was: [body]"),
            (r#"{"msg":"message text was \"Hi\"","n":1}"#, r#"{"msg":"message text was \"[body]\"","n":1}"#),
            (r#"{"msg":"customer replied: STOP it","n":1}"#, r#"{"msg":"customer replied: [body]","n":1}"#),
            ("transcription was: call me back", "transcription was: [body]"),
            ("client:alice.w joined", "client:[name] joined"),
            ("identity alice_w not found", "identity [name] not found"),
            ("identity is alice", "identity is [name]"),
            (r#"{"identity":"alice"}"#, r#"{"identity":"[name]"}"#),
            ("mail \"bob b\"@example.com now", "mail [email] now"),
            (r#"{"m":"mail \"bob b\"@example.com"}"#, r#"{"m":"mail [email]"}"#),
            ("mail bob@[192.168.2.9] now", "mail [email] now"),
            ("mail bob@[IPv6:2001:db8::1] now", "mail [email] now"),
            ("to +1\u{200b}415\u{200b}555\u{200b}1234 503", "to [phone] 503"),
            ("to 415\u{2011}555\u{2011}1234 503", "to [phone] 503"),
            ("to 415\u{202f}555\u{2007}1234", "to [phone]"),
            (r"to +1\u200b415\u2011555\u00a01234 503", "to [phone] 503"),
        ] {
            assert_eq!(redact(text), shown, "{text}");
            assert_eq!(redact(shown), shown, "{shown}");
        }
    }

    #[test]
    #[rustfmt::skip] // one case a line
    fn what_is_said_of_secrets_and_bodies_stays() {
        for text in [
            "password is invalid",
            "the auth token was revoked",
            "token is expired, ask for a new one",
            "secret is not set",
            "password reset failed",
            "POST /oauth/token 401",
            "token https://iam.twilio.com/v1/token",
            "idempotency-token: c77ed9e8-d13e-4e9a-b46c-a39c43956f06",
            "The message body is required",
            "response body was: {\"code\":20003,\"status\":401}",
            "body was: [HTTP 400] Unable to create record: The 'To' number is not valid",
            "the body was empty",
            "body is too long",
            "identity provider timed out",
            "identity not found",
            "http-client: POST failed",
            "on 2026\u{2011}11\u{2011}01 at noon",
            "status 503 \u{2013} service unavailable",
            "Authentication Error - invalid username",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
