//! What becomes of a request: what the server does with the message, and what of that the sender sees.

use std::time::{Duration, UNIX_EPOCH};

use fastrand::Rng;
use generic_http_sms::error::Fault;
use generic_http_sms::limits;
use serde_json::{Value, json};

use super::setup::{Facts, RULES};

/// What a server does with a request.
pub(crate) struct Fate {
    /// Whether the message is on its way to the phone.
    pub(crate) is_accepted: bool,
    /// How long the connection and the head of the answer take, in milliseconds.
    pub(crate) head_ms: u64,
    /// How long the body takes after it.
    pub(crate) body_ms: u64,
    pub(crate) reply: Result<Reply, Fault>,
}

#[derive(Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    /// What the header asks to wait by the clock of the sender, in milliseconds, where it can be read.
    pub(crate) asked_ms: Option<u64>,
    /// The rule that holds for the body, unless it is cut.
    pub(crate) is: &'static str,
    pub(crate) body: String,
    /// What ends the body before its time.
    pub(crate) cut_by: Option<Fault>,
}

/// The longest wait of the engine's own choice, in milliseconds.
pub(crate) const LONGEST_BACKOFF_MS: u64 = 5_000;

/// Faults before there is a connection.
const UNCONNECTED: [Fault; 7] = [
    Fault::Refused,
    Fault::DnsFailure,
    Fault::ConnectTimeout,
    Fault::UnknownIssuer,
    Fault::Certificate,
    Fault::ProxyRefused,
    Fault::ProxyFailed,
];

/// Faults that leave open what became of the message.
const OPEN: [Fault; 7] = [
    Fault::Reset,
    Fault::Reset,
    Fault::Reset,
    Fault::Protocol,
    Fault::Other,
    Fault::PlainText,
    Fault::NotAResponse,
];

/// Faults of the host, which sends nothing.
const UNABLE: [Fault; 2] = [Fault::InvalidUrl, Fault::NoFetch];

const STATUSES: [u16; 22] = [
    0, 301, 307, 400, 401, 402, 403, 404, 405, 408, 409, 415, 422, 425, 429, 429, 500, 502, 503,
    503, 504, 599,
];

/// Whether a missing answer says for certain that the message was not accepted.
pub(crate) fn is_sure_fault(fault: Fault) -> bool {
    UNCONNECTED.contains(&fault)
}

/// Whether an answer says for certain that the message was not accepted.
pub(crate) fn is_sure_reply(reply: &Reply, facts: &Facts) -> bool {
    if matches!(reply.status, 0 | 300..=399) {
        return false;
    }
    let says_no = reply.cut_by.is_none() && reply.is != "success" && facts.has(reply.is);
    matches!(reply.status, 401..=404 | 429) || says_no
}

/// Whether an answer asks for another token.
pub(crate) fn wants_token(reply: &Reply, facts: &Facts) -> bool {
    let by_rule = reply.cut_by.is_none() && reply.is == "tokenExpired" && facts.has(reply.is);
    reply.status == 401 || by_rule && !matches!(reply.status, 0 | 300..=399)
}

/// How long the longest wait is before a message is repeated that was not answered; `None` where it is not.
pub(crate) fn repeats_fault(fault: Fault, retry: &str) -> Option<u64> {
    let is_repeated = match fault {
        Fault::Refused | Fault::DnsFailure | Fault::ConnectTimeout | Fault::ProxyFailed => {
            retry != "never"
        }
        Fault::Reset => retry == "always",
        _ => false,
    };
    is_repeated.then_some(LONGEST_BACKOFF_MS)
}

/// The same of one that was answered.
pub(crate) fn repeats_reply(reply: &Reply, retry: &str) -> Option<u64> {
    match reply.status {
        429 | 503 if retry == "unsent" => reply.asked_ms,
        408 | 429 | 500.. if retry == "always" => {
            Some(reply.asked_ms.unwrap_or(LONGEST_BACKOFF_MS))
        }
        _ => None,
    }
}

/// Whether an answer says that the message was accepted.
pub(crate) fn is_success(reply: &Reply, facts: &Facts) -> bool {
    let is_cut = reply.cut_by.is_some();
    let needs_rule = facts.has("success");
    let says_no = !is_cut && reply.is != "success" && facts.has(reply.is);
    // Whoever gives up waiting for what a rule needs does not know.
    let is_given_up =
        matches!(reply.cut_by, Some(Fault::Timeout | Fault::Aborted)) && !facts.rules.is_empty();
    !is_given_up
        && (200..300).contains(&reply.status)
        && !says_no
        && (!needs_rule || (!is_cut && reply.is == "success"))
}

/// How long something takes: mostly a moment, at times longer than any budget.
fn duration(rng: &mut Rng) -> u64 {
    match rng.u8(..20) {
        0 => rng.u64(..70_000),
        1 => rng.u64(..10_000),
        2..=4 => 0,
        _ => rng.u64(..250),
    }
}

/// A header `Retry-After`, and what it asks for at this time of the wall clock.
fn retry_after(rng: &mut Rng, wall_ms: u64) -> (Option<String>, Option<u64>) {
    match rng.u8(..8) {
        0..=2 => (None, None),
        3 => (Some("soon".to_owned()), None),
        4 => {
            let date_ms =
                (wall_ms + rng.u64(..20_000)).saturating_sub(rng.u64(..20_000)) / 1000 * 1000;
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(date_ms));
            (Some(date), Some(date_ms.saturating_sub(wall_ms)))
        }
        5 => {
            let seconds = rng.u64(..100_000);
            (Some(seconds.to_string()), Some(seconds * 1000))
        }
        _ => {
            let seconds = rng.u64(..4);
            (Some(seconds.to_string()), Some(seconds * 1000))
        }
    }
}

