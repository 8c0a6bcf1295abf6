//! Errors: every failure with its code, its reason, its sentence and the shape of its data.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::collections::BTreeSet;

use common::{answer, assert_snapshot, data_of, failure, faulted, refusal, sign_in, with_endpoint};
use generic_http_sms::error::{Failure, Fault, Found, Limit, SendError, TokenFailure, UnmetRule};
use generic_http_sms::issue::{Issue, IssueCode, Severity};
use serde_json::{Value, json};

/// Counts the variants at compile time: a new one does not compile until it is listed here, and `every_failure` has to
/// bring it.
const fn index(failure: &Failure) -> usize {
    match failure {
        Failure::InvalidConfig(_) => 0,
        Failure::InvalidData(_) => 1,
        Failure::NothingToSend => 2,
        Failure::UnfitValue { .. } => 3,
        Failure::TooLarge(Limit::Url) => 4,
        Failure::TooLarge(Limit::Request) => 5,
        Failure::TemplateNotFound { .. } => 6,
        Failure::RateLimited { by_rule: false } => 7,
        Failure::RateLimited { by_rule: true } => 8,
        Failure::QuotaExceeded { by_rule: false } => 9,
        Failure::QuotaExceeded { by_rule: true } => 10,
        Failure::InvalidResponse(_) => 11,
        Failure::HttpStatus => 12,
        Failure::Rejected(_) => 13,
        Failure::Redirect => 14,
        Failure::Internal(_) => 15,
        Failure::Unanswered { fault, .. } => 16 + fault_index(*fault),
        Failure::Blocked => 32,
        Failure::Token(TokenFailure::Status) => 33,
        Failure::Token(TokenFailure::Redirect) => 34,
        Failure::Token(TokenFailure::Missing { .. }) => 35,
        Failure::Token(TokenFailure::Unanswered { .. }) => 36,
        Failure::Token(TokenFailure::Unprepared(_)) => 37,
        Failure::RefusedByRule(_) => 38,
        Failure::Token(TokenFailure::Unusable(_)) => 39,
    }
}

const fn fault_index(fault: Fault) -> usize {
    match fault {
        Fault::Refused => 0,
        Fault::DnsFailure => 1,
        Fault::ConnectTimeout => 2,
        Fault::Reset => 3,
        Fault::Certificate => 4,
        Fault::Protocol => 5,
        Fault::Other => 6,
        Fault::Timeout => 7,
        Fault::Aborted => 8,
        Fault::InvalidUrl => 9,
        Fault::NoFetch => 10,
        Fault::NotAResponse => 11,
        Fault::PlainText => 12,
        Fault::UnknownIssuer => 13,
        Fault::ProxyRefused => 14,
        Fault::ProxyFailed => 15,
    }
}

const VARIANTS: usize = 40;

const fn unanswered(fault: Fault) -> Failure {
    Failure::Unanswered {
        fault,
        budget_ms: 10_000,
    }
}

fn rejected() -> Failure {
    Failure::Rejected(Box::new(UnmetRule {
        rule: "success 2 of 2".to_owned(),
        alternatives: 1,
        places: vec![found(Some("messages.0.status"), Some("9"))],
    }))
}

fn token_missing(is_readable: bool) -> Failure {
    Failure::Token(TokenFailure::Missing {
        place: Some("access_token".into()),
        is_readable,
    })
}

/// An `any` of five rules that look at more places than a sentence has room for.
fn none_of_five() -> Failure {
    let places = vec![
        found(Some("status"), Some("9")),
        found(None, Some(&"long ".repeat(40))),
        found(Some("code"), None),
        found(Some("text"), Some("not shown")),
    ];
    Failure::Rejected(Box::new(UnmetRule {
        rule: "success 1 of 2".to_owned(),
        alternatives: 5,
        places,
    }))
}

fn found(place: Option<&str>, text: Option<&str>) -> Found {
    Found {
        place: place.map(str::to_owned),
        text: text.map(str::to_owned),
    }
}

fn unsent(failure: Failure) -> SendError {
    SendError::unsent(failure, "1a2b3c4d".into())
}

