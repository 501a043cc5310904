//! The menu of a view, from its bar or by a right click; both make the view the active one.

use egui::Ui;

use crate::session::Session;
use crate::ui::actions;
use crate::ui::actions::Here;
use crate::ui::colour_maps::colour_map_menu;
use crate::ui::commands::Commands;
use crate::ui::state::PictureTexts;
use crate::ui::state::UiState;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;

/// What a picture without planes does not offer at all.
const PLANES: &[&str] = &["axial", "coronal", "sagittal", "acquired"];

const TURNS: &[&str] = &[
    "flip-across",
    "flip-down",
    "rotate-right",
    "rotate-left",
    "invert",
];

const LOOKS: &[&str] = &["fit", "reset-view", "pixel-squares", "crosshair", "layers"];

const OUTPUT: &[&str] = &["copy-picture", "export"];

/// The rows of the menu of the active view.
pub(super) fn rows(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let here = Here::new(session);
    let has_planes = PLANES
        .iter()
        .filter_map(|id| actions::find(id))
        .any(|action| action.possible(&here).is_ok());
    if has_planes {
        group(ui, PLANES, &here, state, commands);
        widgets::menu_separator(ui);
    }
    group(ui, TURNS, &here, state, commands);
    colour_map_menu(ui, session, state, commands);
    widgets::menu_separator(ui);
    group(ui, LOOKS, &here, state, commands);
    picture_texts(ui, session, state);
    widgets::menu_separator(ui);
    group(ui, OUTPUT, &here, state, commands);
}

fn group(ui: &mut Ui, ids: &[&str], here: &Here<'_>, state: &mut UiState, commands: &mut Commands) {
    let texts = here.session.texts();
    for action in ids.iter().filter_map(|id| actions::find(id)) {
        let key = action.key_text();
        let mut row = MenuRow::new(action.text(texts))
            .key(&key)
            .icon(action.icon)
            .enabled(action.possible(here).is_ok());
        if let Some(on) = action.is_on(here) {
            row = row.checked(on);
        }
        if row.show(ui).clicked() {
            action.run(here, state, commands);
        }
    }
}

/// How much is written over pictures.
fn picture_texts(ui: &mut Ui, session: &Session, state: &mut UiState) {
    let texts = &session.texts().view;
    widgets::sub_menu(ui, texts.picture_texts, |ui| {
        for level in PictureTexts::ALL {
            let text = match level {
                PictureTexts::All => texts.texts_all,
                PictureTexts::Few => texts.texts_few,
                PictureTexts::None => texts.texts_none,
            };
            let row = MenuRow::new(text).checked(state.picture_texts == level);
            if row.show(ui).clicked() {
                state.picture_texts = level;
            }
        }
    });
}
