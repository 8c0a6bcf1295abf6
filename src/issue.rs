//! What is wrong with an input, and where: the list that `validateConfig` returns and that errors carry.

use std::fmt;

use crate::json::kind_of;
use crate::limits;
use crate::text;
use crate::value::{Map, Value};

/// One finding about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub fn error(path: &Path<'_>, code: IssueCode, message: fmt::Arguments<'_>) -> Self {
        Self {
            path: path.to_string(),
            code,
            message: message.to_string(),
            severity: Severity::Error,
        }
    }
}

impl From<Issue> for Value {
    fn from(issue: Issue) -> Self {
        let mut map = Map::new();
        map.push("path", issue.path);
        map.push("code", issue.code.as_str());
        map.push("message", issue.message);
        map.push("severity", issue.severity.as_str());
        Self::Object(map)
    }
}

/// The kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// A placeholder whose name neither Logto nor the configuration knows.
    UnknownPlaceholder,
    /// A placeholder that cannot be read, or stands where none may stand.
    InvalidPlaceholder,
    /// Two settings exclude each other.
    Conflict,
    /// A setting that has no effect next to the others.
    NoEffect,
    /// Over a limit of size.
    TooLarge,
    /// Over the limit of nesting.
    TooDeep,
}

impl IssueCode {
    /// The code as programs see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::InvalidType => "invalid_type",
            Self::InvalidValue => "invalid_value",
            Self::OutOfRange => "out_of_range",
            Self::UnknownKey => "unknown_key",
            Self::UnknownPlaceholder => "unknown_placeholder",
            Self::InvalidPlaceholder => "invalid_placeholder",
            Self::Conflict => "conflict",
            Self::NoEffect => "no_effect",
            Self::TooLarge => "too_large",
            Self::TooDeep => "too_deep",
        }
    }
}

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing can be sent.
    Error,
    /// Worth a look; sending works.
    Warning,
}

impl Severity {
    /// The severity as programs see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Collects issues, so that an operator sees every mistake at once.
#[derive(Debug, Default)]
pub struct Issues(Vec<Issue>);

impl Issues {
    /// Adds something that makes the input unusable.
    pub fn error(&mut self, path: &Path<'_>, code: IssueCode, message: fmt::Arguments<'_>) {
        self.push(path, code, message, Severity::Error);
    }

    /// Adds something worth a look.
    pub fn warning(&mut self, path: &Path<'_>, code: IssueCode, message: fmt::Arguments<'_>) {
        self.push(path, code, message, Severity::Warning);
    }

    /// Adds that a value has a type that its key does not take.
    pub fn wrong_type(&mut self, path: &Path<'_>, what: &str, found: &Value) {
        let found = kind_of(found);
        let message = format_args!("expected {what}, found {found}");
        self.error(path, IssueCode::InvalidType, message);
    }

    fn push(
        &mut self,
        path: &Path<'_>,
        code: IssueCode,
        message: fmt::Arguments<'_>,
        severity: Severity,
    ) {
        self.0.push(Issue {
            severity,
            ..Issue::error(path, code, message)
        });
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
                let (key, cut) = text::beginning(key, limits::KEY_CHARS);
                formatter.write_str(key)?;
                formatter.write_str(if cut { "…" } else { "" })
            }
            Self::Index(_, index) => index.fmt(formatter),
        }
    }
}
