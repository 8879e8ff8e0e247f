//! Bad input: each kind with its exit code, its one line of error, and the other inputs still reported.

use crate::log::{Log, START};
use crate::run::{Folder, Ran, count, gzip, lines_add_up, plan, report, zstd};
use faultlens::error::Error;
use faultlens::pipeline::Watch;
use faultlens::pipeline::analyze::{Request, analyze};
use faultlens::source::contract::Input;
use serde_json::Value;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

fn good() -> Vec<u8> {
    Log::new(21, 80, START).bytes()
}

fn row<'r>(report: &'r Value, name: &str) -> &'r Value {
    let rows = report["inputs"].as_array().unwrap();
    rows.iter()
        .find(|row| row["name"].as_str().unwrap().ends_with(name))
        .unwrap()
}

/// Beside a good file: exit code 1, one line of error, the good one reported as if it were alone.
fn beside_a_good_one(folder: &Folder, name: &str, found: &str, status: &str) -> Value {
    folder.put("good.log", &good());
    let alone = folder.json(&["good.log"]);
    let ran = folder.run(&["analyze", "--json", name, "good.log"]);
    ran.says(1, name, found);
    let report = ran.json();
    lines_add_up(&report);
    assert_eq!(row(&report, "good.log"), &alone["inputs"][0]);
    let bad = row(&report, name);
    assert_eq!(bad["status"], status);
    assert!(ran.err.contains(bad["error"].as_str().unwrap()), "{ran:?}");
    let lines = folder.run(&["extract", name, "good.log"]);
    lines.says(1, name, found);
    let of_good = |ran: &Ran| {
        let lines = ran.out.lines();
        lines
            .filter(|line| line.starts_with("{\"source\":\"good.log\""))
            .count()
    };
    assert_eq!(
        of_good(&lines),
        of_good(&folder.run(&["extract", "good.log"]))
    );
    report
}

/// Alone: exit code 2, one line of error, nothing on standard output, no report written.
fn alone(folder: &Folder, name: &str, found: &str) {
    for arguments in [
        &["analyze", name][..],
        &["analyze", name, "--json"],
        &["analyze", name, "--out", "out"],
        &["extract", name],
    ] {
        let ran = folder.run(arguments);
        ran.says(2, name, found);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_missing_path() {
    let folder = Folder::new();
    alone(&folder, "missing.log", "nothing of that name");
    beside_a_good_one(&folder, "missing.log", "nothing of that name", "failed");
}

#[test]
fn two_missing_paths_are_both_told() {
    let ran = Folder::new().run(&["analyze", "one.log", "other.log"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.err.lines().count(), 2, "{ran:?}");
    assert!(ran.err.contains("one.log") && ran.err.contains("other.log"));
}

#[test]
fn a_path_through_a_file() {
    let folder = Folder::with("file.log", b"x\n");
    alone(&folder, "file.log/x", "nothing of that name");
    beside_a_good_one(&folder, "file.log/x", "nothing of that name", "failed");
}

#[test]
fn a_glob_without_a_match() {
    let folder = Folder::new();
    alone(&folder, "*.gz", "no match");
    beside_a_good_one(&folder, "*.gz", "no match", "failed");
}

#[test]
fn a_folder_without_files() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("empty/deeper")).unwrap();
    alone(&folder, "empty", "no file");
    beside_a_good_one(&folder, "empty", "no file", "failed");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with("locked.log", b"x\n");
    let path = folder.path().join("locked.log");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    alone(&folder, "locked.log", "ermission denied");
    beside_a_good_one(&folder, "locked.log", "ermission denied", "failed");
}

/// A socket cannot be opened as a file, not even by root.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened() {
    let folder = Folder::new();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    alone(&folder, "socket", "o such device");
    beside_a_good_one(&folder, "socket", "o such device", "failed");
}

#[test]
fn a_truncated_gzip_file() {
    let mut bytes = gzip(&good().repeat(20));
    bytes.truncate(bytes.len() * 2 / 3);
    let folder = Folder::with("cut.gz", &bytes);
    let report = beside_a_good_one(&folder, "cut.gz", "", "truncated");
    assert!(count(&row(&report, "cut.gz")["events"]) > 0);
    folder.run(&["analyze", "cut.gz"]).says(1, "cut.gz", "");
}

