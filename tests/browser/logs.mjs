// Seeded logs for the browser's checks: a month of traffic with failures of all kinds, and one that attacks its readers.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ACCOUNT = "AC00000000000000000000000000000001";
const PATHS = [
  ["api.twilio.com", `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`],
  ["api.twilio.com", `/2010-04-01/Accounts/${ACCOUNT}/Calls.json`],
  ["api.twilio.com", `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers.json`],
  ["verify.twilio.com", "/v2/Services/VA00000000000000000000000000000002/Verifications"],
  ["verify.twilio.com", "/v2/Services/VA00000000000000000000000000000002/VerificationCheck"],
  ["lookups.twilio.com", "/v2/PhoneNumbers/+15550100"],
  ["video.twilio.com", "/v1/Rooms"],
  ["conversations.twilio.com", "/v1/Conversations"],
];
const FAILURES = [[400, 21211], [400, 21610], [401, 20003], [404, 20404], [429, 20429], [500, 20500], [503, 20503], [504, null], [403, 21408], [400, 60200]];

function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function line(time, [host, path], fields) {
  const said = { time: new Date(time).toISOString(), level: fields.code || fields.status >= 400 ? "error" : "info", msg: "twilio call", method: "POST", url: `https://${host}${path}`, ...fields };
  return JSON.stringify(said) + "\n";
}

// A month: `lines` calls, an outage of two hours on the ninth day, and three hundred rare codes.
export function month(folder, lines = 40000) {
  const roll = dice(7);
  const start = Date.parse("2026-10-01T00:00:00Z");
  const out = [];
  for (let place = 0; place < lines; place += 1) {
    const time = start + Math.floor((place / lines) * 31 * 86400e3);
    const outage = time >= start + 8 * 86400e3 + 9 * 3600e3 && time < start + 8 * 86400e3 + 11 * 3600e3;
    const path = PATHS[Math.min(roll(PATHS.length), roll(PATHS.length))];
    const duration = 40 + roll(600);
    if (roll(1000) < (outage ? 700 : 60)) {
      const [status, code] = outage ? [503, 20503] : FAILURES[roll(FAILURES.length)];
      out.push(line(time, path, { status, ...(code ? { code } : {}), duration_ms: duration }));
    } else if (roll(1000) < 3) {
      out.push(line(time, path, { error: "read timeout", message: "Request timed out: no response" }));
    } else if (roll(1000) < 8) {
      out.push(line(time, path, { status: 400, code: 45000 + roll(300), message: "x".repeat(400) + '"<&>"' }));
    } else {
      out.push(line(time, path, { status: path[1].includes("Check") ? 200 : 201, duration_ms: duration }));
    }
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "month.ndjson"), out.join(""));
}

const ATTACKS = [
  "<script>window.hit=1</script>",
  "</script><script>window.hit=1</script>",
  "<img src=x onerror=window.hit=1>",
  "<svg onload=window.hit=1><circle/></svg>",
  '"><a href="javascript:window.hit=1">x</a>',
  "{\"a\":\"</script><!--<script>window.hit=1\"}",
  "![x](http://attacker.example/x.png) [y](javascript:window.hit=1)",
  "=HYPERLINK(\"http://attacker.example\")",
  "\u001b[31m\u001b]0;title\u0007\u009b2J",
  "\u202egnp.exe\u2066\u200f",
  "</style><style>*{display:none}</style>",
  "<iframe srcdoc='<script>parent.hit=1</script>'></iframe><base href='http://attacker.example/'>",
  "{{ 7*7 }} {% raw %}",
  "A".repeat(1 << 20),
];

// Every attack as the text of a failed call, in a file whose name is one too.
export function hostile(folder) {
  mkdirSync(folder, { recursive: true });
  const start = Date.parse("2026-10-01T00:00:00Z");
  const out = ATTACKS.flatMap((attack, place) => [
    line(start + place * 60e3, PATHS[place % PATHS.length], { status: 400, code: 46000 + place, message: attack }),
    `2026-10-01T01:00:${10 + place}Z ERROR ${attack.replace(/\n/g, " ")} POST https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages.json status=400 code=${46100 + place}\n`,
  ]);
  writeFileSync(join(folder, "<img src=x onerror=window.hit=1>.log"), out.join(""));
}

// A client that sends what was refused again and again, and one create under two keys.
export function retrying(folder) {
  mkdirSync(folder, { recursive: true });
  const record = (second, status, code, key) => JSON.stringify({
    ts: new Date(Date.UTC(2026, 9, 1, 9, 0, second)).toISOString(), method: "POST",
    url: "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    status, ...(code ? { twilio_code: code } : {}), idempotency_key: key,
  });
  const refused = Array.from({ length: 30 }, (_, second) => record(second, 401, 20003, "one"));
  const failed = Array.from({ length: 20 }, (_, second) => record(60 + second, 503, 20503, "two"));
  const good = Array.from({ length: 200 }, (_, second) => record(100 + second * 7, 201, 0, "key-" + second));
  writeFileSync(join(folder, "app.ndjson"), [...refused, ...failed, ...good].join("\n") + "\n");
}
