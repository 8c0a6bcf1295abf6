//! Whether what is sent says what it has to: to whom, and the code; and whether what is configured is used at all.

use std::collections::HashSet;

use super::checker::{Checker, HEADERS_ONLY};
use super::provider::Provider;
use super::spelling::Spelling;
use super::token::TokenPlan;
use crate::issue::{IssueCode, Path};
use crate::message::MessageTemplates;
use crate::request::Body;
use crate::template::Template;
use crate::template::filter::Filter;
use crate::template::placeholder::{Placeholder, Root};
use crate::template::variables::{Variables, reached, uses};

/// Roots that carry the code, the link, or a text with one of them.
fn carries_code(root: &Root) -> bool {
    match root {
        Root::Message => true,
        Root::Named(name) => matches!(&**name, "code" | "link"),
        _ => false,
    }
}

/// Says what is missing, and what has no effect.
pub(super) fn check(provider: &Provider, checker: &mut Checker) {
    let plan = &provider.request;
    let messages = &provider.messages;
    let vocabulary = &provider.vocabulary();
    let sent = &reached(plan.templates(), vocabulary);
    let is_official = matches!(plan.body, Body::Official);
    // What cannot be read, or has another name, may have all that is missing.
    let keys = [
        "endpoint",
        "authorization",
        "headers",
        "queryParams",
        "queryParameters",
        "bodyType",
        "bodyParams",
        "bodyParameters",
        "variables",
    ];
    let is_readable = !checker.issues.has_misnamed_key()
        && !keys
            .into_iter()
            .any(|key| checker.issues.has_error_below(&Path::top(key)));
    let place = match &plan.body {
        Body::Template(_, path) => path.as_str(),
        _ => "queryParams",
    };
    let path = &Path::top(place);
    check_request_parts(provider, vocabulary, path, checker);
    check_texts(provider, vocabulary, checker);
    // The spellings of other systems are looked at first: what is misspelled is not missing too.
    let contents = messages.0.iter().filter_map(|entry| entry.content.as_ref());
    let said = reached(contents, vocabulary);
    check_spellings(sent, &said, is_official, checker);
    let is_meant = |names: &[&str]| checker.meant.iter().any(|meant| names.contains(&&**meant));
    let lacks_number =
        is_readable && !is_official && !uses(sent, &Root::To) && !is_meant(&["to", "to | digits"]);
    let has_code = |placeholder: &&Placeholder| carries_code(&placeholder.root);
    let lacks_code = is_readable
        && !is_official
        && !sent.iter().any(has_code)
        && !is_meant(&["code", "message", "link"]);
    let is_meant_message = is_meant(&["message"]);
    if lacks_number {
        let message =
            "nothing that is sent has the phone number; put {{to}} where the provider expects it";
        checker.issues.mistake(path, IssueCode::Incomplete, message);
    }
    if lacks_code {
        let message = "nothing that is sent has the code; put {{message}} or {{code}} where the provider expects the text";
        checker.issues.mistake(path, IssueCode::Incomplete, message);
    }
    let is_used = uses(sent, &Root::Message) || is_meant_message;
    let sends_code = sent
        .iter()
        .any(|placeholder| placeholder.root != Root::Message && carries_code(&placeholder.root));
    check_messages(messages, vocabulary, is_used, sends_code, checker);
    check_entry_variables(provider, sent, &said, checker);
}

