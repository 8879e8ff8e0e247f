//! Cutting: the same records whatever the target, every byte and line accounted for.

use super::*;
use proptest::prelude::*;

/// All records of an input, with the number of their first line, for one target size.
fn records(input: &[u8], target: usize) -> (Vec<(u64, Vec<u8>)>, Tally) {
    let mut reader = ChunkReader::new(input, target);
    let mut out = Vec::new();
    let mut buffer = Vec::new();
    while let Some(chunk) = reader.next(buffer) {
        let bytes = chunk.bytes();
        if let Some(cut) = &chunk.cut {
            let text = |one: &Extent| (one.line, bytes[one.start..one.end].to_vec());
            out.extend(cut.records.iter().map(text));
            buffer = chunk.into_buffer();
            continue;
        }
        let (mut at, mut line) = (0, chunk.first_line);
        while at < bytes.len() {
            let end = record::end(bytes, at);
            out.push((line, bytes[at..end].to_vec()));
            line += record::lines(&bytes[at..end]);
            at = end;
        }
        buffer = chunk.into_buffer();
    }
    (out, reader.tally())
}

#[test]
fn continuation_lines_stay_with_their_head() {
    let input = b"ERROR one\n  at frame\n}\nTWO\n\n  orphan\n 2025-01-01 own\n {\"own\":1}\nlast";
    let (found, tally) = records(input, 5);
    let texts: Vec<_> = found
        .iter()
        .map(|(line, text)| (*line, std::str::from_utf8(text).unwrap()))
        .collect();
    assert_eq!(
        texts,
        [
            (1, "ERROR one\n  at frame\n}\n"),
            (4, "TWO\n"),
            (5, "\n"),
            (6, "  orphan\n"),
            (7, " 2025-01-01 own\n"),
            (8, " {\"own\":1}\n"),
            (9, "last")
        ]
    );
    assert_eq!(
        tally,
        Tally {
            bytes: input.len() as u64,
            lines: 9,
            ..Tally::default()
        }
    );
}

#[test]
fn a_line_over_the_limit_is_counted_and_never_held() {
    let mut input = b"one\n".to_vec();
    input.extend(std::iter::repeat_n(b'x', MAX_LINE + 1));
    input.extend(b"\n  two\n");
    input.extend(std::iter::repeat_n(b'y', MAX_LINE));
    input.extend(b"\nthree");
    for target in [1 << 10, 3 << 20, 64 << 20] {
        let (found, tally) = records(&input, target);
        let shape: Vec<_> = found
            .iter()
            .map(|(line, text)| (*line, text.len()))
            .collect();
        assert_eq!(
            shape,
            [(1, 4), (3, 6), (4, MAX_LINE + 1), (5, 5)],
            "{target}"
        );
        assert_eq!(
            tally,
            Tally {
                bytes: input.len() as u64,
                lines: 5,
                oversized: 1,
                broken_off: 0
            }
        );
    }
    for tail in [MAX_LINE + 1, MAX_LINE + 100] {
        let (found, tally) = records(&vec![b'x'; tail], 1 << 16);
        assert!(found.is_empty());
        assert_eq!((tally.lines, tally.oversized), (1, 1));
    }
}

#[test]
fn a_long_run_of_continuation_lines_is_split_at_the_same_places() {
    let input = " frame\n".repeat(record::MAX_LINES * 3 + 7);
    let whole = records(input.as_bytes(), 1 << 20).0;
    assert_eq!(whole.len(), 4);
    for target in [100, 4096, 5000] {
        assert_eq!(records(input.as_bytes(), target).0, whole, "{target}");
    }
    let bytes = input.as_bytes();
    for (line, text) in &whole {
        let begin = usize::try_from(line - 1).unwrap() * 7;
        for inside in [begin, begin + text.len() / 2, begin + text.len() - 1] {
            assert_eq!(record::around(bytes, 0, inside).0, begin);
        }
    }
}

#[test]
fn an_input_that_breaks_off_gives_its_whole_lines_and_counts_the_broken_one() {
    struct Breaks(&'static [u8]);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            if count == 0 {
                Err(io::Error::new(ErrorKind::UnexpectedEof, "cut off"))
            } else {
                Ok(count)
            }
        }
    }
    for target in [1, 4, 7, 100] {
        let mut reader = ChunkReader::new(Breaks(b"one\ntwo\nthr"), target);
        let mut read = Vec::new();
        while let Some(chunk) = reader.next(Vec::new()) {
            let lines = chunk.bytes().split_inclusive(|byte| *byte == b'\n');
            read.extend(
                lines
                    .zip(chunk.first_line..)
                    .map(|(text, line)| (line, text.to_vec())),
            );
        }
        assert_eq!(
            read,
            [(1, b"one\n".to_vec()), (2, b"two\n".to_vec())],
            "{target}"
        );
        let tally = Tally {
            bytes: 11,
            lines: 3,
            oversized: 0,
            broken_off: 1,
        };
        assert_eq!(reader.tally(), tally);
        assert!(reader.failure().is_some());
    }
}

