//! Who answered, as the access logs in JSON of proxies tell it: Envoy, nginx, Caddy, Traefik, Cloudflare, the balancers of
//! AWS.

use super::{Field, Fields};
use crate::envelope::contract::{Attribute, Value};
use crate::event::{Event, Origin};
use crate::outcome::grammar;
use crate::outcome::grammar::upstream::{Told, Upstream, is_bare_phrase, last};

/// nginx's own number for a client that left before the answer came.
const CLIENT_LEFT: u16 = 499;

/// Without one of these the status is the server's own.
const OF_PROXIES: [Field; 5] = [
    Field::UpstreamStatus,
    Field::UpstreamTime,
    Field::ResponseFlags,
    Field::OriginStatus,
    Field::Logger,
];

/// What a `CONNECT` says: a tunnel that stands hides the status of what is inside, and one that was refused tells that
/// something on the way refused it.
pub(super) fn tunnel(event: &mut Event<'_>) {
    match event.http_status {
        Some(200..=299) => {
            event.origin = Origin::Tunnel;
            event.http_status = None;
            // A tunnel lasts as long as it is kept open.
            event.duration_us = None;
        }
        Some(_) => event.origin = Origin::Intermediary,
        None => {}
    }
    // Told as the text logs of proxies tell it: the method and what it is done to are the tunnel's, and no call's.
    (event.method, event.resource, event.instance) = (None, None, None);
    event.twilio_code = None;
}

