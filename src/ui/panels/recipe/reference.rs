//! The picture that a step refers to: its file name, and the button that chooses another.

use egui::Align;
use egui::Layout;
use egui::Ui;
use egui::vec2;

use super::parameters;
use crate::recipe::Setting;
use crate::text::Texts;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// The row of the reference picture of step `step`; `present` is what is chosen.
pub(super) fn reference_ui(
    ui: &mut Ui,
    step: usize,
    present: Option<&Setting>,
    texts: &Texts,
    commands: &mut Commands,
) {
    let t = theme::tokens(ui);
    let path = match present {
        Some(Setting::Path(path)) => Some(&**path),
        _ => None,
    };
    let line = vec2(ui.available_width(), size::BUTTON + 2.0);
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(line);
        let text = texts.recipes.choose_reference;
        let kind = ButtonKind::Plain;
        if widgets::push_button(ui, icons::FOLDER_OPEN, text, kind, true).clicked() {
            commands.request(Request::ChooseReference { step });
        }
        let room = ui.available_width();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (text, colour) = match path {
                Some(path) => (path.rsplit(['/', '\\']).next().unwrap_or(path), t.text),
                None => (texts.names.key_reference, t.text_second),
            };
            let text = crate::problem::shown(text);
            let shown = widgets::truncated_label(ui, &text, fonts::small(), colour, room);
            if let Some(path) = path {
                shown.on_hover_text(crate::problem::shown(path));
            }
        });
    });
    if path.is_none() {
        parameters::warning_ui(ui, texts.recipes.no_reference);
    }
}
