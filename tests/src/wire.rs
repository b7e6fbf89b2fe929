//! The wire between the two systems: a transport that calls the seller in process, and loses what
//! it is told to lose.

use onsell_domain::Timestamp;
use onsell_engine::seams::{Clock, ManualClock};
use onsell_modules::{HttpAnswer, HttpRequest, HttpTransport, Transport, TransportError};
use onsell_panel::Panel;
use onsell_wire::{Format, Params};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a seller may be at one request.
const SELLER_GIVES_UP_SECONDS: i64 = 120;
/// How long a client waits for an answer.
const CLIENT_GIVES_UP_SECONDS: i64 = 60;
/// How long a request waits for the one that it changes places with.
const PATIENCE: Duration = Duration::from_secs(20);

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does its answer.
    Arrives,
    /// Not one byte leaves.
    Unreachable,
    /// It is lost on the way.
    RequestLost,
    /// It arrives and is done; the answer is lost.
    AnswerLost,
    /// It arrives twice; the second answer comes back.
    Twice,
    /// It arrives and is done; a proxy answers with a page of its own.
    PageInstead,
    /// Its client gives up on it; it arrives when the test says so.
    Late,
    /// The seller says that it has it, and does nothing.
    Pretends,
    /// Its client gives up on it; it arrives right after the next request of its function.
    Overtaken,
    /// It changes places with the next request of its function; both are answered.
    Exchanged,
    /// The program meets a defect while it reads the answer.
    Defect,
    /// The seller says no, if something shall be done, and does nothing.
    Refused,
}

impl Fate {
    /// What can happen to one request while nothing else happens.
    pub const ALL: [Self; 6] = [
        Self::Arrives,
        Self::Unreachable,
        Self::RequestLost,
        Self::AnswerLost,
        Self::Twice,
        Self::PageInstead,
    ];
    /// What needs another request, or the test's word, to come to its end.
    pub const OUT_OF_ORDER: [Self; 3] = [Self::Late, Self::Overtaken, Self::Exchanged];
}

/// A request that its client does not wait for any more.
struct Underway {
    function: String,
    sent: Timestamp,
    params: Params,
    arrives_after_next: bool,
}

/// A wire to a seller.
pub struct Wire {
    seller: Panel,
    planned: Mutex<VecDeque<(String, Fate)>>,
    /// The seller refuses this function, whenever it performs.
    refused: Mutex<Option<String>>,
    /// The call of this number has this fate, whatever it is.
    at_call: Mutex<Option<(usize, Fate)>>,
    calls: Mutex<Vec<String>>,
    late: Mutex<Vec<Underway>>,
    /// The functions of requests that wait for another one to pass by.
    held: Mutex<Vec<String>>,
    passed: Condvar,
    /// What a seller of another make knows of our extensions.
    stranger: Mutex<Option<&'static str>>,
    clock: Arc<ManualClock>,
}

impl Wire {
    /// A wire on which everything arrives.
    pub fn to(seller: Panel, clock: Arc<ManualClock>) -> Self {
        Self {
            seller,
            planned: Mutex::default(),
            refused: Mutex::default(),
            at_call: Mutex::default(),
            calls: Mutex::default(),
            late: Mutex::default(),
            held: Mutex::default(),
            passed: Condvar::new(),
            stranger: Mutex::default(),
            clock,
        }
    }

    /// From now on the seller knows only these of our extensions: no order keys, no price limits;
    /// without `itemevent` no feed, without `batch` no filters of its lists, which leave out what
    /// is closed.
    pub fn be_a_stranger(&self, features: &'static str) {
        *lock(&self.stranger) = Some(features);
    }

    /// What is under way arrives now, unless the seller has given up on it.
    pub fn let_late_arrive(&self) {
        self.deliver(|_| true);
    }

    fn deliver(&self, is_meant: impl Fn(&Underway) -> bool) {
        let late = std::mem::take(&mut *lock(&self.late));
        let now = self.clock.now();
        for one in late {
            if !is_meant(&one) {
                lock(&self.late).push(one);
            } else if now.seconds_since(one.sent) < SELLER_GIVES_UP_SECONDS {
                self.seller.call_local(one.params, Format::Xml);
            }
        }
    }

    /// Waits until a request stands still for the next one to pass by.
    pub fn wait_until_held(&self) {
        let held = self.wait_while(lock(&self.held), Vec::is_empty);
        assert!(!held.is_empty(), "no request is held");
    }

    /// Stands still until another request of the function was answered.
    fn let_next_pass(&self, function: &str) {
        let mut held = lock(&self.held);
        held.push(function.to_owned());
        self.passed.notify_all();
        let held = self.wait_while(held, |held| held.iter().any(|known| known == function));
        assert!(!held.iter().any(|known| known == function), "none came");
    }

    /// A request of the function was answered: what waited for that goes on.
    fn pass(&self, function: &str) {
        self.deliver(|late| late.arrives_after_next && late.function == function);
        lock(&self.held).retain(|known| known != function);
        self.passed.notify_all();
    }

