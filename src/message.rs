//! `templates`: choosing the text of a message by message type and language, and rendering it.

use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::Fields;
use crate::issue::{IssueCode, Path};
use crate::template::Template;
use crate::text::replace_byte;
use crate::value::Value;

/// The message type whose template serves every type that has none of its own.
const GENERIC: &str = "Generic";

/// What other systems call the keys of an entry.
const SYNONYMS: [(&str, &[&str]); 3] = [
    ("content", &["text", "body", "message", "template"]),
    ("usageType", &["type", "messagetype", "event"]),
    ("locale", &["language", "lang", "languagetag"]),
];

/// One entry of `templates`.
#[derive(Debug)]
pub struct MessageTemplate {
    usage_type: String,
    locale: Option<String>,
    /// The text with its placeholders; in it, `{{message}}` stands for the code or the link.
    pub content: Template,
}

/// Reads `templates`.
pub fn compile(fields: &Fields<'_>, compiler: &mut Compiler) -> Vec<MessageTemplate> {
    let items = match fields.structure("templates") {
        None => return Vec::new(),
        Some(Value::Array(items)) => items,
        Some(other) => {
            let what = "an array of `{ usageType, content }`";
            compiler
                .issues
                .wrong_type(&Path::top("templates"), what, other);
            return Vec::new();
        }
    };
    let mut templates: Vec<MessageTemplate> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let parent = Path::top("templates");
        let path = Path::Index(&parent, index);
        let Value::Object(map) = item else {
            let what = "an object `{ usageType, content }`";
            compiler.issues.wrong_type(&path, what, item);
            continue;
        };
        let fields = Fields::new(map, path);
        let usage_type = required(
            &fields,
            "usageType",
            "a message type, such as `SignIn` or `Generic`",
            compiler,
        );
        let source = required(
            &fields,
            "content",
            "the text of the message, such as `Your code is {{code}}.`",
            compiler,
        );
        let locale = fields
            .text(
                "locale",
                "a language tag such as `en` or `pt-BR`",
                &mut compiler.issues,
            )
            .map(normalize_locale);
        fields.warn_of_unknown(
            &["usageType", "content", "locale"],
            &SYNONYMS,
            &mut compiler.issues,
        );
        let mut content = Template::default();
        compiler.append_text(
            &mut content,
            &fields.path_of("content"),
            source,
            Escape::Plain,
        );
        if templates
            .iter()
            .any(|other| other.usage_type == usage_type.trim() && other.locale == locale)
        {
            compiler.issues.warning(
                &path,
                IssueCode::NoEffect,
                format_args!("an earlier template has the same message type and locale and is always chosen first"),
            );
        }
        templates.push(MessageTemplate {
            usage_type: usage_type.trim().to_owned(),
            locale,
            content,
        });
    }
    templates
}

fn required<'a>(fields: &Fields<'a>, key: &str, what: &str, compiler: &mut Compiler) -> &'a str {
    // The content keeps the white space around it: it is sent as it was written.
    match fields.scalar(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => text,
        None | Some(Value::String(_)) => {
            let message = format_args!("expected {what}");
            compiler
                .issues
                .error(&fields.path_of(key), IssueCode::Required, message);
            ""
        }
        Some(other) => {
            let what = if key == "content" {
                "a string; a text in several languages is several entries, each with its `locale`"
            } else {
                "a string"
            };
            compiler
                .issues
                .wrong_type(&fields.path_of(key), what, other);
            ""
        }
    }
}

/// The template for a message: that of its type, else the generic one, each in the best language it has.
///
/// Where neither has the language nor an entry for every language, a text in another language still carries the code,
/// and a code that arrives beats a sign-in that fails.
#[must_use]
pub fn choose<'a>(
    templates: &'a [MessageTemplate],
    message_type: &str,
    locale: Option<&str>,
) -> Option<&'a MessageTemplate> {
    let locale = locale.map(normalize_locale);
    let usage_types = [message_type, GENERIC];
    usage_types
        .iter()
        .find_map(|usage_type| in_language(templates, usage_type, locale.as_deref()))
        .or_else(|| {
            usage_types.iter().find_map(|usage_type| {
                templates
                    .iter()
                    .find(|template| template.usage_type == *usage_type)
            })
        })
}

/// Exact language tag first, then its prefixes (RFC 4647, section 3.4), then an entry without a locale.
fn in_language<'a>(
    templates: &'a [MessageTemplate],
    usage_type: &str,
    locale: Option<&str>,
) -> Option<&'a MessageTemplate> {
    let mut wanted = locale;
    loop {
        let found = templates.iter().find(|template| {
            template.usage_type == usage_type && template.locale.as_deref() == wanted
        });
        if found.is_some() || wanted.is_none() {
            return found;
        }
        wanted = wanted
            .and_then(|tag| tag.rsplit_once('-'))
            .map(|(prefix, _)| prefix);
    }
}

/// Language tags have no upper and lower case, and some systems write `pt_BR`.
fn normalize_locale(tag: &str) -> String {
    replace_byte(&tag.to_ascii_lowercase(), b'_', b'-')
}
