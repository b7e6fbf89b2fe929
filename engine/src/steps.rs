//! The steps of the working threads, one at a time, for a caller that schedules them itself.
//!
//! What runs is what the threads of [`Engine::start_working`](crate::Engine::start_working) run;
//! only when it runs, and what runs in between, is the caller's choice.

use crate::operate::{self, Attempt};
use crate::work::{jobs_once, look_once, sellers_once};
use crate::{Engine, EventMode, Result};
use std::sync::mpsc::Receiver;

/// The work of one process without threads of its own.
pub struct Steps {
    engine: Engine,
    waiting: Receiver<Attempt>,
}

/// An attempt that was intended and waits for a worker.
pub struct Asking(Attempt);

impl Engine {
    /// Opens this process for work as [`Engine::start_working`] does, and starts no thread.
    pub fn start_stepping(&self) -> Result<Steps> {
        let waiting = self.open_for_work()?;
        self.installation().set_workers(true);
        Ok(Steps {
            engine: self.clone(),
            waiting,
        })
    }

    /// One look for operations that are due: they are intended and wait for a worker. Whether there
    /// were any.
    pub fn step_look(&self) -> Result<bool> {
        look_once(self)
    }

    /// One attempt of an operation: asks the seller and concludes.
    pub fn step_ask(&self, asking: &Asking) -> Result<()> {
        operate::ask_and_conclude(self, asking.0)
    }

    /// One round of the jobs that ask nobody.
    pub fn step_jobs(&self) -> Result<()> {
        jobs_once(self)
    }

    /// One look after what waits at sellers for money, or for our credentials.
    pub fn step_held(&self) -> Result<()> {
        crate::held::run(self)
    }

    /// One round of the jobs that ask sellers.
    pub fn step_sellers(&self, mode: EventMode) -> Result<()> {
        sellers_once(self, mode)
    }
}

impl Steps {
    /// The attempt that has waited longest for a worker.
    pub fn next(&self) -> Option<Asking> {
        self.waiting.try_recv().ok().map(Asking)
    }

    /// The engine whose work this is.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}

impl Asking {
    /// The operation's number.
    pub fn operation(&self) -> onsell_domain::OperationId {
        self.0.operation
    }

    /// Which attempt it is.
    pub fn number(&self) -> u32 {
        self.0.number
    }
}
