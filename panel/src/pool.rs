//! Threads for what blocks: so many at once, so many waiting, and no more.

use onsell_wire::Fault;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Passwords hashed at the same time; each takes tens of megabytes and a core.
pub(crate) const HASHES_AT_ONCE: usize = 2;
/// Sign-ins that may wait for their turn or be in it.
pub(crate) const HASHES_MAX: usize = 128;
/// Requests that look something up in units of their own at the same time.
pub(crate) const LOOKS_AT_ONCE: usize = 8;
/// Such requests that may wait for their turn or be in it.
pub(crate) const LOOKS_MAX: usize = 512;
/// Calls to other systems at the same time.
pub(crate) const CALLS_AT_ONCE: usize = 16;
/// Requests that may wait to call other systems or do so.
pub(crate) const CALLS_MAX: usize = 64;

/// A bounded share of the runtime's blocking threads.
pub(crate) struct Pool {
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Pool {
    /// A pool that runs so many at once, and has so many places in all.
    pub fn new(at_once: usize, places: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            running: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Runs something that blocks. Without a free place it is `overload`, and nothing was begun.
    pub async fn run<T, W>(&self, work: W) -> Result<T, Fault>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Fault::overload())?;
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| Fault::internal())?;
        // The permits go with the work: a caller who hangs up does not free the thread.
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((place, running));
            result
        });
        task.await.map_err(|error| {
            tracing::error!(error = %error, "a function broke");
            Fault::internal()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_place_it_is_overload() {
        let pool = Pool::new(1, 1);
        let (release, released) = std::sync::mpsc::channel::<()>();
        let first = pool.run(move || released.recv().is_ok());
        let second = async {
            tokio::task::yield_now().await;
            let refused = pool.run(|| ()).await;
            release.send(()).expect("the first waits for it");
            refused
        };
        let (first, second) = tokio::join!(biased; first, second);
        assert_eq!(first.ok(), Some(true));
        assert_eq!(
            second.map_err(|fault| fault.kind().to_owned()),
            Err("overload".to_owned())
        );
        assert_eq!(pool.run(|| 5).await.ok(), Some(5));
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_fault() {
        let pool = Pool::new(1, 1);
        let fault = pool
            .run(|| -> () { panic!("on purpose") })
            .await
            .expect_err("a fault");
        assert_eq!(fault.kind(), "process");
        assert!(pool.run(|| ()).await.is_ok());
    }
}
