//! On and off: switches and check boxes.

use egui::Color32;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::accesskit::Toggled;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::paint::focus_ring;
use crate::ui::widgets::paint::galley_left_centre;
use crate::ui::widgets::paint::text_width;
use crate::ui::widgets::paint::truncated;

/// What a switch says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchState {
    /// Off.
    Off,
    /// On.
    On,
    /// On in some of several views and off in others.
    Mixed,
}

impl From<bool> for SwitchState {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// Area that answers to the pointer.
const HIT: egui::Vec2 = vec2(40.0, size::BUTTON);
/// What is drawn.
const DRAWN: egui::Vec2 = vec2(26.0, 15.0);

/// A switch without a drawn label, named `name`; a click turns `on` and marks the response as changed.
pub fn switch(ui: &mut Ui, on: &mut bool, name: &str) -> Response {
    let mut response = switch_state(ui, (*on).into(), name);
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response
}

/// A switch that shows `state`, for several views at once; the caller decides what a click means.
pub fn switch_state(ui: &mut Ui, state: SwitchState, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(HIT, Sense::click());
    paint_switch(
        ui,
        Rect::from_center_size(rect.center(), DRAWN),
        &response,
        state,
    );
    name_switch(ui, &response, state, name);
    response
}

/// A switch and its label at the right, one area to hit; a click turns `on` and marks the response as changed.
pub fn labelled_switch(ui: &mut Ui, on: &mut bool, label: &str) -> Response {
    const GAP: f32 = 8.0;
    let width = DRAWN.x + GAP + text_width(ui, label, fonts::body()).ceil();
    let width = width.min(ui.available_width());
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::BUTTON), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let drawn = Rect::from_min_size(pos2(rect.left(), rect.center().y - DRAWN.y / 2.0), DRAWN);
    paint_switch(ui, drawn, &response, (*on).into());
    let colour = theme::tokens(ui).text;
    let galley = truncated(
        ui,
        label,
        fonts::body(),
        colour,
        rect.right() - drawn.right() - GAP + 1.0,
    );
    galley_left_centre(
        ui.painter(),
        drawn.right() + GAP,
        rect.center().y,
        galley,
        colour,
    );
    name_switch(ui, &response, (*on).into(), label);
    response
}

fn name_switch(ui: &Ui, response: &Response, state: SwitchState, name: &str) {
    let on = state == SwitchState::On;
    response.widget_info(|| WidgetInfo::selected(Role::Switch, response.enabled(), on, name));
    if state == SwitchState::Mixed {
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_toggled(Toggled::Mixed));
    }
}

fn paint_switch(ui: &Ui, rect: Rect, response: &Response, state: SwitchState) {
    if !ui.is_rect_visible(rect) {
        return;
    }
    let t = theme::tokens(ui);
    let painter = ui.painter();
    let round = rect.height() / 2.0;
    let on = state == SwitchState::On;
    let edge = if response.hovered() {
        t.text
    } else {
        t.edge_strong
    };
    if on {
        let stroke = if response.hovered() {
            Stroke::new(1.0, t.text)
        } else {
            Stroke::NONE
        };
        painter.rect(rect, round, t.accent, stroke, StrokeKind::Inside);
    } else {
        painter.rect(
            rect,
            round,
            Color32::TRANSPARENT,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
    }
    // The knob differs in place and size as well as in colour.
    match state {
        SwitchState::On => painter.circle_filled(
            pos2(rect.right() - round, rect.center().y),
            5.5,
            t.on_accent,
        ),
        SwitchState::Off => painter.circle_filled(
            pos2(rect.left() + round, rect.center().y),
            4.0,
            t.text_second,
        ),
        SwitchState::Mixed => painter.rect_filled(
            Rect::from_center_size(rect.center(), vec2(10.0, 3.0)),
            radius::BAR,
            t.text_second,
        ),
    };
    if response.has_focus() {
        painter.rect_stroke(
            rect.expand(3.0),
            round + 3.0,
            Stroke::new(2.0, t.focus),
            StrokeKind::Inside,
        );
    }
}

/// A check box with its text; a click turns `on` and marks the response as changed.
pub fn check_box(ui: &mut Ui, on: &mut bool, text: &str) -> Response {
    const SIDE: f32 = 16.0;
    const GAP: f32 = 8.0;
    let width = SIDE + GAP + text_width(ui, text, fonts::body()).ceil();
    let width = width.min(ui.available_width());
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::FIELD), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let painter = ui.painter();
        let square = Rect::from_min_size(
            pos2(rect.left(), rect.center().y - SIDE / 2.0),
            vec2(SIDE, SIDE),
        );
        let edge = if response.hovered() {
            t.text
        } else {
            t.edge_strong
        };
        let (fill, stroke) = if *on {
            (t.accent, Stroke::NONE)
        } else {
            (t.plot, Stroke::new(1.0, edge))
        };
        painter.rect(square, radius::CHIP, fill, stroke, StrokeKind::Inside);
        if *on {
            let mark =
                [vec2(-3.5, 0.2), vec2(-1.0, 2.8), vec2(3.8, -2.8)].map(|d| square.center() + d);
            painter.add(Shape::line(mark.to_vec(), Stroke::new(1.5, t.on_accent)));
        }
        let galley = truncated(
            ui,
            text,
            fonts::body(),
            t.text,
            rect.right() - square.right() - GAP + 1.0,
        );
        galley_left_centre(
            painter,
            square.right() + GAP,
            rect.center().y,
            galley,
            t.text,
        );
        focus_ring(ui, &response, square.expand(2.0), radius::CONTROL);
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, response.enabled(), *on, text));
    response
}
