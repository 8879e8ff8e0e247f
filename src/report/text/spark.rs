//! Failures over time in one line: a block per stretch of time, as high as it had failures, in the colour of most of them.

use super::{Palette, Sheet};
use crate::report::charts::failures_over_time;
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::people;
use crate::timestamp::Timestamp;

/// From the least to the most.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Where nothing failed.
const NONE: char = '·';
/// The most blocks of a line.
const MOST: usize = 72;

/// The line of blocks with its scale; nothing where no failure carries a time.
pub fn spark(sheet: &mut Sheet<'_>, page: &Page<'_>) {
    let room = sheet.room.saturating_sub(11).min(MOST);
    let Some((bins, stacks)) = failures_over_time(page, room.saturating_sub(1)) else {
        return;
    };
    let sums: Vec<u64> = stacks.iter().map(|stack| stack.iter().sum()).collect();
    let peak = (0..)
        .zip(&sums)
        .max_by_key(|(place, sum)| (**sum, std::cmp::Reverse(*place)));
    let Some((place, most)) = peak.filter(|(_, most)| **most > 0) else {
        return;
    };
    // One block alone shows no course.
    if sums.len() < 2 {
        return;
    }
    let palette = sheet.style.palette;
    let blocks = stacks.iter().zip(&sums);
    let blocks = blocks.map(|(stack, sum)| (block(*sum, *most), ink(stack, &palette)));
    let mut line = String::from("failures   ");
    inked(&mut line, blocks, palette.reset);
    sheet.inked(line, &" ".repeat(11 + sums.len()));
    let when = |place| {
        Timestamp::from_seconds(bins.at(place)).map_or_else(String::new, |at| page.zone.local(at))
    };
    let width = people::length(bins.step);
    let told = format!(
        "           per {width} from {}; most, {}, from {}",
        when(0),
        people::grouped(*most),
        when(place)
    );
    let told = escape::fit(&told, sheet.room);
    sheet.line(palette.faint, &told);
}

/// A single failure is seen beside thousands.
fn block(sum: u64, most: u64) -> char {
    if sum == 0 {
        return NONE;
    }
    let level = (u128::from(sum) * 8).div_ceil(u128::from(most.max(1)));
    let level = usize::try_from(level).unwrap_or(8).clamp(1, 8);
    BLOCKS.get(level - 1).copied().unwrap_or('█')
}

/// The colour of most failures: refused (4xx), without an answer, failed by Twilio (5xx).
fn ink(stack: &[u64; 3], palette: &Palette) -> &'static str {
    let [refused, silent, failed] = *stack;
    match refused.max(silent).max(failed) {
        0 => palette.faint,
        most if failed == most => palette.twilio,
        most if refused == most => palette.yours,
        _ => palette.network,
    }
}

/// Neighbours of one colour are written in one go.
fn inked(out: &mut String, blocks: impl Iterator<Item = (char, &'static str)>, reset: &str) {
    let mut now = "";
    for (block, ink) in blocks {
        if ink != now {
            out.push_str(if now.is_empty() { "" } else { reset });
            out.push_str(ink);
            now = ink;
        }
        out.push(block);
    }
    out.push_str(if now.is_empty() { "" } else { reset });
}

#[cfg(test)]
mod tests {
    use super::{block, inked};

    #[test]
    fn blocks_grow_with_the_count() {
        let line: String = [0, 1, 100, 400, 500, 800]
            .map(|sum| block(sum, 800))
            .iter()
            .collect();
        assert_eq!(line, "·▁▁▄▅█");
        assert_eq!(block(u64::MAX, u64::MAX), '█');
        let mut out = String::new();
        inked(
            &mut out,
            [('a', "<"), ('b', "<"), ('c', "["), ('d', "")].into_iter(),
            "|",
        );
        assert_eq!(out, "<ab|[c|d");
    }
}
