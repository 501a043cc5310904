//! The command line: arguments in, files, text and exit codes out.
//!
//! Each command is a thin caller of the floors below, the same as the window's jobs. stdout has
//! results; stderr has lines that begin with `error: `, `warning: ` or `note: `. Exit codes: 0 all
//! done, 1 something asked for could not be done, 2 wrong use, 3 no window.

mod apply;
mod args;
mod compare;
mod export;
mod given;
mod info;
mod interrupt;
mod opening;
mod plan;
mod recipe;
mod render;
mod report;

pub use args::Call;
pub use args::CommandCall;
pub use args::WindowArgs;
pub use args::parse;

use std::path::Path;
use std::process::ExitCode;

use crate::recipe::Recipe;
use args::Command;
use report::Exit;

/// Runs a command and says what came of it; the code is the one to exit with.
pub fn run(call: &CommandCall) -> ExitCode {
    let result = match &call.0 {
        Command::Info(args) => info::run(args),
        Command::Render(args) => render::run(args),
        Command::Apply(args) => apply::run(args),
        Command::Export(args) => export::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Recipe(command) => recipe::run(command),
    };
    match result {
        Ok(()) => Exit::Done.code(),
        Err(stop) => report::stop(&stop).code(),
    }
}

/// The recipe for the window's start; where it cannot be had that is said, and the code to exit with
/// comes back.
///
/// # Errors
/// When the file cannot be read, or is refused.
pub fn start_recipe(path: &Path) -> Result<Recipe, ExitCode> {
    plan::load(path).map_err(|stop| report::stop(&stop).code())
}

/// Says that no window can be opened, why, and in the system's own words (may be empty); the code is
/// the one to exit with.
pub fn no_window(reason: &str, detail: &str) -> ExitCode {
    let detail = if detail.is_empty() {
        String::new()
    } else {
        format!(" ({detail})")
    };
    report::line("error", &format!("window: {reason}{detail}"));
    Exit::NoWindow.code()
}
