//! `signature`: the schemes of cloud vendors, against what the vendors publish, and what a request carries.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{
    Still, answer, data_of, delivery, errors, failure, header, list, mistakes, request, sign_in,
    text, vectors, warnings, with_endpoint,
};
use generic_http_sms::request::signing::canonical::{
    Canonical, Signer, Unsigned, headers, query, sha256,
};
use generic_http_sms::request::signing::{acs3, aws4, tc3};
use serde_json::{Value, json};
use url::Url;

fn pairs(vector: &Value) -> Vec<(String, String)> {
    let pair = |pair: &Value| {
        let text = |index: usize| pair[index].as_str().unwrap().to_owned();
        (text(0), text(1))
    };
    list(vector, "headers").iter().map(pair).collect()
}

fn signer<'a>(vector: &'a Value, secret: &'a str) -> Signer<'a> {
    Signer {
        key_id: text(vector, "keyId"),
        secret,
        timestamp: vector["timestamp"].as_u64().unwrap(),
        nonce: vector["nonce"].as_str().unwrap_or_default(),
    }
}

fn value<'a>(added: &'a [(String, String)], name: &str) -> &'a str {
    let mut added = added.iter();
    &added.find(|(known, _)| known == name).unwrap().1
}

/// The case as the test suite has it: a target that nobody has encoded yet, and any header signed.
fn canonical_of<'a>(case: &'a Value, url: &Url, added: &[(String, String)]) -> Canonical<'a> {
    let (path, parameters) = text(case, "target")
        .split_once('?')
        .unwrap_or((text(case, "target"), ""));
    let request = Unsigned {
        method: text(case, "method"),
        url,
        headers: &pairs(case),
        body: text(case, "body"),
    };
    Canonical {
        method: text(case, "method"),
        path: aws4::path(path),
        query: query(parameters),
        headers: headers(&request, added, |_| true, aws4::tidy),
        payload: sha256(text(case, "body")),
    }
}

#[test]
fn aws4_signs_as_the_test_suite_does() {
    let all = vectors("signatures.json");
    let suite = &all["aws4"];
    let signer = signer(suite, text(suite, "secret"));
    let (region, service) = (text(suite, "region"), text(suite, "service"));
    let mut through_the_scheme = 0;
    for case in list(suite, "cases") {
        let name = text(case, "name");
        let url = format!("https://{}{}", text(suite, "host"), text(case, "target"));
        let url = Url::parse(&url).unwrap();
        let authorization = match text(case, "layer") {
            "canonical" => {
                let date = ("X-Amz-Date".to_owned(), "20150830T123600Z".to_owned());
                let canonical = canonical_of(case, &url, &[date]);
                assert_eq!(canonical.text(), text(case, "canonical"), "{name}");
                aws4::authorization(&canonical, &signer, region, service)
            }
            layer => {
                assert_eq!(layer, "scheme");
                through_the_scheme += 1;
                let request = Unsigned {
                    method: text(case, "method"),
                    url: &url,
                    headers: &pairs(case),
                    body: text(case, "body"),
                };
                let added = aws4::headers(&request, &signer, region, service);
                assert_eq!(value(&added, "X-Amz-Date"), "20150830T123600Z");
                assert_eq!(added.len(), 2);
                value(&added, "Authorization").to_owned()
            }
        };
        // The line before the last names the signed headers.
        let names = text(case, "canonical").lines().rev().nth(1).unwrap();
        let expected = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={names}, Signature={}",
            text(case, "signature")
        );
        assert_eq!(authorization, expected, "{name}");
    }
    assert!(through_the_scheme >= 20);
}

#[test]
fn aws4_encodes_a_path_once_more_than_it_is_sent() {
    for (sent, signed) in [
        ("/", "/"),
        ("//", "/"),
        ("/a%20b/", "/a%2520b/"),
        ("/a+b/*", "/a%2Bb/%2A"),
    ] {
        assert_eq!(aws4::path(sent), signed);
    }
}

#[test]
fn a_query_has_one_spelling() {
    for (sent, signed) in [
        ("b=2&a=1", "a=1&b=2"),
        ("a=2&a=10&a=1", "a=1&a=10&a=2"),
        ("a&b=&&c=d=e", "a=&b=&c=d%3De"),
        ("t=a+b&u=a%20b&v=a%2Bb", "t=a%20b&u=a%20b&v=a%2Bb"),
        ("t=~*'()!%7e%2a", "t=~%2A%27%28%29%21~%2A"),
        ("t=%ff%E4%BD%A0", "t=%FF%E4%BD%A0"),
        ("", ""),
    ] {
        assert_eq!(query(sent), signed, "{sent}");
    }
}

