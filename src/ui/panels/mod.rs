//! The inspector: histogram, preprocessing, tissue, info.

use crate::session::Session;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;

/// The inspector's column.
pub fn inspector_ui(
    ui: &mut egui::Ui,
    _session: &Session,
    _state: &mut UiState,
    _commands: &mut Commands,
) {
    ui.label("inspector");
}
