//! Why a recipe or a step is refused.

use crate::ops::ParamError;
use crate::problem::Effect;
use crate::problem::Problem;

/// A recipe or step that cannot be taken, and the place in it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{reason}", place(*line, *step, key))]
pub struct RecipeError {
    /// Line of the recipe file, from 1.
    pub line: Option<usize>,
    /// Step, from 1.
    pub step: Option<usize>,
    /// The key within the step; may be empty.
    pub key: String,
    /// What was found and what was wanted.
    pub reason: String,
}

fn place(line: Option<usize>, step: Option<usize>, key: &str) -> String {
    let mut parts = Vec::new();
    if let Some(line) = line {
        parts.push(format!("line {line}"));
    }
    if let Some(step) = step {
        parts.push(format!("step {step}"));
    }
    if !key.is_empty() {
        parts.push(key.to_owned());
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}: ", parts.join(", "))
    }
}

impl RecipeError {
    pub(super) fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            line: None,
            step: None,
            key: key.into(),
            reason: reason.into(),
        }
    }

    pub(super) fn at_step(mut self, step: usize) -> Self {
        self.step.get_or_insert(step + 1);
        self
    }

    pub(super) fn at_line(mut self, line: usize) -> Self {
        self.line.get_or_insert(line);
        self
    }

    /// The problem this is for a person, in `file` (a recipe file, or `--filter`).
    pub fn problem(&self, file: &str) -> Problem {
        let element = place(self.line, self.step, &self.key);
        Problem::error(
            file,
            element.trim_end_matches(": "),
            self.reason.clone(),
            Effect::None,
        )
    }
}

impl From<ParamError> for RecipeError {
    fn from(error: ParamError) -> Self {
        let ParamError {
            parameter,
            found,
            wanted,
        } = error;
        Self::new(parameter, format!("{found}, wanted {wanted}"))
    }
}
