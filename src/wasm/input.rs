//! JavaScript values in: first plain data, then the core's own types.
//!
//! Plain data is what `JSON.stringify` makes of a value. That one call reads every property once, runs at most the
//! caller's own getters, and cannot leave the heap in a half-read state; the text is then parsed and checked by the core.
//! What a JSON text cannot show (functions, class instances, cycles) is looked for separately, and only in values that
//! have not passed before.

use std::rc::Rc;

use js_sys::JsString;
use serde_json::Map;
use wasm_bindgen::prelude::*;

use super::compiled;
use super::host::{self, Unknown};
use crate::answer::Answer;
use crate::config::{self, Config};
use crate::error::Failure;
use crate::issue::{Issue, IssueCode, Path};
use crate::limits;
use crate::message::data::Data;
use crate::template::json;

/// How many values are looked at while searching for one that is no plain data.
const INSPECTED_VALUES: u32 = 10_000;

/// How many keys of a value that is too large are looked at for the one that makes it so.
const INSPECTED_KEYS: usize = 64;

/// More items than any value within the limits has: each takes a byte and a comma.
const MOST_ITEMS: u32 = 128 * 1024;

/// How much of a key is copied, in UTF-16 units: as many as a path can show, and some that tell it that there are more.
#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
const KEY_UNITS: u32 = 2 * limits::KEY_CHARS as u32 + 2;

const CLASS_INSTANCE: &str = "an instance of a class, such as a Map or a Date";

/// Configuration and data of one message, or what is wrong with them.
pub(super) fn read(config: &JsValue, data: &JsValue) -> Result<(Rc<Config>, Data), Failure> {
    let config = read_config(config).map_err(Failure::InvalidConfig)?;
    let data = read_data(data).map_err(Failure::InvalidData)?;
    Ok((config, data))
}

/// The same; without data, of a message that is made up.
pub(super) fn read_or_sample(
    config: &JsValue,
    data: &JsValue,
) -> Result<(Rc<Config>, Data), Failure> {
    match Data::sample().filter(|_| data.is_undefined()) {
        Some(sample) => {
            let config = read_config(config).map_err(Failure::InvalidConfig)?;
            Ok((config, sample))
        }
        None => read(config, data),
    }
}

/// An answer that is to be explained.
pub(super) fn read_answer(answer: &JsValue) -> Result<Answer, Failure> {
    // A text may take twice its length in JSON.
    plain_text(answer, 2 * limits::ANSWER_BYTES, "an answer")
        .map_err(|issue| vec![issue])
        .and_then(|text| Answer::parse(&text))
        .map_err(Failure::InvalidData)
}

/// All issues of a configuration, warnings included.
pub(super) fn check_config(value: &JsValue) -> Vec<Issue> {
    match json_text(value).and_then(|text| config_text(value, &text)) {
        Ok(text) => match find_foreign(value) {
            Some(issue) => vec![issue],
            None => compile(&text).1,
        },
        Err(issue) => vec![issue],
    }
}

fn read_config(value: &JsValue) -> Result<Rc<Config>, Vec<Issue>> {
    let text = json_text(value).map_err(|issue| vec![issue])?;
    // Equal text gives an equal request, so values are looked at where the text is new.
    if let Some(config) = compiled::same_as_last(&text) {
        return Ok(config);
    }
    let copy = config_text(value, &text).map_err(|issue| vec![issue])?;
    if let Some(config) = compiled::find(&copy, &text) {
        return Ok(config);
    }
    if let Some(issue) = find_foreign(value) {
        return Err(vec![issue]);
    }
    let (config, issues) = compile(&copy);
    let config = Rc::new(config.ok_or(issues)?);
    compiled::keep(copy, text, &config);
    Ok(config)
}

fn config_text(value: &JsValue, text: &JsString) -> Result<String, Issue> {
    copied(value, text, limits::CONFIG_BYTES, "a configuration")
}

fn compile(text: &str) -> (Option<Config>, Vec<Issue>) {
    match json::parse(text) {
        Some(value) => Config::compile(&value),
        // The text comes from JSON.stringify, so the only thing wrong with it can be its depth.
        None => (None, vec![config::too_deep(&Path::Root)]),
    }
}

/// The first value that is no plain data.
fn find_foreign(value: &JsValue) -> Option<Issue> {
    let left = INSPECTED_VALUES;
    Inspection { left }.inspect(value, &Path::Root, &mut Vec::new())
}

