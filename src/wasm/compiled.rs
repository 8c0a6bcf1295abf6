//! Configurations that were compiled before.
//!
//! Logto passes the same one for every message, and a process may have thousands of them: those that were used last stay, as
//! long as there is room.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::JsString;
use lru::LruCache;

use crate::config::Config;

/// How much is kept, in bytes of text and overhead for each provider that is made of it: a thousand usual configurations, but
/// few where hundreds of routes inherit a large one. Compiled, they take some times as much.
const MOST_KEPT: usize = 1024 * 1024;

/// What the smallest configuration takes, in bytes as above.
const OVERHEAD: usize = 512;

thread_local! {
    static LAST: RefCell<Option<(JsString, Rc<Config>)>> = const { RefCell::new(None) };
    static KEPT: RefCell<Kept> = RefCell::new(Kept {
        configs: LruCache::unbounded(),
        weight: 0,
    });
}

struct Kept {
    configs: LruCache<String, Rc<Config>>,
    weight: usize,
}

/// The configuration that was used last, if this is its text: two texts of JavaScript are compared without a copy.
pub(super) fn same_as_last(text: &JsString) -> Option<Rc<Config>> {
    LAST.with_borrow(|last| {
        let (known, config) = last.as_ref()?;
        (known == text).then(|| Rc::clone(config))
    })
}

/// The configuration compiled from a text.
pub(super) fn find(copy: &str, text: &JsString) -> Option<Rc<Config>> {
    let config = KEPT.with_borrow_mut(|kept| kept.configs.get(copy).map(Rc::clone))?;
    LAST.replace(Some((text.clone(), Rc::clone(&config))));
    Some(config)
}

/// Keeps a configuration.
pub(super) fn keep(copy: String, text: JsString, config: &Rc<Config>) {
    KEPT.with_borrow_mut(|kept| {
        kept.weight += weight(&copy, config);
        kept.configs.put(copy, Rc::clone(config));
        while kept.weight > MOST_KEPT
            && let Some((text, config)) = kept.configs.pop_lru()
        {
            kept.weight -= weight(&text, &config);
        }
    });
    LAST.replace(Some((text, Rc::clone(config))));
}

fn weight(text: &str, config: &Config) -> usize {
    (text.len() + OVERHEAD) * (1 + config.routes.len() + config.fallback.len())
}
