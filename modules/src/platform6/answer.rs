//! What the platform answers: documents, refusals, tasks; and how a text is put into a filter.

use crate::HttpAnswer;
use crate::server::call::{Called, Failure, text_of};
use onsell_domain::Fault;
use serde_json::Value;
use std::fmt::Write;

/// How a task over there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// It waits or works, or is not to be seen yet.
    Running,
    /// It is done.
    Complete,
    /// It failed, in its own words where it has some.
    Failed(String),
}

/// The kind of fault that a sleeping platform is.
pub(super) const ASLEEP: &str = "asleep";

pub(super) fn read(answer: &HttpAnswer) -> Called<Value> {
    let status = answer.status;
    if status == 503 {
        let text = "the platform is asleep and has not woken up yet";
        return Err(Failure::NotSent(Fault::new(ASLEEP, text)));
    }
    let body: Value = serde_json::from_str(&answer.body)
        .map_err(|_| Failure::lost(format!("status {status} and no answer of the platform")))?;
    let error = &body["error"];
    if status < 400 && !error.is_object() {
        return Ok(body);
    }
    let (code, text) = (error["code"].as_i64(), text_of(error, "msg"));
    let fault = |kind: &str| Fault {
        kind: kind.to_owned(),
        value: code.map(|code| code.to_string()).unwrap_or_default(),
        message: text.clone(),
        ..Fault::default()
    };
    Err(match (status, code) {
        (401 | 403, _) | (_, Some(3001)) => Failure::Denied(fault("auth")),
        (404, _) | (_, Some(1106 | 3080)) => Failure::Missing(fault("missed")),
        (500.., _) => Failure::Lost(fault("internal")),
        _ => Failure::Refused(fault("refused")),
    })
}

/// How a task is, by its row.
pub(crate) fn task_of(row: &Value) -> Task {
    match row["status"].as_str() {
        Some("complete") => Task::Complete,
        Some("fail") => {
            let text = text_of(&row["error"], "msg");
            Task::Failed(if text.is_empty() {
                format!("the task {} failed", text_of(row, "name"))
            } else {
                text
            })
        }
        _ => Task::Running,
    }
}

/// A text inside a filter. What is neither a letter, a digit nor a mark of names and addresses is
/// encoded, so that no text ends the filter.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "%{byte:02X}");
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_inside_its_quotes() {
        assert_eq!(quoted("vm1@example.com"), "vm1@example.com");
        assert_eq!(quoted("a'+OR+'b"), "a%27%2BOR%2B%27b");
    }

    #[test]
    fn every_answer_is_understood() {
        let check = |status: u16, body: &str, expect: &str| {
            let answer = HttpAnswer {
                status,
                body: body.to_owned(),
                heads: Vec::new(),
            };
            let found = match read(&answer) {
                Ok(_) => "ok",
                Err(Failure::Denied(_)) => "denied",
                Err(Failure::Missing(_)) => "missing",
                Err(Failure::NotSent(_)) => "not sent",
                Err(Failure::Lost(_)) => "lost",
                Err(Failure::Refused(_)) => "refused",
            };
            assert_eq!(found, expect, "{status} {body}");
        };
        let error = |code: u16| format!(r#"{{"error":{{"code":{code},"msg":"x"}}}}"#);
        check(200, r#"{"id":1}"#, "ok");
        check(201, r#"{"id":1,"error":null}"#, "ok");
        check(200, &error(5001), "refused");
        check(400, &error(3008), "refused");
        check(401, &error(3001), "denied");
        check(404, &error(3080), "missing");
        check(503, "", "not sent");
        check(500, &error(1), "lost");
        check(502, "<html>", "lost");
    }
}
