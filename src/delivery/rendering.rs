//! What is sent: the provider, the text and the request of one attempt.

use super::{Delivery, Host};
use crate::config::provider::Provider;
use crate::error::{Failure, SendError};
use crate::limits;
use crate::message::MessageTemplate;
use crate::request::Request;
use crate::template::scope::Scope;
use crate::template::variables::Values;

impl Delivery {
    /// The provider that the message goes to.
    pub(super) fn provider(&self) -> &Provider {
        // A message that goes nowhere is not prepared.
        self.config.provider(self.via).unwrap_or(&self.config.base)
    }

    pub(super) fn render_message(&mut self) -> Result<(), Failure> {
        let provider = self.config.provider(self.via).ok_or(Failure::Blocked)?;
        let code_or_link = self
            .data
            .payload_text("code")
            .or_else(|| self.data.payload_text("link"));
        // Templates that nothing uses cannot be missed either.
        let mut chosen = None;
        if provider.chooses_template() {
            let locale = self.data.payload_text("locale");
            let message_type = &self.data.message_type;
            let template = provider.messages.choose(message_type, locale.as_deref());
            chosen = Some(template.ok_or_else(|| Failure::TemplateNotFound {
                message_type: message_type.chars().take(limits::KEY_CHARS).collect(),
            })?);
        }
        let index = chosen.and_then(|chosen| {
            let mut all = provider.messages.0.iter();
            all.position(|template| std::ptr::eq(template, chosen))
        });
        let message = match chosen.and_then(|chosen| chosen.content.as_ref()) {
            Some(content) if provider.uses_message => {
                let values = self.values_of(chosen);
                let scope = Scope {
                    message: code_or_link.as_deref(),
                    ..self.scope(&values)
                };
                let text = content.render(&scope);
                Some(text.map_err(|error| error.at("templates"))?)
            }
            _ => self.data.message.clone().or(code_or_link),
        };
        self.template = index;
        self.message = message;
        Ok(())
    }

    fn values_of<'a>(&'a self, chosen: Option<&'a MessageTemplate>) -> Values<'a> {
        let overrides = chosen.map(|template| &template.variables);
        Values::new(&self.provider().variables, overrides)
    }

    /// The values of the variables, none of which is rendered yet.
    pub(super) fn values(&self) -> Values<'_> {
        let templates = &self.provider().messages.0;
        self.values_of(self.template.and_then(|index| templates.get(index)))
    }

    pub(super) fn scope<'a>(&'a self, variables: &'a Values<'a>) -> Scope<'a> {
        let credentials = &self.provider().credentials;
        Scope {
            to: self.data.to.e164(),
            message_type: &self.data.message_type,
            message: self.message.as_deref(),
            ip: self.data.ip.as_deref().unwrap_or_default(),
            id: &self.id,
            nonce: &self.nonce,
            unix_ms: self.unix_ms,
            api_key: &credentials.api_key,
            api_secret: &credentials.api_secret,
            token: self.token.as_deref().unwrap_or_default(),
            variables,
            request: None,
            payload: self.data.payload.as_ref(),
            has_key: &*self.data.has_key,
        }
    }

    /// The request of the next attempt.
    ///
    /// # Errors
    /// Where it cannot be rendered or is over a limit.
    pub fn request(&mut self, host: &mut dyn Host) -> Result<Request, SendError> {
        self.unix_ms = host.unix_ms();
        self.nonce = hex::encode(host.random());
        self.rebuilt().map_err(|failure| self.failed_with(failure))
    }

    /// The request of the current attempt.
    pub(super) fn rebuilt(&self) -> Result<Request, Failure> {
        let values = self.values();
        let request = &self.provider().request;
        request.build(Some(&self.data), &self.scope(&values))
    }
}
