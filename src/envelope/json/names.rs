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
    /// What only records of OpenTelemetry have: their time, beside a body that is an object.
    Otlp,
    OtlpBody,
}

/// What a name at the top of a record stands for.
pub(super) fn top(name: &str) -> Option<Part> {
    Some(match name {
        "timestamp" | "@timestamp" | "@t" | "Timestamp" => Part::Time(0),
        "time" | "ts" | "asctime" | "datetime" | "Datetime" | "Time" | "timeMillis"
        | "TimeGenerated" => Part::Time(1),
        "date" | "eventTime" | "event_time" | "created_at" | "createdAt" | "created" | "t"
        | "dt" | "_time" => Part::Time(2),
        "_SOURCE_REALTIME_TIMESTAMP" => Part::Time(3),
        "__REALTIME_TIMESTAMP" => Part::Time(4),
        "level" | "@l" | "levelname" | "severity" | "log.level" | "Level" | "lvl" | "loglevel"
        | "level_name" | "@level" | "levelName" => Part::Level(0),
        "message" | "msg" | "@m" | "Message" | "@message" => Part::Message(0),
        "timeUnixNano" | "observedTimeUnixNano" => Part::Otlp,
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

/// An object whose members say something of the whole record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// ECS.
    Log,
    /// loguru's `record.time`.
    RecordTime,
    /// tracing.
    Fields,
    /// log4j2.
    Instant,
    /// Monolog, before version 2.
    Datetime,
    Process,
    Thread,
    /// Where a platform puts a logger's record.
    Platform,
}

/// Which of these the object at an index is. Asked once per object: members of one object stand together.
pub(super) fn around(index: u32, all: &[Attribute<'_>]) -> Option<Around> {
    let object = all.get(index as usize)?;
    let top = object.parent == Attribute::TOP;
    Some(match object.name {
        "process" => Around::Process,
        "thread" => Around::Thread,
        "time" if all.get(object.parent as usize)?.name == "record" => Around::RecordTime,
        _ if !top || object.value != Value::Object => return None,
        "log" => Around::Log,
        "fields" => Around::Fields,
        "instant" => Around::Instant,
        "datetime" => Around::Datetime,
        "_source" | "jsonPayload" | "attributes" | "content" | "result" => Around::Platform,
        _ => return None,
    })
}

/// What a name inside such an object stands for.
pub(super) fn inside(around: Around, name: &str) -> Option<Part> {
    Some(match (around, name) {
        (Around::Log, "level") => Part::Level(1),
        (Around::RecordTime, "repr") | (Around::Datetime, "date") => Part::Time(1),
        (Around::Fields, "message") => Part::Message(1),
        (Around::Instant, "epochSecond") => Part::Seconds,
        (Around::Instant, "nanoOfSecond") => Part::Nanoseconds,
        (Around::Datetime, "timezone") => Part::Zone,
        (Around::Process, "pid" | "id") => Part::Process(0),
        (Around::Thread, "name" | "id") => Part::Thread(0),
        (Around::Platform, name) => below(top(name)?)?,
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
