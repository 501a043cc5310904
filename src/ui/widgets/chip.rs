//! Small marks beside rows: chips, key caps, progress, colour swatches.

use egui::Align2;
use egui::Color32;
use egui::Painter;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::theme::radius;
use crate::ui::widgets::paint::dashed_frame;
use crate::ui::widgets::paint::focus_ring;
use crate::ui::widgets::paint::text_width;

/// How a chip is drawn; all are outlines without a fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChipStyle {
    /// A type, a modality, "relative".
    #[default]
    Plain,
    /// Something to mind, with the warning triangle.
    Warning,
    /// Not final: dashed, as "sample 1/8".
    Dashed,
}

/// Height of chips and key caps in points.
const HEIGHT: f32 = 16.0;
const PADDING: f32 = 5.0;

/// How wide a chip is, in points.
pub fn chip_width(ui: &Ui, text: &str, style: ChipStyle) -> f32 {
    text_width(ui, text, fonts::chip()).ceil() + 2.0 * PADDING + icon_room(style)
}

fn icon_room(style: ChipStyle) -> f32 {
    if style == ChipStyle::Warning {
        15.0
    } else {
        0.0
    }
}

/// A chip that can be clicked, on or off; `name` is what it means, its tooltip and accessible name.
/// One to be minded has its text in the colour of warnings.
pub fn chip_button(ui: &mut Ui, text: &str, name: &str, on: bool, minded: bool) -> Response {
    let size = vec2(chip_width(ui, text, ChipStyle::Plain), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let painter = ui.painter();
        let stroke = match (on, response.hovered()) {
            (true, _) => Stroke::new(1.5, t.accent),
            (false, true) => Stroke::new(1.0, t.edge_strong),
            (false, false) => Stroke::new(1.0, t.edge),
        };
        painter.rect_stroke(rect, radius::CHIP, stroke, StrokeKind::Inside);
        let colour = match (on, minded) {
            (true, _) => t.accent,
            (false, true) => t.warning,
            (false, false) => t.text_second,
        };
        let centre = rect.center();
        painter.text(centre, Align2::CENTER_CENTER, text, fonts::chip(), colour);
        focus_ring(ui, &response, rect, radius::CHIP);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, response.enabled(), on, name));
    response.on_hover_text(name)
}

/// A chip of one word or two.
pub fn chip(ui: &mut Ui, text: &str, style: ChipStyle) -> Response {
    let icon_room = icon_room(style);
    let width = chip_width(ui, text, style);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let painter = ui.painter();
        let stroke = Stroke::new(1.0, t.edge);
        if style == ChipStyle::Dashed {
            let stroke = Stroke::new(1.0, t.edge_strong);
            dashed_frame(painter, rect, f32::from(radius::CHIP), stroke, 3.0, 2.0);
        } else {
            painter.rect_stroke(rect, radius::CHIP, stroke, StrokeKind::Inside);
        }
        let colour = if style == ChipStyle::Warning {
            t.warning
        } else {
            t.text_second
        };
        let mut x = rect.left() + PADDING;
        if style == ChipStyle::Warning {
            let centre = pos2(x + 6.0, rect.center().y);
            painter.text(
                centre,
                Align2::CENTER_CENTER,
                icons::WARNING,
                fonts::icon(12.0),
                colour,
            );
            x += icon_room;
        }
        painter.text(
            pos2(x, rect.center().y),
            Align2::LEFT_CENTER,
            text,
            fonts::chip(),
            colour,
        );
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, response.enabled(), text));
    response
}

/// A key as printed on a cap: "Ctrl K".
pub fn key_cap(ui: &mut Ui, key: &str) -> Response {
    let width = text_width(ui, key, fonts::chip()).ceil() + 2.0 * PADDING;
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    if ui.is_rect_visible(rect) {
        paint_key_cap(ui.painter(), rect.right_center(), key, theme::tokens(ui));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, response.enabled(), key));
    response
}

/// Paints a key cap that ends at `right_centre`; returns its rectangle.
pub(super) fn paint_key_cap(painter: &Painter, right_centre: Pos2, key: &str, t: &Tokens) -> Rect {
    let galley = painter.layout_no_wrap(key.to_owned(), fonts::chip(), t.text_second);
    let size = vec2(galley.size().x.ceil() + 2.0 * PADDING, HEIGHT);
    let rect = Rect::from_min_size(right_centre - vec2(size.x, size.y / 2.0), size);
    let fill = if t.dark { t.control } else { t.hover };
    painter.rect(
        rect,
        radius::CHIP,
        fill,
        Stroke::new(1.0, t.edge),
        StrokeKind::Inside,
    );
    painter.galley(rect.center() - galley.size() / 2.0, galley, t.text_second);
    rect
}

/// A bar of `width` points that is filled up to `share` (0–1), named for screen readers.
pub fn progress(ui: &mut Ui, width: f32, share: f32, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let share = share.clamp(0.0, 1.0);
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let rail = Rect::from_center_size(rect.center(), vec2(rect.width(), 4.0));
        ui.painter().rect_filled(rail, radius::BAR, t.press);
        let done = rail.with_max_x(rail.left() + rail.width() * share);
        ui.painter().rect_filled(done, radius::BAR, t.accent);
    }
    response.widget_info(|| WidgetInfo {
        value: Some(f64::from(share)),
        ..WidgetInfo::labeled(Role::ProgressIndicator, response.enabled(), name)
    });
    response
}

/// Paints a swatch of `colour`, outlined so that it is seen on any ground.
pub fn swatch(painter: &Painter, rect: Rect, colour: Color32, t: &Tokens) {
    painter.rect(
        rect,
        radius::CHIP,
        colour,
        Stroke::new(1.0, t.swatch_edge),
        StrokeKind::Inside,
    );
}
