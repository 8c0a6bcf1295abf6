//! What is wrong with an input, and where: the list that `validateConfig` returns and that errors carry.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::limits;

/// One finding about an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// Keys and indexes from the root, joined by dots: `templates.0.content`. Empty for the whole input.
    pub path: String,
    /// What kind of mistake it is; stable, for programs.
    pub code: IssueCode,
    /// What was expected and what was found; for people. Holds no value that could be a credential.
    pub message: String,
    /// Whether the input is unusable or merely suspicious.
    pub severity: Severity,
}

impl Issue {
    /// Something that makes the input unusable.
    #[must_use]
    pub fn error(path: &Path<'_>, code: IssueCode, message: impl Into<String>) -> Self {
        Self {
            path: path.to_string(),
            code,
            message: message.into(),
            severity: Severity::Error,
        }
    }

    /// Something that is wrong, or very likely so.
    #[must_use]
    pub fn mistake(path: &Path<'_>, code: IssueCode, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Mistake,
            ..Self::error(path, code, message)
        }
    }

    /// Something worth a look.
    #[must_use]
    pub fn warning(path: &Path<'_>, code: IssueCode, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(path, code, message)
        }
    }
}

/// The kinds of mistakes; programs see their names in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// A key that must be set is not.
    Required,
    /// The value has a type that the key does not take.
    InvalidType,
    /// The type is right and the value is not.
    InvalidValue,
    /// A number below or above its bounds.
    OutOfRange,
    /// A key that means nothing here.
    UnknownKey,
    /// A placeholder that is none here: a name that looks like a known one, or the spelling of another system.
    UnknownPlaceholder,
    /// A placeholder whose value Logto does not pass, or not always; a caller of the engine's own may.
    NotInLogto,
    /// A placeholder that cannot be read, or stands where none may stand.
    InvalidPlaceholder,
    /// Two settings exclude each other.
    Conflict,
    /// A setting that has no effect next to the others.
    NoEffect,
    /// The message would arrive without its number, its code or its text.
    Incomplete,
    /// An example that was to be replaced by the operator's own value.
    Leftover,
    /// Credentials and codes travel where others can read them.
    Insecure,
    /// A value that Logto removes when it stores the configuration.
    LostOnSave,
    /// Over a limit of size.
    TooLarge,
    /// Over the limit of nesting.
    TooDeep,
}

/// How bad an issue is; programs see a mistake as an error, because both are to be corrected before anything is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing can be sent.
    Error,
    /// What is sent is wrong, or very likely so. A send goes out all the same: a configuration that works keeps working
    /// when a new version learns to recognise a mistake.
    #[serde(rename = "error")]
    Mistake,
    /// Worth a look; sending works.
    Warning,
}

/// Collects issues, so that an operator sees every mistake at once.
#[derive(Debug, Clone, Default)]
pub struct Issues(Vec<Issue>);

impl Issues {
    /// Adds an issue.
    pub fn push(&mut self, issue: Issue) {
        self.0.push(issue);
    }

    /// Adds several.
    pub fn extend(&mut self, issues: impl IntoIterator<Item = Issue>) {
        self.0.extend(issues);
    }

    /// Takes back what was said of a key path.
    pub fn withdraw(&mut self, path: &str, code: IssueCode) {
        self.0
            .retain(|issue| issue.path != path || issue.code != code);
    }

    /// Whether there is an issue of this kind at a key path.
    #[must_use]
    pub fn has(&self, path: &str, code: IssueCode) -> bool {
        self.0
            .iter()
            .any(|issue| issue.path == path && issue.code == code)
    }

    /// Whether a key has a name that it does not have here.
    #[must_use]
    pub fn has_misnamed_key(&self) -> bool {
        let mut issues = self.0.iter();
        issues
            .any(|issue| issue.code == IssueCode::UnknownKey && issue.severity == Severity::Mistake)
    }

    /// Whether something at or below a place cannot be read.
    #[must_use]
    pub fn has_error_below(&self, place: &Path<'_>) -> bool {
        let place = place.to_string();
        let is_below = |path: &str| {
            path.strip_prefix(&place)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.0
            .iter()
            .any(|issue| issue.severity == Severity::Error && is_below(&issue.path))
    }

    /// Adds something that makes the input unusable.
    pub fn error(&mut self, path: &Path<'_>, code: IssueCode, message: impl Into<String>) {
        self.0.push(Issue::error(path, code, message));
    }

    /// Adds something that is wrong, or very likely so.
    pub fn mistake(&mut self, path: &Path<'_>, code: IssueCode, message: impl Into<String>) {
        self.0.push(Issue::mistake(path, code, message));
    }

    /// Adds something worth a look.
    pub fn warning(&mut self, path: &Path<'_>, code: IssueCode, message: impl Into<String>) {
        self.0.push(Issue::warning(path, code, message));
    }

    /// Adds that a value has a type that its key does not take.
    pub fn wrong_type(&mut self, path: &Path<'_>, what: &str, found: &Value) {
        let message = format!("expected {what}, found {}", kind_of(found));
        self.error(path, IssueCode::InvalidType, message);
    }

    /// Whether the input is unusable.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|issue| issue.severity == Severity::Error)
    }

    /// The list.
    #[must_use]
    pub fn into_vec(self) -> Vec<Issue> {
        self.0
    }
}

/// What a value is, for messages: `a string`, `an array`, …
#[must_use]
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Where a value stands: keys and indexes from the root, joined by dots, long keys cut.
///
/// Kept on the stack while a configuration is read, and written out only for an issue.
#[derive(Clone, Copy)]
pub enum Path<'a> {
    /// The whole input.
    Root,
    /// A key below another place.
    Key(&'a Path<'a>, &'a str),
    /// An index below another place.
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// A key of the whole input.
    #[must_use]
    pub const fn top(key: &'a str) -> Self {
        Self::Key(&Path::Root, key)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Key(parent, _) | Self::Index(parent, _)) = self else {
            return Ok(());
        };
        if !matches!(parent, Self::Root) {
            parent.fmt(formatter)?;
            formatter.write_str(".")?;
        }
        match self {
            Self::Root => Ok(()),
            Self::Key(_, key) => {
                let shown: String = key.chars().take(limits::KEY_CHARS).collect();
                formatter.write_str(&shown)?;
                formatter.write_str(if shown.len() < key.len() { "…" } else { "" })
            }
            Self::Index(_, index) => index.fmt(formatter),
        }
    }
}
