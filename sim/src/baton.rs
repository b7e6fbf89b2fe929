//! The baton: each piece of work is a thread of its own, and only one of them runs at a time.
//!
//! A task runs production code until it comes to a seam: a request leaves, an answer comes back, a
//! unit is about to be written. There it hands the baton back and stands until it is told to go on,
//! and with which fate. Whoever holds the baton runs alone, so that a story is the same each time
//! it is told.

use crate::moves::Fate;
use onsell_domain::Timestamp;
use onsell_wire::Params;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// At which seam a task stands.
#[derive(Debug, Clone)]
pub enum Place {
    /// A request is about to leave.
    Sending(Sending),
    /// The seller has answered; the answer is on its way.
    Answered(Sending),
    /// A unit is about to be written.
    Writing,
}

/// A request on its way.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The function that is called.
    pub function: String,
    /// The whole request.
    pub request: Params,
    /// When it was handed to the network.
    pub sent: Timestamp,
    /// When its sender gives up waiting.
    pub deadline: Timestamp,
}

/// What a standing task is told.
#[derive(Debug, Clone, Copy)]
pub enum Signal {
    /// Go on; what is on its way has this fate.
    Go(Fate),
    /// Its process has died: nothing it does reaches anybody any more.
    Die,
}

/// How a task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It is done.
    Done,
    /// It says why it could not be done.
    Failed(String),
    /// It panicked.
    Broke(String),
}

enum Report {
    Parked(Place),
    Ended(Ended),
}

struct Hand {
    reports: Sender<Report>,
    signals: Receiver<Signal>,
    is_dead: bool,
}

thread_local! {
    /// The hand of the task that this thread is; none on threads that are no task.
    static HAND: RefCell<Option<Hand>> = const { RefCell::new(None) };
}

/// Hands the baton back and waits for it. None on a thread that is no task: it goes on at once.
pub fn park(place: impl FnOnce() -> Place) -> Option<Signal> {
    HAND.with_borrow_mut(|hand| {
        let hand = hand.as_mut()?;
        if hand.is_dead || hand.reports.send(Report::Parked(place())).is_err() {
            return Some(Signal::Die);
        }
        // A scheduler that is gone lets nobody do anything more.
        let signal = hand.signals.recv().unwrap_or(Signal::Die);
        hand.is_dead = matches!(signal, Signal::Die);
        Some(signal)
    })
}

/// A piece of work that stands at a seam.
pub struct Task {
    /// What it does, in words.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    signals: Sender<Signal>,
    reports: Receiver<Report>,
    thread: JoinHandle<()>,
}

/// A task after it ran for a while.
pub enum Ran {
    /// It stands at a seam.
    Stands(Task),
    /// It came to its end.
    Ended(Ended),
}

impl Task {
    /// Begins a piece of work and lets it run to its first seam.
    pub fn begin(
        name: String,
        work: impl FnOnce() -> Result<(), String> + Send + 'static,
    ) -> std::io::Result<Ran> {
        let (reports, from_task) = channel();
        let (signals, to_task) = channel();
        let thread = std::thread::Builder::new().spawn(move || {
            let ending = reports.clone();
            HAND.set(Some(Hand {
                reports,
                signals: to_task,
                is_dead: false,
            }));
            let ended = match catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(())) => Ended::Done,
                Ok(Err(error)) => Ended::Failed(error),
                Err(panic) => Ended::Broke(words(&*panic)),
            };
            HAND.set(None);
            // A scheduler that is gone wants to know nothing.
            let _ = ending.send(Report::Ended(ended));
        })?;
        let task = Self {
            name,
            place: Place::Writing,
            signals,
            reports: from_task,
            thread,
        };
        Ok(task.run())
    }

    /// Lets it go on to its next seam.
    pub fn go(self, fate: Fate) -> Ran {
        // A task that is gone is reported as ended.
        let _ = self.signals.send(Signal::Go(fate));
        self.run()
    }

    /// Its process has died: it runs to its end and reaches nobody.
    pub fn die(self) {
        let _ = self.signals.send(Signal::Die);
        let _ = self.run();
    }

    fn run(mut self) -> Ran {
        match self.reports.recv() {
            Ok(Report::Parked(place)) => {
                self.place = place;
                Ran::Stands(self)
            }
            Ok(Report::Ended(ended)) => {
                // It has nothing more to do but to end.
                let _ = self.thread.join();
                Ran::Ended(ended)
            }
            Err(_) => Ran::Ended(Ended::Broke("without words".to_owned())),
        }
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(ran: Ran) -> Task {
        match ran {
            Ran::Stands(task) => task,
            Ran::Ended(ended) => panic!("{ended:?}"),
        }
    }

    #[test]
    fn a_task_runs_only_while_it_holds_the_baton() {
        let (steps, seen) = channel();
        let work = move || {
            for step in 0..2 {
                steps.send(step).map_err(|error| error.to_string())?;
                park(|| Place::Writing);
            }
            Err("at the end".to_owned())
        };
        let task = stands(Task::begin("work".to_owned(), work).unwrap());
        assert_eq!(seen.try_iter().collect::<Vec<_>>(), [0]);
        let task = stands(task.go(Fate::Arrives));
        assert_eq!(seen.try_iter().collect::<Vec<_>>(), [1]);
        let Ran::Ended(ended) = task.go(Fate::Arrives) else {
            panic!("it has no third step");
        };
        assert_eq!(ended, Ended::Failed("at the end".to_owned()));
    }

    #[test]
    fn a_dead_task_stands_nowhere_any_more() {
        let (steps, seen) = channel();
        let work = move || {
            for _ in 0..3 {
                let signal = park(|| Place::Writing);
                let is_dead = matches!(signal, Some(Signal::Die));
                steps.send(is_dead).map_err(|error| error.to_string())?;
            }
            Ok(())
        };
        let task = stands(Task::begin("work".to_owned(), work).unwrap());
        stands(task.go(Fate::Arrives)).die();
        assert_eq!(seen.iter().collect::<Vec<_>>(), [false, true, true]);
    }

    #[test]
    fn who_is_no_task_is_not_stopped() {
        assert!(park(|| Place::Writing).is_none());
    }
}
