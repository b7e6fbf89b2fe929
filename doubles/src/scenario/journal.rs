//! What a double was asked and what it answered, for assertions.

use serde::Serialize;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its method.
    pub method: String,
    /// Its path without a prefix, or its function, `+sok` where it performs.
    pub path: String,
    /// Its query as it was sent.
    pub query: String,
    /// Its body as it was sent.
    pub body: String,
    /// The status of the answer, none where the connection was cut.
    pub status: Option<u16>,
    /// The body of the answer, also of one that was lost.
    pub answer: String,
    /// Whether a rule had a say.
    pub by_rule: bool,
}

impl Entry {
    /// `POST /vm/v3/host`: how a request is named in an assertion.
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}
