//! The menu of colour maps, which the toolbar and the menus of views share.

use egui::Ui;

use crate::recipe::ColourMap;
use crate::session::Session;
use crate::ui::actions;
use crate::ui::actions::Here;
use crate::ui::commands::Commands;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;

/// A row that opens the list of maps, each with its colours, and the switch of the colour bar.
pub fn colour_map_menu(
    ui: &mut Ui,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = session.texts();
    let here = Here::new(session);
    widgets::sub_menu(ui, texts.names.colour_map, |ui| {
        for map in ColourMap::ALL {
            let Some(action) = actions::of_map(map) else {
                continue;
            };
            let row = MenuRow::new(names::map_name(map, texts))
                .ramp(map.colours())
                .checked(action.is_on(&here) == Some(true))
                .enabled(action.possible(&here).is_ok());
            if row.show(ui).clicked() {
                action.run(&here, state, commands);
            }
        }
        widgets::menu_separator(ui);
        if let Some(action) = actions::find("colour-bar") {
            let row = MenuRow::new(action.text(texts))
                .checked(state.colour_bar)
                .enabled(action.possible(&here).is_ok());
            if row.show(ui).clicked() {
                action.run(&here, state, commands);
            }
        }
    });
}
