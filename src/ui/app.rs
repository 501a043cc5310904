//! The window's frame: polls the session, draws the panels, then carries out what they collected.

use std::path::PathBuf;

use super::commands::Commands;
use super::fonts;
use super::panels;
use super::state::UiState;
use super::theme;
use super::viewport;
use crate::document::FileCommand;
use crate::document::Layout;
use crate::document::Opening;
use crate::document::Sample;
use crate::recipe::Recipe;
use crate::session::Session;
use crate::settings::Store;
use crate::text::Language;

pub use super::window::NoWindow;
pub use super::window::Renderer;
pub use super::window::run;

/// What the window begins with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Files and folders to open.
    pub paths: Vec<PathBuf>,
    /// An embedded sample to open.
    pub sample: Option<Sample>,
    /// A recipe for what is opened.
    pub recipe: Option<Recipe>,
    /// The arrangement of views.
    pub layout: Option<Layout>,
    /// Language, over the settings' one.
    pub language: Option<Language>,
    /// Where settings are kept.
    pub store: Store,
}

/// The window.
pub struct App {
    session: Session,
    state: UiState,
    commands: Commands,
}

impl App {
    /// The window over a new session.
    pub fn new(context: &egui::Context, start: Start) -> Self {
        fonts::install(context);
        theme::install(context);
        let waker = context.clone();
        let mut session = Session::new(start.store, move || waker.request_repaint());
        if let Some(language) = start.language {
            session.change_settings(|settings| settings.language = language);
        }
        if let Some(recipe) = start.recipe {
            session.set_start_recipe(recipe);
        }
        let mut commands = Commands::default();
        if let Some(sample) = start.sample {
            commands.push(FileCommand::Open(Opening::Sample(sample)));
        }
        if !start.paths.is_empty() {
            commands.push(FileCommand::Open(Opening::Paths(start.paths)));
        }
        let mut app = Self {
            session,
            state: UiState::default(),
            commands,
        };
        app.carry_out();
        app
    }

    /// What is shown.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is shown, for stories that wait for its jobs.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    fn carry_out(&mut self) {
        for command in self.commands.take_commands() {
            // A refused command has changed nothing; the control that sent it says why it is grey.
            let _ = self.session.run(command);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        if self.session.poll() {
            context.request_repaint();
        }
        if self.session.has_unsaved_settings() {
            context.request_repaint_after(std::time::Duration::from_millis(1100));
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let (session, state, commands) = (&self.session, &mut self.state, &mut self.commands);
        egui::Panel::right("inspector")
            .default_size(320.0)
            .show(ui, |ui| panels::inspector_ui(ui, session, state, commands));
        egui::CentralPanel::default()
            .frame(egui::Frame::NONE)
            .show(ui, |ui| viewport::views_ui(ui, session, state, commands));
        self.carry_out();
        if self.session.poll() {
            ui.ctx().request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::tokens_of(visuals).base.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.session.save_settings();
    }
}
