//! Owns values that are private by their name: bodies, secrets, tokens, credentials, and the two ends of a message.

use super::names::{Kind, is_prose, kind_of};
use super::value::{self, Bare, QUOTE, Value};
use super::{Pattern, objects};
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

static NAME: Pattern = LazyLock::new(|| {
    Regex::new(&format!(
        r#"([A-Za-z][A-Za-z0-9_.\-]*)(?:\[\])?(""|{QUOTE})?\]?[ \t]*(=>|=&gt;|[:=]|%3[AaDd])[ \t]*(?:\r?\n?[ \t]*string\([0-9]+\) )?"#
    ))
});
/// Marks of an error answer or of an SDK's sentence: such a "body" is what the reader came for.
static ERROR: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?s)RestException|Api(?:Connection)?Exception|TwilioE|HTTP [0-9]{3} error|\[HTTP [0-9]{3}\]|more_?[iI]nfo|MoreInfo|[hH]ttp_?[sS]tatus_?[cC]ode|Unable to [a-z]+ record|ApiError [0-9]|twilio\.com/docs/(?:api/)?errors|(?-u:\b)code\\*["'].*(?-u:\b)status\\*["']|(?-u:\b)status\\*["'].*(?-u:\b)code\\*["']|errors\\*["'].*(?-u:\b)code\\*["']"#,
    )
});
/// The same at the start of a bare value: where that ends is less sure, so it must begin as an error.
static ERROR_FIRST: Pattern = LazyLock::new(|| {
    Regex::new(
        r"^[^A-Za-z0-9_]*(?:HTTP [0-9]{3}|Status: [0-9]{3} - ApiError|Unable to [a-z]+ record|[A-Za-z0-9_.\\:]*(?:RestException|Api(?:Connection)?Exception|TwilioE)|<\?xml|<TwilioResponse)",
    )
});
/// How forms and pages spell blanks, brackets and the plus: `%28415%29%20555-1234`, `&nbsp;`.
static MARK: Pattern = LazyLock::new(|| {
    Regex::new(
        r"%(?:25)?(?:2[0-9BbDdEeFf]|3[Bb]|[Cc]2|[Ee]2|[89ABab][0-9A-Fa-f])|&?nbsp;?|&(?:plus|#43|#160);|\\+u(?:00(?:2[089bBdD]|[aA]0)|20[0-6][0-9a-f])",
    )
});
static SCHEME: Pattern =
    LazyLock::new(|| Regex::new(r"(?i)^(?:basic|bearer|token|apikey)(?:[ \t]+|%20|\+)"));

/// Hides the values of private names.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    if !value::is_ready()
        || ERROR.is_err()
        || ERROR_FIRST.is_err()
        || SCHEME.is_err()
        || MARK.is_err()
    {
        return None;
    }
    named(text)
}

/// Walks from name to name; a hidden value is jumped over, a kept one is looked into.
fn named(text: &str) -> Option<Cow<'_, str>> {
    let regex = NAME.as_ref().ok()?;
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(found) = regex.captures_at(text, at) {
        let all = found.get(0)?;
        at = all.end();
        let Some((kind, value)) = private(text, &found) else {
            continue;
        };
        for part in value.parts {
            let part = match kind {
                Kind::Phone if !value.quoted => grouped(text, part),
                _ => part,
            };
            if let Some(part) = hidden_part(text, kind, part, value.quoted) {
                out.push_str(&text[done..part.start]);
                out.push_str(kind.marker());
                done = part.end;
                at = part.end.max(at);
            }
        }
    }
    if done == 0 {
        return Some(Cow::Borrowed(text));
    }
    out.push_str(&text[done..]);
    Some(Cow::Owned(out))
}

