//! The threads that work: some ask sellers, one looks for what is due, one waits for each seller's
//! events, one runs the jobs.

use crate::operate::{Attempt, ask_and_conclude, claim};
use crate::{
    Engine, EventMode, Result, balance, certificate, check_event, expire, held, lock,
    machine_check, mail, module_probe, record, throttle, unknown_call, waiting,
};
use onsell_domain::{OperationId, OperationState as State, Timestamp};
use onsell_store::{Dialect, attempt, job, recorded_call, session, sign_in_key};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Attempts that wait for a worker at most; what is beyond becomes due in the database instead.
const WAITING_MAX: usize = 4096;
/// How long an attempt rests that found no place among them, in seconds.
const FULL_PAUSE_SECONDS: i64 = 5;
/// How often somebody looks for what is due.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often the jobs are looked at.
const JOBS_EVERY: Duration = Duration::from_secs(1);
/// How often the list of sellers is read again, to follow new ones.
const SELLERS_EVERY: Duration = Duration::from_secs(5);
/// How often a job asks sellers that are not waited on, in seconds.
const POLL_SECONDS: i64 = 300;
/// How often expiries are looked for, in seconds.
const EXPIRE_SECONDS: i64 = 60;
/// How often old events and sessions are deleted, in seconds.
const FORGET_SECONDS: i64 = 3600;
/// How long events are kept, in seconds.
const EVENTS_KEPT_SECONDS: i64 = 30 * 24 * 3600;
/// Rows deleted in one unit.
const FORGET_MAX: u32 = 1000;

/// The door to the working threads.
#[derive(Default)]
pub(crate) struct Workers {
    sender: Mutex<Option<SyncSender<Attempt>>>,
    bell: Arc<Bell>,
    /// Wakes the thread that runs the jobs.
    jobs: Arc<Bell>,
}

/// Wakes the thread that looks for what is due.
#[derive(Default)]
pub(crate) struct Bell {
    rung: Mutex<bool>,
    rings: Condvar,
    stopped: AtomicBool,
}

impl Bell {
    fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.rings.notify_all();
    }

    /// Waits until it is rung or the time is over.
    fn wait(&self, time: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.rings.wait_timeout_while(rung, time, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }
}

impl Workers {
    pub fn wake(&self) {
        self.bell.ring();
    }

    pub fn wake_jobs(&self) {
        self.jobs.ring();
    }
}

/// The threads of one serving process.
pub struct Working {
    engine: Engine,
    threads: Vec<JoinHandle<()>>,
}

impl Engine {
    /// Starts the working threads: `workers` that ask sellers, and those that look, wait and run
    /// the jobs.
    pub fn start_working(&self, workers: usize, mode: EventMode) -> Result<Working> {
        let receiver = Arc::new(Mutex::new(self.open_for_work()?));
        let mut threads = Vec::new();
        for _ in 0..workers.max(1) {
            let (engine, receiver) = (self.clone(), Arc::clone(&receiver));
            threads.push(spawn("worker", move || work_loop(&engine, &receiver))?);
        }
        let engine = self.clone();
        threads.push(spawn("looker", move || look_loop(&engine))?);
        let engine = self.clone();
        threads.push(spawn("jobs", move || job_loop(&engine))?);
        let engine = self.clone();
        threads.push(spawn("sellers", move || seller_loop(&engine, mode))?);
        let engine = self.clone();
        threads.push(spawn("held", move || held_loop(&engine))?);
        if self.has_mail() {
            let engine = self.clone();
            let body = move || repeat(&engine, || rest(&engine), || mail::run(&engine).map(drop));
            threads.push(spawn("mail", body)?);
        }
        if mode == EventMode::Wait {
            let engine = self.clone();
            threads.push(spawn("events", move || follow_loop(&engine))?);
        }
        self.installation().set_workers(true);
        Ok(Working {
            engine: self.clone(),
            threads,
        })
    }

    /// What must be true before the first step of work: leases of processes that died are void, the
    /// jobs exist, and fresh operations have where to wait.
    pub(crate) fn open_for_work(&self) -> Result<Receiver<Attempt>> {
        if self.store().dialect() == Dialect::Sqlite {
            // This process alone has the database: leases of a process that died are void.
            self.write(None, |scope| {
                let owner = scope.installation.boot.clone();
                Ok(attempt::void_leases(scope.tx, scope.now, &owner)?)
            })?;
        }
        let first_reading = balance::next_reading(self)?;
        self.write(None, move |scope| {
            for name in ["checkevent", "expire", "forget", machine_check::JOB] {
                job::put(scope.tx, name, scope.now)?;
            }
            Ok(job::put(scope.tx, balance::JOB, first_reading)?)
        })?;
        self.inside()
            .workers
            .bell
            .stopped
            .store(false, Ordering::Release);
        let (sender, receiver) = sync_channel(WAITING_MAX);
        *self
            .inside()
            .workers
            .sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(sender);
        Ok(receiver)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.inside().workers.bell.is_stopped()
    }

