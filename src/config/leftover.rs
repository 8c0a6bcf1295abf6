//! Examples that were to be replaced: `<your-token>`, as recipes and documents write them.

use serde_json::Value;

use super::fields::each_setting;
use super::spelling::known_name;
use crate::issue::{IssueCode, Issues, Path};

/// The first `<word word-word>` of a text, without its brackets.
pub(super) fn marker(text: &str) -> Option<&str> {
    text.split('<').skip(1).find_map(|rest| {
        let (inside, _) = rest.split_once('>')?;
        let is_word = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b' ');
        let is_marker = inside.starts_with(|first: char| first.is_ascii_lowercase())
            && inside.bytes().all(is_word);
        is_marker.then_some(inside)
    })
}

/// Says of every text of a configuration that it still has an example in it.
pub(super) fn check(config: &Value, issues: &mut Issues) {
    each_setting(config, &mut |path, key, value| {
        let begins_like_markup = value
            .as_str()
            .is_some_and(|text| text.trim_start().starts_with('<'));
        // What an answer is compared with may be markup, the name of a group in a pattern looks like it, and a body that begins
        // like markup is it.
        let is_markup = match key {
            "response" => true,
            "bodyParams" | "bodyParameters" => begins_like_markup,
            _ => false,
        };
        // What is said of the configuration is none of it.
        if !key.starts_with('$') && !is_markup {
            check_value(value, path, issues);
        }
    });
}

/// Shows a marker of words only: one with digits may be a credential in the brackets of the documentation.
fn advice(marker: &str) -> String {
    match known_name(marker) {
        Some(name) => format!("`<{marker}>` is sent as it stands here; write {{{{{name}}}}}"),
        None if marker.contains(|character: char| character.is_ascii_digit()) => {
            "what stands in angle brackets here is an example; write your own value, without brackets".to_owned()
        }
        None => format!("`<{marker}>` is an example; write your own value in its place"),
    }
}

fn check_value(value: &Value, path: &Path<'_>, issues: &mut Issues) {
    match value {
        Value::String(text) => {
            if let Some(marker) = marker(text)
                && !issues.has(&path.to_string(), IssueCode::Leftover)
            {
                issues.mistake(path, IssueCode::Leftover, advice(marker));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_value(item, &Path::Index(path, index), issues);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                check_value(item, &Path::Key(path, key), issues);
            }
        }
        _ => {}
    }
}
