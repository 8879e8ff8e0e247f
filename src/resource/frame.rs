//! Owns the way from a stack frame of Twilio's SDKs to the resource: `com.twilio.rest.api.v2010.account.MessageCreator`
//! names `messaging/Messages` by the same words as the path does.
//!
//! The SDKs are generated from the same documents as `shapes.txt`: their packages, modules and classes are the literal
//! segments of the paths, in the singular. So the table is read once more, each word without punctuation and plural.

use super::shapes::SHAPES;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How many places of a text are looked at.
const MOST: usize = 64;

/// Words of the SDKs that are not the paths' own.
const RENAMED: [(&str, &str); 11] = [
    ("availablephonenumbercountry", "availablephonenumber"),
    ("synclist", "list"),
    ("syncmap", "map"),
    ("syncstream", "stream"),
    ("synclistitem", "item"),
    ("syncmapitem", "item"),
    ("synclistpermission", "permission"),
    ("syncmappermission", "permission"),
    ("documentpermission", "permission"),
    ("newkey", "key"),
    ("newsigningkey", "signingkey"),
];

/// Resources by product and plain words; `None` where two resources have the same.
type Plain = HashMap<String, Option<&'static str>>;

static TABLE: LazyLock<Plain> = LazyLock::new(|| {
    let mut table = Plain::new();
    table.insert("api/account".to_owned(), Some("accounts/Accounts"));
    for line in SHAPES.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        if let (Some(label), Some(_), Some(path), Some(resource)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        {
            let words = path.split('/').filter(|segment| *segment != "*");
            let key = key(label, words);
            let known = table.entry(key).or_insert(Some(resource));
            *known = known.filter(|known| *known == resource);
        }
    }
    table
});

/// The resource that the stack frames in a text name; `None` when they name none, or several.
#[must_use]
pub fn of_frames(text: &str) -> Option<&'static str> {
    let mut found = None;
    for mark in ["rest", "Rest"] {
        for (at, mark) in text.match_indices(mark).take(MOST) {
            let resource = frame(text, at, at + mark.len());
            if resource.is_some() && found.is_some() && resource != found {
                return None;
            }
            found = found.or(resource);
        }
    }
    found
}

const fn separates(letter: char) -> bool {
    matches!(letter, '.' | '/' | '\\')
}

/// Reads one frame around the word `rest` that stands from `at` to `after`.
fn frame(text: &str, at: usize, after: usize) -> Option<&'static str> {
    let (before, rest) = (&text[..at], &text[after..]);
    (before.ends_with(separates) && rest.starts_with(separates)).then_some(())?;
    let before = before.trim_end_matches(separates);
    let before = before
        .strip_suffix("lib")
        .map_or(before, |before| before.trim_end_matches(separates));
    let package = ["com.twilio", "Twilio", "twilio", "twilio-ruby"];
    package
        .iter()
        .any(|name| before.ends_with(name))
        .then_some(())?;
    let end = rest
        .bytes()
        .take(256)
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"_./\\".contains(&byte)))
        .unwrap_or(rest.len().min(256));
    let words: Vec<&str> = rest
        .get(..end)?
        .split(separates)
        .filter(|word| !word.is_empty())
        .take(12)
        .collect();
    named(&words)
}

/// The resource of `api v2010 account MessageCreator create` and its like.
fn named(words: &[&str]) -> Option<&'static str> {
    let (product, words) = words.split_first()?;
    let words = module(words)?;
    // `preview` has the family in the version's place.
    let words = match words.split_first() {
        Some((version, rest)) if is_version(version) => rest.to_vec(),
        _ => words,
    };
    let account = product.eq_ignore_ascii_case("api") && words.len() > 1;
    let words = words.iter().skip(usize::from(account)).copied();
    *TABLE.get(&key(product, words))?
}

fn is_version(word: &str) -> bool {
    word.strip_prefix(['v', 'V']).is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The words up to the class or module, the class without what the SDKs add to it.
fn module<'w>(words: &[&'w str]) -> Option<Vec<&'w str>> {
    const FILES: [&str; 5] = ["py", "js", "rb", "php", "ts"];
    const ADDED: [&str; 10] = [
        "Creator", "Fetcher", "Reader", "Updater", "Deleter", "Resource", "List", "Context",
        "Page", "Instance",
    ];
    let mut kept = words.to_vec();
    match words.last() {
        Some(last) if FILES.contains(last) => {
            kept.pop();
            if kept.last() == Some(&"__init__") {
                kept.pop();
            }
        }
        // Java and C# go on with the method after the class.
        _ => {
            let class = words.iter().position(|word| {
                word.starts_with(|letter: char| letter.is_ascii_uppercase())
                    && ADDED.iter().any(|added| word.ends_with(added))
            })?;
            kept.truncate(class + 1);
        }
    }
    let class = kept.pop()?;
    let upper = class.starts_with(|letter: char| letter.is_ascii_uppercase());
    let bare = ADDED
        .iter()
        .filter(|_| upper)
        .find_map(|added| class.strip_suffix(added));
    kept.push(bare.filter(|bare| !bare.is_empty()).unwrap_or(class));
    Some(kept)
}

