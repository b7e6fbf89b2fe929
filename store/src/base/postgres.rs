//! PostgreSQL: several threads write, each with its own connection, and several read.

use super::migrate::{Bare, Migration, migrate};
use super::store::Shared;
use super::unit::Unit;
use super::{Arg, Dialect, Error, Result, Row, Select, Tx, Value};
use bytes::BytesMut;
use onsell_domain::Secret;
use postgres::error::{Severity, SqlState};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement, config::SslMode};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How often a unit that meets others is run again before its caller is told.
const RUNS_MAX: u32 = 80;
/// The longest pause between two runs of a unit that met others, in microseconds.
const PAUSE_MICROS_MAX: u64 = 20_000;
/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Pauses while the server cannot be reached.
const RECONNECT_PAUSE: Duration = Duration::from_millis(200);
/// How often a connection is tried for one batch before its callers are told.
const CONNECTS_MAX: u32 = 10;
/// Prepared statements kept per connection before they are all made anew.
const STATEMENTS_MAX: usize = 512;

const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A connection and its prepared statements, on the thread that owns it.
pub(super) struct Connection {
    pub client: Client,
    constants: HashMap<(usize, usize), Statement>,
    assembled: HashMap<String, Statement>,
}

pub(super) fn connect(url: &Secret) -> Result<Connection> {
    let mut config: Config = url
        .expose()
        .parse()
        .map_err(|_| Error::Location("the address of the PostgreSQL database".to_owned()))?;
    config
        .application_name("onsell")
        .connect_timeout(CONNECT_TIMEOUT);
    let client = if config.get_ssl_mode() == SslMode::Require {
        config.connect(tls())
    } else {
        config.connect(NoTls)
    };
    let client = client.map_err(|error| describe(&error))?;
    Ok(Connection {
        client,
        constants: HashMap::new(),
        assembled: HashMap::new(),
    })
}

fn tls() -> tokio_postgres_rustls::MakeRustlsConnect {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring offers the default protocol versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    tokio_postgres_rustls::MakeRustlsConnect::new(config)
}

/// The body of a writing thread.
pub(super) fn write_loop(url: &Secret, shared: &Arc<Shared>, index: usize) {
    let mut connection = None;
    loop {
        let batch = shared.writers[index].take(shared.options.batch);
        if batch.is_empty() {
            return;
        }
        commit_together(url, &mut connection, shared, batch);
    }
}

/// What came of running some units in one transaction.
enum Ran {
    /// They are committed; a failure each, or none.
    Committed(Vec<Option<Error>>),
    /// Nothing is committed; run again.
    Again,
    /// The connection died and nothing was committed.
    Dead(Error),
    /// The server refused the commit; nothing was committed.
    Refused(Error),
    /// The connection died while the commit was under way.
    Lost,
}

fn commit_together(
    url: &Secret,
    connection: &mut Option<Connection>,
    shared: &Shared,
    batch: Vec<Box<dyn Unit>>,
) {
    let mut batch = batch;
    match run_connected(url, connection, shared, &mut batch) {
        Ran::Committed(failures) => finish(batch, failures),
        Ran::Lost => fail(batch, || Error::LostCommit),
        Ran::Dead(error) => fail(batch, || Error::Database(error.to_string())),
        Ran::Refused(error) if batch.len() == 1 => fail(batch, || error.clone()),
        // One of them met another writer or broke the commit: each runs alone now, so that only it
        // waits or fails.
        Ran::Again | Ran::Refused(_) => {
            for unit in batch {
                run_patiently(url, connection, shared, unit);
            }
        }
    }
}

fn run_patiently(
    url: &Secret,
    connection: &mut Option<Connection>,
    shared: &Shared,
    unit: Box<dyn Unit>,
) {
    let mut batch = vec![unit];
    for run in 0..RUNS_MAX {
        shared.counters.retried();
        match run_connected(url, connection, shared, &mut batch) {
            Ran::Committed(failures) => return finish(batch, failures),
            Ran::Lost => return fail(batch, || Error::LostCommit),
            Ran::Dead(error) => return fail(batch, || Error::Database(error.to_string())),
            Ran::Refused(error) => return fail(batch, || error.clone()),
            Ran::Again => std::thread::sleep(pause(run)),
        }
    }
    fail(batch, || Error::Contended);
}

