//! The wire between the two systems: a transport that calls the seller in process, and loses what
//! it is told to lose.

use onsell_domain::Timestamp;
use onsell_engine::seams::{Clock, ManualClock};
use onsell_modules::{HttpAnswer, HttpRequest, Transport, TransportError};
use onsell_panel::Panel;
use onsell_wire::{Format, Params};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a seller may be at one request.
const SELLER_GIVES_UP_SECONDS: i64 = 120;

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
    /// It arrives only after the client's time-out, and just before the seller would give up.
    Late,
    /// The seller says that it has it, and does nothing.
    Pretends,
    /// The program meets a defect while it reads the answer.
    Defect,
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
}

/// A wire to a seller.
pub struct Wire {
    seller: Panel,
    planned: Mutex<VecDeque<(String, Fate)>>,
    calls: Mutex<Vec<String>>,
    late: Mutex<Vec<(Timestamp, Params)>>,
    is_stranger: AtomicBool,
    clock: Arc<ManualClock>,
}

impl Wire {
    /// A wire on which everything arrives.
    pub fn to(seller: Panel, clock: Arc<ManualClock>) -> Self {
        Self {
            seller,
            planned: Mutex::default(),
            calls: Mutex::default(),
            late: Mutex::default(),
            is_stranger: AtomicBool::new(false),
            clock,
        }
    }

    /// From now on the seller knows nothing of our extensions: no order keys, no price limits, no
    /// feed, and no filters of its lists, which leave out what is closed.
    pub fn be_a_stranger(&self) {
        self.is_stranger.store(true, Ordering::SeqCst);
    }

    /// What was late arrives now, unless the seller has given up on it.
    pub fn let_late_arrive(&self) {
        let late = std::mem::take(&mut *lock(&self.late));
        let now = self.clock.now();
        for (sent, params) in late {
            if now.seconds_since(sent) < SELLER_GIVES_UP_SECONDS {
                self.seller.call_local(params, Format::Xml);
            }
        }
    }

    /// The next call of this function has this fate; `soft.edit+sok` is one that performs.
    pub fn plan(&self, function: &str, fate: Fate) {
        lock(&self.planned).push_back((function.to_owned(), fate));
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn without_extensions(params: &Params) -> Params {
    let mut kept = params.clone();
    for name in ["orderkey", "pricemax", "filter", "closed", "epoch"] {
        kept.remove(name);
    }
    if kept.get("func") == Some("itemevent") {
        kept.set("func", "no.such.function");
    }
    kept
}

impl Transport for Wire {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        let params = Params::parse_urlencoded(&request.body)
            .map_err(|fault| TransportError::Lost(fault.to_string()))?;
        let params = if self.is_stranger.load(Ordering::SeqCst) {
            without_extensions(&params)
        } else {
            params
        };
        let function = params.get("func").unwrap_or_default().to_owned();
        let fate = match self.fate(&function) {
            Fate::Arrives if params.has("sok") => self.fate(&format!("{function}+sok")),
            fate => fate,
        };
        lock(&self.calls).push(function);
        let is_stranger = self.is_stranger.load(Ordering::SeqCst);
        let arrive = || {
            let answer = self.seller.call_local(params.clone(), Format::Xml);
            if is_stranger {
                answer.replace("<onsell ", "<other ")
            } else {
                answer
            }
        };
        let answer = match fate {
            Fate::Arrives => arrive(),
            Fate::Unreachable => {
                return Err(TransportError::NotSent("connection refused".to_owned()));
            }
            Fate::Late => {
                lock(&self.late).push((self.clock.now(), params.clone()));
                self.clock.advance_seconds(60);
                return Err(TransportError::Lost("no answer in time".to_owned()));
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
            status: 200,
            body: answer,
        })
    }
}
