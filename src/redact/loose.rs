//! Owns what is private by its looks, whatever its name: credentials, tokens, e-mail addresses.

use super::{Pattern, context, replace};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

static USER_INFO: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"([A-Za-z][A-Za-z0-9+.\-]*(?::(?:\\*/){2}|%3[Aa]%2[Ff]%2[Ff]))([^/ \t\r\n?&#"'<>\\]*?)(@|%40)"#,
    )
});
static SCHEME: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(basic|bearer)([ \t\r\n]+|%20|\+)([A-Za-z0-9+/=._~\-%]{6,})")
});
static JWT: Pattern = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)eyJ[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]*)?")
});
static PAIR: Pattern = LazyLock::new(|| {
    Regex::new(r#"(?-u:\b)((?:AC|SK)[0-9a-fA-F]{32}(?::|%3[Aa]))([^ \t\r\n@/"'`&,;\[\]<>\\)}:]+)"#)
});
static EMAIL: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(\\[nrt])?(?:\\*["'][^"'\\\r\n]{1,64}\\*["']|[A-Za-z0-9._%+\-\x{80}-\x{10FFFF}]+)(?:@|%(?:25)?40|\\+u0040|\\+x40|&(?:amp;)?#64;|&#x40;|&commat;|\x{ff20})(?:[A-Za-z0-9\-\x{80}-\x{10FFFF}]+(?:\.[A-Za-z0-9\-\x{80}-\x{10FFFF}]+)*\.[A-Za-z\x{80}-\x{10FFFF}]{2,}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[(?:IPv6:)?[0-9A-Fa-f.:]{3,}\])"#,
    )
});
/// `anna (at) example.com`, `anna [at] example [dot] com`, `anna at example dot com`.
static SPELLED: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)[a-z0-9._%+\-]+(?: ?[\[({<]at[\])}>] ?[a-z0-9\-]+(?:(?:\.| ?[\[({<]dot[\])}>] ?| dot )[a-z0-9\-]+)+| at [a-z0-9\-]+(?: dot [a-z0-9\-]+)+)",
    )
});
/// Secrets that show what they are by how they begin, and addresses that are one.
static ISSUED: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?-u:\b)(?:(?:[sr]k_(?:live|test)_|whsec_|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|npm_|pypi-|dop_v1_|shpat_|AIza|ya29\.|SG\.|hf_|sk-(?:proj-|ant-)?)[A-Za-z0-9_.\-]{10,}|A(?:KIA|SIA)[A-Z0-9]{12,})|((?:hooks\.slack\.com|discord(?:app)?\.com|office\.com|hooks\.zapier\.com|chat\.googleapis\.com)(?:\\?/|%2F)(?:services|workflows|triggers|api(?:\\?/|%2F)webhooks|webhookb?2?|hooks(?:\\?/|%2F)catch|v1(?:\\?/|%2F)spaces)(?:\\?/|%2F)|api\.telegram\.org(?:\\?/|%2F)bot)[^ \t\r\n\x22'<>()\[\]},;&]+",
    )
});
static KEY: Pattern =
    LazyLock::new(|| Regex::new(r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END|$)"));
/// The name beside an address: `"Anna" <anna@example.com>`.
static ADDRESSED: Pattern =
    LazyLock::new(|| Regex::new(r#"((?:\\*["'])[^"'\\<>\r\n]{1,64}\\*["'] ?)(<\[email\]>)"#));
static HEX: Pattern = LazyLock::new(|| {
    Regex::new(r"((?:%(?:25)?[0-9A-Fa-f]{2}|\\[nrtbf]|\\u00[0-9A-Fa-f]{2})?)([0-9A-Fa-f]{32})")
});
/// A sentence that carries a one-time code.
static SENTENCE: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)((?-u:\b)your [A-Za-z0-9_ ]{0,40}(?:code|otp|pin|passcode)(?: is:?|:) *)([0-9]{4,10})",
    )
});
/// "code 482914 sent", "sent code 4829": a code that was given to somebody. Twilio's own codes have five digits.
static GIVEN: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)(?:code|otp|pin|passcode)[:=]?(?: is| was)? ?["'(]?)([0-9]{4}|[0-9]{6,8})(["')]? (?:(?:was|has been|is|successfully) ){0,2}(?:sent|delivered|texted|issued|generated|entered|verified|approved|accepted|expired|expires|valid|invalid|incorrect)(?-u:\b))"#,
    )
});
static GIVING: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)(?:sent|sending|texted|delivered|generated|entered|issued|verifying|checking|submitted) (?:[a-z\-]+ ){0,3}?(?:code|otp|pin|passcode)(?: is| was)?[:=]? ?["'(]?)([0-9]{4}|[0-9]{6,8})(?-u:\b)"#,
    )
});
/// "verification code: 48291": the words before it leave no doubt, whatever its length.
static NAMED: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)(?:(?:verification|security|login|confirmation|one[- ]time|2fa|mfa|otp)[ -](?:code|pin|passcode|password)|otp|passcode)(?: is| was)?[:=]? ?["'(]?)([0-9]{4,10})(?-u:\b)"#,
    )
});
/// A code beside the number it was sent to: the parameters of a check, never an error answer.
static BESIDE_TO: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)to(?:\\*["']{1,2}|&quot;)?[ \t]*(?::|=>?)[ \t]*(?:\\*["']{1,2}|&quot;)[^"'\\&]*(?:\\*["']{1,2}|&quot;),[ \t\r\n]*:?(?:\\*["']{1,2}|&quot;)?code(?:\\*["']{1,2}|&quot;)?[ \t]*(?::|=>?)[ \t]*(?:\\*["']{1,2}|&quot;))([0-9]{4,10})"#,
    )
});
/// The same where the code stands first; Twilio's own codes are no strings of six digits or four.
static BEFORE_TO: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?-u:\b)code(?:\\*["']{1,2}|&quot;)?[ \t]*(?::|=>?)[ \t]*(?:\\*["']{1,2}|&quot;))([0-9]{4}|[0-9]{6,10})((?:\\*["']{1,2}|&quot;),[ \t\r\n]*:?(?:\\*["']{1,2}|&quot;)?to(?:\\*["']{1,2}|&quot;)?[ \t]*(?::|=>?)[ \t]*(?:\\*["']{1,2}|&quot;))"#,
    )
});

