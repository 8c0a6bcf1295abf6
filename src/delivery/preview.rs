//! What a send would do, without doing it.

use serde::Serialize;

use super::{Delivery, Host, leaves, secrets};
use crate::error::{SendError, Via};
use crate::redact::Redactor;
use crate::request::Request;
use crate::template::scope::Scope;
use crate::template::segments::{Segments, measure};

/// The request that a send would make. It holds message data, so it has no `Debug`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The request of the message.
    #[serde(flatten)]
    pub request: Request,
    /// What the phone would show.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<MessagePreview>,
    /// Where the message would go, where it could go to more than one provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<Via>,
    /// The request that would fetch a token before.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Request>,
}

#[derive(Serialize)]
struct MessagePreview {
    text: String,
    #[serde(flatten)]
    segments: Segments,
}

fn is_number(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_ascii_digit() || "+-() ".contains(character))
}

impl Preview {
    fn redacted(self, redactor: &Redactor) -> Self {
        Self {
            request: redactor.redact_request(self.request),
            message: self.message.map(|message| MessagePreview {
                text: redactor.redact(&message.text),
                ..message
            }),
            token: self.token.map(|token| redactor.redact_request(token)),
            via: self.via,
        }
    }
}

/// What stands for a token that is not fetched.
const TOKEN: &str = "<token>";

impl Delivery {
    /// The request as a preview shows it: with its credentials, or without.
    ///
    /// # Errors
    /// Where a request cannot be rendered or is over a limit.
    pub fn preview(&mut self, host: &mut dyn Host, reveal: bool) -> Result<Preview, SendError> {
        let mut token = None;
        if self.provider().token.is_some() {
            let request = self.token_fetch().request(host);
            token = Some(request.map_err(|refusal| self.without_token(&refusal))?);
            self.authorize(TOKEN.into());
        }
        let request = self.request(host)?;
        self.token = None;
        let text = self.text_in(&request);
        let via = self.shown_via();
        let segments = text.as_deref().map(measure);
        let message = text
            .zip(segments)
            .map(|(text, segments)| MessagePreview { text, segments });
        let preview = Preview {
            request,
            message,
            via,
            token,
        };
        if reveal {
            return Ok(preview);
        }
        let values = self.values();
        // A signature is made of what is sent.
        let scope = Scope {
            request: Some(preview.request.parts()),
            ..self.scope(&values)
        };
        let mut credentials = secrets::credentials(self.provider(), &scope);
        if self.provider().request.signing.scheme.is_some() {
            credentials.extend(secrets::signature(&preview.request));
        }
        Ok(preview.redacted(&Redactor::new(credentials, Vec::new())))
    }

    /// The longest text of the request that holds the message or the code.
    fn text_in(&self, request: &Request) -> Option<String> {
        let code = self.data.payload_text("code");
        let wanted: Vec<&str> = [self.message.as_deref(), code.as_deref()]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        let mut longest: Option<String> = None;
        leaves::each(request, &mut |leaf| {
            let is_all = wanted.contains(&leaf.text);
            let holds = wanted.iter().any(|wanted| leaf.text.contains(wanted));
            // The digits of a code may stand in a phone number too.
            let holds = is_all || holds && !leaf.is_encoded && !is_number(leaf.text);
            if holds
                && longest
                    .as_ref()
                    .is_none_or(|longest| longest.len() < leaf.text.len())
            {
                longest = Some(leaf.text.to_owned());
            }
        });
        longest
    }
}
