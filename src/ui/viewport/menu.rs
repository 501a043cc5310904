//! The menu of a view, from its bar or by a right click.

use egui::Ui;

use super::annotate;
use super::textures::colour_image;
use crate::document::Edit;
use crate::document::Go;
use crate::document::Turn;
use crate::document::Viewport;
use crate::document::ViewportId;
use crate::session::Session;
use crate::session::ViewKey;
use crate::study::Plane;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::icons;
use crate::ui::state::PictureTexts;
use crate::ui::state::UiState;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;

/// Puts the picture that a view shows on the clipboard, at the resolution of the slice and as it is
/// shown; nothing where there is none.
pub fn copy_picture(context: &egui::Context, session: &Session, viewport: ViewportId) {
    if let Some(finished) = session.finished(ViewKey::Viewport(viewport)) {
        context.copy_image(colour_image(&finished.picture));
    }
}

/// The rows of the menu of `view`.
pub(super) fn rows(
    ui: &mut Ui,
    view: &Viewport,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = &session.texts().view;
    let viewport = view.id;
    let document = session.document();
    let header = document.header(viewport);
    let has_planes = header.is_some_and(|h| h.geometry.is_some() && h.size[2] > 1);
    if has_planes {
        for (plane, key) in Plane::ALL.into_iter().zip(["F2", "F3", "F4", "F8"]) {
            let name = annotate::plane_name(session.texts(), plane);
            let row = MenuRow::new(name).key(key).checked(view.plane == plane);
            if row.show(ui).clicked() {
                commands.push(Edit::SetPlane { viewport, plane });
            }
        }
        widgets::menu_separator(ui);
    }
    turns(ui, view, session, commands);
    let look = document.treatment(viewport).look;
    let row = MenuRow::new(texts.invert).key("I").checked(look.invert);
    if row.show(ui).clicked() {
        let invert = !look.invert;
        commands.push(Edit::SetInvert { viewport, invert });
    }
    widgets::menu_separator(ui);
    looks(ui, viewport, has_planes, session, state, commands);
    widgets::menu_separator(ui);
    let copy = MenuRow::new(texts.copy_picture).icon(icons::COPY);
    if copy.key("Ctrl C").show(ui).clicked() {
        copy_picture(ui.ctx(), session, viewport);
    }
    let export = MenuRow::new(texts.export).icon(icons::EXPORT);
    if export.key("Ctrl E").show(ui).clicked() {
        commands.go(Go::Activate(viewport));
        commands.request(Request::Export);
    }
}

/// Flips and turns as they look on the screen, whatever came before.
fn turns(ui: &mut Ui, view: &Viewport, session: &Session, commands: &mut Commands) {
    let texts = &session.texts().view;
    let viewport = view.id;
    let turn = view.turn;
    let rows = [
        (
            texts.flip_across,
            icons::FLIP_HORIZONTAL,
            "Ctrl Shift F",
            flipped(turn, true),
        ),
        (
            texts.flip_down,
            icons::FLIP_VERTICAL,
            "Ctrl Shift G",
            flipped(turn, false),
        ),
        (
            texts.rotate,
            icons::ARROW_CLOCKWISE,
            "Ctrl Shift →",
            rotated(turn, 1),
        ),
    ];
    for (text, icon, key, turn) in rows {
        if MenuRow::new(text).icon(icon).key(key).show(ui).clicked() {
            commands.push(Edit::SetTurn { viewport, turn });
        }
    }
}

/// `turn` with left and right of what is seen swapped (`across`), or top and bottom.
///
/// Flips are kept before the turn, so in a picture on its side the other one is meant.
pub fn flipped(turn: Turn, across: bool) -> Turn {
    let is_on_side = turn.quarters % 2 == 1;
    if across != is_on_side {
        Turn {
            flip_across: !turn.flip_across,
            ..turn
        }
    } else {
        Turn {
            flip_down: !turn.flip_down,
            ..turn
        }
    }
}

/// `turn` and some quarters more, clockwise as seen.
pub fn rotated(turn: Turn, quarters: i8) -> Turn {
    let sum = i32::from(turn.quarters) + i32::from(quarters);
    Turn {
        quarters: sum.rem_euclid(4) as u8,
        ..turn
    }
}

fn looks(
    ui: &mut Ui,
    viewport: ViewportId,
    has_planes: bool,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = &session.texts().view;
    let position = &session.document().position;
    let view = ViewKey::Viewport(viewport);
    let present = position.magnification(viewport);
    let pixels = state.views.fit_or_pixels(view, Default::default());
    let choices = [(texts.fit, Default::default()), (texts.one_to_one, pixels)];
    for (text, magnification) in choices {
        let row = MenuRow::new(text).checked(present == magnification);
        if row.key("Z").show(ui).clicked() {
            commands.go(Go::Magnify {
                viewport,
                magnification,
            });
        }
    }
    if MenuRow::new(texts.reset_view).key("R").show(ui).clicked() {
        commands.go(Go::ResetView(viewport));
    }
    widgets::menu_separator(ui);
    if has_planes {
        let row = MenuRow::new(texts.crosshair).key("K");
        if row.checked(position.crosshair).show(ui).clicked() {
            commands.go(Go::Crosshair(!position.crosshair));
        }
    }
    widgets::sub_menu(ui, texts.picture_texts, |ui| {
        for level in PictureTexts::ALL {
            let text = match level {
                PictureTexts::All => texts.texts_all,
                PictureTexts::Few => texts.texts_few,
                PictureTexts::None => texts.texts_none,
            };
            let row = MenuRow::new(text).checked(state.picture_texts == level);
            if row.key("H").show(ui).clicked() {
                state.picture_texts = level;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flips_are_those_one_sees() {
        let upright = Turn::default();
        assert!(flipped(upright, true).flip_across);
        let on_side = rotated(upright, 1);
        let flipped_across = flipped(on_side, true);
        assert!(flipped_across.flip_down && !flipped_across.flip_across);
        assert_eq!(flipped(flipped(on_side, false), false), on_side);
        assert_eq!(rotated(upright, -1).quarters, 3);
    }
}
