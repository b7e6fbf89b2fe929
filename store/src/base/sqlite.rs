//! The embedded engine: one thread writes, several read.

use super::migrate::{Bare, Migration};
use super::store::Shared;
use super::unit::Unit;
use super::{Arg, Dialect, Error, Result, Row, Select, Tx, Value};
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Prepared statements kept per connection.
const STATEMENTS_MAX: usize = 512;
/// Pages of the write-ahead log after which a commit moves them into the file.
const CHECKPOINT_PAGES: i64 = 8_000;
/// How long a statement waits for another process, such as a backup.
const BUSY: Duration = Duration::from_secs(10);

/// Opens the file for writing and makes it durable and strict.
pub(super) fn open_writer(path: &Path) -> Result<Connection> {
    make_private(path)?;
    let connection = Connection::open(path).map_err(describe)?;
    connection.busy_timeout(BUSY).map_err(describe)?;
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -65536;
             PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
        ))
        .map_err(describe)?;
    keep_plans(&connection)?;
    know_letters(&connection)?;
    Ok(connection)
}

/// Makes a new file that only its owner may read; its log and index take the same permissions.
fn make_private(path: &Path) -> Result<()> {
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Error::Database(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// Opens the file for reading only.
pub(super) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(describe)?;
    connection.busy_timeout(BUSY).map_err(describe)?;
    connection
        .execute_batch("PRAGMA cache_size = -16384; PRAGMA mmap_size = 268435456;")
        .map_err(describe)?;
    keep_plans(&connection)?;
    know_letters(&connection)?;
    Ok(connection)
}

/// Statements are prepared once: without the planner's stability guarantee SQLite would plan a
/// statement anew with every value that a partial index might be compared with.
fn keep_plans(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(describe)?;
    Ok(())
}

/// SQLite's own `LOWER` knows Latin letters only, and our customers write in others, too.
fn know_letters(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function("lower", 1, flags, |context| {
            let text: Option<String> = context.get(0)?;
            Ok(text.map(|text| text.to_lowercase()))
        })
        .map_err(describe)
}

/// Takes the database for this process: a lock file beside it.
pub(super) fn lock(path: &Path) -> Result<File> {
    let name = format!("{}.lock", path.display());
    let file = File::create(&name).map_err(|error| Error::Database(format!("{name}: {error}")))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::InUse(path.display().to_string())),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(Error::Database(format!("{name}: {error}")))
        }
    }
}

/// The body of the writing thread: takes the first unit and all that wait, commits them together,
/// and answers. Ends when the queue is closed and drained.
pub(super) fn write_loop(connection: &Connection, shared: &Arc<Shared>) {
    let mut names = Names::default();
    loop {
        let batch = shared.writers[0].take(shared.options.batch);
        if batch.is_empty() {
            return;
        }
        commit_together(connection, &mut names, shared, batch);
    }
}

fn commit_together(
    connection: &Connection,
    names: &mut Names,
    shared: &Shared,
    mut batch: Vec<Box<dyn Unit>>,
) {
    if let Err(error) = connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(describe)
    {
        let text = error.to_string();
        for unit in batch {
            unit.finish(Some(Error::Database(text.clone())));
        }
        return;
    }
    let mut failures: Vec<Option<Error>> = Vec::with_capacity(batch.len());
    for unit in &mut batch {
        failures.push(run_alone(connection, names, shared, unit.as_mut()).err());
    }
    if let Err(error) = prepared(connection, "COMMIT") {
        // What is on the disk is not known: only a restart, which reads it, tells the truth.
        tracing::error!(error = %error, "a commit failed; the process ends");
        (shared.on_failed_commit)();
        let _ = connection.execute_batch("ROLLBACK");
        for unit in batch {
            unit.finish(Some(Error::LostCommit));
        }
        return;
    }
    shared.counters.committed(batch.len());
    for (unit, failure) in batch.into_iter().zip(failures) {
        unit.finish(failure);
    }
}

/// Runs one unit inside a savepoint of its own, so that its failure takes nothing else with it.
fn run_alone(
    connection: &Connection,
    names: &mut Names,
    shared: &Shared,
    unit: &mut dyn Unit,
) -> Result<()> {
    prepared(connection, "SAVEPOINT unit")?;
    let mut tx = SqliteTx {
        connection,
        names,
        statements: 0,
    };
    let keep = shared.fused(&mut tx, |tx| unit.run(tx));
    shared.counters.ran(tx.statements);
    if !keep {
        prepared(connection, "ROLLBACK TO unit")?;
    }
    prepared(connection, "RELEASE unit")
}

fn prepared(connection: &Connection, sql: &'static str) -> Result<()> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute([]))
        .map_err(describe)?;
    Ok(())
}

/// The body of a reading thread.
pub(super) fn read_loop(connection: &Connection, shared: &Arc<Shared>) {
    let mut names = Names::default();
    loop {
        let Some(mut unit) = shared.readers.take(1).pop() else {
            return;
        };
        let failure = read_one(connection, &mut names, shared, unit.as_mut()).err();
        unit.finish(failure);
    }
}

