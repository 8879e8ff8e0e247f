//! A call told in text: `METHOD URL … STATUS`, and the sentences of common HTTP clients around a URL.

mod axios;
mod dated;
mod haskell;
mod named;
mod shell;
mod status;
mod unanswered;

use super::contract::{Found, Outcome};
use super::grammar::{self, origin};
use crate::chunk::finder::Finder;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use std::sync::LazyLock;

/// The member for text with a URL of Twilio's API.
pub struct HttpText;

impl Outcome for HttpText {
    fn name(&self) -> &'static str {
        "http_text"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio.", "Twilio.", "2010-04-01"]
    }

    fn example(&self) -> &'static str {
        "POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json -> 503 in 87ms error_code=20503"
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "a URL of a Twilio API host with a status, or words that nobody answered, beside it on its line"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            if let Some(mut event) = told(text, record, found) {
                // The words may stand in another text than the record's body.
                if event.origin == Origin::Nobody {
                    event.unsent = origin::never_sent(start_of(text));
                }
                found.claim(event);
                if told_by_client(text) {
                    found.claimed_by_client();
                }
                return;
            }
        }
        // The message and the URL may be members of their own.
        if record.attributes.is_empty() {
            return;
        }
        let apart = record
            .texts()
            .take(256)
            .find_map(|text| axios::failed(text, record, found));
        if let Some(event) = apart.or_else(|| axios::silent_object(record, found)) {
            found.claim(event);
        }
    }
}

/// A form of this member: the text, its record.
type Form = for<'a> fn(&'a str, &LogRecord<'a>, &mut Found<'a>) -> Option<Event<'a>>;

/// Each form with the texts of which it needs one.
const FORMS: [(Form, &[&str]); 8] = [
    (sentence, &["://"]),
    (dated::sentence, &[dated::PATH]),
    (unanswered::pool, &unanswered::POOLS),
    (axios::failed, &axios::MESSAGES),
    (axios::unanswered, &[axios::CONFIG]),
    (unanswered::host, &[unanswered::HOST]),
    (shell::refused, &shell::MESSAGES),
    (haskell::raised, &[haskell::REQUEST]),
];

/// Stands for the literals of the member.
const NAMED: u64 = 1 << 63;

/// One look at a text finds which forms it may have: to search for each anew took a tenth of what an SDK's log takes.
static SIGNS: LazyLock<Finder> = LazyLock::new(|| {
    let forms = FORMS.iter().enumerate();
    let signs = forms.flat_map(|(at, (_, signs))| signs.iter().map(move |sign| (*sign, 1 << at)));
    let literals = HttpText.literals().iter().map(|literal| (*literal, NAMED));
    Finder::new(&signs.chain(literals).collect::<Vec<_>>(), &[])
});

/// What a text tells that names Twilio's API.
fn told<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let signs = SIGNS.bits(text.as_bytes(), 0);
    if signs & NAMED == 0 {
        return None;
    }
    let mut forms = FORMS
        .iter()
        .enumerate()
        .filter(|(at, _)| signs & (1 << at) != 0);
    forms.find_map(|(_, (form, _))| form(text, record, found))
}

/// As much of a text as is searched for what became of a call that nobody answered.
fn start_of(text: &str) -> &str {
    const WORDS: usize = 4096;
    let end = (0..=text.len().min(WORDS))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or("")
}

/// The code that a name announces on the line of the URL, or in the body below.
fn code_after(after: &str, below: &str) -> Option<u32> {
    const NAMES: [&str; 5] = [
        "error_code",
        "twilio_code",
        "errorCode",
        "ErrorCode",
        "code",
    ];
    grammar::keyed_code(after, &NAMES).or_else(|| body_below(after, below))
}

/// The code in the body that a line announces and the next one begins: Guzzle's `… resulted in a `503 …` response:`.
fn body_below(after: &str, below: &str) -> Option<u32> {
    let announced = after.trim_end().ends_with("response:") && below.starts_with('{');
    announced.then(|| grammar::keyed_code(below, &["code"]))?
}