#[test]
fn lines_that_happen_to_be_a_document_are_cut_as_one() {
    for target in [1, 1 << 20] {
        let (found, tally) = records(b"{\n}{}-", target);
        assert_eq!(
            found,
            [(1, b"{\n}".to_vec()), (2, b"{}".to_vec())],
            "{target}"
        );
        assert_eq!(tally.lines, 2);
    }
}

#[test]
fn marks_of_the_encoding_are_no_text() {
    assert_eq!(records(b"\xef\xbb\xbfone\n", 1).0, [(1, b"one\n".to_vec())]);
    assert_eq!(records(b"\xef\xbb\xbf", 9).0, []);
    let mut reader = ChunkReader::new(&b"\xff\xfeo\0n\0"[..], 9);
    assert!(reader.next(Vec::new()).is_none());
    assert!(reader.failure().unwrap().to_string().contains("UTF-16"));
}

#[test]
fn blank_lines_are_lines_of_white_space() {
    let plain = |bytes: &[u8]| {
        bytes
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| line.trim_ascii().is_empty())
            .count() as u64
    };
    for text in [
        "",
        "\n",
        "\n\n",
        "a\n\nb",
        "a\r\n\r\nb\r\n",
        " \t\na",
        "a\n ",
        "\na",
        "a\nb\n",
    ] {
        assert_eq!(
            record::blank_lines(text.as_bytes()),
            plain(text.as_bytes()),
            "{text:?}"
        );
    }
}

/// Lines of anything, and those on which the line before them decides.
fn line() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Traceback (most recent call last):",
        "    raise self.exception()",
        "a.b.SomeError: x",
        "2025-01-01 00:00:00 ERROR x",
        "2025-01-01T00:00:00Z stdout P x",
        "2025-01-01T00:00:00Z stdout F x",
        "Caused by: x",
        "#0 x",
        "{",
        "\"a\": [",
        "code: 1",
        "/a/very/long/path/of/a/file/that/ends/near/the/place/where/the/first/bytes/end/so/that/it/decides.rb:12345:in 'some_method'",
    ]);
    prop_oneof![
        "( {0,2}[a-z}{\"0-9-]{0,140}|\t|\r|)",
        known.prop_map(str::to_owned)
    ]
}

proptest! {
    #[test]
    fn same_records_whatever_the_cut(
        lines in prop::collection::vec(line(), 0..80),
        target in 1usize..400,
        ended in any::<bool>(),
    ) {
        let mut input = lines.join("\n");
        if ended { input.push('\n'); }
        let whole = records(input.as_bytes(), 1 << 20);
        prop_assert_eq!(&records(input.as_bytes(), target), &whole);
        let mut rest = input.as_bytes();
        for (_, text) in &whole.0 {
            let at = memchr::memmem::find(rest, text);
            prop_assert!(at.is_some(), "{:?}", String::from_utf8_lossy(text));
            rest = &rest[at.unwrap_or(0) + text.len()..];
        }
        // Between the records of documents other bytes may stand, which belong to none.
        if matches!(ChunkReader::new(input.as_bytes(), 1).judge(), Form::Lines) {
            let joined: Vec<u8> = whole.0.iter().flat_map(|(_, text)| text.clone()).collect();
            prop_assert_eq!(joined, input.as_bytes());
        }
        prop_assert_eq!(whole.1.lines, record::lines(input.as_bytes()));
    }

    #[test]
    fn a_record_is_found_from_any_place_inside_it(lines in prop::collection::vec(line(), 1..60), place in any::<prop::sample::Index>()) {
        let input = lines.join("\n") + "\n";
        let bytes = input.as_bytes();
        let position = place.index(bytes.len());
        let (mut at, mut begin) = (0, 0);
        while at <= position { begin = at; at = record::end(bytes, at); }
        prop_assert_eq!(record::around(bytes, 0, position).0, begin);
    }

    #[test]
    fn a_record_of_one_line_is_the_record_that_is_found(lines in prop::collection::vec(line(), 1..60), step in 1usize..40) {
        let input = lines.join("\n");
        let chunk = ChunkReader::new(input.as_bytes(), 1 << 20).next(Vec::new());
        let Some(chunk) = chunk.filter(|chunk| chunk.cut.is_none()) else { return Ok(()) };
        let bytes = chunk.bytes();
        let mut near = 0;
        for position in (0..bytes.len()).step_by(step).filter(|at| !bytes[*at].is_ascii_whitespace()) {
            let (start, end, lines) = record::around(bytes, 0, position);
            if let Some(single) = chunk.single(0, position, &mut near) {
                prop_assert_eq!((single.start, single.end, single.lines), (start, end, lines));
                prop_assert_eq!(single.line, chunk.line(start, &mut 0));
            }
        }
    }
}
