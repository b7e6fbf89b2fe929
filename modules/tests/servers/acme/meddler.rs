//! A way to a real server on which single requests meet with an accident.

use onsell_modules::{HttpAnswer, HttpRequest, HttpTransport, Method, Transport, TransportError};
use std::sync::{Arc, Mutex};

/// What becomes of a request.
#[derive(Clone)]
pub enum Fate {
    /// It arrives and is worked on; its answer is lost.
    AnswerLost,
    /// It does not arrive; this is answered.
    Instead(u16, &'static str),
    /// The same, with a head that says when to ask again.
    Later(u16, &'static str, &'static str),
}

/// A way with accidents.
pub struct Meddler {
    inner: HttpTransport,
    plans: Mutex<Vec<(String, Fate)>>,
    sent: Mutex<Vec<String>>,
    /// Whether the first answer to each kind of request is lost.
    loses_firsts: bool,
}

impl Meddler {
    /// A way that trusts this root.
    pub fn new(root: &str) -> Self {
        Self {
            inner: HttpTransport::trusting(root).expect("a root"),
            plans: Mutex::default(),
            sent: Mutex::default(),
            loses_firsts: false,
        }
    }

    /// A way on which the first answer to each kind of request is lost.
    pub fn losing(root: &str) -> Self {
        Self {
            loses_firsts: true,
            ..Self::new(root)
        }
    }

    /// The next POST to an address with this part meets this fate.
    pub fn meets(&self, part: &str, fate: Fate) {
        self.plans
            .lock()
            .expect("no panic holds it")
            .push((part.to_owned(), fate));
    }

    /// How many POSTs went to addresses with this part.
    pub fn posts(&self, part: &str) -> usize {
        let sent = self.sent.lock().expect("no panic holds it");
        sent.iter().filter(|url| url.contains(part)).count()
    }

    /// As a module takes it.
    pub fn way(self: &Arc<Self>) -> Arc<dyn Transport> {
        Arc::<Self>::clone(self)
    }

    fn fate(&self, url: &str) -> Option<Fate> {
        let kind = |url: &str| {
            url.splitn(4, '/')
                .nth(3)
                .and_then(|path| path.split('/').next().map(str::to_owned))
        };
        let is_first = {
            let mut sent = self.sent.lock().expect("no panic holds it");
            let known = sent.iter().any(|other| kind(other) == kind(url));
            sent.push(url.to_owned());
            !known
        };
        let mut plans = self.plans.lock().expect("no panic holds it");
        if let Some(place) = plans
            .iter()
            .position(|(part, _)| url.contains(part.as_str()))
        {
            return Some(plans.remove(place).1);
        }
        (self.loses_firsts && is_first).then_some(Fate::AnswerLost)
    }
}

impl Transport for Meddler {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        if request.method != Method::Post {
            return self.inner.send(request);
        }
        let heads = |said: Option<&str>| {
            let head = |text: &str| ("retry-after".to_owned(), text.to_owned());
            said.map(head).into_iter().collect()
        };
        let instead = |status, body: &str, said| HttpAnswer {
            status,
            body: body.to_owned(),
            heads: heads(said),
        };
        match self.fate(request.url) {
            None => self.inner.send(request),
            Some(Fate::AnswerLost) => {
                self.inner.send(request)?;
                Err(TransportError::Lost("connection reset".to_owned()))
            }
            Some(Fate::Instead(status, body)) => Ok(instead(status, body, None)),
            Some(Fate::Later(status, body, pause)) => Ok(instead(status, body, Some(pause))),
        }
    }
}
