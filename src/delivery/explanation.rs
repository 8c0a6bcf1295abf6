//! What an answer would mean, without a send: the verdict, and how each rule comes to it.

use serde::Serialize;

use super::{Delivery, Host};
use crate::answer::Answer;
use crate::answer::body::Body;
use crate::answer::rule::{Holds, Rule};
use crate::error::{SendError, Via};

/// What an answer would mean.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    verdict: Verdict,
    /// The code and the reason of the error that a send would end with.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_message: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// Every rule of `response`.
    rules: Vec<JudgedRule>,
    /// Whether the same would be tried again.
    repeat: bool,
    /// Whether another provider would be tried.
    fallback: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<Via>,
    /// Whether it was judged for a message that was made up.
    sample: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Verdict {
    /// The message was handed over.
    Accepted,
    /// It surely was not.
    Refused,
    /// It counts as not handed over, and may be on its way.
    Unclear,
}

#[derive(Debug, Serialize)]
struct JudgedRule {
    /// The key path of the rule.
    path: String,
    /// `None` where the answer is neither JSON nor XML.
    holds: Option<bool>,
    /// What stands at its place, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
}

impl Delivery {
    /// What this answer to the first attempt would mean; `sample` says whether the message was made up.
    ///
    /// # Errors
    /// Where no request can be rendered that it could answer.
    pub fn explain(
        mut self,
        answer: &Answer,
        sample: bool,
        host: &mut dyn Host,
    ) -> Result<Explanation, SendError> {
        if self.provider().token.is_some() {
            self.authorize("<token>".into());
        }
        // Whatever it carries is hidden in what is shown of the answer.
        self.request(host)?;
        self.sending(host);
        let rules = self.judged_rules(answer);
        let via = self.shown_via();
        let explanation = match self.judged(answer, host) {
            Ok(receipt) => Explanation {
                message_id: receipt.message_id,
                ..Explanation::new(Verdict::Accepted, rules, via, sample)
            },
            Err(refused) => {
                let outcome = refused.outcome;
                let repeats = self.wait(outcome.wait, host).is_some();
                let error = refused.error;
                let verdict = if outcome.is_surely_unaccepted {
                    Verdict::Refused
                } else {
                    Verdict::Unclear
                };
                Explanation {
                    code: Some(error.code()),
                    reason: Some(error.reason()),
                    error_description: Some(error.description()),
                    repeat: repeats || refused.wants_token,
                    fallback: outcome.is_surely_unaccepted && !self.config.fallback.is_empty(),
                    provider_message: error.provider_message,
                    ..Explanation::new(verdict, rules, via, sample)
                }
            }
        };
        Ok(explanation)
    }

    fn judged_rules(&self, answer: &Answer) -> Vec<JudgedRule> {
        let body = Body::new(&answer.body);
        let values = self.values();
        let scope = self.scope(&values);
        let redactor = self.redactor();
        let judge = |rule: &Rule| JudgedRule {
            path: rule.key.clone(),
            holds: match rule.holds(&body, &scope) {
                Ok(Holds::Yes) => Some(true),
                Ok(Holds::No) => Some(false),
                Ok(Holds::Unknown) | Err(_) => None,
            },
            found: rule
                .found(&body, &scope)
                .text
                .and_then(|text| redactor.present(&text)),
        };
        self.provider().answer.rules().map(judge).collect()
    }
}

impl Explanation {
    const fn new(verdict: Verdict, rules: Vec<JudgedRule>, via: Option<Via>, sample: bool) -> Self {
        Self {
            verdict,
            rules,
            via,
            sample,
            code: None,
            reason: None,
            error_description: None,
            provider_message: None,
            message_id: None,
            repeat: false,
            fallback: false,
        }
    }
}
