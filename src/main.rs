//! Picks the command line or the window.

use std::process::ExitCode;

use negatoscope::cli;
use negatoscope::cli::Call;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(Call::Command(call)) => cli::run(&call),
        Ok(Call::Window(_)) => cli::no_window("this build has none"),
        Err(code) => code,
    }
}
