//! Picks the command line or the window.

use std::process::ExitCode;

use negatoscope::cli;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(cli::Call::Command(call)) => cli::run(&call),
        Ok(cli::Call::Window(args)) => window(args).err().unwrap_or(ExitCode::SUCCESS),
        Err(code) => code,
    }
}

#[cfg(feature = "window")]
fn window(args: cli::WindowArgs) -> Result<(), ExitCode> {
    use negatoscope::{document, settings, text, ui::app};
    let start = app::Start {
        sample: document::Sample::ALL
            .into_iter()
            .find(|s| args.sample.as_deref() == Some(s.key())),
        layout: document::Layout::ALL
            .into_iter()
            .find(|l| args.layout.as_deref() == Some(l.key())),
        language: args.language.as_deref().and_then(text::Language::from_code),
        recipe: args.recipe.as_deref().map(cli::start_recipe).transpose()?,
        paths: args.paths,
        store: settings::Store::of_system(),
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
