//! One of the two systems as a process: it is started, does its work step by step, and dies.

use crate::chance::SeededRandom;
use crate::moves::Side;
use onsell_domain::Timestamp;
use onsell_engine::seams::ManualClock;
use onsell_engine::steps::{Asking, Steps};
use onsell_engine::{Engine, Seal, Setup};
use onsell_modules::Transport;
use onsell_panel::{Options, Panel};
use onsell_store::{Location, Store};
use onsell_wire::{Format, Node, Params, decode_xml};
use std::path::PathBuf;
use std::sync::Arc;

/// The seal of both databases.
pub fn seal() -> Seal {
    Seal::new(&[7; Seal::KEY_BYTES])
}

/// A process over a database that outlives it.
pub struct Process {
    /// Which of the two.
    pub side: Side,
    path: PathBuf,
    clock: Arc<ManualClock>,
    transport: Arc<dyn Transport>,
    seed: u64,
    boots: u64,
    running: Option<(Panel, Steps)>,
}

impl Process {
    /// A process that was not started yet.
    pub fn over(
        side: Side,
        path: PathBuf,
        clock: &Arc<ManualClock>,
        transport: Arc<dyn Transport>,
        seed: u64,
    ) -> Self {
        Self {
            side,
            path,
            clock: Arc::clone(clock),
            transport,
            seed,
            boots: 0,
            running: None,
        }
    }

    /// Starts it, as `serve` does.
    pub fn boot(&mut self) {
        self.boots += 1;
        let options = onsell_store::Options {
            readers: 1,
            // Each unit is a commit of its own, so that a process may die between any two.
            batch: 1,
            ..onsell_store::Options::default()
        };
        let store = Store::open(&Location::Sqlite(self.path.clone()), options)
            .expect("the database of a process that died opens again");
        let side = if self.side == Side::Seller { 1 } else { 2 };
        let random = SeededRandom::new(self.seed ^ (self.boots << 8) ^ (side << 48));
        let engine = Engine::new(Setup {
            store,
            clock: Arc::<ManualClock>::clone(&self.clock),
            random: Arc::new(random),
            transport: Arc::clone(&self.transport),
            seal: seal(),
        })
        .expect("an engine over its own database");
        let steps = engine
            .start_stepping()
            .expect("an engine over its own database can work");
        self.running = Some((Panel::new(engine, Options::default()), steps));
    }

    /// It dies: what was committed stays, everything else is gone. Its tasks must be told.
    pub fn die(&mut self) {
        if let Some((panel, _)) = self.running.take() {
            panel.engine().store().close();
        }
    }

    fn running(&self) -> &(Panel, Steps) {
        self.running
            .as_ref()
            .expect("a process that died is started in the same move")
    }

    /// Its functions.
    pub fn panel(&self) -> &Panel {
        &self.running().0
    }

    /// Its engine.
    pub fn engine(&self) -> &Engine {
        self.panel().engine()
    }

    /// The attempt that has waited longest for a worker.
    pub fn next_attempt(&self) -> Option<Asking> {
        self.running().1.next()
    }

    /// Waits until everything that was handed to the store is written, also what nobody awaits.
    pub fn settle(&self) {
        // The store may be closed already; then nothing waits there.
        let _ = self
            .engine()
            .store()
            .write(0, |_| Ok::<(), onsell_store::Error>(()));
    }

    /// Statements that writing units ran so far: what changes when anything may have.
    pub fn written(&self) -> (u64, u64) {
        (self.boots, self.engine().store().counters().statements)
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.engine().now()
    }

    /// A call by the machine's administrator, or by a user with a password.
    pub fn call(&self, user: Option<&str>, function: &str, parameters: &[(&str, &str)]) -> Node {
        let mut params = Params::default();
        params.set("func", function);
        for (name, value) in parameters {
            params.push(*name, *value);
        }
        if let Some(user) = user {
            params.set("authinfo", format!("{user}:{}", crate::template::PASSWORD));
        }
        decode_xml(&self.panel().call_local(params, Format::Xml)).expect("an answer is a document")
    }
}

/// Why an answer refuses, if it does.
pub fn refusal(answer: &Node) -> Option<String> {
    let error = answer.child("error")?;
    let words = ["type", "object"].map(|name| error.attribute(name).unwrap_or_default());
    Some(words.join(" ").trim().to_owned())
}

/// The text of a child, or nothing.
pub fn text(answer: &Node, name: &str) -> String {
    answer.text_of(name).unwrap_or_default().to_owned()
}
