//! What comes after each outcome of an attempt: the same provider again, the next one, a new token, or nothing.
//!
//! The table is `tests/vectors/outcomes.txt`, for people to read; `--nocapture` prints it as the engine has it.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::rc::Rc;

use common::{Still, answer, compiled, data_of, parsed, sign_in};
use generic_http_sms::answer::Answer;
use generic_http_sms::config::Config;
use generic_http_sms::delivery::{Delivery, Step};
use generic_http_sms::error::Fault;
use generic_http_sms::limits;
use serde_json::{Value, json};

/// Every fault. The match makes it a mistake that does not compile to forget one.
fn faults() -> Vec<Fault> {
    let all = vec![
        Fault::Refused,
        Fault::DnsFailure,
        Fault::ConnectTimeout,
        Fault::Certificate,
        Fault::PlainText,
        Fault::Reset,
        Fault::Protocol,
        Fault::Other,
        Fault::Timeout,
        Fault::Aborted,
        Fault::InvalidUrl,
        Fault::NoFetch,
        Fault::NotAResponse,
        Fault::UnknownIssuer,
        Fault::ProxyRefused,
        Fault::ProxyFailed,
    ];
    let number = |fault: &Fault| match fault {
        Fault::Refused => 0,
        Fault::DnsFailure => 1,
        Fault::ConnectTimeout => 2,
        Fault::Certificate => 3,
        Fault::PlainText => 4,
        Fault::Reset => 5,
        Fault::Protocol => 6,
        Fault::Other => 7,
        Fault::Timeout => 8,
        Fault::Aborted => 9,
        Fault::InvalidUrl => 10,
        Fault::NoFetch => 11,
        Fault::NotAResponse => 12,
        Fault::UnknownIssuer => 13,
        Fault::ProxyRefused => 14,
        Fault::ProxyFailed => 15,
    };
    assert!(all.iter().map(number).eq(0..=15));
    all
}

fn fault(name: &str) -> Option<Fault> {
    faults()
        .into_iter()
        .find(|fault| format!("{fault:?}") == name)
}

/// What becomes of an attempt.
#[derive(Clone)]
enum Outcome {
    Answered(Answer),
    Unanswered(Fault),
    /// The same of the request of a token.
    TokenAnswered(Answer),
    TokenUnanswered(Fault),
}

/// A row of the table: what it says, an outcome for each of its configurations, and the cells.
struct Row {
    label: String,
    outcomes: Vec<Outcome>,
    config: Value,
    expected: Vec<String>,
}

const RETRIES: [&str; 3] = ["never", "unsent", "always"];

fn retry_after(heading: &str) -> Option<&'static str> {
    if heading.contains("within the budget") {
        Some("1")
    } else if heading.contains("beyond the budget") {
        Some("20")
    } else {
        None
    }
}

/// The statuses of `429`, or of `500..599`.
fn statuses(label: &str) -> Option<Vec<u16>> {
    let (first, last) = label.split_once("..").unwrap_or((label, label));
    Some((first.parse().ok()?..=last.parse().ok()?).collect())
}

