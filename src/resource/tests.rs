//! Owns the proofs of the resource room: every known path, a table of odd ones, and hostile input.

use super::shapes::SHAPES;
use super::{is_api_host, is_sid, product_of_sid, resolve, resolve_path};
use proptest::prelude::*;

const HEX: &str = "0123456789abcdef0123456789ABCDEF";

fn on_url(url: &str) -> Option<String> {
    let mut out = String::from("left over");
    let located = resolve(url, &mut out)?;
    assert!(located.known.is_none_or(|known| known == out), "{url}");
    Some(out)
}

fn on_path(path: &str) -> Option<String> {
    let mut out = String::from("left over");
    resolve_path(None, path, &mut out).map(|_| out)
}

/// What can stand in an identifier's place.
fn identifiers() -> Vec<String> {
    let mut ids: Vec<String> = ["AC", "SM", "VA", "IS", "XX"]
        .iter()
        .map(|prefix| format!("{prefix}{HEX}"))
        .collect();
    let others = [
        "+14155551234",
        "%2B14155551234",
        "14155551234",
        "1f0c2d3e-4b5a-6978-8796-a5b4c3d2e1f0",
        "my-unique_name",
        "Alice",
        "alice@example.com",
        "US",
        "{Sid}",
        "<hidden>",
        "****",
        "AC***",
        "",
        "42",
        "x.y",
        "%7BSid%7D",
    ];
    ids.extend(others.map(String::from));
    ids
}

/// All ways to write one URL that must not change its resource.
fn spellings(host: &str, path: &str) -> Vec<String> {
    let regional = format!("{host}.dublin.ie1");
    vec![
        format!("https://{host}.twilio.com{path}"),
        format!("https://{host}.twilio.com:443{path}?PageSize=50&To=%2B14155551234#top"),
        format!("HTTPS://{}.Twilio.COM{path}", host.to_uppercase()),
        format!("http://AC1:secret@{regional}.twilio.com:8443{path}.json?x=/Calls.json"),
        format!("{host}.us1.twilio.com{path}"),
        format!("https://{host}.twilio.com{path}/"),
    ]
}

fn check(host: &str, template: &str, resource: &str, hole: impl Fn(&str) -> bool, id: &str) {
    let extension = template
        .rfind(".json")
        .filter(|at| at + 5 == template.len());
    let bare = &template[..extension.unwrap_or(template.len())];
    let filled = |segment: &str| {
        if hole(segment) {
            id.to_owned()
        } else {
            segment.to_owned()
        }
    };
    let path = bare.split('/').map(filled).collect::<Vec<_>>().join("/");
    if path.ends_with('/') {
        return; // an empty identifier at the end is the collection itself, which need not be a known path
    }
    for url in spellings(host, &path) {
        assert_eq!(on_url(&url).as_deref(), Some(resource), "{url}");
    }
}

#[test]
fn every_known_path_gives_its_resource() {
    for line in SHAPES.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [host, versions, path, resource] = fields[..] else {
            panic!("{line}");
        };
        for version in versions.split(',') {
            let front = match (host, version) {
                ("api", _) => format!("/{version}/Accounts/AC{HEX}"),
                (_, "-") => String::new(),
                _ => format!("/{version}"),
            };
            for id in identifiers() {
                check(
                    host,
                    &format!("{front}/{path}"),
                    resource,
                    |segment| segment == "*",
                    &id,
                );
            }
        }
    }
}

#[test]
fn every_path_of_the_published_table_gives_its_resource() {
    let Ok(file) = std::env::var("FAULTLENS_URL_SHAPES") else {
        return;
    };
    let text = std::fs::read_to_string(&file).expect(&file);
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let host = fields[0].strip_suffix(".twilio.com").expect(line);
        let masked = on_url(&format!("https://{}{}", fields[0], fields[3]));
        assert_eq!(masked.as_deref(), Some(fields[4]), "{line}");
        for id in identifiers() {
            check(
                host,
                fields[3],
                fields[4],
                |segment| segment.starts_with('{'),
                &id,
            );
        }
        rows += 1;
    }
    println!("{rows} rows right");
    assert_eq!(rows, 822);
}

