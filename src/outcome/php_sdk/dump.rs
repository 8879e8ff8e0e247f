//! The exception as PHP prints an object with all that is in it: `print_r` (`[code:protected] => 21606`), `var_dump`
//! (`["code":protected]=> int(21606)`, or `protected 'code' => int 21606` with Xdebug), and Symfony's dumper (`#code: 21606`).

use crate::event::Event;
use crate::outcome::contract::Found;
use crate::outcome::grammar;

/// How the printers tell that a property is the object's own business.
const OWN: [&str; 4] = [":protected]", ":private]", "protected '", "  #"];

/// What the status is called, in the versions of the SDK.
const STATUS: [&str; 2] = ["statusCode", "status"];

/// Reads status and code of an exception that is surely one of the SDK's.
pub(super) fn read<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    memchr::memchr(b'\n', text.as_bytes())?;
    OWN.iter().any(|mark| text.contains(mark)).then_some(())?;
    is_of_twilio(text).then_some(())?;
    let digits = |name: &str| value(text, name);
    let twilio_code = digits("code").and_then(|code| Some(grammar::code(code).ok()?.1));
    let status = STATUS.iter().find_map(|name| digits(name));
    let http_status = status.and_then(|status| Some(grammar::status(status).ok()?.1));
    let http_status = http_status.filter(|status| *status >= 400);
    (http_status.is_some() || twilio_code.is_some()).then_some(())?;
    if let Some(message) = value(text, "message") {
        found.message(message.trim_start_matches(['"', '\'']));
    }
    Some(Event {
        http_status,
        twilio_code,
        ..Event::default()
    })
}

/// True where an exception's class, its file or its link is the SDK's.
fn is_of_twilio(text: &str) -> bool {
    let class = |at: &str| text.contains(at) && text.contains("RestException");
    class("Twilio\\Exceptions\\")
        || class("Services_Twilio")
        || text.contains("/twilio/sdk/")
        || text.contains("twilio.com/docs/errors/")
}

/// What a property holds, behind its name, its class and its type: the text from there on.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), name).take(16);
    places.find_map(|at| {
        let before = text.get(..at)?;
        let own = before.ends_with(['[', '#'])
            || before.ends_with("[\"")
            || before.ends_with("protected '");
        let after = text.get(at + name.len()..).filter(|_| own)?;
        let after = after.trim_start_matches(['"', '\'']);
        // The class that a property is of, or how it is shared.
        let after = match after.strip_prefix(':') {
            Some(shared) if !shared.starts_with(' ') => shared.split_once(']')?.1,
            _ => after.trim_start_matches(']'),
        };
        let after = after.trim_start_matches(' ');
        let held = after
            .strip_prefix("=>")
            .or_else(|| after.strip_prefix(':'))?;
        let held = held.trim_start();
        let typed = ["int(", "int ", "string("]
            .iter()
            .find_map(|kind| held.strip_prefix(kind));
        Some(match typed {
            Some(text) if held.starts_with("string(") => text.split_once(") ")?.1,
            Some(number) => number,
            None => held,
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::outcome::tests::told_of;

    fn told(text: &str) -> Option<(Option<u16>, Option<u32>)> {
        told_of(text, |event| (event.http_status, event.twilio_code))
    }

    #[test]
    fn every_printer_of_php_is_read() {
        for text in [
            "Twilio\\Exceptions\\RestException Object\n(\n    [message:protected] => [x] no\n    [code:protected] => 21606\n    [statusCode:protected] => 400\n)",
            "(\n    [status:protected] => 400\n    [info:protected] => https://www.twilio.com/docs/errors/21606\n    [code:protected] => 21606\n)",
            "object(Twilio\\Exceptions\\RestException)#3 (9) {\n  [\"message\":protected]=>\n  string(2) \"no\"\n  [\"code\":protected]=>\n  int(21606)\n  [\"statusCode\":protected]=>\n  int(400)\n}",
            "object(Twilio\\Exceptions\\RestException)[7]\n  protected 'message' => string 'no' (length=2)\n  protected 'code' => int 21606\n  protected 'statusCode' => int 400",
            "Twilio\\Exceptions\\RestException {#12\n  #message: \"no\"\n  #code: 21606\n  #statusCode: 400\n}",
            "object(Twilio\\Exceptions\\RestException)#3 (9) {\n  [\"code\":protected]=>\n  int(21606)\n  [\"statusCode\":\"Twilio\\Exceptions\\RestException\":private]=>\n  int(400)\n}",
        ] {
            assert_eq!(told(text), Some((Some(400), Some(21606))), "{text}");
        }
    }

    #[test]
    fn other_objects_and_the_class_itself_are_no_answers() {
        for text in [
            "App\\Twilio\\Message Object\n(\n    [code:protected] => 21606\n    [status:protected] => 400\n)",
            "class RestException extends Twilio\\Exceptions\\TwilioException {\n  protected $statusCode;\n  protected $code;\n}",
            "Twilio\\Exceptions\\RestException Object\n(\n    [code:protected] => 0\n)",
            "Twilio\\Exceptions\\RestException {\n  #code: null\n  #statusCode: 200\n}",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