/// The value of a name, if the name is private.
fn private(text: &str, found: &Captures<'_>) -> Option<(Kind, Value)> {
    let (all, name) = (found.get(0)?, found.get(1)?);
    let quote = found.get(2).map_or("", |quote| quote.as_str());
    let separator = &found[3];
    let before = &text[..name.start()];
    // `[phone]: …` is a marker, `[Body] => …` PHP's and `sms[body]=…` a form's.
    let marked = before.ends_with('[') && value::is_marker(&text[name.start() - 1..]);
    let indexed = separator == "=>"
        || before
            .trim_end_matches('[')
            .ends_with(|c: char| c.is_ascii_alphanumeric());
    if marked && !indexed {
        return None;
    }
    // Of `\nBody` and `%3Fauth`, the first letter is no part of the name.
    let percent = matches!(before.as_bytes(), [.., b'%', digit] if digit.is_ascii_digit());
    let escaped = percent || before.ends_with('\\') && name.as_str().starts_with(['n', 'r', 't']);
    let kind =
        kind_of(name.as_str()).or_else(|| kind_of(name.as_str().get(1..).filter(|_| escaped)?))?;
    let bare = if quote.is_empty() {
        kind.bare()
    } else {
        Bare::Word
    }; // `"body":12`: after a quoted name, a bare value is JSON's
    if text[all.end()..].starts_with('{') && objects::is_private(name.as_str(), kind) {
        let parts = objects::leaves(text, all.end());
        let kind = if kind == Kind::Login {
            Kind::Credentials
        } else {
            kind
        };
        return Some((
            kind,
            Value {
                parts,
                quoted: true,
            },
        ));
    }
    let mut value = value::find(text, all.end(), quote == "\"\"", separator, bare)?;
    if !value.quoted && quote.is_empty() {
        let end = value::around(text, name.start(), all.end());
        for part in &mut value.parts {
            part.end = part.end.min(end).max(part.start);
        }
    }
    if !value.quoted && separator == ":" && is_prose(name.as_str()) {
        return None;
    }
    // "What they let pass: 12 of 13": a word is a secret there when it looks like one.
    let pass = name.as_str().to_ascii_lowercase().ends_with("pass") && !value.quoted;
    let looks = |part: &Part| {
        text[part.clone()].bytes().any(|byte| byte.is_ascii_digit()) && part.len() > 4
    };
    if pass && !value.parts.iter().all(looks) {
        return None;
    }
    (kind != Kind::Code || is_entered_code(text, found, &value)).then_some((kind, value))
}

/// `Code` in capital is what a person typed in (a form's or a parameter's), unless an error answer speaks: `code` is Twilio's.
fn is_entered_code(text: &str, found: &Captures<'_>, value: &Value) -> bool {
    let Some(part) = value.parts.first().cloned() else {
        return false;
    };
    let digits = &text[part.clone()];
    if !(4..=10).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let before = found.get(1).map_or("", |name| &text[..name.start()]);
    let form =
        &found[3] == "=" && (before.ends_with(['?', '&']) || text[part.end..].starts_with('&'));
    form || (value.quoted && !text.contains("MoreInfo") && !text.contains("Status"))
}

pub(super) type Part = std::ops::Range<usize>;

/// The part of a value to hide; `None` when it may stay.
pub(super) fn hidden_part(text: &str, kind: Kind, part: Part, quoted: bool) -> Option<Part> {
    let value = &text[part.clone()];
    if value::is_nothing(value) || value::is_marker(value) || is_sid(value) {
        return None;
    }
    match kind {
        Kind::Body => (!is_error(text, &part, quoted)).then_some(part),
        Kind::Phone => phone_part(value).map(|skip| part.start + skip..part.end),
        // What ends a value may be the marker's own bracket, so the text is asked.
        Kind::Credentials => credentials_part(value, quoted)
            .map(|inner| part.start + inner.start..part.start + inner.end)
            .filter(|inner| !value::is_marker(&text[inner.start..])),
        Kind::Login => is_login(value).then_some(part),
        // "Error sending OTP: RestException …" names what happened, not a secret.
        _ => (quoted || !value.ends_with("Exception") && !value.ends_with("Error")).then_some(part),
    }
}

