//! Flat parameters, as a query and a form body have them: `key=value` joined by `&`.

use serde_json::{Map, Value};

use super::checker::{Checker, Literal};
use super::fields::Field;
use crate::issue::{IssueCode, Path, kind_of};
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::json::scalar_text;

/// Appends `queryParams` to a URL; `separator` stands before the first pair.
pub(super) fn append_query(
    url: &mut Template,
    field: Field<'_>,
    params: &Value,
    separator: &'static str,
    checker: &mut Checker,
) {
    if let Value::Object(params) = params {
        append(url, params, &field.path, Escape::Url, separator, checker);
    } else {
        let what = "an object of parameter names and values";
        checker.issues.wrong_type(&field.path, what, params);
    }
}

/// Appends parameters to a URL or a form body: scalars as they are, arrays by repeating the key, `null` not at all.
///
/// `separator` stands before the first pair.
pub(super) fn append(
    template: &mut Template,
    params: &Map<String, Value>,
    path: &Path<'_>,
    escape: Escape,
    separator: &'static str,
    checker: &mut Checker,
) {
    let mut pairs = Vec::new();
    for (key, value) in params {
        let path = &Path::Key(path, key);
        let items = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for (index, item) in items.iter().enumerate() {
            let item_path = Path::Index(path, index);
            let path = if value.is_array() { &item_path } else { path };
            let Some(text) = scalar_text(item) else {
                if !item.is_null() {
                    let message = format!(
                        "expected a string, a number, a boolean, null or an array of these, found {}: nesting has no \
                         standard spelling here; write the key as the provider spells it, such as `message[text]`",
                        kind_of(item)
                    );
                    checker.issues.error(path, IssueCode::InvalidType, message);
                }
                continue;
            };
            let mut pair = Template::default();
            // Both encodings take every character.
            _ = pair.push_escaped(key, escape);
            pair.push_literal("=");
            checker.secrets.note(key, &text);
            checker.append(&mut pair, path, &text, escape, Literal::Value);
            pairs.push(pair);
        }
    }
    template.push_list(separator, "&", pairs);
}
