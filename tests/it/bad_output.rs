//! Output that cannot be written: full disks, places that are taken, closed pipes. The last good report stays as it was.

use crate::contract::logs;
use crate::log::{Log, START};
use crate::out::files;
use crate::run::{Folder, Ran};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with a good report in `out`, and another log to report next.
fn reported() -> (Folder, BTreeMap<String, Vec<u8>>) {
    let folder = logs();
    let ran = folder.run(&["analyze", "logs/a.log", "--out", "out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let before = files(&folder.path().join("out"));
    assert!(before.len() > 5);
    (folder, before)
}

/// Asserts that the failed run left every byte as it was, and nothing beside.
fn untouched(out: &Path, before: &BTreeMap<String, Vec<u8>>) {
    let after = files(out);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(before));
    for (name, bytes) in before {
        assert!(after[name] == *bytes, "{name} is another one");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output() {
    let folder = logs();
    for arguments in [
        &["analyze", "logs"][..],
        &["analyze", "logs", "--json"],
        &["extract", "logs"],
        &["explain", "503"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = folder.command(arguments);
        let ran = Ran::of(command.stdout(full).output().unwrap());
        ran.says(2, "standard output", "No space left");
    }
}

#[test]
fn a_folder_below_a_file() {
    let folder = logs();
    folder.put("taken", b"mine");
    let ran = folder.run(&["analyze", "logs", "--out", "taken/report"]);
    ran.says(2, "taken/report", "");
    assert_eq!(std::fs::read(folder.path().join("taken")).unwrap(), b"mine");
    folder
        .run(&["analyze", "logs", "--out", "taken"])
        .says(2, "taken", "");
}

#[test]
fn a_file_where_the_folder_of_charts_should_be() {
    let (folder, _) = reported();
    std::fs::remove_dir_all(folder.path().join("out/charts")).unwrap();
    folder.put("out/charts", b"mine");
    let before = files(&folder.path().join("out"));
    let ran = folder.run(&["analyze", "logs", "--out", "out"]);
    ran.says(2, "out", "");
    untouched(&folder.path().join("out"), &before);
}

#[test]
fn a_folder_where_a_file_of_the_report_should_be() {
    let (folder, _) = reported();
    std::fs::remove_file(folder.path().join("out/report.md")).unwrap();
    folder.put("out/report.md/mine", b"mine");
    let before = files(&folder.path().join("out"));
    let ran = folder.run(&["analyze", "logs", "--out", "out"]);
    ran.says(2, "out", "");
    untouched(&folder.path().join("out"), &before);
}

/// A limit on the size of files fails a write in the middle, like a full disk, and needs no rights.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_in_the_middle() {
    let (folder, before) = reported();
    let line = format!(
        "trap '' XFSZ; ulimit -f 4; exec {} analyze logs --out out --quiet",
        env!("CARGO_BIN_EXE_faultlens")
    );
    let ran = Command::new("sh")
        .args(["-c", &line])
        .current_dir(folder.path())
        .output()
        .unwrap();
    Ran::of(ran).says(2, "out", "too large");
    untouched(&folder.path().join("out"), &before);
}

/// A small disk of its own; taken off at the end of the test.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(&at)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(at))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_while_the_report_is_written() {
    let folder = logs();
    let Some(disk) = Disk::mount(folder.path().join("disk")) else {
        eprintln!("skipped: no right to mount a small disk");
        return;
    };
    let out = disk.0.join("out");
    let ran = folder.run(&["analyze", "logs/a.log", "--out", "disk/out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let before = files(&out);
    let mut filler = File::create(disk.0.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    let ran = folder.run(&["analyze", "logs", "--out", "disk/out"]);
    ran.says(2, "disk/out", "No space left");
    untouched(&out, &before);
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let big = Log::new(31, 80, START).bytes().repeat(60);
    let folder = Folder::with("big.log", &big);
    let whole = folder.run(&["extract", "big.log"]);
    assert!(whole.out.len() > 1 << 18, "must be more than a pipe holds");
    let mut child = folder.command(&["extract", "big.log"]).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    drop(reader);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    assert_eq!(whole.out.lines().next(), Some(first.trim_end()));
}

#[test]
fn a_pipe_that_was_closed_before_the_report_is_no_failure() {
    let folder = Folder::new();
    for arguments in [
        &["analyze", "-", "--json"][..],
        &["analyze", "-"],
        &["extract", "-"],
    ] {
        let mut child = folder
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        // It may stop reading as soon as it sees that nobody listens.
        let _ = stdin.write_all(&Log::new(3, 50, START).bytes());
        drop(stdin);
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    }
}

#[test]
fn dead_letters_take_no_place_of_anything_else() {
    let folder = logs();
    let log = std::fs::read(folder.path().join("logs/a.log")).unwrap();
    // As a shell writes it: the first log is taken for the file.
    let ran = folder.run(&["analyze", "--dead-letters", "logs/a.log", "logs/b.log"]);
    ran.says(2, "logs/a.log", "choose another --dead-letters");
    assert_eq!(
        std::fs::read(folder.path().join("logs/a.log")).unwrap(),
        log
    );
    let write = || {
        let ran = folder.run(&["analyze", "logs", "--dead-letters", "letters"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        std::fs::read_to_string(folder.path().join("letters")).unwrap()
    };
    let first = write();
    assert_eq!(write(), first);
    folder.put(
        "letters",
        br#"{"chain":"1","action":"look_then_retry","why":"x"}"#,
    );
    assert_eq!(write(), first);
    folder.put("letters", br#"{"chain":"1","action":"look_then_retry"}"#);
    let ran = folder.run(&["analyze", "logs", "--dead-letters", "letters"]);
    ran.says(2, "letters", "something else");
    assert!(
        folder
            .run(&["analyze", "logs", "--dead-letters", "/dev/null"])
            .code
            == Some(0)
    );
}