/// What a provider does with a message; `echo` is what it may repeat of the request, `is_refused` says that it does not take
/// the token.
pub(crate) fn of_message(
    rng: &mut Rng,
    facts: &Facts,
    echo: &str,
    is_refused: bool,
    wall_ms: u64,
) -> Fate {
    let mut fate = Fate {
        is_accepted: false,
        head_ms: duration(rng),
        body_ms: duration(rng) / 4,
        reply: Err(Fault::Other),
    };
    let (retry_after, asked_ms) = retry_after(rng, wall_ms);
    let mut reply = Reply {
        retry_after,
        asked_ms,
        is: "nothing",
        ..Reply::default()
    };
    let fault = |is_accepted, fault| Fate {
        is_accepted,
        head_ms: fate.head_ms,
        body_ms: 0,
        reply: Err(fault),
    };
    let by_rule = is_refused && facts.has("tokenExpired") && rng.bool();
    match rng.u8(..16) {
        _ if by_rule => {
            reply.is = "tokenExpired";
            reply.status = any(rng, &[200, 400, 403]);
        }
        _ if is_refused => reply.status = 401,
        0 | 1 => return fault(false, any(rng, &UNCONNECTED)),
        2 => return fault(rng.bool(), any(rng, &OPEN)),
        3 if rng.u8(..8) == 0 => return fault(false, any(rng, &UNABLE)),
        3..=5 => reply.status = any(rng, &STATUSES),
        6..=8 => {
            reply.status = any(rng, &[200, 200, 202, 400, 500, 302]);
            reply.is = any(rng, &RULES);
        }
        9 => reply.status = 200,
        10 => {
            reply.status = 200;
            reply.is = "success";
            reply.cut_by = Some(any(rng, &[Fault::Reset, Fault::Protocol]));
        }
        _ => {
            reply.status = any(rng, &[200, 201, 204]);
            reply.is = "success";
        }
    }
    reply.body = json!({ "is": reply.is, "id": "m-1", "message": echo }).to_string();
    if reply.cut_by.is_some() {
        reply.body.truncate(reply.body.len() / 2);
    }
    // Honest providers: what says "no" is believed. All else may be said of a message that is on its way.
    let is_busy = reply.status == 503 && reply.asked_ms.is_some();
    let is_open = !is_sure_reply(&reply, facts) && !is_busy && !is_refused;
    fate.is_accepted = is_success(&reply, facts) || (is_open && rng.bool());
    fate.reply = Ok(reply);
    fate
}

/// What a token endpoint does with a request, and how long the token lives that it gives, in seconds. Accepted
/// means given.
pub(crate) fn of_token(rng: &mut Rng, token: &str, echo: &str, wall_ms: u64) -> (Fate, u64) {
    let mut fate = Fate {
        is_accepted: false,
        head_ms: duration(rng),
        body_ms: duration(rng) / 4,
        reply: Err(Fault::Other),
    };
    let (retry_after, asked_ms) = retry_after(rng, wall_ms);
    let mut reply = Reply {
        retry_after,
        asked_ms,
        ..Reply::default()
    };
    let (lifetime, seconds) = lifetime(rng);
    let mut body = json!({ "access_token": token, "expires_in": lifetime });
    match rng.u8(..16) {
        0 => fate.reply = Err(any(rng, &UNCONNECTED)),
        1 => fate.reply = Err(any(rng, &OPEN)),
        2 if rng.u8(..8) == 0 => fate.reply = Err(any(rng, &UNABLE)),
        2 | 3 => {
            reply.status = any(rng, &STATUSES);
            body = json!({ "message": echo });
            reply.body = body.to_string();
            fate.reply = Ok(reply);
        }
        4 => {
            reply.status = 200;
            reply.body = any(rng, &["", "OK", "{}", r#"{"access_token":null}"#, "<html>"]).into();
            fate.reply = Ok(reply);
        }
        5 => {
            reply.status = 200;
            reply.cut_by = Some(Fault::Reset);
            reply.body = r#"{"access_token":"half"#.into();
            fate.reply = Ok(reply);
        }
        _ => {
            reply.status = 200;
            reply.body = body.to_string();
            fate.is_accepted = true;
            fate.reply = Ok(reply);
        }
    }
    (fate, seconds)
}

/// What stands at `expires_in`, and how many seconds that is.
fn lifetime(rng: &mut Rng) -> (Value, u64) {
    match rng.u8(..8) {
        0 => (json!(null), limits::DEFAULT_TOKEN_SECONDS.into()),
        1 => (json!("soon"), limits::DEFAULT_TOKEN_SECONDS.into()),
        2 => (json!(31_536_000), (*limits::TOKEN_SECONDS.end()).into()),
        3 => (json!("1800"), 1_800),
        4 => (json!(90.5), 90),
        5 => (json!(20), 20),
        _ => (json!(3_000), 3_000),
    }
}

fn any<T: Copy>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.usize(..all.len())]
}
