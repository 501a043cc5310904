//! Typed entry: numbers and text.

use std::ops::RangeInclusive;

use egui::Align2;
use egui::Event;
use egui::Frame;
use egui::Id;
use egui::Key;
use egui::Margin;
use egui::Modifiers;
use egui::MouseWheelUnit;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::TextEdit;
use egui::Ui;
use egui::UiBuilder;
use egui::Vec2;
use egui::accesskit::Action;
use egui::accesskit::ActionData;
use egui::pos2;
use egui::response::Flags;
use egui::text::CCursorRange;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::chip::paint_key_cap;
use crate::ui::widgets::format;
use crate::ui::widgets::paint::text_width;

/// A number that can be typed: what it may be and how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSpec<'a> {
    /// Accessible name.
    pub name: &'a str,
    /// Both ends belong to it; what is typed beyond is taken as the end.
    pub range: RangeInclusive<f64>,
    /// What a double click restores.
    pub default: Option<f64>,
    /// One notch of the wheel, one press of an arrow key.
    pub step: f64,
    /// Digits after the point.
    pub decimals: usize,
    /// Shown behind the number; empty for none.
    pub unit: &'a str,
    /// Width in points.
    pub width: f32,
}

impl NumberSpec<'_> {
    /// `value` within the range, and on a whole step when steps are whole numbers and no decimals are shown.
    pub(super) fn admit(&self, value: f64) -> f64 {
        let whole = self.decimals == 0 && self.step.fract() == 0.0;
        let value = if whole { value.round() } else { value };
        value.clamp(*self.range.start(), *self.range.end())
    }
}

/// A field for a number: typed entry, wheel and arrow keys to step, double click for the default.
///
/// The response is `changed()` in the frame in which a new value is taken over: on Enter, Tab, a click elsewhere, a
/// step. Escape leaves the value as it was.
pub fn number_field(ui: &mut Ui, value: &mut f64, spec: &NumberSpec<'_>) -> Response {
    let before = *value;
    let (rect, _) = ui.allocate_exact_size(vec2(spec.width, size::FIELD), Sense::hover());
    let id = ui.next_auto_id().with("number");
    ui.skip_ahead_auto_ids(1);
    let had_focus = ui.memory(|memory| memory.has_focus(id));

    if had_focus && ui.is_enabled() {
        let steps = ui.input_mut(|input| {
            input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp) as f64
                - input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown) as f64
        });
        if steps != 0.0 {
            let typed = edited(ui, id)
                .and_then(|text| format::parse(&text))
                .unwrap_or(*value);
            *value = spec.admit(typed + steps * spec.step);
            set_edited(ui, id, format::number(*value, spec.decimals));
        }
    }
    if let Some(asked) = asked_value(ui, id) {
        *value = spec.admit(asked);
    }

    let mut text = edited(ui, id).unwrap_or_else(|| format::number(*value, spec.decimals));
    let unit_width = if spec.unit.is_empty() {
        0.0
    } else {
        text_width(ui, spec.unit, fonts::caption()) + 3.0
    };
    let room = rect
        .shrink2(vec2(7.0, 0.0))
        .with_max_x(rect.right() - 7.0 - unit_width);
    paint_field_ground(ui, rect, ui.rect_contains_pointer(rect));
    let mut response = line_edit(ui, room, id, &mut text, |edit| {
        edit.align(Align2::RIGHT_CENTER).font(fonts::value())
    });
    if !spec.unit.is_empty() {
        let at = pos2(rect.right() - 7.0, rect.center().y);
        ui.painter().text(
            at,
            Align2::RIGHT_CENTER,
            spec.unit,
            fonts::caption(),
            theme::tokens(ui).text_quiet,
        );
    }
    paint_field_focus(ui, rect, &response);

    if response.gained_focus() {
        select_all(ui, id, &text);
    }
    // Only what was typed is kept: a field that is merely focused goes on showing its value.
    if response.changed() {
        set_edited(ui, id, text);
    }
    if response.lost_focus() {
        let kept = edited(ui, id).filter(|_| !ui.input(|input| input.key_pressed(Key::Escape)));
        if let Some(typed) = kept.and_then(|text| format::parse(&text)) {
            *value = spec.admit(typed);
        }
        forget_edited(ui, id);
    }
    if response.double_clicked()
        && let Some(default) = spec.default
    {
        *value = default;
        response.surrender_focus();
        forget_edited(ui, id);
    }
    if ui.is_enabled() && ui.rect_contains_pointer(rect) {
        let notches = take_wheel_notches(ui, id);
        if notches != 0.0 {
            *value = spec.admit(*value + notches * spec.step);
        }
    }
    name_number(ui, id, *value, spec);
    // The text edit calls every typed letter a change; the field changes with its value.
    response.flags.remove(Flags::CHANGED);
    if *value != before {
        response.mark_changed();
    }
    response
}