/// The outcome that a label tells, and the keys of the configuration that it needs.
fn outcomes(heading: &str, label: &str) -> (Vec<Outcome>, Value) {
    let with_retry_after = |status: u16| {
        let place = if retry_after(heading).is_some() {
            heading
        } else {
            label
        };
        Answer {
            retry_after: retry_after(place).map(str::to_owned),
            ..answer(status, "")
        }
    };
    if let Some(statuses) = statuses(label) {
        let outcomes = statuses.into_iter().map(with_retry_after);
        return (outcomes.map(Outcome::Answered).collect(), json!({}));
    }
    if let Some(fault) = fault(label) {
        return (vec![Outcome::Unanswered(fault)], json!({}));
    }
    let token = json!({ "endpoint": "https://auth.sms.test/token", "authorization": "Basic dTpw" });
    let cut_by = label.split_once("cut by ").map(|(_, name)| {
        let name = name.split(',').next().unwrap_or_default();
        fault(name).unwrap_or_else(|| panic!("no fault is called {name}"))
    });
    if let Some(label) = label.strip_prefix("token ") {
        let config = json!({ "token": token });
        if let Some(fault) = fault(label) {
            return (vec![Outcome::TokenUnanswered(fault)], config);
        }
        let status = label.split(',').next().unwrap_or_default();
        let mut answer = with_retry_after(status.parse().expect("a status"));
        answer.cut_by = cut_by;
        match label {
            "200, nothing at its path" => answer.body = r#"{"id":1}"#.into(),
            _ if cut_by.is_some() => answer.body = r#"{"access_tok"#.into(),
            _ => {}
        }
        return (vec![Outcome::TokenAnswered(answer)], config);
    }
    let (status, said) = label.split_once(' ').expect("a status and what else");
    let status = status.parse().expect("a status");
    let (said, config) = match said.strip_suffix("with a token") {
        Some(said) => (said.trim(), json!({ "token": token })),
        None => (said, json!({})),
    };
    let mut config = config;
    let rule = |word: &str| json!({ "path": "is", "equals": word });
    let mut response = json!({
        "success": rule("success holds"),
        "rateLimited": rule("rateLimited"),
        "quotaExceeded": rule("quotaExceeded"),
        "refused": rule("refused"),
        "tokenExpired": rule("tokenExpired"),
    });
    let mut answer = answer(status, &json!({ "is": said }).to_string());
    answer.cut_by = cut_by;
    match said {
        _ if said.ends_with("only messageId") => {
            response = json!({ "messageId": "id" });
            answer.body = r#"{"id":"#.into();
        }
        "empty" => answer.body = String::new(),
        "neither JSON nor XML" => answer.body = "OK".into(),
        "longer than 1 MiB" => answer.body = "x".repeat(limits::ANSWER_BYTES),
        _ if cut_by.is_some() => answer.body = r#"{"is":"success hol"#.into(),
        _ => {}
    }
    config["response"] = response;
    (vec![Outcome::Answered(answer)], config)
}

/// The columns of a line, which are two or more spaces apart.
fn columns(line: &str) -> Vec<&str> {
    let columns = line.split("  ").map(str::trim);
    columns.filter(|column| !column.is_empty()).collect()
}

fn table() -> Vec<(String, Vec<Row>)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/outcomes.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let mut sections: Vec<(String, Vec<Row>)> = Vec::new();
    for line in text.lines() {
        match columns(line).as_slice() {
            [heading, cells @ ..] if cells == RETRIES => {
                sections.push(((*heading).to_owned(), Vec::new()));
            }
            [label, cells @ ..] if !sections.is_empty() => {
                assert_eq!(cells.len(), RETRIES.len(), "{line}");
                let (heading, rows) = sections.last_mut().unwrap();
                let (outcomes, config) = outcomes(heading, label);
                rows.push(Row {
                    label: (*label).to_owned(),
                    outcomes,
                    config,
                    expected: cells.iter().map(|cell| (*cell).to_owned()).collect(),
                });
            }
            _ => {}
        }
    }
    sections
}

/// The row's configuration.
fn config(row: &Row, retry: &str, max_retries: u32, has_fallback: bool) -> Rc<Config> {
    let mut config = row.config.clone();
    config["endpoint"] = json!("https://one.sms.test/send");
    config["retry"] = json!(retry);
    config["maxRetries"] = json!(max_retries);
    if has_fallback {
        config["fallback"] = json!([{
            "endpoint": "https://two.sms.test/send",
            "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
        }]);
    }
    compiled(&config)
}

/// Goes on until the outcome has happened, and says what comes next.
fn after(delivery: &mut Delivery, outcome: &Outcome, host: &mut Still) -> Step {
    let is_of_token = matches!(
        outcome,
        Outcome::TokenAnswered(_) | Outcome::TokenUnanswered(_)
    );
    let mut step = delivery.next(host);
    if matches!(step, Step::Authorize(_)) && !is_of_token {
        delivery.authorize("a-token".into());
        step = delivery.next(host);
    }
    match (step, outcome) {
        (Step::Send(_), Outcome::Answered(answer)) => {
            delivery.sending(host);
            delivery.answered(answer, host)
        }
        (Step::Send(_), Outcome::Unanswered(fault)) => {
            delivery.sending(host);
            delivery.failed(*fault, host)
        }
        (Step::Authorize(None), Outcome::TokenUnanswered(fault)) => {
            let refusal = delivery.token_fetch().failed(*fault);
            delivery.unauthorized(&refusal, host)
        }
        (Step::Authorize(None), Outcome::TokenAnswered(answer)) => {
            let fetch = delivery.token_fetch();
            let sent = fetch.request(host).unwrap();
            let Err(refusal) = fetch.answered(answer, &sent, host) else {
                panic!("a token where none was expected");
            };
            delivery.unauthorized(&refusal, host)
        }
        (step, _) => panic!("unexpected {step:?}"),
    }
}

