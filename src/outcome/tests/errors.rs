//! Errors of the SDKs, bodies and sentences: what each form tells, and what only looks like one.

use super::{read, told};

#[test]
fn errors_tell_what_they_print() {
    let cases = [
        (
            "TwilioRestException(status=400, uri='/Accounts/AC00000000000000000000000000000000/Messages.json', msg='Unable to create record: x', code=21211, method='POST')",
            told(400, 21211, "messaging/Messages", "POST"),
        ),
        (
            "twilio.TwilioRestException: HTTP ERROR 401: 20003: Authenticate \n https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
            told(401, 20003, "messaging/Messages", ""),
        ),
        (
            "HTTP 400 error: Unable to create record: (code 21211)",
            told(400, 21211, "", ""),
        ),
        (
            "[21211] HTTP 400 error: Unable to create record: no",
            told(400, 21211, "", ""),
        ),
        (
            "TwilioRestException: Authenticate\nHTTP 401",
            told(401, 20003, "", ""),
        ),
        (
            "Status: 400 - ApiError 21211: no (null) More info: https://www.twi...",
            told(400, 21211, "", ""),
        ),
        (
            "** (HTTPoison.Error) :nxdomain\n    (ex_twilio) lib/ex_twilio/api.ex:19: ExTwilio.Api.request!/5",
            told(0, 0, "", ""),
        ),
        (
            "page.rb:32:in `process_response': Unable to fetch page (Twilio::REST::TwilioError)",
            told(0, 0, "", ""),
        ),
        (
            "HTTP 403 error: Unable to fetch record\n  Endpoint: GET https://api.twilio.com/2010-04-01/Accounts/{SID}.json",
            told(403, 0, "accounts/Accounts", "GET"),
        ),
        (
            "RestException: Too Many Requests\n  status: 429\n  code: 20429",
            told(429, 20429, "", ""),
        ),
        (
            "\"RestException [Error]: Authenticate\" (code 20003, status 401)",
            told(401, 20003, "", ""),
        ),
        (
            "com.twilio.exception.ApiException: Server Error, no content",
            told(0, 0, "", ""),
        ),
        (
            "Twilio.Exceptions.ApiException: Api Error: ServiceUnavailable - <html>",
            told(503, 0, "", ""),
        ),
        (
            "[ApiException: Authentication Error - No credentials provided]\n   Twilio.Clients.TwilioRestClient.ProcessResponse(Response response) +237\n   Twilio.Rest.Api.V2010.Account.CallResource.Create(CreateCallOptions options) +40",
            told(0, 20003, "voice/Calls", ""),
        ),
        (
            "Twilio::REST::RestError ([HTTP 429] 20429 : Unable to fetch record\n  Too Many Requests",
            told(429, 20429, "", ""),
        ),
        (
            "Twilio\\Exceptions\\HttpException: Unable to complete the HTTP request",
            told(0, 0, "", ""),
        ),
        (
            "Twilio\\Exceptions\\EnvironmentException: SSL certificate problem: unable to get local issuer certificate",
            told(0, 0, "", ""),
        ),
        (
            "Services_Twilio_RestException in /x/Twilio.php line 297 \n  Exception_message: The &#039;To&#039; number +15005550001 is not a valid phone number.",
            told(0, 21211, "", ""),
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(read(line), expected, "{line}");
    }
}

#[test]
fn bodies_and_sentences_tell_what_they_print() {
    let cases = [
        (
            "Error code N/A from Twilio: Service unavailable. See N/A for more info.",
            told(0, 0, "", ""),
        ),
        (
            "Error code 21211 from Twilio: HTTP 400. This is a user error. See https://www.twilio.com/docs/errors/21211",
            told(400, 21211, "", ""),
        ),
        (
            "&rest.Error{Title:\"x\", ID:\"20404\", Type:\"https://www.twilio.com/docs/errors/20404\", StatusCode:404}",
            told(404, 20404, "", ""),
        ),
        (
            "{responseCode: 400, errorData: {code: 21211, message: x, more_info: https://www.twilio.com/docs/errors/21211, status: 400}}",
            told(400, 21211, "", ""),
        ),
        (
            "&lt;RestException&gt;&lt;Code&gt;20404&lt;/Code&gt;&lt;Status&gt;404&lt;/Status&gt; https://www.twilio.com",
            told(404, 20404, "", ""),
        ),
        (
            "User signup error status: 422, message: Error sending confirmation sms: Invalid parameter 'To' More information: https://www.twilio.com/docs/errors/60200",
            told(0, 60200, "", ""),
        ),
        (
            "Error sending confirmation OTP to provider: The 'From' phone number provided (+1) is not a valid message-capable Twilio phone number for this destination",
            told(0, 21606, "", ""),
        ),
        (
            "Twilio error code 63016 status 400",
            told(400, 63016, "", ""),
        ),
        (
            "Error sending recovery sms: see https://www.twilio.com/docs/errors/60203",
            told(0, 60203, "", ""),
        ),
        (
            "<TwilioResponse><RestException><Code>13224</Code><Message>no</Message><Status>400</Status></RestException></TwilioResponse>",
            told(400, 13224, "", ""),
        ),
        (
            "HTTP 404: <TwilioResponse><RestException><Code>20404</Code></RestException></TwilioResponse>",
            told(404, 20404, "", ""),
        ),
        (
            r#"fetched -> {"name":"Error","code":"number(20404)","status":"number(404)","moreInfo":"https://www.twilio.com/docs/errors/20404"}"#,
            told(404, 20404, "", ""),
        ),
        ("Twilio API error: 401 Unauthorized", told(401, 0, "", "")),
        ("twilio error 400: 21211", told(400, 21211, "", "")),
    ];
    for (line, expected) in cases {
        assert_eq!(read(line), expected, "{line}");
    }
}

#[test]
fn what_only_names_an_error_yields_nothing() {
    for line in [
        "except TwilioRestException as e:",
        "ImportError: cannot import name 'TwilioRestException' from 'twilio.base.exceptions'",
        "HTTP 400 error: Unable to save record: x",
        "Unable to create record: duplicate key",
        "import com.twilio.exception.ApiException;",
        "java.lang.ClassNotFoundException: com.twilio.exception.ApiException\n\tat a.b(C.java:1)",
        "com.stripe.exception.ApiException: Authenticate",
        "Refit.ApiException: Authenticate",
        "rescue Twilio::REST::RestError => e",
        "Class 'Twilio\\Exceptions\\RestException' not found",
        "Status: 400 - ApiError 21222: Invalid Username. Illegal chars (null) More info: https://www.twilio.com/docs/errors/21222",
        "{\"code\":404,\"message\":\"The requested resource /v1/things was not found\",\"status\":404}",
        "Twilio returned 400 numbers",
        "return False, f\"failed: HTTP 401 error: Unable to create record: Authenticate\"",
        "throw new Error(\"Error sending sms: see https://www.twilio.com/docs/errors/60203\")",
        "Error sending mail: see https://www.twilio.com/docs/errors/60203",
        "** (HTTPoison.Error) :nxdomain\n    (shop) lib/shop.ex:19: Shop.run/0 ExTwilio.",
        "Status: 400 - ApiError 21211: no (null) More info: https://www.other...",
        "raise TwilioError.new(\"Unable to fetch page\")",
        "Twilio response 500 ms",
        "Error sending confirmation sms: Authenticate",
        "System.Net.Http.HttpClient.Twilio.ClientHandler[101] Received HTTP response headers after 140.1ms - 429",
        "Could not resolve host: api.twilio.com.example.org",
        "lookup api.twilio.com took 3 ms",
        "Request failed with status code 503 at https://api.example.com/x",
    ] {
        assert_eq!(read(line), None, "{line}");
    }
}

#[test]
fn an_access_line_with_more_behind_it_is_read_by_others_too() {
    let line = r#"10.0.0.7 - - [01/Nov/2026:00:00:00 +0000] "POST https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json HTTP/1.1" 400 512 "-" "x" 0.143"#;
    let code = |end: &str| read(&format!("{line}{end}")).and_then(|told| told.1);
    assert_eq!(code(""), None);
    for end in [
        " Error code: 21211 https://www.twilio.com/docs/errors/21211",
        " body={code: 21211, status: 400, more_info: https://www.twilio.com/docs/errors/21211}",
    ] {
        assert_eq!(code(end), Some(21211), "{end}");
    }
}
