//! An answer as a caller describes it, to have it explained.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Answer;
use crate::issue::{Issue, IssueCode, Issues, Path};
use crate::limits;
use crate::template::json::{self, scalar_text};

#[derive(Deserialize)]
struct Keys {
    status: Option<Value>,
    headers: Option<Map<String, Value>>,
    body: Option<Value>,
}

impl Answer {
    /// Reads `{ status, headers?, body? }` from its JSON text. A body that is no text is taken for the JSON that it is.
    ///
    /// # Errors
    /// What is wrong with it, at paths that begin with `answer`.
    pub fn parse(text: &str) -> Result<Self, Vec<Issue>> {
        let path = Path::top("answer");
        let mut issues = Issues::default();
        let is_object = text.starts_with('{');
        let Some(keys) = json::parse::<Keys>(text).filter(|_| is_object) else {
            let message = "expected an answer such as `{ \"status\": 200, \"headers\": {}, \"body\": \"OK\" }`";
            issues.error(&path, IssueCode::InvalidType, message);
            return Err(issues.into_vec());
        };
        let status = keys.status.as_ref().and_then(Value::as_u64);
        let Some(status) = status
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (100..=999).contains(status))
        else {
            let message = "expected the HTTP status, a number such as 200";
            issues.error(
                &Path::Key(&path, "status"),
                IssueCode::InvalidValue,
                message,
            );
            return Err(issues.into_vec());
        };
        let headers = keys.headers.iter().flatten();
        let retry_after = headers
            .filter(|(name, _)| name.eq_ignore_ascii_case("retry-after"))
            .find_map(|(_, value)| scalar_text(value));
        let mut body = match keys.body {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(tree) => json::write(&tree),
        };
        // As much as is read of a real one.
        body.truncate(body.floor_char_boundary(limits::ANSWER_BYTES));
        Ok(Self {
            status,
            retry_after: retry_after.map(std::borrow::Cow::into_owned),
            body,
            cut_by: None,
        })
    }
}