    /// Hands fresh operations to this sender only.
    #[cfg(feature = "measure")]
    pub(crate) fn listen_to_nothing(&self, sender: SyncSender<Attempt>) {
        *self
            .inside()
            .workers
            .sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(sender);
    }

    /// Hands a fresh operation to a worker, right after its commit.
    pub(crate) fn dispatch(&self, operation: OperationId) {
        let attempt = Attempt {
            operation,
            number: 1,
            tries: 1,
            sent_before: None,
            was: State::Ready,
        };
        self.hand_over(attempt);
    }

    fn hand_over(&self, attempt: Attempt) {
        let sender = self
            .inside()
            .workers
            .sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let result = match sender.as_ref() {
            Some(sender) => sender.try_send(attempt),
            None => Err(TrySendError::Disconnected(attempt)),
        };
        drop(sender);
        match result {
            Ok(()) => {}
            // Due at once it would be claimed and put back in a circle.
            Err(TrySendError::Full(attempt)) => self.put_back_for(attempt, FULL_PAUSE_SECONDS),
            Err(TrySendError::Disconnected(attempt)) => self.put_back(attempt),
        }
    }

    /// Nothing of this attempt was sent: it becomes due again.
    pub(crate) fn put_back(&self, attempt: Attempt) {
        self.put_back_for(attempt, 0);
    }

    /// Nothing of this attempt was sent: it becomes due again after so many seconds.
    fn put_back_for(&self, attempt: Attempt, seconds: i64) {
        self.submit(
            None,
            move |scope| {
                let (id, number) = (attempt.operation, attempt.number);
                let (was, sent) = (attempt.was, attempt.sent_before);
                let due_at = scope.now.plus_seconds(seconds);
                Ok(attempt::give_back(scope.tx, id, number, was, due_at, sent)?)
            },
            |result| {
                if let Err(error) = result {
                    // The lease runs out and the operation is looked up then.
                    tracing::warn!(error = %error, "an operation waits for its lease to run out");
                }
            },
        );
    }
}

impl Working {
    /// Lets every thread finish what it does and ends them.
    pub fn stop(self) {
        self.engine.installation().set_workers(false);
        let workers = &self.engine.inside().workers;
        workers.bell.stopped.store(true, Ordering::Release);
        workers
            .sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        workers.bell.ring();
        workers.jobs.ring();
        for thread in self.threads {
            // A thread that panicked has nothing more to finish.
            let _ = thread.join();
        }
    }
}

pub(crate) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map_err(|error| crate::Error::Outside(format!("a thread could not be started: {error}")))
}

fn work_loop(engine: &Engine, receiver: &Mutex<Receiver<Attempt>>) {
    loop {
        let next = receiver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(attempt) = next else { return };
        if engine.is_stopping() {
            engine.put_back(attempt);
            continue;
        }
        match guarded(|| ask_and_conclude(engine, attempt)) {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!(
                operation.id = attempt.operation.get(),
                error = %error,
                "an attempt could not be concluded; it is looked up when its lease runs out"
            ),
            None => tracing::error!(
                operation.id = attempt.operation.get(),
                "an attempt panicked; it is looked up when its lease runs out"
            ),
        }
    }
}

fn look_loop(engine: &Engine) {
    while !engine.is_stopping() {
        match look_once(engine) {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(error = %error, "due operations could not be claimed"),
        }
        engine.inside().workers.bell.wait(LOOK_EVERY);
    }
}

/// Hands what is due to the workers; whether anything was.
pub(crate) fn look_once(engine: &Engine) -> Result<bool> {
    let claimed = claim(engine)?;
    let found = !claimed.is_empty();
    for attempt in claimed {
        engine.hand_over(attempt);
    }
    Ok(found)
}

fn job_loop(engine: &Engine) {
    let pause = || engine.inside().workers.jobs.wait(JOBS_EVERY);
    repeat(engine, pause, || jobs_once(engine));
}

/// Runs the jobs whose time has come, except those that ask sellers.
pub(crate) fn jobs_once(engine: &Engine) -> Result<()> {
    if engine.store().dialect() == Dialect::Postgres {
        lock::refresh(engine)?;
    }
    waiting::run(engine)?;
    certificate::run(engine)?;
    unknown_call::keep(engine)?;
    record::keep(engine)?;
    if take(engine, "expire", EXPIRE_SECONDS)? {
        expire::run(engine)?;
    }
    if take(engine, "forget", FORGET_SECONDS)? {
        forget(engine)?;
    }
    Ok(())
}

/// The jobs that ask sellers, apart from the others: a seller that does not answer holds up no
/// expiry.
fn seller_loop(engine: &Engine, mode: EventMode) {
    repeat(engine, || rest(engine), || sellers_once(engine, mode));
}

