//! What is left out of all statistics: check boxes for padding, field of view and collimation.

use egui::RichText;
use egui::Ui;
use egui::WidgetInfo;

use super::super::active::Active;
use crate::document::Edit;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::widgets;

/// The check boxes, below a line that says what they are for; colour pictures have no mask.
pub(super) fn mask_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    if active.is_colour() {
        return;
    }
    let texts = &active.texts.recipes;
    let before = &active.treatment.recipe.mask;
    let mut mask = before.clone();
    let mut region = mask.roi.is_some();
    ui.add_space(6.0);
    let colour = theme::tokens(ui).text_quiet;
    let line = RichText::new(texts.left_out).font(fonts::row_caption());
    ui.label(line.color(colour));
    let shown = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        ui.spacing_mut().item_spacing.y = 0.0;
        widgets::check_box(ui, &mut mask.padding, texts.mask_padding);
        widgets::check_box(ui, &mut mask.fov, texts.mask_fov);
        widgets::check_box(ui, &mut mask.collimation, texts.mask_collimation);
        // A region comes from a recipe file; here it can only be given up.
        if region {
            widgets::check_box(ui, &mut region, texts.mask_roi);
        }
    });
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(egui::Role::Group, true, texts.left_out));
    if !region {
        mask.roi = None;
    }
    if mask != *before {
        let viewport = active.view.id;
        commands.push(Edit::SetMask { viewport, mask });
    }
}