/// Product and words without punctuation, case and plural.
fn key<'w>(product: &str, words: impl Iterator<Item = &'w str>) -> String {
    let mut key = plain(product);
    for word in words {
        let word = plain(word);
        let renamed = RENAMED.iter().find(|(theirs, _)| *theirs == word);
        let word = renamed.map_or(word.as_str(), |(_, path)| path);
        key.push('/');
        if let Some(start) = word.strip_suffix("ies") {
            key.push_str(start);
            key.push('y');
        } else if word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches") {
            key.push_str(&word[..word.len() - 2]);
        } else {
            let one = word.strip_suffix('s').filter(|one| !one.ends_with('s'));
            key.push_str(one.unwrap_or(word));
        }
    }
    key
}

fn plain(word: &str) -> String {
    let letters = word.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_sdk_name_the_resource() {
        let cases = [
            (
                "\tat com.twilio.rest.api.v2010.account.MessageCreator.create(MessageCreator.java:1234)",
                "messaging/Messages",
            ),
            (
                "\tat com.twilio.rest.api.v2010.account.call.RecordingFetcher.fetch(RecordingFetcher.java:80)",
                "voice/Calls/Recordings",
            ),
            (
                "at com.twilio.rest.api.v2010.account.availablephonenumbercountry.LocalReader.read(LocalReader.java:1)",
                "numbers/AvailablePhoneNumbers/Local",
            ),
            (
                "at com.twilio.rest.verify.v2.service.VerificationCheckCreator.create(V.java:9)",
                "verify/Services/VerificationCheck",
            ),
            (
                "at com.twilio.rest.api.v2010.AccountFetcher.fetch(AccountFetcher.java:5)",
                "accounts/Accounts",
            ),
            (
                "   at Twilio.Rest.Api.V2010.Account.MessageResource.Create(CreateMessageOptions options, ITwilioRestClient client) +40",
                "messaging/Messages",
            ),
            (
                "at Twilio.Rest.Verify.V2.Service.VerificationResource.<CreateAsync>d__4.MoveNext()",
                "verify/Services/Verifications",
            ),
            (
                r#"File "/venv/lib/python3.12/site-packages/twilio/rest/api/v2010/account/message/__init__.py", line 94, in create"#,
                "messaging/Messages",
            ),
            (
                r#"File "C:\Python39\lib\site-packages\twilio\rest\api\v2010\account\incoming_phone_number\__init__.py", line 88"#,
                "numbers/IncomingPhoneNumbers",
            ),
            (
                r#"File "/x/twilio/rest/conversations/v1/conversation/message/__init__.py", line 88"#,
                "conversations/Conversations/Messages",
            ),
            (
                "/gems/twilio-ruby-5.25.0/lib/twilio-ruby/rest/api/v2010/account/message.rb:96:in `create'",
                "messaging/Messages",
            ),
            (
                "#2 /var/www/vendor/twilio/sdk/src/Twilio/Rest/Api/V2010/Account/CallList.php(123): Twilio\\Version->create('POST')",
                "voice/Calls",
            ),
            (
                r"#3 /app.php(9): Twilio\\Rest\\Preview\\HostedNumbers\\HostedNumberOrderList->create('+1')",
                "preview/HostedNumbers/HostedNumberOrders",
            ),
            (
                "at MessagePage (/app/node_modules/twilio/lib/rest/api/v2010/account/message.js:467:30)",
                "messaging/Messages",
            ),
            (
                "at x (/app/node_modules/twilio/lib/rest/flexApi/v1/interaction.js:4:3)",
                "flex/Interactions",
            ),
            (
                "at com.twilio.rest.sync.v1.service.synclist.SyncListItemCreator.create(S.java:1)",
                "sync/Services/Lists/Items",
            ),
        ];
        for (text, resource) in cases {
            assert_eq!(of_frames(text), Some(resource), "{text}");
        }
    }

    #[test]
    fn other_frames_and_several_resources_name_none() {
        for text in [
            "at com.example.rest.api.v2010.account.MessageCreator.create(M.java:1)",
            "at com.twilio.http.TwilioRestClient.request(TwilioRestClient.java:1)",
            "twilio/rest/__init__.py",
            "twilio/rest/api/__init__.py",
            "twilio/rest/api/v2010/account/nothing/__init__.py",
            "twilio.rest",
            "rest/rest/rest",
            "at com.twilio.rest.api.v2010.account.MessageCreator.create(M.java:1) at com.twilio.rest.api.v2010.account.CallCreator.create(M.java:1)",
            "twilio/rest/é",
        ] {
            assert_eq!(of_frames(text), None, "{text}");
        }
    }
}
