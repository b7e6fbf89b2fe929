//! The engine that every double runs on: requests meet rules, the product answers, all is noted.
//!
//! A product is a value: it answers from its own fields, and the engine may take a copy of it for
//! an old answer or put a fresh one in its place. Time is a clock that only tests and people move.

mod admin;
mod journal;
mod progress;
mod rule;
mod scene;
mod when;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use onsell_wire::Params;
use serde_json::Value;

use crate::http::{Answer, Request, Server};

pub use journal::Entry;
pub use progress::{Pace, Plan, Progress, Stage};
pub(crate) use rule::path_matches;
pub use rule::{Rule, Then};
use scene::{Inside, Scene};
pub use when::When;

/// A request as a product and the rules read it.
#[derive(Debug, Clone)]
pub struct Call {
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The path without a prefix, or the function, `+sok` where it performs.
    pub path: String,
    /// Query parameters, with those of a form body where the product reads forms.
    pub params: Params,
    /// The JSON body, `Null` without one.
    pub body: Value,
    /// Headers with names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Call {
    /// The value of a header; the name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// When a request is answered, and what becomes of work that it begins.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// Seconds on the clock of the double, which begins at zero.
    pub now: i64,
    /// How fast work is done.
    pub pace: Pace,
    /// What becomes of it.
    pub plan: Plan,
    /// The name of the work that the plan is for; empty for what the request is about.
    pub planned: String,
}

/// A closed product that a double stands in for.
pub trait Product: Clone + Send + 'static {
    /// Reads a request.
    fn read(&self, request: &Request) -> Result<Call, Answer>;
    /// Lets the caller in, or says why not.
    fn admit(&mut self, call: &Call, moment: &Moment) -> Result<(), Answer>;
    /// Does what is asked and answers.
    fn answer(&mut self, call: &Call, moment: &Moment) -> Answer;
    /// The same list without its rows.
    fn without_rows(answer: Answer) -> Answer;
    /// Everything there is, for people.
    fn state(&self) -> Value;
}

/// A running double of a product; it ends when this is dropped.
pub struct Double<P> {
    server: Server,
    scene: Arc<Scene<P>>,
}

impl<P: Product> Double<P> {
    /// Starts on a free loopback port.
    pub fn start_with(product: P) -> io::Result<Self> {
        Self::start_on(product, 0)
    }

    /// Starts on this loopback port; zero takes a free one.
    pub fn start_on(product: P, port: u16) -> io::Result<Self> {
        let scene = Arc::new(Scene(Mutex::new(Inside {
            fresh: product.clone(),
            product,
            rules: Vec::new(),
            journal: Vec::new(),
            now: 0,
            pace: Pace::default(),
        })));
        let inside = Arc::clone(&scene);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let server = Server::start(address, move |request| inside.lock().reply(&request))?;
        Ok(Self { server, scene })
    }

    /// Scheme, host and port, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Adds a rule; of several that meet a request the oldest counts.
    pub fn push(&self, rule: Rule) {
        self.scene.lock().push(rule);
    }

    /// Takes all rules away.
    pub fn clear_rules(&self) {
        self.scene.lock().rules.clear();
    }

    /// Every request so far, the oldest first.
    pub fn journal(&self) -> Vec<Entry> {
        self.scene.lock().journal.clone()
    }

    /// The calls so far, such as `POST /vm/v3/host`.
    pub fn calls(&self) -> Vec<String> {
        self.scene.lock().journal.iter().map(Entry::call).collect()
    }

    /// How many requests had this method and a path like this.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let scene = self.scene.lock();
        let is_meant = |entry: &&Entry| {
            (method == "*" || entry.method == method) && path_matches(path, &entry.path)
        };
        scene.journal.iter().filter(is_meant).count()
    }

    /// Forgets what was asked so far.
    pub fn clear_journal(&self) {
        self.scene.lock().journal.clear();
    }

    /// Moves the clock.
    pub fn advance_seconds(&self, seconds: i64) {
        self.scene.lock().now += seconds;
    }

    /// How fast work that begins from now on is done.
    pub fn set_pace(&self, pace: Pace) {
        self.scene.lock().pace = pace;
    }

    /// Looks at the product, or changes it behind everybody's back.
    pub fn with<R>(&self, change: impl FnOnce(&mut P) -> R) -> R {
        change(&mut self.scene.lock().product)
    }

    /// Everything there is.
    pub fn state(&self) -> Value {
        self.scene.lock().product.state()
    }
}
