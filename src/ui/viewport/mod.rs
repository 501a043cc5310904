//! The views: pictures, what is written over them, and what the hand does there.

use crate::session::Session;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;

/// The column of views: the layout's views, or the comparison that is open.
pub fn views_ui(
    ui: &mut egui::Ui,
    _session: &Session,
    _state: &mut UiState,
    _commands: &mut Commands,
) {
    ui.label("views");
}
