//! What a proxy says of the server behind it, and whether that shows that the server answered.

/// nginx's variables of the last attempt, as written; `-` for what did not happen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Upstream<'a> {
    /// `$upstream_status`.
    pub status: Option<&'a str>,
    /// `$upstream_connect_time`.
    pub connected: Option<&'a str>,
    /// `$upstream_header_time`.
    pub began: Option<&'a str>,
    /// `$upstream_response_time`.
    pub took: Option<&'a str>,
    /// `$upstream_response_length`.
    pub length: Option<&'a str>,
}

/// What the variables say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing of use.
    Nothing,
    /// The server answered with this status.
    Answered(u16),
    /// No server answered; the status, if any, is the proxy's own.
    Silent(Option<u16>),
}

impl Upstream<'_> {
    /// Takes the last attempt as the answer, or finds that there was none.
    ///
    /// nginx writes a 502 or 504 of its own as the status of the upstream too, when that refused, reset or kept silent. Only
    /// the time of its first header, or failing that of its connection, or a length, shows that an answer came (read in logs
    /// of nginx 1.22).
    #[must_use]
    pub fn told(&self) -> Told {
        let absent = |told: Option<&str>| told.is_some_and(|told| told == "-" || told.is_empty());
        if absent(self.status) || (self.status.is_none() && absent(self.took)) {
            return Told::Silent(None);
        }
        let Some((_, status)) = self.status.and_then(|status| super::status(status).ok()) else {
            return Told::Nothing;
        };
        let silent = match self.began {
            Some(_) => absent(self.began),
            None => absent(self.connected) || self.length == Some("0"),
        };
        // Without a connection no server gave any answer, whatever status was written down.
        let never = self.began.is_none() && absent(self.connected) && status >= 500;
        if never || (matches!(status, 502 | 504) && silent) {
            Told::Silent(Some(status))
        } else {
            Told::Answered(status)
        }
    }
}

/// The last element of the list at the start of a text: `502, 200" ut="…"` gives `200`. Attempts are parted by commas, and
/// by colons where nginx went on to another group of servers.
#[must_use]
pub fn last(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|byte| !(byte.is_ascii_digit() || b".-,: ".contains(&byte)));
    let list = &text[..end.unwrap_or(text.len())];
    // In a list without quotes the next word may belong to what follows: only a comma or a colon goes on.
    let (mut last, mut goes_on) = ("", true);
    for word in list.split(' ').filter(|word| !word.is_empty()) {
        if word == ":" {
            goes_on = true;
        } else if goes_on {
            goes_on = word.ends_with(',');
            last = word;
        } else {
            break;
        }
    }
    last.trim_end_matches(',').rsplit(',').next().unwrap_or("")
}

/// True for a 502, 503 or 504 whose body is as long as its reason phrase and no longer: so answer proxies written in Go
/// (Traefik) that reached nobody; Twilio's bodies are documents.
#[must_use]
pub const fn is_bare_phrase(status: Option<u16>, length: Option<u64>) -> bool {
    matches!(
        (status, length),
        (Some(502), Some(11)) | (Some(503), Some(19)) | (Some(504), Some(15))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_attempt_is_the_answer() {
        for (text, expected) in [
            ("502, 200", "200"),
            ("502,200\" urt=", "200"),
            ("502, 503 : 201\"", "201"),
            ("502 0.001 rest", "502"),
            ("-, 0.000\"", "0.000"),
            ("-", "-"),
            ("\"", ""),
            ("", ""),
        ] {
            assert_eq!(last(text), expected, "{text}");
        }
    }

    #[test]
    fn a_status_of_nginx_itself_has_no_first_header() {
        let upstream = |status, connected, began, took, length| {
            let some = |text: &'static str| (text != "?").then_some(text);
            Upstream {
                status: some(status),
                connected: some(connected),
                began: some(began),
                took: some(took),
                length: some(length),
            }
            .told()
        };
        assert_eq!(
            upstream("503", "0.001", "0.002", "0.002", "9"),
            Told::Answered(503)
        );
        assert_eq!(
            upstream("502", "?", "0.002", "0.002", "0"),
            Told::Answered(502)
        );
        assert_eq!(
            upstream("502", "0.001", "-", "0.002", "?"),
            Told::Silent(Some(502))
        );
        assert_eq!(
            upstream("502", "-", "?", "0.002", "?"),
            Told::Silent(Some(502))
        );
        assert_eq!(
            upstream("504", "?", "?", "60.000", "0"),
            Told::Silent(Some(504))
        );
        assert_eq!(upstream("502", "?", "?", "0.002", "?"), Told::Answered(502));
        assert_eq!(upstream("-", "?", "?", "?", "?"), Told::Silent(None));
        assert_eq!(upstream("?", "?", "?", "-", "?"), Told::Silent(None));
        assert_eq!(upstream("?", "?", "?", "0.100", "?"), Told::Nothing);
    }
}