/// Grows with every run, and differs between threads that met each other.
fn pause(run: u32) -> Duration {
    let longest = (200_u64 << run.min(7)).min(PAUSE_MICROS_MAX);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let scatter = now.map_or(0, |since| u64::from(since.subsec_nanos()) / 100);
    Duration::from_micros(longest / 2 + scatter % (longest / 2 + 1))
}

fn finish(batch: Vec<Box<dyn Unit>>, failures: Vec<Option<Error>>) {
    for (unit, failure) in batch.into_iter().zip(failures) {
        unit.finish(failure);
    }
}

fn fail(batch: Vec<Box<dyn Unit>>, error: impl Fn() -> Error) {
    for unit in batch {
        unit.finish(Some(error()));
    }
}

/// Runs the units, reconnecting as often as the connection dies before the commit was sent.
fn run_connected(
    url: &Secret,
    connection: &mut Option<Connection>,
    shared: &Shared,
    batch: &mut [Box<dyn Unit>],
) -> Ran {
    let mut last = Error::Closed;
    for _ in 0..CONNECTS_MAX {
        let open = match connection.as_mut() {
            Some(open) => open,
            None => match connect(url) {
                Ok(fresh) => connection.insert(fresh),
                Err(error) => {
                    last = error;
                    std::thread::sleep(RECONNECT_PAUSE);
                    continue;
                }
            },
        };
        match run_batch(open, shared, batch) {
            Ran::Dead(error) => {
                last = error;
                *connection = None;
            }
            Ran::Lost => {
                *connection = None;
                return Ran::Lost;
            }
            ran => return ran,
        }
    }
    Ran::Dead(last)
}

/// Runs units in one transaction. Most batches hold no unit that fails, so the first run spares the
/// savepoints, two round trips for each unit; where one fails, all run again behind savepoints.
fn run_batch(connection: &mut Connection, shared: &Shared, batch: &mut [Box<dyn Unit>]) -> Ran {
    if let Err(error) = connection.client.batch_execute(BEGIN_WRITE) {
        return dead_or_again(connection, &error);
    }
    for unit in batch.iter_mut() {
        match run_unit(connection, shared, unit.as_mut()) {
            Ok(true) => {}
            Ok(false) if batch.len() == 1 => {
                // Nothing of the only unit stays; the result is its own error.
                return match connection.client.batch_execute("ROLLBACK") {
                    Ok(()) => Ran::Committed(vec![None]),
                    Err(error) => dead_or_again(connection, &error),
                };
            }
            Ok(false) => return run_behind_savepoints(connection, shared, batch),
            Err(ran) => return ran,
        }
    }
    commit(connection, shared, batch.len())
}

fn run_behind_savepoints(
    connection: &mut Connection,
    shared: &Shared,
    batch: &mut [Box<dyn Unit>],
) -> Ran {
    let begin = ["ROLLBACK", BEGIN_WRITE];
    for sql in begin {
        if let Err(error) = connection.client.batch_execute(sql) {
            return dead_or_again(connection, &error);
        }
    }
    for unit in batch.iter_mut() {
        if let Err(error) = connection.client.batch_execute("SAVEPOINT unit") {
            return dead_or_again(connection, &error);
        }
        let end = match run_unit(connection, shared, unit.as_mut()) {
            Ok(true) => "RELEASE unit",
            Ok(false) => "ROLLBACK TO unit; RELEASE unit",
            Err(ran) => return ran,
        };
        if let Err(error) = connection.client.batch_execute(end) {
            return dead_or_again(connection, &error);
        }
    }
    commit(connection, shared, batch.len())
}

