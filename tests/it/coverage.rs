//! Laws 1 and 2 on every fixture: each line is accounted for, and no cut and no number of threads changes what is told.

use crate::fixtures::files;
use crate::run::{analysis, count, extracted, lines_add_up, plan, report_of};
use faultlens::pipeline::analyze::Request;

#[test]
fn every_fixture_is_accounted_for_and_told_the_same_whatever_the_cut() {
    let cuts = [(1, 1 << 20), (2, 113), (1, 4096), (2, 64 << 10)];
    for path in files() {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).unwrap();
        let packed = path.extension().is_some_and(|ending| ending == "gz");
        let mut first = None;
        for (threads, chunk) in cuts {
            let inputs = vec![(name.as_str(), bytes.clone())];
            let report = report_of(&analysis(inputs, &Request::default(), plan(threads, chunk)));
            lines_add_up(&report);
            let lines = bytes.split_inclusive(|byte| *byte == b'\n').count() as u64;
            assert!(
                packed || count(&report["coverage"]["lines"]) == lines,
                "{name}: {}",
                report["coverage"]
            );
            let told = extracted(&name, &bytes, plan(threads, chunk));
            let first = first.get_or_insert_with(|| told.clone());
            assert_eq!(&told, first, "{name}: {threads} threads, chunks of {chunk}");
        }
    }
}
