//! The README cannot rot: its worked examples are run against the demo logs, and the committed report is made anew.
//!
//! `FAULTLENS_BLESS=1 cargo test --test readme` writes what is printed now into README.md.

use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const HOME: &str = env!("CARGO_MANIFEST_DIR");
const BINARY: &str = env!("CARGO_BIN_EXE_faultlens");

/// Opens a block that is run; a block of any other kind is only read by people.
const OPEN: &str = "```console\n";
const CLOSE: &str = "```\n";

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(HOME).join(path)).expect(path)
}

/// Runs a command of the README in `folder`, with the binary of this build as `faultlens`.
fn shell(command: &str, folder: &Path) -> Output {
    let beside = Path::new(BINARY).parent().expect("a binary in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("bash")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", beside.display()))
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("bash runs")
}

/// True when the programs that a command needs besides ours are installed.
fn runnable(command: &str, folder: &Path) -> bool {
    !command.contains("jq ") || shell("command -v jq", folder).status.success()
}

/// A folder in which the paths of the README are right and in which the examples may write.
#[cfg(unix)]
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fixtures = Path::new(HOME).join("fixtures");
    std::os::unix::fs::symlink(fixtures, folder.path().join("fixtures")).expect("a link");
    folder
}

/// The commands of a block, each with the output shown below it.
fn commands(block: &str) -> Vec<(&str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push((command, String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => panic!("a block begins with a command, not with {line:?}"),
        }
    }
    all
}

/// The README with the outputs of its examples as they are today, and how many were run.
#[cfg(unix)]
fn renewed(readme: &str) -> (String, usize) {
    let folder = checkout();
    let (mut out, mut rest, mut ran) = (String::new(), readme, 0);
    while let Some(start) = rest.find(OPEN) {
        let (before, after) = rest.split_at(start + OPEN.len());
        let end = after.find(CLOSE).expect("a block that ends");
        out.push_str(before);
        for (command, mut output) in commands(&after[..end]) {
            if runnable(command, folder.path()) {
                output = String::from_utf8(shell(command, folder.path()).stdout).expect("UTF-8");
                ran += 1;
            }
            let _ = writeln!(out, "$ {command}");
            out.push_str(&output);
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    (out, ran)
}

#[cfg(unix)]
#[test]
fn the_worked_examples_print_what_the_readme_shows() {
    let readme = read("README.md");
    let (now, ran) = renewed(&readme);
    assert!(ran >= 5, "only {ran} examples were run");
    if std::env::var_os("FAULTLENS_BLESS").is_some() {
        std::fs::write(Path::new(HOME).join("README.md"), now).expect("README.md");
        return;
    }
    for (shown, printed) in readme.lines().zip(now.lines()) {
        assert_eq!(shown, printed, "README.md shows something else");
    }
    assert_eq!(readme.lines().count(), now.lines().count());
}

#[test]
fn the_committed_report_is_what_the_demo_gives() {
    let run = Command::new(BINARY)
        .args(["analyze", "fixtures/demo", "--quiet", "--json"])
        .current_dir(HOME)
        .output()
        .expect("the binary runs");
    let versionless = |text: &[u8]| {
        let mut report: Value = serde_json::from_slice(text).expect("JSON");
        report["tool"]["version"] = Value::Null;
        report
    };
    let committed = versionless(read("reports/report.json").as_bytes());
    assert!(
        versionless(&run.stdout) == committed,
        "reports/report.json is of another program: reports/make.sh writes it anew"
    );
}

#[test]
fn the_check_script_runs_the_test_command_of_the_readme() {
    let readme = read("README.md");
    let (_, test) = readme.split_once("\n## Test\n").expect("a section Test");
    let (_, block) = test.split_once("```sh\n").expect("its commands");
    let command = block.lines().next().expect("a command");
    assert!(command.starts_with("cargo test "), "{command}");
    let script = read(".ci/run");
    assert!(
        script.lines().any(|line| line.trim() == command),
        ".ci/run does not run {command:?}"
    );
}
