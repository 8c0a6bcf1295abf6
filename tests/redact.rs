//! Redaction: whatever a provider echoes, in whatever spelling, no error and no preview shows it.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use common::{answer, everything_of, failure, parsed, sign_in, with_endpoint};
use generic_http_sms::delivery::Delivery;
use generic_http_sms::redact::{Grouped, MARK, Redactor};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// Made-up credentials with characters that every encoding treats differently.
const PLAIN: &str = "k3y-9f8e7d6c";
const HARD: &str = "s\u{e9}cr3t+/=&\"<x>'\\ 9z";

/// A text as software echoes it.
fn echoes(secret: &str) -> Vec<(&'static str, String)> {
    let url: String = utf8_percent_encode(secret, NON_ALPHANUMERIC).collect();
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::to_string(secret).unwrap();
    let json = json.trim_matches('"').to_owned();
    let ascii: Vec<String> = json
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04X}"),
        })
        .collect();
    let ascii = ascii.concat();
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    vec![
        ("plain", secret.to_owned()),
        ("upper case", secret.to_ascii_uppercase()),
        ("url", url.clone()),
        ("url in lower case", url.to_ascii_lowercase()),
        ("encodeURIComponent", component(secret)),
        ("form", form),
        ("json", json.clone()),
        ("json with escaped slashes", json.replace('/', "\\/")),
        ("ascii json", ascii),
        ("html", html.clone()),
        ("html with apostrophes", html.replace('\'', "&#39;")),
        ("html with named apostrophes", html.replace('\'', "&apos;")),
        (
            "html with hexadecimal apostrophes",
            html.replace('\'', "&#x27;"),
        ),
        ("base64", STANDARD.encode(secret)),
        ("url-safe base64", URL_SAFE.encode(secret)),
        ("base64 of more", STANDARD.encode(format!("x{secret}yz"))),
        (
            "base64 of still more",
            STANDARD.encode(format!("xy{secret}z")),
        ),
    ]
}

/// What `encodeURIComponent` leaves out.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

fn component(secret: &str) -> String {
    utf8_percent_encode(secret, COMPONENT).to_string()
}

/// Whether so much of an echo is left that somebody could make use of it.
fn survives(echo: &str, shown: &str) -> bool {
    let characters: Vec<char> = echo.chars().collect();
    let telling = characters.len().min(6);
    let shown = shown.to_lowercase();
    characters.windows(telling).any(|window| {
        let part: String = window.iter().collect();
        shown.contains(&part.to_lowercase())
    })
}

