//! Compiling the texts of a configuration: placeholders are read, checked against what is known, and given their place.

use serde_json::Value;

use crate::escape::Escape;
use crate::filter::Filter;
use crate::issue::{IssueCode, Issues};
use crate::placeholder::{
    BUILT_IN_ROOTS, LOGTO_ROOTS, Placeholder, Root, SYNONYMS, Token, tokenize, with_caret,
};
use crate::suggest;
use crate::template::Template;

/// What compiling a configuration gathers on its way.
#[derive(Debug, Default)]
pub struct Compiler {
    /// Everything found wrong so far.
    pub issues: Issues,
    /// Values whose key names a secret, to be redacted.
    pub secrets: Vec<Template>,
    /// Whether `apiKey` is set.
    pub has_api_key: bool,
    /// Whether `apiSecret` is set.
    pub has_api_secret: bool,
    /// Whether any placeholder asks for the message's UUID.
    pub uses_id: bool,
}

impl Compiler {
    /// Appends `source` to `template`; its static text is escaped for the place like any value.
    pub fn append_value(
        &mut self,
        template: &mut Template,
        path: &str,
        source: &str,
        escape: Escape,
    ) {
        let mut text = String::new();
        self.append(template, path, source, escape, |part| {
            text.clear();
            escape.write(part, &mut text).map(|()| text.clone())
        });
    }

    /// Appends `source` to `template`; its static text is already written for the place.
    pub fn append_text(
        &mut self,
        template: &mut Template,
        path: &str,
        source: &str,
        escape: Escape,
    ) {
        self.append(template, path, source, escape, |part| Ok(part.to_owned()));
    }

    fn append(
        &mut self,
        template: &mut Template,
        path: &str,
        source: &str,
        escape: Escape,
        mut literal: impl FnMut(&str) -> Result<String, &'static str>,
    ) {
        for token in tokenize(source) {
            match token {
                Token::Text(text) => match literal(text) {
                    Ok(literal) => {
                        self.warn_of_single_braces(path, text);
                        template.push_literal(&literal);
                    }
                    Err(why) => {
                        self.issues.error(
                            path,
                            IssueCode::InvalidValue,
                            format!("the value {why}"),
                        );
                    }
                },
                Token::Placeholder(placeholder) => {
                    self.append_hole(template, path, placeholder, escape);
                }
                Token::Mistake(message) => {
                    self.issues
                        .error(path, IssueCode::InvalidPlaceholder, message);
                }
            }
        }
    }

    /// Appends one placeholder, after checking it.
    pub fn append_hole(
        &mut self,
        template: &mut Template,
        path: &str,
        placeholder: Placeholder,
        escape: Escape,
    ) {
        self.check(path, &placeholder, escape);
        template.push_hole(placeholder, escape);
    }

    fn check(&mut self, path: &str, placeholder: &Placeholder, escape: Escape) {
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
            self.issues.error(
                path,
                IssueCode::InvalidPlaceholder,
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
            self.issues.error(
                path,
                IssueCode::InvalidPlaceholder,
                with_caret(
                    "`number` makes a JSON number: it must be the last filter of a placeholder that is the only \
                     content of a string in a JSON body",
                    &placeholder.raw,
                    at,
                ),
            );
        }
    }

    fn warn_of_unknown(&mut self, path: &str, name: &str) {
        if LOGTO_ROOTS.contains(&name) {
            return;
        }
        let known = BUILT_IN_ROOTS.into_iter().chain(LOGTO_ROOTS);
        let hint = match suggest::best(name, &SYNONYMS, known) {
            _ if name == "payload" => "its keys are names of their own, as in {{code}}".to_owned(),
            Some(suggestion) => format!("did you mean {{{{{suggestion}}}}}?"),
            None => "unless the payload has such a key, it is sent as it stands here".to_owned(),
        };
        self.issues.warning(
            path,
            IssueCode::UnknownPlaceholder,
            format!("Logto passes nothing called {{{{{name}}}}}; {hint}"),
        );
    }

    /// `{code}` and `${code}` are placeholders in other systems, and here a message without its code.
    fn warn_of_single_braces(&mut self, path: &str, text: &str) {
        let names = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        for name in names.map(|(name, _)| name.trim()) {
            if BUILT_IN_ROOTS
                .into_iter()
                .chain(LOGTO_ROOTS)
                .any(|known| known == name)
            {
                self.issues.warning(
                    path,
                    IssueCode::UnknownPlaceholder,
                    format!("{{{name}}} is sent as it stands here; did you mean {{{{{name}}}}}?"),
                );
            }
        }
    }

    /// Remembers every text and number of a value as something to redact, if `key` names a secret.
    pub fn note_secrets(&mut self, key: &str, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.note_secrets(key, item)),
            Value::Object(map) => map.values().for_each(|item| self.note_secrets(key, item)),
            Value::String(text) => self.note_secret(key, text),
            Value::Number(number) => self.note_secret(key, number.as_str()),
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Remembers what stands below the keys of a tree that name a secret.
    pub fn note_tree_secrets(&mut self, tree: &Value) {
        match tree {
            Value::Array(items) => items.iter().for_each(|item| self.note_tree_secrets(item)),
            Value::Object(map) => {
                for (key, value) in map {
                    self.note_secrets(key, value);
                    self.note_tree_secrets(value);
                }
            }
            _ => {}
        }
    }

    /// Remembers `source` as something to redact, if `key` names a secret.
    pub fn note_secret(&mut self, key: &str, source: &str) {
        if names_secret(key) && source.chars().count() >= SHORTEST_SECRET {
            let mut template = Template::default();
            for token in tokenize(source) {
                match token {
                    Token::Text(text) => template.push_literal(text),
                    Token::Placeholder(placeholder) => {
                        template.push_hole(placeholder, Escape::Plain);
                    }
                    Token::Mistake(_) => {}
                }
            }
            self.secrets.push(template);
        }
    }
}

/// A shorter value below such a key is a flag or a number; redacting it would blot out half of every text.
pub const SHORTEST_SECRET: usize = 4;

/// Whether the name of a header, a parameter or a body key says that its value is a credential.
fn names_secret(key: &str) -> bool {
    const WORDS: [&str; 16] = [
        "apikey",
        "appsid",
        "auth",
        "bearer",
        "cookie",
        "credential",
        "key",
        "pass",
        "psw",
        "pwd",
        "private",
        "secret",
        "session",
        "sign",
        "token",
        "hmac",
    ];
    let folded: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    WORDS.iter().any(|word| folded.contains(word))
}
