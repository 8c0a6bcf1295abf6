//! One send over several attempts: what is repeated, when, and what never is.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{Still, answer, attempt, compiled, delivery, header, parsed, sign_in, with_endpoint};
use generic_http_sms::answer::Answer;
use generic_http_sms::delivery::network::classify;
use generic_http_sms::delivery::{Delivery, Step};
use generic_http_sms::error::Fault;
use serde_json::{Value, json};

const FAULTS: [Fault; 10] = [
    Fault::Refused,
    Fault::DnsFailure,
    Fault::ConnectTimeout,
    Fault::Reset,
    Fault::UnknownIssuer,
    Fault::Certificate,
    Fault::ProxyRefused,
    Fault::ProxyFailed,
    Fault::Protocol,
    Fault::Other,
];

fn repeats_fault(retry: &str, fault: Fault) -> bool {
    let config = with_endpoint(json!({ "retry": retry }));
    let mut delivery = delivery(&config, &sign_in());
    let mut host = Still::default();
    attempt(&mut delivery, &mut host);
    matches!(delivery.failed(fault, &mut host), Step::Wait(_))
}

fn repeats_status(retry: &str, status: u16, retry_after: Option<&str>) -> bool {
    let config = with_endpoint(json!({ "retry": retry }));
    let mut answer = answer(status, "");
    answer.retry_after = retry_after.map(str::to_owned);
    matches!(common::step(&config, &sign_in(), &answer), Step::Wait(_))
}

#[test]
fn unsent_repeats_what_was_provably_not_accepted() {
    for fault in FAULTS {
        let unsent = matches!(
            fault,
            Fault::Refused | Fault::DnsFailure | Fault::ConnectTimeout | Fault::ProxyFailed
        );
        assert_eq!(repeats_fault("unsent", fault), unsent, "{fault:?}");
    }
    for status in 100..=599 {
        assert!(!repeats_status("unsent", status, None), "{status}");
        assert_eq!(
            repeats_status("unsent", status, Some("1")),
            matches!(status, 429 | 503),
            "{status}"
        );
    }
}

#[test]
fn always_also_repeats_what_may_have_been_accepted() {
    for fault in FAULTS {
        let repeated = matches!(
            fault,
            Fault::Refused
                | Fault::DnsFailure
                | Fault::ConnectTimeout
                | Fault::ProxyFailed
                | Fault::Reset
        );
        assert_eq!(repeats_fault("always", fault), repeated, "{fault:?}");
    }
    for status in 100..=599 {
        assert_eq!(
            repeats_status("always", status, None),
            matches!(status, 408 | 429 | 500..),
            "{status}"
        );
        assert_eq!(
            repeats_status("always", status, Some("1")),
            matches!(status, 408 | 429 | 500..),
            "{status}"
        );
    }
}

#[test]
fn never_is_one_attempt() {
    for fault in FAULTS {
        assert!(!repeats_fault("never", fault));
    }
    for status in 100..=599 {
        assert!(!repeats_status("never", status, Some("0")));
    }
}

#[test]
fn what_is_over_is_never_repeated() {
    for retry in ["never", "unsent", "always"] {
        for fault in [
            Fault::Timeout,
            Fault::Aborted,
            Fault::InvalidUrl,
            Fault::NoFetch,
            Fault::NotAResponse,
        ] {
            assert!(!repeats_fault(retry, fault), "{retry} {fault:?}");
        }
        let config =
            with_endpoint(json!({ "retry": retry, "response": { "success": { "equals": "OK" } } }));
        assert!(matches!(
            common::step(&config, &sign_in(), &answer(200, "NO")),
            Step::Failed(_)
        ));
        assert!(matches!(
            common::step(&config, &sign_in(), &answer(200, "OK")),
            Step::Done(_)
        ));
    }
}

#[test]
fn the_default_is_two_retries_of_what_was_not_sent() {
    assert_eq!(attempts(&json!({}), Fault::Refused), 3);
    assert_eq!(attempts(&json!({}), Fault::Reset), 1);
}

/// How many requests are made where every attempt fails in the same way.
fn attempts(config: &Value, fault: Fault) -> u32 {
    let mut delivery = delivery(&with_endpoint(config.clone()), &sign_in());
    let mut host = Still::default();
    for _ in 0..20 {
        attempt(&mut delivery, &mut host);
        match delivery.failed(fault, &mut host) {
            Step::Wait(_) => {}
            Step::Failed(error) => return error.attempts,
            step => panic!("{step:?}"),
        }
    }
    panic!("repeated without end")
}

#[test]
fn max_retries_bounds_the_attempts() {
    for max in 0..=5_u32 {
        let made = attempts(
            &json!({ "retry": "always", "maxRetries": max }),
            Fault::Refused,
        );
        assert_eq!(made, max.saturating_add(1));
    }
}

