//! What a command says: results on stdout, all else on stderr in lines of one form.
//!
//! `println!` panics when the reader of a pipe has gone; here that is no fault.

use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use crate::problem::Problem;
use crate::problem::Severity;
use crate::problem::shown;

/// The exit codes of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// All that was asked for is done.
    Done,
    /// Something asked for could not be done.
    Failed,
    /// Wrong use of the command line, a refused step or recipe included.
    Usage,
    /// No window can be opened.
    NoWindow,
}

impl Exit {
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NoWindow => 3,
        })
    }
}

/// Why a command ends before it is done.
#[derive(Debug)]
pub(super) enum Stop {
    /// It could not be done.
    Failed(Problem),
    /// It was asked for wrongly.
    Usage(Problem),
    /// What there is to say has been said.
    Said,
}

/// Results, as they are.
pub(super) fn out(text: &str) {
    let mut stdout = io::stdout().lock();
    // A reader that has gone, such as `head`, has read enough.
    let _ = stdout.write_all(text.as_bytes());
    let _ = stdout.flush();
}

/// One line on stderr, with what a terminal would obey made visible.
pub(super) fn line(word: &str, text: &str) {
    // Where nobody listens there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{word}: {}", shown(text));
}

/// How far a long command is, in one line that is written over; only where a person looks on.
pub(super) struct Progress {
    /// When the line was last written; `None` where stderr is no terminal.
    written: Option<Mutex<Instant>>,
}

impl Progress {
    /// Time between two writings: often enough to be seen to move.
    const PAUSE: Duration = Duration::from_millis(100);

    pub fn new() -> Self {
        let now = || Mutex::new(Instant::now());
        Self {
            written: io::stderr().is_terminal().then(now),
        }
    }

    /// Writes the line anew, unless that was just done.
    pub fn show(&self, text: &str) {
        let Some(written) = &self.written else {
            return;
        };
        let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.elapsed() >= Self::PAUSE {
            *written = Instant::now();
            // To the start of the line, and away with what was there.
            let _ = write!(io::stderr().lock(), "\r\x1b[K{}", shown(text));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.written.is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

/// A problem on stderr, by its severity.
pub(super) fn problem(problem: &Problem) {
    match problem.severity {
        Severity::Error => error(problem),
        Severity::Warning => line("warning", &with_effect(problem)),
        Severity::Note => line("note", &with_effect(problem)),
    }
}

/// A problem as an error, `error: FILE: ELEMENT: REASON`, whatever its severity.
pub(super) fn error(problem: &Problem) {
    let Problem {
        severity: _,
        file,
        element,
        reason,
        effect: _,
    } = problem;
    // What concerns a file as a whole has no element of its own.
    let element = if element.is_empty() { "file" } else { element };
    line("error", &format!("{file}: {element}: {reason}"));
}

fn with_effect(problem: &Problem) -> String {
    match problem.effect.english() {
        "" => problem.to_string(),
        effect => format!("{problem}; {effect}"),
    }
}

/// Says why a command stopped, if that was not said yet.
pub(super) fn stop(stop: &Stop) -> Exit {
    match stop {
        Stop::Failed(problem) => {
            error(problem);
            Exit::Failed
        }
        Stop::Usage(problem) => {
            error(problem);
            Exit::Usage
        }
        Stop::Said => Exit::Failed,
    }
}
