//! Which arrays of a document hold its records: known exports by the names around them, others by where they lie.

/// Names from the top down to the array, for exports that are known. What lies above a list of records is walked through.
const KNOWN: &[&[&str]] = &[
    // HTTP archives of browsers and proxies.
    &["log", "entries"],
    // Elasticsearch and OpenSearch results.
    &["hits", "hits"],
    // OpenTelemetry: traces and logs, the older name of a scope, the names of the protocol buffers.
    &["resourceSpans", "scopeSpans", "spans"],
    &["resourceSpans", "instrumentationLibrarySpans", "spans"],
    &["resource_spans", "scope_spans", "spans"],
    &["batches", "scopeSpans", "spans"],
    &["resourceLogs", "scopeLogs", "logRecords"],
    &["resource_logs", "scope_logs", "log_records"],
    // CloudWatch: results of the API and of subscriptions.
    &["events"],
    &["logEvents"],
    // List pages of Twilio's API.
    &["alerts"],
    &["messages"],
    &["calls"],
    // Loki: results of queries, and pushes.
    &["data", "result"],
    &["streams"],
    // Datadog and others.
    &["data"],
    &["logs"],
    &["records"],
    &["Records"],
    &["results"],
    &["items"],
    &["entries"],
    &["rows"],
];

/// Members of a logger's own record, or of a call that was written down. A small object that has one is a record with a
/// list in it, and no list of records.
const LOGGER: [&str; 22] = [
    "level",
    "severity",
    "lvl",
    "levelname",
    "loglevel",
    "time",
    "ts",
    "timestamp",
    "@timestamp",
    "msg",
    "message",
    "logger",
    "stack",
    "request",
    "response",
    "url",
    "method",
    "error",
    "err",
    "exception",
    "code",
    // A span that the console exporters of OpenTelemetry print; its `events` are parts of it.
    "end_time",
];

/// How many objects may lie around an array of records that no name tells.
const DEEPEST: usize = 4;

/// Which arrays are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Those of known exports, and one at the top.
    Known,
    /// Every array of objects that lies high enough.
    Any,
}

/// What an array is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its objects are records.
    Records,
    /// Lists of records lie deeper in it.
    Around,
    /// Nothing of interest.
    Plain,
}

/// What the array with these names from the top down is.
pub fn role<'n>(names: &(impl Iterator<Item = &'n str> + Clone), rule: Rule) -> Role {
    let depth = names.clone().count();
    if depth == 0 {
        return Role::Records;
    }
    let known = KNOWN.iter().filter(|path| {
        path.len() >= depth
            && names
                .clone()
                .zip(path.iter())
                .all(|(one, other)| one == *other)
    });
    let mut found = Role::Plain;
    for path in known {
        if path.len() == depth {
            return Role::Records;
        }
        // `log` of an archive is an object, not an array; only what repeats is walked through.
        found = Role::Around;
    }
    match rule {
        Rule::Any if found == Role::Plain && depth <= DEEPEST => Role::Records,
        _ => found,
    }
}

/// True for a member of a logger's record.
pub fn is_loggers(name: &str) -> bool {
    LOGGER.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_lists_are_records_and_what_is_around_them_is_walked_through() {
        let of = |path: &[&str], rule| role(&path.iter().copied(), rule);
        assert_eq!(of(&[], Rule::Known), Role::Records);
        assert_eq!(of(&["log", "entries"], Rule::Known), Role::Records);
        assert_eq!(of(&["resourceSpans"], Rule::Known), Role::Around);
        assert_eq!(
            of(&["resourceSpans", "scopeSpans", "spans"], Rule::Known),
            Role::Records
        );
        assert_eq!(of(&["log", "pages"], Rule::Known), Role::Plain);
        assert_eq!(of(&["errors"], Rule::Known), Role::Plain);
        assert_eq!(of(&["errors"], Rule::Any), Role::Records);
        assert_eq!(of(&["a", "b", "c", "d", "e"], Rule::Any), Role::Plain);
    }
}
