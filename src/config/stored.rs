//! What becomes of a configuration when Logto stores it: values without content are removed at any depth, and JavaScript
//! has rounded long numbers before.
//!
//! So a rule or a value that only works before that would pass a test in the console and fail every user.

use serde_json::Value;

use super::fields::each_setting;
use crate::answer::rule::is_empty;
use crate::issue::{IssueCode, Issues, Path};

/// The largest integer that JavaScript tells from its neighbours.
const LARGEST_INTEGER: f64 = 9_007_199_254_740_991.0;

/// What to write inside `response` for an empty value of a key that means something with it before it is stored.
fn instead(key: &str) -> Option<&'static str> {
    Some(match key {
        "equals" => "write `\"empty\": true` for nothing or an empty text",
        "notEquals" => "write `\"empty\": false` for anything that is not empty",
        "startsWith" | "contains" | "matches" => {
            "every text has an empty one in it, so write `\"empty\": false`"
        }
        _ => return None,
    })
}

/// What to write for an empty value in the list of a test.
fn instead_in_list(key: &str) -> Option<&'static str> {
    Some(match key {
        "equals" => {
            "so write a rule of its own with `\"empty\": true`, and put both into one `any`"
        }
        "notEquals" => "so write a rule of its own with `\"empty\": false`",
        _ => return None,
    })
}

/// Says what is lost of a configuration.
pub(super) fn check(config: &Value, issues: &mut Issues) {
    each_setting(config, &mut |path, key, value| match key {
        "" if is_empty(value) => {
            let message = "Logto removes this when it stores the configuration, so what stands behind it moves up; leave it out, or \
                           write a value";
            issues.mistake(path, IssueCode::LostOnSave, message);
        }
        key if key.starts_with('$') => {}
        key => check_value(value, path, key == "response", issues),
    });
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
                let of_a_test = match path {
                    Path::Key(_, key) if in_response => instead_in_list(key),
                    _ => None,
                };
                let path = Path::Index(path, index);
                if is_empty(item) {
                    let instead = of_a_test.unwrap_or(
                        "so what stands behind it moves up; leave it out, or write a value",
                    );
                    let message =
                        format!("Logto removes this when it stores the configuration, {instead}");
                    issues.mistake(&path, IssueCode::LostOnSave, message);
                } else {
                    check_value(item, &path, in_response, issues);
                }
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let path = Path::Key(path, key);
                match instead(key).filter(|_| in_response && is_empty(item)) {
                    Some(instead) => {
                        let message = format!(
                            "Logto removes this when it stores the configuration, and the rule with it; {instead}"
                        );
                        issues.mistake(&path, IssueCode::LostOnSave, message);
                    }
                    None => check_value(item, &path, in_response, issues),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
