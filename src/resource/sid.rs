//! Owns what a SID says: its form, and the product that its two letters belong to.

/// Two letters and the hosts on which a path can lead with such a SID. Only prefixes that say something are listed: `AC`,
/// for one, occurs everywhere.
const PREFIXES: &[(&str, &[&str])] = &[
    ("BN", &["messaging"]),
    ("BY", &["voice"]),
    ("CA", &["voice"]),
    ("CF", &["voice"]),
    ("CH", &["conversations"]),
    ("CM", &["messaging"]),
    ("DF", &["events"]),
    ("DG", &["events"]),
    ("ES", &["sync"]),
    ("ET", &["sync"]),
    ("FN", &["studio"]),
    ("FW", &["studio"]),
    ("GT", &["intelligence"]),
    ("HF", &["supersim"]),
    ("HS", &["supersim"]),
    ("HX", &["content"]),
    ("IS", &["chat", "conversations", "notify", "sync"]),
    ("JS", &["bulkexports"]),
    ("KC", &["proxy"]),
    ("KP", &["proxy"]),
    ("KS", &["proxy"]),
    ("MG", &["messaging"]),
    ("MM", &["messaging"]),
    ("MP", &["sync"]),
    ("NY", &["voice"]),
    ("PN", &["numbers"]),
    ("QE", &["messaging"]),
    ("QU", &["voice"]),
    ("RE", &["voice"]),
    ("RK", &["verify"]),
    ("RM", &["video"]),
    ("SM", &["messaging"]),
    ("TK", &["trunking"]),
    ("VA", &["verify"]),
    ("VE", &["verify"]),
    ("WK", &["taskrouter"]),
    ("WQ", &["taskrouter"]),
    ("WR", &["taskrouter"]),
    ("WS", &["taskrouter"]),
    ("WT", &["taskrouter"]),
    ("WW", &["taskrouter"]),
    ("YC", &["verify"]),
    ("YE", &["verify"]),
    ("YF", &["verify"]),
    ("ZB", &["serverless"]),
    ("ZE", &["serverless"]),
    ("ZH", &["serverless"]),
    ("ZS", &["serverless"]),
];

/// True for two capital letters followed by 32 hexadecimal digits, in either case.
#[must_use]
pub fn is_sid(text: impl AsRef<[u8]>) -> bool {
    let Some((letters, digits)) = text.as_ref().split_at_checked(2) else {
        return false;
    };
    digits.len() == 32
        && letters.iter().all(u8::is_ascii_uppercase)
        // No early end, so that the compiler can use vectors.
        && digits
            .iter()
            .fold(true, |all, byte| all & byte.is_ascii_hexdigit())
}

/// True for a path whose last segment is a SID.
pub(super) fn ends_in_one(path: &str) -> bool {
    const LENGTH: usize = 34;
    let Some((before, last)) = path.split_at_checked(path.len().saturating_sub(LENGTH)) else {
        return false;
    };
    before.ends_with('/') && is_sid(last)
}

/// The product that a SID belongs to by its prefix; `None` when it is no SID, or when its prefix serves several products.
#[must_use]
pub fn product_of_sid(sid: &str) -> Option<&'static str> {
    match is_sid(sid).then(|| products(sid)).flatten() {
        Some([product]) => Some(product),
        _ => None,
    }
}

/// The products that the first two letters allow; `None` when they say nothing.
pub(super) fn products(sid: &str) -> Option<&'static [&'static str]> {
    let prefix = sid.get(..2)?;
    let at = PREFIXES
        .binary_search_by_key(&prefix, |(prefix, _)| prefix)
        .ok()?;
    PREFIXES.get(at).map(|(_, products)| *products)
}