/// Runs one unit; whether what it did shall stay, or why the whole batch cannot go on.
fn run_unit(
    connection: &mut Connection,
    shared: &Shared,
    unit: &mut dyn Unit,
) -> std::result::Result<bool, Ran> {
    let mut tx = PostgresTx {
        connection,
        statements: 0,
        again: false,
    };
    let keep = shared.fused(&mut tx, |tx| unit.run(tx));
    let (statements, again) = (tx.statements, tx.again);
    shared.counters.ran(statements);
    if connection.client.is_closed() {
        return Err(Ran::Dead(Error::Database(
            "the connection was lost".to_owned(),
        )));
    }
    if again {
        let _ = connection.client.batch_execute("ROLLBACK");
        return Err(Ran::Again);
    }
    Ok(keep)
}

fn commit(connection: &mut Connection, shared: &Shared, units: usize) -> Ran {
    if connection.client.is_closed() {
        return Ran::Dead(Error::Database("the connection was lost".to_owned()));
    }
    match connection.client.batch_execute("COMMIT") {
        Ok(()) => {
            shared.counters.committed(units);
            Ran::Committed((0..units).map(|_| None).collect())
        }
        Err(error) if is_contention(&error) => {
            let _ = connection.client.batch_execute("ROLLBACK");
            Ran::Again
        }
        Err(error) if leaves_open(&error) => Ran::Lost,
        // The server refused the commit and said so: nothing was kept.
        Err(error) => {
            let _ = connection.client.batch_execute("ROLLBACK");
            Ran::Refused(describe(&error))
        }
    }
}

/// Whether a commit that was answered with this error may have happened. A backend that is told to
/// go may have committed before it says farewell.
fn leaves_open(error: &postgres::Error) -> bool {
    let Some(answer) = error.as_db_error() else {
        return true;
    };
    let code = answer.code().code();
    matches!(
        answer.parsed_severity(),
        Some(Severity::Fatal | Severity::Panic)
    ) || code.starts_with("08")
        || code.starts_with("57P")
        || *answer.code() == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN
}

fn dead_or_again(connection: &mut Connection, error: &postgres::Error) -> Ran {
    if is_contention(error) && !connection.client.is_closed() {
        let _ = connection.client.batch_execute("ROLLBACK");
        return Ran::Again;
    }
    Ran::Dead(describe(error))
}

fn is_contention(error: &postgres::Error) -> bool {
    matches!(
        error.code(),
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
    )
}

/// The body of a reading thread.
pub(super) fn read_loop(url: &Secret, shared: &Arc<Shared>) {
    let mut connection: Option<Connection> = None;
    loop {
        let Some(mut unit) = shared.readers.take(1).pop() else {
            return;
        };
        let mut failure = None;
        for _ in 0..CONNECTS_MAX {
            let open = match connection.as_mut() {
                Some(open) => Ok(open),
                None => connect(url).map(|fresh| connection.insert(fresh)),
            };
            match open.and_then(|open| read_one(open, shared, unit.as_mut())) {
                Ok(()) => {
                    failure = None;
                    break;
                }
                Err(error) => {
                    failure = Some(error);
                    connection = None;
                    std::thread::sleep(RECONNECT_PAUSE / 10);
                }
            }
        }
        unit.finish(failure);
    }
}

fn read_one(connection: &mut Connection, shared: &Shared, unit: &mut dyn Unit) -> Result<()> {
    connection
        .client
        .batch_execute(BEGIN_READ)
        .map_err(|error| describe(&error))?;
    let mut tx = PostgresTx {
        connection,
        statements: 0,
        again: false,
    };
    unit.run(&mut tx);
    shared.counters.read(tx.statements);
    connection
        .client
        .batch_execute("COMMIT")
        .map_err(|error| describe(&error))
}

struct PostgresTx<'a> {
    connection: &'a mut Connection,
    statements: u64,
    /// A statement met another transaction: whatever the unit returns, it runs again.
    again: bool,
}

