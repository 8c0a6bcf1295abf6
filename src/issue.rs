//! What is wrong with an input, and where: the list that `validateConfig` returns and that errors carry.

use serde::Serialize;

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

/// The kinds of mistakes.
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

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing can be sent.
    Error,
    /// Worth a look; sending works.
    Warning,
}

/// Collects issues, so that an operator sees every mistake at once.
#[derive(Debug, Default)]
pub struct Issues(Vec<Issue>);

impl Issues {
    /// Adds something that makes the input unusable.
    pub fn error(&mut self, path: impl Into<String>, code: IssueCode, message: impl Into<String>) {
        self.push(path.into(), code, message.into(), Severity::Error);
    }

    /// Adds something worth a look.
    pub fn warning(
        &mut self,
        path: impl Into<String>,
        code: IssueCode,
        message: impl Into<String>,
    ) {
        self.push(path.into(), code, message.into(), Severity::Warning);
    }

    fn push(&mut self, path: String, code: IssueCode, message: String, severity: Severity) {
        self.0.push(Issue {
            path,
            code,
            message,
            severity,
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

/// The path of a key or an index below `parent`.
#[must_use]
pub fn child_path(parent: &str, key: impl std::fmt::Display) -> String {
    if parent.is_empty() {
        key.to_string()
    } else {
        format!("{parent}.{key}")
    }
}
