//! What an answer, or that there is none, means for a send.

use super::retry::{self, Outcome};
use super::token::TokenRefusal;
use super::{Delivery, Host, Receipt, Step, secrets};
use crate::answer::body::Body;
use crate::answer::retry_after::retry_after_ms;
use crate::answer::{Answer, Refusal};
use crate::error::{Failure, Fault, SendError};
use crate::issue::{Issue, IssueCode, Path};
use crate::redact::{Grouped, Redactor};
use crate::request::Request;
use crate::template::scope::Scope;

/// What an answer allows that is no acceptance.
pub(super) struct Refused {
    pub(super) error: SendError,
    pub(super) outcome: Outcome,
    /// Whether a new access token may help.
    pub(super) wants_token: bool,
}

impl Delivery {
    /// Whether the header `Retry-After` of an answer matters.
    #[must_use]
    pub fn reads_retry_after(&self, answer: &Answer) -> bool {
        self.provider().answer.may_fail(answer)
    }

    /// How much of the body of an answer is needed, in bytes; `None` where its status says all.
    #[must_use]
    pub fn readable_bytes(&self, answer: &Answer) -> Option<usize> {
        let rules = &self.provider().answer;
        (!rules.is_accepted_at_headers(answer)).then(|| rules.readable_bytes())
    }

    /// What an answer means for this send.
    pub fn answered(&mut self, answer: &Answer, host: &mut dyn Host) -> Step {
        let refused = match self.judged(answer, host) {
            Ok(receipt) => {
                self.note(Some(receipt.status), None, None, host);
                return Step::Done(receipt);
            }
            Err(refused) => refused,
        };
        // A token may have ended before its time; that the next one is refused too is an answer.
        if refused.wants_token && !self.is_renewed && self.left_ms(host) > 0 {
            self.is_renewed = true;
            let (status, reason) = (refused.error.status, refused.error.reason());
            self.note(status, Some(reason), Some(0), host);
            // If the token cannot be fetched either, that is told with the time of its own.
            self.sent_ms = host.monotonic_ms();
            return Step::Authorize(self.token.take());
        }
        self.after(refused.error, refused.outcome, host)
    }

    /// What an answer says of the message.
    ///
    /// # Errors
    /// Where it was not handed over, or not for sure.
    pub(super) fn judged(
        &self,
        answer: &Answer,
        host: &mut dyn Host,
    ) -> Result<Receipt, Box<Refused>> {
        // A browser hides the status of a redirect.
        let status = Some(answer.status).filter(|status| *status != 0);
        let rules = &self.provider().answer;
        // A refusal is one by its status. But a rule that waits for the rest of a 2xx waits for nothing.
        if let Some(fault @ (Fault::Aborted | Fault::Timeout)) = answer.cut_by
            && rules.may_fail(answer)
            && (answer.is_2xx() || fault == Fault::Aborted)
        {
            return Err(Box::new(Refused {
                error: SendError {
                    status,
                    ..self.failed_with(self.unanswered(fault))
                },
                outcome: Outcome::default(),
                wants_token: false,
            }));
        }
        let body = Body::new(&answer.body);
        let values = self.values();
        let scope = self.scope(&values);
        let refusal = match rules.judge(answer, &body, &scope) {
            Ok(None) => {
                return Ok(Receipt {
                    status: answer.status,
                    message_id: rules.message_id(&body, &scope),
                    attempts: self.attempts,
                    via: self.shown_via(),
                });
            }
            Ok(Some(refusal)) => refusal,
            Err(error) => Refusal::ambiguous(error.at("response")),
        };
        let retry_after = answer.retry_after.as_deref();
        let asked_ms = retry_after.and_then(|value| retry_after_ms(value, host.unix_ms()));
        let redactor = self.redactor();
        let explanation = rules.explanation(&body, &scope);
        let repeat = self.provider().retry.repeat;
        Err(Box::new(Refused {
            error: SendError {
                status,
                retry_after: asked_ms.map(|asked_ms| {
                    let seconds = asked_ms.div_ceil(1000);
                    u32::try_from(seconds).unwrap_or(u32::MAX)
                }),
                provider_message: explanation
                    .and_then(|text| redactor.present(&text).map(Into::into)),
                ..self.failed_with(present(refusal.failure, &redactor))
            },
            outcome: Outcome {
                is_surely_unaccepted: refusal.is_surely_unaccepted,
                wait: retry::after_status(repeat, answer.status, asked_ms),
            },
            wants_token: refusal.is_token_expired && self.provider().token.is_some(),
        }))
    }

    /// What a fault means for this send.
    pub fn failed(&mut self, fault: Fault, host: &mut dyn Host) -> Step {
        let error = self.failed_with(self.unanswered(fault));
        let outcome = Outcome {
            is_surely_unaccepted: retry::is_never_sent(fault),
            wait: retry::after_fault(self.provider().retry.repeat, fault),
        };
        self.after(error, outcome, host)
    }

    fn unanswered(&self, fault: Fault) -> Failure {
        if fault == Fault::InvalidUrl {
            return Failure::InvalidConfig(vec![Issue::error(
                &Path::top("endpoint"),
                IssueCode::InvalidValue,
                "expected a valid URL; check its host name",
            )]);
        }
        let budget_ms = self.budget_ms();
        Failure::Unanswered { fault, budget_ms }
    }

    /// What it means that there is no token: nothing was sent.
    pub fn unauthorized(&mut self, refusal: &TokenRefusal, host: &mut dyn Host) -> Step {
        // Whoever aborts wants no other provider to be asked either.
        if refusal.is_abort() {
            return self.failed(Fault::Aborted, host);
        }
        let error = self.without_token(refusal);
        // Whoever waited for a token to the end of the budget has none left: timers may be early by a part of a millisecond.
        if refusal.is_timeout() {
            self.note(error.status, Some(error.reason()), None, host);
            return Step::Failed(error);
        }
        let outcome = Outcome {
            is_surely_unaccepted: true,
            wait: refusal.wait(self.provider().retry.repeat),
        };
        self.after(error, outcome, host)
    }

    /// The error of a send that has no token.
    pub(super) fn without_token(&self, refusal: &TokenRefusal) -> SendError {
        SendError {
            status: refusal.status,
            provider_message: refusal.provider_message.clone(),
            ..self.failed_with(Failure::Token(refusal.failure.clone()))
        }
    }

    /// Hides all that is the operator's or the visitor's in what a provider says: whatever the request carried.
    pub(super) fn redactor(&self) -> Redactor {
        let values = self.values();
        // It was rendered before, or there would be no answer.
        let request = self.rebuilt().ok();
        let scope = Scope {
            request: request.as_ref().map(Request::parts),
            ..self.scope(&values)
        };
        let mut secrets = secrets::credentials(self.provider(), &scope);
        secrets.extend(secrets::private(&self.data, self.message.as_deref()));
        if let Some(request) = &request {
            secrets.extend(secrets::carried(
                &self.provider().request,
                request,
                Some(&self.data),
            ));
        }
        let code = self.data.payload_text("code");
        let grouped = [
            Grouped::phone(self.data.to.e164()),
            code.and_then(|code| Grouped::code(&code)),
        ];
        Redactor::new(secrets, grouped.into_iter().flatten().collect())
    }
}

/// The failure with what it shows of the answer redacted.
fn present(mut failure: Failure, redactor: &Redactor) -> Failure {
    if let Failure::Rejected(unmet) = &mut failure {
        for found in &mut unmet.places {
            let text = found.text.take();
            found.text = text.and_then(|text| redactor.present(&text));
        }
    }
    failure
}
