//! Which texts of a configuration are credentials: those whose key names a secret.

use serde_json::Value;

use crate::answer::body::Body;
use crate::suggest::fold_name;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::placeholder::{Token, tokenize};

/// A shorter value below such a key is a flag or a number; redacting it would blot out half of every text.
const SHORTEST_SECRET: usize = 4;

/// The words of a key whose value is a credential, one of each. The command line has the same.
const WORDS: [&str; 32] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "appkey",
    "appsecret",
    "appsid",
    "auth",
    "authkey",
    "authorization",
    "authtoken",
    "bearer",
    "clientsecret",
    "cookie",
    "credential",
    "hmac",
    "key",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "private",
    "psw",
    "pw",
    "pwd",
    "secret",
    "secretkey",
    "session",
    "signature",
    "token",
];

/// Whether a key has a whole word that names a secret: `X-Api-Key` and `userPassword` do, `keyword` and `author` do not.
#[must_use]
pub fn names_secret(key: &str) -> bool {
    let mut word = String::new();
    let mut previous = '-';
    for character in key.chars().chain(['-']) {
        let begins = previous.is_ascii_lowercase() && character.is_ascii_uppercase();
        if begins || !character.is_ascii_alphabetic() {
            if WORDS.contains(&word.as_str()) || WORDS.contains(&word.trim_end_matches('s')) {
                return true;
            }
            word.clear();
        }
        if character.is_ascii_alphabetic() {
            word.push(character.to_ascii_lowercase());
        }
        previous = character;
    }
    // Two words of a name may stand for one: `api_key`, `app-sid`.
    WORDS.contains(&fold_name(key).as_str())
}

/// The values found so far, to be redacted.
#[derive(Debug, Default)]
pub struct Secrets(pub Vec<Template>);

impl Secrets {
    /// Remembers `source`, if `key` names a secret and the source is not made of message data alone: what is said of the
    /// message is no credential, whatever a provider calls it.
    pub fn note(&mut self, key: &str, source: &str) {
        if source.chars().count() >= SHORTEST_SECRET && names_secret(key) {
            self.add(source);
        }
    }

    fn add(&mut self, source: &str) {
        let mut template = Template::default();
        let mut is_secret = false;
        for token in tokenize(source) {
            match token {
                Token::Text(text) => {
                    is_secret |= !text.trim().is_empty();
                    template.push_literal(text);
                }
                Token::Placeholder(placeholder) => {
                    is_secret |= !placeholder.root.is_message_data() || placeholder.is_hash();
                    template.push_placeholder(placeholder, Escape::Plain);
                }
                Token::Mistake(_) => {}
            }
        }
        if is_secret {
            self.0.push(template);
        }
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
        // A body that is a part of a document is none itself.
        let wrapped = format!("<xml>{text}</xml>");
        let (document, part) = (Body::new(text), Body::new(&wrapped));
        if let Some(tree) = document.tree().or_else(|| part.tree()) {
            self.note_tree(tree);
        }
    }

    /// Remembers what a text calls a secret: `password=…` or `password: …`.
    pub fn note_text(&mut self, text: &str) {
        for (key, value) in named_values(text) {
            self.note(key, value);
        }
    }
}

/// What a text calls by a name: `key=value` and `key: value`.
pub fn named_values(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_separator = |character: char| character.is_whitespace() || ";,&|".contains(character);
    let mut words = text
        .split(is_separator)
        .filter(|word| !word.is_empty())
        .peekable();
    std::iter::from_fn(move || {
        loop {
            let (key, value) = match words.next()?.split_once(['=', ':']) {
                Some((key, "")) => (key, words.peek().copied().unwrap_or_default()),
                Some(pair) => pair,
                None => continue,
            };
            return Some((key, value));
        }
    })
}
