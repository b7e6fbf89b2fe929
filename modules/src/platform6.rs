//! Single calls to the platform that VMmanager 6 and DCImanager 6 run on (backends 1.1-1.3).
//!
//! The session is kept with the client and made anew when it has ended. A platform that has fallen
//! asleep answers 503 until it is awake: it took nothing then, and questions are repeated for some
//! seconds, as its documentation says. Requests that change something are never repeated here.

use crate::server::call::{Called, Failure, text_of};
use crate::{HttpAnswer, HttpRequest, Method, Transport};
use onsell_domain::{Fault, Secret};
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a question is asked while the platform wakes up.
const WAKE_TRIES: u32 = 10;
/// The pause after the first of them; it grows with each.
const WAKE_PAUSE: Duration = Duration::from_millis(100);
/// Rows of one list that are read.
const ROWS_MAX: usize = 10_000;

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

/// An account at a platform.
pub(crate) struct Platform {
    base: String,
    email: String,
    password: Secret,
    /// A head that one of the products wants beside.
    mark: Option<&'static str>,
    transport: Arc<dyn Transport>,
    session: Mutex<Option<Secret>>,
}

impl Platform {
    /// A client for an address such as `https://HOST`, or `https://HOST/api` where the tree is below
    /// that. `mark` is the name of a head that is sent as `true`.
    pub fn new(
        url: &str,
        email: &str,
        password: Secret,
        mark: Option<&'static str>,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, String> {
        let url = url.trim().trim_end_matches('/');
        let base = if url.contains("://") {
            url.to_owned()
        } else {
            format!("https://{url}")
        };
        if !base.starts_with("https://") && !base.starts_with("http://") {
            return Err(format!("{url} is no address of a web server"));
        }
        Ok(Self {
            base,
            email: email.to_owned(),
            password,
            mark,
            transport,
            session: Mutex::default(),
        })
    }

    /// Who we are there.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Asks something; nothing is changed.
    pub fn get(&self, path: &str) -> Called<Value> {
        self.session()?;
        awake(|| self.signed(Method::Get, path, None))
    }

    /// The rows of a list.
    pub fn list(&self, path: &str) -> Called<Vec<Value>> {
        let mut answer = self.get(path)?;
        match answer["list"].take() {
            Value::Array(rows) if rows.len() <= ROWS_MAX => Ok(rows),
            _ => Err(Failure::lost(format!("{path} answers no list"))),
        }
    }

    /// Asks for something. Sent at most once; a session that has ended took nothing.
    pub fn change(&self, method: Method, path: &str, body: &Value) -> Called<Value> {
        // To wake it up costs nothing, and to find the session ended before is better than after.
        self.session()?;
        self.signed(method, path, Some(body))
    }

    /// The session, made where there is none.
    fn session(&self) -> Called<Secret> {
        let known = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = known.as_ref() {
            return Ok(session.clone());
        }
        drop(known);
        let session = awake(|| self.sign_in())?;
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.clone());
        Ok(session)
    }

    fn sign_in(&self) -> Called<Secret> {
        let body = json!({"email": self.email, "password": self.password.expose()});
        let post = |path: &str| {
            let answer = self.send(Method::Post, path, Some(&body), None)?;
            read(&answer)
        };
        let (answer, name) = match post("/auth/v4/public/token") {
            // An older release, which has only the third version.
            Err(Failure::Missing(_)) => (post("/auth/v3/auth"), "session"),
            other => (other, "token"),
        };
        match answer {
            Ok(answer) => match text_of(&answer, name) {
                empty if empty.is_empty() => Err(Failure::lost("the sign-in gives no token")),
                token => Ok(Secret::from(token)),
            },
            Err(Failure::Refused(fault)) => Err(Failure::Denied(Fault {
                kind: "auth".to_owned(),
                ..fault
            })),
            // Nobody has to fear that a sign-in happened.
            Err(Failure::Lost(fault)) => Err(Failure::NotSent(fault)),
            Err(failure) => Err(failure),
        }
    }

    fn signed(&self, method: Method, path: &str, body: Option<&Value>) -> Called<Value> {
        let session = self.session()?;
        let answer = self.send(method, path, body, Some(&session))?;
        if answer.status != 401 {
            return read(&answer);
        }
        // The session has ended, so that this was not taken.
        self.session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let session = self.session()?;
        let answer = self.send(method, path, body, Some(&session))?;
        read(&answer)
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        session: Option<&Secret>,
    ) -> Called<HttpAnswer> {
        let url = format!("{}{path}", self.base);
        let mut heads = vec![("content-type", "application/json".to_owned())];
        if let Some(session) = session {
            let session = session.expose();
            // The versions want one or the other, and none minds the others.
            heads.push(("x-xsrf-token", session.to_owned()));
            heads.push(("isp-session", session.to_owned()));
            heads.push(("cookie", format!("ses6={session}")));
        }
        heads.extend(self.mark.map(|name| (name, "true".to_owned())));
        let body = match method {
            Method::Get | Method::Delete => String::new(),
            _ => body.map(Value::to_string).unwrap_or_default(),
        };
        let request = HttpRequest {
            method,
            url: &url,
            heads,
            body,
            timeout: CALL_TIMEOUT,
        };
        Ok(self.transport.send(&request)?)
    }
}

/// Asks until the platform is awake, for some seconds.
fn awake<T>(ask: impl Fn() -> Called<T>) -> Called<T> {
    for tried in 1..WAKE_TRIES {
        match ask() {
            Err(Failure::NotSent(fault)) if fault.kind == ASLEEP => {}
            other => return other,
        }
        std::thread::sleep(WAKE_PAUSE * tried);
    }
    ask()
}

/// The kind of fault that a sleeping platform is.
const ASLEEP: &str = "asleep";

fn read(answer: &HttpAnswer) -> Called<Value> {
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
                date: None,
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