/// `sends_code` says whether the request has the code outside of these texts: then they may be identifiers of templates that
/// the provider keeps.
fn check_messages(
    messages: &MessageTemplates,
    vocabulary: &[&Variables],
    is_used: bool,
    sends_code: bool,
    checker: &mut Checker,
) {
    let templates = &Path::top("templates");
    let mut contents = messages
        .0
        .iter()
        .filter_map(|entry| Some((entry.index, entry.content.as_ref()?)))
        .peekable();
    if contents.peek().is_none() {
        return;
    }
    if !is_used {
        let message = "nothing that is sent has {{message}}, so these texts reach nobody; put it where the provider expects the text";
        checker
            .issues
            .mistake(templates, IssueCode::Incomplete, message);
    }
    for (index, content) in contents {
        let path = Path::Index(templates, index);
        let path = Path::Key(&path, "content");
        let placeholders = reached([content], vocabulary);
        let has_code = sends_code
            || placeholders
                .iter()
                .any(|placeholder| carries_code(&placeholder.root));
        if !has_code && !checker.issues.has_error_below(&path) {
            let message = "the text has no code; put {{code}} where it belongs";
            checker
                .issues
                .mistake(&path, IssueCode::Incomplete, message);
        }
    }
    // A sentence around a sentence: what the body says is said by the template already.
    let sentences = std::mem::take(&mut checker.sentences).into_iter();
    // In a template, {{message}} is the code.
    for path in sentences.filter(|path| !path.starts_with("templates.")) {
        let message = "this text stands around {{message}}, which is a text of `templates` already: the SMS says both; keep one of the two";
        checker
            .issues
            .warning(&Path::top(&path), IssueCode::NoEffect, message);
    }
}

/// A variable that only some templates set stays a placeholder in the messages of the others.
fn check_entry_variables(
    provider: &Provider,
    sent: &[&Placeholder],
    said: &[&Placeholder],
    checker: &mut Checker,
) {
    let entries = &provider.messages.0;
    let used: HashSet<&str> = sent
        .iter()
        .chain(said)
        .flat_map(|placeholder| {
            // By these, an operator says what is sent where there is no value.
            let copes = placeholder.filters.iter().any(Filter::accepts_absent);
            let names = placeholder.names();
            names.filter(move |name| !copes || *name != placeholder.root.name())
        })
        .collect();
    let names = entries.iter().flat_map(|entry| &entry.variables.0);
    let mut names: Vec<&str> = names
        .map(|(name, _)| &**name)
        .filter(|name| used.contains(name) && provider.variables.get(name).is_none())
        .collect();
    names.sort_unstable();
    names.dedup();
    for entry in entries {
        let missing = || {
            let missing = names
                .iter()
                .filter(|name| entry.variables.get(name).is_none());
            missing.map(|name| format!("`{name}`"))
        };
        let (what, it) = match missing().count() {
            0 => continue,
            1 => ("variable", "it"),
            _ => ("variables", "them"),
        };
        let shown: Vec<_> = missing().take(MOST_SHOWN).collect();
        let shown = shown.join(", ");
        let path = Path::top("templates");
        let path = Path::Index(&path, entry.index);
        let message = format!(
            "does not set the {what} {shown}, as other entries do; set {it} here, or for all of them in `variables`"
        );
        checker
            .issues
            .mistake(&path, IssueCode::Incomplete, message);
    }
}

/// How many variables one issue names; whoever sets these sees the next ones.
const MOST_SHOWN: usize = 4;

/// What is about to be sent is known to headers only.
fn check_request_parts(
    provider: &Provider,
    vocabulary: &[&Variables],
    body: &Path<'_>,
    checker: &mut Checker,
) {
    let plan = &provider.request;
    // It is a part of the URL, and is told of where it stands.
    let is_told = ["queryParams", "queryParameters"]
        .into_iter()
        .any(|key| checker.issues.has_error_below(&Path::top(key)));
    let mut check = |template: &Template, path: &Path<'_>| {
        if uses(&reached([template], vocabulary), &Root::Request)
            && !checker.issues.has_error_below(path)
        {
            checker.unreadable(path, HEADERS_ONLY.to_owned());
        }
    };
    if !is_told {
        check(&plan.url, &Path::top("endpoint"));
    }
    if let Body::Template(template, _) = &plan.body {
        check(template, body);
    }
    let templates = &Path::top("templates");
    for entry in &provider.messages.0 {
        if let Some(content) = &entry.content {
            check(content, &Path::Index(templates, entry.index));
        }
    }
    for key in provider.answer.templates() {
        check(key, &Path::top("response"));
    }
}

