//! Tooltips: name and key first, then what the value means.

use egui::Response;
use egui::RichText;
use egui::Ui;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::widgets::chip::key_cap;

/// Adds a tooltip of a name, its key ("Ctrl O", or empty) and a further line (or empty), shown when disabled too.
pub fn tip(response: Response, name: &str, key: &str, detail: &str) -> Response {
    let contents = |ui: &mut Ui| {
        let t = theme::tokens(ui);
        ui.horizontal(|ui| {
            ui.label(RichText::new(name).color(t.text));
            if !key.is_empty() {
                key_cap(ui, key);
            }
        });
        if !detail.is_empty() {
            ui.label(
                RichText::new(detail)
                    .font(fonts::small())
                    .color(t.text_quiet),
            );
        }
    };
    response
        .on_hover_ui(contents)
        .on_disabled_hover_ui(contents)
}
