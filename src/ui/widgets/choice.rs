//! Choosing among a few: segmented controls and tabs.

use egui::Align2;
use egui::CornerRadius;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::paint::focus_ring;
use crate::ui::widgets::paint::text_width;

/// One segment of a [`segmented`] control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SegItem<'a> {
    /// The word on it, also its accessible name.
    pub label: &'a str,
    /// Whether it is on.
    pub on: bool,
    /// Its tooltip; empty for none.
    pub tooltip: &'a str,
}

/// A row of toggle buttons in one frame: none, one or several may be on.
///
/// Returns the segment that was clicked, and whether Shift was held. The caller decides what a click means.
pub fn segmented(
    ui: &mut Ui,
    id: impl egui::AsIdSalt,
    items: &[SegItem<'_>],
) -> Option<(usize, bool)> {
    const PADDING: f32 = 11.0;
    let widths: Vec<f32> = items
        .iter()
        .map(|item| text_width(ui, item.label, fonts::control()).ceil() + 2.0 * PADDING)
        .collect();
    let whole = vec2(widths.iter().sum(), size::BUTTON);
    let (frame, _) = ui.allocate_exact_size(whole, Sense::hover());
    let t = theme::tokens(ui);
    let enabled = ui.is_enabled();
    let base = ui.scope_id().with(id);
    let mut clicked = None;
    let mut left = frame.left();
    if enabled {
        ui.painter().rect_filled(frame, radius::CONTROL, t.control);
    }
    let mut rings = Vec::new();
    for (index, (item, width)) in items.iter().zip(&widths).enumerate() {
        let rect = Rect::from_min_size(pos2(left, frame.top()), vec2(*width, frame.height()));
        left = rect.right();
        let response = ui.interact(rect, base.with(index), Sense::click());
        let corners = CornerRadius {
            nw: if index == 0 { radius::CONTROL } else { 0 },
            sw: if index == 0 { radius::CONTROL } else { 0 },
            ne: if index + 1 == items.len() {
                radius::CONTROL
            } else {
                0
            },
            se: if index + 1 == items.len() {
                radius::CONTROL
            } else {
                0
            },
        };
        let fill = if item.on && enabled {
            Some(t.accent)
        } else if response.is_pointer_button_down_on() {
            Some(t.press)
        } else if response.hovered() {
            Some(t.hover)
        } else {
            None
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, corners, fill);
        }
        let colour = if item.on && enabled {
            t.on_accent
        } else {
            t.text
        };
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            item.label,
            fonts::control(),
            colour,
        );
        let beside_on = item.on || items.get(index + 1).is_some_and(|next| next.on);
        if index + 1 < items.len() && !beside_on {
            let y = frame.center().y;
            ui.painter().vline(
                rect.right() - 0.5,
                y - 7.0..=y + 7.0,
                Stroke::new(1.0, t.edge),
            );
        }
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, response.enabled(), item.on, item.label)
        });
        if response.clicked() {
            clicked = Some((index, ui.input(|input| input.modifiers.shift)));
        }
        let response = if item.tooltip.is_empty() {
            response
        } else {
            response.on_hover_text(item.tooltip)
        };
        rings.push((response, rect));
    }
    ui.painter().rect_stroke(
        frame,
        radius::CONTROL,
        Stroke::new(1.0, t.edge),
        StrokeKind::Inside,
    );
    for (response, rect) in &rings {
        focus_ring(ui, response, *rect, radius::CONTROL);
    }
    clicked
}

/// A row of tabs; returns whether `chosen` was changed.
pub fn tab_bar(ui: &mut Ui, labels: &[&str], chosen: &mut usize) -> bool {
    let before = *chosen;
    let t = theme::tokens(ui);
    let (bar, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::TAB_BAR), Sense::hover());
    let mut left = bar.left();
    for (index, label) in labels.iter().enumerate() {
        // The wider cut decides, so that nothing shifts when another tab is chosen.
        let width = text_width(ui, label, fonts::section()).ceil();
        let rect = Rect::from_min_size(pos2(left, bar.top()), vec2(width, bar.height()));
        left = rect.right() + 18.0;
        let response = ui.interact(
            rect.expand2(vec2(6.0, 0.0)),
            ui.scope_id().with(("tab", label)),
            Sense::click(),
        );
        let on = index == *chosen;
        let (font, colour) = if on {
            (fonts::section(), t.text)
        } else if response.hovered() {
            (fonts::control(), t.text)
        } else {
            (fonts::control(), t.text_second)
        };
        ui.painter()
            .text(rect.left_center(), Align2::LEFT_CENTER, label, font, colour);
        if on {
            ui.painter()
                .rect_filled(rect.with_min_y(rect.bottom() - 2.0), 0, t.accent);
        }
        focus_ring(
            ui,
            &response,
            response.rect.shrink2(vec2(0.0, 4.0)),
            radius::SMALL,
        );
        response.widget_info(|| WidgetInfo::selected(Role::Tab, response.enabled(), on, label));
        if response.clicked() {
            *chosen = index;
        }
    }
    *chosen != before
}
