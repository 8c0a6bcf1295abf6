//! The configuration: reading it into what requests, messages and answers are made of, and saying all that is wrong with it.

mod authorization;
mod body;
pub mod checker;
mod credential;
mod endpoint;
mod entry;
pub mod fields;
mod headers;
mod host;
mod json_body;
mod keys;
mod leftover;
mod params;
mod place;
pub mod provider;
mod request;
mod response;
pub mod retry;
pub mod routes;
pub mod secrets;
mod signature;
mod signing;
pub mod spelling;
mod stored;
mod templates;
pub mod token;
mod usage;
mod variables;

use serde_json::Value;

use crate::error::Via;
use crate::issue::{Issue, IssueCode, Path};
use crate::limits;
use checker::Checker;
use entry::Base;
use fields::{Field, Keys as _};
use keys::ConfigKeys;
use provider::Provider;
use routes::Route;

/// A valid configuration, compiled. Its `Debug` shows no credential.
#[derive(Debug)]
pub struct Config {
    /// Where messages go that no route holds for.
    pub base: Provider,
    /// Where some go instead; the first that holds decides.
    pub routes: Vec<Route>,
    /// What is tried, in this order, where a message was surely not accepted before.
    pub fallback: Vec<Provider>,
}

impl Config {
    /// The provider of a message that goes this way; `None` where it goes nowhere.
    #[must_use]
    pub fn provider(&self, via: Via) -> Option<&Provider> {
        match via {
            Via::Base => Some(&self.base),
            Via::Route(index) => self.routes.get(index)?.provider.as_ref(),
            Via::Fallback(index) => self.fallback.get(index),
        }
    }

    /// Reads a configuration and says everything that is wrong with it.
    ///
    /// The configuration is there unless an issue is an error.
    #[must_use]
    pub fn compile(value: &Value) -> (Option<Self>, Vec<Issue>) {
        let mut checker = Checker::default();
        if value.is_object() && depth_exceeds(value, limits::CONFIG_DEPTH) {
            return (None, vec![too_deep(&Path::Root)]);
        }
        let what = "an object with at least the key `endpoint`";
        let config = ConfigKeys::read_and_tell(value, &Path::Root, what, &mut checker.issues)
            .and_then(|keys| read(value, &keys, &mut checker));
        leftover::check(value, &mut checker.issues);
        stored::check(value, &mut checker.issues);
        let config = config.filter(|_| !checker.issues.has_errors());
        (config, checker.issues.into_vec())
    }
}

/// The issue of a configuration that nests too deeply.
#[must_use]
pub fn too_deep(path: &Path<'_>) -> Issue {
    let levels = limits::CONFIG_DEPTH;
    let message = format!("expected a configuration of at most {levels} nested levels");
    Issue::error(path, IssueCode::TooDeep, message)
}

fn read(value: &Value, keys: &ConfigKeys, checker: &mut Checker) -> Option<Config> {
    let map = value.as_object()?;
    let base = provider::read(keys, checker);
    usage::check(&base, checker);
    let logs = [("failures", ()), ("all", ()), ("none", ())];
    // What is written is the matter of the Logto connector; here it is only checked.
    _ = Field::top("log", &keys.log).choice(
        "`failures`, `all` or `none`",
        &logs,
        &mut checker.issues,
    );
    let said = checker.issues.clone().into_vec();
    let differs_from = Base {
        map,
        variables: &base.variables,
        issues: &said,
    };
    let issues = &mut checker.issues;
    let routes = Field::top("routes", &keys.routes);
    let routes = routes::read_routes(routes, &differs_from, issues);
    let fallback = Field::top("fallback", &keys.fallback);
    let fallback = routes::read_fallback(fallback, &differs_from, issues);
    let inheriting = routes.iter().filter_map(|route| route.provider.as_ref());
    let providers: Vec<_> = [&base]
        .into_iter()
        .chain(inheriting)
        .chain(&fallback)
        .collect();
    // Texts that only another provider sends reach somebody all the same.
    if providers
        .iter()
        .skip(1)
        .any(|provider| provider.uses_message)
    {
        checker.issues.withdraw("templates", IssueCode::Incomplete);
    }
    // What cannot be read may use all there is.
    let is_readable = |key| !checker.issues.has_error_below(&Path::top(key));
    if ["routes", "fallback", "token"].into_iter().all(is_readable) {
        usage::check_unused(&providers, checker);
    }
    Some(Config {
        base,
        routes,
        fallback,
    })
}

fn depth_exceeds(value: &Value, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else {
        return matches!(value, Value::Array(_) | Value::Object(_));
    };
    match value {
        Value::Array(items) => items.iter().any(|item| depth_exceeds(item, below)),
        Value::Object(map) => map.values().any(|item| depth_exceeds(item, below)),
        _ => false,
    }
}