#[test]
fn tc3_signs_as_the_example_of_the_vendor() {
    let all = vectors("signatures.json");
    let example = &all["tc3"];
    let url = Url::parse(text(example, "url")).unwrap();
    let sent = pairs(example);
    let request = Unsigned {
        method: text(example, "method"),
        url: &url,
        headers: &sent,
        body: text(example, "body"),
    };
    let authorization = |edition: &Value, signed: &str| {
        format!(
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders={signed}, Signature={}",
            text(edition, "signature")
        )
    };
    let [plain, with_action] = &list(example, "editions")[..] else {
        panic!("two editions");
    };

    let added = tc3::headers(&request, &signer(example, text(plain, "secret")), "cvm");
    assert_eq!(value(&added, "X-TC-Timestamp"), "1551113065");
    assert_eq!(
        value(&added, "Authorization"),
        authorization(plain, "content-type;host")
    );
    assert_eq!(added.len(), 2);

    // The later edition signs one header more than it has to.
    let is_signed = |name: &str| matches!(name, "content-type" | "x-tc-action");
    let canonical = Canonical {
        method: "POST",
        path: "/".to_owned(),
        query: String::new(),
        headers: headers(&request, &[], is_signed, tc3::tidy),
        payload: sha256(request.body),
    };
    assert_eq!(canonical.hash(), text(with_action, "canonicalHash"));
    assert_eq!(
        tc3::authorization(
            &canonical,
            &signer(example, text(with_action, "secret")),
            "cvm"
        ),
        authorization(with_action, "content-type;host;x-tc-action")
    );
}