fn issue(path: &str, message: &str, severity: Severity) -> Issue {
    Issue {
        path: path.to_owned(),
        code: IssueCode::InvalidValue,
        message: message.to_owned(),
        severity,
    }
}

/// Every failure, with the code and the reason that the README promises.
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_failure() -> Vec<(Failure, &'static str, &'static str)> {
    let one = vec![issue("endpoint", "expected a URL", Severity::Error)];
    let two = vec![
        issue("x", "unknown key", Severity::Warning),
        issue("", "expected an object", Severity::Error),
        issue("method", "expected `GET` or `POST`", Severity::Error),
    ];
    let three = vec![issue("to", "expected a phone number", Severity::Error); 3];
    vec![
        (
            Failure::InvalidConfig(one),
            "invalid_config",
            "invalid_config",
        ),
        (
            Failure::InvalidConfig(two),
            "invalid_config",
            "invalid_config",
        ),
        (
            Failure::InvalidData(three),
            "invalid_request_parameters",
            "invalid_request_parameters",
        ),
        (
            Failure::NothingToSend,
            "invalid_request_parameters",
            "invalid_request_parameters",
        ),
        (
            Failure::UnfitValue {
                path: "headers.X-A".into(),
                placeholder: "{{code}}".into(),
                why: "holds a line break",
            },
            "invalid_request_parameters",
            "invalid_request_parameters",
        ),
        (
            Failure::TooLarge(Limit::Url),
            "invalid_request_parameters",
            "invalid_request_parameters",
        ),
        (
            Failure::TooLarge(Limit::Request),
            "invalid_request_parameters",
            "invalid_request_parameters",
        ),
        (
            Failure::TemplateNotFound {
                message_type: "Register".to_owned(),
            },
            "template_not_found",
            "template_not_found",
        ),
        (
            Failure::RateLimited { by_rule: false },
            "rate_limit_exceeded",
            "http_status",
        ),
        (
            Failure::RateLimited { by_rule: true },
            "rate_limit_exceeded",
            "rejected",
        ),
        (
            Failure::QuotaExceeded { by_rule: false },
            "usage_limit_exceeded",
            "http_status",
        ),
        (
            Failure::QuotaExceeded { by_rule: true },
            "usage_limit_exceeded",
            "rejected",
        ),
        (
            Failure::InvalidResponse("it is not JSON"),
            "invalid_response",
            "invalid_response",
        ),
        (Failure::HttpStatus, "general", "http_status"),
        (rejected(), "general", "rejected"),
        (none_of_five(), "general", "rejected"),
        (Failure::RefusedByRule("refused"), "general", "rejected"),
        (
            Failure::RefusedByRule("tokenExpired"),
            "general",
            "rejected",
        ),
        (Failure::Redirect, "general", "redirect"),
        (unanswered(Fault::Timeout), "general", "timeout"),
        (unanswered(Fault::Refused), "general", "network"),
        (unanswered(Fault::DnsFailure), "general", "network"),
        (unanswered(Fault::ConnectTimeout), "general", "network"),
        (unanswered(Fault::Reset), "general", "network"),
        (unanswered(Fault::Certificate), "general", "network"),
        (unanswered(Fault::Protocol), "general", "network"),
        (unanswered(Fault::Other), "general", "network"),
        (unanswered(Fault::PlainText), "general", "network"),
        (unanswered(Fault::UnknownIssuer), "general", "network"),
        (unanswered(Fault::ProxyRefused), "general", "network"),
        (unanswered(Fault::ProxyFailed), "general", "network"),
        (unanswered(Fault::Aborted), "general", "aborted"),
        (unanswered(Fault::InvalidUrl), "general", "network"),
        (unanswered(Fault::NoFetch), "general", "internal"),
        (unanswered(Fault::NotAResponse), "general", "internal"),
        (Failure::Blocked, "invalid_request_parameters", "blocked"),
        (Failure::Token(TokenFailure::Status), "general", "token"),
        (Failure::Token(TokenFailure::Redirect), "general", "token"),
        (token_missing(true), "general", "token"),
        (token_missing(false), "general", "token"),
        (
            Failure::Token(TokenFailure::Unusable("holds a line break")),
            "general",
            "token",
        ),
        (
            Failure::Token(TokenFailure::Unanswered {
                fault: Fault::Timeout,
                budget_ms: 10_000,
            }),
            "general",
            "token",
        ),
        (
            Failure::Token(TokenFailure::Unprepared(Box::new(Failure::TooLarge(
                Limit::Url,
            )))),
            "general",
            "token",
        ),
        (
            Failure::Internal("this host has no `fetch`"),
            "general",
            "internal",
        ),
    ]
}

