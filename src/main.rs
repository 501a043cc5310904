//! Picks the command line or the window.

use negatoscope::cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(cli::Call::Command(call)) => cli::run(&call),
        Ok(cli::Call::Window(args)) => window(args).err().unwrap_or(ExitCode::SUCCESS),
        Err(code) => code,
    }
}

#[cfg(feature = "window")]
fn window(args: cli::WindowArgs) -> Result<(), ExitCode> {
    use negatoscope::document::Layout;
    use negatoscope::document::Sample;
    use negatoscope::ui::app;
    let (sample, layout) = (args.sample.as_deref(), args.layout.as_deref());
    let language = args.language.as_deref();
    let start = app::Start {
        sample: Sample::ALL.into_iter().find(|s| sample == Some(s.key())),
        layout: Layout::ALL.into_iter().find(|l| layout == Some(l.key())),
        language: language.and_then(negatoscope::text::Language::from_code),
        recipe: args.recipe.as_deref().map(cli::start_recipe).transpose()?,
        paths: args.paths,
        stack: args.stack,
        store: negatoscope::settings::Store::of_system(),
    };
    let renderer = args.renderer.map(|name| match name.as_str() {
        "wgpu" => app::Renderer::Wgpu,
        _ => app::Renderer::Glow,
    });
    app::run(start, renderer).map_err(|no| cli::no_window(no.reason, &no.detail))
}

#[cfg(not(feature = "window"))]
fn window(_: cli::WindowArgs) -> Result<(), ExitCode> {
    Err(cli::no_window("this build has none", ""))
}
