//! Single calls to the platform that VMmanager 6 and DCImanager 6 run on (backends 1.1-1.3).
//!
//! The session is kept with the client and made anew when it has ended. A platform that has fallen
//! asleep answers 503 until it is awake: it took nothing then, and questions are repeated for some
//! seconds, as its documentation says. Requests that change something are never repeated here.

mod answer;

use crate::server::call::{Called, Failure, text_of};
use crate::{HttpAnswer, HttpRequest, Method, Transport};
use onsell_domain::{Fault, Secret};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use answer::{ASLEEP, read};
pub(crate) use answer::{Task, quoted, task_of};

/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a question is asked while the platform wakes up.
const WAKE_TRIES: u32 = 10;
/// The pause after the first of them; it grows with each.
const WAKE_PAUSE: Duration = Duration::from_millis(100);
/// Rows of one list that are read.
const ROWS_MAX: usize = 10_000;

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
    /// A client for an address such as `https://HOST`, or `https://HOST/api` where the tree is
    /// below that. `mark` is the name of a head that is sent as `true`.
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
