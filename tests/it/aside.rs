//! What the audit of retries puts aside on disk changes no byte of the report, whether there is room there or not.

use crate::run::{input, plan, report};
use faultlens::aggregate::attempts::Scratch;
use faultlens::pipeline::Watch;
use faultlens::pipeline::analyze::{Request, analyze};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What plain successes may take here before they are put aside: a tenth of what they are.
const MEMORY: usize = 400_000;

/// Requests that say nothing but their id; one in 101 fails, long before or after it goes well, and one URL is polled.
fn quiet() -> String {
    let mut text = String::new();
    for at in 0..30_000_u32 {
        let mut line = |second: u32, status: u16, id: u32, method: &str, path: &str| {
            writeln!(
                text,
                "{{\"time\":\"2026-03-02T{:02}:{:02}:{:02}.{:03}Z\",\"method\":\"{method}\",\"url\":\"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/{path}\",\"status\":{status},\"duration_ms\":80,\"request_id\":\"r-{id}\"}}",
                10 + second / 3600,
                second / 60 % 60,
                second % 60,
                at % 1000
            )
            .unwrap();
        };
        let second = at / 10;
        line(second, 201, at, "POST", "Messages.json");
        if at % 101 == 0 {
            line(second + 5, 503, at + 20_000, "POST", "Messages.json");
        }
        if at % 500 == 0 {
            let status = if at % 2000 == 0 { 503 } else { 200 };
            let path = "Messages/SM00000000000000000000000000000001.json";
            line(second, status, 100_000 + at, "GET", path);
        }
    }
    text
}

/// A file on a disk with room for so many bytes of all files, which may be gone when it is read.
struct Disk {
    bytes: Cursor<Vec<u8>>,
    room: Arc<AtomicUsize>,
    readable: bool,
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = |room: usize| room.checked_sub(bytes.len());
        if self.room.fetch_update(Relaxed, Relaxed, taken).is_err() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Disk {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.readable {
            self.bytes.read(to)
        } else {
            Err(io::Error::other("the disk is gone"))
        }
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

fn disks(room: usize, readable: bool) -> (Scratch, Arc<AtomicUsize>) {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let room = Arc::new(AtomicUsize::new(room));
    let open = move || {
        count.fetch_add(1, Relaxed);
        Ok(Disk {
            bytes: Cursor::default(),
            room: Arc::clone(&room),
            readable,
        })
    };
    (Scratch::new(open), opened)
}

fn audit(log: &str, memory: usize, scratch: Option<Scratch>, cut: (usize, usize)) -> Value {
    let request = Request {
        retry_memory: memory,
        scratch,
        ..Request::default()
    };
    let inputs = vec![("twilio.log", log.as_bytes().to_vec())];
    report(inputs, &request, plan(cut.0, cut.1))["retries"].clone()
}

#[test]
fn what_is_put_aside_changes_no_byte() {
    let log = quiet();
    let whole = audit(&log, 0, None, (1, 1 << 20));
    assert_eq!(whole["status"], "complete");
    assert!(whole["totals"]["retried_requests"].as_u64().unwrap() > 50);
    for cut in [(1, 1 << 20), (1, 70_000), (2, 1 << 20), (7, 50_000)] {
        let (scratch, opened) = disks(usize::MAX, true);
        let found = audit(&log, MEMORY, Some(scratch), cut);
        assert_eq!(found, whole, "{cut:?}");
        assert!(opened.load(Relaxed) > 0, "{cut:?}");
    }
    let (scratch, opened) = disks(usize::MAX, true);
    assert_eq!(audit(&log, 0, Some(scratch), (2, 1 << 20)), whole);
    assert_eq!(opened.load(Relaxed), 0, "there was room");
}

#[test]
fn without_room_on_disk_a_sample_is_told_that_is_the_same_for_every_cut() {
    let log = quiet();
    let sample = audit(&log, MEMORY, None, (1, 1 << 20));
    assert_eq!(sample["status"], "sampled");
    for room in [0, 100_000] {
        for cut in [(1, 1 << 20), (2, 50_000), (7, 70_000)] {
            let (scratch, opened) = disks(room, true);
            let found = audit(&log, MEMORY, Some(scratch), cut);
            assert_eq!(found, sample, "{room} {cut:?}");
            assert!(opened.load(Relaxed) > 0);
        }
    }
}

/// How many reads of a URL are kept, which tell that it is polled, depends on who read what; whether there was room may not.
#[test]
fn reads_of_urls_with_an_outage_do_not_decide_on_the_sample() {
    let mut log = String::new();
    for read in 0..60_u32 {
        for url in 0..190_u32 {
            let second = (read * 190 + url) / 20;
            let status = if read == 0 { 503 } else { 200 };
            writeln!(
                log,
                "{{\"time\":\"2026-03-02T10:{:02}:{:02}.{:03}Z\",\"method\":\"GET\",\"url\":\"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/SM{url:032x}.json\",\"status\":{status},\"request_id\":\"r-{read}-{url}\"}}",
                second / 60,
                second % 60,
                url
            )
            .unwrap();
        }
    }
    for memory in [1 << 16, 1 << 17, 1 << 20] {
        let whole = audit(&log, memory, None, (1, 1 << 20));
        for cut in [(1, 9000), (2, 40_000), (4, 200_000), (7, 5000)] {
            let found = audit(&log, memory, None, cut);
            assert_eq!(found, whole, "{memory} {cut:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_back_stops_the_run() {
    let (scratch, _) = disks(usize::MAX, false);
    let request = Request {
        retry_memory: MEMORY,
        scratch: Some(scratch),
        ..Request::default()
    };
    let inputs = vec![Ok(input("twilio.log", quiet().into_bytes()))];
    let error = analyze(
        inputs,
        &request,
        plan(2, 1 << 20),
        &Arc::new(Watch::default()),
    );
    let error = error.unwrap_err();
    assert_eq!(error.place, "the folder for temporary files");
    assert_eq!(error.found, "the disk is gone");
    assert!(error.cure.contains("--no-spill"), "{error}");
}
