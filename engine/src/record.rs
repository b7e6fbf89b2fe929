//! Recording what a seller is really asked and answers, for a while, secrets removed
//! (`processing.record`). It ends by itself: after its time, and after so many calls. A call costs
//! its copy in memory; a job writes it.

use crate::journal;
use crate::seams::Clock;
use crate::{Engine, Result, Scope};
use onsell_domain::{ModuleId, ServiceId, Timestamp, UpstreamId, UserId, parse_reference};
use onsell_modules::{HttpAnswer, HttpRequest, Transport, TransportError};
use onsell_store::recorded_call::{self, RecordedCall};
use onsell_store::seller::Seller;
use onsell_store::{processing_module, upstream};
use onsell_wire::{
    Fault, Params, decode_xml, node_without_secrets, params_without_secrets, without_secrets,
};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The longest that calls are recorded, in minutes.
pub const MINUTES_MAX: i64 = 120;
/// Calls recorded by one client at most.
const CALLS_MAX: u32 = 500;
/// Calls that wait to be written; what is beyond is not kept.
const WAITING_MAX: usize = 128;
/// How much is kept of a request, and of an answer.
const REQUEST_MAX: usize = 4_000;
const ANSWER_MAX: usize = 16_000;
/// How long recorded calls are kept, in seconds.
pub(crate) const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// Calls that wait to be written.
#[derive(Clone, Default)]
pub(crate) struct Recorded(Arc<Mutex<Vec<(RecordedCall, Subject)>>>);

/// By what a call names the service that it is about.
#[derive(Debug, Clone)]
struct Subject {
    number: Option<UpstreamId>,
    reference: String,
}

/// A transport that keeps a copy of everything.
pub(crate) struct Recorder {
    inner: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    recorded: Recorded,
    module: ModuleId,
    until: Timestamp,
    left: AtomicU32,
}

impl Engine {
    /// The way to a seller: with a recorder in between while its calls are recorded.
    pub(crate) fn way_to(&self, row: &Seller, plain: &Arc<dyn Transport>) -> Arc<dyn Transport> {
        match row.recorded_for.zip(row.recorded_until) {
            Some((module, until)) if self.now() < until => Arc::new(Recorder {
                inner: Arc::clone(plain),
                clock: Arc::clone(&self.inside().clock),
                recorded: self.inside().recorded.clone(),
                module,
                until,
                left: AtomicU32::new(CALLS_MAX),
            }),
            _ => Arc::clone(plain),
        }
    }
}

impl Transport for Recorder {
    fn send(&self, request: &HttpRequest<'_>) -> std::result::Result<HttpAnswer, TransportError> {
        let at = self.clock.now();
        let answer = self.inner.send(request);
        let one_less = |left: u32| left.checked_sub(1);
        let is_recorded = at < self.until
            && self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                .is_ok();
        if is_recorded {
            let milliseconds = (self.clock.now().micros() - at.micros()) / 1000;
            self.keep(at, milliseconds, request, &answer);
        }
        answer
    }
}

impl Recorder {
    fn keep(
        &self,
        at: Timestamp,
        milliseconds: i64,
        request: &HttpRequest<'_>,
        answer: &std::result::Result<HttpAnswer, TransportError>,
    ) {
        let params = Params::parse_urlencoded(&request.body).unwrap_or_default();
        let lines = params_without_secrets(&params);
        let lines: Vec<String> = lines
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = match answer {
            Ok(answer) => match decode_xml(&answer.body) {
                Ok(root) => node_without_secrets(root).to_xml(),
                // What is no document may hold anything.
                Err(error) => format!(
                    "status {}, {} bytes, {error}: {}",
                    answer.status,
                    answer.body.len(),
                    without_secrets(&cut(&answer.body, REQUEST_MAX))
                ),
            },
            Err(error) => error.to_string(),
        };
        let call = RecordedCall {
            id: 0,
            module: self.module,
            at,
            function: cut(params.get("func").unwrap_or_default(), 64),
            milliseconds,
            request: cut(&lines.join("\n"), REQUEST_MAX),
            answer: cut(&answer, ANSWER_MAX),
            // Known when it is written.
            service: None,
        };
        let number = params.integer("elid").ok().flatten();
        let subject = Subject {
            number: number.map(UpstreamId::new),
            reference: params.get("remoteid").unwrap_or_default().to_owned(),
        };
        let mut waiting = self
            .recorded
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING_MAX {
            waiting.push((call, subject));
        }
    }
}

fn cut(text: &str, length: usize) -> String {
    text.chars()
        .filter(|sign| *sign != '\0')
        .take(length)
        .collect()
}

/// Writes what was recorded since the last time.
pub fn keep(engine: &Engine) -> Result<()> {
    let waiting = {
        let waiting = &engine.inside().recorded.0;
        std::mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner))
    };
    if waiting.is_empty() {
        return Ok(());
    }
    engine.write(None, move |scope| {
        for (call, subject) in &waiting {
            let call = RecordedCall {
                service: about(scope, call.module, subject)?,
                ..call.clone()
            };
            recorded_call::insert(scope.tx, &call)?;
        }
        Ok(())
    })
}

/// The service here that a call to a seller is about: by our reference, else by its number there.
fn about(scope: &mut Scope<'_>, module: ModuleId, subject: &Subject) -> Result<Option<ServiceId>> {
    let ours = parse_reference(&scope.installation.prefix, &subject.reference);
    let linked = match ours {
        Some(id) => upstream::find(scope.tx, id)?,
        None => None,
    };
    if let Some(linked) = linked {
        return Ok(Some(linked.service));
    }
    let module = processing_module::find(scope.tx, module)?;
    let seller = module.and_then(|module| module.seller);
    let linked = match seller.zip(subject.number) {
        Some((seller, number)) => upstream::find_by_number(scope.tx, seller, number)?,
        None => None,
    };
    Ok(linked.map(|linked| linked.service))
}

/// Records the calls of a module for so many minutes, from now on; 0 ends it. What was recorded
/// for it before is forgotten when it begins. Until when, if it is on.
///
/// # Errors
/// `missed` for none of that number, `value` for a module without a seller.
pub fn switch(
    engine: &Engine,
    id: ModuleId,
    minutes: i64,
    by: Option<UserId>,
) -> Result<Option<Timestamp>> {
    engine.write(None, move |scope| {
        let module = processing_module::find(scope.tx, id)?
            .ok_or_else(|| Fault::missed("processingmodule", id))?;
        let seller = module.seller.ok_or_else(|| Fault::value("elid", id))?;
        let until = (minutes > 0).then(|| scope.now.plus_seconds(minutes * 60));
        if until.is_some() {
            recorded_call::clear(scope.tx, id)?;
        }
        recorded_call::switch(scope.tx, seller, id, until)?;
        let (object, detail) = (id.to_string(), format!("{minutes} min"));
        journal::write(scope, by, "processing.record", &object, &detail)?;
        Ok(until)
    })
}
