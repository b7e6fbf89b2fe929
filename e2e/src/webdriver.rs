//! W3C WebDriver: a session of a browser as requests with JSON bodies. What is a page, a form or a
//! table is said in [`crate::browser`]; here are only the requests.

use serde_json::{Value, json};
use std::time::Duration;

/// How long a page may take to load, and a script to run.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
/// How long an answer may be: a picture of a page is the longest.
const ANSWER_BYTES_MAX: u64 = 32 << 20;
/// The key under which an element's number travels (WebDriver 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Why a browser did not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum WebDriverError {
    /// The driver does not answer.
    #[error("the driver of the browser does not answer: {0}")]
    NoAnswer(String),
    /// The driver says no.
    #[error("{kind}: {message}")]
    Refused {
        /// The documented name of the reason, such as `no such element`.
        kind: String,
        /// What the driver says about it.
        message: String,
    },
}

impl WebDriverError {
    /// Whether the page may only not be there yet: it is being loaded, or a live update changes it.
    pub fn is_passing(&self) -> bool {
        const PASSING: [&str; 6] = [
            "no such element",
            "stale element reference",
            "element click intercepted",
            "element not interactable",
            "invalid element state",
            "detached shadow root",
        ];
        match self {
            Self::NoAnswer(_) => false,
            Self::Refused { kind, message } => {
                PASSING.contains(&kind.as_str())
                    || message.contains("does not belong to the document")
                    || message.contains("no such execution context")
            }
        }
    }
}

/// An element of the page that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

/// A browser that does what it is told.
pub struct Session {
    agent: ureq::Agent,
    url: String,
}

impl Session {
    /// Starts a browser.
    pub fn begin(driver: &str, capabilities: &Value) -> Result<Self, WebDriverError> {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(ANSWER_TIMEOUT))
            .proxy(None)
            .build()
            .new_agent();
        let mut session = Self {
            agent,
            url: format!("{driver}/session"),
        };
        let asked = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let told = session.post("", &asked)?;
        let id = told["sessionId"].as_str().unwrap_or_default();
        session.url = format!("{}/{id}", session.url);
        Ok(session)
    }

    /// Ends the browser.
    pub fn end(&self) -> Result<(), WebDriverError> {
        value_of(self.agent.delete(&self.url).call()).map(drop)
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Result<Value, WebDriverError> {
        let url = format!("{}{path}", self.url);
        value_of(self.agent.get(&url).call())
    }

    /// Has something done.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, WebDriverError> {
        let url = format!("{}{path}", self.url);
        let request = self.agent.post(&url);
        let request = request.header("content-type", "application/json; charset=utf-8");
        value_of(request.send(body.to_string()))
    }

    /// What only Chromium can do, by its own protocol.
    pub fn chromium(&self, command: &str, parameters: Value) -> Result<Value, WebDriverError> {
        let asked = json!({ "cmd": command, "params": parameters });
        self.post("/goog/cdp/execute", &asked)
    }

    /// Shows a page and waits until it is loaded.
    pub fn open(&self, url: &str) -> Result<(), WebDriverError> {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    /// The elements that an XPath or a CSS selector finds now.
    pub fn all(&self, by: &str, selector: &str) -> Result<Vec<Element>, WebDriverError> {
        let found = self.post("/elements", &json!({ "using": by, "value": selector }))?;
        let found = found.as_array().into_iter().flatten();
        Ok(found.filter_map(Element::of).collect())
    }

    /// The element that has the keyboard.
    pub fn focused(&self) -> Result<Option<Element>, WebDriverError> {
        Ok(Element::of(&self.get("/element/active")?))
    }

    /// Clicks where a person would; waits for the page that it leads to.
    pub fn click(&self, element: &Element) -> Result<(), WebDriverError> {
        self.post(&on(element, "click"), &json!({})).map(drop)
    }

    /// Empties a field.
    pub fn clear(&self, element: &Element) -> Result<(), WebDriverError> {
        self.post(&on(element, "clear"), &json!({})).map(drop)
    }

    /// Types into an element.
    pub fn write(&self, element: &Element, text: &str) -> Result<(), WebDriverError> {
        self.post(&on(element, "value"), &json!({ "text": text }))
            .map(drop)
    }

    /// The text that a person reads.
    pub fn text(&self, element: &Element) -> Result<String, WebDriverError> {
        Ok(string(&self.get(&on(element, "text"))?))
    }

    /// A property as it is now, such as `value` or `checked`.
    pub fn property(&self, element: &Element, name: &str) -> Result<String, WebDriverError> {
        Ok(string(
            &self.get(&on(element, &format!("property/{name}")))?,
        ))
    }

    /// Whether a person sees it.
    pub fn is_shown(&self, element: &Element) -> Result<bool, WebDriverError> {
        Ok(self.get(&on(element, "displayed"))? == Value::Bool(true))
    }

    /// Runs a script of ours in the page.
    pub fn run(&self, script: &str, arguments: Value) -> Result<Value, WebDriverError> {
        let asked = json!({ "script": script, "args": arguments });
        self.post("/execute/sync", &asked)
    }

    /// The same for a script that ends by calling its last argument.
    pub fn run_until_told(&self, script: &str) -> Result<Value, WebDriverError> {
        let asked = json!({ "script": script, "args": [] });
        self.post("/execute/async", &asked)
    }
}

impl Element {
    /// The element that a script gave.
    pub fn of(value: &Value) -> Option<Self> {
        value[ELEMENT].as_str().map(|id| Self(id.to_owned()))
    }

    /// As an argument of a script.
    pub fn as_argument(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

fn on(element: &Element, what: &str) -> String {
    format!("/element/{}/{what}", element.0)
}

/// A value as text; what is not there is empty.
fn string(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn value_of(answer: Answer) -> Result<Value, WebDriverError> {
    let lost = |error: ureq::Error| WebDriverError::NoAnswer(error.to_string());
    let mut answer = answer.map_err(lost)?;
    let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX);
    let text = body.read_to_string().map_err(lost)?;
    let mut told: Value = serde_json::from_str(&text)
        .map_err(|error| WebDriverError::NoAnswer(format!("{error}: {text}")))?;
    let value = told["value"].take();
    match value["error"].as_str() {
        Some(kind) => Err(WebDriverError::Refused {
            kind: kind.to_owned(),
            message: string(&value["message"]),
        }),
        None => Ok(value),
    }
}