#[test]
fn the_list_has_every_variant() {
    let seen: BTreeSet<usize> = every_failure()
        .iter()
        .map(|(failure, ..)| index(failure))
        .collect();
    assert_eq!(seen, (0..VARIANTS).collect());
}

#[test]
fn every_failure_has_its_code_and_reason() {
    for (failure, code, reason) in every_failure() {
        let error = unsent(failure);
        assert_eq!((error.code(), error.reason()), (code, reason), "{error:?}");
    }
}

#[test]
fn every_code_is_one_of_logtos() {
    // ConnectorErrorCodes of @logto/connector-kit 5.1, as far as a message can meet them.
    let logto = [
        "general",
        "invalid_response",
        "invalid_config",
        "template_not_found",
        "invalid_request_parameters",
        "rate_limit_exceeded",
        "usage_limit_exceeded",
    ];
    let used: BTreeSet<_> = every_failure()
        .into_iter()
        .map(|(failure, ..)| unsent(failure).code())
        .collect();
    assert_eq!(used, logto.into_iter().collect());
}

#[test]
fn general_errors_have_every_reason_of_the_design() {
    let reasons: BTreeSet<_> = every_failure()
        .into_iter()
        .map(|(failure, ..)| unsent(failure))
        .filter(|error| error.code() == "general")
        .map(|error| error.reason())
        .collect();
    assert_eq!(
        reasons,
        [
            "http_status",
            "rejected",
            "redirect",
            "timeout",
            "network",
            "aborted",
            "internal",
            "token"
        ]
        .into_iter()
        .collect()
    );
}

#[test]
fn every_description_is_one_clear_sentence() {
    for (failure, ..) in every_failure() {
        for provider in [None, Some("Unknown sender")] {
            let error = SendError {
                status: Some(500),
                provider_message: provider.map(Into::into),
                ..unsent(failure.clone())
            };
            let description = error.description();
            assert!(
                description.chars().next().unwrap().is_uppercase(),
                "{description}"
            );
            assert!(
                description.ends_with('.') || description.contains("The provider says: "),
                "{description}"
            );
            assert!(
                !description.contains('\n')
                    && !description.contains("  ")
                    && !description.contains(".."),
                "{description}"
            );
            assert!(
                (20..=400).contains(&description.chars().count()),
                "{description}"
            );
        }
    }
}

#[test]
fn the_data_of_every_failure_is_as_before() {
    let shown: Vec<Value> = every_failure()
        .into_iter()
        .map(|(failure, code, _)| {
            let error = SendError {
                attempts: 2,
                status: matches!(
                    failure,
                    Failure::HttpStatus | Failure::Rejected(_) | Failure::RateLimited { .. }
                )
                .then_some(429),
                retry_after: matches!(failure, Failure::RateLimited { .. }).then_some(30),
                provider_message: matches!(failure, Failure::Rejected(_))
                    .then(|| "Unknown sender".into()),
                ..unsent(failure)
            };
            json!({ "code": code, "data": data_of(error) })
        })
        .collect();
    assert_snapshot("errors.json", &json!(shown));
}

#[test]
fn the_hints_for_statuses_are_as_before() {
    let shown: Vec<Value> = [400, 401, 403, 404, 405, 408, 415, 422, 500, 503]
        .into_iter()
        .map(|status| {
            let error = failure(&with_endpoint(json!({})), &sign_in(), &answer(status, ""));
            json!({ "status": status, "errorDescription": error.description() })
        })
        .collect();
    assert_snapshot("status-hints.json", &json!(shown));
}

