//! One open transaction, whichever engine it is in.

use super::{Arg, Error, Result, Row, Select};

/// Which engine a transaction is in. Only the claim of due rows is spelled in two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded engine.
    Sqlite,
    /// PostgreSQL, or what speaks like it.
    Postgres,
}

/// One open transaction. A statement is a constant, so that no caller's text can become SQL.
pub trait Tx {
    /// Which engine this is.
    fn dialect(&self) -> Dialect;
    /// Runs a statement and returns how many rows it changed.
    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64>;
    /// Runs a statement and returns its rows.
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>>;
    /// Runs an assembled statement and returns its rows.
    fn select(&mut self, select: &Select, args: &[Arg<'_>]) -> Result<Vec<Row>>;
}

/// What every transaction can do besides.
pub trait TxExt {
    /// The first row, if there is one.
    fn row(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Option<Row>>;
    /// The first row, which the statement always returns.
    fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Row>;
    /// Runs a statement that must change exactly one row; anything else is [`Error::Stale`].
    fn exec_one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<()>;
}

impl TxExt for dyn Tx + '_ {
    fn row(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Option<Row>> {
        Ok(self.rows(sql, args)?.into_iter().next())
    }

    fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Row> {
        self.row(sql, args)?.ok_or(Error::Stale)
    }

    fn exec_one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<()> {
        if self.exec(sql, args)? == 1 {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }
}
