//! A wall around decoders of other people: damaged bytes make some of them panic, and a user's file
//! must never stop the program.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

use super::ReadError;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read`; a panic in it is [`ReadError::Invalid`] with the decoder's own words, and nothing
/// is printed. Whatever `read` was making is dropped with it.
pub(crate) fn contain<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo| {
            if !IS_CONTAINED.get() {
                others(info);
            }
        }));
    });
    let was_contained = IS_CONTAINED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    IS_CONTAINED.set(was_contained);
    outcome.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
        Err(ReadError::Invalid(words.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_words() {
        let outcome = contain(|| -> Result<(), ReadError> { panic!("slice of length {}", 0) });
        let Err(ReadError::Invalid(words)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(words, "slice of length 0");
        assert!(matches!(contain(|| Ok(7)), Ok(7)));
    }
}
