//! The way out, counted.

use onsell_modules::{HttpAnswer, HttpRequest, HttpTransport, Transport, TransportError};
use std::sync::atomic::{AtomicU64, Ordering};

/// The real network, and how much of it was used. Documents are counted, HTTP heads are not.
pub struct Counted {
    network: HttpTransport,
    requests: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// What went over the wire so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traffic {
    /// Requests.
    pub requests: u64,
    /// Bytes of their bodies.
    pub sent: u64,
    /// Bytes of the answers.
    pub received: u64,
}

impl Counted {
    /// Nothing was sent yet.
    pub fn new() -> Self {
        Self {
            network: HttpTransport::new("Onsell"),
            requests: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
        }
    }

    /// What went over it so far.
    pub fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.requests.load(Ordering::Relaxed),
            sent: self.sent.load(Ordering::Relaxed),
            received: self.received.load(Ordering::Relaxed),
        }
    }
}

impl Transport for Counted {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.sent
            .fetch_add(request.body.len() as u64, Ordering::Relaxed);
        let answer = self.network.send(request)?;
        self.received
            .fetch_add(answer.body.len() as u64, Ordering::Relaxed);
        Ok(answer)
    }
}
