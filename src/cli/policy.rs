//! The reference policy on one pair in words: what it does after each attempt, as its own function decides.

use faultlens::classify::Pair;
use faultlens::classify::policy::{Advice, Attempt, MAX_RETRIES, decide};
use faultlens::event::Kind;
use std::time::Duration;

/// What it does after a create that ended so, again and again; `None` for what is no call.
pub fn of(pair: Pair) -> Option<String> {
    if pair.kind != Kind::ApiCall || (pair.http_status.is_none() && pair.twilio_code.is_none()) {
        return None;
    }
    let mut attempt = Attempt {
        status: Some(status(pair)?),
        code: pair.twilio_code,
        method: "POST",
        endpoint: "https://api.twilio.com/2010-04-01/Accounts/AC/Messages.json",
        ..Attempt::default()
    };
    let (mut waits, mut looks) = (Vec::new(), false);
    let last = loop {
        let advice = decide(&attempt);
        let Advice::Retry { after, look } = advice else {
            break advice;
        };
        waits.push(after.as_secs().to_string());
        looks |= look;
        attempt.waited = attempt.waited.saturating_add(after);
        attempt.retries += 1;
        if attempt.retries > MAX_RETRIES {
            break Advice::Escalate;
        }
    };
    Some(said(&attempt, &waits, looks, last))
}

/// The status, or that with which the code is known to come.
fn status(pair: Pair) -> Option<u16> {
    let code = pair.twilio_code.unwrap_or(0);
    let known = || faultlens::classify::statuses_of(code).first().copied();
    pair.http_status.or_else(known)
}

fn said(attempt: &Attempt<'_>, waits: &[String], looks: bool, last: Advice) -> String {
    let end = match last {
        Advice::Nothing => "nothing to do".to_owned(),
        Advice::LogAndAlert => {
            "log it whole and alert, never send it again by itself; a critical send becomes a dead letter".to_owned()
        }
        Advice::Escalate | Advice::DeadLetter | Advice::Retry { .. } => {
            "escalate; a critical send becomes a dead letter".to_owned()
        }
    };
    if waits.is_empty() {
        return end;
    }
    let asked = if attempt.status == Some(429) {
        "as Retry-After says, else "
    } else {
        ""
    };
    let look = if looks {
        ", looking before a create is repeated whether it succeeded"
    } else {
        ""
    };
    let most = Duration::from_secs(60).as_secs();
    format!(
        "retry after {asked}{} s{look}; after {MAX_RETRIES} retries or {most} s {end}",
        waits.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::of;
    use faultlens::classify::Pair;

    #[test]
    fn each_pair_has_its_course() {
        let told = |status, code| {
            of(Pair {
                http_status: status,
                twilio_code: code,
                ..Pair::default()
            })
        };
        for (status, begins) in [
            (
                503,
                "retry after 1, 2, 4, 8, 16 s; after 5 retries or 60 s escalate",
            ),
            (500, "retry after 1, 2, 4, 8, 16 s, looking before"),
            (
                429,
                "retry after as Retry-After says, else 1, 2, 4, 8, 16 s;",
            ),
            (400, "log it whole and alert"),
            (201, "nothing to do"),
        ] {
            let text = told(Some(status), None).unwrap();
            assert!(text.starts_with(begins), "{status}: {text}");
        }
        assert!(told(Some(429), Some(60_203)).unwrap().starts_with("log it"));
        assert_eq!(told(None, None), None);
    }
}
