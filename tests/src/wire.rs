//! The wire between the two systems: a transport that calls the seller in process, and loses what
//! it is told to lose.

use onsell_modules::{HttpAnswer, HttpRequest, Transport, TransportError};
use onsell_panel::Panel;
use onsell_wire::{Format, Params};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

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
}

impl Fate {
    /// Everything that can happen.
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
}

impl Wire {
    /// A wire on which everything arrives.
    pub fn to(seller: Panel) -> Self {
        Self {
            seller,
            planned: Mutex::default(),
            calls: Mutex::default(),
        }
    }

    /// The next call of this function has this fate.
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

impl Transport for Wire {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        let params = Params::parse_urlencoded(&request.body)
            .map_err(|fault| TransportError::Lost(fault.to_string()))?;
        let function = params.get("func").unwrap_or_default().to_owned();
        let fate = self.fate(&function);
        lock(&self.calls).push(function);
        let arrive = || self.seller.call_local(params.clone(), Format::Xml);
        let answer = match fate {
            Fate::Arrives => arrive(),
            Fate::Unreachable => {
                return Err(TransportError::NotSent("connection refused".to_owned()));
            }
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
