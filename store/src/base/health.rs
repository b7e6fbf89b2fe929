//! How a database itself is: what only its engine can tell.

use super::{Dialect, Result, Store, TxExt};

// Neither is in the subset that both engines share.
const QUICK_CHECK: &str = "PRAGMA quick_check(1)";
const CLOCK: &str = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT";
const SPACE: &str = "SELECT pg_database_size(current_database())";

impl Store {
    /// What is wrong with the pages of an SQLite file, as far as a look at each of them tells.
    /// PostgreSQL looks after its own.
    pub fn damage(&self) -> Result<Option<String>> {
        self.read(|tx| match tx.dialect() {
            Dialect::Postgres => Ok(None),
            Dialect::Sqlite => {
                let answer: String = tx.one(QUICK_CHECK, &[])?.read().next()?;
                Ok(Some(answer).filter(|answer| answer != "ok"))
            }
        })
    }

    /// The database server's time in microseconds since 1970; none where it is this machine's.
    pub fn clock(&self) -> Result<Option<i64>> {
        self.read(|tx| match tx.dialect() {
            Dialect::Sqlite => Ok(None),
            Dialect::Postgres => Ok(Some(tx.one(CLOCK, &[])?.read().next()?)),
        })
    }

    /// How many bytes the database takes at its server; none for a file.
    pub fn space(&self) -> Result<Option<i64>> {
        self.read(|tx| match tx.dialect() {
            Dialect::Sqlite => Ok(None),
            Dialect::Postgres => Ok(Some(tx.one(SPACE, &[])?.read().next()?)),
        })
    }
}
