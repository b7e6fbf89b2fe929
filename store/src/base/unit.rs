//! A unit of work on its way: the closure, where its result goes, and who is told.

use super::{Arg, Dialect, Error, Row, Select, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What an engine runs, once or again.
pub(super) trait Unit: Send {
    /// Runs the closure; `true` when what it did shall stay.
    fn run(&mut self, tx: &mut dyn Tx) -> bool;
    /// Tells the caller: the result of the last run, or this failure instead.
    fn finish(self: Box<Self>, failure: Option<Error>);
}

/// A closure and who waits for it.
pub(super) struct Pending<T, E, F, D> {
    pub unit: F,
    pub done: D,
    pub result: Option<Result<T, E>>,
}

impl<T, E, F, D> Unit for Pending<T, E, F, D>
where
    T: Send,
    E: From<Error> + Send,
    F: Fn(&mut dyn Tx) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> bool {
        let mut guard = Guard { tx, failure: None };
        let result = catch_unwind(AssertUnwindSafe(|| (self.unit)(&mut guard)));
        let result = match (result, guard.failure) {
            (Err(panic), _) => Err(Error::Panicked(words(&*panic)).into()),
            (Ok(Ok(_)), Some(failure)) => Err(failure.into()),
            (Ok(result), _) => result,
        };
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn finish(self: Box<Self>, failure: Option<Error>) {
        let result = match (failure, self.result) {
            (Some(error), _) => Err(error.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Error::Closed.into()),
        };
        let done = self.done;
        // The caller's panic must not end the store's thread.
        if catch_unwind(AssertUnwindSafe(|| done(result))).is_err() {
            tracing::error!("a caller of the store panicked while it was told a result");
        }
    }
}

/// Remembers the first statement that failed: a unit cannot succeed over it. PostgreSQL has given
/// up the transaction by then and would answer its COMMIT with a silent rollback.
struct Guard<'a> {
    tx: &'a mut dyn Tx,
    failure: Option<Error>,
}

impl Guard<'_> {
    fn pass<T>(
        &mut self,
        statement: impl FnOnce(&mut dyn Tx) -> super::Result<T>,
    ) -> super::Result<T> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        statement(self.tx).inspect_err(|error| self.failure = Some(error.clone()))
    }
}

impl Tx for Guard<'_> {
    fn dialect(&self) -> Dialect {
        self.tx.dialect()
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> super::Result<u64> {
        self.pass(|tx| tx.exec(sql, args))
    }

    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> super::Result<Vec<Row>> {
        self.pass(|tx| tx.rows(sql, args))
    }

    fn select(&mut self, select: &Select, args: &[Arg<'_>]) -> super::Result<Vec<Row>> {
        self.pass(|tx| tx.select(select, args))
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}