#[test]
#[rustfmt::skip] // one case a line
fn urls() {
    let cases: &[(&str, Option<&str>)] = &[
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.xml", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts//Messages.json", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts/Messages.json", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Messages.json", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/SMS/Messages.csv", Some("messaging/SMS/Messages")),
        ("https://api.twilio.com/2008-08-01/Accounts/AC0/SMS/Messages/SM0", Some("messaging/SMS/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json)", Some("messaging/Messages")),
        ("https://api.twilio.com/2010-04-01/Accounts/{SID}.json", Some("accounts/Accounts")),
        ("https://api.twilio.com/2010-04-01/Accounts/MY-SID/Calls.json'", Some("voice/Calls")),
        ("https://api.twilio.com/2010-04-01/Accounts.json?Page=1", Some("accounts/Accounts")),
        ("https://api.twilio.com/2010-04-01/Accounts/", Some("accounts/Accounts")),
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/Widgets/WX1", Some("api/Widgets")),
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/Widgets/my/Parts.json", Some("api/Widgets/Parts")),
        ("https:\\/\\/api.twilio.com\\/2010-04-01\\/Accounts\\/AC0\\/Calls.json", Some("voice/Calls")),
        ("https://api.twilio.com//2010-04-01/Accounts/AC0/Calls.json", Some("voice/Calls")),
        ("https://api.twilio.com/docs/errors/21211", None),
        ("https://api.twilio.com:443", Some("")),
        ("https://api.twilio.com/2010-04-01", Some("")),
        ("https://api.twilio.com/cowbell.mp3", Some("")),
        ("api.twilio.com:443", Some("")),
        ("https://www.twilio.com/docs/errors/21211", None),
        ("https://console.twilio.com/us1/monitor", None),
        ("https://api.twilio.com.evil.example/2010-04-01/Accounts/AC0/Calls.json", None),
        ("https://evil-twilio.com/v2/Services", None),
        ("https://api.twilio.com@evil.example/v2/Services", None),
        ("https://evil.example\\@api.twilio.com/v2/Services", None),
        ("https://hello-1234.twil.io/send", None),
        ("/2010-04-01/Accounts/AC0/Messages.json", None),
        ("", None),
        ("https://", None),
        ("https://verify.twilio.com/v2/Services/VA0/Verifications/+14155551234", Some("verify/Services/Verifications")),
        ("https://verify.twilio.com/v9/Services/VA0/Verifications", Some("verify/Services/Verifications")),
        ("https://verify.twilio.com/v2/Services/VA0/Novelties/N1", Some("verify/Services/Novelties")),
        ("https://lookups.twilio.com/v2/PhoneNumbers/(415)%20555-1234", Some("lookups/PhoneNumbers")),
        ("https://flex-api.twilio.com/v1/Web/Channels", Some("flex/Web/Channels")),
        ("https://newthing.twilio.com/v1/Robots/RB1/Arms/left/Hands", Some("newthing/Robots/Arms/Hands")),
        ("https://newthing.twilio.com/v1/robots/arms", Some("newthing/robots/arms")),
        ("https://newthing.twilio.com/v1/a/b/c/d/e/f/g/h", Some("newthing/a/b/c/d/e/f")),
        ("https://newthing.twilio.com/v1/=cmd/@x/+1/ /\u{1b}[31m/é", Some("")),
    ];
    for (url, resource) in cases {
        assert_eq!(on_url(url).as_deref(), *resource, "{url}");
    }
}

#[test]
#[rustfmt::skip] // one case a line
fn paths_without_a_host() {
    let cases: &[(&str, Option<&str>)] = &[
        ("/2010-04-01/Accounts/AC0/Messages.json", Some("messaging/Messages")),
        ("/2010-04-01/Accounts/<?????????>/Messages.json", Some("messaging/Messages")),
        ("/2010-04-01/Accounts/account-number/Messages.json", Some("messaging/Messages")),
        ("/2010-04-01/Messages.json", Some("messaging/Messages")),
        ("/Accounts//Messages.json", Some("messaging/Messages")),
        ("/Accounts/AC***/Messages.json", Some("messaging/Messages")),
        ("/Accounts/****/Calls/CA1.json", Some("voice/Calls")),
        ("/Accounts/12/Messages.json", None),
        ("/Accounts/Settings", None),
        ("/Services/VA0123456789abcdef0123456789abcdef/VerificationCheck", Some("verify/Services/VerificationCheck")),
        ("/v2/Services/<<ids stuff numbers>>/VerificationCheck", Some("verify/Services/VerificationCheck")),
        ("/Services/VA0123456789abcdef0123456789abcdef", Some("verify/Services")),
        ("/v1/Services/MG0123456789abcdef0123456789abcdef", Some("messaging/Services")),
        ("/v1/Services/KS***", Some("proxy/Services")),
        ("/v1/Services/IS00000000000000000000000000000000/Documents", Some("sync/Services/Documents")),
        ("/v1/Services/IS00000000000000000000000000000000", None),
        ("/v1/Services", None),
        ("/Services/{Sid}", None),
        ("/v2/Services/IS00000000000000000000000000000000/Channels/general/Messages", Some("chat/Services/Channels/Messages")),
        ("/v1/Conversations/CH00000000000000000000000000000000/Messages", Some("conversations/Conversations/Messages")),
        ("/HostedNumbers/HostedNumberOrders", Some("preview/HostedNumbers/HostedNumberOrders")),
        ("/Rooms", Some("video/Rooms")),
        ("/Rooms/12", None),
        ("/Rooms/DailyStandup", Some("video/Rooms")),
        ("/v1/Workspaces/WS0123456789abcdef0123456789abcdef/Tasks", Some("taskrouter/Workspaces/Tasks")),
        ("/v2/Flows/FW0123456789abcdef0123456789abcdef/Executions", Some("studio/Flows/Executions")),
        ("/Trunks/TK0123456789abcdef0123456789abcdef", Some("trunking/Trunks")),
        ("/api/twilio", None),
        ("/Messages", None),
        ("/v1/Users", None),
        ("/v1/Users/7", None),
        ("/v1/token", None),
        ("/sms", None),
        ("/", None),
        ("", None),
        ("Rooms", None),
        ("/docs/errors/21211", None),
        ("/2010-04-01", None),
    ];
    for (path, resource) in cases {
        assert_eq!(on_path(path).as_deref(), *resource, "{path}");
    }
}

#[test]
#[rustfmt::skip] // one case a line
fn hosts() {
    let api = "api.twilio.com API.Twilio.com:443 api.dublin.ie1.twilio.com api.us1.twilio.com verify.sydney.twilio.com \
               api.ashburn-ix.us1.twilio.com flex-api.twilio.com newthing.twilio.com api.twilio.com. fax.twilio.com";
    let other = "www.twilio.com console.twilio.com twilio.com .twilio.com evil-twilio.com api.twilio.com.evil.example \
                 a.twil.io api.sendgrid.com x.y.z.api.twilio.com api.foo.twilio.com mcs.us1.twilio.com tls-test.twilio.com \
                 1api.twilio.com a_b.twilio.com äpi.twilio.com chunderw-vpc-gll.twilio.com";
    assert!(api.split_whitespace().all(is_api_host));
    for host in other.split_whitespace() {
        assert!(!is_api_host(host), "{host}");
    }
}

#[test]
fn host_and_misplaced_key_are_said() {
    let mut out = String::new();
    let url = "https://u:p@API.twilio.com:443/2010-04-01/Accounts/SK0123456789abcdef0123456789abcdef/Calls.json";
    let located = resolve(url, &mut out).expect("an API call");
    assert_eq!(
        (located.host, located.misplaced_key),
        (Some("API.twilio.com"), true)
    );
    let path = &url[url.find("/2010").expect("a path")..];
    assert!(resolve_path(None, path, &mut out).is_some_and(|located| located.misplaced_key));
    assert!(
        resolve_path(Some("api.twilio.com:443"), path, &mut out)
            .is_some_and(|located| located.misplaced_key)
    );
    let below_keys = "https://api.twilio.com/2010-04-01/Accounts/AC0/Keys/SK0123456789abcdef0123456789abcdef.json";
    assert!(resolve(below_keys, &mut out).is_some_and(|located| !located.misplaced_key));
}

#[test]
fn sids() {
    assert!(is_sid("AC0123456789abcdef0123456789ABCDEF"));
    assert!(
        !is_sid("ac0123456789abcdef0123456789abcdef")
            && !is_sid("AC01")
            && !is_sid("ACé123456789abcdef0123456789abcde")
    );
    assert_eq!(
        product_of_sid("VA0123456789abcdef0123456789abcdef"),
        Some("verify")
    );
    assert_eq!(product_of_sid("IS0123456789abcdef0123456789abcdef"), None);
    assert_eq!(product_of_sid("AC0123456789abcdef0123456789abcdef"), None);
    assert!(
        super::sid::products("ZS").is_some(),
        "the table must be sorted"
    );
}

proptest! {
    #[test]
    fn no_text_can_crash_it_or_reach_the_resource(text in "\\PC*|(/?[a-zA-Z0-9=+@<{*\\\\.?# é\u{1b}]{0,12}){0,9}") {
        let mut out = String::new();
        for host in ["https://api.twilio.com/", "https://verify.twilio.com/v2", "https://x-y.twilio.com", ""] {
            if resolve(&format!("{host}{text}"), &mut out).is_some() {
                prop_assert!(out.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-".contains(&b)), "{}", out);
                prop_assert!(!out.starts_with(['-', '/']));
            }
        }
        let _ = resolve_path(None, &text, &mut out);
    }
}

#[test]
fn huge_input_is_bounded() {
    let mut out = String::new();
    for piece in ["/", "/a", "a", "/é", "/Accounts", "\\", "?", "<"] {
        let url = format!("https://api.twilio.com/{}", piece.repeat(100_000));
        let _ = resolve(&url, &mut out);
        let _ = resolve_path(None, &url[22..], &mut out);
        assert!(out.len() < 300);
    }
}
