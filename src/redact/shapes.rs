//! Owns which groups of digits make a number: written with a plus, given away by the words before it, or in the groups in
//! which some country writes its numbers. Days, addresses, columns and statuses have other groups.

use super::context;
use super::numbers::{Gap, Run};
use super::told::Told;

/// How many groups of the run are a phone number; `None` when they are not one.
pub(super) fn extent(text: &str, run: &Run, told: Told) -> Option<usize> {
    let count = match told {
        _ if run.plus => abroad(text, run, told),
        Told::Number => {
            let prefix = run
                .groups
                .first()
                .and_then(|first| exit(&text[first.at.clone()]));
            let count = whole(text, run, prefix.unwrap_or(0));
            (!is_day(text, run) && run.digits(count) >= 3).then_some(count)
        }
        Told::Likely | Told::Nothing => national(text, run, told),
    };
    count.filter(|count| *count > 0)
}

/// After a plus, seven digits are a number.
fn abroad(text: &str, run: &Run, told: Told) -> Option<usize> {
    let count = whole(text, run, 0);
    let enough = if told == Told::Number { 3 } else { 7 };
    (run.digits(count) >= enough && !is_offset(text, run)).then_some(count)
}

/// `21:34:41 +1000 …` is an offset from UTC.
fn is_offset(text: &str, run: &Run) -> bool {
    let first = run.groups.first().map_or(0, |group| group.size);
    let near = context::tail(&text[..run.start], 16).trim_end();
    first == 4 && near.ends_with(|c: char| c.is_ascii_digit()) && near.contains(':')
}

/// How many groups are one number, the first digits of which may be a prefix of the given length. Ten digits make one; then
/// only groups go on it that are not a status or a code, unless the sentence goes on as Twilio's does.
fn whole(text: &str, run: &Run, prefix: usize) -> usize {
    let said = run.groups.last().is_some_and(|last| {
        let after = text[last.at.end..].trim_start_matches([')', '"', '\'', '\\']);
        [" is ", " was ", " has ", " cannot ", " could "]
            .iter()
            .any(|verb| after.starts_with(verb))
    });
    let (mut length, mut count) = (0, 0);
    for (place, group) in run.groups.iter().enumerate() {
        let blank = group.gap == Gap::Blank;
        let first = text[group.at.clone()].chars().next().unwrap_or('0');
        let goes_on = !blank
            || matches!(group.size, 1 | 2 | 4)
            || (group.size == 3 && ('6'..='9').contains(&first) && length - prefix < 11)
            || said;
        let all = length + group.size;
        if (length >= 10 + prefix && !(goes_on && all <= 15 + prefix))
            || (blank && is_answer(text, run, place, length))
            || all > 17 + prefix
        {
            break;
        }
        (length, count) = (all, place + 1);
    }
    count
}

/// True where a status begins, and a code behind it: `400 21211`. A short number has a status alone behind it.
fn is_answer(text: &str, run: &Run, place: usize, length: usize) -> bool {
    let Some(group) = run.groups.get(place) else {
        return false;
    };
    let status = is_status(&text[group.at.clone()]);
    let code = run
        .groups
        .get(place + 1)
        .is_some_and(|next| next.gap == Gap::Blank && next.size == 5);
    let last = run.groups.len() == place + 1;
    let short =
        place == 1 && (5..=6).contains(&length) && !text[run.start..].starts_with(['0', '(']);
    status && length >= 3 && (code && length >= 5 || short && last)
}

/// 100 to 103, or 200 to 599.
fn is_status(digits: &str) -> bool {
    digits.len() == 3 && (digits.starts_with(['2', '3', '4', '5']) || digits.starts_with("10"))
}

