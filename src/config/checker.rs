//! Checking the texts of a configuration on their way into templates: placeholders are read, checked against what is known,
//! and given their place.

use super::secrets::Secrets;
use super::spelling::{self, Spelling};
use crate::issue::{IssueCode, Issues, Path};
use crate::suggest;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::filter::Filter;
use crate::template::placeholder::{
    Placeholder, REQUEST_PARTS, ROOTS, Root, SYNONYMS, Token, tokenize, with_caret,
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
    /// Which of `apiKey`, `apiSecret`, `token` and `signature` are set.
    pub keys: Vec<&'static str>,
    /// The names of all variables.
    pub variables: Vec<String>,
    /// Whether this is an entry of `routes` or `fallback` to which no credential of the whole configuration follows.
    pub is_elsewhere: bool,
    /// What may be the placeholders of another system.
    pub spellings: Vec<Spelling>,
    /// The known names that misspelled ones seem to mean; what is misspelled is not missing too.
    pub meant: Vec<String>,
    /// The paths of texts that are sentences around `{{message}}`.
    pub sentences: Vec<String>,
}

impl Checker {
    /// Whether one of the keys is set that texts depend on.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(&key)
    }

    fn is_variable(&self, name: &str) -> bool {
        self.variables.iter().any(|known| known == name)
    }

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
        let tokens = tokenize(source);
        // The names of a form, and the elements of XML, are no words of the message.
        let is_markup = literal == Literal::Written && matches!(escape, Escape::Form | Escape::Xml);
        if !is_markup && is_sentence_around_message(&tokens) {
            self.sentences.push(path.to_string());
        }
        if spelling::has_triple_braces(&tokens) {
            let message = "two braces on each side are a placeholder, a third is sent with its value; remove it";
            self.issues
                .mistake(path, IssueCode::UnknownPlaceholder, message);
        }
        for token in tokens {
            match token {
                Token::Text(text) => {
                    self.note_text(path, text);
                    if let Err(why) = template.push_escaped(text, escape_text) {
                        let message = format!("the value {why}");
                        self.issues.error(path, IssueCode::InvalidValue, message);
                    }
                }
                Token::Placeholder(placeholder) => {
                    self.append_placeholder(template, path, placeholder, escape);
                }
                Token::Mistake(message) => self.unreadable(path, message),
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
    pub fn unreadable(&mut self, path: &Path<'_>, message: String) {
        self.issues
            .error(path, IssueCode::InvalidPlaceholder, message);
    }

    fn check(&mut self, path: &Path<'_>, placeholder: &Placeholder, escape: Escape) {
        let unset = match &placeholder.root {
            root @ (Root::ApiKey | Root::ApiSecret | Root::Token) => {
                Some(root.name()).filter(|key| !self.has(key))
            }
            Root::Named(name) => {
                self.tell_of_unknown(path, name, placeholder);
                None
            }
            Root::Request => {
                self.check_request_part(path, placeholder, escape);
                None
            }
            _ => None,
        };
        if let Some(key) = unset {
            let message = if self.is_elsewhere {
                format!(
                    "uses {{{{{key}}}}}, but no credential follows to another host; set `{key}` in this entry too"
                )
            } else {
                format!(
                    "uses {{{{{key}}}}}, but `{key}` is not set; set it, or remove the placeholder"
                )
            };
            self.unreadable(path, message);
        }
        for name in placeholder.filters.iter().filter_map(Filter::key_name) {
            self.check_key(path, name);
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
            self.unreadable(path, message);
        }
    }

    /// A name that a hash is keyed with stands for a text of the configuration.
    fn check_key(&mut self, path: &Path<'_>, name: &str) {
        let is_key = name != "signature" && self.has(name);
        if !is_key && !self.is_variable(name) {
            let message = format!(
                "signs with `{name}`, which is not set; a key to sign with is `apiSecret`, `apiKey`, `token` or one of `variables`"
            );
            self.unreadable(path, message);
        }
    }

    fn check_request_part(&mut self, path: &Path<'_>, placeholder: &Placeholder, escape: Escape) {
        let is_part =
            matches!(placeholder.path.as_slice(), [part] if REQUEST_PARTS.contains(&&**part));
        // Of a plain text it depends on where it is used in the end.
        if !is_part {
            let parts = REQUEST_PARTS.map(|part| format!("{{{{request.{part}}}}}"));
            let message = format!("expected one of {}", parts.join(", "));
            self.unreadable(path, message);
        } else if !matches!(escape, Escape::Header | Escape::Plain) {
            self.unreadable(path, HEADERS_ONLY.to_owned());
        }
    }

    fn tell_of_unknown(&mut self, path: &Path<'_>, name: &str, placeholder: &Placeholder) {
        if IN_EVERY_MESSAGE.contains(&name) || self.is_variable(name) {
            return;
        }
        let keys = placeholder.path.iter();
        let shown = keys.fold(name.to_owned(), |shown, key| format!("{shown}.{key}"));
        // A variable whose name is none is told of where it is set.
        if self.is_variable(&shown) {
            return;
        }
        let is_known = ROOTS.contains(&name);
        if let Some(meant) = suggest::best(name, &SYNONYMS, &ROOTS).filter(|_| !is_known) {
            let message = format!(
                "Logto passes nothing called {{{{{name}}}}}; did you mean {{{{{meant}}}}}?"
            );
            let code = IssueCode::UnknownPlaceholder;
            self.issues.mistake(path, code, message);
            self.meant.push(meant.to_owned());
            return;
        }
        if let Some(variable) = placeholder.path.first()
            && OF_VARIABLES.contains(&name)
            && self.is_variable(variable)
        {
            let message = format!("a variable is used by its name alone; write {{{{{variable}}}}}");
            self.issues
                .mistake(path, IssueCode::UnknownPlaceholder, message);
            self.meant.push(variable.to_string());
            return;
        }
        // By these, an operator says what is sent where there is no value.
        if placeholder.filters.iter().any(Filter::accepts_absent) {
            return;
        }
        let names = self.variables.iter().take(MOST_COMPARED);
        let variables: Vec<_> = names.map(String::as_str).collect();
        if let Some(meant) = suggest::closest(name, &variables).filter(|_| !is_known) {
            let message =
                format!("no variable is called {{{{{name}}}}}; did you mean {{{{{meant}}}}}?");
            self.issues
                .mistake(path, IssueCode::UnknownPlaceholder, message);
            let meant = meant.to_owned();
            self.meant.push(meant);
            return;
        }
        let why = match name {
            "payload" => {
                "the keys of the payload are names of their own, as in {{code}}".to_owned()
            }
            "locale" | "uiLocales" => format!(
                "Logto does not pass {{{{{name}}}}} with every message; say what to send without it, as in {{{{{name} | \
                 default:\"en\"}}}}"
            ),
            _ if is_known => format!(
                "Logto passes {{{{{shown}}}}} with emails only; remove it, or say what to send instead, as in {{{{{shown} | \
                 default:\"…\"}}}}"
            ),
            _ => format!(
                "Logto passes nothing called {{{{{shown}}}}}, so it is sent as it stands here; if it is meant, write {{{{{shown} | \
                 default:\"\"}}}}"
            ),
        };
        self.issues.warning(path, IssueCode::NotInLogto, why);
    }

    /// Remembers what may be a placeholder of another system, and tells of braces that are none of this one.
    pub fn note_text(&mut self, path: &Path<'_>, text: &str) {
        if let Some((_, behind)) = text.split_once("{{") {
            let message = if behind.contains("}}") {
                "what stands between {{ and }} here is no name, so it is sent as it stands; a name has letters, digits and `_`"
            } else {
                "{{ is never closed here; write }} behind the name"
            };
            let code = IssueCode::UnknownPlaceholder;
            self.issues.mistake(path, code, message);
        }
        self.spellings.extend(spelling::find(path, text));
    }
}

/// What is about to be sent cannot have itself in it.
pub(super) const HEADERS_ONLY: &str = "{{request…}} is what is about to be sent, so it can stand in headers only, and in variables that only headers use";

/// With how many variables an unknown name is compared: more than anybody has, and few enough for any number of names.
const MOST_COMPARED: usize = 64;

/// What people write before the name of a variable.
const OF_VARIABLES: [&str; 6] = [
    "vars",
    "var",
    "variables",
    "variable",
    "constants",
    "config",
];

/// The names whose value Logto passes with every SMS.
const IN_EVERY_MESSAGE: [&str; 1] = ["code"];

/// Whether a text has `{{message}}` and around it words enough to be what a template says.
fn is_sentence_around_message(tokens: &[Token<'_>]) -> bool {
    let has_message = tokens.iter().any(
        |token| matches!(token, Token::Placeholder(placeholder) if placeholder.root == Root::Message),
    );
    let words = tokens.iter().map(|token| match token {
        Token::Text(text) => text
            .split(|character: char| !character.is_alphabetic())
            .filter(|word| !word.is_empty())
            .count(),
        _ => 0,
    });
    has_message && words.sum::<usize>() >= SENTENCE_WORDS
}

/// Fewer words are a signature or a greeting.
const SENTENCE_WORDS: usize = 3;
