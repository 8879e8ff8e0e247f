//! Running things: the library on bytes in memory, the binary on files, packers.

use faultlens::aggregate::table::Table;
use faultlens::pipeline::analyze::{Analysis, Request, analyze};
use faultlens::pipeline::extract::extract;
use faultlens::pipeline::{Plan, Watch};
use faultlens::report::{self, Facts};
use faultlens::source::contract::Input;
use serde_json::Value;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

/// An input out of memory.
pub fn input(name: &str, bytes: Vec<u8>) -> Input {
    Input {
        name: name.to_owned(),
        size: Some(bytes.len() as u64),
        identity: None,
        open: Box::new(|| Ok(Box::new(Cursor::new(bytes)))),
    }
}

pub fn plan(threads: usize, chunk_bytes: usize) -> Plan {
    Plan {
        threads,
        chunk_bytes,
    }
}

/// The main job of the library.
pub fn analysis(inputs: Vec<(&str, Vec<u8>)>, request: &Request, plan: Plan) -> Analysis {
    let inputs = inputs
        .into_iter()
        .map(|(name, bytes)| Ok(input(name, bytes)))
        .collect();
    analyze(inputs, request, plan, &Arc::new(Watch::default())).unwrap()
}

/// The JSON report of an analysis.
pub fn report_of(analysis: &Analysis) -> Value {
    let table = Table::of(&analysis.summary).unwrap();
    let settings = faultlens::analysis::contract::Settings::default();
    let judged = faultlens::analysis::judge(&mut analysis.summary.clone(), &settings);
    let facts = Facts::of(analysis.inputs(), analysis.coverage(), judged, settings);
    serde_json::to_value(report::build(&analysis.summary, &table, facts).unwrap()).unwrap()
}

pub fn report(inputs: Vec<(&str, Vec<u8>)>, request: &Request, plan: Plan) -> Value {
    report_of(&analysis(inputs, request, plan))
}

/// What `extract` writes of one input.
pub fn extracted(name: &str, bytes: &[u8], plan: Plan) -> String {
    let mut out = Vec::new();
    let inputs = vec![Ok(input(name, bytes.to_vec()))];
    extract(inputs, &Request::default(), plan, &Arc::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut out = ::zstd::Encoder::new(Vec::new(), 1).unwrap();
    out.include_checksum(true).unwrap();
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A folder of its own with files in it; gone at the end of the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn with(name: &str, bytes: &[u8]) -> Self {
        let folder = Self::new();
        folder.put(name, bytes);
        folder
    }

    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The binary, to be run inside of the folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultlens"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs with these bytes on standard input.
    pub fn run_on(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(stdin).unwrap();
        drop(pipe);
        Ran::of(child.wait_with_output().unwrap())
    }

    /// The JSON report that the binary prints, whatever the exit code.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments = [&["analyze", "--json"], arguments].concat();
        self.run(&arguments).json()
    }
}

/// What a run of the binary left.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts the exit code and that standard error is one line that says place, expected, found and cure.
    pub fn says(&self, code: i32, place: &str, found: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        let line = self.err.trim_end();
        let (head, rest) = line.split_once(": expected ").expect(line);
        assert!(head.contains(place), "{line}");
        let (_, rest) = rest.split_once(", found ").expect(line);
        let (told, cure) = rest.rsplit_once("; ").expect(line);
        assert!(told.contains(found), "{line}");
        assert!(!cure.trim().is_empty(), "{line}");
    }
}

pub fn count(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("no count: {value}"))
}

/// Asserts the second law on a report: lines are the sum of the six counts, per input and in all, and the inputs' sums
/// are the totals.
pub fn lines_add_up(report: &Value) {
    let coverage = &report["coverage"];
    let parts = [
        "event_lines",
        "other",
        "blank",
        "malformed",
        "oversized",
        "filtered",
    ];
    let rows = report["inputs"].as_array().unwrap();
    for account in rows.iter().chain([coverage]) {
        let sum: u64 = parts.iter().map(|part| count(&account[*part])).sum();
        assert_eq!(sum, count(&account["lines"]), "{account}");
    }
    for part in parts.into_iter().chain(["bytes", "lines"]) {
        let sum: u64 = rows.iter().map(|row| count(&row[part])).sum();
        assert_eq!(sum, count(&coverage[part]), "{part} of {rows:?}");
    }
    let totals = &report["totals"];
    let events: u64 = ["attempts", "webhook", "delivery"]
        .iter()
        .map(|kind| count(&totals[*kind]))
        .sum();
    let told: u64 = rows.iter().map(|row| count(&row["events"])).sum();
    assert_eq!(told, events, "{rows:?}");
}