/// `2026-11-01`, `1.11.2026`, with what stands behind it.
fn is_day(text: &str, run: &Run) -> bool {
    let bound = |place: usize| {
        run.groups
            .get(place)
            .is_some_and(|group| [Gap::Dot, Gap::Tight].contains(&group.gap))
    };
    let year = |place: usize| {
        let digits = &text[run.groups[place].at.clone()];
        digits.starts_with("19") || digits.starts_with("20")
    };
    match run.sizes(3)[..] {
        // Of a time stamp, what stands before `T`.
        [4, 2] if run.groups.len() == 2 => bound(1) && year(0),
        [4, 2, 2] => bound(1) && bound(2) && year(0),
        [a, b, 4] if a <= 2 && b <= 2 => bound(1) && bound(2) && year(2),
        _ => false,
    }
}

/// `10.0.0.12`, `1.2`, `1.234.567`, `500 364.286`.
fn is_dotted(text: &str, run: &Run, count: usize) -> bool {
    let gaps = |gap: Gap, groups: usize| {
        let groups = run.groups.iter().take(groups).skip(1);
        groups.filter(|group| group.gap == gap).count()
    };
    let sizes = run.sizes(count);
    let bytes = run
        .groups
        .get(3)
        .map_or("", |last| &text[run.start..last.at.end]);
    let address = count >= 4
        && bytes.parse::<std::net::Ipv4Addr>().is_ok()
        && run.groups.get(4).is_none_or(|next| next.gap != Gap::Dot);
    let zero = text[run.start..].starts_with('0');
    let decimal = count == 2 && gaps(Gap::Dot, 2) == 1 && !(zero && sizes.first() > Some(&2));
    let thousands = gaps(Gap::Dot, count) + 1 == count
        && sizes.iter().skip(1).all(|size| *size == 3)
        && sizes.first() < Some(&4);
    let measure = !zero && gaps(Gap::Dot, count) > 0 && gaps(Gap::Blank, count) > 0;
    address || decimal || (thousands && !zero && count != 3) || measure
}

/// Groups as some country writes them.
fn national(text: &str, run: &Run, told: Told) -> Option<usize> {
    if run.groups.len() < 2 || is_day(text, run) || is_inside(text, run) {
        return None;
    }
    (2..=run.groups.len()).rev().find(|count| {
        let free = run
            .groups
            .get(*count)
            .is_none_or(|next| next.gap == Gap::Blank);
        free && !is_dotted(text, run, *count)
            && !goes_on(text, run, *count)
            && is_number(text, run, *count, told)
    })
}

/// True for what hangs on a number or an id before it.
fn is_inside(text: &str, run: &Run) -> bool {
    let before = &text.as_bytes()[..run.start];
    match before {
        [.., digit, b'-' | b'.' | b':' | b',' | b'/' | b'_'] => {
            digit.is_ascii_digit() || before.ends_with(b"_")
        }
        _ => false,
    }
}

/// True for what an id goes on after: `415-555-1234-a`.
fn goes_on(text: &str, run: &Run, count: usize) -> bool {
    let end = run.groups[count - 1].at.end;
    let after = &text.as_bytes()[end..];
    matches!(after, [b'-' | b'.' | b'/' | b'_', next, ..] if next.is_ascii_alphanumeric())
}

