//! What the REST products of one maker have in common: sign-in, lists with filters, refusals.

mod auth;
pub(crate) mod body;
pub(crate) mod fault;
pub(crate) mod filter;
pub(crate) mod list;
pub mod recipe;
pub mod sign_in;

use onsell_wire::Params;
use serde_json::Value;

use crate::http::{Answer, Request};
use crate::scenario::Call;
use fault::Fault;

/// What some installations have before every path (backends 1.1).
const PREFIX: &str = "/api";

/// Reads a request: the same tree with and without the prefix, the body as JSON.
pub(crate) fn read(request: &Request) -> Result<Call, Fault> {
    let path = request.path.strip_prefix(PREFIX).unwrap_or(&request.path);
    let params = Params::parse_urlencoded(&request.query);
    let params = params.map_err(|fault| Fault::bad(&fault.to_string()))?;
    let body = if request.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&request.body)
            .map_err(|error| Fault::bad(&format!("The body is no JSON: {error}")))?
    };
    Ok(Call {
        method: request.method.clone(),
        path: path.to_owned(),
        params,
        body,
        headers: request.headers.clone(),
    })
}

/// A list without its rows.
pub(crate) fn without_rows(mut answer: Answer) -> Answer {
    if let Ok(mut body) = serde_json::from_str::<Value>(&answer.body)
        && let Some(list) = body.get_mut("list")
    {
        *list = Value::Array(Vec::new());
        if let Some(size) = body.get_mut("size") {
            *size = 0.into();
        }
        answer.body = body.to_string();
    }
    answer
}
