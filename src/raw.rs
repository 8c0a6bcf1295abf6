//! Credentials in texts that an operator wrote by hand: the query of an endpoint, and bodies given as one string.

use percent_encoding::percent_decode_str;

use crate::compile::Compiler;
use crate::text::replace_byte;

/// Remembers the values of a query or a form whose key names a secret.
pub fn note_form_secrets(text: &str, compiler: &mut Compiler) {
    for (key, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
        let decode = |text: &str| {
            let spaced = replace_byte(text, b'+', b' ');
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        };
        // Both ways of reading a plus, since nobody knows which one the provider has.
        compiler.note_secret(&decode(key), &decode(value));
        compiler.note_secret(key, value);
    }
}

/// Remembers the texts and attributes of XML elements whose name, or the attribute's own, names a secret.
pub fn note_xml_secrets(text: &str, compiler: &mut Compiler) {
    for element in text.split('<').skip(1) {
        let (tag, content) = element.split_once('>').unwrap_or((element, ""));
        let name = tag
            .split([' ', '\t', '\n', '\r', '/'])
            .next()
            .unwrap_or_default();
        compiler.note_secret(name, content.trim());
        // Between quotes stand values, and before each the name of its attribute.
        let mut parts = tag.split(['"', '\'']);
        while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
            let attribute = before.trim_end_matches('=').trim();
            compiler.note_secret(name, value);
            compiler.note_secret(attribute, value);
        }
    }
}
