//! The seams: what differs between production, tests and simulation.

use onsell_domain::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_micros(since.map_or(0, |since| since.as_micros() as i64))
    }
}

/// A clock that stands until it is moved.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at an instant.
    pub fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.micros()))
    }

    /// Moves the clock forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// The machine's clock, which can be moved forward: so that a story need not wait for a night.
#[derive(Default)]
pub struct MovableClock(AtomicI64);

impl MovableClock {
    /// Moves the clock forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        SystemClock
            .now()
            .plus_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Where randomness comes from.
pub trait Random: Send + Sync {
    /// Fills a buffer with bytes nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's random source.
pub struct SystemRandom(ring::rand::SystemRandom);

impl SystemRandom {
    /// The operating system's random source.
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        use ring::rand::SecureRandom;
        // Without randomness no key and no session may be made: stopping is the only safe answer.
        self.0
            .fill(bytes)
            .expect("the operating system gives random bytes");
    }
}
