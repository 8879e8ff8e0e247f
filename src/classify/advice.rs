//! What a good client does about a pair: the reference that `explain` prints and that retry behaviour is compared with.

use super::Pair;
use super::rules;
use super::words::{Class, Fault, Retry};
use crate::event::{Kind, Origin};

const LOG_BODY: &str = "\
    Log the whole answer, with code and message, and treat it as a bug or a wrong setting: the \
    same request fails the same way, so never retry it by itself.";
const DEAD_LETTER: &str = "\
    If it was a critical send (a one-time passcode, an alert), put it into a dead-letter queue, \
    where a person chooses: send as is, correct and send, or take another channel.";
const BACK_OFF: &str = "\
    Retry after 1 s, 2 s, 4 s, 8 s and 16 s: at most five retries or 60 s of waiting in all. \
    Then log it, tell whoever is on call, and keep critical sends in a dead-letter queue.";
const MAYBE_DONE: &str = "\
    A create may have succeeded all the same: look for the resource before sending it again. One \
    Idempotency-Key per logical request, equal on each attempt, protects only where the endpoint \
    honours it; for Messages and Calls none is documented.";
const INCIDENT: &str = "\
    If several resources give 5xx at once, it is likely an incident: stop retrying, hold the \
    queue and watch Twilio's status page.";
const WAIT: &str = "\
    Wait as long as Retry-After says; without that header, back off with random jitter. The \
    request was not processed, so repeating it is safe.";
const SLOW_DOWN: &str =
    "Put a queue with a fixed rate in front of the endpoint and run fewer requests at once.";
const LATER: &str = "\
    A retry now is useless: let the limit's time (minutes to a day) or the passing trouble go \
    by, and send from a schedule.";
const DELIVERED_LATER: &str = "\
    The API call had succeeded; this is what became of it later. Do not repeat the API call \
    because of this alone.";
const NO_ANSWER: &str =
    "Nothing came back from Twilio itself, so neither success nor failure is proven.";
const SERVE_WEBHOOK: &str = "\
    This is Twilio calling your server, so there is no API call to repeat. Answer with 2xx at \
    once, do slow work afterwards, and make the handler idempotent, for Twilio may call again.";
const FALLBACK: &str =
    "Set a fallback URL on the number or service for the time when the server is down.";
const MOVE_KEY: &str = "\
    Put the account's SID (AC…) into the URL and use the API key (SK…) as user name only. Do not \
    retry, and do not count it as an incident of Twilio.";
const FOLLOW: &str = "\
    Follow the Location header, with the same method on 307 and 308; Twilio did not refuse \
    anything.";
const NOTHING: &str = "Nothing: it went well.";
const CORRECT_FIRST: &str =
    "Sending the same again gives the same result: correct the cause first.";
const SEND_ANEW: &str = "Sending anew after a growing pause is fair, a few times at most.";
const SEND_SLOWER: &str = "Send anew at a slower rate, from a queue.";
const LOOK_INSIDE: &str = "\
    The tunnel opened, which says nothing of the call inside it: look for that call in the \
    application's own log.";
const LET_A_PERSON_LOOK: &str = "\
    Too little is known to act by itself: log status, code and message of the answer, and let a \
    person look.";

/// What a good client does about this pair, in one to four short steps of plain words, most urgent first.
#[must_use]
pub fn advice(pair: Pair) -> Vec<String> {
    sentences(pair.normalised())
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn sentences(pair: Pair) -> &'static [&'static str] {
    let decision = rules::decide(pair);
    match (pair.kind, decision.fault) {
        (_, None) => no_failure(pair),
        (Kind::Webhook, _) => &[SERVE_WEBHOOK, FALLBACK],
        (Kind::Delivery, _) => delivery(decision.retry),
        (Kind::ApiCall, Some(fault)) => api_call(pair, fault, decision.retry),
    }
}

fn no_failure(pair: Pair) -> &'static [&'static str] {
    if rules::class(pair) == Some(Class::Redirect) {
        &[FOLLOW]
    } else {
        &[NOTHING]
    }
}

fn delivery(retry: Option<Retry>) -> &'static [&'static str] {
    match retry {
        Some(Retry::Never) => &[DELIVERED_LATER, CORRECT_FIRST, DEAD_LETTER],
        Some(Retry::Backoff) => &[DELIVERED_LATER, SEND_ANEW, DEAD_LETTER],
        Some(Retry::AfterDelay) => &[DELIVERED_LATER, SEND_SLOWER, DEAD_LETTER],
        Some(Retry::NotNow) => &[DELIVERED_LATER, LATER, DEAD_LETTER],
        None => &[DELIVERED_LATER, DEAD_LETTER],
    }
}

fn api_call(pair: Pair, fault: Fault, retry: Option<Retry>) -> &'static [&'static str] {
    match (pair.origin, rules::class(pair), retry) {
        (Origin::MisplacedKey, _, Some(Retry::Never)) if fault == Fault::YourCredentials => {
            &[MOVE_KEY]
        }
        (Origin::Tunnel, ..) => &[LOOK_INSIDE],
        (_, Some(Class::NoResponse), _) => &[NO_ANSWER, BACK_OFF, MAYBE_DONE],
        (_, Some(Class::ServerError), _) => &[BACK_OFF, MAYBE_DONE, INCIDENT],
        (_, _, Some(Retry::AfterDelay)) => &[WAIT, SLOW_DOWN, DEAD_LETTER],
        (_, _, Some(Retry::NotNow)) => &[LATER, DEAD_LETTER],
        (_, _, Some(Retry::Backoff)) => &[BACK_OFF, MAYBE_DONE],
        (_, _, Some(Retry::Never)) => &[LOG_BODY, DEAD_LETTER],
        (_, _, None) => &[LET_A_PERSON_LOOK],
    }
}