/// A field for a line of text, `width` wide and 28 high, with an icon, a hint and a key cap (each may be empty).
///
/// `name` is its accessible name. Enter and Escape take the focus away; see [`Response::lost_focus`].
pub fn text_field(
    ui: &mut Ui,
    icon: &str,
    name: &str,
    hint: &str,
    text: &mut String,
    width: f32,
    key: &str,
) -> Response {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::BUTTON), Sense::hover());
    let id = ui.next_auto_id().with("text");
    ui.skip_ahead_auto_ids(1);
    paint_field_ground(ui, rect, ui.rect_contains_pointer(rect));
    let mut room = rect.shrink2(vec2(8.0, 0.0));
    if !icon.is_empty() {
        let centre = pos2(room.left() + 7.0, rect.center().y);
        ui.painter().text(
            centre,
            Align2::CENTER_CENTER,
            icon,
            fonts::icon(16.0),
            t.text_second,
        );
        room.min.x += 20.0;
    }
    if !key.is_empty() {
        let cap = paint_key_cap(
            ui.painter(),
            pos2(rect.right() - 5.0, rect.center().y),
            key,
            t,
        );
        room.max.x = cap.left() - 4.0;
    }
    let hint = egui::RichText::new(hint).color(t.text_quiet);
    let response = line_edit(ui, room, id, text, |edit| {
        edit.hint_text(hint).font(fonts::body())
    });
    paint_field_focus(ui, rect, &response);
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_label(name));
    response
}

/// A field for a short text of digits such as "8×8", as high and aligned as a [`number_field`].
///
/// `name` is its accessible name. Enter and Escape take the focus away; see [`Response::lost_focus`].
pub fn value_field(ui: &mut Ui, name: &str, text: &mut String, width: f32) -> Response {
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::FIELD), Sense::hover());
    let id = ui.next_auto_id().with("value");
    ui.skip_ahead_auto_ids(1);
    paint_field_ground(ui, rect, ui.rect_contains_pointer(rect));
    let room = rect.shrink2(vec2(7.0, 0.0));
    let response = line_edit(ui, room, id, text, |edit| {
        edit.align(Align2::RIGHT_CENTER).font(fonts::value())
    });
    paint_field_focus(ui, rect, &response);
    if response.gained_focus() {
        select_all(ui, id, text);
    }
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_label(name));
    response
}

/// A text edit without a frame of its own in the middle of `room`.
fn line_edit(
    ui: &mut Ui,
    room: Rect,
    id: Id,
    text: &mut String,
    set: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) -> Response {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let rect = Rect::from_center_size(room.center(), vec2(room.width(), line));
    let edit = TextEdit::singleline(text)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .min_size(Vec2::ZERO)
        .desired_width(rect.width())
        .align(Align2::LEFT_CENTER)
        .text_color(theme::tokens(ui).text);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    child.spacing_mut().interact_size.y = 0.0;
    child.add(set(edit))
}

