//! Which texts of a configuration are credentials: those whose key names a secret.

use serde_json::Value;

use crate::suggest::fold_name;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::placeholder::{Token, tokenize};

/// A shorter value below such a key is a flag or a number; redacting it would blot out half of every text.
const SHORTEST_SECRET: usize = 4;

/// What a key is called, or a part of it, whose value is a credential.
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

/// The values found so far, to be redacted.
#[derive(Debug, Default)]
pub struct Secrets(pub Vec<Template>);

impl Secrets {
    /// Remembers `source`, if `key` names a secret.
    pub fn note(&mut self, key: &str, source: &str) {
        let key = fold_name(key);
        if source.chars().count() < SHORTEST_SECRET || !WORDS.iter().any(|word| key.contains(word))
        {
            return;
        }
        let mut template = Template::default();
        for token in tokenize(source) {
            match token {
                Token::Text(text) => template.push_literal(text),
                Token::Placeholder(placeholder) => {
                    template.push_placeholder(placeholder, Escape::Plain);
                }
                Token::Mistake(_) => {}
            }
        }
        self.0.push(template);
    }

    /// Remembers every text and number of a value, if `key` names a secret.
    pub fn note_value(&mut self, key: &str, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.note_value(key, item)),
            Value::Object(map) => map.values().for_each(|item| self.note_value(key, item)),
            Value::String(text) => self.note(key, text),
            Value::Number(number) => self.note(key, number.as_str()),
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Remembers what stands below the keys of a tree that name a secret.
    pub fn note_tree(&mut self, tree: &Value) {
        match tree {
            Value::Array(items) => items.iter().for_each(|item| self.note_tree(item)),
            Value::Object(map) => {
                for (key, value) in map {
                    self.note_value(key, value);
                    self.note_tree(value);
                }
            }
            _ => {}
        }
    }

    /// Remembers the values of a query or a form that was written by hand, as written and decoded.
    pub fn note_form(&mut self, text: &str) {
        for (key, value) in form_urlencoded::parse(text.as_bytes()) {
            self.note(&key, &value);
        }
        for (key, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            // A plus is not a space to everybody.
            self.note(key, value);
        }
    }

    /// Remembers the texts and attributes of XML elements whose name, or the attribute's own, names a secret.
    pub fn note_xml(&mut self, text: &str) {
        for element in text.split('<').skip(1) {
            let (tag, content) = element.split_once('>').unwrap_or((element, ""));
            let name = tag
                .split([' ', '\t', '\n', '\r', '/'])
                .next()
                .unwrap_or_default();
            self.note(name, content.trim());
            // Between quotes stand values, and before each the name of its attribute.
            let mut parts = tag.split(['"', '\'']);
            while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
                let attribute = before.trim_end_matches('=').trim();
                self.note(name, value);
                self.note(attribute, value);
            }
        }
    }
}