fn delay(config: &Value, answer: &Answer, elapsed_ms: u64, random: u8) -> Option<u32> {
    let mut host = Still {
        random,
        ..Still::default()
    };
    let mut delivery = delivery(&with_endpoint(config.clone()), &sign_in());
    attempt(&mut delivery, &mut host);
    host.now_ms += elapsed_ms;
    match delivery.answered(answer, &mut host) {
        Step::Wait(after_ms) => Some(after_ms),
        _ => None,
    }
}

fn busy(retry_after: &str) -> Answer {
    Answer {
        retry_after: Some(retry_after.to_owned()),
        ..answer(503, "")
    }
}

#[test]
fn retry_after_is_kept_where_it_fits_in_what_remains_of_the_budget() {
    let config = json!({ "timeout": 5_000 });
    assert_eq!(delay(&config, &busy("2"), 0, 7), Some(2_000));
    assert_eq!(delay(&config, &busy("0"), 0, 7), Some(0));
    assert_eq!(delay(&config, &busy("4"), 500, 7), Some(4_000));
    assert_eq!(delay(&config, &busy("5"), 0, 7), None);
    assert_eq!(delay(&config, &busy("4"), 1_500, 7), None);
    assert_eq!(delay(&config, &busy("99999999999999999999"), 0, 7), None);
    // The clock of the tests shows 2026-11-23 00:00:00.
    assert_eq!(
        delay(&config, &busy("Mon, 23 Nov 2026 00:00:03 GMT"), 0, 7),
        Some(3_000)
    );
    assert_eq!(
        delay(&config, &busy("Mon, 23 Nov 2026 00:00:03 GMT"), 1_000, 7),
        Some(2_000)
    );
    assert_eq!(
        delay(&config, &busy("Sun, 22 Nov 2026 00:00:00 GMT"), 0, 7),
        Some(0)
    );
    assert_eq!(
        delay(&config, &busy("Mon, 23 Nov 2026 00:01:00 GMT"), 0, 7),
        None
    );
    for nonsense in ["", "-1", "soon", "1.5"] {
        assert_eq!(delay(&config, &busy(nonsense), 0, 7), None, "{nonsense:?}");
    }
}

#[test]
fn the_budget_is_never_exceeded() {
    let config = json!({ "timeout": 1_000, "retry": "always", "maxRetries": 5 });
    for elapsed in [0, 500, 900, 999, 1_000, 5_000] {
        for random in [0, 1, 77, 255] {
            if let Some(after_ms) = delay(&config, &answer(500, ""), elapsed, random) {
                assert!(elapsed + u64::from(after_ms) < 1_000, "{elapsed} {random}");
            }
        }
    }
    assert_eq!(delay(&config, &answer(500, ""), 1_000, 0), None);
}

/// A host whose randomness is any number.
struct Seeded(u32);

impl generic_http_sms::delivery::Host for Seeded {
    fn unix_ms(&mut self) -> u64 {
        common::NOW_MS
    }

    fn monotonic_ms(&mut self) -> u64 {
        common::NOW_MS
    }

    fn random(&mut self) -> [u8; 16] {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0.to_be_bytes().repeat(4).try_into().unwrap()
    }
}

#[test]
fn backoff_grows_and_has_full_jitter() {
    let config = with_endpoint(json!({ "retry": "always", "maxRetries": 5, "timeout": 60_000 }));
    let mut longest = [0; 5];
    let mut shortest = [u32::MAX; 5];
    let mut host = Seeded(1);
    for _ in 0..500 {
        let mut delivery =
            Delivery::prepare(Ok((compiled(&config), parsed(&sign_in()))), &mut host).unwrap();
        for (longest, shortest) in longest.iter_mut().zip(&mut shortest) {
            attempt(&mut delivery, &mut host);
            let Step::Wait(after_ms) = delivery.answered(&answer(500, ""), &mut host) else {
                panic!("not repeated");
            };
            *longest = after_ms.max(*longest);
            *shortest = after_ms.min(*shortest);
        }
    }
    for pair in longest.windows(2) {
        let ratio = f64::from(pair[1]) / f64::from(pair[0]);
        assert!((1.5..2.6).contains(&ratio), "{longest:?}");
    }
    for (longest, shortest) in longest.iter().zip(shortest) {
        assert!(
            shortest < longest / 10,
            "no full jitter: {shortest} to {longest}"
        );
    }
}

#[test]
fn every_attempt_sends_the_same_message() {
    let config = with_endpoint(
        json!({ "headers": { "X-Id": "{{id}}", "X-Code": "{{code}}" }, "bodyParams": { "t": "{{message}}" } }),
    );
    let mut delivery = delivery(&config, &sign_in());
    let mut host = Seeded(7);
    let first = attempt(&mut delivery, &mut host);
    assert!(matches!(
        delivery.failed(Fault::Refused, &mut host),
        Step::Wait(_)
    ));
    let second = attempt(&mut delivery, &mut host);
    assert_eq!(first.url, second.url);
    assert_eq!(common::headers(&first), common::headers(&second));
    assert_eq!(first.body, second.body);
    assert!(header(&first, "x-id").is_some_and(|id| id.len() == 36));
    let Step::Done(receipt) = delivery.answered(&answer(200, ""), &mut host) else {
        panic!("not taken for success");
    };
    assert_eq!(receipt.attempts, 2);
}

