//! Ctrl-C while files are written: the work stops at the next slice, and nothing half remains.

use std::ffi::c_int;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// C's number of the interrupt from the keyboard, the same on all systems.
const SIGINT: c_int = 2;

/// C's `SIG_DFL`: the system ends the process.
const END_THE_PROCESS: usize = 0;

#[allow(unsafe_code, reason = "the standard library knows no signals")]
mod c {
    use std::ffi::c_int;

    unsafe extern "C" {
        /// C's `signal` (ISO C, 7.14.1.1): a handler, or [`END_THE_PROCESS`](super::END_THE_PROCESS).
        safe fn signal(number: c_int, handler: usize) -> usize;
    }

    pub(super) fn on(number: c_int, handler: usize) {
        signal(number, handler);
    }
}

extern "C" fn note(number: c_int) {
    // Storing a flag and resetting the signal are all that a handler may do.
    INTERRUPTED.store(true, Ordering::Relaxed);
    // Whoever presses the keys again does not want to wait.
    c::on(number, END_THE_PROCESS);
}

/// From now on Ctrl-C is noted instead of ending the process at once.
pub(super) fn note_interrupts() {
    let handler: extern "C" fn(c_int) = note;
    c::on(SIGINT, handler as usize);
}

/// Whether nobody has pressed Ctrl-C.
pub(super) fn keep_going() -> bool {
    !INTERRUPTED.load(Ordering::Relaxed)
}
