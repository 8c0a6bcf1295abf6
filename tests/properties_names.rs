//! Properties of `optional` and of `variables` that hold for any values: what has none is left out and all else is there.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{decode_form, header, json_body, query, request, with_endpoint};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

/// How many names a message has a value for, or none.
const NAMES: usize = 4;

/// A text, or nothing.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        2 => any::<String>(),
        1 => prop_oneof![
            Just("{{a0}}"), Just("{{ v1 | optional }}"), Just("&"), Just("=&"), Just("\",\"x\":\""), Just(","), Just(" "), Just("0"),
        ].prop_map(str::to_owned),
    ]
}

fn values() -> impl Strategy<Value = Vec<String>> {
    vec(value(), NAMES)
}

fn data(values: &[String]) -> Value {
    let payload: Map<_, _> = values
        .iter()
        .enumerate()
        .map(|(index, value)| (format!("a{index}"), json!(value)))
        .collect();
    json!({ "to": "14155550123", "type": "SignIn", "payload": payload })
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    /// The value of a name, which may be `optional`.
    Of(usize, bool),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    // Without an opening brace it can begin no placeholder.
    let text = any::<String>().prop_map(|text| Piece::Text(text.replace('{', "(")));
    let name = (0..NAMES, any::<bool>()).prop_map(|(index, optional)| Piece::Of(index, optional));
    vec(prop_oneof![1 => text, 3 => name], 1..3)
}

fn source(pieces: &[Piece]) -> String {
    let sources = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Of(index, true) => format!("{{{{ a{index} | optional }}}}"),
        Piece::Of(index, false) => format!("{{{{a{index}}}}}"),
    });
    sources.collect()
}

/// What is sent; `None` where it is left out.
fn expected(pieces: &[Piece], values: &[String]) -> Option<String> {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        Piece::Of(index, optional) => {
            let value = values.get(*index).map(String::as_str).unwrap_or_default();
            (!(*optional && value.is_empty())).then_some(value)
        }
    });
    texts.collect()
}

#[derive(Debug, Clone)]
enum Tree {
    Number(i64),
    Text(Vec<Piece>),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        1 => any::<i64>().prop_map(Tree::Number),
        4 => pieces().prop_map(Tree::Text),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Tree::List),
            btree_map(any::<String>(), inner, 0..5)
                .prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

/// The tree with a text for each of its texts, and without those that there is none for.
fn grown(tree: &Tree, text: &dyn Fn(&[Piece]) -> Option<String>) -> Option<Value> {
    Some(match tree {
        Tree::Number(number) => json!(number),
        Tree::Text(pieces) => json!(text(pieces)?),
        Tree::List(items) => items.iter().filter_map(|item| grown(item, text)).collect(),
        Tree::Map(entries) => {
            let members = entries.iter();
            let members = members.filter_map(|(key, item)| Some((key.clone(), grown(item, text)?)));
            Value::Object(members.collect())
        }
    })
}

type Params = Vec<(String, Vec<Vec<Piece>>)>;

fn params() -> impl Strategy<Value = Params> {
    btree_map(any::<String>(), vec(pieces(), 1..4), 1..5).prop_map(|map| map.into_iter().collect())
}

fn params_source(params: &Params) -> Value {
    let members = params.iter().map(|(key, list)| {
        let list: Vec<_> = list.iter().map(|pieces| source(pieces)).collect();
        (key.clone(), json!(list))
    });
    Value::Object(members.collect())
}

fn params_expected(params: &Params, values: &[String]) -> Vec<(String, String)> {
    let pairs = params
        .iter()
        .flat_map(|(key, list)| list.iter().map(move |pieces| (key, pieces)));
    pairs
        .filter_map(|(key, pieces)| Some((key.clone(), expected(pieces, values)?)))
        .collect()
}