#[test]
fn errors_of_hosts_are_told_apart_by_their_codes() {
    for (codes, fault) in [
        (vec!["ECONNREFUSED"], Fault::Refused),
        (vec!["", "ECONNREFUSED"], Fault::Refused),
        (vec!["ConnectionRefused"], Fault::Refused),
        (vec!["ENOTFOUND"], Fault::DnsFailure),
        (vec!["EAI_AGAIN"], Fault::DnsFailure),
        (vec!["UND_ERR_CONNECT_TIMEOUT"], Fault::ConnectTimeout),
        (vec!["ECONNRESET"], Fault::Reset),
        (vec!["UND_ERR_SOCKET"], Fault::Reset),
        (vec!["DEPTH_ZERO_SELF_SIGNED_CERT"], Fault::UnknownIssuer),
        (vec!["CERT_UNTRUSTED"], Fault::UnknownIssuer),
        (vec!["CERT_HAS_EXPIRED"], Fault::Certificate),
        (vec!["ERR_TLS_CERT_ALTNAME_INVALID"], Fault::Certificate),
        (vec!["HPE_INVALID_CONSTANT"], Fault::Protocol),
        (vec!["Z_DATA_ERROR"], Fault::Protocol),
        (vec!["UND_ERR_HEADERS_OVERFLOW"], Fault::Protocol),
        (vec!["FailedToOpenSocket"], Fault::DnsFailure),
        (vec!["Malformed_HTTP_Response"], Fault::Protocol),
        (vec!["ZlibError"], Fault::Protocol),
        (
            vec![
                "Proxy response (407) !== 200 when HTTP Tunneling",
                "UND_ERR_ABORTED",
            ],
            Fault::ProxyRefused,
        ),
        (
            vec![
                "Proxy response (502) !== 200 when HTTP Tunneling",
                "UND_ERR_ABORTED",
            ],
            Fault::ProxyFailed,
        ),
        (
            vec!["UND_ERR_PRX_CONN", "UND_ERR_SOCKET"],
            Fault::ProxyFailed,
        ),
        // What was aborted may have been sent before.
        (vec!["Request aborted", "UND_ERR_ABORTED"], Fault::Other),
        (vec!["E_SOMETHING_NEW"], Fault::Other),
        (vec!["unknown", "ECONNRESET", "ECONNREFUSED"], Fault::Reset),
        (vec![], Fault::Other),
    ] {
        assert_eq!(classify(codes.iter().copied()), fault, "{codes:?}");
    }
    assert_eq!(classify(["ERR_INVALID_URL"]), Fault::InvalidUrl);
}

/// A host whose wall clock steps back and forth while its other clock goes on.
struct Stepping(u64);

impl generic_http_sms::delivery::Host for Stepping {
    fn unix_ms(&mut self) -> u64 {
        self.0 += 1;
        common::NOW_MS + (self.0 % 2) * 3_600_000
    }

    fn monotonic_ms(&mut self) -> u64 {
        500
    }

    fn random(&mut self) -> [u8; 16] {
        [0; 16]
    }
}

#[test]
fn a_step_of_the_wall_clock_costs_no_time_of_the_budget() {
    let config = with_endpoint(json!({ "timeout": 1_000, "retry": "always" }));
    let mut host = Stepping(0);
    let input = Ok((compiled(&config), parsed(&sign_in())));
    let mut delivery = Delivery::prepare(input, &mut host).unwrap();
    attempt(&mut delivery, &mut host);
    let step = delivery.answered(&answer(500, ""), &mut host);
    assert!(matches!(step, Step::Wait(_)), "{step:?}");
}

#[test]
fn a_token_that_was_waited_for_to_the_end_of_the_budget_leaves_none_for_a_fallback() {
    let config = with_endpoint(json!({
        "apiKey": "key-1",
        "apiSecret": "secret-1",
        "token": { "endpoint": "https://auth.sms.test/token" },
        "fallback": [{ "endpoint": "https://other.sms.test/send", "bodyParams": { "to": "{{to}}", "text": "{{message}}" } }],
        "retry": "never",
    }));
    // The clock stands still, as it seems to where a timer is early.
    for (fault, is_over) in [
        (Fault::Timeout, true),
        (Fault::Refused, false),
        (Fault::Reset, false),
    ] {
        let (mut delivery, mut host) = (delivery(&config, &sign_in()), Still::default());
        assert!(matches!(delivery.next(&mut host), Step::Authorize(None)));
        let refusal = delivery.token_fetch().failed(fault);
        match delivery.unauthorized(&refusal, &mut host) {
            Step::Failed(error) => assert!(is_over && error.reason() == "token", "{fault:?}"),
            step => assert!(!is_over && matches!(step, Step::Send(_)), "{fault:?}"),
        }
    }
}
