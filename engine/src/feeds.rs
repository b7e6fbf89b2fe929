//! Who waits for an account's next event.

use onsell_domain::AccountId;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many callers may wait on one account at once.
pub const WAITERS_PER_ACCOUNT_MAX: usize = 8;

type Waiter = (u64, Box<dyn FnOnce() + Send>);

/// The waiters of every account. A waiter is called once, after the commit that appended an event,
/// at shutdown, or never when it gave up before.
#[derive(Default)]
pub struct Feeds {
    // Held only to add or take waiters; they are called after it is released.
    waiters: Mutex<HashMap<AccountId, Vec<Waiter>>>,
    tickets: AtomicU64,
}

impl Feeds {
    /// Waits for the account's next event. None when too many wait already: answer at once then.
    pub fn wait(&self, account: AccountId, waiter: Box<dyn FnOnce() + Send>) -> Option<u64> {
        let ticket = self.tickets.fetch_add(1, Ordering::Relaxed);
        let mut waiters = self.lock();
        let waiting = waiters.entry(account).or_default();
        if waiting.len() >= WAITERS_PER_ACCOUNT_MAX {
            return None;
        }
        waiting.push((ticket, waiter));
        Some(ticket)
    }

    /// Gives up waiting.
    pub fn give_up(&self, account: AccountId, ticket: u64) {
        let mut waiters = self.lock();
        if let Some(waiting) = waiters.get_mut(&account) {
            waiting.retain(|(known, _)| *known != ticket);
            if waiting.is_empty() {
                waiters.remove(&account);
            }
        }
    }

    /// Calls everybody who waits for this account.
    pub fn wake(&self, account: AccountId) {
        let waiting = self.lock().remove(&account);
        for (_, waiter) in waiting.into_iter().flatten() {
            waiter();
        }
    }

    /// Calls everybody who waits, at shutdown.
    pub fn wake_all(&self) {
        let waiting: Vec<_> = self.lock().drain().collect();
        for (_, waiter) in waiting.into_iter().flat_map(|(_, waiting)| waiting) {
            waiter();
        }
    }

    /// The accounts somebody waits for.
    pub fn awaited(&self) -> Vec<AccountId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<AccountId, Vec<Waiter>>> {
        // A waiter never runs under the lock, so no panic can leave the map half changed.
        self.waiters
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_wake_reaches_those_who_still_wait() {
        let feeds = Feeds::default();
        let called = Arc::new(AtomicU64::new(0));
        let waiter = || {
            let called = Arc::clone(&called);
            Box::new(move || {
                called.fetch_add(1, Ordering::Relaxed);
            })
        };
        let account = AccountId::new(1);
        let gone = feeds.wait(account, waiter()).unwrap();
        feeds.wait(account, waiter()).unwrap();
        feeds.wait(AccountId::new(2), waiter()).unwrap();
        feeds.give_up(account, gone);
        feeds.wake(account);
        assert_eq!(called.load(Ordering::Relaxed), 1);
        feeds.wake(account);
        assert_eq!(called.load(Ordering::Relaxed), 1);
        feeds.wake_all();
        assert_eq!(called.load(Ordering::Relaxed), 2);
        assert!(feeds.awaited().is_empty());
    }

    #[test]
    fn waiters_of_one_account_are_limited() {
        let feeds = Feeds::default();
        for _ in 0..WAITERS_PER_ACCOUNT_MAX {
            assert!(feeds.wait(AccountId::new(1), Box::new(|| ())).is_some());
        }
        assert!(feeds.wait(AccountId::new(1), Box::new(|| ())).is_none());
    }
}
