//! JavaScript values in: first plain data, then the core's own types.
//!
//! Plain data is what `JSON.stringify` makes of a value. That one call reads every property once, runs at most the
//! caller's own getters, and cannot leave the heap in a half-read state; the text is then parsed and checked by the core.
//! What a JSON text cannot show (functions, class instances, cycles) is looked for separately, and only in values that
//! have not passed before.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, JSON, JsString, Object, Reflect};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::config::{Config, too_deep};
use crate::data::Data;
use crate::error::{Failure, SendError};
use crate::issue::{Issue, IssueCode, Severity, child_path};
use crate::json;
use crate::limits;

/// Compiled configurations of the last few texts. Logto passes the same one for every message.
const CACHED_CONFIGS: usize = 8;

/// How many values are looked at while searching for one that is no plain data.
const INSPECTED_VALUES: u32 = 10_000;

thread_local! {
    static CONFIGS: RefCell<Vec<(String, Rc<Config>)>> = const { RefCell::new(Vec::new()) };
}

/// Configuration and data of one message.
pub(super) fn read(config: &JsValue, data: &JsValue) -> Result<(Rc<Config>, Data), SendError> {
    let config =
        read_config(config).map_err(|issues| SendError::unsent(Failure::InvalidConfig(issues)))?;
    let data = read_data(data).map_err(|issues| SendError::unsent(Failure::InvalidData(issues)))?;
    Ok((config, data))
}

/// All issues of a configuration, warnings included.
pub(super) fn check_config(value: &JsValue) -> Vec<Issue> {
    match config_text(value) {
        Ok(text) => compile(&text, value).1,
        Err(issue) => vec![issue],
    }
}

fn read_config(value: &JsValue) -> Result<Rc<Config>, Vec<Issue>> {
    let text = config_text(value).map_err(|issue| vec![issue])?;
    if let Some(config) = cached(&text) {
        return Ok(config);
    }
    let (config, issues) = compile(&text, value);
    let config = Rc::new(config.ok_or(issues)?);
    CONFIGS.with_borrow_mut(|configs| {
        configs.truncate(CACHED_CONFIGS.saturating_sub(1));
        configs.insert(0, (text, Rc::clone(&config)));
    });
    Ok(config)
}

/// The configuration compiled from the same text, moved to the front.
fn cached(text: &str) -> Option<Rc<Config>> {
    CONFIGS.with_borrow_mut(|configs| {
        let at = configs.iter().position(|(known, _)| known == text)?;
        configs.swap(0, at);
        configs.first().map(|(_, config)| Rc::clone(config))
    })
}

fn config_text(value: &JsValue) -> Result<String, Issue> {
    plain_text(value, limits::CONFIG_BYTES, "a configuration")
}

fn compile(text: &str, value: &JsValue) -> (Option<Config>, Vec<Issue>) {
    if let Some(issue) = (Inspection {
        left: INSPECTED_VALUES,
    })
    .inspect(value, "", &mut Vec::new())
    {
        return (None, vec![issue]);
    }
    match json::parse(text) {
        Some(value) => Config::compile(&value),
        // The text comes from JSON.stringify, so the only thing wrong with it can be its depth.
        None => (
            None,
            vec![issue(String::new(), IssueCode::TooDeep, too_deep())],
        ),
    }
}

fn read_data(value: &JsValue) -> Result<Data, Vec<Issue>> {
    let text =
        plain_text(value, limits::DATA_BYTES, "message data").map_err(|issue| vec![issue])?;
    match json::parse(&text) {
        Some(parsed) => {
            let mut data = Data::parse(parsed)?;
            data.valueless = valueless_keys(value, data.payload.as_ref());
            Ok(data)
        }
        None => Err(vec![issue(
            String::new(),
            IssueCode::TooDeep,
            "expected message data with fewer nested levels".to_owned(),
        )]),
    }
}

/// The payload's keys whose value is undefined: JSON leaves them out, and connector-kit knows them.
fn valueless_keys(data: &JsValue, known: Option<&Map<String, Value>>) -> Vec<String> {
    let payload = option(data, "payload");
    let (Some(known), Ok(keys)) = (known, Reflect::own_keys(payload.unchecked_ref())) else {
        return Vec::new();
    };
    if keys.length() as usize == known.len() {
        return Vec::new();
    }
    keys.iter()
        .filter_map(|key| key.as_string())
        .filter(|key| !known.contains_key(key))
        .collect()
}

