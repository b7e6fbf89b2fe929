//! A bounded queue that several threads take from.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Why something was not taken into the queue.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused<T> {
    /// The queue is full.
    Full(T),
    /// The queue was closed.
    Closed(T),
}

/// A queue of at most `limit` entries.
pub(super) struct Queue<T> {
    // Held only to move entries; nobody works under it.
    inside: Mutex<Inside<T>>,
    filled: Condvar,
    limit: usize,
}

struct Inside<T> {
    entries: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub fn new(limit: usize) -> Self {
        let inside = Inside {
            entries: VecDeque::new(),
            closed: false,
        };
        Self {
            inside: Mutex::new(inside),
            filled: Condvar::new(),
            limit,
        }
    }

    /// Puts an entry at the end.
    pub fn push(&self, entry: T) -> Result<(), Refused<T>> {
        let mut inside = self.lock();
        if inside.closed {
            return Err(Refused::Closed(entry));
        }
        if inside.entries.len() >= self.limit {
            return Err(Refused::Full(entry));
        }
        inside.entries.push_back(entry);
        drop(inside);
        self.filled.notify_one();
        Ok(())
    }

    /// Waits for an entry and takes it with all that wait behind it, at most `most`. Empty once the
    /// queue is closed and drained.
    pub fn take(&self, most: usize) -> Vec<T> {
        let mut inside = self.lock();
        loop {
            if !inside.entries.is_empty() {
                let count = inside.entries.len().min(most);
                return inside.entries.drain(..count).collect();
            }
            if inside.closed {
                return Vec::new();
            }
            inside = self
                .filled
                .wait(inside)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes no more entries; what waits is still handed out.
    pub fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inside<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_refuses_and_a_closed_one_drains() {
        let queue = Queue::new(2);
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        assert_eq!(queue.push(3), Err(Refused::Full(3)));
        assert_eq!(queue.take(1), [1]);
        queue.push(3).unwrap();
        queue.close();
        assert_eq!(queue.push(4), Err(Refused::Closed(4)));
        assert_eq!(queue.take(8), [2, 3]);
        assert!(queue.take(8).is_empty());
    }
}
