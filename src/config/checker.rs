//! Checking the texts of a configuration on their way into templates: placeholders are read, checked against what is known,
//! and given their place.

use super::secrets::Secrets;
use crate::issue::{IssueCode, Issues, Path};
use crate::suggest;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::filter::Filter;
use crate::template::placeholder::{
    Placeholder, ROOTS, Root, SYNONYMS, Token, tokenize, with_caret,
};

/// How the static text of a configured text stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// It is written for its place already, as in a body that is given as one string.
    Written,
    /// It is a plain value, to be escaped like that of a placeholder.
    Value,
}

/// What checking a configuration gathers on its way.
#[derive(Debug, Default)]
pub struct Checker {
    /// Everything found wrong so far.
    pub issues: Issues,
    /// Values whose key names a secret, to be redacted.
    pub secrets: Secrets,
    /// Whether `apiKey` is set.
    pub has_api_key: bool,
    /// Whether `apiSecret` is set.
    pub has_api_secret: bool,
    /// Whether any placeholder asks for the message's UUID.
    pub uses_id: bool,
}

impl Checker {
    /// A template of `source`, whose values are to be escaped for `escape`.
    pub fn template(
        &mut self,
        path: &Path<'_>,
        source: &str,
        escape: Escape,
        literal: Literal,
    ) -> Template {
        let mut template = Template::default();
        self.append(&mut template, path, source, escape, literal);
        template
    }

    /// Appends `source` to `template`; its values are to be escaped for `escape`.
    pub fn append(
        &mut self,
        template: &mut Template,
        path: &Path<'_>,
        source: &str,
        escape: Escape,
        literal: Literal,
    ) {
        let escape_text = match literal {
            Literal::Written => Escape::Plain,
            Literal::Value => escape,
        };
        for token in tokenize(source) {
            match token {
                Token::Text(text) => {
                    self.warn_of_single_braces(path, text);
                    if let Err(why) = template.push_escaped(text, escape_text) {
                        let message = format!("the value {why}");
                        self.issues.error(path, IssueCode::InvalidValue, message);
                    }
                }
                Token::Placeholder(placeholder) => {
                    self.append_placeholder(template, path, placeholder, escape);
                }
                Token::Mistake(message) => self.mistake(path, message),
            }
        }
    }

    /// Appends one placeholder, after checking it.
    pub fn append_placeholder(
        &mut self,
        template: &mut Template,
        path: &Path<'_>,
        placeholder: Placeholder,
        escape: Escape,
    ) {
        self.check(path, &placeholder, escape);
        template.push_placeholder(placeholder, escape);
    }

    /// Adds that a placeholder cannot be read.
    pub fn mistake(&mut self, path: &Path<'_>, message: String) {
        self.issues
            .error(path, IssueCode::InvalidPlaceholder, message);
    }

    fn check(&mut self, path: &Path<'_>, placeholder: &Placeholder, escape: Escape) {
        let unset = match &placeholder.root {
            Root::ApiKey if !self.has_api_key => Some("apiKey"),
            Root::ApiSecret if !self.has_api_secret => Some("apiSecret"),
            Root::Payload(name) => {
                self.warn_of_unknown(path, name);
                None
            }
            Root::Id => {
                self.uses_id = true;
                None
            }
            _ => None,
        };
        if let Some(key) = unset {
            self.mistake(
                path,
                format!(
                    "uses {{{{{key}}}}}, but `{key}` is not set; set it, or remove the placeholder"
                ),
            );
        }
        if placeholder.filters.contains(&Filter::Number)
            && !(escape == Escape::JsonNumber
                && placeholder.filters.last() == Some(&Filter::Number))
        {
            let at = placeholder.raw.rfind("number").unwrap_or_default();
            let message = with_caret(
                "`number` makes a JSON number: it must be the last filter of a placeholder that is the only \
                 content of a string in a JSON body",
                &placeholder.raw,
                at,
            );
            self.mistake(path, message);
        }
    }

    fn warn_of_unknown(&mut self, path: &Path<'_>, name: &str) {
        if ROOTS.contains(&name) {
            return;
        }
        let hint = match suggest::best(name, &SYNONYMS, &ROOTS) {
            _ if name == "payload" => "its keys are names of their own, as in {{code}}".to_owned(),
            Some(suggestion) => format!("did you mean {{{{{suggestion}}}}}?"),
            None => "unless the payload has such a key, it is sent as it stands here".to_owned(),
        };
        let message = format!("Logto passes nothing called {{{{{name}}}}}; {hint}");
        self.issues
            .warning(path, IssueCode::UnknownPlaceholder, message);
    }

    /// `{code}` and `${code}` are placeholders in other systems, and here a message without its code.
    fn warn_of_single_braces(&mut self, path: &Path<'_>, text: &str) {
        let names = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        for name in names.map(|(name, _)| name.trim()) {
            if ROOTS.contains(&name) {
                self.issues.warning(
                    path,
                    IssueCode::UnknownPlaceholder,
                    format!("{{{name}}} is sent as it stands here; did you mean {{{{{name}}}}}?"),
                );
            }
        }
    }
}
