//! Single calls to an LXD or Incus (backends 6.2).

use crate::server::call::{Called, Failure, text_of};
use crate::{HttpRequest, Method, Transport};
use onsell_domain::Fault;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long one call may take, beside what it waits for over there.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// How long an operation there is waited for in one attempt, in seconds; most end within one.
pub(super) const WAIT_SECONDS: u64 = 10;

/// How an operation over there is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// It still works.
    Running,
    /// It ended well, with what it says beside.
    Complete(Value),
    /// It failed, in its own words.
    Failed(String),
    /// It is not known: it ended more than some seconds ago.
    Forgotten,
}

/// An LXD.
pub(super) struct Client {
    pub base: String,
    pub project: String,
    pub transport: Arc<dyn Transport>,
}

impl Client {
    /// Sends one call and reads what it answers. Never repeats it.
    pub fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Called<Value> {
        self.call_within(method, path, body, CALL_TIMEOUT)
    }

    fn call_within(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        timeout: Duration,
    ) -> Called<Value> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let url = format!("{}{path}{mark}project={}", self.base, self.project);
        let request = HttpRequest {
            method,
            url: &url,
            heads: vec![("content-type", "application/json".to_owned())],
            body: body.map(Value::to_string).unwrap_or_default(),
            timeout,
        };
        let answer = self.transport.send(&request)?;
        read(answer.status, &answer.body)
    }

    /// Asks about something that may not be there.
    pub fn find(&self, path: &str) -> Called<Option<Value>> {
        match self.call(Method::Get, path, None) {
            Ok(answer) => Ok(Some(answer["metadata"].clone())),
            Err(Failure::Missing(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Asks about something that is there.
    pub fn get(&self, path: &str) -> Called<Value> {
        let answer = self.call(Method::Get, path, None)?;
        Ok(answer["metadata"].clone())
    }

    /// Asks for something; the number of the operation that does it, empty where it was done.
    pub fn change(&self, method: Method, path: &str, body: Option<&Value>) -> Called<String> {
        let answer = self.call(method, path, body)?;
        let operation = text_of(&answer, "operation");
        let name = operation.rsplit('/').next().unwrap_or_default();
        Ok(name.to_owned())
    }

    /// Waits a little for an operation.
    pub fn wait(&self, operation: &str) -> Called<Task> {
        if operation.is_empty() {
            return Ok(Task::Complete(Value::Null));
        }
        let path = format!("/1.0/operations/{operation}/wait?timeout={WAIT_SECONDS}");
        let timeout = CALL_TIMEOUT + Duration::from_secs(WAIT_SECONDS);
        let answer = match self.call_within(Method::Get, &path, None, timeout) {
            Ok(answer) => answer,
            Err(Failure::Missing(_)) => return Ok(Task::Forgotten),
            Err(failure) => return Err(failure),
        };
        let found = &answer["metadata"];
        Ok(match found["status_code"].as_i64() {
            Some(200) => Task::Complete(found["metadata"].clone()),
            Some(400..) => Task::Failed(text_of(found, "err")),
            _ => Task::Running,
        })
    }

    /// A file inside a machine; none where it is not there.
    pub fn file(&self, machine: &str, path: &str) -> Called<Option<String>> {
        let url = format!(
            "{}/1.0/instances/{machine}/files?path={path}&project={}",
            self.base, self.project
        );
        let request = HttpRequest {
            method: Method::Get,
            url: &url,
            heads: Vec::new(),
            body: String::new(),
            timeout: CALL_TIMEOUT,
        };
        let answer = self.transport.send(&request)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            _ => match read(answer.status, &answer.body) {
                // Some versions say that the file is not there by an error of their own.
                Err(Failure::Missing(_) | Failure::Refused(_)) | Ok(_) => Ok(None),
                Err(failure) => Err(failure),
            },
        }
    }

    /// Begins a command inside a machine; its environment may hold secrets. The number of the
    /// operation that it is.
    pub fn exec(&self, machine: &str, command: &str, environment: Value) -> Called<String> {
        let body = json!({
            "command": ["sh", "-c", command],
            "environment": environment,
            "wait-for-websocket": false,
            "interactive": false,
            "record-output": false,
        });
        let path = format!("/1.0/instances/{machine}/exec");
        self.change(Method::Post, &path, Some(&body))
    }
}

fn read(status: u16, body: &str) -> Called<Value> {
    let answer: Value = serde_json::from_str(body)
        .map_err(|_| Failure::lost(format!("status {status} and no answer of LXD")))?;
    if answer["type"] != "error" {
        return Ok(answer);
    }
    let text = text_of(&answer, "error");
    Err(match answer["error_code"].as_i64() {
        Some(403) => Failure::Denied(Fault::new("auth", text)),
        Some(404) => Failure::Missing(Fault::new("missed", text)),
        // It is starting, or shutting down: it took nothing.
        Some(503) => Failure::NotSent(Fault::new("overload", text)),
        Some(500..) => Failure::lost(text),
        _ => Failure::Refused(Fault::new("refused", text)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_seen_is_understood() {
        let check = |body: &str, expect: &str| {
            let read = read(200, body);
            let found = match &read {
                Ok(_) => "ok",
                Err(Failure::Denied(_)) => "denied",
                Err(Failure::Missing(_)) => "missing",
                Err(Failure::NotSent(_)) => "not sent",
                Err(Failure::Lost(_)) => "lost",
                Err(Failure::Refused(_)) => "refused",
            };
            assert_eq!(found, expect, "{body}");
        };
        check(r#"{"type":"sync","status_code":200,"metadata":{}}"#, "ok");
        let error = |code: u16| format!(r#"{{"type":"error","error_code":{code},"error":"x"}}"#);
        check(&error(403), "denied");
        check(&error(404), "missing");
        check(&error(400), "refused");
        check(&error(503), "not sent");
        check(&error(500), "lost");
        check("<html>502</html>", "lost");
    }
}