#[test]
fn a_zstandard_file_with_a_bad_checksum() {
    let mut bytes = zstd(&good());
    *bytes.last_mut().unwrap() ^= 1;
    let folder = Folder::with("bad.zst", &bytes);
    beside_a_good_one(&folder, "bad.zst", "hecksum", "truncated");
}

#[test]
fn text_in_utf_16() {
    let text: Vec<u8> =
        "\u{feff}POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    let folder = Folder::with("windows.log", &text);
    beside_a_good_one(&folder, "windows.log", "UTF-16", "failed");
}

#[test]
fn random_bytes_and_logs_of_something_else_are_not_recognised() {
    for bytes in [
        b"\x7fELF\x02\x01\0\xff\xfe\n\0\0".repeat(99),
        b"nothing\n".to_vec(),
        Vec::new(),
    ] {
        let folder = Folder::with("a.log", &bytes);
        for arguments in [&["analyze", "a.log"][..], &["extract", "a.log"]] {
            let ran = folder.run(arguments);
            assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{ran:?}");
        }
        lines_add_up(&folder.json(&["a.log"]));
        folder.put("good.log", &good());
        assert_eq!(folder.run(&["analyze", "a.log", "good.log"]).code, Some(0));
    }
}

/// An input whose size was larger when it was listed than what its reader gives.
fn shrinking(bytes: Vec<u8>) -> Input {
    Input {
        name: "shrinks.log".to_owned(),
        size: Some(bytes.len() as u64 + 100),
        identity: None,
        open: Box::new(|| Ok(Box::new(Cursor::new(bytes)))),
    }
}

fn parts(error: &Error) {
    for part in [&error.place, &error.expected, &error.found, &error.cure] {
        assert!(!part.is_empty(), "{error:?}");
    }
    assert_eq!(error.to_string().lines().count(), 1);
}

#[test]
fn a_file_that_shrinks_while_it_is_read() {
    let inputs = vec![
        Ok(shrinking(good())),
        Ok(crate::run::input("good.log", good())),
    ];
    let found = analyze(
        inputs,
        &Request::default(),
        plan(2, 500),
        &Arc::new(Watch::default()),
    )
    .unwrap();
    let rows = found.inputs();
    assert_eq!((rows[0].status, rows[1].status), ("complete", "truncated"));
    assert_eq!(
        (rows[0].lines, rows[0].events),
        (rows[1].lines, rows[1].events)
    );
    let error = found.endings[1].error.clone().unwrap();
    parts(&error);
    assert!(error.found.contains("shrank"), "{error}");
}

/// A reader that gives some bytes and then an error of the device.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(std::io::Error::other("the disk is gone")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_read_error_in_the_middle() {
    let bytes = [&good()[..], b"half a line"].concat();
    let failing = Input {
        name: "failing.log".to_owned(),
        size: None,
        identity: None,
        open: Box::new(|| Ok(Box::new(Failing(Cursor::new(bytes))))),
    };
    let inputs = vec![Ok(failing), Ok(crate::run::input("good.log", good()))];
    let found = analyze(
        inputs,
        &Request::default(),
        plan(2, 500),
        &Arc::new(Watch::default()),
    )
    .unwrap();
    let whole = report(
        vec![("good.log", good())],
        &Request::default(),
        plan(1, 500),
    );
    let rows = found.inputs();
    assert_eq!(rows[0].status, "truncated");
    assert_eq!(rows[1].events, count(&whole["inputs"][0]["events"]));
    parts(found.endings[0].error.as_ref().unwrap());
    assert_eq!(
        found.coverage().account.malformed,
        2 * count(&whole["coverage"]["malformed"]) + 1,
        "the half line is counted"
    );
    lines_add_up(&crate::run::report_of(&found));
}

#[test]
fn a_name_with_control_characters_stays_on_its_line() {
    let ran = Folder::new().run(&["analyze", "a\nb\x1b[31m.log"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    assert!(!ran.err.contains('\x1b'), "{ran:?}");
    assert!(!Path::new("a\nb").exists());
}
