//! What is between the two systems: a transport on which requests and answers meet their fates.

use crate::baton::{self, Place, Sending, Signal};
use crate::deliberate::Deliberate;
use crate::moves::Fate;
use onsell_engine::seams::{Clock, ManualClock};
use onsell_modules::{HttpAnswer, HttpRequest, Transport, TransportError};
use onsell_panel::Panel;
use onsell_wire::{Format, Params};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long after it was sent a request may still arrive, in seconds: a seller gives up on it then.
pub const ARRIVES_WITHIN_SECONDS: i64 = 119;

/// How an answer begins to speak of a defect.
const DEFECT: &str = "<error type=\"process\"";

/// The network between the reseller and the seller.
pub struct Network {
    clock: Arc<ManualClock>,
    seller: Mutex<Option<Panel>>,
    late: Mutex<Vec<Sending>>,
    /// What a defect of the seller was answered with.
    defect: Mutex<Option<String>>,
    /// The seller knows nothing of our extensions.
    is_stranger: bool,
    deliberate: Option<Deliberate>,
}

impl Network {
    /// A network without a seller yet.
    pub fn new(clock: Arc<ManualClock>, is_stranger: bool, deliberate: Option<Deliberate>) -> Self {
        Self {
            clock,
            seller: Mutex::default(),
            late: Mutex::default(),
            defect: Mutex::default(),
            is_stranger,
            deliberate,
        }
    }

    /// The seller was started, or has died.
    pub fn connect(&self, seller: Option<Panel>) {
        *lock(&self.seller) = seller;
    }

    /// Requests that are on their way though their senders have given them up.
    pub fn late(&self) -> Vec<Sending> {
        lock(&self.late).clone()
    }

    /// A request stays on its way though nobody waits for its answer any more.
    pub fn linger(&self, sending: Sending) {
        lock(&self.late).push(sending);
    }

    /// One of the late requests arrives; its answer reaches nobody.
    pub fn late_arrives(&self, index: usize) -> Option<Sending> {
        let sending = {
            let mut late = lock(&self.late);
            if index >= late.len() {
                return None;
            }
            late.remove(index)
        };
        let _ = self.arrive(&sending);
        Some(sending)
    }

    /// A defect that the seller has met since it was asked last.
    pub fn take_defect(&self) -> Option<String> {
        lock(&self.defect).take()
    }

    /// The seller has given up on what was sent too long ago.
    pub fn forget_old(&self) {
        let now = self.clock.now();
        lock(&self.late)
            .retain(|sending| now.seconds_since(sending.sent) <= ARRIVES_WITHIN_SECONDS);
    }

    /// The request is at the seller, which answers.
    fn arrive(&self, sending: &Sending) -> Result<String, TransportError> {
        let seller = lock(&self.seller).clone();
        let Some(seller) = seller else {
            return Err(TransportError::NotSent("connection refused".to_owned()));
        };
        let mut request = sending.request.clone();
        if self.is_stranger {
            for extension in ["orderkey", "pricemax"] {
                request.remove(extension);
            }
        }
        if let Some(deliberate) = &self.deliberate {
            deliberate.before(&mut request);
        }
        let answer = seller.call_local(request.clone(), Format::Xml);
        if answer.contains(DEFECT) {
            *lock(&self.defect) = Some(format!("process: the answer to {}", sending.function));
        }
        Ok(match &self.deliberate {
            Some(deliberate) => deliberate.after(&seller, &request, answer),
            None => answer,
        })
    }

    fn meet(&self, sending: &Sending, fate: Fate) -> Result<String, TransportError> {
        let lost = |text: &str| Err(TransportError::Lost(text.to_owned()));
        let answer = match fate {
            Fate::Arrives => self.arrive(sending)?,
            Fate::Unreachable => {
                return Err(TransportError::NotSent("connection refused".to_owned()));
            }
            Fate::RequestLost => return lost("no answer in time"),
            Fate::Late => {
                self.linger(sending.clone());
                return lost("connection reset");
            }
            Fate::AnswerLost => {
                self.arrive(sending)?;
                return lost("connection reset");
            }
            Fate::Twice => {
                self.arrive(sending)?;
                self.arrive(sending)?
            }
            Fate::PageInstead => {
                self.arrive(sending)?;
                return Ok("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>".to_owned());
            }
        };
        match baton::park(|| Place::Answered(sending.clone())) {
            None | Some(Signal::Go(Fate::Arrives | Fate::Twice)) => Ok(answer),
            Some(_) => lost("connection reset"),
        }
    }
}

impl Transport for Network {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        let params = Params::parse_urlencoded(&request.body)
            .map_err(|fault| TransportError::Lost(fault.to_string()))?;
        let now = self.clock.now();
        let sending = Sending {
            function: params.get("func").unwrap_or_default().to_owned(),
            request: params,
            sent: now,
            deadline: now.plus_seconds(request.timeout.as_secs() as i64),
        };
        let fate = match baton::park(|| Place::Sending(sending.clone())) {
            None => Fate::Arrives,
            Some(Signal::Go(fate)) => fate,
            Some(Signal::Die) => return Err(TransportError::Lost("the process died".to_owned())),
        };
        let body = self.meet(&sending, fate)?;
        Ok(HttpAnswer {
            status: 200,
            body,
            heads: Vec::new(),
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
