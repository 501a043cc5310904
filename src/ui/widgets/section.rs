//! Heads of sections, hairlines between them, and what stands where nothing is yet.

use egui::Align;
use egui::InnerResponse;
use egui::Layout;
use egui::RichText;
use egui::Sense;
use egui::Ui;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::theme::size;

/// The head of a section: its title at the left, and what `right` adds, from the right edge leftwards.
pub fn section_head<R>(
    ui: &mut Ui,
    title: &str,
    right: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    let whole = vec2(ui.available_width(), size::SECTION_HEAD);
    ui.allocate_ui_with_layout(whole, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(whole);
        let colour = theme::tokens(ui).text;
        ui.label(RichText::new(title).font(fonts::section()).color(colour));
        ui.with_layout(Layout::right_to_left(Align::Center), right)
            .inner
    })
}

/// A separator of one point over the whole width, without space around it.
pub fn hairline(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0, theme::tokens(ui).hair);
}

/// What stands where nothing is yet: an icon, one line that says so, one with the way out.
pub fn empty_state(ui: &mut Ui, icon: &str, line: &str, hint: &str) {
    let t = theme::tokens(ui);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(
            RichText::new(icon)
                .font(fonts::icon(30.0))
                .color(t.text_disabled),
        );
        ui.label(
            RichText::new(line)
                .font(fonts::control())
                .color(t.text_second),
        );
        ui.label(RichText::new(hint).font(fonts::body()).color(t.text_quiet));
    });
}
