//! The body of an answer: as text, and as the tree that paths look into, whether it is JSON or XML.

use std::borrow::Cow;
use std::cell::OnceCell;

use roxmltree::{Document, Error, Node};
use serde_json::{Map, Value};

use crate::limits;
use crate::template::json;

/// The key of an element's own text, where it has attributes or children too.
const TEXT: &str = "";

/// How many prefixes without a declaration are put up with.
const PREFIXES: usize = 8;

/// The body of an answer, as rules look at it.
pub struct Body<'a> {
    /// The body without white space around it.
    pub text: &'a str,
    tree: OnceCell<Option<Value>>,
}

impl<'a> Body<'a> {
    /// The body of an answer.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self {
            text: text.trim(),
            tree: OnceCell::new(),
        }
    }

    /// The body as JSON or XML, if it is either. Read where something asks for it: most answers are judged by their status
    /// alone. The first character decides which; what providers say in `Content-Type` does not.
    #[must_use]
    pub fn tree(&self) -> Option<&Value> {
        let read = || {
            if self.is_xml() {
                read_xml(self.text)
            } else {
                json::parse(self.text)
            }
        };
        self.tree.get_or_init(read).as_ref()
    }

    /// Whether the body looks like XML, or like HTML, which may be none.
    #[must_use]
    pub fn is_xml(&self) -> bool {
        self.text.starts_with('<')
    }
}

/// The text of a value that is a scalar, or an element of XML with a text of its own.
#[must_use]
pub fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    let own = value.as_object().and_then(|map| map.get(TEXT));
    json::scalar_text(own.unwrap_or(value))
}

/// The root element below its name. Document type declarations are refused, and with them every entity of its own. A page of
/// HTML is not what any rule looks into, even where it is well-formed.
fn read_xml(text: &str) -> Option<Value> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..PREFIXES {
        let Err(Error::UnknownNamespace(prefix, _)) = Document::parse(&text) else {
            break;
        };
        text = Cow::Owned(declare(&text, &prefix)?);
    }
    let document = Document::parse(&text).ok()?;
    let root = document.root_element();
    if root.tag_name().name().eq_ignore_ascii_case("html") {
        return None;
    }
    let mut map = Map::new();
    map.insert(
        root.tag_name().name().to_owned(),
        element(root, limits::JSON_DEPTH)?,
    );
    Some(Value::Object(map))
}

/// The document with a prefix of its names declared at its root, which some providers forget.
fn declare(text: &str, prefix: &str) -> Option<String> {
    let (at, _) = text.match_indices('<').find(|(at, _)| {
        let behind = text.get(at + 1..).unwrap_or_default();
        !behind.starts_with(['?', '!'])
    })?;
    let name = text.get(at..)?.find([' ', '\t', '\r', '\n', '/', '>'])?;
    let (head, rest) = text.split_at_checked(at + name)?;
    Some(format!("{head} xmlns:{prefix}=\"{prefix}\"{rest}"))
}

/// An element as its text, if it has nothing else, or as an object of its attributes (`@name`) and children. Elements with
/// the same name are a list. `None` where they nest too deeply.
fn element(node: Node<'_, '_>, levels: usize) -> Option<Value> {
    let below = levels.checked_sub(1)?;
    let mut map = Map::new();
    for attribute in node.attributes() {
        map.insert(format!("@{}", attribute.name()), attribute.value().into());
    }
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            let value = element(child, below)?;
            match map.get_mut(child.tag_name().name()) {
                None => _ = map.insert(child.tag_name().name().to_owned(), value),
                Some(Value::Array(items)) => items.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        text.push_str(child.text().filter(|_| child.is_text()).unwrap_or_default());
    }
    let text = text.trim();
    if map.is_empty() {
        return Some(text.into());
    }
    if !text.is_empty() {
        map.insert(TEXT.to_owned(), text.into());
    }
    Some(Value::Object(map))
}
