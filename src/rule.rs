//! One rule about an answer: a place in it, and a test of what stands there.

use std::borrow::Cow;

use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::Fields;
use crate::issue::{IssueCode, Path};
use crate::json::{self, scalar_text};
use crate::placeholder::{Token, tokenize};
use crate::scope::{RenderError, Scope};
use crate::template::Template;
use crate::value::Value;

/// Keys and indexes of a JSON answer, joined by dots in the configuration. A value that replaces a placeholder is one
/// key or a part of one, whatever dots it has.
#[derive(Debug)]
pub struct AnswerPath(Vec<Template>);

impl AnswerPath {
    /// Reads a path; `\.` is a dot inside a key.
    pub fn compile(source: &str, path: &Path<'_>, compiler: &mut Compiler) -> Self {
        let mut segments = Vec::new();
        let mut segment = Template::default();
        for token in tokenize(source) {
            match token {
                Token::Text(text) => {
                    let mut characters = text.chars().peekable();
                    while let Some(character) = characters.next() {
                        match character {
                            '.' => segments.push(std::mem::take(&mut segment)),
                            '\\' if characters.next_if_eq(&'.').is_some() => {
                                segment.push_literal(".");
                            }
                            other => segment.push_literal(other.encode_utf8(&mut [0; 4])),
                        }
                    }
                }
                Token::Placeholder(placeholder) => {
                    compiler.append_hole(&mut segment, path, placeholder, Escape::Plain);
                }
                Token::Mistake(message) => {
                    compiler.mistake(path, &message);
                    // One mistake is one issue: the key is not missing too.
                    segment.push_literal("?");
                }
            }
        }
        segments.push(segment);
        if source.starts_with('$') || source.contains('[') {
            compiler.issues.warning(
                path,
                IssueCode::InvalidValue,
                format_args!("`$` and brackets are taken for parts of a key; write indexes between dots, as in `messages.0.status`"),
            );
        }
        if segments
            .iter()
            .any(|segment| segment.as_literal() == Some(""))
        {
            compiler.issues.error(
                path,
                IssueCode::InvalidValue,
                format_args!(
                    "expected keys and indexes joined by single dots, as in `messages.0.status`"
                ),
            );
        }
        Self(segments)
    }

    /// What stands at this place of an answer; `None` where nothing does.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn find<'a>(
        &self,
        answer: &'a Value,
        scope: &Scope<'_>,
    ) -> Result<Option<Cow<'a, Value>>, RenderError> {
        let mut found = Cow::Borrowed(answer);
        for segment in &self.0 {
            let key = segment.render(scope)?;
            let next = match &found {
                Cow::Borrowed(value) => json::own_property(value, &key),
                Cow::Owned(_) => None,
            };
            match next {
                Some(next) => found = next,
                None => return Ok(None),
            }
        }
        Ok(Some(found).filter(|value| !value.is_null()))
    }
}

/// A place and a test.
#[derive(Debug)]
pub struct Rule {
    /// `None` for the whole body as trimmed text.
    path: Option<AnswerPath>,
    test: Test,
}

/// Tests compare as text, so that `0` and `"0"` agree.
#[derive(Debug)]
enum Test {
    Equals(Vec<String>),
    Exists(bool),
    StartsWith(String),
    Contains(String),
}

/// An answer, as far as rules look at it.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    /// The body without white space around it.
    pub text: &'a str,
    /// The body as JSON, if it is JSON.
    pub json: Option<&'a Value>,
}

impl Rule {
    /// Reads one rule or an array of them.
    pub fn compile_all(value: &Value, path: &Path<'_>, compiler: &mut Compiler) -> Vec<Self> {
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    Self::compile(item, &Path::Index(path, index), compiler)
                })
                .collect(),
            single => Self::compile(single, path, compiler).into_iter().collect(),
        }
    }

    fn compile(value: &Value, path: &Path<'_>, compiler: &mut Compiler) -> Option<Self> {
        let Value::Object(map) = value else {
            let what = "a rule such as `{ \"path\": \"status\", \"equals\": \"ok\" }`";
            compiler.issues.wrong_type(path, what, value);
            return None;
        };
        let fields = Fields::new(map, *path);
        let known = ["path", "equals", "exists", "startsWith", "contains"];
        let synonyms = [
            (
                "contains",
                ["regex", "regexp", "matches", "pattern", "includes"].as_slice(),
            ),
            ("equals", &["is", "value", "in", "eq"]),
        ];
        fields.warn_of_unknown(&known, &synonyms, &mut compiler.issues);
        let place = fields
            .text(
                "path",
                "a path such as `messages.0.status`",
                &mut compiler.issues,
            )
            .map(|source| AnswerPath::compile(source, &fields.path_of("path"), compiler));
        let mut tests = map
            .iter()
            .filter(|(key, value)| *key != "path" && known.contains(key) && !value.is_null());
        let what = "expected exactly one test: `equals`, `exists`, `startsWith` or `contains`";
        let code = IssueCode::InvalidValue;
        match (tests.next(), tests.next()) {
            (Some((key, value)), None) => match Test::compile(key, value) {
                Ok(test) => return Some(Self { path: place, test }),
                Err(what) => compiler
                    .issues
                    .wrong_type(&fields.path_of(key), what, value),
            },
            (Some((one, _)), Some((other, _))) => compiler.issues.error(
                path,
                code,
                format_args!(
                    "{what}, found `{one}` and `{other}`; two rules in an array must both hold"
                ),
            ),
            _ => compiler
                .issues
                .error(path, code, format_args!("{what}, found none")),
        }
        None
    }

    /// Whether the rule holds; `None` where it needs JSON and the answer is none.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn holds(&self, body: Body<'_>, scope: &Scope<'_>) -> Result<Option<bool>, RenderError> {
        let Some(path) = &self.path else {
            let text = (!body.text.is_empty()).then_some(body.text);
            return Ok(Some(self.test.holds(text, text.is_some())));
        };
        let Some(json) = body.json else {
            return Ok(None);
        };
        let found = path.find(json, scope)?;
        let text = found.as_deref().and_then(scalar_text);
        Ok(Some(self.test.holds(text.as_deref(), found.is_some())))
    }
}

impl Test {
    /// # Errors
    /// What the test takes instead of `value`.
    fn compile(name: &str, value: &Value) -> Result<Self, &'static str> {
        let scalar = "a string, a number or a boolean";
        let text = |value: &Value| scalar_text(value).map(Cow::into_owned);
        match name {
            "equals" => match value {
                Value::Array(items) if !items.is_empty() => items.iter().map(text).collect(),
                single => text(single).map(|text| vec![text]),
            }
            .map(Self::Equals)
            .ok_or("a string, a number, a boolean or an array of these"),
            "exists" => match value {
                Value::Bool(wanted) => Ok(Self::Exists(*wanted)),
                _ => Err("true or false, without quotes"),
            },
            "startsWith" => text(value).map(Self::StartsWith).ok_or(scalar),
            _ => text(value).map(Self::Contains).ok_or(scalar),
        }
    }

    fn holds(&self, text: Option<&str>, found: bool) -> bool {
        match self {
            Self::Equals(values) => {
                text.is_some_and(|text| values.iter().any(|value| value == text))
            }
            Self::Exists(wanted) => found == *wanted,
            Self::StartsWith(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Contains(part) => text.is_some_and(|text| text.contains(part)),
        }
    }
}
