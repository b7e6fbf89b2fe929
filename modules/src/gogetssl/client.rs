//! Single calls to the shop: forms go in, JSON comes out, and a key says who we are.

use super::is_on;
use crate::server::call::{Called, Failure, text_of};
use crate::{CheckFault, Connection, HttpAnswer, HttpRequest, Method, Transport};
use onsell_domain::{Fault, Secret};
use onsell_wire::Params;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long one call may take: an order is placed at the authority while we wait.
const CALL_TIMEOUT: Duration = Duration::from_secs(90);
/// What the key is called that a sign-in gives.
const KEY: &str = "auth_key";

/// An account at the shop.
pub(super) struct Client {
    base: String,
    user: String,
    password: Secret,
    transport: Arc<dyn Transport>,
    key: Mutex<Option<Secret>>,
}

impl Client {
    pub fn new(connection: &Connection, transport: Arc<dyn Transport>) -> Result<Self, CheckFault> {
        let url = connection.url.trim().trim_end_matches('/');
        let base = if url.contains("://") {
            url.to_owned()
        } else {
            format!("https://{url}")
        };
        if !base.starts_with("https://") && !base.starts_with("http://") {
            let text = format!("{url} is no address of a web server");
            return Err(CheckFault::Unreachable(Fault::new("value", text)));
        }
        Ok(Self {
            base,
            user: connection.username.clone(),
            password: connection.password.clone(),
            transport,
            key: Mutex::default(),
        })
    }

    pub fn user(&self) -> &str {
        &self.user
    }

    /// Asks something.
    pub fn get(&self, path: &str, fields: &[(&str, &str)]) -> Called<Value> {
        self.signed(Method::Get, path, fields)
    }

    /// Asks for something. A request whose key had run out was not taken, and is sent once more
    /// with a new one; nothing else is ever sent again here.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Called<Value> {
        self.signed(Method::Post, path, fields)
    }

    fn signed(&self, method: Method, path: &str, fields: &[(&str, &str)]) -> Called<Value> {
        let known = self.lock().clone();
        let was_known = known.is_some();
        let key = match known {
            Some(key) => key,
            None => self.sign_in()?,
        };
        let called = read(&self.send(method, path, fields, Some(&key))?);
        if !was_known || !matches!(called, Err(Failure::Denied(_))) {
            return called;
        }
        self.lock().take();
        let key = self.sign_in()?;
        read(&self.send(method, path, fields, Some(&key))?)
    }

    fn sign_in(&self) -> Called<Secret> {
        let fields = [
            ("user", self.user.as_str()),
            ("pass", self.password.expose()),
        ];
        let answer = self.send(Method::Post, "/auth/", &fields, None)?;
        let key = match read(&answer) {
            Ok(told) => Secret::from(text_of(&told, "key")),
            Err(Failure::Refused(fault)) => return Err(Failure::Denied(fault)),
            // Nobody has to fear that a sign-in happened.
            Err(Failure::Lost(fault)) => return Err(Failure::NotSent(fault)),
            Err(failure) => return Err(failure),
        };
        if key.is_empty() {
            let text = "the sign-in gives no key";
            return Err(Failure::NotSent(Fault::new("connection", text)));
        }
        *self.lock() = Some(key.clone());
        Ok(key)
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        key: Option<&Secret>,
    ) -> Called<HttpAnswer> {
        let mut params = Params::default();
        for (name, value) in fields {
            params.set(name, *value);
        }
        if let Some(key) = key {
            params.set(KEY, key.expose());
        }
        let form = params.to_query();
        let url = match method {
            Method::Get => format!("{}{path}?{form}", self.base),
            _ => format!("{}{path}", self.base),
        };
        let request = match method {
            Method::Get => HttpRequest {
                method,
                url: &url,
                heads: Vec::new(),
                body: String::new(),
                timeout: CALL_TIMEOUT,
            },
            _ => HttpRequest::form(&url, form, CALL_TIMEOUT),
        };
        let sent = self.transport.send(&request).map_err(Failure::from);
        match sent {
            // The first byte of a sign-in is no order.
            Err(Failure::Lost(fault)) if key.is_none() => Err(Failure::NotSent(fault)),
            other => other,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Secret>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer says. A page, or what a broken server says, may stand for anything.
fn read(answer: &HttpAnswer) -> Called<Value> {
    let Ok(told) = serde_json::from_str::<Value>(&answer.body) else {
        return Err(match answer.status {
            401 => Failure::Denied(Fault::new("auth", "the shop refuses the key")),
            status => Failure::lost(format!("the shop answers {status} without JSON")),
        });
    };
    let is_failed = answer.status >= 400 || is_on(&told["error"]);
    if !is_failed {
        return Ok(told);
    }
    let (kind, text) = (text_of(&told, "message"), text_of(&told, "description"));
    let message = if text.is_empty() { kind.clone() } else { text };
    let fault = Fault::new(kind.as_str(), message);
    Err(match answer.status {
        _ if kind == "auth_key_not_found" => Failure::Denied(fault),
        401 | 403 => Failure::Denied(fault),
        404 => Failure::Missing(fault),
        500.. => Failure::Lost(fault),
        _ => Failure::Refused(fault),
    })
}
