//! Names of the operator's own: texts with placeholders that stand for themselves wherever their name does.

use std::cell::OnceCell;
use std::collections::HashSet;

use indexmap::IndexMap;

use super::Template;
use super::placeholder::{Placeholder, Root};
use super::scope::{Names, RenderError, Scope};

/// Names and their texts, compiled. The texts may be credentials; a [`Template`] shows nothing of them.
#[derive(Debug, Clone, Default)]
pub struct Variables(pub IndexMap<Box<str>, Template>);

impl Variables {
    /// The text of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.0.get(name)
    }
}

/// The values of all names while one thing is rendered. Each is rendered where it is first used, and once: variables that
/// use each other could otherwise double their work with every step.
#[derive(Default)]
pub struct Values<'a>(Vec<Value<'a>>);

struct Value<'a> {
    name: &'a str,
    template: &'a Template,
    text: OnceCell<Result<String, RenderError>>,
}

impl<'a> Values<'a> {
    /// The variables of a configuration; those of the chosen message template win.
    #[must_use]
    pub fn new(variables: &'a Variables, overrides: Option<&'a Variables>) -> Self {
        let overrides = overrides.map_or_else(Default::default, |overrides| overrides.0.iter());
        let all = overrides.chain(&variables.0);
        Self(
            all.map(|(name, template)| Value {
                name,
                template,
                text: OnceCell::new(),
            })
            .collect(),
        )
    }
}

impl Names for Values<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|value| value.name == name)
    }

    fn text(&self, name: &str, scope: &Scope<'_>) -> Option<Result<&str, RenderError>> {
        let value = self.0.iter().find(|value| value.name == name)?;
        if value.text.get().is_none() {
            // No variable uses itself, so nothing has set it in between.
            _ = value.text.set(value.template.render(scope));
        }
        let text = value.text.get()?.as_ref();
        Some(text.map(String::as_str).map_err(Clone::clone))
    }

    fn anew(&self) -> Box<dyn Names + '_> {
        let all = self.0.iter();
        let all = all.map(|value| Value {
            text: OnceCell::new(),
            ..*value
        });
        Box::new(Values(all.collect()))
    }
}

/// The placeholders of some texts, and of all variables that they use, directly or through others.
#[must_use]
pub fn reached<'a>(
    texts: impl IntoIterator<Item = &'a Template>,
    variables: &[&'a Variables],
) -> Vec<&'a Placeholder> {
    let mut found: Vec<&Placeholder> = texts.into_iter().flat_map(Template::placeholders).collect();
    // Names are looked up, and not gone through: most configurations use few of many.
    let mut seen = HashSet::new();
    let mut next = 0;
    while let Some(placeholder) = found.get(next) {
        next += 1;
        for name in placeholder.names().filter(|name| seen.insert(*name)) {
            let templates = variables.iter().filter_map(|all| all.get(name));
            found.extend(templates.flat_map(Template::placeholders));
        }
    }
    found
}

/// Whether any of these has that root.
#[must_use]
pub fn uses(placeholders: &[&Placeholder], root: &Root) -> bool {
    placeholders
        .iter()
        .any(|placeholder| placeholder.root == *root)
}
