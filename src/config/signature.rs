//! `signature`: signing requests by the scheme of a cloud vendor, with `apiKey` and `apiSecret`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::checker::Checker;
use super::fields::{Field, Keys};
use super::headers::conflict_with;
use super::leftover;
use crate::issue::{IssueCode, Path, Severity};
use crate::request::RequestPlan;
use crate::request::signing::Scheme;
use crate::template::escape::check_header_value;

#[derive(Default, Serialize, Deserialize)]
struct SignatureKeys {
    scheme: Option<Value>,
    region: Option<Value>,
    service: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for SignatureKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("scheme", &["algorithm", "type", "method", "version"]),
        ("region", &["location", "zone"]),
        ("service", &["product", "servicename"]),
    ];

    const UNKNOWN: Severity = Severity::Error;

    fn advice(key: &str) -> Option<&'static str> {
        Some(match key {
            "accesskey" | "accesskeyid" | "apikey" | "keyid" | "secretid" => {
                "write the identifier of the access key into `apiKey`, next to `signature`"
            }
            "accesskeysecret" | "apisecret" | "secret" | "secretaccesskey" | "secretkey" => {
                "write the secret of the access key into `apiSecret`, next to `signature`"
            }
            _ => return None,
        })
    }

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

/// The names of the schemes.
#[derive(Clone, Copy)]
enum Name {
    Aws4,
    Tc3,
    Acs3,
}

/// Reads `signature`, and says what else of the configuration does not go with it.
pub(super) fn read(
    field: Field<'_>,
    api_key: &str,
    plan: &RequestPlan,
    checker: &mut Checker,
) -> Option<Scheme> {
    let value = field.structure()?;
    let what = "an object such as `{ \"scheme\": \"tc3\", \"service\": \"sms\" }`";
    let keys = SignatureKeys::read_and_tell(value, &field.path, what, &mut checker.issues)?;
    check_credentials(api_key, checker);
    if let Some(authorization) = &plan.authorization {
        let message = "`signature` sets the `Authorization` header too; keep one of the two";
        let path = Path::top(&authorization.path);
        checker.issues.error(&path, IssueCode::Conflict, message);
    }
    let scheme = scheme(&keys, &field.path, checker)?;
    conflict_with(plan, scheme.added(), "signature", checker);
    if matches!(scheme, Scheme::Tc3 { .. }) && plan.header_name("content-type").is_none() {
        let message = "`tc3` signs `Content-Type`, and nothing sets it; write `\"Content-Type\": \"application/x-www-form-urlencoded\"`";
        let path = Path::top("headers");
        checker.issues.mistake(&path, IssueCode::Required, message);
    }
    Some(scheme)
}

fn check_credentials(api_key: &str, checker: &mut Checker) {
    for (key, what) in [("apiKey", "identifier"), ("apiSecret", "secret")] {
        if !checker.has(key) {
            let message = format!("`signature` signs with it; write the {what} of your access key");
            let path = Path::top(key);
            checker.issues.error(&path, IssueCode::Required, message);
        }
    }
    if let Err(why) = check_header_value(api_key) {
        let message = format!("the value {why}, and `signature` puts it into one");
        let path = Path::top("apiKey");
        checker
            .issues
            .error(&path, IssueCode::InvalidValue, message);
    }
}

fn scheme(keys: &SignatureKeys, parent: &Path<'_>, checker: &mut Checker) -> Option<Scheme> {
    let names = "`aws4`, `tc3` or `acs3`";
    let choices = [
        ("aws4", Name::Aws4),
        ("tc3", Name::Tc3),
        ("acs3", Name::Acs3),
    ];
    let field = Field::new(parent, "scheme", &keys.scheme);
    if field.scalar().is_none() {
        let message = format!("expected how to sign: {names}");
        checker
            .issues
            .error(&field.path, IssueCode::Required, message);
        return None;
    }
    let name = field.choice(names, &choices, &mut checker.issues)?;
    let region = Field::new(parent, "region", &keys.region);
    let service = Field::new(parent, "service", &keys.service);
    let unused = match name {
        Name::Aws4 => &[][..],
        Name::Tc3 => &[region],
        Name::Acs3 => &[region, service],
    };
    for field in unused.iter().filter(|field| field.scalar().is_some()) {
        let message = "this scheme signs without it; remove it";
        checker
            .issues
            .warning(&field.path, IssueCode::NoEffect, message);
    }
    match name {
        Name::Aws4 => {
            // Both are read before either is missed, so that all that is wrong is said at once.
            let region = word(region, "region", "us-east-1", checker);
            let service = word(service, "service", "sns", checker);
            Some(Scheme::Aws4 {
                region: region?,
                service: service?,
            })
        }
        Name::Tc3 => Some(Scheme::Tc3 {
            service: word(service, "service", "sms", checker)?,
        }),
        Name::Acs3 => Some(Scheme::Acs3),
    }
}

/// A region or a service, which every vendor writes in lower case.
fn word(field: Field<'_>, key: &str, example: &str, checker: &mut Checker) -> Option<String> {
    if field.scalar().is_none() {
        let message = format!(
            "expected the {key} by the name that the vendor has for it, such as `{example}`"
        );
        checker
            .issues
            .error(&field.path, IssueCode::Required, message);
        return None;
    }
    let what = format!("a string such as `{example}`");
    let text = field.text(&what, &mut checker.issues)?;
    if text.contains("{{") {
        let message = format!("expected the {key} itself; placeholders are not replaced here");
        checker.unreadable(&field.path, message);
        return None;
    }
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    // An example that was never replaced is told of elsewhere.
    if !text.bytes().all(is_word) && leftover::marker(text).is_none() {
        let message = format!("expected letters, digits and dashes only, such as `{example}`");
        checker
            .issues
            .error(&field.path, IssueCode::InvalidValue, message);
        return None;
    }
    Some(text.to_ascii_lowercase())
}