fn is_number(text: &str, run: &Run, count: usize, told: Told) -> bool {
    let (sizes, length) = (run.sizes(count), run.digits(count));
    let first = &text[run.groups[0].at.clone()];
    let bracket = run.groups[1].gap == Gap::Bracket;
    let whole = |prefix: usize| whole(text, run, prefix) == count;
    let zero = first.starts_with('0') || first.starts_with("%280");
    if let Some(prefix) = exit(first) {
        let next = text[run.groups[0].at.clone()].get(prefix..).unwrap_or("");
        let dialled = !next.starts_with('0') && (8..=15).contains(&(length - prefix));
        return dialled
            && whole(prefix)
            && (bracket || run.groups[1].gap != Gap::Dot || first.len() > 2);
    }
    if run.plus
        || text[run.start..run.groups[count - 1].at.end].contains(|c: char| c.is_ascii_uppercase())
    {
        return length >= 10; // 1-800-FLOWERS
    }
    if bracket {
        let least = if zero { 8 } else { 9 };
        return (least..=15).contains(&length) && first.len() <= 5 && whole(0);
    }
    if zero && first.len() >= 2 {
        return (9..=12).contains(&length) && first.len() <= 6 && whole(0);
    }
    let blanks = run
        .groups
        .iter()
        .take(count)
        .skip(1)
        .all(|group| group.gap == Gap::Blank);
    let likely =
        told == Told::Likely && (if blanks { 8 } else { 7 }..=15).contains(&length) && whole(0);
    let status = run.groups[1].gap == Gap::Blank && is_status(first);
    if status && sizes.get(1) == Some(&5) {
        return false;
    }
    let known = is_known(first, &sizes, blanks, status) || is_spelled(text, run, count);
    likely || (known && !(blanks && is_list(text, run, count)))
}

/// The length of the prefix for calls abroad, `00` or America's `011`.
fn exit(first: &str) -> Option<usize> {
    let two = first.starts_with("00") && (first.len() == 2 || first.len() <= 6);
    match first {
        "011" => Some(3),
        _ if two => Some(2),
        _ => None,
    }
}

/// Digits one by one: `4 1 5 5 5 5 0 1 6 4`.
fn is_spelled(text: &str, run: &Run, count: usize) -> bool {
    let digits = || {
        run.groups
            .iter()
            .take(count)
            .map(|group| &text[group.at.clone()])
    };
    (10..=15).contains(&count)
        && digits().all(|digit| digit.len() == 1)
        && digits().skip(1).any(|digit| Some(digit) != digits().next())
}

/// Groups in which numbers are written without a zero before them, whatever stands between.
const SURE: [&[usize]; 11] = [
    &[3, 3, 4],
    &[4, 3, 3],
    &[5, 5],
    &[5, 6],
    &[6, 5],
    &[2, 4, 4],
    &[2, 5, 4],
    &[2, 3, 2, 2],
    &[2, 2, 2, 2],
    &[2, 2, 2, 2, 2],
    &[2, 3, 4],
];
/// The same, unless the first group is a status.
const LIKELY: [&[usize]; 5] = [
    &[3, 4, 4],
    &[3, 3, 2, 2],
    &[3, 2, 3],
    &[3, 2, 2],
    &[3, 2, 2, 2],
];

/// True for such groups. Blanks between them prove less: a status, a size and a time may stand so as well.
fn is_known(first: &str, sizes: &[usize], blanks: bool, status: bool) -> bool {
    let starts = |digits: &[char]| first.starts_with(digits);
    if SURE.contains(&sizes) {
        return true;
    }
    match sizes {
        [1, 3, 3, 4] => starts(&['1']),
        [1, 3, 3, 2, 2] => starts(&['0', '7', '8']),
        [1, 3, 7] => !blanks && starts(&['1']),
        [1, 2, 2, 2, 2] => !starts(&['0', '8']),
        [3, 3, 3] => !blanks || starts(&['6', '7', '8', '9']),
        [3, 4 | 7] | [4, 6] => !blanks,
        _ => !status && LIKELY.contains(&sizes),
    }
}

/// `"GET … HTTP/1.1" 503 120 1003 …`: numbers in a row with blanks between are columns of a log.
fn is_list(text: &str, run: &Run, count: usize) -> bool {
    let before = text[..run.start].trim_end();
    let blank = before.len() < run.start;
    let after = &text[run.groups[count - 1].at.end..];
    let left =
        blank && before.ends_with(|c: char| c.is_ascii_digit() || c == '"' || c == '-' || c == '/');
    let right = after.starts_with(" -")
        || (after.starts_with(' ') && after[1..].starts_with(|c: char| c.is_ascii_digit()));
    left || right
}
