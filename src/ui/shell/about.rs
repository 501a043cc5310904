//! What the program is, under which licence, and what draws it.

use egui::Context;
use egui::RichText;
use egui::Sense;
use egui::vec2;

use super::sheet::buttons;
use super::sheet::hint;
use super::sheet::sheet;
use crate::session::Session;
use crate::text::fill;
use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// Draws the sheet; returns whether it stays.
pub fn about_ui(ctx: &Context, session: &Session, renderer: &str) -> bool {
    let texts = &session.texts().shell;
    sheet(ctx, "about", 420.0, "", |ui| {
        let t = theme::tokens(ui);
        ui.horizontal(|ui| {
            let (mark, _) = ui.allocate_exact_size(vec2(48.0, 48.0), Sense::hover());
            widgets::program_mark(ui.painter(), mark, t);
            ui.add_space(6.0);
            ui.vertical(|ui| {
                let name = RichText::new("Negatoscope").font(fonts::display());
                ui.label(name.color(t.text));
                let version = fill(texts.version, &[&env!("CARGO_PKG_VERSION")]);
                ui.label(RichText::new(version).color(t.text_second));
            });
        });
        ui.add_space(8.0);
        ui.label(RichText::new(texts.tagline).color(t.text_second));
        ui.label(RichText::new(texts.not_medical).color(t.text));
        ui.add_space(4.0);
        hint(ui, texts.licence);
        hint(ui, texts.fonts_licence);
        if !renderer.is_empty() {
            hint(ui, &fill(texts.drawn_by, &[&renderer]));
        }
        buttons(ui, |ui| {
            !widgets::push_button(ui, "", texts.close, ButtonKind::Plain, true).clicked()
        })
    })
}
