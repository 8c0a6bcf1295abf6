//! What becomes of a configuration when Logto stores it: values without content are removed at any depth, and JavaScript
//! has rounded long numbers before.
//!
//! So a rule or a value that only works before that would pass a test in the console and fail every user.

use serde_json::Value;

use crate::issue::{IssueCode, Issues, Path};

/// The largest integer that JavaScript tells from its neighbours.
const LARGEST_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The tests of a rule that compare with a value.
const TESTS: [&str; 3] = ["equals", "startsWith", "contains"];

/// Says what is lost of a configuration.
pub(super) fn check(config: &Value, issues: &mut Issues) {
    for (key, value) in config.as_object().into_iter().flatten() {
        if !key.starts_with('$') {
            check_value(value, &Path::top(key), key == "response", issues);
        }
    }
}

fn check_value(value: &Value, path: &Path<'_>, in_response: bool, issues: &mut Issues) {
    match value {
        Value::Number(number) => {
            let digits = number.as_str();
            let is_integer = !digits.contains(['.', 'e', 'E']);
            if is_integer
                && digits
                    .parse()
                    .is_ok_and(|number: f64| number.abs() > LARGEST_INTEGER)
            {
                let message =
                    "JavaScript has rounded this number already; write it as a string, in quotes";
                issues.mistake(path, IssueCode::InvalidValue, message);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = Path::Index(path, index);
                if is_empty(item) {
                    let message = "Logto removes this when it stores the configuration, so what stands behind it moves up; leave it out, or write a value";
                    issues.mistake(&path, IssueCode::LostOnSave, message);
                } else {
                    check_value(item, &path, in_response, issues);
                }
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let path = Path::Key(path, key);
                if in_response && TESTS.contains(&key.as_str()) && is_empty(item) {
                    let message = "Logto removes this when it stores the configuration, and the rule with it; write `\"exists\": false` for \
                                   nothing or an empty text";
                    issues.mistake(&path, IssueCode::LostOnSave, message);
                } else {
                    check_value(item, &path, in_response, issues);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
