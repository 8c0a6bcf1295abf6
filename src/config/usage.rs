//! Whether what is sent says what it has to: to whom, and the code; and whether what is configured is used at all.

use std::collections::HashSet;

use super::checker::Checker;
use super::spelling::Spelling;
use crate::issue::{IssueCode, Path};
use crate::message::MessageTemplates;
use crate::request::{Body, RequestPlan};
use crate::template::Template;
use crate::template::placeholder::Root;

/// Roots that carry the code, the link, or a text with one of them.
fn carries_code(root: &Root) -> bool {
    match root {
        Root::Message => true,
        Root::Payload(name) => matches!(&**name, "code" | "link"),
        _ => false,
    }
}

/// Says what is missing, and what has no effect.
pub(super) fn check(plan: &RequestPlan, messages: &MessageTemplates, checker: &mut Checker) {
    let sent: Vec<&Template> = plan.templates().collect();
    let is_official = matches!(plan.body, Body::Official);
    // What cannot be read, or has another name, may have all that is missing.
    let keys = [
        "endpoint",
        "authorization",
        "headers",
        "queryParams",
        "queryParameters",
        "bodyParams",
        "bodyParameters",
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
    let uses = |root: &Root| sent.iter().any(|template| template.uses(root));
    // The spellings of other systems are looked at first: what is misspelled is not missing too.
    check_spellings(&sent, messages, is_official, checker);
    let is_meant = |names: &[&str]| checker.meant.iter().any(|meant| names.contains(meant));
    let lacks_number =
        is_readable && !is_official && !uses(&Root::To) && !is_meant(&["to", "to | digits"]);
    let has_code = |template: &&Template| {
        let mut placeholders = template.placeholders();
        placeholders.any(|placeholder| carries_code(&placeholder.root))
    };
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
    let uses_message = uses(&Root::Message) || is_meant_message;
    let sends_code = sent
        .iter()
        .flat_map(|template| template.placeholders())
        .any(|placeholder| placeholder.root != Root::Message && carries_code(&placeholder.root));
    check_messages(messages, uses_message, sends_code, checker);
    check_api_key(&sent, messages, checker);
}

/// `sends_code` says whether the request has the code outside of these texts: then they may be identifiers of templates that
/// the provider keeps.
fn check_messages(
    messages: &MessageTemplates,
    is_used: bool,
    sends_code: bool,
    checker: &mut Checker,
) {
    if messages.is_empty() {
        return;
    }
    let templates = &Path::top("templates");
    if !is_used {
        let message = "nothing that is sent has {{message}}, so these texts reach nobody; put it where the provider expects the text";
        checker
            .issues
            .mistake(templates, IssueCode::Incomplete, message);
    }
    for template in &messages.0 {
        let path = Path::Index(templates, template.index);
        let path = Path::Key(&path, "content");
        let mut placeholders = template.content.placeholders();
        let has_code =
            sends_code || placeholders.any(|placeholder| carries_code(&placeholder.root));
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

fn check_api_key(sent: &[&Template], messages: &MessageTemplates, checker: &mut Checker) {
    let contents = messages.0.iter().map(|template| &template.content);
    let all: Vec<&Template> = sent.iter().copied().chain(contents).collect();
    for (key, root, is_set) in [
        ("apiKey", Root::ApiKey, checker.has_api_key),
        ("apiSecret", Root::ApiSecret, checker.has_api_secret),
    ] {
        let is_meant = checker.meant.contains(&key);
        if is_set && !checker.signs && !is_meant && !all.iter().any(|template| template.uses(&root))
        {
            let message =
                format!("is used nowhere; put {{{{{key}}}}} where the provider expects it");
            checker
                .issues
                .warning(&Path::top(key), IssueCode::NoEffect, message);
        }
    }
}

/// What looks like another system's placeholder stays a text where the name is used as it is written here.
fn check_spellings(
    sent: &[&Template],
    messages: &MessageTemplates,
    is_official: bool,
    checker: &mut Checker,
) {
    let contents = messages.0.iter().map(|template| &template.content);
    let used: HashSet<&str> = sent
        .iter()
        .copied()
        .chain(contents)
        .flat_map(Template::placeholders)
        .map(|placeholder| placeholder.root.name())
        .collect();
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
            checker.meant.push(meant);
        }
    }
}