#[test]
fn data_always_has_description_reason_and_attempts_and_nothing_unknown() {
    let allowed = [
        "errorDescription",
        "reason",
        "attempts",
        "reference",
        "rule",
        "status",
        "providerMessage",
        "retryAfter",
        "issues",
    ];
    for (failure, ..) in every_failure() {
        let has_issues = matches!(failure, Failure::InvalidConfig(_) | Failure::InvalidData(_));
        let data = data_of(unsent(failure));
        let map = data.as_object().unwrap();
        assert!(data["errorDescription"].is_string() && data["reason"].is_string());
        assert_eq!(
            (&data["attempts"], &data["reference"]),
            (&json!(0), &json!("1a2b3c4d"))
        );
        assert!(
            map.keys().all(|key| allowed.contains(&key.as_str())),
            "{data}"
        );
        assert_eq!(map.contains_key("issues"), has_issues);
        assert!(
            !map.contains_key("status")
                && !map.contains_key("providerMessage")
                && !map.contains_key("retryAfter")
        );
    }
}

#[test]
fn all_issues_are_in_the_data_with_their_paths() {
    let failure = Failure::InvalidConfig(vec![
        issue("a.0", "one", Severity::Error),
        issue("b", "two", Severity::Warning),
    ]);
    let data = data_of(unsent(failure));
    assert_eq!(
        data["issues"],
        json!([
            { "path": "a.0", "code": "invalid_value", "message": "one", "severity": "error" },
            { "path": "b", "code": "invalid_value", "message": "two", "severity": "warning" },
        ])
    );
}

#[test]
fn a_description_has_no_second_line_of_a_caret() {
    let failure = Failure::InvalidConfig(vec![issue(
        "a",
        "unknown filter\n  {{x|y}}\n     ^",
        Severity::Error,
    )]);
    assert!(!unsent(failure).description().contains('\n'));
}

#[test]
fn every_fault_becomes_its_failure() {
    let config = with_endpoint(json!({ "timeout": 1_500 }));
    for (fault, code, reason) in [
        (Fault::Timeout, "general", "timeout"),
        (Fault::Aborted, "general", "aborted"),
        (Fault::InvalidUrl, "invalid_config", "invalid_config"),
        (Fault::NoFetch, "general", "internal"),
        (Fault::NotAResponse, "general", "internal"),
        (Fault::Other, "general", "network"),
    ] {
        let error = faulted(&config, &sign_in(), fault);
        assert_eq!(
            (error.code(), error.reason(), error.attempts),
            (code, reason, 1)
        );
        assert_eq!((error.status, error.provider_message), (None, None));
    }
    let error = faulted(&config, &sign_in(), Fault::InvalidUrl);
    assert_eq!(data_of(error)["issues"][0]["path"], "endpoint");
}

#[test]
fn nothing_was_attempted_before_a_request() {
    let config = with_endpoint(json!({ "bodyParams": { "text": "{{message}}" } }));
    let error = refusal(&config, &json!({ "to": "14155550123", "type": "X" }));
    let data = data_of(error);
    assert_eq!(data["attempts"], 0);
    assert_eq!(data.get("status"), None);
}

#[test]
fn neither_body_nor_url_enters_an_error() {
    let config = json!({ "endpoint": "https://hidden-host.test/hidden-path?hidden-query=1", "queryParams": { "q": "hidden-param" } });
    let body = json!({ "data": { "echo": "hidden-echo", "html": "<b>hidden-html</b>" }, "message": "Refused" }).to_string();
    for status in [0, 302, 400, 402, 404, 429, 500] {
        let shown = common::everything_of(failure(&config, &sign_in(), &answer(status, &body)));
        assert!(!shown.contains("hidden-"), "{status}");
    }
    for fault in [
        Fault::Timeout,
        Fault::Aborted,
        Fault::InvalidUrl,
        Fault::NoFetch,
        Fault::DnsFailure,
    ] {
        let shown = common::everything_of(faulted(&config, &sign_in(), fault));
        assert!(!shown.contains("hidden-"), "{fault:?}");
    }
}

#[test]
fn the_redirect_says_so() {
    let error = failure(&with_endpoint(json!({})), &sign_in(), &answer(307, ""));
    assert!(error.description().contains("redirect"));
    assert_eq!(error.status, Some(307));
    // A browser hides the status.
    assert_eq!(
        failure(&with_endpoint(json!({})), &sign_in(), &answer(0, "")).status,
        None
    );
}
