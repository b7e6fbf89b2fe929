//! The store: a bounded queue of units in front of the threads that own the connections.

use super::migrate::migrate;
use super::queue::{Queue, Refused};
use super::unit::{Pending, Unit};
use super::{Dialect, Error, Location, Migration, Result, Tx, fuse::Fused, postgres, sqlite};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Reading threads, each with its own connection.
    pub readers: usize,
    /// Writing threads on PostgreSQL; SQLite has one. One commits everything that waits together
    /// and meets nobody; more pay only where the way to the server is long, because under
    /// serializable isolation neighbors on a page meet each other.
    pub writers: usize,
    /// How many units may wait for one writer, and how many for the readers.
    pub queue: usize,
    /// How many waiting units are committed together at most.
    pub batch: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            writers: 1,
            queue: 4096,
            batch: 256,
        }
    }
}

/// What the store has done since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Units that were committed or rolled back.
    pub units: u64,
    /// Durable commits; several units may share one.
    pub commits: u64,
    /// Statements of writing units.
    pub statements: u64,
    /// Statements of reading units.
    pub reads: u64,
    /// Units that ran again after a serialization failure.
    pub retries: u64,
}

#[derive(Default)]
pub(super) struct Counting {
    units: AtomicU64,
    commits: AtomicU64,
    statements: AtomicU64,
    reads: AtomicU64,
    retries: AtomicU64,
}

impl Counting {
    pub fn committed(&self, units: usize) {
        self.units.fetch_add(units as u64, Ordering::Relaxed);
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub fn ran(&self, statements: u64) {
        self.statements.fetch_add(statements, Ordering::Relaxed);
    }

    pub fn read(&self, statements: u64) {
        self.reads.fetch_add(statements, Ordering::Relaxed);
    }

    pub fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }
}

/// What the threads share.
pub(super) struct Shared {
    pub options: Options,
    pub writers: Vec<Queue<Box<dyn Unit>>>,
    pub readers: Queue<Box<dyn Unit>>,
    pub counters: Counting,
    pub on_failed_commit: Box<dyn Fn() + Send + Sync>,
    /// Zero, or one more than the statements the next unit may run.
    fuse: AtomicU32,
    dialect: Dialect,
}

impl Shared {
    /// Runs a closure over the transaction, behind the fuse if one is set.
    pub fn fused<T>(&self, tx: &mut dyn Tx, run: impl FnOnce(&mut dyn Tx) -> T) -> T {
        match self.fuse.swap(0, Ordering::Relaxed) {
            0 => run(tx),
            fuse => run(&mut Fused { tx, left: fuse - 1 }),
        }
    }
}

/// A database, open. Cheap to clone; [`Store::close`] ends it for all.
#[derive(Clone)]
pub struct Store(Arc<Open>);

struct Open {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Store {
    /// Opens a database, brings its schema up to date, and starts its threads.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::Newer`], [`Error::Checksum`], or what the database said.
    pub fn open(location: &Location, options: Options) -> Result<Self> {
        Self::open_with(location, options, crate::MIGRATIONS)
    }

    pub(crate) fn open_with(
        location: &Location,
        options: Options,
        migrations: &[Migration],
    ) -> Result<Self> {
        match location {
            Location::Sqlite(path) => {
                let lock = sqlite::lock(path)?;
                let mut writer = sqlite::open_writer(path)?;
                migrate(&mut writer, migrations)?;
                let shared = shared(options, Dialect::Sqlite, 1);
                let mut threads = Vec::new();
                for _ in 0..shared.options.readers.max(1) {
                    let reader = sqlite::open_reader(path)?;
                    let shared = Arc::clone(&shared);
                    threads.push(spawn("reader", move || {
                        sqlite::read_loop(&reader, &shared);
                    })?);
                }
                let writing = Arc::clone(&shared);
                threads.push(spawn("writer", move || {
                    sqlite::write_loop(&writer, &writing);
                    drop(writer);
                    // Nobody else may have the file before the last unit is written.
                    drop(lock);
                })?);
                Ok(Self::started(shared, threads))
            }
            Location::Postgres(url) => {
                // The client may not be made or dropped on a thread of an async runtime.
                let url = Arc::new(url.clone());
                let migrations = migrations.to_vec();
                let migrating = Arc::clone(&url);
                spawn_with_result(move || postgres::migrate_at(&migrating, &migrations))?;
                let writers = options.writers.max(1);
                let shared = shared(options, Dialect::Postgres, writers);
                let mut threads = Vec::new();
                for index in 0..writers {
                    let (shared, url) = (Arc::clone(&shared), Arc::clone(&url));
                    threads.push(spawn("writer", move || {
                        postgres::write_loop(&url, &shared, index);
                    })?);
                }
                for _ in 0..shared.options.readers.max(1) {
                    let (shared, url) = (Arc::clone(&shared), Arc::clone(&url));
                    threads.push(spawn("reader", move || postgres::read_loop(&url, &shared))?);
                }
                Ok(Self::started(shared, threads))
            }
        }
    }