impl PostgresTx<'_> {
    fn note(&mut self, error: &postgres::Error) -> Error {
        self.again |= is_contention(error);
        describe(error)
    }

    fn constant(&mut self, sql: &'static str) -> Result<Statement> {
        let key = (sql.as_ptr() as usize, sql.len());
        if let Some(statement) = self.connection.constants.get(&key) {
            return Ok(statement.clone());
        }
        let prepared = self.connection.client.prepare(sql);
        let statement = prepared.map_err(|error| self.note(&error))?;
        self.connection.constants.insert(key, statement.clone());
        Ok(statement)
    }

    fn assembled(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.connection.assembled.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.connection.client.prepare(sql);
        let statement = prepared.map_err(|error| self.note(&error))?;
        if self.connection.assembled.len() >= STATEMENTS_MAX {
            self.connection.assembled.clear();
        }
        self.connection
            .assembled
            .insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn query(&mut self, statement: &Statement, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        self.statements += 1;
        let args: Vec<&(dyn ToSql + Sync)> =
            args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
        let rows = self.connection.client.query(statement, &args);
        let rows = rows.map_err(|error| self.note(&error))?;
        rows.iter().map(read_row).collect()
    }
}

impl Tx for PostgresTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64> {
        let statement = self.constant(sql)?;
        self.statements += 1;
        let args: Vec<&(dyn ToSql + Sync)> =
            args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
        let count = self.connection.client.execute(&statement, &args);
        count.map_err(|error| self.note(&error))
    }

    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        let statement = self.constant(sql)?;
        self.query(&statement, args)
    }

    fn select(&mut self, select: &Select, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        let statement = self.assembled(select.sql())?;
        self.query(&statement, args)
    }
}

fn read_row(row: &postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (index, column) in row.columns().iter().enumerate() {
        let kind = column.type_();
        let value = if *kind == Type::INT8 {
            row.try_get::<_, Option<i64>>(index)
                .map(|value| value.map_or(Value::Null, Value::Int))
        } else if *kind == Type::INT4 {
            row.try_get::<_, Option<i32>>(index)
                .map(|value| value.map_or(Value::Null, |value| Value::Int(value.into())))
        } else if *kind == Type::BYTEA {
            row.try_get::<_, Option<Vec<u8>>>(index)
                .map(|value| value.map_or(Value::Null, Value::Blob))
        } else {
            row.try_get::<_, Option<String>>(index)
                .map(|value| value.map_or(Value::Null, Value::Text))
        };
        values.push(value.map_err(|error| Error::Column(error.to_string()))?);
    }
    Ok(Row(values))
}

impl ToSql for Arg<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Blob(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

pub(super) fn describe(error: &postgres::Error) -> Error {
    let text = match error.as_db_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    };
    match error.code() {
        Some(&SqlState::UNIQUE_VIOLATION) => Error::Unique(text),
        Some(code) if code.code().starts_with("23") => Error::Constraint(text),
        _ => Error::Database(text),
    }
}

/// Connects and brings the schema up to date.
pub(super) fn migrate_at(url: &Secret, migrations: &[Migration]) -> Result<()> {
    let mut connection = connect(url)?;
    migrate(&mut connection.client, migrations)
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS migration (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
)";

impl Bare for Client {
    fn prepare(&mut self) -> Result<()> {
        // Two processes that make the table at once meet in the server's catalogue; the second
        // finds it at the next try.
        let first = self.batch_execute(CREATE);
        first
            .or_else(|_| self.batch_execute(CREATE))
            .map_err(|error| describe(&error))
    }

    fn begin(&mut self) -> Result<()> {
        self.batch_execute("BEGIN")
            .map_err(|error| describe(&error))
    }

    fn record(&mut self, migration: &Migration, checksum: &str) -> Result<bool> {
        self.execute(
            "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)
             ON CONFLICT (number) DO NOTHING",
            &[&migration.number, &migration.name, &checksum],
        )
        .map(|count| count == 1)
        .map_err(|error| describe(&error))
    }

    fn run(&mut self, migration: &Migration) -> Result<()> {
        self.batch_execute(migration.postgres)
            .map_err(|error| describe(&error))
    }

    fn commit(&mut self) -> Result<()> {
        self.batch_execute("COMMIT")
            .map_err(|error| describe(&error))
    }

    fn roll_back(&mut self) {
        // Without an open transaction the server only warns.
        let _ = self.batch_execute("ROLLBACK");
    }

    fn applied(&mut self) -> Result<Vec<(i64, String)>> {
        let rows = self
            .query("SELECT number, checksum FROM migration", &[])
            .map_err(|error| describe(&error))?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }
}
