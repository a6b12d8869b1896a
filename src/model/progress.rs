//! Long work that may be watched and stopped.

/// The user stopped the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

/// Who watches a piece of work and may stop it.
pub trait Progress: Sync {
    /// Called now and then; `total` is zero while unknown.
    ///
    /// # Errors
    /// [`Cancelled`] stops the work.
    fn step(&self, done: u64, total: u64) -> Result<(), Cancelled>;
}

/// Nobody watches.
impl Progress for () {
    fn step(&self, _: u64, _: u64) -> Result<(), Cancelled> {
        Ok(())
    }
}