#[test]
fn acs3_signs_as_the_example_of_the_vendor() {
    let all = vectors("signatures.json");
    let example = &all["acs3"];
    let url = Url::parse(text(example, "url")).unwrap();
    let request = Unsigned {
        method: text(example, "method"),
        url: &url,
        headers: &pairs(example),
        body: text(example, "body"),
    };
    let added = acs3::headers(&request, &signer(example, text(example, "secret")));
    let expected = [
        ("x-acs-date", text(example, "date").to_owned()),
        ("x-acs-signature-nonce", text(example, "nonce").to_owned()),
        ("x-acs-content-sha256", text(example, "payload").to_owned()),
        (
            "Authorization",
            format!(
                "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={},Signature={}",
                text(example, "signedHeaders"),
                text(example, "signature")
            ),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    assert_eq!(added, expected);
}

const KEY_ID: &str = "AKIDEXAMPLE7";
const SECRET: &str = "wJalrXUtnFEMI7MDENG";

/// A configuration that signs.
fn signed(signature: &Value, other: &Value) -> Value {
    let mut config = with_endpoint(json!({
        "apiKey": KEY_ID, "apiSecret": SECRET, "signature": signature,
        "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
    }));
    for (key, value) in other.as_object().unwrap() {
        config[key] = value.clone();
    }
    config
}

fn aws4_signature() -> Value {
    json!({ "scheme": "aws4", "region": "us-east-1", "service": "sns" })
}

fn every_scheme() -> [(Value, Vec<&'static str>); 3] {
    [
        (aws4_signature(), vec!["X-Amz-Date"]),
        (
            json!({ "scheme": "tc3", "service": "sms" }),
            vec!["X-TC-Timestamp"],
        ),
        (
            json!({ "scheme": "acs3" }),
            vec![
                "x-acs-date",
                "x-acs-signature-nonce",
                "x-acs-content-sha256",
            ],
        ),
    ]
}

#[test]
fn a_request_carries_the_headers_of_its_scheme_and_nothing_is_wrong_with_it() {
    for (signature, added) in every_scheme() {
        let config = signed(&signature, &json!({}));
        assert_eq!(common::issues(&config), []);
        let built = request(&config, &sign_in());
        let names: Vec<_> = built
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let expected: Vec<_> = [&["Content-Type"][..], &added, &["Authorization"]].concat();
        assert_eq!(names, expected);
        assert!(header(&built, "authorization").unwrap().contains(KEY_ID));
    }
}

#[test]
fn letter_case_of_scheme_region_and_service_does_not_matter() {
    let upper = json!({ "scheme": "AWS4", "region": "US-EAST-1", "service": "SNS" });
    let [lower, upper] = [aws4_signature(), upper].map(|signature| {
        let built = request(&signed(&signature, &json!({})), &sign_in());
        header(&built, "authorization").unwrap().to_owned()
    });
    assert_eq!(lower, upper);
}

#[test]
fn each_attempt_is_signed_anew() {
    for (signature, _) in every_scheme() {
        let mut delivery = delivery(&signed(&signature, &json!({})), &sign_in());
        let mut host = Still::default();
        let first = delivery.request(&mut host).ok().unwrap();
        host.now_ms += 1_000;
        let second = delivery.request(&mut host).ok().unwrap();
        assert_ne!(
            header(&first, "authorization"),
            header(&second, "authorization")
        );
    }
}

#[test]
fn the_signature_covers_method_url_body_and_the_vendors_headers() {
    let authorization = |config: &Value, data: &Value| {
        let built = request(config, data);
        header(&built, "authorization").unwrap().to_owned()
    };
    let mut other_code = sign_in();
    other_code["payload"]["code"] = json!("918274");
    for (signature, other) in [
        (
            aws4_signature(),
            json!({ "headers": { "X-Amz-Target": "{{code}}" } }),
        ),
        (
            json!({ "scheme": "acs3" }),
            json!({ "headers": { "x-acs-action": "{{code}}" } }),
        ),
        (
            aws4_signature(),
            json!({ "endpoint": "https://api.sms.test/{{code}}" }),
        ),
        (
            json!({ "scheme": "acs3" }),
            json!({ "endpoint": "https://api.sms.test/{{code}}" }),
        ),
        (
            json!({ "scheme": "acs3" }),
            json!({ "queryParams": { "code": "{{code}}" } }),
        ),
    ] {
        let mut config = signed(&signature, &other);
        config["bodyParams"] = json!({ "to": "{{to}}" });
        let [one, two] = [sign_in(), other_code.clone()].map(|data| authorization(&config, &data));
        assert_ne!(one, two, "{signature} {other}");
    }
    for (signature, _) in every_scheme() {
        let config = signed(&signature, &json!({}));
        assert_ne!(
            authorization(&config, &sign_in()),
            authorization(&config, &other_code)
        );
        let config = signed(
            &signature,
            &json!({
                "method": "GET", "bodyParams": {}, "queryParams": { "to": "{{to}}", "text": "{{message}}" },
                "headers": { "Content-Type": "application/x-www-form-urlencoded" },
            }),
        );
        assert_ne!(
            authorization(&config, &sign_in()),
            authorization(&config, &other_code)
        );
    }
}

#[test]
fn standard_webhooks_and_a_scheme_sign_side_by_side() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let config = signed(&aws4_signature(), &json!({ "signingSecret": secret }));
    let built = request(&config, &sign_in());
    assert!(header(&built, "webhook-signature").is_some());
    assert!(header(&built, "authorization").is_some());
}

#[test]
fn what_is_missing_or_wrong_is_said_with_its_path() {
    for (signature, expected) in [
        (json!({}), &[][..]),
        (json!([1]), &["signature invalid_type"]),
        (json!("aws4"), &["signature invalid_type"]),
        (json!({ "region": "x" }), &["signature.scheme required"]),
        (
            json!({ "scheme": "hmac" }),
            &["signature.scheme invalid_value"],
        ),
        (json!({ "scheme": 4 }), &["signature.scheme invalid_type"]),
        (
            json!({ "scheme": "aws4" }),
            &["signature.region required", "signature.service required"],
        ),
        (
            json!({ "scheme": "aws4", "region": "{{type}}", "service": "s/s" }),
            &[
                "signature.region invalid_placeholder",
                "signature.service invalid_value",
            ],
        ),
        (json!({ "scheme": "tc3" }), &["signature.service required"]),
        (
            json!({ "scheme": "tc3", "service": 1 }),
            &["signature.service invalid_type"],
        ),
        (
            json!({ "scheme": "acs3", "schema": "x", "secretKey": "y" }),
            &[
                "signature.schema unknown_key",
                "signature.secretKey unknown_key",
            ],
        ),
    ] {
        let config = signed(&signature, &json!({}));
        assert_eq!(errors(&config), expected, "{signature}");
    }
    let shown = common::issues(&signed(&json!({ "scheme": "hmac" }), &json!({})));
    assert_eq!(
        shown[0].message,
        "expected `aws4`, `tc3` or `acs3`, found `hmac`"
    );
    let unused = signed(
        &json!({ "scheme": "acs3", "region": "x", "service": "y" }),
        &json!({}),
    );
    assert_eq!(
        warnings(&unused),
        ["signature.region no_effect", "signature.service no_effect"]
    );
}

#[test]
fn both_keys_are_needed_and_count_as_used() {
    let without = |key: &str| {
        let mut config = signed(&json!({ "scheme": "acs3" }), &json!({}));
        config[key] = json!("");
        errors(&config)
    };
    assert_eq!(without("apiKey"), ["apiKey required"]);
    assert_eq!(without("apiSecret"), ["apiSecret required"]);
    let config = signed(&json!({}), &json!({}));
    assert_eq!(
        warnings(&config),
        ["apiKey no_effect", "apiSecret no_effect"]
    );
    // What is wrong with a signature does not make its keys unused.
    let config = signed(&json!({ "scheme": "aws4" }), &json!({}));
    assert_eq!(warnings(&config), [""; 0]);
    let config = signed(&json!({ "scheme": "acs3" }), &json!({ "apiKey": "ключ" }));
    assert_eq!(errors(&config), ["apiKey invalid_value"]);
}

#[test]
fn nothing_else_may_set_what_a_signature_sets() {
    for (other, expected) in [
        (
            json!({ "authorization": "Bearer x" }),
            "authorization conflict",
        ),
        (
            json!({ "headers": { "authorization": "x" } }),
            "headers.authorization conflict",
        ),
        (
            json!({ "endpoint": "https://user:pass@api.sms.test/" }),
            "endpoint conflict",
        ),
    ] {
        for (signature, _) in every_scheme() {
            assert_eq!(errors(&signed(&signature, &other)), [expected]);
        }
    }
    for (signature, added) in every_scheme() {
        for name in added {
            for name in [name.to_owned(), name.to_ascii_uppercase()] {
                let mut headers = json!({});
                headers[&name] = json!("x");
                let config = signed(&signature, &json!({ "headers": headers }));
                assert_eq!(errors(&config), [format!("headers.{name} conflict")]);
            }
        }
    }
}

#[test]
fn tc3_needs_a_content_type_to_sign() {
    let get = json!({ "method": "GET", "bodyParams": {}, "queryParams": { "to": "{{to}}", "text": "{{message}}" } });
    let found = every_scheme().map(|(signature, _)| mistakes(&signed(&signature, &get)));
    assert_eq!(found, [vec![], vec!["headers required".to_owned()], vec![]]);
}

#[test]
fn neither_a_preview_nor_an_error_shows_a_signature() {
    for (signature, added) in every_scheme() {
        let config = signed(&signature, &json!({}));
        let sent = request(&config, &sign_in());
        let authorization = header(&sent, "authorization").unwrap();
        let (_, made) = authorization.rsplit_once("Signature=").unwrap();

        let mut delivery = delivery(&config, &sign_in());
        let shown = delivery.preview(&mut Still::default(), false).ok().unwrap();
        assert_eq!(header(&shown.request, "authorization"), Some("[redacted]"));
        // What says when and how it was signed helps whoever looks for a mistake.
        assert_eq!(header(&shown.request, added[0]), header(&sent, added[0]));
        let revealed = delivery.preview(&mut Still::default(), true).ok().unwrap();
        assert_eq!(
            header(&revealed.request, "authorization"),
            Some(authorization)
        );

        let said = "the signature of content-type;host is another";
        let body = json!({ "message": said }).to_string();
        let data = data_of(failure(&config, &sign_in(), &answer(403, &body)));
        assert_eq!(data["providerMessage"], said);
        for echoed in [made, KEY_ID, SECRET, authorization] {
            let body = json!({ "message": format!("not accepted: {echoed} is wrong") }).to_string();
            let error = failure(&config, &sign_in(), &answer(403, &body));
            let data = data_of(error);
            let said = data["providerMessage"].as_str().unwrap();
            assert!(
                said.starts_with("not accepted: ") && said.ends_with(" is wrong"),
                "{said}"
            );
            for hidden in [made, KEY_ID, SECRET] {
                assert!(!data.to_string().contains(hidden), "{signature}");
            }
        }
    }
}
