//! Random configurations, and what the world has to know of their providers, derived here from the design's words and not
//! from the compiled configuration.

use std::rc::Rc;

use fastrand::Rng;
use generic_http_sms::config::Config;
use serde_json::{Map, Value, json};

/// Rules of `response` that a provider may have.
pub(crate) const RULES: [&str; 5] = [
    "success",
    "rateLimited",
    "quotaExceeded",
    "refused",
    "tokenExpired",
];

/// What the world knows of a provider.
#[derive(Clone)]
pub(crate) struct Facts {
    /// What the engine calls it.
    pub(crate) via: String,
    /// Where its messages go.
    pub(crate) url: String,
    pub(crate) retry: &'static str,
    pub(crate) max_retries: u32,
    pub(crate) timeout_ms: u32,
    /// Which token endpoint it wants a token of.
    pub(crate) token: Option<usize>,
    /// How long its tokens live whose answer says nothing of it, in seconds; `None` where the answer decides.
    pub(crate) fixed_lifetime: Option<u64>,
    /// The rules that it has.
    pub(crate) rules: Vec<&'static str>,
    pub(crate) has_message_id: bool,
    /// Its `apiKey` and `apiSecret`.
    pub(crate) keys: Vec<String>,
    /// Message types without a text; all have one where this is empty.
    pub(crate) textless: Vec<&'static str>,
}

impl Facts {
    pub(crate) fn has(&self, rule: &str) -> bool {
        self.rules.contains(&rule)
    }
}

/// Where a message goes by a route.
pub(crate) struct RouteFacts {
    to: Vec<&'static str>,
    types: Vec<&'static str>,
    /// `None` where it is blocked.
    pub(crate) provider: Option<Facts>,
}

/// A configuration and what is known of it.
pub(crate) struct Setup {
    pub(crate) config: Rc<Config>,
    pub(crate) base: Facts,
    pub(crate) routes: Vec<RouteFacts>,
    pub(crate) fallback: Vec<Facts>,
    /// Every credential.
    pub(crate) secrets: Vec<String>,
}

/// What says where a message is from and to, in all worlds.
pub(crate) const NUMBERS: [&str; 3] = ["14155550123", "4915112345678", "8613812345678"];
pub(crate) const TYPES: [&str; 2] = ["SignIn", "Register"];
const PREFIXES: [&str; 4] = ["+1", "+49", "+86138", "+"];

impl Setup {
    /// The same for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut maker = Maker {
            rng: Rng::with_seed(seed),
            secrets: Vec::new(),
            endpoints: 0,
        };
        let (mut config, base) = maker.provider("base".to_owned(), None);
        let routes = maker.rng.usize(0..=2);
        let (configs, routes) = (0..routes)
            .map(|index| maker.route(index, &base))
            .unzip::<_, _, Vec<_>, Vec<_>>();
        set(&mut config, "routes", Value::from(configs));
        let fallback = maker.rng.usize(0..=2);
        let (configs, fallback) = (0..fallback)
            .map(|index| maker.provider(format!("fallback.{index}"), Some(&base)))
            .map(|(config, facts)| (Value::from(config), facts))
            .unzip::<_, _, Vec<_>, Vec<_>>();
        set(&mut config, "fallback", Value::from(configs));
        Self {
            config: crate::common::compiled(&Value::from(config)),
            base,
            routes,
            fallback,
            secrets: maker.secrets,
        }
    }

    /// The first provider of a message, unless it is blocked.
    pub(crate) fn first(&self, number: &str, message_type: &str) -> Option<&Facts> {
        let holds = |route: &&RouteFacts| {
            let to = route.to.is_empty()
                || route
                    .to
                    .iter()
                    .any(|to| format!("+{number}").starts_with(to));
            to && (route.types.is_empty() || route.types.contains(&message_type))
        };
        match self.routes.iter().find(holds) {
            Some(route) => route.provider.as_ref(),
            None => Some(&self.base),
        }
    }

    pub(crate) fn has_one_provider(&self) -> bool {
        self.routes.is_empty() && self.fallback.is_empty()
    }

    pub(crate) fn providers(&self) -> impl Iterator<Item = &Facts> {
        let routes = self
            .routes
            .iter()
            .filter_map(|route| route.provider.as_ref());
        [&self.base].into_iter().chain(routes).chain(&self.fallback)
    }
}

fn set(config: &mut Map<String, Value>, key: &str, value: Value) {
    let is_empty = value.as_array().is_some_and(Vec::is_empty);
    if !is_empty {
        config.insert(key.to_owned(), value);
    }
}

struct Maker {
    rng: Rng,
    secrets: Vec<String>,
    endpoints: usize,
}

impl Maker {
    fn secret(&mut self) -> String {
        let secret = format!("k-{:016x}", self.rng.u64(..));
        self.secrets.push(secret.clone());
        secret
    }