fn read_one(
    connection: &Connection,
    names: &mut Names,
    shared: &Shared,
    unit: &mut dyn Unit,
) -> Result<()> {
    prepared(connection, "BEGIN DEFERRED")?;
    let mut tx = SqliteTx {
        connection,
        names,
        statements: 0,
    };
    unit.run(&mut tx);
    shared.counters.read(tx.statements);
    prepared(connection, "COMMIT")
}

/// SQLite counts `$2` by its first appearance, so `$2` becomes `?2`. Constants are translated once.
#[derive(Default)]
struct Names(HashMap<(usize, usize), Box<str>>);

impl Names {
    fn of(&mut self, sql: &'static str) -> &str {
        self.0
            .entry((sql.as_ptr() as usize, sql.len()))
            .or_insert_with(|| numbered(sql).into_boxed_str())
    }
}

/// `$2` as `?2`, except inside of a text.
fn numbered(sql: &str) -> String {
    let mut is_text = false;
    sql.chars()
        .map(|sign| {
            is_text ^= sign == '\'';
            if sign == '$' && !is_text { '?' } else { sign }
        })
        .collect()
}

struct SqliteTx<'a> {
    connection: &'a Connection,
    names: &'a mut Names,
    statements: u64,
}

impl Tx for SqliteTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64> {
        self.statements += 1;
        let mut statement = self
            .connection
            .prepare_cached(self.names.of(sql))
            .map_err(describe)?;
        bind(&mut statement, args)?;
        statement
            .raw_execute()
            .map(|count| count as u64)
            .map_err(describe)
    }

    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        self.statements += 1;
        query(self.connection, self.names.of(sql), args)
    }

    fn select(&mut self, select: &Select, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        self.statements += 1;
        query(self.connection, &numbered(select.sql()), args)
    }
}

fn query(connection: &Connection, sql: &str, args: &[Arg<'_>]) -> Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql).map_err(describe)?;
    bind(&mut statement, args)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(describe)? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(match row.get_ref(column).map_err(describe)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Int(number),
                ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
                ValueRef::Real(_) => {
                    return Err(Error::Column("a fraction where none may be".to_owned()));
                }
            });
        }
        found.push(Row(values));
    }
    Ok(found)
}

fn bind(statement: &mut rusqlite::Statement<'_>, args: &[Arg<'_>]) -> Result<()> {
    if statement.parameter_count() != args.len() {
        return Err(Error::Database(format!(
            "a statement has {} parameters and was given {}",
            statement.parameter_count(),
            args.len()
        )));
    }
    for (index, arg) in args.iter().enumerate() {
        let place = index + 1;
        match arg {
            Arg::Null => statement.raw_bind_parameter(place, rusqlite::types::Null),
            Arg::Int(number) => statement.raw_bind_parameter(place, number),
            Arg::Text(text) => statement.raw_bind_parameter(place, text),
            Arg::Blob(bytes) => statement.raw_bind_parameter(place, bytes),
        }
        .map_err(describe)?;
    }
    Ok(())
}

/// A failure of SQLite in our terms.
pub(super) fn describe(error: rusqlite::Error) -> Error {
    if let rusqlite::Error::SqliteFailure(code, _) = &error
        && code.code == ErrorCode::ConstraintViolation
    {
        let unique = matches!(
            code.extended_code,
            rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        );
        return if unique {
            Error::Unique(error.to_string())
        } else {
            Error::Constraint(error.to_string())
        };
    }
    Error::Database(error.to_string())
}

impl Bare for Connection {
    fn prepare(&mut self) -> Result<()> {
        self.execute_batch(
            "CREATE TABLE IF NOT EXISTS migration (
                 number INTEGER PRIMARY KEY,
                 name TEXT NOT NULL,
                 checksum TEXT NOT NULL
             ) STRICT",
        )
        .map_err(describe)
    }

    fn begin(&mut self) -> Result<()> {
        self.execute_batch("BEGIN IMMEDIATE").map_err(describe)
    }

    fn record(&mut self, migration: &Migration, checksum: &str) -> Result<bool> {
        self.execute(
            "INSERT INTO migration (number, name, checksum) VALUES (?1, ?2, ?3)
             ON CONFLICT (number) DO NOTHING",
            rusqlite::params![migration.number, migration.name, checksum],
        )
        .map(|count| count == 1)
        .map_err(describe)
    }

    fn run(&mut self, migration: &Migration) -> Result<()> {
        self.execute_batch(migration.sqlite).map_err(describe)
    }

    fn commit(&mut self) -> Result<()> {
        self.execute_batch("COMMIT").map_err(describe)
    }

    fn roll_back(&mut self) {
        // Without an open transaction there is nothing to roll back, which is as well.
        let _ = self.execute_batch("ROLLBACK");
    }

    fn applied(&mut self) -> Result<Vec<(i64, String)>> {
        let mut statement = (*self)
            .prepare("SELECT number, checksum FROM migration")
            .map_err(describe)?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(describe)?;
        rows.collect::<std::result::Result<_, _>>()
            .map_err(describe)
    }
}
