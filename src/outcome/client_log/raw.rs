//! A request as it went over the wire, printed line by line: `POST /2010-04-01/… HTTP/1.1`. The status line of its answer
//! names nobody; what is read of the answer is Twilio's body some lines below.

use crate::event::Dialect;
use crate::outcome::contract::Found;
use crate::outcome::grammar;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    let (method, rest) = super::method(line)?;
    let (target, version) = rest.split('\n').next()?.trim_end().split_once(' ')?;
    let alone = matches!(version, "HTTP/1.1" | "HTTP/1.0" | "HTTP/2" | "HTTP/2.0");
    let path = target.starts_with('/') && target.contains(grammar::DATED);
    (alone && path).then_some(())?;
    super::request(Dialect::Raw, Some(method), target, found)
}