fn read_data(value: &JsValue) -> Result<Data, Vec<Issue>> {
    let text =
        plain_text(value, limits::DATA_BYTES, "message data").map_err(|issue| vec![issue])?;
    let mut data = Data::parse(&text)?;
    let payload = |data: &JsValue| -> JsValue {
        let payload = data.unchecked_ref::<Unknown>().payload().ok().flatten();
        payload.unwrap_or_default().into()
    };
    // What JSON does not say of a payload: whether it was something like a Map, of which it says nothing at all, and the keys
    // whose value is undefined, which connector-kit knows.
    if data.payload.as_ref().is_some_and(Map::is_empty)
        && !is_plain(&payload(value)).unwrap_or_default()
    {
        return Err(vec![not_plain(&Path::top("payload"), CLASS_INSTANCE)]);
    }
    let value = value.clone();
    data.has_key = Box::new(move |name| host::has_own(&payload(&value), name).unwrap_or_default());
    Ok(data)
}

/// The JSON text of a value, if it has one that is not too long.
fn plain_text(value: &JsValue, limit: usize, what: &str) -> Result<String, Issue> {
    copied(value, &json_text(value)?, limit, what)
}

/// The JSON text of a value, if it has one.
fn json_text(value: &JsValue) -> Result<JsString, Issue> {
    let Ok(text) = host::stringify(value) else {
        return Err(find_foreign(value).unwrap_or_else(|| {
            Issue::error(
                &Path::Root,
                IssueCode::InvalidType,
                "expected plain data that can be written as JSON",
            )
        }));
    };
    // JSON.stringify gives undefined for undefined, functions and symbols.
    text.ok_or_else(|| {
        let found = describe(value);
        Issue::error(
            &Path::Root,
            IssueCode::InvalidType,
            format!("expected an object, found {found}"),
        )
    })
}

/// The JSON text of a value, unless it is too long. Long texts are never copied.
fn copied(value: &JsValue, text: &JsString, limit: usize, what: &str) -> Result<String, Issue> {
    let too_large = |path: &Path<'_>| {
        Issue::error(
            path,
            IssueCode::TooLarge,
            format!("expected {what} of at most {} KiB of JSON", limit / 1024),
        )
    };
    if text.length() as usize > limit {
        let key = oversized_key(value, limit);
        let path = key.as_deref().map_or(Path::Root, Path::top);
        return Err(too_large(&path));
    }
    let text = String::from(text);
    if text.len() > limit {
        return Err(too_large(&Path::Root));
    }
    Ok(text)
}

/// The first key whose value alone is over the limit, if there is one.
fn oversized_key(value: &JsValue, limit: usize) -> Option<String> {
    let keys = host::own_keys(value).ok().flatten()?;
    keys.iter()
        .take(INSPECTED_KEYS)
        .find(|key| {
            let Ok(Some(value)) = host::get(value, key) else {
                return false;
            };
            // Writing a list of millions of nothing once is enough.
            let is_long_list = host::is_array(&value).unwrap_or_default()
                && host::property(&value, "length").as_f64() > Some(f64::from(MOST_ITEMS));
            let is_long = |text: JsString| text.length() as usize > limit;
            is_long_list || host::stringify(&value).ok().flatten().is_some_and(is_long)
        })
        .and_then(|key| clip(&key))
}

/// A search for the first value that is no plain data.
struct Inspection {
    left: u32,
}

impl Inspection {
    fn inspect(
        &mut self,
        value: &JsValue,
        path: &Path<'_>,
        above: &mut Vec<JsValue>,
    ) -> Option<Issue> {
        self.left = self.left.checked_sub(1)?;
        let invalid = |found| Some(not_plain(path, found));
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
            return Some(config::too_deep(path));
        }
        match is_plain(value) {
            Ok(true) => {}
            Ok(false) => return invalid(CLASS_INSTANCE),
            Err(_) => return invalid("an object that cannot be read"),
        }
        let Ok(Some(keys)) = host::own_keys(value) else {
            return invalid("an object whose keys cannot be read");
        };
        let is_array = host::is_array(value).unwrap_or_default();
        above.push(value.clone());
        let found = keys.iter().find_map(|key| {
            // Symbols are no keys of plain data.
            let name = clip(&key)?;
            if self.left == 0 || (name == "length" && is_array) {
                return None;
            }
            let path = &Path::Key(path, &name);
            match host::get(value, &key) {
                Ok(value) => self.inspect(&value.unwrap_or_default(), path, above),
                Err(_) => Some(not_plain(path, "a property that throws when it is read")),
            }
        });
        above.pop();
        found
    }
}

/// The beginning of a key, as much as a path shows of it. A long one is never copied.
fn clip(key: &JsValue) -> Option<String> {
    let key = key.dyn_ref::<JsString>()?;
    Some(String::from(key.slice(0, KEY_UNITS)))
}

/// An array, or an object whose prototype is `Object.prototype` of any realm or none.
fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    if host::is_array(value)? {
        return Ok(true);
    }
    match host::prototype_of(value)? {
        Some(prototype) => Ok(host::prototype_of(&prototype)?.is_none()),
        None => Ok(true),
    }
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

fn not_plain(path: &Path<'_>, found: &str) -> Issue {
    let message = format!("expected plain data, found {found}");
    Issue::error(path, IssueCode::InvalidType, message)
}