impl<'a> Fields<'_, 'a> {
    /// Corrects the origin, and the status where the record tells the one of the server behind a proxy.
    pub(super) fn answered_by(&self, near: u32, event: &mut Event<'a>) {
        let Some(status) = event.http_status else {
            if self.is_of_a_proxy() && self.left(near) {
                event.origin = Origin::Nobody;
            }
            return;
        };
        let told = OF_PROXIES.iter().any(|field| self.holds(*field));
        if !told && status != CLIENT_LEFT {
            return;
        }
        match self.upstream() {
            Told::Answered(status) => event.http_status = Some(status),
            Told::Silent(_) => event.origin = Origin::Intermediary,
            Told::Nothing => {}
        }
        if status == CLIENT_LEFT
            || self.made_by_envoy()
            || self.not_of_the_origin(status)
            || (status >= 400 && self.made_by_caddy())
        {
            event.origin = Origin::Intermediary;
        }
    }

    /// True for records that are not the one that counts. Caddy tells a failure in its log of errors, and again in its
    /// access log with the answer's headers; .NET's HTTP client tells each call by an inner handler and by an outer one.
    /// Heroku's router tells of the application's own routes.
    pub(super) fn told_elsewhere(&self) -> bool {
        let inner = |(name, _): (&str, u32)| {
            name.starts_with("System.Net.Http.HttpClient.") && name.ends_with(".ClientHandler")
        };
        self.logger("http.log.error")
            || self.texts(Field::Logger).any(inner)
            || self.plan.of_a_router
    }

    pub(super) fn is_caddy(&self) -> bool {
        self.logger("http.log.access")
    }

    fn logger(&self, start: &str) -> bool {
        self.texts(Field::Logger)
            .any(|(name, parent)| parent == Attribute::TOP && name.starts_with(start))
    }

    /// True for records of proxies that write the status 0 when the client left before any answer.
    fn is_of_a_proxy(&self) -> bool {
        self.holds(Field::ResponseFlags) || self.holds(Field::OriginStatus) || self.is_caddy()
    }

    fn left(&self, near: u32) -> bool {
        let zero = |value: Value<'a>| value.unsigned().filter(|status| *status == 0);
        self.nearest(Field::Status, near, zero).is_some()
    }

    /// nginx's variables of the last attempt.
    fn upstream(&self) -> Told {
        let value = |wanted: Field| {
            let text = self.each(wanted).next()?.value.text()?;
            let told =
                text.is_empty() || text.starts_with(|it: char| it.is_ascii_digit() || it == '-');
            told.then(|| last(text))
        };
        // A status may also be written as a number.
        let number = self
            .each(Field::UpstreamStatus)
            .find_map(|attribute| u16::try_from(attribute.value.unsigned()?).ok());
        let upstream = Upstream {
            status: value(Field::UpstreamStatus),
            connected: value(Field::ConnectTime),
            began: value(Field::HeaderTime),
            took: value(Field::UpstreamTime).filter(|time| *time == "-"),
            length: value(Field::UpstreamLength),
        };
        match (number, upstream.told()) {
            (Some(status @ (502 | 504)), _) if upstream.began == Some("-") => {
                Told::Silent(Some(status))
            }
            (Some(status), _) if upstream.status.is_none() && (100..600).contains(&status) => {
                Told::Answered(status)
            }
            (_, told) => told,
        }
    }

    fn made_by_envoy(&self) -> bool {
        let text = |wanted: Field| self.texts(wanted).map(|(text, _)| text).next();
        let Some(flags) = text(Field::ResponseFlags) else {
            return false;
        };
        let details = text(Field::ResponseDetails).unwrap_or("");
        // The time that the upstream took is told only when it answered.
        let answered = details == "via_upstream"
            || self
                .each(Field::ServiceTime)
                .any(|attribute| attribute.value.unsigned().is_some());
        !answered && (grammar::made_by_envoy(flags) || details == "direct_response")
    }

    /// Cloudflare, Traefik and AWS write the status of the server behind them beside their own: another one, or none, means
    /// that the answer is theirs.
    fn not_of_the_origin(&self, status: u16) -> bool {
        let Some(origin) = self.each(Field::OriginStatus).next() else {
            return false;
        };
        let length = self
            .each(Field::OriginLength)
            .find_map(|attribute| attribute.value.unsigned());
        super::values::status(origin.value) != Some(status) || is_bare_phrase(Some(status), length)
    }

    /// Caddy's own failures have none of the headers that every answer of a server has.
    fn made_by_caddy(&self) -> bool {
        let Some(place) = self.plan.headers else {
            return false;
        };
        let served = [
            "Date",
            "Content-Type",
            "Content-Length",
            "Twilio-Request-Id",
        ];
        self.is_caddy()
            && !self.all.iter().any(|attribute| {
                attribute.parent as usize == place && served.contains(&attribute.name)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use crate::outcome::contract::{Found, Outcome};
    use crate::outcome::http_fields::HttpFields;
    use bumpalo::Bump;

    /// Origin and status of a record; what is a tunnel's has a host and nothing of a call.
    fn read(line: &str) -> Option<(Origin, u16)> {
        let memory = Bump::new();
        let record = envelope::unwrap(line, &memory);
        let mut found = Found::default();
        HttpFields.read(&record, &mut found);
        let event = found.event()?;
        assert_eq!(event.host, Some("api.twilio.com"), "{line}");
        assert_eq!((event.method, event.resource), (None, None), "{line}");
        Some((event.origin, event.http_status.unwrap_or(0)))
    }

    #[test]
    fn tunnels_hide_their_status_and_refusals_are_of_the_way() {
        let way = Origin::Intermediary;
        for (line, expected) in [
            (
                r#""url":"api.twilio.com:443","status":200"#,
                (Origin::Tunnel, 0),
            ),
            (
                r#""authority":"api.twilio.com:443","path":null,"response_code":200,"response_flags":"-""#,
                (Origin::Tunnel, 0),
            ),
            (
                r#""authority":"api.twilio.com:443","path":null,"response_code":503,"response_flags":"UF""#,
                (way, 503),
            ),
            (r#""target":"api.twilio.com:443","status":407"#, (way, 407)),
            (
                r#""request":"CONNECT api.twilio.com:443 HTTP/1.1","status":"502""#,
                (way, 502),
            ),
            (
                r#""RequestHost":"api.twilio.com","RequestPath":"/","DownstreamStatus":502,"OriginStatus":0"#,
                (way, 502),
            ),
            (
                r#""url":"api.twilio.com:443","error":"connection refused""#,
                (Origin::Nobody, 0),
            ),
        ] {
            let line = format!(r#"{{"method":"CONNECT",{line}}}"#);
            assert_eq!(read(&line), Some(expected), "{line}");
        }
        let other = r#"{"method":"CONNECT","url":"shop.example.com:443","status":200}"#;
        assert_eq!(read(other), None);
    }
}