    fn some(&mut self, all: &[&'static str]) -> Vec<&'static str> {
        let mut some = all.to_vec();
        some.retain(|_| self.rng.bool());
        some
    }

    fn route(&mut self, index: usize, base: &Facts) -> (Value, RouteFacts) {
        let (mut to, types) = (self.some(&PREFIXES), self.some(&TYPES));
        if to.is_empty() && types.is_empty() {
            to = vec!["+49"];
        }
        let (mut config, provider) = if self.rng.u8(..5) == 0 {
            (Map::from_iter([("block".to_owned(), json!(true))]), None)
        } else {
            let (config, facts) = self.provider(format!("routes.{index}"), Some(base));
            (config, Some(facts))
        };
        set(&mut config, "to", json!(to));
        set(&mut config, "types", json!(types));
        let facts = RouteFacts {
            to,
            types,
            provider,
        };
        (config.into(), facts)
    }

    /// A configuration, or an entry that differs from the base: in the same place, or elsewhere.
    fn provider(&mut self, via: String, base: Option<&Facts>) -> (Map<String, Value>, Facts) {
        let name = via.replace('.', "-");
        let is_elsewhere = base.is_none() || self.rng.bool();
        let host = if is_elsewhere { &name } else { "base" };
        let url = format!("https://{host}.sms.test/{name}");
        let mut config = Map::new();
        set(&mut config, "endpoint", json!(url));
        // What follows a message to another host, and to the same one.
        let mut facts = match base {
            Some(base) => base.clone(),
            None => Facts {
                via: String::new(),
                url: String::new(),
                retry: "unsent",
                max_retries: 2,
                timeout_ms: 10_000,
                token: None,
                fixed_lifetime: None,
                rules: Vec::new(),
                has_message_id: false,
                keys: Vec::new(),
                textless: Vec::new(),
            },
        };
        if is_elsewhere {
            facts = Facts {
                token: None,
                fixed_lifetime: None,
                rules: Vec::new(),
                has_message_id: false,
                ..facts
            };
            let body = json!({ "to": "{{to}}", "text": "{{message}}", "secret": self.secret() });
            set(&mut config, "bodyParams", body);
            let (key, secret) = (self.secret(), self.secret());
            set(&mut config, "apiKey", json!(key));
            set(&mut config, "apiSecret", json!(secret));
            facts.keys = vec![key, secret];
            if self.rng.bool() {
                self.token(&mut config, &mut facts);
            } else {
                set(
                    &mut config,
                    "authorization",
                    json!("Bearer {{apiKey}}:{{apiSecret}}"),
                );
            }
        }
        if is_elsewhere || self.rng.bool() {
            self.response(&mut config, &mut facts);
        }
        self.policy(&mut config, &mut facts, via.starts_with("fallback"));
        if self.rng.u8(..4) == 0 {
            let textless = [vec!["Register"], Vec::new()];
            facts.textless = self.rng.choice(textless).unwrap_or_default();
            let other = if facts.textless.is_empty() {
                "Generic"
            } else {
                "ForgotPassword"
            };
            let text =
                |kind: &str| json!({ "usageType": kind, "content": "Your code is {{code}}" });
            set(
                &mut config,
                "templates",
                json!([text("SignIn"), text(other)]),
            );
        }
        (config, Facts { via, url, ..facts })
    }

    fn token(&mut self, config: &mut Map<String, Value>, facts: &mut Facts) {
        let endpoint = format!("https://auth.sms.test/{}", self.endpoints);
        let mut token = json!({ "endpoint": endpoint });
        let map = token.as_object_mut().expect("an object");
        if self.rng.bool() {
            let seconds = self.rng.u32(60..=4_000);
            facts.fixed_lifetime = Some(u64::from(seconds));
            set(map, "expiresIn", json!(seconds));
        }
        if self.rng.bool() {
            set(
                map,
                "bodyParams",
                json!({ "user": "{{apiKey}}", "password": "{{apiSecret}}" }),
            );
        }
        facts.token = Some(self.endpoints);
        self.endpoints += 1;
        set(config, "token", token);
    }

    fn response(&mut self, config: &mut Map<String, Value>, facts: &mut Facts) {
        facts.rules = self.some(&RULES);
        facts.has_message_id = self.rng.bool();
        let mut response = Map::new();
        for rule in &facts.rules {
            let test = json!({ "path": "is", "equals": rule });
            set(&mut response, rule, test);
        }
        if facts.has_message_id {
            set(&mut response, "messageId", json!("id"));
        }
        if self.rng.bool() || response.is_empty() {
            set(&mut response, "error", json!("message"));
        }
        set(config, "response", response.into());
    }

    fn policy(&mut self, config: &mut Map<String, Value>, facts: &mut Facts, is_fallback: bool) {
        if self.rng.bool() {
            facts.retry = self
                .rng
                .choice(["never", "unsent", "always"])
                .unwrap_or("never");
            set(config, "retry", json!(facts.retry));
        }
        if self.rng.bool() {
            facts.max_retries = self.rng.u32(0..=5);
            set(config, "maxRetries", json!(facts.max_retries));
        }
        if self.rng.bool() && !is_fallback {
            // As many short ones as long ones.
            let longest = self.rng.choice([300, 3_000, 60_000]).unwrap_or(300);
            facts.timeout_ms = self.rng.u32(100..=longest);
            set(config, "timeout", json!(facts.timeout_ms));
        }
    }
}
