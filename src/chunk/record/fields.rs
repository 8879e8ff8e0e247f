//! Errors that are printed field by field, a line for each, which no white space begins: an application's own (`code: 20003`),
//! PHP's (`[code:protected] => 21606`), and the frames of Elixir that lost theirs on the way.

use memchr::memmem;

/// Names of the fields as errors print them.
const NAMES: [&[u8]; 15] = [
    b"status: ",
    b"code: ",
    b"moreInfo: ",
    b"more_info: ",
    b"message: ",
    b"details: ",
    b"Status: ",
    b"Code: ",
    b"More info: ",
    b"Message: ",
    b"Error code: ",
    b"Error Code: ",
    b"HTTP Status: ",
    b"Error Message: ",
    b"Error message: ",
];

/// How many of them are in lower case, as objects print them.
const LOWER: usize = 6;

/// True for a field behind another one, or behind a line that tells of Twilio's error.
pub(super) fn joins(before: &[u8], line: &[u8]) -> bool {
    let place = |line: &[u8]| NAMES.iter().position(|name| line.starts_with(name));
    let name = place(line);
    let field = name.is_some();
    if !field && !is_status(line) {
        return false;
    }
    let ahead = || place(before);
    let lower = || name < Some(LOWER) && ahead().is_some_and(|ahead| ahead < LOWER);
    // People print the message last; behind it another error may begin.
    let upper = || {
        ahead().is_some_and(|ahead| ahead >= LOWER && Some(ahead) != name)
            && !LAST.iter().any(|last| before.starts_with(last))
    };
    let has = |word: &[u8]| memmem::find(before, word).is_some();
    let failed = || has(b"wilio") && (has(b"rror") || has(b"ailed") || has(b"ailure"));
    (field && (lower() || upper() || failed())) || has(b"RestException")
}

/// What ends the fields of an error.
const LAST: [&[u8]; 4] = [
    b"Message: ",
    b"Error Message: ",
    b"Error message: ",
    b"More info: ",
];

/// `HTTP 404` and nothing else.
fn is_status(line: &[u8]) -> bool {
    let Some(status) = line.strip_prefix(b"HTTP ") else {
        return false;
    };
    let status = status.trim_ascii_end();
    status.len() == 3 && status.iter().all(u8::is_ascii_digit)
}

/// True for a property of PHP's behind another one, or behind the bracket that opens an object.
pub(super) fn of_php(before: &[u8], line: &[u8]) -> bool {
    is_property(line) && (is_property(before) || before.trim_ascii() == b"(")
}

/// `[code:protected] => 21606`
fn is_property(line: &[u8]) -> bool {
    let shown = [&b":protected] =>"[..], b":private] =>"];
    line.first() == Some(&b'[') && shown.iter().any(|mark| memmem::find(line, mark).is_some())
}

/// True for the bracket that opens what PHP prints of an object: `Twilio\Exceptions\RestException Object`, and below it `(`.
pub(super) fn opens(before: &[u8], line: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', before).unwrap_or(before.len());
    line.trim_ascii_end() == b"(" && before[..end].trim_ascii_end().ends_with(b" Object")
}

/// True for the bracket that closes an inner list: PHP puts a blank line behind it.
pub(super) fn closes_inside(before: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', before).unwrap_or(before.len());
    before.first() == Some(&b' ') && before[..end].trim_ascii() == b")"
}

/// A frame of Elixir's behind the error or another frame: `(ex_twilio 0.9.0) lib/ex_twilio/api.ex:19: ExTwilio.Api.request!/5`.
pub(super) fn of_elixir(before: &[u8], line: &[u8]) -> bool {
    let is_frame = |line: &[u8]| {
        let source = [&b".ex:"[..], b".erl:"];
        line.first() == Some(&b'(')
            && memmem::find(line, b") ").is_some()
            && source.iter().any(|mark| memmem::find(line, mark).is_some())
    };
    is_frame(line) && (before.starts_with(b"** (") || is_frame(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_on_with_their_error_only() {
        for (before, line) in [
            ("code: 20003\n", "status: 401\n"),
            ("RestException: no\n", "code: 20003\n"),
            ("TwilioRestException: no\n", "HTTP 404\n"),
            ("Twilio SMS error: no\n", "Error code: 21608\n"),
            ("twilio request failed\n", "Code: 21608\n"),
            ("Code: 21608\n", "Status: 400\n"),
            ("Status: 400\n", "Message: no\n"),
        ] {
            assert!(joins(before.as_bytes(), line.as_bytes()), "{before}{line}");
        }
        for (before, line) in [
            ("x\n", "code: 20003\n"),
            ("Code: 1\n", "Code: 2\n"),
            ("Message: x\n", "Status: 200\n"),
            ("twilio is up\n", "Error code: 21608\n"),
            ("job error\n", "Error code: 7\n"),
            ("Twilio error\n", "HTTP 404\n"),
            ("RestException: no\n", "HTTP 404 error: no\n"),
            ("", ""),
        ] {
            assert!(!joins(before.as_bytes(), line.as_bytes()), "{before}{line}");
        }
    }

    #[test]
    fn printed_properties_and_frames_stay_together() {
        assert!(of_php(
            b"[status:protected] => 400\n",
            b"[code:protected] => 21606\n"
        ));
        assert!(of_php(b"(\n", b"[message:protected] => no\n"));
        assert!(!of_php(b"[2025-01-01] x\n", b"[code:protected] => 21606\n"));
        assert!(!of_php(b"(\n", b"[0] => 1\n"));
        assert!(opens(b"A\\B Object\n", b"(\n") && !opens(b"Array\n", b"(\n"));
        assert!(
            closes_inside(b"        )\n") && !closes_inside(b")\n") && !closes_inside(b"  x)\n")
        );
        let frame = b"(ex_twilio 0.9.0) lib/ex_twilio/api.ex:19: ExTwilio.Api.request!/5";
        assert!(of_elixir(b"** (HTTPoison.Error) :timeout\n", frame));
        assert!(of_elixir(
            frame,
            b"(stdlib 3.14) proc_lib.erl:1: :proc_lib.init/3"
        ));
        assert!(!of_elixir(b"x\n", frame) && !of_elixir(frame, b"(done) all sent"));
    }
}
