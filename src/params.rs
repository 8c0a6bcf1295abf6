//! Flat parameters, as a query and a form body have them: `key=value` joined by `&`.

use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::Fields;
use crate::issue::{IssueCode, Path};
use crate::json::{kind_of, scalar_text};
use crate::template::Template;
use crate::value::{Map, Value};

/// Appends `queryParams` to a URL.
pub fn append_query(
    url: &mut Template,
    fields: &Fields<'_>,
    separator: &str,
    compiler: &mut Compiler,
) {
    let params = fields.aliased("queryParams", "queryParameters", &mut compiler.issues);
    match params.map(|(key, params)| (Path::top(key), params)) {
        None => {}
        Some((path, Value::Object(params))) => {
            append(url, params, &path, Escape::Url, separator, compiler);
        }
        Some((path, other)) => {
            let what = "an object of parameter names and values";
            compiler.issues.wrong_type(&path, what, other);
        }
    }
}

/// Appends parameters to a URL or a form body: scalars as they are, arrays by repeating the key, `null` not at all.
///
/// `separator` stands before the first pair.
pub fn append(
    template: &mut Template,
    params: &Map,
    path: &Path<'_>,
    escape: Escape,
    mut separator: &str,
    compiler: &mut Compiler,
) {
    for (key, value) in params.iter() {
        let path = &Path::Key(path, key);
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for (index, item) in items.iter().enumerate() {
            let item_path = Path::Index(path, index);
            let path = match value {
                Value::Array(_) => &item_path,
                _ => path,
            };
            let Some(text) = scalar_text(item) else {
                if !item.is_null() {
                    let found = kind_of(item);
                    compiler.issues.error(
                        path,
                        IssueCode::InvalidType,
                        format_args!(
                            "expected a string, a number, a boolean, null or an array of these, found {found}: nesting has no \
                             standard spelling here; write the key as the provider spells it, such as `message[text]`"
                        ),
                    );
                }
                continue;
            };
            template.push_literal(separator);
            separator = "&";
            // Both encodings take every character.
            _ = template.push_escaped(key, escape);
            template.push_literal("=");
            compiler.note_secret(key, &text);
            compiler.append_value(template, path, &text, escape);
        }
    }
}