/// The JSON text of a value, if it has one that is not too long. Long texts are never copied.
fn plain_text(value: &JsValue, limit: usize, what: &str) -> Result<String, Issue> {
    let Ok(text) = JSON::stringify(value) else {
        let inspection = Inspection {
            left: INSPECTED_VALUES,
        }
        .inspect(value, "", &mut Vec::new());
        return Err(inspection.unwrap_or_else(|| {
            issue(
                String::new(),
                IssueCode::InvalidType,
                "expected plain data that can be written as JSON".to_owned(),
            )
        }));
    };
    // JSON.stringify gives undefined for undefined, functions and symbols.
    if text.is_undefined() {
        let found = describe(value);
        return Err(issue(
            String::new(),
            IssueCode::InvalidType,
            format!("expected an object, found {found}"),
        ));
    }
    let too_large = |path| {
        issue(
            path,
            IssueCode::TooLarge,
            format!("expected {what} of at most {} KiB of JSON", limit / 1024),
        )
    };
    if text.length() as usize > limit {
        return Err(too_large(largest_key(value, limit)));
    }
    let text = String::from(text);
    if text.len() > limit {
        return Err(too_large(String::new()));
    }
    Ok(text)
}

/// The key whose value alone is over the limit, if there is one; otherwise the empty path.
fn largest_key(value: &JsValue, limit: usize) -> String {
    let Ok(keys) = Reflect::own_keys(value.unchecked_ref::<Object>()) else {
        return String::new();
    };
    keys.iter()
        .take(limits::CONFIG_DEPTH.saturating_mul(4))
        .filter(|key| {
            Reflect::get(value, key)
                .and_then(|value| JSON::stringify(&value))
                .is_ok_and(|text| !text.is_undefined() && text.length() as usize > limit)
        })
        .find_map(|key| key.as_string())
        .unwrap_or_default()
}

/// A search for the first value that is no plain data.
struct Inspection {
    left: u32,
}

impl Inspection {
    fn inspect(&mut self, value: &JsValue, path: &str, above: &mut Vec<JsValue>) -> Option<Issue> {
        self.left = self.left.checked_sub(1)?;
        let invalid = |found: &str| {
            let message = format!("expected plain data, found {found}");
            Some(issue(path.to_owned(), IssueCode::InvalidType, message))
        };
        if value.is_bigint() {
            return invalid("a BigInt; write it as a string");
        }
        if value.is_function() || value.is_symbol() {
            return invalid(describe(value));
        }
        if value.as_f64().is_some_and(f64::is_infinite) {
            return invalid("an infinite number");
        }
        if !value.is_object() {
            return None;
        }
        if above.iter().any(|ancestor| ancestor == value) {
            return invalid("a value that contains itself");
        }
        if above.len() >= limits::CONFIG_DEPTH {
            return Some(issue(path.to_owned(), IssueCode::TooDeep, too_deep()));
        }
        match is_plain(value) {
            Ok(true) => {}
            Ok(false) => return invalid("an instance of a class, such as a Map or a Date"),
            Err(_) => return invalid("an object that cannot be read"),
        }
        let Ok(keys) = Reflect::own_keys(value.unchecked_ref::<Object>()) else {
            return invalid("an object whose keys cannot be read");
        };
        above.push(value.clone());
        let found = keys
            .iter()
            .filter_map(|key| key.as_string())
            .find_map(|key| {
                if self.left == 0 || (key == "length" && Array::is_array(value)) {
                    return None;
                }
                let path = child_path(path, &key);
                match Reflect::get(value, &JsValue::from_str(&key)) {
                    Ok(value) => self.inspect(&value, &path, above),
                    Err(_) => Some(issue(
                        path,
                        IssueCode::InvalidType,
                        "expected plain data, found a property that throws when it is read"
                            .to_owned(),
                    )),
                }
            });
        above.pop();
        found
    }
}

/// An array, or an object whose prototype is `Object.prototype` of any realm or none.
fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    if Array::is_array(value) {
        return Ok(true);
    }
    let prototype = Reflect::get_prototype_of(value)?;
    if prototype.is_null() {
        return Ok(true);
    }
    Ok(Reflect::get_prototype_of(&prototype)?.is_null())
}

fn describe(value: &JsValue) -> &'static str {
    if value.is_function() {
        "a function"
    } else if value.is_symbol() {
        "a symbol"
    } else {
        "nothing"
    }
}

fn issue(path: String, code: IssueCode, message: String) -> Issue {
    Issue {
        path,
        code,
        message,
        severity: Severity::Error,
    }
}

/// A property of the options; undefined where there is none or it cannot be read.
pub(super) fn option(options: &JsValue, key: &str) -> JsValue {
    if !options.is_object() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(options, &JsString::from(key)).unwrap_or(JsValue::UNDEFINED)
}
