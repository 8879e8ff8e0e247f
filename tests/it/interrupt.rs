//! Ctrl-C: what has been read is reported, and the report says that it is not whole.
#![cfg(unix)]

use crate::log::{Log, START};
use crate::run::{Folder, Ran, count, lines_add_up};
use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// More than a pipe holds: once it is written, most of it has been read, and the handler is in place.
fn much() -> Vec<u8> {
    let bytes = Log::new(41, 100, START).bytes();
    let mut out = Vec::new();
    while out.len() < 512 << 10 {
        out.extend_from_slice(&bytes);
        out.push(b'\n');
    }
    out
}

fn started(folder: &Folder, arguments: &[&str]) -> (Child, ChildStdin) {
    let mut child = folder
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(std::fs::File::create(folder.path().join("stdout")).unwrap())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&much()).unwrap();
    (child, stdin)
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// What it left, if it ended by itself in good time.
fn ended(folder: &Folder, mut child: Child) -> Ran {
    let patience = Instant::now() + Duration::from_secs(10);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > patience {
            child.kill().unwrap();
            panic!("it did not end after Ctrl-C");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut ran = Ran::of(child.wait_with_output().unwrap());
    ran.out = std::fs::read_to_string(folder.path().join("stdout")).unwrap();
    ran
}

fn incomplete(ran: &Ran) {
    ran.says(130, "-", "interrupted");
    let report = ran.json();
    lines_add_up(&report);
    assert_eq!(report["complete"], false);
    assert_eq!(report["inputs"][0]["status"], "truncated");
    assert!(count(&report["totals"]["attempts"]) > 0);
}

#[test]
fn ctrl_c_ends_a_run_that_is_reading() {
    let folder = Folder::new();
    let (child, mut stdin) = started(&folder, &["analyze", "-", "--json", "--chunk-size", "4096"]);
    interrupt(&child);
    // Whoever writes goes on until nobody reads any more.
    while stdin.write_all(&much()).is_ok() {}
    incomplete(&ended(&folder, child));
}

/// Waits until it has read everything and all its threads sleep: it then hangs in a read.
#[cfg(target_os = "linux")]
fn until_it_waits(child: &Child) {
    let of = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap();
    let read = || -> usize {
        let text = of("io");
        let line = text.lines().find_map(|line| line.strip_prefix("rchar: "));
        line.unwrap().parse().unwrap()
    };
    let asleep = || {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", child.id())).unwrap();
        let mut stats =
            tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("stat")).ok());
        stats.all(|stat| {
            stat.rsplit(')')
                .next()
                .unwrap()
                .trim_start()
                .starts_with('S')
        })
    };
    let mut calm = 0;
    while calm < 5 {
        calm = if read() >= much().len() && asleep() {
            calm + 1
        } else {
            0
        };
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_run_that_waits_for_more() {
    let folder = Folder::new();
    let (child, stdin) = started(&folder, &["analyze", "-", "--json", "--chunk-size", "4096"]);
    until_it_waits(&child);
    interrupt(&child);
    incomplete(&ended(&folder, child));
    drop(stdin);
}

#[test]
fn ctrl_c_ends_extract_with_whole_lines() {
    let folder = Folder::new();
    let (child, mut stdin) = started(&folder, &["extract", "-", "--chunk-size", "4096"]);
    interrupt(&child);
    while stdin.write_all(&much()).is_ok() {}
    let ran = ended(&folder, child);
    ran.says(130, "-", "interrupted");
    assert!(ran.out.lines().count() > 100);
    for line in ran.out.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn the_summary_of_an_interrupted_run_says_so() {
    let folder = Folder::new();
    let (child, mut stdin) = started(&folder, &["analyze", "-", "--chunk-size", "4096"]);
    interrupt(&child);
    while stdin.write_all(&much()).is_ok() {}
    let ran = ended(&folder, child);
    ran.says(130, "-", "interrupted");
    let head: String = ran.out.lines().take(8).collect();
    assert!(
        head.to_lowercase().contains("interrupted") || head.contains("incomplete"),
        "{head}"
    );
}

/// What a run says that was stopped before it read anything.
fn stopped_at_once(ran: &Ran, place: &str) {
    let line = ran.err.lines().next().unwrap_or_default();
    assert_eq!(ran.code, Some(130), "{ran:?}");
    assert!(
        line.contains(place) && line.contains("nothing of it (interrupted)"),
        "{ran:?}"
    );
}

/// Waits until it has started its threads, and with them its handler.
#[cfg(target_os = "linux")]
fn until_it_runs(child: &Child) {
    let tasks =
        || std::fs::read_dir(format!("/proc/{}/task", child.id())).map_or(0, Iterator::count);
    while tasks() < 3 {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_run_that_has_read_nothing() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("last.html"), "kept").unwrap();
    for arguments in [
        &["analyze", "-", "--json", "--out", "report"][..],
        &["extract", "-"],
    ] {
        let mut child = folder
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        until_it_runs(&child);
        interrupt(&child);
        std::fs::write(folder.path().join("stdout"), "").unwrap();
        stopped_at_once(&ended(&folder, child), "-");
        drop(stdin);
    }
    assert!(
        !folder.path().join("report").exists(),
        "nothing is drawn of nothing"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_that_nobody_writes_to_can_be_given_up() {
    let folder = Folder::new();
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let child = folder
        .command(&["analyze", "pipe", "--quiet"])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    until_it_runs(&child);
    let sent = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    std::fs::write(folder.path().join("stdout"), "").unwrap();
    stopped_at_once(&ended(&folder, child), "pipe");
}
