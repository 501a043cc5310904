//! The command line: arguments in, files, text and exit codes out.
//!
//! Each command is a thin caller of the floors below, the same as the window's jobs. stdout has
//! results; stderr has lines that begin with `error: `, `warning: ` or `note: `. Exit codes: 0 all
//! done, 1 something asked for could not be done, 2 wrong use, 3 no window.

mod apply;
mod args;
mod info;
mod opening;
mod plan;
mod recipe;
mod render;
mod report;

pub use args::Call;
pub use args::CommandCall;
pub use args::WindowArgs;
pub use args::parse;

use std::process::ExitCode;

use args::Command;
use report::Exit;

/// Runs a command and says what came of it; the code is the one to exit with.
pub fn run(call: &CommandCall) -> ExitCode {
    let result = match &call.0 {
        Command::Info(args) => info::run(args),
        Command::Render(args) => render::run(args),
        Command::Apply(args) => apply::run(args),
        Command::Recipe(command) => recipe::run(command),
    };
    match result {
        Ok(()) => Exit::Done.code(),
        Err(stop) => report::stop(&stop).code(),
    }
}

/// Says that no window can be opened, and why; the code is the one to exit with.
pub fn no_window(reason: &str) -> ExitCode {
    report::line("error", &format!("window: {reason}"));
    Exit::NoWindow.code()
}