/// Runs the jobs that ask sellers, if their time has come.
pub(crate) fn sellers_once(engine: &Engine, mode: EventMode) -> Result<()> {
    match mode {
        EventMode::Poll if take(engine, "checkevent", POLL_SECONDS)? => {
            check_event::check_all(engine)?;
        }
        // A seller without a feed cannot be waited on.
        EventMode::Wait if take(engine, "checkevent", POLL_SECONDS)? => {
            check_event::check_without_feed(engine)?;
        }
        _ => {}
    }
    module_probe::run(engine)?;
    if take(engine, machine_check::JOB, machine_check::EVERY_SECONDS)? {
        machine_check::run(engine)?;
    }
    balance::run(engine).map(drop)
}

/// Looks after what waits at sellers: for money, or until they take our credentials again.
fn held_loop(engine: &Engine) {
    let rounds = Mutex::default();
    repeat(
        engine,
        || rest(engine),
        || {
            let mut rounds = rounds.lock().unwrap_or_else(PoisonError::into_inner);
            held::start_rounds(engine, &mut rounds)
        },
    );
    for (_, thread) in rounds.into_inner().unwrap_or_else(PoisonError::into_inner) {
        // A thread that panicked has nothing more to finish.
        let _ = thread.join();
    }
}

/// Rests between two rounds, not longer than the process goes on.
fn rest(engine: &Engine) {
    for _ in 0..10 {
        if engine.is_stopping() {
            return;
        }
        std::thread::sleep(JOBS_EVERY / 10);
    }
}

/// Does it again after each pause until the process stops; what fails or panics is done again.
fn repeat(engine: &Engine, pause: impl Fn(), job: impl Fn() -> Result<()>) {
    while !engine.is_stopping() {
        match guarded(&job) {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!(error = %error, "a job failed"),
            None => tracing::error!("a job panicked"),
        }
        pause();
    }
}

/// Nothing that one piece of work meets ends the thread that the others need; none when it
/// panicked. Its units were rolled back by the store, and every lock recovers from poison.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// Takes a job if it is due. Looks before it writes, so that idling costs no commit.
fn take(engine: &Engine, name: &'static str, every_seconds: i64) -> Result<bool> {
    if !is_due(engine, name)? {
        return Ok(false);
    }
    claim_job(engine, name, engine.now().plus_seconds(every_seconds))
}

/// Whether a job is due.
pub(crate) fn is_due(engine: &Engine, name: &'static str) -> Result<bool> {
    engine.read(move |scope| Ok(job::is_due(scope.tx, name, scope.now)?))
}

/// Claims a job that is due and says when it is due again; `false` when another node was first.
pub(crate) fn claim_job(engine: &Engine, name: &'static str, again: Timestamp) -> Result<bool> {
    engine.write(None, move |scope| {
        let owner = scope.installation.boot.clone();
        Ok(job::claim(scope.tx, name, scope.now, again, &owner)?)
    })
}

fn forget(engine: &Engine) -> Result<()> {
    loop {
        let gone = engine.write(None, |scope| {
            let before = scope.now.plus_seconds(-EVENTS_KEPT_SECONDS);
            let events = onsell_store::event::forget(scope.tx, before, FORGET_MAX)?;
            let sessions = session::forget(scope.tx, scope.now, FORGET_MAX)?;
            let keys = sign_in_key::forget(scope.tx, scope.now, FORGET_MAX)?;
            let before = scope.now.plus_seconds(-throttle::KEPT_SECONDS);
            let failures = session::forget_failures(scope.tx, before, FORGET_MAX)?;
            let before = scope.now.plus_seconds(-record::KEPT_SECONDS);
            let calls = recorded_call::forget(scope.tx, before, FORGET_MAX)?;
            Ok(events + sessions + keys + failures + calls)
        })?;
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Keeps one thread per seller that has an event feed; a new seller gets its own within seconds.
fn follow_loop(engine: &Engine) {
    let mut following: Vec<(onsell_domain::SellerId, JoinHandle<()>)> = Vec::new();
    while !engine.is_stopping() {
        following.retain(|(_, thread)| !thread.is_finished());
        let sellers = engine.read(|scope| Ok(onsell_store::seller::list(scope.tx)?));
        for seller in sellers.unwrap_or_default() {
            let followed = following.iter().any(|(id, _)| *id == seller.id);
            if followed || !crate::sellers::has(&seller, crate::sellers::feature::EVENTS) {
                continue;
            }
            let (engine, id) = (engine.clone(), seller.id);
            if let Ok(thread) = spawn("seller", move || check_event::follow(&engine, id)) {
                following.push((id, thread));
            }
        }
        for _ in 0..SELLERS_EVERY.as_millis() / 100 {
            if engine.is_stopping() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    // A thread that waits at a seller is not waited for: it has nothing to finish, and what it may
    // still read is read again at the next start.
}
