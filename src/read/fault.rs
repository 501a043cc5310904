//! Why a part of a file cannot be used: the element and the reason, before a file name is known.

use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::problem::shown;

/// An element of a file and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{element}: {reason}")]
pub(super) struct Fault {
    /// `(0028,0010) Rows`, `offset table`, `sizes` …; `file` where the whole file is meant.
    pub element: String,
    /// What was found and what was wanted.
    pub reason: String,
    /// What follows for the pictures, where the fault itself knows.
    pub effect: Effect,
}

impl Fault {
    /// A fault of `element`.
    pub fn new(element: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            element: element.into(),
            reason: reason.into(),
            effect: Effect::None,
        }
    }

    /// The same fault with what follows from it.
    pub fn so(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }

    /// A failed system call, in the system's words; or the fault that a reader of packed bytes gave for one.
    pub fn io(error: &std::io::Error) -> Self {
        match error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Self>())
        {
            Some(fault) => fault.clone(),
            None => Self::new("file", error.to_string()),
        }
    }

    /// The fault as a problem of `file`; `effect` is what follows where the fault does not know.
    pub fn problem(self, file: &str, severity: Severity, effect: Effect) -> Problem {
        let effect = match self.effect {
            Effect::None => effect,
            known => known,
        };
        Problem {
            severity,
            ..Problem::warning(file, self.element, self.reason, effect)
        }
    }
}

/// A text from a file in quotes, safe to print and at most 64 characters long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 64;
    let mut safe: String = shown(text).chars().take(LONGEST).collect();
    if safe.chars().count() == LONGEST {
        safe.push('…');
    }
    format!("\"{safe}\"")
}

/// What the readers of a single part return.
pub(super) type Checked<T> = Result<T, Fault>;

/// Faults of many files, the same fault kept once with the number of files it concerns.
#[derive(Debug, Default)]
pub(super) struct Folded(Vec<(String, Fault, usize)>);

impl Folded {
    /// Adds a fault of `file`.
    pub fn add(&mut self, file: &str, fault: &Fault) {
        match self.0.iter_mut().find(|(_, known, _)| known == fault) {
            Some((.., count)) => *count += 1,
            None => self.0.push((file.to_owned(), fault.clone(), 1)),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One problem for each different fault, named after the first file that has it.
    pub fn problems(self, severity: Severity, effect: Effect) -> impl Iterator<Item = Problem> {
        self.0.into_iter().map(move |(file, fault, count)| {
            let reason = match count {
                1 => fault.reason.clone(),
                2 => format!("{} (and 1 more file)", fault.reason),
                _ => format!("{} (and {} more files)", fault.reason, count - 1),
            };
            Fault { reason, ..fault }.problem(&file, severity, effect)
        })
    }
}
