//! How long every output of a large report takes, and how much memory: a year of 60 resources and 200 pairs, nearly every
//! call a cell of its own, out of a log that is made while it is read.
//!
//!     cargo bench --bench rendering              the figures
//!     cargo bench --bench rendering -- --check   and an error past 2 seconds or 300 MiB

use faultlens::aggregate::table::Table;
use faultlens::aggregate::window::Width;
use faultlens::analysis::{self, contract::Settings};
use faultlens::pipeline::analyze::{Request, analyze};
use faultlens::pipeline::{Plan, Watch};
use faultlens::report::contract::Page;
use faultlens::report::text::{Style, summary};
use faultlens::report::{self, Facts};
use faultlens::source::contract::Input;
use faultlens::timestamp::{Timestamp, Zone};
use std::io::{self, Read, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

const RESOURCES: u64 = 60;
const PAIRS: u64 = 200;
const DAYS: u64 = 365;

/// 2025-11-01T00:00:00Z.
const START: u64 = 1_761_955_200;

/// Calls of a day: of ten, two go well.
const CALLS: u64 = 1500;

/// The most that all outputs together may take.
const SECONDS: f64 = 2.0;
const MIB: u64 = 300;

/// A log that is made while it is read.
struct Year {
    call: u64,
    line: io::Cursor<Vec<u8>>,
}

/// Splitmix64 of a number.
fn mixed(of: u64) -> u64 {
    let mut mixed = of.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Year {
    fn next(&mut self) -> Option<String> {
        let call = self.call;
        self.call += 1;
        if call >= DAYS * CALLS {
            return None;
        }
        let second = START + call * 86_400 / CALLS;
        let when = Timestamp::from_seconds(i64::try_from(second).ok()?)?.rfc3339();
        let dice = mixed(call);
        let (resource, pair, took) = (dice % RESOURCES, (dice >> 16) % PAIRS, (dice >> 32) % 900);
        let letter = |number: u64| char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
        let name = format!("Things{}{}", letter(resource), letter(resource / 26));
        let told = match (dice >> 48) % 10 {
            0 | 1 => r#""status":201"#.to_owned(),
            _ if pair < 20 => format!(r#""status":{},"code":{}"#, 500 + pair % 5, 20_500 + pair),
            _ => format!(
                r#""status":400,"code":{},"message":"Not a valid thing""#,
                21_200 + pair
            ),
        };
        Some(
            format!(
                r#"{{"time":"{when}","level":"info","method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/{name}.json",{told},"duration_ms":{took}}}"#
            ) + "\n",
        )
    }
}

impl Read for Year {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.line.read(into)?;
            if read > 0 {
                return Ok(read);
            }
            let mut lines = String::new();
            for _ in 0..200 {
                lines.extend(self.next());
            }
            if lines.is_empty() {
                return Ok(0);
            }
            self.line = io::Cursor::new(lines.into_bytes());
        }
    }
}

/// The most memory that the process ever had, in MiB; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024)
}

/// Runs a step, says how long it took and what the most memory was, and adds the time.
fn timed<T>(name: &str, whole: &mut Duration, step: impl FnOnce() -> T) -> T {
    // Linux forgets the peak so far; where it does not, the peak is that of the whole run.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let start = Instant::now();
    let out = step();
    let took = start.elapsed();
    *whole += took;
    let memory = peak().map_or_else(String::new, |peak| format!("{peak:>6} MiB"));
    let _ = writeln!(
        io::stdout(),
        "{name:<12}{:>8.3} s{memory}",
        took.as_secs_f64()
    );
    out
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let check = std::env::args().any(|typed| typed == "--check");
    let input = Input {
        name: "year.log".to_owned(),
        size: None,
        identity: None,
        open: Box::new(|| {
            Ok(Box::new(Year {
                call: 0,
                line: io::Cursor::default(),
            }))
        }),
    };
    let request = Request {
        width: Width::Fixed(86_400),
        ..Request::default()
    };
    let mut reading = Duration::ZERO;
    let mut found = timed("reading", &mut reading, || {
        analyze(
            vec![Ok(input)],
            &request,
            Plan::default(),
            &Arc::new(Watch::default()),
        )
    })?;
    let settings = Settings::default();
    let mut whole = Duration::ZERO;
    let judged = timed("judging", &mut reading, || {
        analysis::judge(&mut found.summary, &settings)
    });
    found.summary.release();
    // The bars are those of rendering; what reading and judging take stands above it.
    let mut most = 0;
    let table = timed("table", &mut whole, || {
        Table::of_cells(&found.summary.take_cells())
    })?;
    most = most.max(peak().unwrap_or(0));
    let mut cells = 0;
    table.each(&mut |_| cells += 1)?;
    let facts = Facts::of(found.inputs(), found.coverage(), judged, settings);
    let report = timed("report", &mut whole, || {
        report::build(&found.summary, &table, facts)
    })?;
    most = most.max(peak().unwrap_or(0));
    let page = Page {
        report: &report,
        cells: &table,
        zone: Zone::UTC,
    };
    timed("terminal", &mut whole, || summary(&page, &Style::default()));
    most = most.max(peak().unwrap_or(0));
    let mut bytes = 0;
    for renderer in report::renderers() {
        let name = [renderer.name().to_owned()];
        // Each file is handed on piece by piece, as in a run.
        timed(renderer.name(), &mut whole, || {
            report::render_each(&page, &name, &mut |_, piece| {
                bytes += piece.len();
                Ok(())
            })
        })?;
        most = most.max(peak().unwrap_or(0));
    }
    let (resources, pairs) = (report.resources.len(), report.pairs.len());
    let seconds = whole.as_secs_f64();
    let _ = writeln!(
        io::stdout(),
        "{resources} resources, {pairs} pairs, {cells} cells, {} MiB of files: {seconds:.3} s, {most} MiB",
        bytes >> 20
    );
    if check && (seconds > SECONDS || most > MIB) {
        return Err(format!("want at most {SECONDS} s and {MIB} MiB").into());
    }
    Ok(())
}
