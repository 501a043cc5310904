//! The window's frame: polls the session, draws the columns, then carries out what drawing collected.
//!
//! One frame: keys become actions (`actions/keys.rs`), toolbar, series list, views, inspector and status line are
//! drawn (`shell/`, `viewport/`, `panels/`), a sheet over them where one is open; then commands go to the session and
//! requests to `requests.rs`.

use std::path::PathBuf;

use super::actions::keys;
use super::commands::Commands;
use super::dialogs::Dialogs;
use super::dialogs::SystemDialogs;
use super::fonts;
use super::layout;
use super::requests;
use super::shell;
use super::state::UiState;
use super::theme;
use crate::document::FileCommand;
use crate::document::Go;
use crate::document::Layout;
use crate::document::Opening;
use crate::document::Sample;
use crate::recipe::Recipe;
use crate::session::Session;
use crate::settings::Store;
use crate::settings::Theme;
use crate::text::Language;

pub use super::window::NoWindow;
pub use super::window::Renderer;
pub use super::window::run;

/// Points that the window begins with.
pub(super) const SMALL: egui::Vec2 = egui::vec2(1280.0, 720.0);

/// Share of a large screen that the window takes.
const SHARE_OF_SCREEN: f32 = 0.9;

/// What the window begins with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Files and folders to open.
    pub paths: Vec<PathBuf>,
    /// Their pictures are joined to stacks.
    pub stack: bool,
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
    dialogs: Box<dyn Dialogs>,
    /// The title that the system's window has.
    title: String,
    /// The window has taken its first size.
    sized: bool,
}

impl App {
    /// The window over a new session, with the system's dialogs.
    pub fn new(context: &egui::Context, start: Start) -> Self {
        Self::with_dialogs(context, start, Box::new(SystemDialogs))
    }

    /// The window over a new session; stories give dialogs that answer at once.
    pub fn with_dialogs(context: &egui::Context, start: Start, dialogs: Box<dyn Dialogs>) -> Self {
        fonts::install(context);
        theme::install(context);
        // Sizes of the interface are kept in the settings, in steps of their own.
        context.options_mut(|options| options.zoom_with_keyboard = false);
        let waker = context.clone();
        let language = start.language.or_else(|| start.store.first_language());
        let mut session = Session::new(start.store, move || waker.request_repaint());
        if let Some(language) = language {
            session.change_settings(|settings| settings.language = language);
        }
        if let Some(layout) = start.layout {
            session.set_start_layout(layout);
        }
        if let Some(recipe) = start.recipe {
            session.set_start_recipe(recipe);
        }
        session.prepare_start_page();
        let mut commands = Commands::default();
        if let Some(sample) = start.sample {
            commands.push(FileCommand::Open(Opening::Sample(sample)));
        }
        if !start.paths.is_empty() {
            commands.push(FileCommand::Open(if start.stack {
                Opening::Stack(start.paths)
            } else {
                Opening::Paths(start.paths)
            }));
        }
        let mut app = Self {
            session,
            state: UiState::default(),
            commands,
            dialogs,
            title: String::new(),
            sized: false,
        };
        app.carry_out(context);
        app
    }

    /// Says what draws the window, for the About sheet.
    pub fn set_renderer(&mut self, renderer: String) {
        self.state.shell.renderer = renderer;
    }

    /// What is shown.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is shown, for stories that wait for its jobs.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    fn carry_out(&mut self, context: &egui::Context) {
        for command in self.commands.take_commands() {
            // A refused command has changed nothing; the control that sent it says why it is grey.
            let _ = self.session.run(command);
        }
        for request in self.commands.take_requests() {
            requests::carry_out(
                request,
                context,
                &mut self.session,
                &mut self.state,
                &mut *self.dialogs,
            );
        }
    }

    /// Theme, size and title as the settings and the active view want them.
    fn follow_settings(&mut self, context: &egui::Context) {
        let settings = self.session.settings();
        let theme = match settings.theme {
            Theme::Dark => egui::ThemePreference::Dark,
            Theme::Light => egui::ThemePreference::Light,
            Theme::System => egui::ThemePreference::System,
        };
        if context.options(|options| options.theme_preference) != theme {
            context.set_theme(theme);
        }
        if (context.zoom_factor() - settings.zoom).abs() > 0.001 {
            context.set_zoom_factor(settings.zoom);
        }
        let document = self.session.document();
        let shown = document
            .active()
            .and_then(|view| document.header(view.id))
            .map(|header| header.description.as_str())
            .filter(|description| !description.is_empty());
        let title = match shown {
            Some(description) => format!("Negatoscope – {}", crate::problem::shown(description)),
            None => "Negatoscope".to_owned(),
        };
        if title != self.title {
            context.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Once, takes most of a screen that is much larger than the window begins with.
    fn take_first_size(&mut self, context: &egui::Context) {
        if std::mem::replace(&mut self.sized, true) {
            return;
        }
        let screen = context.input(|input| input.viewport().monitor_size);
        if let Some(screen) = screen
            && screen.x > SMALL.x * 1.25
            && screen.y > SMALL.y * 1.25
        {
            let size = screen * SHARE_OF_SCREEN;
            context.send_viewport_cmd(egui::ViewportCommand::InnerSize(size));
        }
    }

    fn take_drops(&mut self, context: &egui::Context) {
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<PathBuf> = dropped
            .iter()
            .map(|file| file.path().to_path_buf())
            .collect();
        if !paths.is_empty() {
            self.commands.push(FileCommand::Open(Opening::Paths(paths)));
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        if self.session.poll() {
            context.request_repaint();
        }
        requests::take_answers(context, &mut self.session, &mut self.state);
        if self.session.has_unsaved_settings() {
            context.request_repaint_after(std::time::Duration::from_millis(1100));
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let context = ui.ctx().clone();
        self.follow_settings(&context);
        self.take_first_size(&context);
        self.take_drops(&context);
        let (session, state, commands) = (&self.session, &mut self.state, &mut self.commands);
        state.trial = None;
        keys::handle(&context, session, state, commands);
        layout::window_ui(ui, session, state, commands);
        shell::sheet_ui(&context, session, state, commands);
        shell::drop_overlay_ui(&context, session);
        // A trial lasts as long as something asks for it in each frame.
        if session.document().position.trial != state.trial {
            commands.go(Go::Try(state.trial.clone()));
        }
        self.carry_out(&context);
        if self.session.poll() {
            context.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::tokens_of(visuals).base.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.session.save_settings();
    }
}