/// Hides credentials, tokens, and e-mail addresses.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    super::chain(
        text,
        &[
            codes,
            user_info,
            schemes,
            web_tokens,
            pairs,
            issued,
            emails,
            auth_tokens,
        ],
    )
}

fn codes(text: &str) -> Option<Cow<'_, str>> {
    let once = replace(text, &SENTENCE, |found| {
        Some(format!("{}[secret]", &found[1]))
    })?;
    let twice = replace(&once, &BESIDE_TO, |found| {
        Some(format!("{}[secret]", &found[1]))
    })?;
    let twice = replace(&twice, &BEFORE_TO, |found| {
        Some(format!("{}[secret]{}", &found[1], &found[3]))
    })?;
    let given = replace(&twice, &GIVEN, |found| {
        let before = context::tail(&twice[..found.get(0)?.start()], 8).trim_end();
        let of_errors = ["error", "status", "exit", "Error", "Status", "Exit"];
        let hide = !of_errors.iter().any(|word| before.ends_with(word));
        hide.then(|| format!("{}[secret]{}", &found[1], &found[3]))
    })?;
    let giving = replace(&given, &GIVING, |found| {
        Some(format!("{}[secret]", &found[1]))
    })?;
    let named = replace(&giving, &NAMED, |found| {
        Some(format!("{}[secret]", &found[1]))
    })?;
    Some(match named {
        _ if named == text => Cow::Borrowed(text),
        changed => Cow::Owned(changed.into_owned()),
    })
}

fn user_info(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &USER_INFO, |found| {
        Some(format!("{}[credentials]{}", &found[1], &found[3]))
    })
}

/// `Basic …` and `Bearer …`; the words "basic authentication" in prose are short and hold letters only.
fn schemes(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &SCHEME, |found| {
        let looks =
            found[3].len() >= 16 || found[3].bytes().any(|b| b.is_ascii_digit() || b == b'=');
        looks.then(|| format!("{}{}[credentials]", &found[1], &found[2]))
    })
}

fn web_tokens(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &JWT, |_| Some("[token]".to_owned()))
}

/// `AC…:token` as for curl's `-u`.
fn pairs(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &PAIR, |found| {
        (found[2].len() >= 8).then(|| format!("{}[token]", &found[1]))
    })
}

/// Tokens of known makers, addresses that let anybody post, private keys.
fn issued(text: &str) -> Option<Cow<'_, str>> {
    let issued = replace(text, &ISSUED, |found| {
        let address = found.get(1).map_or("", |address| address.as_str());
        Some(format!("{address}[token]"))
    })?;
    let keys = replace(&issued, &KEY, |found| {
        Some(format!("{}[secret]{}", &found[1], &found[2]))
    })?;
    Some(match keys {
        _ if keys == text => Cow::Borrowed(text),
        changed => Cow::Owned(changed.into_owned()),
    })
}

fn emails(text: &str) -> Option<Cow<'_, str>> {
    let spelled = replace(text, &SPELLED, |_| Some("[email]".to_owned()))?;
    if let Cow::Owned(spelled) = spelled {
        return Some(Cow::Owned(spelled));
    }
    let shown = replace(text, &EMAIL, |found| {
        let escape = found.get(1).map_or("", |escape| escape.as_str());
        Some(format!("{escape}[email]"))
    })?;
    if !shown.contains("<[email]>") {
        return Some(shown);
    }
    let shown = shown.into_owned();
    let named = replace(&shown, &ADDRESSED, |found| {
        Some(format!("[name] {}", &found[2]))
    })?;
    Some(Cow::Owned(named.into_owned()))
}

/// 32 hexadecimal digits standing alone are an Auth Token, unless a name says that they mark a request.
fn auth_tokens(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &HEX, |found| {
        let (all, digits) = (found.get(0)?, found.get(2)?);
        let inside = found[1].is_empty() && context::word_before(text, digits.start());
        if inside
            || context::word_after(text, digits.end())
            || is_trace(text, all.start(), digits.end())?
        {
            return None;
        }
        Some(format!("{}[token]", &found[1]))
    })
}

/// Ids of traces and requests, by name or in the form of W3C's `traceparent`: `00-<32>-<16>-01`.
fn is_trace(text: &str, start: usize, end: usize) -> Option<bool> {
    let name = context::name_before(text, start)?;
    let named = ["trace", "span", "requestid", "reqid", "correlation"]
        .iter()
        .any(|part| name.contains(part));
    let after = &text.as_bytes()[end..];
    let parent = text[..start].ends_with("00-")
        && after.len() > 17
        && after[0] == b'-'
        && after[1..17].iter().all(u8::is_ascii_hexdigit);
    Some(named || parent)
}
