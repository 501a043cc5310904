//! Negatoscope: picks the window or the command line.

fn main() -> std::process::ExitCode {
    let mut start = negatoscope::ui::app::Start::default();
    for argument in std::env::args_os().skip(1) {
        if argument == "--sample" {
            start.sample = Some(negatoscope::document::Sample::Ct);
        } else {
            start.paths.push(argument.into());
        }
    }
    match negatoscope::ui::app::run(start, Some(negatoscope::ui::app::Renderer::Glow)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(_) => std::process::ExitCode::from(3),
    }
}
