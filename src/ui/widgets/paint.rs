//! What widgets draw with: surfaces by state, focus rings, dashes, cut-off text, the program's mark.

use std::sync::Arc;

use egui::Color32;
use egui::CornerRadius;
use egui::FontId;
use egui::Galley;
use egui::Painter;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::pos2;
use egui::text::LayoutJob;
use egui::text::TextWrapping;
use egui::vec2;

use crate::ui::theme::Tokens;

/// How a control is drawn at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// Neither fill nor outline: toolbar, bars, rows of menus.
    Bare,
    /// Fill and outline.
    Boxed,
    /// On: filled with the accent.
    Accent,
}

/// Fill, outline and text of a control in its present state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surface {
    pub fill: Color32,
    pub edge: Color32,
    pub text: Color32,
    pub icon: Color32,
}

/// The surface of a control. What is disabled loses its fill; egui fades the rest.
pub(super) fn surface(t: &Tokens, response: &Response, ground: Ground, open: bool) -> Surface {
    let none = Color32::TRANSPARENT;
    if ground == Ground::Accent {
        let edge = if response.hovered() { t.text } else { t.accent };
        return Surface {
            fill: t.accent,
            edge,
            text: t.on_accent,
            icon: t.on_accent,
        };
    }
    let (fill, edge) = if !response.enabled() {
        (
            none,
            if ground == Ground::Boxed {
                t.edge
            } else {
                none
            },
        )
    } else if open || response.is_pointer_button_down_on() {
        (t.press, t.edge_strong)
    } else if response.hovered() {
        (t.hover, t.edge_strong)
    } else if ground == Ground::Boxed {
        (t.control, t.edge)
    } else {
        (none, none)
    };
    let icon = if fill == t.press {
        t.text
    } else {
        t.text_second
    };
    Surface {
        fill,
        edge,
        text: t.text,
        icon,
    }
}

/// Paints a surface with its outline inside `rect`.
pub(super) fn fill_surface(
    painter: &Painter,
    rect: Rect,
    radius: impl Into<CornerRadius>,
    surface: Surface,
) {
    painter.rect(
        rect,
        radius,
        surface.fill,
        Stroke::new(1.0, surface.edge),
        StrokeKind::Inside,
    );
}

/// Draws the ring round a widget that has the keyboard.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let colour = crate::ui::theme::tokens(ui).focus;
        ui.painter()
            .rect_stroke(rect, radius, Stroke::new(2.0, colour), StrokeKind::Inside);
    }
}

/// One line of text, cut off with "…" where it exceeds `width` points; [`Galley::elided`] says whether.
pub fn truncated(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Width in points of one line of text.
pub(super) fn text_width(ui: &Ui, text: &str, font: FontId) -> f32 {
    ui.painter()
        .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER)
        .size()
        .x
}

/// Paints a galley with its left edge at `x`, centred on `y`.
pub(super) fn galley_left_centre(
    painter: &Painter,
    x: f32,
    y: f32,
    galley: Arc<Galley>,
    colour: Color32,
) {
    let top = y - galley.size().y / 2.0;
    painter.galley(pos2(x, top), galley, colour);
}

/// A rounded frame of dashes, drawn inside `rect`.
pub fn dashed_frame(
    painter: &Painter,
    rect: Rect,
    radius: f32,
    stroke: Stroke,
    dash: f32,
    gap: f32,
) {
    let rect = rect.shrink(stroke.width / 2.0);
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let corner = |centre: Pos2, quarter: f32| {
        (0..=6).map(move |i| {
            let angle = (quarter + i as f32 / 6.0) * std::f32::consts::FRAC_PI_2;
            centre + radius * vec2(angle.cos(), angle.sin())
        })
    };
    let inner = rect.shrink(radius);
    let mut points: Vec<Pos2> = corner(inner.right_bottom(), 0.0)
        .chain(corner(inner.left_bottom(), 1.0))
        .chain(corner(inner.left_top(), 2.0))
        .chain(corner(inner.right_top(), 3.0))
        .collect();
    points.extend(points.first().copied());
    painter.extend(Shape::dashed_line(&points, stroke, dash, gap));
}

/// The program's mark: a rounded frame with the seven bars of a histogram, the middle one in the accent.
pub fn program_mark(painter: &Painter, rect: Rect, t: &Tokens) {
    // Drawn on a grid of 48, on which the frame is 5 thick.
    let unit = rect.width().min(rect.height()) / 48.0;
    let origin = rect.center() - vec2(24.0, 24.0) * unit;
    let frame = Rect::from_min_size(origin, vec2(48.0, 48.0) * unit);
    let radius = CornerRadius::from(10.0 * unit);
    painter.rect_stroke(
        frame,
        radius,
        Stroke::new(5.0 * unit, t.text),
        StrokeKind::Inside,
    );
    for (index, height) in [6.0, 11.0, 17.0, 25.0, 16.0, 11.0, 7.0_f32]
        .into_iter()
        .enumerate()
    {
        let left_bottom = origin + vec2(10.5 + 4.0 * index as f32, 37.0) * unit;
        let bar = Rect::from_two_pos(left_bottom, left_bottom + vec2(3.0, -height) * unit);
        let colour = if index == 3 { t.accent } else { t.text };
        painter.rect_filled(bar, CornerRadius::from(unit), colour);
    }
}