    fn wait_while<'a>(
        &self,
        held: MutexGuard<'a, Vec<String>>,
        goes_on: impl Fn(&Vec<String>) -> bool,
    ) -> MutexGuard<'a, Vec<String>> {
        let waited = self
            .passed
            .wait_timeout_while(held, PATIENCE, |held| goes_on(held));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The client's time passes without an answer.
    fn leave_under_way(
        &self,
        function: &str,
        params: &Params,
        arrives_after_next: bool,
    ) -> TransportError {
        lock(&self.late).push(Underway {
            function: function.to_owned(),
            sent: self.clock.now(),
            params: params.clone(),
            arrives_after_next,
        });
        self.clock.advance_seconds(CLIENT_GIVES_UP_SECONDS);
        TransportError::Lost("no answer in time".to_owned())
    }

    /// The next call of this function has this fate; `soft.edit+sok` is one that performs.
    pub fn plan(&self, function: &str, fate: Fate) {
        lock(&self.planned).push_back((function.to_owned(), fate));
    }

    /// From now on the seller refuses whatever a function shall perform.
    pub fn refuse(&self, function: &str) {
        *lock(&self.refused) = Some(function.to_owned());
    }

    /// The n-th call from now on has this fate, counted from 1.
    pub fn plan_call(&self, number: usize, fate: Fate) {
        *lock(&self.at_call) = Some((self.calls() + number, fate));
    }

    /// What was planned and did not come about does not happen any more.
    pub fn forget_plans(&self) {
        lock(&self.planned).clear();
        *lock(&self.at_call) = None;
        *lock(&self.refused) = None;
    }

    /// How many requests left in all.
    pub fn calls(&self) -> usize {
        lock(&self.calls).len()
    }

    /// How often a function was called, whatever became of the calls.
    pub fn calls_of(&self, function: &str) -> usize {
        lock(&self.calls)
            .iter()
            .filter(|known| *known == function)
            .count()
    }

    fn fate(&self, function: &str) -> Fate {
        let mut planned = lock(&self.planned);
        let place = planned.iter().position(|(known, _)| known == function);
        place
            .and_then(|place| planned.remove(place))
            .map_or(Fate::Arrives, |(_, fate)| fate)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn without_extensions(params: &Params, known: &str) -> Params {
    let knows = |feature: &str| known.split_whitespace().any(|word| word == feature);
    let mut kept = params.clone();
    for name in ["orderkey", "pricemax"] {
        kept.remove(name);
    }
    if !knows("batch") {
        for name in ["filter", "closed"] {
            kept.remove(name);
        }
    }
    if !knows("itemevent") && kept.get("func") == Some("itemevent") {
        kept.set("func", "no.such.function");
    }
    kept
}

impl Transport for Wire {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        if request.url.starts_with("http://127.0.0.1:") {
            // Not the seller, but the double of a system that drives servers.
            return HttpTransport::new("twin").send(request);
        }
        let params = Params::parse_urlencoded(&request.body)
            .map_err(|fault| TransportError::Lost(fault.to_string()))?;
        let stranger = *lock(&self.stranger);
        let params = match stranger {
            Some(known) => without_extensions(&params, known),
            None => params,
        };
        let function = params.get("func").unwrap_or_default().to_owned();
        let number = {
            let mut calls = lock(&self.calls);
            calls.push(function.clone());
            calls.len()
        };
        let planned = *lock(&self.at_call);
        let fate = match planned {
            // What was planned for its function is left to the next of them.
            Some((at, fate)) if at == number => fate,
            _ => match self.fate(&function) {
                Fate::Arrives if params.has("sok") => self.fate(&format!("{function}+sok")),
                fate => fate,
            },
        };
        let performs =
            params.has("sok") || function.ends_with("sume") || function.ends_with("pend");
        let is_refused =
            performs && (fate == Fate::Refused || lock(&self.refused).as_ref() == Some(&function));
        let arrive = || {
            if is_refused {
                let refusal = "<doc><error type='value' object='elid'><msg>No</msg></error></doc>";
                return refusal.to_owned();
            }
            let answer = self.seller.call_local(params.clone(), Format::Xml);
            self.pass(&function);
            if stranger.is_some() {
                answer.replace("<onsell ", "<other ")
            } else {
                answer
            }
        };
        let answer = match fate {
            Fate::Arrives | Fate::Refused => arrive(),
            Fate::Unreachable => {
                return Err(TransportError::NotSent("connection refused".to_owned()));
            }
            Fate::Late => return Err(self.leave_under_way(&function, &params, false)),
            Fate::Overtaken => return Err(self.leave_under_way(&function, &params, true)),
            Fate::Exchanged => {
                self.let_next_pass(&function);
                arrive()
            }
            Fate::Pretends => "<doc><ok/></doc>".to_owned(),
            Fate::Defect => panic!("a defect, as the test wants it"),
            Fate::RequestLost => return Err(TransportError::Lost("no answer in time".to_owned())),
            Fate::AnswerLost => {
                arrive();
                return Err(TransportError::Lost("connection reset".to_owned()));
            }
            Fate::Twice => {
                arrive();
                arrive()
            }
            Fate::PageInstead => {
                arrive();
                "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>".to_owned()
            }
        };
        Ok(HttpAnswer {
            heads: Vec::new(),
            status: 200,
            body: answer,
        })
    }
}