/// Variables of which each uses only those behind it, the order of their keys, and what they are for a message.
fn variables() -> impl Strategy<Value = (Vec<Vec<Piece>>, Vec<usize>)> {
    (1..8_usize).prop_flat_map(|count| {
        let order: Vec<usize> = (0..count).collect();
        let texts = vec(
            vec(any::<(String, prop::sample::Index, bool)>(), 0..3),
            count,
        );
        let texts = texts.prop_map(move |texts| {
            let texts = texts.into_iter().enumerate();
            let texts = texts.map(|(index, parts)| {
                let behind = count - index - 1;
                let parts = parts.into_iter().map(|(text, used, is_name)| {
                    if is_name && behind > 0 {
                        Piece::Of(index + 1 + used.index(behind), false)
                    } else {
                        Piece::Text(text.replace('{', "("))
                    }
                });
                parts.collect()
            });
            texts.collect()
        });
        (texts, Just(order).prop_shuffle())
    })
}

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_json_body_has_exactly_what_has_a_value(tree in tree(), values in values()) {
        let config = with_endpoint(json!({ "bodyParams": { "root": { "in": grown(&tree, &|pieces| Some(source(pieces))) } } }));
        let expected = grown(&tree, &|pieces| expected(pieces, &values));
        let expected = expected.map_or_else(|| json!({}), |expected| json!({ "in": expected }));
        prop_assert_eq!(json_body(&config, &data(&values)), json!({ "root": expected }));
    }

    #[test]
    fn a_form_has_exactly_what_has_a_value(params in params(), values in values()) {
        let config = with_endpoint(json!({ "headers": { "Content-Type": FORM }, "bodyParams": params_source(&params) }));
        let body = common::body(&config, &data(&values));
        let pairs = params_expected(&params, &values);
        prop_assert_eq!(body.split('&').filter(|pair| !pair.is_empty()).count(), pairs.len());
        prop_assert_eq!(body.matches('&').count(), pairs.len().saturating_sub(1));
        prop_assert_eq!(decode_form(&body), pairs);
    }

    #[test]
    fn a_query_has_exactly_what_has_a_value(params in params(), values in values(), own in prop_oneof![Just(""), Just("?own=1"), Just("?own=1&")]) {
        let config = json!({ "endpoint": format!("https://a.test/p{own}"), "method": "GET", "queryParams": params_source(&params) });
        let built = request(&config, &data(&values));
        let mut pairs = params_expected(&params, &values);
        let has_query = !pairs.is_empty() || !own.is_empty();
        if !own.is_empty() {
            pairs.insert(0, ("own".to_owned(), "1".to_owned()));
        }
        prop_assert_eq!(built.url.contains('?'), has_query);
        prop_assert!(!built.url.contains("&&") && !built.url.contains("?&"));
        prop_assert_eq!(query(&built), pairs);
    }

    #[test]
    fn a_header_is_there_where_it_has_values(pieces in vec((0..NAMES, any::<bool>()), 1..4), values in vec("[!-~]{0,3}", NAMES)) {
        let pieces: Vec<_> = pieces.into_iter().map(|(index, optional)| Piece::Of(index, optional)).collect();
        let config = with_endpoint(json!({
            "headers": { "X-A": source(&pieces) }, "authorization": format!("Key {}", source(&pieces)), "bodyParams": { "a": "{{to}}" },
        }));
        let built = request(&config, &data(&values));
        let expected = expected(&pieces, &values);
        prop_assert_eq!(header(&built, "x-a").map(str::to_owned), expected.clone());
        prop_assert_eq!(header(&built, "authorization").map(str::to_owned), expected.map(|text| format!("Key {text}")));
    }

    #[test]
    fn variables_are_what_they_say_in_any_order((texts, order) in variables()) {
        let mut rendered: Vec<String> = vec![String::new(); texts.len()];
        for (index, pieces) in texts.iter().enumerate().rev() {
            // Those behind it are there already.
            let text = expected(pieces, &rendered).unwrap_or_default();
            rendered[index] = text;
        }
        let member = |index: &usize| {
            let text = source(&texts[*index]).replace("{{a", "{{v");
            (format!("v{index}"), json!(text))
        };
        let variables: Map<_, _> = order.iter().map(member).collect();
        let names: Vec<_> = (0..texts.len()).map(|index| format!("{{{{v{index}}}}}")).collect();
        let config = with_endpoint(json!({ "variables": variables, "bodyParams": { "all": names } }));
        prop_assert_eq!(json_body(&config, &data(&[])), json!({ "all": rendered }));
    }
}