fn paint_field_ground(ui: &Ui, rect: Rect, hovered: bool) {
    let t = theme::tokens(ui);
    let edge = if hovered && ui.is_enabled() {
        t.text
    } else {
        t.edge_strong
    };
    ui.painter().rect(
        rect,
        radius::CONTROL,
        t.plot,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
}

fn paint_field_focus(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, theme::tokens(ui).focus);
        ui.painter()
            .rect_stroke(rect, radius::CONTROL, stroke, StrokeKind::Inside);
    }
}

fn name_number(ui: &Ui, id: Id, value: f64, spec: &NumberSpec<'_>) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::SpinButton);
        node.set_label(spec.name);
        node.set_numeric_value(value);
        node.set_min_numeric_value(*spec.range.start());
        node.set_max_numeric_value(*spec.range.end());
        node.set_numeric_value_step(spec.step);
        node.add_action(Action::SetValue);
    });
}

/// The last number that a screen reader asked the widget `id` to take.
pub(super) fn asked_value(ui: &Ui, id: Id) -> Option<f64> {
    ui.input(|input| {
        let requests = input.accesskit_action_requests(id, Action::SetValue);
        requests
            .filter_map(|request| match request.data {
                Some(ActionData::NumericValue(value)) => Some(value),
                _ => None,
            })
            .last()
    })
}

/// Whether the pointer was moved while it is on the widget `id`, and the widget did not merely slide under it because
/// the panel around is scrolled: a value must not change because somebody scrolls past it. Asked once a frame while the
/// pointer is on it.
fn came_by_pointer(ui: &Ui, id: Id) -> bool {
    let id = id.with("came by pointer");
    let frame = ui.ctx().cumulative_frame_nr();
    let is_move = |event: &Event| matches!(event, Event::PointerMoved(_));
    let moved = ui.input(|input| input.events.iter().any(is_move));
    let before = ui
        .data(|data| data.get_temp::<(u64, bool)>(id))
        .filter(|(last, _)| last + 1 >= frame);
    let came = moved || before.is_some_and(|(_, came)| came);
    ui.data_mut(|data| data.insert_temp(id, (frame, came)));
    came
}

/// Whole notches of the wheel in this frame, up positive; what a scroll area around would have taken is taken.
pub(super) fn take_wheel_notches(ui: &Ui, id: Id) -> f64 {
    if !came_by_pointer(ui, id) {
        return 0.0;
    }
    let turned: f32 = ui.input_mut(|input| {
        let turned = input.events.iter().map(|event| match event {
            Event::MouseWheel {
                unit,
                delta,
                modifiers,
                ..
            } if modifiers.is_none() => match unit {
                MouseWheelUnit::Line | MouseWheelUnit::Page => delta.y,
                MouseWheelUnit::Point => delta.y / 50.0,
            },
            _ => 0.0,
        });
        let turned = turned.sum();
        input.smooth_scroll_delta.y = 0.0;
        turned
    });
    if turned == 0.0 {
        return 0.0;
    }
    // Touch pads send parts of a notch; they add up.
    let rest_id = id.with("wheel");
    let sum = turned + ui.data(|data| data.get_temp::<f32>(rest_id)).unwrap_or(0.0);
    ui.data_mut(|data| data.insert_temp(rest_id, sum.fract()));
    f64::from(sum.trunc())
}

/// The half-typed text of a field, kept only while it has the focus.
#[derive(Clone)]
struct Edited(String);

fn edited(ui: &Ui, id: Id) -> Option<String> {
    ui.data(|data| data.get_temp::<Edited>(id))
        .map(|edited| edited.0)
}

fn set_edited(ui: &Ui, id: Id, text: String) {
    ui.data_mut(|data| data.insert_temp(id, Edited(text)));
}

fn forget_edited(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<Edited>(id));
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    state
        .cursor
        .set_char_range(Some(CCursorRange::select_all_str(text)));
    state.store(ui.ctx(), id);
}
