//! Rows of menus made from the table of actions.

use egui::Ui;

use crate::session::Session;
use crate::ui::actions;
use crate::ui::actions::Here;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;
use crate::ui::widgets::MenuRow;
use crate::ui::widgets::tip::tip;

/// The row of the action `id`: icon or check mark, name, key; grey with the reason as a tooltip where it is not
/// possible.
pub fn action_row(
    ui: &mut Ui,
    id: &str,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let Some(action) = actions::find(id) else {
        return;
    };
    let here = Here::new(session);
    let key = action.key_text();
    let text = action.text(session.texts());
    let possible = action.possible(&here);
    let mut row = MenuRow::new(text)
        .icon(action.icon)
        .key(&key)
        .enabled(possible.is_ok());
    if let Some(on) = action.is_on(&here) {
        row = row.checked(on);
    }
    let mut response = row.show(ui);
    if let Err(reason) = possible {
        response = tip(response, text, &key, reason);
    }
    if response.clicked() {
        action.run(&here, state, commands);
    }
}
