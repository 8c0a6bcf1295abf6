//! `templates`: the texts of messages by type and language.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::checker::{Checker, Literal};
use super::fields::{Field, Keys};
use super::variables;
use crate::issue::{IssueCode, Issues, Path, Severity};
use crate::message::{MessageTemplate, MessageTemplates, language};
use crate::suggest::fold_name;
use crate::template::escape::Escape;
use crate::template::variables::Variables;

/// The keys of an entry.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TemplateKeys {
    usage_type: Option<Value>,
    content: Option<Value>,
    locale: Option<Value>,
    variables: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for TemplateKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("content", &["text", "body", "message", "template"]),
        ("usageType", &["type", "messagetype", "event"]),
        ("locale", &["language", "lang", "languagetag"]),
        ("variables", &["vars", "values"]),
    ];

    const UNKNOWN: Severity = Severity::Mistake;

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

/// Reads `templates`.
pub(super) fn read(
    field: Field<'_>,
    variables: &Variables,
    checker: &mut Checker,
) -> MessageTemplates {
    let mut templates = MessageTemplates::default();
    let items = match field.structure() {
        None => return templates,
        Some(Value::Array(items)) => items,
        Some(other) => {
            let what = "an array of `{ usageType, content }`";
            checker.issues.wrong_type(&field.path, what, other);
            return templates;
        }
    };
    for (index, item) in items.iter().enumerate() {
        let path = Path::Index(&field.path, index);
        let Some(template) = read_entry(item, index, &path, checker) else {
            continue;
        };
        let own = Path::Key(&path, "variables");
        variables::check_circles(variables, Some(&template.variables), &own, checker);
        let is_shadowed = templates.0.iter().any(|earlier| {
            earlier.usage_type == template.usage_type && earlier.locale == template.locale
        });
        if is_shadowed {
            let message = "an earlier template has the same message type and locale and is always chosen first";
            checker.issues.warning(&path, IssueCode::NoEffect, message);
        }
        templates.0.push(template);
    }
    templates
}

fn read_entry(
    item: &Value,
    index: usize,
    path: &Path<'_>,
    checker: &mut Checker,
) -> Option<MessageTemplate> {
    let what = "an object `{ usageType, content }`";
    let keys = TemplateKeys::read_and_tell(item, path, what, &mut checker.issues)?;
    let usage_type = required(
        Field::new(path, "usageType", &keys.usage_type),
        "a message type, such as `SignIn` or `Generic`",
        "a string",
        checker,
    );
    check_type(
        usage_type.trim(),
        &Path::Key(path, "usageType"),
        &mut checker.issues,
    );
    let variables = variables::read(Field::new(path, "variables", &keys.variables), checker);
    let content = Field::new(path, "content", &keys.content);
    // An entry may be there for its variables alone.
    let source = (variables.0.is_empty() || content.scalar().is_some()).then(|| {
        required(
            content,
            "the text of the message, such as `Your code is {{code}}.`",
            "a string; a text in several languages is several entries, each with its `locale`",
            checker,
        )
    });
    let locale = Field::new(path, "locale", &keys.locale);
    let what = "a language tag such as `en` or `pt-BR`";
    let locale = locale.text(what, &mut checker.issues).and_then(|tag| {
        let language = language(tag);
        if language.is_none() {
            let message = format!("expected {what}");
            checker
                .issues
                .warning(&locale.path, IssueCode::InvalidValue, message);
        }
        language
    });
    let content = source
        .map(|source| checker.template(&content.path, source, Escape::Plain, Literal::Written));
    Some(MessageTemplate {
        usage_type: usage_type.trim().to_owned(),
        locale,
        index,
        content,
        variables,
    })
}

/// The message types of Logto.
const TYPES: [&str; 9] = [
    "SignIn",
    "Register",
    "ForgotPassword",
    "OrganizationInvitation",
    "Generic",
    "UserPermissionValidation",
    "BindNewIdentifier",
    "MfaVerification",
    "BindMfa",
];

/// A type that differs from one of Logto's by case or punctuation is never asked for.
pub(super) fn check_type(usage_type: &str, path: &Path<'_>, issues: &mut Issues) {
    let folded = fold_name(usage_type);
    let meant = TYPES.iter().find(|known| fold_name(known) == folded);
    if let Some(meant) = meant.filter(|meant| **meant != usage_type) {
        let message = format!("expected `{meant}`, in just this spelling");
        issues.mistake(path, IssueCode::InvalidValue, message);
    }
}

/// A text with the white space around it: the content is sent as it was written.
fn required<'a>(field: Field<'a>, what: &str, kind: &str, checker: &mut Checker) -> &'a str {
    match field.scalar() {
        Some(Value::String(text)) => return text,
        Some(other) => checker.issues.wrong_type(&field.path, kind, other),
        None => {
            let message = format!("expected {what}");
            checker
                .issues
                .error(&field.path, IssueCode::Required, message);
        }
    }
    ""
}