fn word(step: &Step) -> &'static str {
    match step {
        Step::Done(_) => "done",
        Step::Wait(_) => "again",
        Step::Authorize(Some(_)) => "token",
        Step::Send(request) => {
            assert!(request.url.starts_with("https://two.sms.test/"));
            "next"
        }
        Step::Failed(_) => "over",
        Step::Authorize(None) => panic!("the next provider has no token"),
    }
}

/// What comes of each outcome of a row, as cells of the table.
fn cells(row: &Row, retry: &str, has_fallback: bool) -> Vec<String> {
    let host = &mut Still::default();
    let repeating = config(row, retry, 2, has_fallback);
    let used_up = config(row, retry, 0, has_fallback);
    let send = |config: &Rc<Config>| {
        let input = Ok((Rc::clone(config), parsed(&sign_in())));
        Delivery::prepare(input, &mut Still::default()).unwrap()
    };
    let mut cell = |outcome| {
        let mut delivery = send(&repeating);
        match word(&after(&mut delivery, outcome, host)) {
            "again" => {
                let last = after(&mut send(&used_up), outcome, host);
                format!("again, {}", word(&last))
            }
            "token" => {
                let last = after(&mut delivery, outcome, host);
                format!("token, {}", word(&last))
            }
            word => word.to_owned(),
        }
    };
    row.outcomes.iter().map(&mut cell).collect()
}

