//! Flat parameters, as a query and a form body have them: `key=value` joined by `&`.

use serde_json::{Map, Value};

use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::expected;
use crate::issue::{IssueCode, child_path};
use crate::json::scalar_text;
use crate::template::Template;

/// Appends parameters to a URL or a form body: scalars as they are, arrays by repeating the key, `null` not at all.
///
/// `separator` stands before the first pair.
pub fn append(
    template: &mut Template,
    params: &Map<String, Value>,
    path: &str,
    escape: Escape,
    mut separator: &str,
    compiler: &mut Compiler,
) {
    for (key, value) in params {
        let path = child_path(path, key);
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for (index, item) in items.iter().enumerate() {
            let path = match value {
                Value::Array(_) => child_path(&path, index),
                _ => path.clone(),
            };
            let Some(text) = scalar_text(item) else {
                if !item.is_null() {
                    compiler
                        .issues
                        .error(path, IssueCode::InvalidType, nested(item));
                }
                continue;
            };
            template.push_literal(separator);
            separator = "&";
            let mut name = String::new();
            // Both encodings take every character.
            _ = escape.write(key, &mut name);
            template.push_literal(&name);
            template.push_literal("=");
            compiler.note_secret(key, &text);
            compiler.append_value(template, &path, &text, escape);
        }
    }
}

fn nested(value: &Value) -> String {
    let types = "a string, a number, a boolean, null or an array of these";
    format!(
        "{}: nesting has no standard spelling here; write the key as the provider spells it, such as `message[text]`",
        expected(types, value)
    )
}
