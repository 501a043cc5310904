//! Image processing as pure functions.

pub mod window;

/// A parameter outside its range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{parameter}: {found}, wanted {wanted}")]
pub struct ParamError {
    /// The parameter's name as in recipes.
    pub parameter: &'static str,
    /// What was given.
    pub found: String,
    /// What is allowed.
    pub wanted: String,
}
