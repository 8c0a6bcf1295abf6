//! Compiling the texts of a configuration: placeholders are read, checked against what is known, and given their place.

use crate::escape::Escape;
use crate::filter::Filter;
use crate::issue::{IssueCode, Issues, Path};
use crate::placeholder::{Placeholder, ROOTS, Root, SYNONYMS, Token, tokenize, with_caret};
use crate::suggest;
use crate::template::Template;
use crate::text;
use crate::value::Value;

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
        path: &Path<'_>,
        source: &str,
        escape: Escape,
    ) {
        self.append(template, path, source, escape, escape);
    }

    /// Appends `source` to `template`; its static text is already written for the place.
    pub fn append_text(
        &mut self,
        template: &mut Template,
        path: &Path<'_>,
        source: &str,
        escape: Escape,
    ) {
        self.append(template, path, source, escape, Escape::Plain);
    }

    fn append(
        &mut self,
        template: &mut Template,
        path: &Path<'_>,
        source: &str,
        escape: Escape,
        escape_text: Escape,
    ) {
        for token in tokenize(source) {
            match token {
                Token::Text(text) => {
                    self.warn_of_single_braces(path, text);
                    if let Err(why) = template.push_escaped(text, escape_text) {
                        let message = format_args!("the value {why}");
                        self.issues.error(path, IssueCode::InvalidValue, message);
                    }
                }
                Token::Placeholder(placeholder) => {
                    self.append_hole(template, path, placeholder, escape);
                }
                Token::Mistake(message) => self.mistake(path, &message),
            }
        }
    }

    /// Adds that a placeholder cannot be read.
    pub fn mistake(&mut self, path: &Path<'_>, message: &str) {
        let message = format_args!("{message}");
        self.issues
            .error(path, IssueCode::InvalidPlaceholder, message);
    }

    /// Appends one placeholder, after checking it.
    pub fn append_hole(
        &mut self,
        template: &mut Template,
        path: &Path<'_>,
        placeholder: Placeholder,
        escape: Escape,
    ) {
        self.check(path, &placeholder, escape);
        template.push_hole(placeholder, escape);
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
            self.issues.error(
                path,
                IssueCode::InvalidPlaceholder,
                format_args!(
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
            self.mistake(path, &message);
        }
    }

    fn warn_of_unknown(&mut self, path: &Path<'_>, name: &str) {
        if ROOTS.contains(&name) {
            return;
        }
        let code = IssueCode::UnknownPlaceholder;
        let nothing = format_args!("Logto passes nothing called {{{{{name}}}}}");
        match suggest::best(name, &SYNONYMS, &ROOTS) {
            _ if name == "payload" => self.issues.warning(
                path,
                code,
                format_args!("{nothing}; its keys are names of their own, as in {{{{code}}}}"),
            ),
            Some(suggestion) => self.issues.warning(
                path,
                code,
                format_args!("{nothing}; did you mean {{{{{suggestion}}}}}?"),
            ),
            None => self.issues.warning(
                path,
                code,
                format_args!(
                    "{nothing}; unless the payload has such a key, it is sent as it stands here"
                ),
            ),
        }
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
                    format_args!(
                        "{{{name}}} is sent as it stands here; did you mean {{{{{name}}}}}?"
                    ),
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
            Value::Number(number) => self.note_secret(key, number),
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Remembers what stands below the keys of a tree that name a secret.
    pub fn note_tree_secrets(&mut self, tree: &Value) {
        match tree {
            Value::Array(items) => items.iter().for_each(|item| self.note_tree_secrets(item)),
            Value::Object(map) => {
                for (key, value) in map.iter() {
                    self.note_secrets(key, value);
                    self.note_tree_secrets(value);
                }
            }
            _ => {}
        }
    }

    /// Remembers `source` as something to redact, if `key` names a secret.
    pub fn note_secret(&mut self, key: &str, source: &str) {
        if names_secret(key) && text::length(source) >= SHORTEST_SECRET {
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
    let folded = text::fold_name(key);
    WORDS.iter().any(|word| folded.contains(word))
}