/// A bare number with the groups that follow it after blanks: `0170 5550177`, `(11) 91234-5679`.
fn grouped(text: &str, part: Part) -> Part {
    // `to=(11) 91234-5679` is no list.
    if text[..part.start].ends_with('(')
        && let Some(end) = super::phones::named(text, part.start - 1)
    {
        return part.start - 1..end;
    }
    let value = &text[part.clone()];
    let channel = channel(value);
    let whole = phone_part(value).map_or(0, |_| part.end);
    match super::phones::named(text, part.start + channel) {
        Some(end) => part.start..end.max(whole),
        None => part,
    }
}

/// An error answer or an SDK's sentence under a body's name.
fn is_error(text: &str, part: &Part, quoted: bool) -> bool {
    if quoted {
        ERROR
            .as_ref()
            .is_ok_and(|error| error.is_match(&text[part.clone()]))
    } else {
        ERROR_FIRST
            .as_ref()
            .is_ok_and(|error| error.is_match(&text[part.start..]))
    }
}

/// True for a text that is an error answer or an SDK's sentence.
pub(super) fn is_answer(text: &str) -> bool {
    [&ERROR, &ERROR_FIRST]
        .iter()
        .any(|error| error.as_ref().is_ok_and(|error| error.is_match(text)))
}

/// Two capital letters and 32 hexadecimal digits: Twilio's public names.
fn is_sid(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 34
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(u8::is_ascii_hexdigit)
}

/// A name and a secret in one word, or a secret of letters and digits.
fn is_login(value: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    let both = value.contains(':') && !value.contains("://");
    let odd = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    value.len() >= 5 && !value.contains([' ', '/', '(']) && (both || odd && value.len() >= 8)
}

/// Past `Basic ` and the like, one word; all of the value in other schemes.
fn credentials_part(value: &str, quoted: bool) -> Option<Part> {
    let scheme = SCHEME.as_ref().ok().and_then(|scheme| scheme.find(value));
    let skip = scheme.map_or(0, |scheme| scheme.end());
    let rest = &value[skip..];
    let word = rest.find(|c: char| c.is_whitespace() || "\"'`,;)]}\\".contains(c));
    let end = skip + word.filter(|_| skip > 0 && !quoted).unwrap_or(rest.len());
    (!rest.is_empty() && !value::is_marker(rest)).then_some(skip..end)
}

/// The length of `whatsapp:` and the like before a number.
fn channel(value: &str) -> usize {
    ["whatsapp:", "messenger:", "sms:", "rcs:", "tel:", "viber:"]
        .iter()
        .find(|channel| value.starts_with(**channel))
        .map_or(0, |channel| channel.len())
}

/// Where the number starts in `whatsapp:12345`; `None` when the value is no number (a name, a date, an address).
fn phone_part(value: &str) -> Option<usize> {
    let skip = channel(value);
    let number = &value[skip..];
    // As a form or a page spells blanks and brackets: `%28415%29%20555-1234`, `&nbsp;`.
    let plain = MARK.as_ref().ok()?.replace_all(number, "-");
    let number = plain.trim_start_matches(['-', ' ']);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    // `+1-800-FLOWERS`
    let spelled = number.starts_with(['+', '1', '8', '(']) && digits >= 4;
    let allowed = number.chars().all(|c| {
        c.is_ascii_digit()
            || " +().-/_,;xX*#".contains(c)
            || (!c.is_ascii() && !c.is_alphabetic())
            || (spelled && c.is_ascii_uppercase())
    });
    let bytes = number.as_bytes();
    let date = is_day(bytes);
    let address = number.parse::<std::net::Ipv4Addr>().is_ok();
    (digits >= 3 && allowed && !date && !address).then_some(skip)
}

/// `2026-11-01` and what follows it.
pub(super) fn is_day(value: &[u8]) -> bool {
    let digits = |range: Part| {
        value
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let century = value.starts_with(b"19") || value.starts_with(b"20");
    century
        && digits(0..4)
        && digits(5..7)
        && value.get(4) == Some(&b'-')
        && value.get(7) == Some(&b'-')
}