/// Lets a provider echo `secret` in every spelling, in every place of an answer that is quoted.
fn assert_hidden(what: &str, config: &Value, data: &Value, secret: &str) {
    let found = leaks(what, config, data, secret);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The spellings in which an error still shows `secret`.
fn leaks(what: &str, config: &Value, data: &Value, secret: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (spelling, echo) in echoes(secret) {
        let in_json = |key: &str| json!({ key: format!("Bad value ({echo}) given") }).to_string();
        for body in [
            in_json("message"),
            in_json("detail"),
            format!("Bad value ({echo}) given"),
            in_json("custom"),
        ] {
            for status in [400, 402, 429, 500] {
                let error = failure(config, data, &answer(status, &body));
                let shown = everything_of(error);
                if survives(&echo, &shown) {
                    found.push(format!("{what} survives as {spelling}"));
                    found.dedup();
                }
            }
        }
    }
    found
}

#[test]
fn every_credential_is_hidden_in_every_spelling() {
    let mut found = Vec::new();
    for secret in [PLAIN, HARD] {
        let url_secret = component(secret);
        let form = "application/x-www-form-urlencoded";
        let configs = [
            ("authorization", json!({ "authorization": secret })),
            (
                "authorization without its scheme",
                json!({ "authorization": format!("Bearer {secret}") }),
            ),
            (
                "the password of Basic",
                json!({ "authorization": format!("Basic user-name:{secret}") }),
            ),
            (
                "the user of Basic",
                json!({ "authorization": format!("Basic {}:x", secret.replace(':', "")) }),
            ),
            (
                "the password of encoded Basic",
                json!({ "authorization": format!("Basic {}", STANDARD.encode(format!("user:{secret}"))) }),
            ),
            (
                "an Authorization header",
                json!({ "headers": { "authorization": format!("Token {secret}") } }),
            ),
            ("apiKey", json!({ "apiKey": secret })),
            ("apiSecret", json!({ "apiSecret": secret })),
            (
                "apiKey in the path",
                json!({ "apiKey": secret, "endpoint": "https://api.sms.test/bot{{apiKey}}/send" }),
            ),
            (
                "a header whose name tells",
                json!({ "headers": { "X-API-Key": secret } }),
            ),
            ("a cookie", json!({ "headers": { "Cookie": secret } })),
            (
                "a query value whose name tells",
                json!({ "queryParams": { "access_token": secret } }),
            ),
            (
                "one of several query values",
                json!({ "queryParams": { "api-key": ["x", secret] } }),
            ),
            (
                "a body value whose name tells",
                json!({ "bodyParams": { "auth": { "Password": secret } } }),
            ),
            (
                "a body value below an array",
                json!({ "bodyParams": [{ "credentials": [{ "pwd": secret }] }] }),
            ),
            (
                "a list of body values",
                json!({ "bodyParams": { "apiKeys": ["x", secret] } }),
            ),
            (
                "a form value whose name tells",
                json!({ "headers": { "Content-Type": form }, "bodyParams": { "client_secret": secret } }),
            ),
            (
                "the query of the endpoint",
                json!({ "endpoint": format!("https://api.sms.test/send?a=1&token={url_secret}&b=2") }),
            ),
            (
                "the password of the endpoint",
                json!({ "endpoint": format!("https://name:{url_secret}@api.sms.test/send") }),
            ),
            (
                "the user of the endpoint",
                json!({ "endpoint": format!("https://{url_secret}:x@api.sms.test/send") }),
            ),
            (
                "a form written by hand",
                json!({ "headers": { "Content-Type": form }, "bodyParams": format!("to={{{{to}}}}&password={url_secret}&x=1") }),
            ),
            (
                "JSON written by hand",
                json!({ "bodyParams": format!("{{\"to\":\"{{{{to}}}}\",\"apiKey\":{}}}", json!(secret)) }),
            ),
            (
                "a credential with a placeholder",
                json!({ "apiKey": secret, "headers": { "X-Sign": "{{apiKey}}-{{type}}" } }),
            ),
        ];
        for (what, config) in configs {
            let config = with_endpoint(config);
            found.extend(leaks(what, &config, &sign_in(), secret));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_signing_secret_is_hidden() {
    let key = "c2lnbmluZy1rZXktb2YtdGhlLXRlc3RzLTAwMQ==";
    let config = with_endpoint(
        json!({ "signingSecret": format!("whsec_{key} whsec_{}", STANDARD.encode([9_u8; 30])) }),
    );
    assert_hidden(
        "signingSecret",
        &config,
        &sign_in(),
        &format!("whsec_{key}"),
    );
    assert_hidden("the base64 of signingSecret", &config, &sign_in(), key);
}

#[test]
fn numbers_as_credentials_are_hidden() {
    for config in [
        json!({ "bodyParams": { "password": 4_711_081_524_u64 } }),
        json!({ "queryParams": { "token": 4_711_081_524_u64 } }),
        json!({ "headers": { "X-Key": 4_711_081_524_u64 } }),
    ] {
        assert_hidden(
            "a number as a credential",
            &with_endpoint(config),
            &sign_in(),
            "4711081524",
        );
    }
}

#[test]
fn what_belongs_to_the_visitor_is_hidden_in_every_spelling() {
    let data = json!({
        "to": "14155550123", "type": "SignIn", "ip": "203.0.113.77",
        "payload": { "code": "718293", "link": "https://shop.test/verify?token=Zx81-kk&x=\u{e9}" },
    });
    let config = with_endpoint(
        json!({ "bodyParams": ["{{message}}{{link}}"], "templates": [{ "usageType": "Generic", "content": "H\u{e9} \"you\", use {{code}} & <go>" }] }),
    );
    assert_hidden("the code", &config, &data, "718293");
    assert_hidden(
        "the link",
        &config,
        &data,
        "https://shop.test/verify?token=Zx81-kk&x=\u{e9}",
    );
    assert_hidden(
        "the message",
        &config,
        &data,
        "H\u{e9} \"you\", use 718293 & <go>",
    );
    let plain = with_endpoint(json!({}));
    let data = json!({ "to": "14155550123", "type": "X", "message": "Bring the umbrella & boots" });
    assert_hidden(
        "the text of the caller",
        &plain,
        &data,
        "Bring the umbrella & boots",
    );
}

#[test]
fn short_codes_are_hidden_too() {
    for code in ["1234", "0000", "99"] {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": code } });
        let error = failure(
            &with_endpoint(json!({})),
            &data,
            &answer(400, &format!("wrong text '{code}'")),
        );
        assert_eq!(
            error.provider_message.as_deref(),
            Some("wrong text '[redacted]'")
        );
    }
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": 4711 } });
    let error = failure(
        &with_endpoint(json!({})),
        &data,
        &answer(400, "wrong text '4711'"),
    );
    assert_eq!(
        error.provider_message.as_deref(),
        Some("wrong text '[redacted]'")
    );
}

#[test]
fn the_number_is_hidden_in_all_its_forms() {
    let config = with_endpoint(json!({}));
    for to in ["14155550123", "+1 (415) 555-0123", "0014155550123"] {
        let data = json!({ "to": to, "type": "X", "payload": { "code": "718293" } });
        for form in [
            "14155550123",
            "+14155550123",
            "0014155550123",
            "4155550123",
            "(415) 555-0123",
            "+1 415 555 0123",
            "1-415-555-0123",
            "1.415.555.0123",
            "0415 555 0123",
            "415/5550123",
            "+1\u{a0}415\u{a0}555\u{a0}0123",
            "%2B14155550123",
            "\\u002b14155550123",
            "tel:+14155550123",
            "+1 (415) 555 01 23",
            "555-0123",
        ] {
            for text in [
                format!("Number {form} is barred"),
                form.to_owned(),
                format!("<{form}>"),
                format!("to={form}&x=1"),
                format!("x{form}y"),
            ] {
                let error = failure(
                    &config,
                    &data,
                    &answer(400, &json!({ "message": text }).to_string()),
                );
                let shown = everything_of(error);
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                assert!(!digits.contains("5550123"), "a number survives as {form}");
                assert!(shown.contains(MARK));
            }
        }
        for encoded in [
            STANDARD.encode("+14155550123"),
            STANDARD.encode("14155550123"),
        ] {
            let error = failure(&config, &data, &answer(400, &encoded));
            assert!(!survives(&encoded, &everything_of(error)));
        }
    }
}

#[test]
fn other_text_stays() {
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": "718293" } });
    for text in [
        "Sender 4711 is unknown, see error 10023",
        "Balance 12.50 EUR",
        "Try again at 10:15",
        "Unknown sender",
    ] {
        let error = failure(&with_endpoint(json!({})), &data, &answer(400, text));
        assert_eq!(error.provider_message.as_deref(), Some(text));
    }
}

#[test]
fn several_secrets_that_overlap_are_all_hidden() {
    let redactor = |secrets: &[&str]| {
        Redactor::new(
            secrets.iter().map(|secret| (*secret).to_owned()),
            Vec::new(),
        )
    };
    for (secrets, text, forbidden) in [
        (["abcdef", "defghi"], "x abcdefghi y", "ghi"),
        (["defghi", "abcdef"], "x abcdefghi y", "ghi"),
        (["abcdef", "abcdefgh"], "abcdefgh", "gh"),
        (["cdef", "abcdefgh"], "xabcdefghx", "gh"),
        // One that overlaps itself, and one that overlaps a mark.
        (["abab", "zzzz"], "x ababab y", "ab"),
        (["]]", "zzzz"], "[redacted]]][redacted]", "]]"),
    ] {
        let shown = redactor(&secrets).redact(text);
        assert!(!shown.contains(forbidden), "{shown}");
    }
}

#[test]
fn redaction_is_idempotent() {
    let cases: [(&[&str], Option<&str>, &str); 8] = [
        (&["redacted", "[", "]"], None, "a [x] redacted [redacted]"),
        (&["e"], None, "e redacted e [redacted] [[redacted]]"),
        (&["b["], None, "b[ bb[ b[redacted]"),
        (&["ab", "b["], None, "bab"),
        (
            &["x+14155550123y", "z"],
            Some("+14155550123"),
            "xzy x+14155550123y z",
        ),
        (
            &["918273", "Use 918273 at +14155550123"],
            Some("+14155550123"),
            "Use 918273 at +14155550123 or 918273",
        ),
        (&["5555"], Some("+14155550123"), "4155550123 5555"),
        (&["] ", "d]"], None, "d] ] [redacted] "),
    ];
    for (secrets, number, text) in cases {
        let redactor = Redactor::new(
            secrets.iter().map(|secret| (*secret).to_owned()),
            number.and_then(Grouped::phone).into_iter().collect(),
        );
        let once = redactor.redact(text);
        assert_eq!(redactor.redact(&once), once, "{secrets:?}");
    }
}

#[test]
fn a_cut_leaves_no_part_of_a_secret() {
    let config = with_endpoint(json!({ "apiKey": PLAIN }));
    for padding in 150..210 {
        let text = format!("{}{PLAIN} tail", "p".repeat(padding));
        let error = failure(&config, &sign_in(), &answer(400, &text));
        let shown = error.provider_message.unwrap();
        assert!(!shown.contains("k3y") && !shown.contains(PLAIN));
        assert!(shown.chars().count() <= 200);
    }
    // The end of what was read may cut a secret as well: nothing after the first line's 200 characters is quoted.
    let cut = format!("start {}", PLAIN.get(..8).unwrap());
    assert!(
        failure(&config, &sign_in(), &answer(400, &cut))
            .provider_message
            .is_some()
    );
}

#[test]
fn a_secret_over_several_lines_is_hidden() {
    let data = json!({ "to": "14155550123", "type": "X", "message": "first line\nsecond line" });
    let error = failure(
        &with_endpoint(json!({})),
        &data,
        &answer(
            400,
            &json!({ "message": "bad: first line\nsecond line" }).to_string(),
        ),
    );
    let shown = everything_of(error);
    assert!(!shown.contains("first line") && !shown.contains("second line"));
}

fn previewed(config: &Value, reveal: bool) -> String {
    let mut host = common::Still::default();
    let delivery = Delivery::prepare(
        Ok((common::compiled(config), parsed(&sign_in()))),
        &mut host,
    );
    let request = delivery.unwrap().preview(&mut host, reveal).ok().unwrap();
    common::plain(&request).to_string()
}

#[test]
fn a_preview_hides_credentials_and_shows_the_message() {
    for secret in [PLAIN, "s3cr+t/=&x'9z"] {
        let config = with_endpoint(json!({
            "endpoint": "https://api.sms.test/{{apiKey}}/send?a=1",
            "apiKey": secret,
            "apiSecret": format!("{secret}-2"),
            "authorization": format!("Basic somebody:{secret}-3"),
            "headers": { "X-Api-Key": format!("{secret}-4"), "X-Plain": "plain-value" },
            "queryParams": { "token": format!("{secret}-5"), "s": "{{apiSecret}}", "to": "{{to}}" },
            "bodyParams": { "password": format!("{secret}-6"), "encoded": "{{ apiKey | base64 }}", "text": "{{message}}" },
        }));
        let shown = previewed(&config, false);
        for (spelling, echo) in echoes(secret) {
            assert!(
                !shown.contains(&echo),
                "a credential survives as {spelling}"
            );
        }
        assert!(!shown.contains(&STANDARD.encode(format!("somebody:{secret}-3"))));
        for kept in [
            "918273",
            "%2B14155550123",
            "plain-value",
            "api.sms.test",
            MARK,
        ] {
            assert!(shown.contains(kept), "{kept}");
        }
        let revealed = previewed(&config, true);
        assert!(!revealed.contains(MARK));
        assert!(revealed.contains(&STANDARD.encode(format!("somebody:{secret}-3"))));
    }
    let config = json!({ "endpoint": format!("https://api.sms.test/send?token={PLAIN}&x=1") });
    assert!(!previewed(&config, false).contains(PLAIN));
    assert!(previewed(&config, true).contains(PLAIN));
    let config = with_endpoint(
        json!({ "headers": { "Content-Type": "text/xml" }, "bodyParams": format!("<m><password>{PLAIN}</password><key value=\"{PLAIN}\"/></m>") }),
    );
    assert!(
        !previewed(&config, false).contains(PLAIN),
        "a credential in an XML body"
    );
}

#[test]
fn a_long_message_does_not_make_an_error_slow() {
    let message = format!("{}b", "a".repeat(30_000));
    let data = json!({ "to": "14155550123", "type": "X", "message": message });
    let begun = std::time::Instant::now();
    failure(
        &with_endpoint(json!({})),
        &data,
        &answer(400, &"a".repeat(64 * 1024)),
    );
    let taken = begun.elapsed();
    assert!(taken.as_secs() < 2, "took {taken:?}");
}

#[test]
fn a_secret_longer_than_what_is_quoted_is_hidden() {
    for length in [190, 500, 2_100, 4_200, 6_000] {
        let text = "Lorem ipsum dolor. ".repeat(length / 19);
        let data = json!({ "to": "14155550123", "type": "X", "message": text });
        for before in ["", "bad text: "] {
            let error = failure(
                &with_endpoint(json!({})),
                &data,
                &answer(
                    400,
                    &json!({ "message": format!("{before}{text}") }).to_string(),
                ),
            );
            let shown = everything_of(error);
            assert!(
                !shown.contains("Lorem ipsum") && !shown.contains("dolor"),
                "a message of {length} characters"
            );
        }
    }
}

#[test]
fn a_preview_shows_what_is_said_of_the_message_whatever_a_provider_calls_it() {
    for key in [
        "token",
        "pin",
        "password",
        "auth",
        "Idempotency-Key",
        "sessionToken",
    ] {
        let config = with_endpoint(json!({ "bodyParams": { key: "{{code}}", "to": "{{to}}" } }));
        assert!(previewed(&config, false).contains("918273"), "{key}");
        let mixed = with_endpoint(json!({ "bodyParams": { key: "s3cr3t-{{code}}" } }));
        assert!(!previewed(&mixed, false).contains("s3cr3t"), "{key}");
    }
    for key in [
        "keyword",
        "author",
        "design",
        "SignName",
        "passenger",
        "monkey",
        "compass",
    ] {
        let config = with_endpoint(json!({ "bodyParams": { key: "value-1234" } }));
        assert!(previewed(&config, false).contains("value-1234"), "{key}");
    }
    for key in [
        "pw",
        "api_key",
        "apiKey",
        "X-Api-Key",
        "userPassword",
        "access_token",
        "client-secret",
        "apikeys",
        "PWD",
    ] {
        let config = with_endpoint(json!({ "bodyParams": { key: "value-1234" } }));
        assert!(!previewed(&config, false).contains("value-1234"), "{key}");
    }
}

/// What an operator sees of a provider that says this.
fn shown(config: &Value, data: &Value, said: &str) -> String {
    let body = json!({ "message": said }).to_string();
    everything_of(failure(config, data, &answer(400, &body)))
}

#[test]
fn whatever_the_request_carried_is_hidden_wherever_it_stood() {
    let data = json!({ "to": "14155550123", "type": "SignIn", "payload": {
        "code": "918273", "locale": "pt-BR", "user": { "name": "Alexandra", "age": 1_234_567 }, "inviter": { "email": "kim@shop.test" },
    } });
    for (config, secrets) in [
        (
            json!({ "endpoint": "https://a.test/send?pw=hunter&q=x-1234" }),
            vec!["hunter", "x-1234"],
        ),
        (
            json!({ "endpoint": "https://a.test/bot123456:AAE-xyz_9/send" }),
            vec!["bot123456:AAE-xyz_9", "AAE-xyz_9"],
        ),
        (
            json!({ "authorization": "somekey:swordfish" }),
            vec!["somekey", "swordfish"],
        ),
        (json!({ "headers": { "X-Odd": "Zq81kk" } }), vec!["Zq81kk"]),
        (
            json!({ "bodyParams": { "odd": { "deep": ["acc-7781"] } } }),
            vec!["acc-7781"],
        ),
        (
            json!({ "headers": { "Content-Type": "text/plain" }, "bodyParams": "user=u-4711 secret:9f8e7d {{to}}" }),
            vec!["u-4711", "9f8e7d"],
        ),
        (
            json!({}),
            vec![
                "Alexandra",
                "1234567",
                "kim@shop.test",
                "918273",
                "4155550123",
            ],
        ),
    ] {
        let config = with_endpoint(config);
        for secret in secrets {
            let shown = shown(&config, &data, &format!("Refused: ({secret}) is wrong"));
            assert!(!shown.contains(secret), "{config}: a secret is shown");
            assert!(shown.contains("Refused: ("), "{config}");
        }
    }
}

#[test]
fn plain_words_short_numbers_and_languages_stay_readable() {
    let config = with_endpoint(json!({
        "authorization": "Bearer t0ken-1", "apiKey": "x", "headers": { "Content-Type": "application/json", "Idempotency-Key": "{{id}}" },
        "bodyParams": { "type": "transactional", "priority": 4, "unicode": true, "lang": "{{ locale | default:\"en\" }}", "t": "{{message}}" },
    }));
    let said = "Bearer needs application/json: type transactional, priority 4, true, SignIn, extra taxi for pt-BR";
    let data = json!({ "to": "14155550123", "type": "SignIn", "payload": { "code": "918273", "locale": "pt-BR" } });
    let shown = shown(&config, &data, said);
    assert!(shown.contains(said), "{shown}");
}

#[test]
fn the_code_is_hidden_however_it_is_grouped_or_written() {
    let config = with_endpoint(json!({}));
    for spelling in [
        "918 273",
        "9-1-8-2-7-3",
        "918.273",
        "9 1 8 2 7 3",
        "393138323733",
        "39 31 38 32 37 33",
        "39:31:38:32:37:33",
        "003900310038003200370033",
        "\\x39\\x31\\x38\\x32\\x37\\x33",
        "%u0039%u0031%u0038%u0032%u0037%u0033",
        "&#57&#49&#56&#50&#55&#51",
        "&#x39;&#x31;&#x38;&#x32;&#x37;&#x33;",
        "OTE4Mjcz",
    ] {
        let shown = shown(
            &config,
            &sign_in(),
            &format!("The text ({spelling}) is refused"),
        );
        assert!(shown.contains("[redacted]"), "{spelling} is shown");
        assert!(!shown.contains(spelling), "{spelling} is shown");
    }
    // A short code is a part of other numbers, and a secret only where it stands alone.
    let short = json!({ "to": "14155550123", "type": "X", "payload": { "code": "12" } });
    assert!(
        shown(&config, &short, "error 1200, text 12, try 312")
            .contains("error 1200, text [redacted], try 312")
    );
}