/// A text is written once, before the first attempt, and read by a visitor.
fn check_texts(provider: &Provider, vocabulary: &[&Variables], checker: &mut Checker) {
    let templates = &Path::top("templates");
    for entry in &provider.messages.0 {
        let placeholders = reached(&entry.content, vocabulary);
        for (root, message) in [
            (
                Root::Token,
                "{{token}} is a credential, and this text is read by the one who gets it; remove it",
            ),
            (
                Root::Nonce,
                "{{nonce}} differs from one attempt to the next, and this text does not; write {{id}}",
            ),
        ] {
            if uses(&placeholders, &root) {
                let path = Path::Index(templates, entry.index);
                checker.unreadable(&Path::Key(&path, "content"), message.to_owned());
            }
        }
    }
}

/// Says which of the two keys, and which variables, nothing uses: neither this provider nor another that inherits them.
pub(super) fn check_unused(providers: &[&Provider], checker: &mut Checker) {
    let used: Vec<&Placeholder> = providers
        .iter()
        .flat_map(|provider| used_by(provider))
        .collect();
    let names: HashSet<&str> = used
        .iter()
        .flat_map(|placeholder| placeholder.names())
        .collect();
    for (key, root) in [("apiKey", Root::ApiKey), ("apiSecret", Root::ApiSecret)] {
        let is_used = uses(&used, &root) || names.contains(key) || checker.has("signature");
        if checker.has(key) && !is_used && !is_meant(checker, key) {
            let message =
                format!("is used nowhere; put {{{{{key}}}}} where the provider expects it");
            checker
                .issues
                .warning(&Path::top(key), IssueCode::NoEffect, message);
        }
    }
    let own = providers
        .first()
        .into_iter()
        .flat_map(|base| &base.variables.0);
    let unused: Vec<_> = own
        .filter(|(name, _)| !names.contains(&***name) && !is_meant(checker, name))
        .collect();
    for (name, _) in unused {
        let message = format!("is used nowhere; put {{{{{name}}}}} where it belongs, or remove it");
        let path = Path::top("variables");
        checker
            .issues
            .warning(&Path::Key(&path, name), IssueCode::NoEffect, message);
    }
}

/// Whether a misspelled name seems to mean this one.
fn is_meant(checker: &Checker, name: &str) -> bool {
    checker.meant.iter().any(|meant| meant == name)
}

fn used_by(provider: &Provider) -> Vec<&Placeholder> {
    let contents = provider
        .messages
        .0
        .iter()
        .filter_map(|entry| entry.content.as_ref());
    let token = provider.token.iter().flat_map(TokenPlan::templates);
    let read = provider.answer.templates();
    let sent = provider.request.templates();
    let all = sent.chain(token).chain(contents).chain(read);
    reached(all, &provider.vocabulary())
}

/// What looks like another system's placeholder stays a text where the name is used as it is written here.
fn check_spellings(
    sent: &[&Placeholder],
    said: &[&Placeholder],
    is_official: bool,
    checker: &mut Checker,
) {
    let all = sent.iter().chain(said);
    let used: HashSet<&str> = all.map(|placeholder| placeholder.root.name()).collect();
    let mut spellings = std::mem::take(&mut checker.spellings);
    spellings.dedup_by(|one, other| one.path == other.path && one.shown == other.shown);
    for Spelling { path, shown, meant } in spellings {
        // The default body has the number, the type and the whole payload.
        let is_sent = used.contains(meant)
            || is_official && !matches!(meant, "apiKey" | "apiSecret" | "id" | "timestamp");
        if !is_sent {
            let message = format!("`{shown}` is sent as it stands here; write {{{{{meant}}}}}");
            checker
                .issues
                .mistake(&Path::top(&path), IssueCode::UnknownPlaceholder, message);
            checker.meant.push(meant.to_owned());
        }
    }
}
