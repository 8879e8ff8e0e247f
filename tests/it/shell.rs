//! What a shell gets: completions, manual pages, help in groups, and the nearest flag where one was mistyped.

use crate::run::Folder;
use std::process::Command;

const COMMANDS: [&str; 9] = [
    "analyze",
    "postmortem",
    "compare",
    "extract",
    "explain",
    "formats",
    "schema",
    "completions",
    "manual",
];

#[test]
fn completions_name_every_command_and_its_options() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{shell}");
        for word in COMMANDS
            .iter()
            .chain(&["fail-on", "status-page", "incident", "tz", "baseline"])
        {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
    }
    folder.run(&["completions", "csh"]).says(2, "SHELL", "csh");
}

/// The script as bash itself runs it.
#[test]
fn bash_completes_a_flag_and_a_command() {
    let folder = Folder::new();
    let script = folder.put(
        "faultlens.bash",
        folder.run(&["completions", "bash"]).out.as_bytes(),
    );
    let complete = |words: &str, place: usize| {
        let shell = format!(
            "source {} && COMP_WORDS=({words}) COMP_CWORD={place} && _faultlens faultlens \"${{COMP_WORDS[{place}]}}\" \"${{COMP_WORDS[{place}-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            script.display()
        );
        let output = Command::new("bash").args(["-c", &shell]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(complete("faultlens post", 1), "postmortem\n");
    assert_eq!(complete("faultlens compare --fd", 2), "--fdr\n");
    assert!(complete("faultlens analyze --format ''", 3).contains("metrics"));
}

#[test]
fn manual_pages_are_written_one_for_each_command() {
    let folder = Folder::new();
    let ran = folder.run(&["manual", "--out", "man1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut expected: Vec<String> = COMMANDS
        .iter()
        .map(|name| format!("faultlens-{name}.1"))
        .collect();
    expected.push("faultlens.1".into());
    expected.sort();
    let pages = crate::out::files(&folder.path().join("man1"));
    assert_eq!(pages.keys().cloned().collect::<Vec<_>>(), expected);
    let compare = String::from_utf8(pages["faultlens-compare.1"].clone()).unwrap();
    assert!(
        compare.contains(".TH") && compare.contains("\\-\\-fdr"),
        "{compare}"
    );
    assert_eq!(folder.run(&["manual", "compare"]).out, compare);
    assert!(
        folder
            .run(&["manual"])
            .out
            .contains("faultlens\\-analyze(1)")
    );
    folder
        .run(&["manual", "comparre"])
        .says(2, "COMMAND", "comparre");
}

#[test]
fn help_stands_in_groups_and_ends_with_examples() {
    let folder = Folder::new();
    for (command, groups) in [
        (
            "analyze",
            &[
                "Arguments:",
                "Input:",
                "Which calls:",
                "Incidents and gates:",
                "Output:",
                "Examples:",
            ][..],
        ),
        (
            "compare",
            &[
                "Arguments:",
                "Input:",
                "Which calls:",
                "Comparison:",
                "Output:",
                "Examples:",
            ],
        ),
        (
            "postmortem",
            &[
                "Arguments:",
                "Input:",
                "Which calls:",
                "Incidents and gates:",
                "Output:",
                "Examples:",
            ],
        ),
        (
            "extract",
            &["Arguments:", "Input:", "Which calls:", "Examples:"],
        ),
    ] {
        let help = folder.run(&[command, "--help"]).out;
        let mut at = 0;
        for group in groups {
            let line = format!("\n{group}\n");
            assert!(help.contains(&line), "{command}: {group}\n{help}");
            at = at.max(help.find(&line).unwrap());
        }
        assert_eq!(help.find("\nExamples:\n"), Some(at), "{command}");
    }
}

#[test]
fn a_mistyped_flag_is_answered_with_the_nearest() {
    let folder = Folder::with("a.log", b"");
    for (typed, meant) in [
        (&["analyze", "a.log", "--sinse", "x"][..], "--since"),
        (&["analyze", "a.log", "--fail-no", "401"], "--fail-on"),
        (&["compare", "a.log", "a.log", "--jsn"], "--json"),
        (&["postmortem", "a.log", "--incidnt", "1"], "--incident"),
        (&["analyze", "a.log", "--dya", "today"], "--day"),
        (&["analyze", "a.log", "--fail-on", "incidnet"], "incident"),
        (
            &["analyze", "a.log", "--fail-on", "retry:gave_up_erly"],
            "retry:gave_up_early",
        ),
        (&["analyze", "a.log", "--from", "2026-11-01"], "--since"),
        (&["extract", "a.log", "--to=2026-11-01"], "--until"),
        (&["analyze", "a.log", "--output", "x"], "--out"),
        (&["comparre", "a.log"], "compare"),
        (&["completions", "bahs"], "bash"),
    ] {
        let ran = folder.run(typed);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(
            ran.err.contains(&format!("did you mean {meant}?")),
            "{ran:?}"
        );
    }
    let ran = folder.run(&["analyze", "a.log", "--fail-on", "4xxx"]);
    assert!(ran.err.contains("did you mean 4xx?"), "{ran:?}");
    assert!(
        !ran.err.contains("no_response"),
        "not all that there is: {ran:?}"
    );
}
