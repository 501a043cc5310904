//! Edits that belong to a drag, or stand alone.

use crate::document::Edit;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;

/// Sends `edit`: as a part of the present drag while the pointer holds a control, else as a step of its own.
pub(super) fn send(edit: Edit, held: bool, state: &mut UiState, commands: &mut Commands) {
    if held {
        let gesture = *state
            .gesture
            .get_or_insert_with(|| commands.begin_gesture());
        commands.drag(edit, gesture);
    } else {
        commands.push(edit);
    }
}
