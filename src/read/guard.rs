//! Runs a decoder of a foreign crate so that its panic becomes a fault and not the program's end.

use std::cell::Cell;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::sync::Once;

use super::fault::Checked;
use super::fault::Fault;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the default report of a panic off stderr while a decoder runs on this thread.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |report| {
            if !GUARDED.with(Cell::get) {
                before(report);
            }
        }));
    });
}

/// Runs `decode`; a panic inside becomes a fault of `element`.
///
/// # Errors
/// What `decode` returns, or the panic.
pub(super) fn guarded<R>(element: &str, decode: impl FnOnce() -> Checked<R>) -> Checked<R> {
    hush();
    let outer = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(decode));
    GUARDED.set(outer);
    result.unwrap_or_else(|_| Err(Fault::new(element, "the decoder gave up on broken data")))
}
