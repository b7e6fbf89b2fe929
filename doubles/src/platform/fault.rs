//! Refusals: a status of at least 400 with `{"error":{"code","msg","value"}}` (backends 1.2).

use serde_json::{Value, json};

use crate::http::Answer;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub status: u16,
    pub code: i64,
    pub message: String,
    pub value: Value,
}

impl Fault {
    fn new(status: u16, code: i64, message: &str, value: Value) -> Self {
        let message = message.to_owned();
        Self {
            status,
            code,
            message,
            value,
        }
    }

    /// The token is missing, unknown or too old: 3001, documented.
    pub fn unauthorized() -> Self {
        Self::new(401, 3001, "Unauthorized", json!({}))
    }

    /// The caller may not do this: the code is a guess.
    pub fn forbidden() -> Self {
        Self::new(403, 3004, "Access denied", json!({}))
    }

    /// No such path: 1106, seen.
    pub fn no_handler(path: &str) -> Self {
        let value = json!({ "path": path });
        Self::new(404, 1106, "Request handler not found", value)
    }

    /// No such object: 3080, seen; the status is a guess.
    pub fn no_instance(kind: &str, id: &str) -> Self {
        let message = format!("Instance of {kind} with id {id} not found");
        Self::new(404, 3080, &message, json!({ "id": id }))
    }

    /// A property that the path does not know: PROXY-3008, seen.
    pub fn unexpected_property(name: &str) -> Self {
        let message = format!("PROXY-3008: Unexpected property: {name}");
        Self::new(400, 3008, &message, json!({ "property": name }))
    }

    /// A property that lacks or has a wrong value: the code is a guess.
    pub fn property(name: &str, why: &str) -> Self {
        let message = format!("Invalid value of property {name}: {why}");
        Self::new(400, 3007, &message, json!({ "property": name }))
    }

    /// A request that cannot be read: the code is a guess.
    pub fn bad(why: &str) -> Self {
        Self::new(400, 1000, why, json!({}))
    }

    /// Something is already there, or in the way: the code is a guess.
    pub fn conflict(why: &str) -> Self {
        Self::new(409, 1005, why, json!({}))
    }

    /// Addresses or nodes are used up: code and text are guesses (backends 1.9).
    pub fn exhausted(what: &str) -> Self {
        Self::new(400, 5001, what, json!({}))
    }

    /// The refusal as it leaves.
    pub fn answer(&self) -> Answer {
        let error = json!({ "code": self.code, "msg": self.message, "value": self.value });
        Answer::json(self.status, &json!({ "error": error }))
    }
}

/// What a handler answers: a body with status 200, or a refusal.
pub(crate) type Outcome = Result<Value, Fault>;

/// The answer to an outcome.
pub(crate) fn answer(outcome: Outcome) -> Answer {
    match outcome {
        Ok(body) => Answer::json(200, &body),
        Err(fault) => fault.answer(),
    }
}
