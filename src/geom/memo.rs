//! Values that are computed on first use.

use std::sync::{Mutex, OnceLock, PoisonError};

/// A value computed on first use and kept, also by work spread over the threads of rayon.
///
/// A thread of the pool must not wait for a value: it may have begun to make it itself, and have
/// taken up a task that asks for it while its parts are made. So threads of the pool make it twice if
/// need be, and the first result is kept; other threads wait for one another.
#[derive(Debug)]
pub struct Memo<T> {
    value: OnceLock<T>,
    turn: Mutex<()>,
}

impl<T> Memo<T> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self { value: OnceLock::new(), turn: Mutex::new(()) }
    }

    /// The value, made by `make` if there is none. `make` gives the same whenever it is called.
    pub fn get_or_make(&self, make: impl FnOnce() -> T) -> &T {
        if let Some(value) = self.value.get() {
            return value;
        }
        let outside = rayon::current_thread_index().is_none();
        let _turn = outside.then(|| self.turn.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(value) = self.value.get() {
            return value;
        }
        let made = make();
        self.value.get_or_init(|| made)
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    /// With a lock this never ends: the one thread of the pool waits for what needs a thread of the
    /// pool.
    #[test]
    fn a_task_waits_for_nobody_who_waits_for_tasks() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let (value, both_begun) = (Memo::new(), Barrier::new(2));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                value.get_or_make(|| {
                    both_begun.wait();
                    pool.install(|| 1)
                })
            });
            let task = || {
                both_begun.wait();
                *value.get_or_make(|| 1)
            };
            assert_eq!(pool.install(task), 1);
        });
    }

    #[test]
    fn other_threads_wait_for_one_another() {
        let (value, made) = (Memo::new(), std::sync::atomic::AtomicU32::new(0));
        let make = || made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(*value.get_or_make(make), 0));
            }
        });
        assert_eq!(made.into_inner(), 1);
    }
}
