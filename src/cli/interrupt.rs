//! Ctrl-C while files are written: the work stops at the next slice, and nothing half remains.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// What shells report of a program that Ctrl-C has ended.
const ENDED_BY_INTERRUPT: i32 = 130;

/// From now on Ctrl-C is noted instead of ending the process at once; pressed again it ends it.
pub(super) fn note_interrupts() {
    let noted = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(ENDED_BY_INTERRUPT);
        }
    });
    // Without a handler Ctrl-C does what it always does.
    drop(noted);
}

/// Whether nobody has pressed Ctrl-C.
pub(super) fn keep_going() -> bool {
    !INTERRUPTED.load(Ordering::Relaxed)
}
