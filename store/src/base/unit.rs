//! A unit of work on its way: the closure, where its result goes, and who is told.

use super::{Error, Tx};
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
        let result = catch_unwind(AssertUnwindSafe(|| (self.unit)(tx)));
        let result = result.unwrap_or_else(|panic| Err(Error::Panicked(words(&*panic)).into()));
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

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}
