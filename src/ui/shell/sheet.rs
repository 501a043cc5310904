//! The frame of sheets: a box over a shaded window, closed by Esc or a click beside it.

use egui::Align;
use egui::Align2;
use egui::Area;
use egui::Context;
use egui::Frame;
use egui::Id;
use egui::Layout;
use egui::Margin;
use egui::Modal;
use egui::RichText;
use egui::Ui;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::theme::over;
use crate::ui::theme::size;

/// Padding inside a sheet.
const PADDING: i8 = 16;

/// Shows a sheet in the middle of the window, `width` wide inside. `add` returns whether it stays; Esc and a click
/// beside it end it as well.
pub fn sheet(
    ctx: &Context,
    name: &str,
    width: f32,
    title: &str,
    add: impl FnOnce(&mut Ui) -> bool,
) -> bool {
    let id = Id::unique(("sheet", name));
    show(Modal::new(id), ctx, PADDING, width, |ui| {
        if !title.is_empty() {
            let colour = theme::tokens(ui).text;
            ui.label(RichText::new(title).font(fonts::title()).color(colour));
            ui.add_space(6.0);
        }
        add(ui)
    })
}

/// A sheet that hangs from the toolbar, without padding; see [`sheet`].
pub fn hanging(ctx: &Context, name: &str, width: f32, add: impl FnOnce(&mut Ui) -> bool) -> bool {
    let id = Id::unique(("sheet", name));
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, size::TOOLBAR + 8.0));
    show(Modal::new(id).area(area), ctx, 8, width, add)
}

fn show(
    modal: Modal,
    ctx: &Context,
    padding: i8,
    width: f32,
    add: impl FnOnce(&mut Ui) -> bool,
) -> bool {
    let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(padding));
    let room = ctx.content_rect().width() - 48.0;
    let response = modal
        .frame(frame)
        .backdrop_color(over::BACKDROP)
        .show(ctx, |ui| {
            ui.set_width(width.min(room));
            add(ui)
        });
    response.inner && !response.should_close()
}

/// A row of buttons at the right end of a sheet; added from the right edge leftwards.
pub fn buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(8.0);
    let line = vec2(ui.available_width(), size::BUTTON);
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), add)
        .inner
}

/// A row of a form: a label of fixed width, then what `add` adds.
pub fn form_row<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    const LABEL: f32 = 150.0;
    ui.horizontal(|ui| {
        ui.set_min_height(size::PARAMETER_ROW);
        let colour = theme::tokens(ui).text_second;
        let (rect, _) = ui.allocate_exact_size(vec2(LABEL, size::BUTTON), egui::Sense::hover());
        ui.painter().text(
            rect.left_center(),
            Align2::LEFT_CENTER,
            label,
            fonts::body(),
            colour,
        );
        add(ui)
    })
    .inner
}

/// A quiet sentence over the whole width.
pub fn hint(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).text_quiet;
    ui.label(RichText::new(text).font(fonts::small()).color(colour));
}

/// A layer above everything that answers to nothing, for what lies over the window for a moment.
pub fn overlay(ctx: &Context, name: &str, add: impl FnOnce(&mut Ui)) {
    Area::new(Id::unique(("overlay", name)))
        .order(egui::Order::Foreground)
        .interactable(false)
        .fixed_pos(ctx.content_rect().min)
        .show(ctx, add);
}
