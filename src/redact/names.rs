//! Owns the names whose values are private: bodies, people, secrets, tokens, credentials, phone numbers.

use super::context;
use super::value::Bare;

/// Names of what a message says, whole.
const BODIES: [&str; 20] = [
    "text",
    "content",
    "smstext",
    "plaintext",
    "html",
    "twiml",
    "speechresult",
    "unstablespeechresult",
    "sms",
    "payload",
    "caption",
    "smsmessage",
    "smscontent",
    "textcontent",
    "msgcontent",
    "ssml",
    "utterance",
    "transcript",
    "transcription",
    "replytext",
];

/// Ends of names of what only its owner may know.
const SECRETS: [&str; 22] = [
    "password",
    "passwd",
    "passwords",
    "secrets",
    "pwd",
    "passphrase",
    "secret",
    "secretkey",
    "signature",
    "amzcredential",
    "otp",
    "passcode",
    "onetimecode",
    "verificationcode",
    "customcode",
    "otpcode",
    "codesent",
    "sentcode",
    "verifycode",
    "securitycode",
    "confirmationcode",
    "logincode",
];

/// Names of what one signs in with.
const LOGINS: [&str; 10] = [
    "auth",
    "basicauth",
    "httpauth",
    "proxyauth",
    "authentication",
    "authheader",
    "credentials",
    "credential",
    "creds",
    "userpwd",
];

/// Names of who is called or written to.
const WAYS: [&str; 15] = [
    "to",
    "from",
    "recipient",
    "recipients",
    "called",
    "caller",
    "callerid",
    "sender",
    "destination",
    "waid",
    "callee",
    "telephone",
    "cellphone",
    "cell",
    "fax",
];

/// What is private in a value, and so which marker stands for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Body,
    Person,
    Secret,
    Cookie,
    Token,
    Credentials,
    /// What one signs in with: a name and a secret, in a list or an object, or one word of both.
    Login,
    Phone,
    Code,
}

impl Kind {
    pub(super) const fn marker(self) -> &'static str {
        match self {
            Self::Body => "[body]",
            Self::Person => "[name]",
            Self::Secret | Self::Cookie | Self::Code => "[secret]",
            Self::Token => "[token]",
            Self::Credentials | Self::Login => "[credentials]",
            Self::Phone => "[phone]",
        }
    }

    pub(super) const fn bare(self) -> Bare {
        match self {
            Self::Body | Self::Person => Bare::Text,
            Self::Cookie | Self::Credentials => Bare::Line,
            _ => Bare::Word,
        }
    }
}

/// What the value under a name is; `None` when it may be shown.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    if name == "Code" {
        return Some(Kind::Code);
    }
    if is_person(name) {
        return Some(Kind::Person);
    }
    let name = context::reduced(name);
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let is = |names: &[&str]| names.contains(&name.as_str());
    if ends(&[
        "body",
        "messagetext",
        "msgtext",
        "textmessage",
        "messagecontent",
        "contentvariables",
        "templatevariables",
        "templatedata",
        "templateparams",
        "substitutions",
        "placeholders",
        "transcriptiontext",
    ]) || is(&BODIES)
        || name.starts_with("mediaurl")
    {
        Some(Kind::Body)
    } else if ends(&SECRETS)
        || is(&[
            "sig", "pin", "smscode", "mfacode", "pass", "userpass", "dbpass", "smtppass",
            "authpass", "sippass",
        ])
    {
        Some(Kind::Secret)
    } else if ends(&["cookie", "cookies"]) {
        Some(Kind::Cookie)
    } else if ends(&[
        "token",
        "tokens",
        "apikey",
        "apikeys",
        "accesskey",
        "privatekey",
        "authkey",
        "signingkey",
        "encryptionkey",
        "masterkey",
        "subscriptionkey",
        "appkey",
        "bearer",
        "jwt",
    ]) && !name.contains("idempotency")
        && !name.contains("page")
    {
        Some(Kind::Token)
    } else if ends(&["authorization"]) {
        Some(Kind::Credentials)
    } else if is(&LOGINS) {
        Some(Kind::Login)
    } else if is(&WAYS)
        || ends(&[
            "phone",
            "phonenumber",
            "mobile",
            "msisdn",
            "tonumber",
            "fromnumber",
        ])
    {
        Some(Kind::Phone)
    } else {
        None
    }
}

/// Names that prose sets before a colon: "SMS: failed to send", "payload: 12 bytes", `sms:+1…`.
pub(super) fn is_prose(name: &str) -> bool {
    ["sms", "payload", "caption"].contains(&context::reduced(name).as_str())
}

/// The name of somebody, also in Twilio's clients and conversations (`Identity`). A bare `name` stays: loggers, services and queues have one too.
fn is_person(name: &str) -> bool {
    let dotted = name.to_ascii_lowercase();
    let reduced = context::reduced(name);
    let people = [
        "firstname",
        "lastname",
        "fullname",
        "customername",
        "recipientname",
        "profilename",
        "callername",
        "contactname",
        "givenname",
        "familyname",
        "surname",
    ];
    ["user.name", "customer.name", "recipient.name"]
        .iter()
        .any(|end| dotted.ends_with(end))
        || people.iter().any(|end| reduced.ends_with(end))
        || reduced == "identity"
}
