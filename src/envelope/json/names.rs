//! The names under which JSON loggers and platforms write time, level, message, thread and process.

use crate::envelope::contract::{Attribute, Value};

/// What a name stands for, with its rank: of several, the least rank counts, then the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Time(u8),
    Level(u8),
    Message(u8),
    Thread(u8),
    Process(u8),
    /// Whole seconds since the epoch, beside their nanoseconds.
    Seconds,
    Nanoseconds,
    /// The zone of a date beside it.
    Zone,
}

/// What a name at the top of a record stands for.
pub(super) fn top(name: &str) -> Option<Part> {
    Some(match name {
        "timestamp" | "@timestamp" | "@t" | "Timestamp" => Part::Time(0),
        "time" | "ts" | "asctime" | "datetime" | "Time" | "timeMillis" => Part::Time(1),
        "date" | "eventTime" | "event_time" | "created_at" | "createdAt" | "t" | "dt" | "_time" => {
            Part::Time(2)
        }
        "_SOURCE_REALTIME_TIMESTAMP" => Part::Time(3),
        "__REALTIME_TIMESTAMP" => Part::Time(4),
        "level" | "@l" | "levelname" | "severity" | "log.level" | "Level" | "lvl" | "loglevel"
        | "level_name" | "@level" | "levelName" => Part::Level(0),
        "message" | "msg" | "@m" | "Message" | "@message" => Part::Message(0),
        "@mt" | "event" | "text" | "short_message" | "textPayload" => Part::Message(1),
        "log" | "body" | "MESSAGE" | "line" | "_raw" => Part::Message(2),
        "thread" | "threadName" | "thread_name" | "process.thread.name" => Part::Thread(0),
        "thread_id" | "threadId" | "tid" | "ThreadId" | "process.thread.id" => Part::Thread(1),
        "pid" | "_PID" | "process_id" | "processId" | "ProcessId" | "process.pid" => {
            Part::Process(0)
        }
        "process" | "processName" | "process_name" => Part::Process(1),
        "hostname" | "_HOSTNAME" => Part::Process(2),
        _ => return None,
    })
}

/// Objects in which platforms put a logger's record, as they stand at the top.
const WRAPPERS: [&str; 5] = ["_source", "jsonPayload", "attributes", "content", "result"];

/// What a name inside an object stands for: ECS, loguru, tracing, log4j2, Monolog, and the records inside platforms'.
pub(super) fn nested(attribute: &Attribute<'_>, all: &[Attribute<'_>]) -> Option<Part> {
    let parent = all.get(attribute.parent as usize)?;
    if parent.value != Value::Object {
        return None;
    }
    let outer = || all.get(parent.parent as usize).map(|outer| outer.name);
    let at_top = parent.parent == Attribute::TOP;
    Some(match (parent.name, attribute.name) {
        ("log", "level") if at_top => Part::Level(1),
        ("time", "repr") if outer() == Some("record") => Part::Time(1),
        ("fields", "message") if at_top => Part::Message(1),
        ("instant", "epochSecond") if at_top => Part::Seconds,
        ("instant", "nanoOfSecond") if at_top => Part::Nanoseconds,
        ("datetime", "date") if at_top => Part::Time(1),
        ("datetime", "timezone") if at_top => Part::Zone,
        ("process", "pid" | "id") => Part::Process(0),
        ("thread", "name" | "id") => Part::Thread(0),
        (wrapper, name) if at_top && WRAPPERS.contains(&wrapper) => below(top(name)?)?,
        _ => return None,
    })
}

/// What the record inside says counts where the wrapper itself says nothing.
const fn below(part: Part) -> Option<Part> {
    Some(match part {
        Part::Time(rank) => Part::Time(rank + 8),
        Part::Level(rank) => Part::Level(rank + 8),
        Part::Message(rank) => Part::Message(rank + 8),
        Part::Thread(rank) => Part::Thread(rank + 8),
        Part::Process(rank) => Part::Process(rank + 8),
        _ => return None,
    })
}