/// The lines of the HTTP clients beneath SDKs and applications, which may tell the same call: `HTTP Request: POST https://…`
/// (httpx), `https://api.twilio.com:443 "POST /… HTTP/1.1" 201 837` (urllib3), `response '201 Created' for https://…`
/// (reqwest).
fn told_by_client(text: &str) -> bool {
    [
        "HTTP Request: ",
        ":443 \"",
        " response '",
        // OkHttp and Symfony's client, whose requests stand in records of their own.
        "<-- ",
        "Response: \"",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}

/// The first URL or path of the text that is Twilio's and has an outcome beside it.
fn sentence<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let schemes = memchr::memmem::find_iter(text.as_bytes(), "://").take(16);
    for at in schemes {
        let start = text[..at]
            .rfind(|letter: char| !letter.is_ascii_alphanumeric())
            .map_or(0, |before| before + 1);
        // The boundary is an ASCII byte or the start, so `start` may only be off by a wide letter's length.
        let start = (start..=at).find(|place| text.is_char_boundary(*place))?;
        let Some(length) = grammar::url_length(&text[start..]) else {
            continue;
        };
        let length = length.min(field_length(&text[..start], &text[start..]));
        let (url, after) = text[start..].split_at(length);
        if inside_another(&text[..start]) || in_program(text, start) {
            continue;
        }
        let url = url.trim_end_matches(['.', ',', ':', ';']);
        let mut event = Event::default();
        let before = &text[..start];
        if found.locate(url, &mut event, record) && beside(before, url, after, &mut event) {
            event.method = event.method.or_else(|| grammar::method_beside(text, start));
            return Some(event);
        }
    }
    None
}

/// The length of the field that a text begins with, in a row whose field before it ended with a mark; a URL alone may hold that.
fn field_length(before: &str, text: &str) -> usize {
    let mark = before.chars().next_back();
    let mark = mark.filter(|letter| [',', ';', '|', '\t'].contains(letter));
    mark.and_then(|mark| text.find(mark)).unwrap_or(text.len())
}

/// True for a URL in a program's own text. What is quoted alone before a colon may be printed, as `{"https://…": 401}`.
fn in_program(text: &str, url: usize) -> bool {
    let before = &text[..url];
    if before.ends_with(['"', '\'', '`']) {
        return grammar::source::is_source(before);
    }
    grammar::source::is_program(text, url)
}

/// True when the URL is a part of another one, such as the parameter of the application's own route.
fn inside_another(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    word.contains(['?', '&', '/', '%'])
}

/// Reads method, status, code and duration around a URL; false when nothing tells the outcome.
fn beside(before: &str, url: &str, after: &str, event: &mut Event<'_>) -> bool {
    let word = before
        .trim_end_matches([' ', '`', '"', '\'', '(', ',', ';', '|', '\t'])
        .trim_end_matches(" request for")
        .trim_end_matches("] to [")
        .rsplit(|letter: char| {
            letter.is_whitespace()
                || matches!(letter, '`' | '"' | '\'' | '[' | '(' | '|' | ',' | ';')
        })
        .next();
    event.method = word.and_then(|word| {
        let word = word.trim_end_matches(':');
        // Ruby's RestClient logs its calls as it is called: `RestClient.post "https://…"`.
        grammar::method(word.strip_prefix("RestClient.").unwrap_or(word))
    });
    // Proxies write the answer before the request; `TCP_MISS/429 512 POST URL` is theirs, and so is a tunnel.
    if url.is_empty() || event.method == Some("CONNECT") {
        return false;
    }
    // What is told of this call ends with its line, or where the next URL begins.
    let (after, below) = after.split_once('\n').unwrap_or((after, ""));
    let after = after.split("://").next().unwrap_or("");
    let ruby = below.starts_with("# => ");
    let answer = (!ruby).then(|| status::after(after)).flatten();
    event.http_status = answer
        .map(|(status, _)| status)
        .or_else(|| status::before(before))
        .or_else(|| status::below(below));
    let beside = answer.and_then(|(_, code)| code);
    event.twilio_code = beside.or_else(|| code_after(after, below));
    event.duration_us = ["in ", "after ", "took ", "took=", "duration=", "("]
        .iter()
        .find_map(|word| {
            after
                .match_indices(word)
                .take(4)
                .find_map(|(at, word)| grammar::duration(&after[at + word.len()..]))
        })
        .or_else(|| named::behind(after, event.http_status?));
    // Of a call that is told whole nothing more is looked for.
    let open = [
        event.method.is_none(),
        event.http_status.is_none(),
        event.duration_us.is_none(),
    ];
    if open.contains(&true) {
        named::fill(before, after, event);
    }
    let silent = || unanswered::around(before, after) || named::silent(before, after);
    if event.http_status.is_none() && silent() {
        event.origin = Origin::Nobody;
    }
    event.http_status.is_some() || event.origin == Origin::Nobody
}
