//! Which lines stay with which.

use super::{end, lines};

/// The records of lines: how many lines each has.
fn shape(text: &[&str]) -> Vec<u64> {
    let text = text.join("\n");
    let (bytes, mut at, mut out) = (text.as_bytes(), 0, Vec::new());
    while at < bytes.len() {
        let next = end(bytes, at);
        out.push(lines(&bytes[at..next]));
        at = next;
    }
    out
}

fn check(cases: &[(&[&str], &[u64])]) {
    for (lines, expected) in cases {
        assert_eq!(&shape(lines), expected, "{lines:#?}");
    }
}

#[test]
fn stack_traces_stay_with_the_stamped_line_above_them() {
    let traceback = "Traceback (most recent call last):";
    let frame = "  File \"/app/sms.py\", line 12, in send";
    let (code, marks) = ("    client.messages.create(to=to)", "    ^^^^^^");
    let last =
        "twilio.base.exceptions.TwilioRestException: HTTP 400 error: Unable to create record";
    let stamped = "2025-01-01 00:00:00,123 ERROR notifier failed";
    let cases: &[(&[&str], &[u64])] = &[
        (
            &[stamped, traceback, frame, code, marks, last, stamped],
            &[6, 1],
        ),
        // Without a stamped line each is a record of its own.
        (
            &[traceback, frame, code, last, traceback, frame, last],
            &[4, 3],
        ),
        (&[last, last, traceback], &[1, 1, 1]),
        (&["{\"a\":1}", traceback, frame, last], &[1, 3]),
        (&["", traceback, frame, last], &[1, 3]),
        // Java, whose frames are indented under the exception, and .NET.
        (
            &[
                "2025-01-01T00:00:00Z ERROR 1 --- [main] c.x.Y : failed",
                "com.twilio.exception.ApiException: Authenticate",
                "\tat com.twilio.rest.X.create(X.java:12)",
                "Caused by: java.net.ConnectException: refused",
                "\t... 12 more",
            ],
            &[5],
        ),
        (
            &[
                "com.twilio.exception.ApiException: one",
                "\tat a.B.c(B.java:1)",
                "com.twilio.exception.ApiException: two",
                "    at d (e.js:1:2)",
                "Error: three",
            ],
            &[2, 2, 1],
        ),
        (
            &[
                "[00:00:00 ERR] failed",
                "Twilio.Exceptions.ApiException: Authenticate",
                "   at Twilio.Clients.TwilioRestClient.ProcessResponse(Response response)",
                "--- End of stack trace from previous location ---",
                "   at x",
            ],
            &[5],
        ),
    ];
    check(cases);
}

#[test]
fn so_do_the_lines_of_other_languages_and_of_json() {
    let cases: &[(&[&str], &[u64])] = &[
        (
            &[
                "[2025-01-01 00:00:00] production.ERROR: failed {\"exception\":\"[object]",
                "[stacktrace]",
                "#0 /var/www/x.php(85): a()",
                "#12 {main}",
                "\"} ",
            ],
            &[5],
        ),
        (
            &[
                "E, [2025-01-01T00:00:00.000000 #1] ERROR -- : failed (Twilio::REST::RestError)",
                "/app/lib/sms.rb:12:in 'Sms#send'",
                "app/models/user.rb:3:in `notify'",
                "/app/lib/sms.rb:12:in 'send': [HTTP 400] 21211 : Unable to create record",
            ],
            &[3, 1],
        ),
        (
            &[
                "sms failed: RestException [Error]: Authenticate",
                "status: 401",
                "code: 20003",
                "status: x",
            ],
            &[4],
        ),
        (
            &["#21211 is a code", "#2121 is no frame", "status: up"],
            &[1, 1, 1],
        ),
        (
            &[
                "ERROR:root:one",
                "INFO: two",
                "Error sending it",
                "error: three",
            ],
            &[1, 1, 1, 1],
        ),
        // JSON whose lines are not indented, and an answer under the words that announce it.
        (
            &[
                "{",
                "\"errors\": [",
                "{",
                "\"code\": 20404",
                "}",
                "]",
                "}",
                "{",
            ],
            &[7, 1],
        ),
        (
            &[
                "[x] ERROR: Client error: `POST https://x` resulted in:",
                "{\"code\":20404}",
                "{\"b\":1}",
            ],
            &[2, 1],
        ),
    ];
    check(cases);
}

#[test]
fn parts_of_a_container_line_stay_together() {
    let line = |stream: &str, tag: &str| format!("2025-01-01T00:00:00.123456789Z {stream} {tag} x");
    let (part, last, other) = (
        line("stdout", "P"),
        line("stdout", "F"),
        line("stderr", "F"),
    );
    assert_eq!(shape(&[&part, &part, &last, &last]), [3, 1]);
    assert_eq!(shape(&[&part, &other, &last]), [1, 1, 1]);
}
