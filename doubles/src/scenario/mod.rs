//! The engine that every double runs on: requests meet rules, the product answers, all is noted.
//!
//! A product is a value: it answers from its own fields, and the engine may take a copy of it for
//! an old answer or put a fresh one in its place. Time is a clock that only tests and people move.

mod admin;
mod journal;
mod progress;
mod rule;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use onsell_wire::Params;
use serde_json::Value;

use crate::http::{Answer, Reply, Request, Server};

pub use journal::Entry;
pub use progress::{Pace, Plan, Progress, Stage};
pub(crate) use rule::path_matches;
pub use rule::{Rule, Then, When};

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

struct Scene<P>(Mutex<Inside<P>>);

struct Inside<P> {
    product: P,
    /// The product as it began, for a reset.
    fresh: P,
    /// Each with a copy of the product where it answers from one.
    rules: Vec<(Rule, Option<P>)>,
    journal: Vec<Entry>,
    now: i64,
    pace: Pace,
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

impl<P> Scene<P> {
    fn lock(&self) -> MutexGuard<'_, Inside<P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Product> Inside<P> {
    fn push(&mut self, rule: Rule) {
        let copy = (*rule.then() == Then::Stale).then(|| self.product.clone());
        self.rules.push((rule, copy));
    }

    fn reply(&mut self, request: &Request) -> Reply {
        if let Some(path) = request.path.strip_prefix(admin::PREFIX) {
            return at_once(self.administer(path, request));
        }
        let call = match self.product.read(request) {
            Ok(call) => call,
            Err(answer) => return at_once(answer),
        };
        let text = format!(
            "{}\n{}",
            request.query,
            String::from_utf8_lossy(&request.body)
        );
        let then = self.rule_for(&call, &text);
        let (answer, reply) = self.carry_out(&call, then.as_ref());
        self.journal.push(Entry {
            method: call.method,
            path: call.path,
            query: request.query.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
            status: reply.answer.as_ref().map(|answer| answer.status),
            answer: answer.body,
            by_rule: then.is_some(),
        });
        reply
    }

    /// Every rule that means a request counts it; the oldest whose turn it is has its way.
    fn rule_for(&mut self, call: &Call, text: &str) -> Option<(Then, Option<P>)> {
        let mut found = None;
        for (rule, copy) in &mut self.rules {
            if rule.meets(&call.method, &call.path, text) && found.is_none() {
                found = Some((rule.then().clone(), copy.clone()));
            }
        }
        found
    }

    /// What is noted as the answer, and what leaves.
    fn carry_out(&mut self, call: &Call, then: Option<&(Then, Option<P>)>) -> (Answer, Reply) {
        let mut moment = Moment {
            now: self.now,
            pace: self.pace,
            plan: Plan::Complete,
            planned: String::new(),
        };
        let nothing = Answer {
            status: 0,
            content_type: "",
            body: String::new(),
        };
        let mut pause = Duration::ZERO;
        let answer = match then {
            None | Some((Then::DropAfterEffect, _)) => self.product_answers(call, &moment),
            Some((Then::Answer { status, body }, _)) => Answer {
                status: *status,
                content_type: content_type_of(body),
                body: body.clone(),
            },
            Some((Then::Drop, _)) => nothing,
            Some((Then::Delay(ms), _)) => {
                pause = Duration::from_millis(*ms);
                self.product_answers(call, &moment)
            }
            Some((Then::StuckTask { task }, _)) => {
                moment.plan = Plan::Stuck;
                moment.planned.clone_from(task);
                self.product_answers(call, &moment)
            }
            Some((Then::FailedTask { task, message }, _)) => {
                moment.plan = Plan::Fail(message.clone());
                moment.planned.clone_from(task);
                self.product_answers(call, &moment)
            }
            Some((Then::EmptyList, _)) => P::without_rows(self.product_answers(call, &moment)),
            Some((Then::Stale, copy)) => match (self.product.admit(call, &moment), copy) {
                (Ok(()), Some(copy)) => copy.clone().answer(call, &moment),
                (Ok(()), None) => self.product.answer(call, &moment),
                (Err(refusal), _) => refusal,
            },
        };
        let is_cut = matches!(then, Some((Then::Drop | Then::DropAfterEffect, _)));
        let leaves = (!is_cut).then(|| answer.clone());
        let reply = Reply {
            answer: leaves,
            pause,
        };
        (answer, reply)
    }

    fn product_answers(&mut self, call: &Call, moment: &Moment) -> Answer {
        match self.product.admit(call, moment) {
            Ok(()) => self.product.answer(call, moment),
            Err(refusal) => refusal,
        }
    }
}

fn at_once(answer: Answer) -> Reply {
    Reply {
        answer: Some(answer),
        pause: Duration::ZERO,
    }
}

/// What a body made by hand most likely is.
fn content_type_of(body: &str) -> &'static str {
    match body.trim_start().get(..1) {
        Some("{" | "[") => "application/json",
        Some("<") if body.contains("<html") => "text/html",
        Some("<") => "text/xml",
        _ => "text/plain",
    }
}