#[test]
fn each_outcome_leads_to_what_the_table_says() {
    let mut wrong = Vec::new();
    for (heading, rows) in table() {
        println!(
            "\n{heading:48} {:12} {:12} {}",
            RETRIES[0], RETRIES[1], RETRIES[2]
        );
        for row in rows {
            print!("{:48}", row.label);
            for (retry, expected) in RETRIES.into_iter().zip(&row.expected) {
                let found = cells(&row, retry, true);
                let without: Vec<_> = found
                    .iter()
                    .map(|cell| cell.replace("next", "over"))
                    .collect();
                assert_eq!(cells(&row, retry, false), without, "{}", row.label);
                let found: BTreeSet<_> = found.into_iter().collect();
                let found = found.into_iter().collect::<Vec<_>>().join(" | ");
                print!(" {found:12}");
                if found != *expected {
                    wrong.push(format!(
                        "{heading}: {}: {retry}: expected {expected}, found {found}",
                        row.label
                    ));
                }
            }
            println!();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_fault_and_every_status_once() {
    let mut sections = table().into_iter();
    let names =
        |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.label.clone()).collect() };
    let faults: BTreeSet<_> = faults().iter().map(|fault| format!("{fault:?}")).collect();
    let (_, rows) = sections.next().unwrap();
    assert_eq!(rows.len(), faults.len());
    assert_eq!(names(&rows).into_iter().collect::<BTreeSet<_>>(), faults);
    for _ in 0..3 {
        let (heading, rows) = sections.next().unwrap();
        let all: Vec<_> = names(&rows)
            .iter()
            .flat_map(|label| statuses(label).unwrap())
            .collect();
        let expected: Vec<_> = [0].into_iter().chain(100..=599).collect();
        assert_eq!(all, expected, "{heading}");
    }
    let (_, rows) = sections.last().unwrap();
    let of_tokens: BTreeSet<_> = names(&rows)
        .iter()
        .filter_map(|label| label.strip_prefix("token "))
        .filter(|name| fault(name).is_some())
        .map(str::to_owned)
        .collect();
    assert_eq!(of_tokens, faults);
}

fn three_providers(extra: &Value) -> Delivery {
    let entry = |host: &str| {
        json!({
            "endpoint": format!("https://{host}.sms.test/send"),
            "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
        })
    };
    let mut config = json!({ "endpoint": "https://one.sms.test/send", "fallback": [entry("two"), entry("three")] });
    for (key, value) in extra.as_object().unwrap() {
        config[key] = value.clone();
    }
    common::delivery(&config, &sign_in())
}

/// The host of the request that a step makes; the request is counted.
fn asked(delivery: &mut Delivery, step: Step, host: &mut Still) -> String {
    let Step::Send(request) = step else {
        panic!("no request: {step:?}");
    };
    delivery.sending(host);
    let rest = request.url.strip_prefix("https://").unwrap();
    rest.split('.').next().unwrap().to_owned()
}

#[test]
fn providers_are_asked_in_their_order_and_the_error_is_that_of_the_last() {
    let mut host = Still::default();
    let mut delivery = three_providers(&json!({}));
    let mut step = delivery.next(&mut host);
    for (name, via, status) in [
        ("one", "base", 401),
        ("two", "fallback.0", 403),
        ("three", "fallback.1", 402),
    ] {
        assert_eq!(asked(&mut delivery, step, &mut host), name);
        step = delivery.answered(&answer(status, ""), &mut host);
        let attempt = common::plain(&delivery.take_attempt().unwrap());
        assert_eq!(attempt["via"], via);
        assert_eq!(attempt["status"], status);
    }
    let Step::Failed(error) = step else {
        panic!("goes on: {step:?}");
    };
    assert_eq!(error.code(), "usage_limit_exceeded");
    let data = data_of(error);
    assert_eq!(data["via"], "fallback.1");
    assert_eq!(data["attempts"], 3);
    assert_eq!(data["status"], 402);
}

#[test]
fn what_may_have_been_accepted_once_forbids_every_other_provider() {
    // The reset may have followed an acceptance; that the repeated message is refused proves nothing of the first.
    let mut host = Still::default();
    let mut delivery = three_providers(&json!({ "retry": "always" }));
    let step = delivery.next(&mut host);
    asked(&mut delivery, step, &mut host);
    let step = delivery.failed(Fault::Reset, &mut host);
    assert!(matches!(step, Step::Wait(_)), "{step:?}");
    let step = delivery.next(&mut host);
    assert_eq!(asked(&mut delivery, step, &mut host), "one");
    let step = delivery.answered(&answer(402, ""), &mut host);
    assert!(matches!(step, Step::Failed(_)), "{step:?}");
}

#[test]
fn each_provider_has_its_own_retries() {
    let mut host = Still::default();
    let mut delivery = three_providers(&json!({ "maxRetries": 1 }));
    let mut names = Vec::new();
    let mut step = delivery.next(&mut host);
    let error = loop {
        step = match step {
            Step::Wait(_) => delivery.next(&mut host),
            Step::Failed(error) => break error,
            step => {
                names.push(asked(&mut delivery, step, &mut host));
                delivery.failed(Fault::Refused, &mut host)
            }
        };
    };
    assert_eq!(names, ["one", "one", "two", "two", "three", "three"]);
    assert_eq!(error.attempts, 6);
}

#[test]
fn no_other_provider_is_asked_when_the_budget_is_used_up() {
    for (spent_ms, expected) in [(4_999, "two"), (5_000, ""), (60_000, "")] {
        let mut host = Still::default();
        let mut delivery = three_providers(&json!({ "timeout": 5_000 }));
        let step = delivery.next(&mut host);
        asked(&mut delivery, step, &mut host);
        host.now_ms += spent_ms;
        let step = delivery.answered(&answer(403, ""), &mut host);
        match step {
            Step::Failed(_) => assert_eq!(expected, "", "{spent_ms}"),
            step => assert_eq!(asked(&mut delivery, step, &mut host), expected),
        }
    }
}

#[test]
fn the_message_keeps_its_identifier_with_every_provider() {
    let config = json!({
        "endpoint": "https://one.sms.test/send",
        "bodyParams": { "to": "{{to}}", "text": "{{message}}", "id": "{{id}}" },
        "fallback": [{
            "endpoint": "https://two.sms.test/send",
            "bodyParams": { "number": "{{to}}", "body": "{{code}}", "reference": "{{id}}" },
        }],
    });
    let mut host = Still {
        random: 7,
        ..Still::default()
    };
    let input = Ok((compiled(&config), parsed(&sign_in())));
    let mut delivery = Delivery::prepare(input, &mut host).unwrap();
    let first = common::attempt(&mut delivery, &mut host);
    host.random = 9;
    let Step::Send(second) = delivery.answered(&answer(404, ""), &mut host) else {
        panic!("the next provider is not asked");
    };
    let body = |request: &generic_http_sms::request::Request| -> Value {
        serde_json::from_str(request.body.as_deref().unwrap()).unwrap()
    };
    assert_eq!(body(&first)["id"], body(&second)["reference"]);
    assert_eq!(body(&second)["number"], "+14155550123");
    assert_eq!(body(&second)["body"], "918273");
}

/// A send by a route with a budget of its own, which has a fallback.
fn by_route(route_ms: u32, base_ms: u32) -> Delivery {
    let config = json!({
        "endpoint": "https://one.sms.test/send",
        "timeout": base_ms,
        "routes": [{ "to": ["+1"], "timeout": route_ms }],
        "fallback": [{
            "endpoint": "https://two.sms.test/send",
            "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
        }],
    });
    common::delivery(&config, &sign_in())
}

#[test]
fn a_fallback_has_what_is_left_of_the_budget_that_the_send_began_with() {
    for (route_ms, base_ms) in [(5_000, 60_000), (60_000, 5_000)] {
        let mut host = Still::default();
        let mut delivery = by_route(route_ms, base_ms);
        assert_eq!(delivery.budget_ms(), route_ms);
        let step = delivery.next(&mut host);
        asked(&mut delivery, step, &mut host);
        host.now_ms += 4_000;
        let step = delivery.answered(&answer(403, ""), &mut host);
        assert_eq!(asked(&mut delivery, step, &mut host), "two");
        assert_eq!(delivery.budget_ms(), route_ms);
        // Of 5 seconds, one is left; of 60, there are 56.
        let busy = Answer {
            retry_after: Some("30".to_owned()),
            ..answer(429, "")
        };
        let step = delivery.answered(&busy, &mut host);
        assert_eq!(
            matches!(step, Step::Wait(30_000)),
            route_ms == 60_000,
            "{step:?}"
        );
    }
    let mut host = Still::default();
    let mut delivery = by_route(5_000, 60_000);
    let step = delivery.next(&mut host);
    asked(&mut delivery, step, &mut host);
    let step = delivery.failed(Fault::Certificate, &mut host);
    asked(&mut delivery, step, &mut host);
    let Step::Failed(error) = delivery.failed(Fault::Timeout, &mut host) else {
        panic!("goes on after a time-out");
    };
    assert!(
        error.description().contains("5000"),
        "{}",
        error.description()
    );
}

/// A send whose token the provider refuses after so long.
fn refused_after(spent_ms: u64, host: &mut Still) -> (Delivery, Step) {
    let mut delivery = three_providers(&json!({
        "timeout": 5_000,
        "token": { "endpoint": "https://auth.sms.test/token", "authorization": "Basic dTpw" },
    }));
    assert!(matches!(delivery.next(host), Step::Authorize(None)));
    delivery.authorize("a-token".into());
    let step = delivery.next(host);
    asked(&mut delivery, step, host);
    host.now_ms += spent_ms;
    let step = delivery.answered(&answer(401, ""), host);
    (delivery, step)
}

#[test]
fn no_token_is_renewed_when_the_budget_is_used_up() {
    let (_, step) = refused_after(4_999, &mut Still::default());
    assert!(matches!(&step, Step::Authorize(Some(refused)) if **refused == *"a-token"));
    let (_, step) = refused_after(5_000, &mut Still::default());
    let Step::Failed(error) = step else {
        panic!("goes on: {step:?}");
    };
    assert_eq!(error.status, Some(401));
    assert_eq!(error.reason(), "http_status");
}

#[test]
fn a_token_that_cannot_be_renewed_is_told_with_the_time_that_this_took() {
    let mut host = Still::default();
    let (mut delivery, step) = refused_after(300, &mut host);
    assert!(matches!(step, Step::Authorize(Some(_))));
    let told = common::plain(&delivery.take_attempt().unwrap());
    assert_eq!(
        told,
        json!({ "attempt": 1, "status": 401, "reason": "http_status", "durationMs": 300, "retryInMs": 0, "via": "base" })
    );
    host.now_ms += 70;
    let refusal = delivery.token_fetch().failed(Fault::Certificate);
    let step = delivery.unauthorized(&refusal, &mut host);
    assert_eq!(asked(&mut delivery, step, &mut host), "two");
    let told = common::plain(&delivery.take_attempt().unwrap());
    assert_eq!(
        told,
        json!({ "attempt": 1, "reason": "token", "durationMs": 70, "via": "base" })
    );
}
