//! Whether an incident of the page speaks of a resource: how the page calls products, and what lies beyond the API.

use super::PageIncident;

impl PageIncident {
    /// True when one of its components, or its title where it names none, speaks of one of the resources. What it says of
    /// carriers and deliveries is none of it: those fail after the call was answered.
    pub(super) fn names(&self, resources: &[String]) -> bool {
        let title = self.name.to_lowercase();
        if beyond(&title) {
            return false;
        }
        let texts: Vec<String> = if self.components.is_empty() {
            vec![title]
        } else {
            let components = self.components.iter().map(|name| name.to_lowercase());
            components.filter(|name| !beyond(name)).collect()
        };
        let speaks = |word: &str| texts.iter().any(|text| text.contains(word));
        let product = |resource: &String| resource.split('/').next().unwrap_or("").to_owned();
        GENERAL.iter().any(|word| speaks(word))
            || resources.iter().map(product).any(|product| {
                let listed = WORDS.iter().find(|(name, _)| *name == product);
                listed.map_or_else(
                    || product.len() > 3 && speaks(&product),
                    |(_, words)| words.iter().any(|word| speaks(word)),
                )
            })
    }
}

/// Components that stand behind every product.
const GENERAL: [&str; 3] = ["rest api", "api gateway", "all products"];

/// How the page calls a product, in lower case.
const WORDS: [(&str, &[&str]); 9] = [
    (
        "messaging",
        &["messag", "sms", "mms", "whatsapp", "rcs", "short code"],
    ),
    (
        "voice",
        &[
            "voice",
            "call",
            "twiml",
            "sip",
            "conference",
            "recording",
            "pstn",
        ],
    ),
    ("verify", &["verify", "verification"]),
    ("lookups", &["lookup"]),
    ("numbers", &["number"]),
    ("accounts", &["account", "console"]),
    ("usage", &["usage", "billing"]),
    ("conversations", &["conversation"]),
    ("chat", &["chat", "conversation"]),
];

/// True when a text in lower case speaks of carriers or deliveries and not of the API.
fn beyond(text: &str) -> bool {
    let speaks = |words: &[&str]| words.iter().any(|word| text.contains(word));
    speaks(&BEYOND) && !speaks(&["api", "5xx", "request"])
}

/// What lies behind the API, in lower case.
const BEYOND: [&str; 5] = [
    "carrier",
    "deliver",
    "operator",
    "network in",
    "networks in",
];
