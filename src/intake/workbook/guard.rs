//! A last resort: turns a panic of a foreign reader into an error of this file.
//!
//! Works only while panics unwind: the release profile must not set `panic = "abort"`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::ReadError;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a foreign reader whose panics are caught. A panic hook uses this to stay silent.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs `read`; a panic inside becomes [`ReadError::Damaged`].
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    let damaged = |_| Err(ReadError::damaged("its content contradicts its format"));
    caught(read).unwrap_or_else(damaged)
}

/// Runs foreign code.
///
/// # Errors
/// If it panics on this thread: the message of the panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        text.or(payload.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
    })
}
