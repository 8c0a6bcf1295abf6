//! `variables`: names of the operator's own, of the whole configuration and of single templates.

use std::collections::HashMap;

use serde_json::Value;

use super::checker::{Checker, Literal};
use super::fields::Field;
use crate::issue::{IssueCode, Path};
use crate::limits;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::json::scalar_text;
use crate::template::placeholder::{ROOTS, is_name};
use crate::template::variables::Variables;

/// The names that a configuration gives, wherever: texts may use them before they are read.
pub(super) fn names(variables: Option<&Value>, templates: Option<&Value>) -> Vec<String> {
    let entries = templates.and_then(Value::as_array).into_iter().flatten();
    let of_entries = entries.filter_map(|entry| entry.get("variables"));
    let maps = variables.into_iter().chain(of_entries);
    let names = maps.filter_map(Value::as_object).flat_map(|map| map.keys());
    names.cloned().collect()
}

/// Reads `variables`.
pub(super) fn read(field: Field<'_>, checker: &mut Checker) -> Variables {
    let mut variables = Variables::default();
    let map = match field.structure() {
        None => return variables,
        Some(Value::Object(map)) => map,
        Some(other) => {
            let what = "an object of names and texts, such as `{ \"from\": \"Acme\" }`";
            checker.issues.wrong_type(&field.path, what, other);
            return variables;
        }
    };
    for (name, value) in map {
        let path = Path::Key(&field.path, name);
        let message = if name.is_empty() || !name.chars().all(is_name) {
            let spelled = name.replace(|character| !is_name(character), "_");
            let spelled: String = spelled.chars().take(limits::KEY_CHARS).collect();
            let such_as = if spelled.is_empty() { "from" } else { &spelled };
            format!("expected a name of letters, digits and `_`, such as `{such_as}`")
        } else if ROOTS.contains(&name.as_str()) {
            format!("{{{{{name}}}}} has a meaning of its own already; choose another name")
        } else {
            let Some(text) = scalar_text(value) else {
                if !value.is_null() {
                    let what = "a text, a number or a boolean";
                    checker.issues.wrong_type(&path, what, value);
                }
                continue;
            };
            checker.secrets.note(name, &text);
            let template = checker.template(&path, &text, Escape::Plain, Literal::Written);
            variables.0.insert(name.as_str().into(), template);
            continue;
        };
        checker
            .issues
            .error(&path, IssueCode::InvalidValue, message);
    }
    variables
}

/// Says which variables use themselves, so that they would never end, or nest so deeply that they might.
pub(super) fn check_circles(
    variables: &Variables,
    overrides: Option<&Variables>,
    path: &Path<'_>,
    checker: &mut Checker,
) {
    let effective = |name: &str| {
        let own = overrides.and_then(|overrides| overrides.get(name));
        own.or_else(|| variables.get(name))
    };
    let first = overrides.unwrap_or(variables);
    let mut visit = Visit {
        effective: &effective,
        depths: HashMap::new(),
    };
    for name in first.0.keys() {
        let (name, message) = match visit.depth(name, &mut Vec::new()) {
            Ok(_) => continue,
            Err(Why::Circle(mut circle)) => {
                let Some(at) = circle.iter().position(|name| first.get(name).is_some()) else {
                    // A circle of the whole configuration, which is said there.
                    return;
                };
                circle.rotate_left(at);
                let [name, ..] = *circle else { return };
                (name, why_circle(&circle))
            }
            Err(Why::Deep) => {
                let message = format!(
                    "uses variables that use variables, more than {} deep; write some of them out",
                    limits::VARIABLE_DEPTH
                );
                (&**name, message)
            }
        };
        let path = Path::Key(path, name);
        checker
            .issues
            .error(&path, IssueCode::InvalidPlaceholder, message);
        // One circle is one mistake.
        return;
    }
}

/// Shows the way round: each of these uses the next one, and the last one the first.
fn why_circle(circle: &[&str]) -> String {
    let shown = |name: &&str| {
        let name: String = name.chars().take(limits::KEY_CHARS).collect();
        format!("`{name}`")
    };
    let names: Vec<_> = circle.iter().map(shown).collect();
    match names.as_slice() {
        [only] => format!("{only} uses itself, so it has no end; write its text out"),
        [first, others @ ..] => {
            let others = others.join(", which uses ");
            format!(
                "{first} uses {others}, which uses {first}, so none of them has an end; write one of them out"
            )
        }
        [] => String::new(),
    }
}

enum Why<'a> {
    /// The names of one, in the order in which they use each other.
    Circle(Vec<&'a str>),
    Deep,
}

struct Visit<'a, 'b> {
    effective: &'b dyn Fn(&str) -> Option<&'a Template>,
    /// How deeply the names nest that were looked at already.
    depths: HashMap<&'a str, usize>,
}

impl<'a> Visit<'a, '_> {
    /// How deeply a name nests; `above` has the names that lead to it.
    fn depth(&mut self, name: &'a str, above: &mut Vec<&'a str>) -> Result<usize, Why<'a>> {
        if let Some(at) = above.iter().position(|known| *known == name) {
            return Err(Why::Circle(above.iter().skip(at).copied().collect()));
        }
        let Some(template) = (self.effective)(name) else {
            return Ok(0);
        };
        if let Some(depth) = self.depths.get(name) {
            return Ok(*depth);
        }
        // Before it goes any deeper: this nests as what it checks does.
        if above.len() >= limits::VARIABLE_DEPTH {
            return Err(Why::Deep);
        }
        above.push(name);
        let mut depth = 0;
        for used in template.placeholders() {
            for name in used.names() {
                depth = depth.max(self.depth(name, above)?);
            }
        }
        above.pop();
        depth += 1;
        self.depths.insert(name, depth);
        if depth > limits::VARIABLE_DEPTH {
            return Err(Why::Deep);
        }
        Ok(depth)
    }
}