    fn started(shared: Arc<Shared>, threads: Vec<JoinHandle<()>>) -> Self {
        Self(Arc::new(Open {
            shared,
            threads: Mutex::new(threads),
        }))
    }

    /// Runs a unit that may change rows. Units of one affinity are run by one writer, in the order
    /// in which they came. `done` is told after the commit, on the writer's thread: be quick.
    ///
    /// The closure may run again after a serialization failure, so that its only effects are its
    /// statements and its result.
    pub fn submit<T, E, F, D>(&self, affinity: u64, unit: F, done: D)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> std::result::Result<T, E> + Send + 'static,
        D: FnOnce(std::result::Result<T, E>) + Send + 'static,
    {
        let writers = &self.0.shared.writers;
        let writer = &writers[(affinity % writers.len() as u64) as usize];
        enqueue(
            writer,
            Box::new(Pending {
                unit,
                done,
                result: None,
            }),
        );
    }

    /// Runs a unit that may change rows and waits for its commit.
    pub fn write<T, E, F>(&self, affinity: u64, unit: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> std::result::Result<T, E> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.submit(affinity, unit, move |result| drop(sender.send(result)));
        receiver
            .recv()
            .unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Runs a unit that only reads, over one snapshot. `done` must be quick.
    pub fn submit_read<T, E, F, D>(&self, unit: F, done: D)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> std::result::Result<T, E> + Send + 'static,
        D: FnOnce(std::result::Result<T, E>) + Send + 'static,
    {
        enqueue(
            &self.0.shared.readers,
            Box::new(Pending {
                unit,
                done,
                result: None,
            }),
        );
    }

    /// Runs a unit that only reads and waits for it.
    pub fn read<T, E, F>(&self, unit: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> std::result::Result<T, E> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.submit_read(unit, move |result| drop(sender.send(result)));
        receiver
            .recv()
            .unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Which engine this is.
    pub fn dialect(&self) -> Dialect {
        self.0.shared.dialect
    }

    /// What the store has done since it was opened.
    pub fn counters(&self) -> Counters {
        let counting = &self.0.shared.counters;
        Counters {
            units: counting.units.load(Ordering::Relaxed),
            commits: counting.commits.load(Ordering::Relaxed),
            statements: counting.statements.load(Ordering::Relaxed),
            reads: counting.reads.load(Ordering::Relaxed),
            retries: counting.retries.load(Ordering::Relaxed),
        }
    }

    /// Lets the next writing unit run `statements` statements and fail at the one after them. For
    /// tests that sweep every statement of a unit.
    pub fn set_fuse(&self, statements: u32) {
        self.0
            .shared
            .fuse
            .store(statements.saturating_add(1), Ordering::Relaxed);
    }

    /// Finishes what waits, ends the threads, and lets the database go.
    pub fn close(&self) {
        self.0.close();
    }
}

impl Open {
    fn close(&self) {
        for writer in &self.shared.writers {
            writer.close();
        }
        self.shared.readers.close();
        let threads: Vec<_> = self
            .threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
            .collect();
        let own = std::thread::current().id();
        // An answer may close the store: its thread cannot wait for itself.
        for thread in threads
            .into_iter()
            .filter(|thread| thread.thread().id() != own)
        {
            // A thread that panicked has nothing more to finish.
            let _ = thread.join();
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close();
    }
}

fn shared(options: Options, dialect: Dialect, writers: usize) -> Arc<Shared> {
    Arc::new(Shared {
        writers: (0..writers).map(|_| Queue::new(options.queue)).collect(),
        readers: Queue::new(options.queue),
        options,
        counters: Counting::default(),
        on_failed_commit: Box::new(|| std::process::abort()),
        fuse: AtomicU32::new(0),
        dialect,
    })
}

fn enqueue(queue: &Queue<Box<dyn Unit>>, unit: Box<dyn Unit>) {
    match queue.push(unit) {
        Ok(()) => {}
        Err(Refused::Full(unit)) => unit.finish(Some(Error::Overload)),
        Err(Refused::Closed(unit)) => unit.finish(Some(Error::Closed)),
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name(format!("store-{name}"))
        .spawn(body)
        .map_err(|error| Error::Database(format!("a thread could not be started: {error}")))
}

fn spawn_with_result(body: impl FnOnce() -> Result<()> + Send + 'static) -> Result<()> {
    std::thread::spawn(body)
        .join()
        .unwrap_or_else(|_| Err(Error::Database("the migration panicked".to_owned())))
}
