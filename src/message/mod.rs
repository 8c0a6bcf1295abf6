//! The message: what the caller passes of it, and its text by message type and language.

pub mod data;

use fluent_langneg::LanguageIdentifier;
use fluent_langneg::NegotiationStrategy::Lookup;
use fluent_langneg::negotiate::filter_matches;

use crate::template::Template;
use crate::template::variables::Variables;

/// The message type whose template serves every type that has none of its own.
const GENERIC: &str = "Generic";

/// One text for messages.
#[derive(Debug)]
pub struct MessageTemplate {
    /// The message type.
    pub usage_type: String,
    /// The language; `None` for every language.
    pub locale: Option<LanguageIdentifier>,
    /// Its index in the configuration.
    pub index: usize,
    /// The text with its placeholders; in it, `{{message}}` stands for the code or the link. `None` where the entry is there
    /// for its variables.
    pub content: Option<Template>,
    /// What variables are in this type and language.
    pub variables: Variables,
}

/// The texts of messages. None at all where the caller brings the text.
#[derive(Debug, Default)]
pub struct MessageTemplates(pub Vec<MessageTemplate>);

impl MessageTemplates {
    /// Whether the caller brings the text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The template for a message: that of its type, else the generic one, each in the best language it has.
    ///
    /// Where neither has the language nor an entry for every language, a text in another language still carries the code,
    /// and a code that arrives beats a sign-in that fails.
    #[must_use]
    pub fn choose(&self, message_type: &str, locale: Option<&str>) -> Option<&MessageTemplate> {
        let locale = locale.and_then(language);
        let of_type = [message_type, GENERIC].map(|usage_type| {
            let all = self.0.iter();
            let of_type = all.filter(move |template| template.usage_type == usage_type);
            of_type.collect::<Vec<_>>()
        });
        of_type
            .iter()
            .find_map(|templates| in_language(templates, locale.as_ref()))
            .or_else(|| of_type.iter().flatten().copied().next())
    }
}

/// The template in the language that is nearest to `locale` (RFC 4647, section 3.4, and the likely subtags of UTS 35),
/// else the one for every language.
fn in_language<'a>(
    templates: &[&'a MessageTemplate],
    locale: Option<&LanguageIdentifier>,
) -> Option<&'a MessageTemplate> {
    let locales: Vec<_> = templates
        .iter()
        .filter_map(|template| template.locale.as_ref())
        .collect();
    let nearest = filter_matches(locale.as_slice(), &locales, Lookup)
        .first()
        .copied()
        .copied();
    let find = |wanted| {
        templates
            .iter()
            .copied()
            .find(|template| template.locale.as_ref() == wanted)
    };
    nearest
        .and_then(|nearest| find(Some(nearest)))
        .or_else(|| find(None))
}

/// Reads a language tag (BCP 47); extensions and private use say nothing about the language, and some systems write
/// `pt_BR`.
#[must_use]
pub fn language(tag: &str) -> Option<LanguageIdentifier> {
    LanguageIdentifier::try_from_locale_bytes(tag.as_bytes()).ok()
}
