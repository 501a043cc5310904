//! The window around the views: toolbar, series list, start page, status line, warnings, and the sheets that lie
//! over all of it for a while.

mod about;
mod export;
mod filter;
mod filter_sheet;
mod help;
mod landmarks;
mod marks;
mod menu;
mod palette;
mod path_field;
mod problems;
mod settings;
mod sheet;
mod start;
mod status;
mod textures;
mod toolbar;
mod tree;

#[cfg(test)]
mod tests;

pub use export::ExportSheet;
pub use export::safe_name;
pub use filter_sheet::FilterSheet;
pub use landmarks::Landmark;
pub use landmarks::Landmarks;
pub use palette::Palette;
pub use path_field::PathField;
pub use path_field::PathPurpose;
pub use path_field::reference_edit;
pub use problems::problems_ui;
pub use start::drop_overlay_ui;
pub use start::start_page_ui;
pub use status::status_ui;
pub use textures::colour_image;
pub use toolbar::toolbar_ui;
pub use tree::tree_ui;

use std::collections::HashSet;
use std::time::Instant;

use super::commands::Commands;
use super::dialogs::Question;
use super::dialogs::SLOW;
use super::state::UiState;
use crate::document::ViewportId;
use crate::session::Session;
use crate::study::SeriesId;

/// A sheet that is open; one at a time.
pub enum Sheet {
    /// The list of commands.
    Palette(Palette),
    /// Keys and help, with what is searched for.
    Help(String),
    /// What a filter does.
    Filter(FilterSheet),
    /// What the user prefers.
    Settings,
    /// About the program.
    About,
    /// The field for paths.
    Path(PathField),
    /// Writing the active view to a file.
    Export(ExportSheet),
}

/// A dialog of the system that has not answered yet.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its number.
    pub number: u64,
    /// What it asks for.
    pub question: Question,
    /// The view that was active then.
    pub view: Option<ViewportId>,
    /// Since when.
    pub since: Instant,
    /// The field for paths was opened in its place; a late answer still counts.
    pub passed: bool,
}

impl Asked {
    /// Whether it has not answered for so long that it may never have appeared.
    pub fn is_overdue(&self) -> bool {
        !self.passed && self.since.elapsed() >= SLOW
    }
}

/// What the window around the views remembers while it runs.
#[derive(Default)]
pub struct ShellState {
    /// The sheet that is open.
    pub sheet: Option<Sheet>,
    /// The list of warnings is open.
    pub problems_open: bool,
    /// The action whose key is held.
    pub held: Option<&'static str>,
    /// What the series list is filtered by.
    pub filter: String,
    /// The field that filters the series list is to get the keyboard.
    pub find: bool,
    /// Studies that are folded in the series list.
    pub folded: HashSet<String>,
    /// The series whose row was last brought into sight.
    pub shown_series: Option<SeriesId>,
    /// Which part of the window F6 leads to.
    pub landmarks: Landmarks,
    /// How many dialogs there were.
    pub questions: u64,
    /// Dialogs that are out.
    pub asked: Vec<Asked>,
    /// What draws the window, with the system's name for it.
    pub renderer: String,
    /// When something was copied last, for the status line.
    pub copied: Option<Instant>,
    /// Small pictures of series and samples on the screen's side.
    textures: textures::Thumbnails,
}

/// The sheet that is open, if any, over the whole window.
pub fn sheet_ui(
    ctx: &egui::Context,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let Some(mut open) = state.shell.sheet.take() else {
        return;
    };
    let stays = match &mut open {
        Sheet::Palette(palette) => palette.show(ctx, session, state, commands),
        Sheet::Help(search) => help::help_ui(ctx, session, search),
        Sheet::Filter(sheet) => sheet.show(ctx, session, state, commands),
        Sheet::Settings => settings::settings_ui(ctx, session, commands),
        Sheet::About => about::about_ui(ctx, session, &state.shell.renderer),
        Sheet::Path(field) => field.show(ctx, session, commands),
        Sheet::Export(export) => export.show(ctx, session, commands),
    };
    if stays {
        state.shell.sheet = Some(open);
    }
}
