//! The row of a parameter: label, slider, typed field.

use std::ops::RangeInclusive;

use egui::CursorIcon;
use egui::EventFilter;
use egui::Id;
use egui::Key;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Stroke;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::accesskit::Action;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::field::NumberSpec;
use crate::ui::widgets::field::asked_value;
use crate::ui::widgets::field::number_field;
use crate::ui::widgets::field::take_wheel_notches;
use crate::ui::widgets::paint::galley_left_centre;
use crate::ui::widgets::paint::truncated;

/// A parameter and how its row is drawn.
#[derive(Debug, PartialEq)]
pub struct SliderSpec<'a> {
    /// Drawn at the left, 84 wide, and the accessible name of slider and field.
    pub label: &'a str,
    /// The parameter.
    pub value: &'a mut f64,
    /// Of the rail; both ends belong to it.
    pub range: RangeInclusive<f64>,
    /// What may be typed, where that is more than the rail shows.
    pub typed: Option<RangeInclusive<f64>>,
    /// A tick on the rail; a double click restores it.
    pub default: Option<f64>,
    /// The slider moves in these steps; 0 for freely.
    pub step: f64,
    /// Equal ways on the rail are equal ratios; only for ranges above 0.
    pub logarithmic: bool,
    /// Shown in the field behind the number; empty for none.
    pub unit: &'a str,
    /// Digits after the point.
    pub decimals: usize,
    /// Only whole numbers.
    pub integer: bool,
    /// Tooltip of the label: unit and range, and what OpenCV or scikit-image call it; empty for none.
    pub tooltip: &'a str,
    /// Width of the typed field in points.
    pub field_width: f32,
}

impl<'a> SliderSpec<'a> {
    /// A parameter with one decimal, moving freely, without default, unit or tooltip; set the other fields by
    /// `SliderSpec { decimals: 2, ..SliderSpec::new(…) }`.
    pub fn new(label: &'a str, value: &'a mut f64, range: RangeInclusive<f64>) -> Self {
        Self {
            label,
            value,
            range,
            typed: None,
            default: None,
            step: 0.0,
            logarithmic: false,
            unit: "",
            decimals: 1,
            integer: false,
            tooltip: "",
            field_width: 62.0,
        }
    }

    fn number(&self) -> NumberSpec<'a> {
        let finest = 10_f64.powi(-(self.decimals.min(12) as i32));
        NumberSpec {
            name: self.label,
            range: self.typed.clone().unwrap_or_else(|| self.range.clone()),
            default: self.default,
            step: if self.integer {
                self.step.max(1.0).round()
            } else {
                self.step.max(finest)
            },
            decimals: if self.integer { 0 } else { self.decimals },
            unit: self.unit,
            width: self.field_width,
        }
    }

    /// Where `value` is on the rail, 0–1.
    fn share(&self, value: f64) -> f64 {
        let (low, high) = (*self.range.start(), *self.range.end());
        let share = if self.logarithmic && low > 0.0 {
            (value / low).ln() / (high / low).ln()
        } else {
            (value - low) / (high - low)
        };
        if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// The value at `share` (0–1) of the rail, on a whole step.
    fn value_at(&self, share: f64) -> f64 {
        let (low, high) = (*self.range.start(), *self.range.end());
        let value = if self.logarithmic && low > 0.0 {
            low * (high / low).powf(share)
        } else {
            low + (high - low) * share
        };
        let number = self.number();
        // A logarithmic rail has no even steps: there the decimals shown decide.
        let step = if self.logarithmic {
            10_f64.powi(-(number.decimals.min(12) as i32))
        } else {
            self.step
        };
        let origin = if self.logarithmic { 0.0 } else { low };
        let stepped = if step > 0.0 {
            origin + ((value - origin) / step).round() * step
        } else {
            value
        };
        number.admit(stepped)
    }
}

/// What happened to a [`slider`] in this frame.
#[derive(Clone, Debug)]
pub struct SliderResponse {
    /// The value changed.
    pub changed: bool,
    /// The pointer holds the handle.
    pub dragging: bool,
    /// The pointer took the handle.
    pub drag_started: bool,
    /// A gesture ended: the pointer let go, or a value was typed, stepped or restored. The time for one undo step.
    pub released: bool,
    /// The slider's response, for its tooltip.
    pub response: Response,
}

/// The row of a parameter: label 84 – slider – typed field, 30 high over the whole width.
///
/// Wheel and arrow keys move by one step (ten with Shift), a double click restores the default. Slider
/// ([`egui::Role::Slider`]) and field ([`egui::Role::SpinButton`]) have the same name.
pub fn slider(ui: &mut Ui, spec: SliderSpec<'_>) -> SliderResponse {
    slider_beside(ui, spec, |ui, value, number| {
        number_field(ui, value, number);
    })
}

/// As [`slider`], with what `add_field` draws in place of the typed field, for parameters that are typed in a way of
/// their own. It is given the value and what [`slider`] would make the field of.
pub fn slider_beside(
    ui: &mut Ui,
    spec: SliderSpec<'_>,
    add_field: impl FnOnce(&mut Ui, &mut f64, &NumberSpec<'_>),
) -> SliderResponse {
    const LABEL: f32 = 84.0;
    const HANDLE: f32 = 7.0;
    let before = *spec.value;
    let number = spec.number();
    let (row, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), size::PARAMETER_ROW),
        Sense::hover(),
    );
    let id = ui.next_auto_id().with("slider");
    ui.skip_ahead_auto_ids(1);

    let field = row.with_min_x(row.right() - spec.field_width);
    let rail = Rect::from_min_max(
        pos2(row.left() + LABEL + 4.0, row.center().y - 2.0),
        pos2(field.left() - 16.0, row.center().y + 2.0),
    );
    label(ui, row.with_max_x(row.left() + LABEL), id, &spec);

    let hit = Rect::from_center_size(
        rail.center(),
        vec2(rail.width() + 2.0 * HANDLE, size::BUTTON),
    );
    let response = ui
        .interact(hit, id, Sense::click_and_drag())
        .on_hover_cursor(CursorIcon::ResizeHorizontal);
    let held_id = id.with("held");
    let was_held = ui
        .data(|data| data.get_temp::<bool>(held_id))
        .unwrap_or(false);
    let held = response.is_pointer_button_down_on();
    if held != was_held {
        ui.data_mut(|data| data.insert_temp(held_id, held));
    }
    if held && let Some(pointer) = response.interact_pointer_pos() {
        let share = egui::remap_clamp(pointer.x, rail.x_range(), 0.0..=1.0);
        *spec.value = spec.value_at(f64::from(share));
    }
    let steps = key_steps(ui, &response, id);
    let notches = if response.hovered() && !held {
        take_wheel_notches(ui, id)
    } else {
        0.0
    };
    if steps + notches != 0.0 {
        *spec.value = number.admit(before + (steps + notches) * number.step);
    }
    if let Some(asked) = asked_value(ui, id) {
        *spec.value = number.admit(asked);
    }
    if response.double_clicked()
        && let Some(default) = spec.default
    {
        *spec.value = default;
    }

    let field = Rect::from_center_size(field.center(), vec2(field.width(), size::FIELD));
    let mut field_ui = ui.new_child(UiBuilder::new().id_salt(id).max_rect(field));
    add_field(&mut field_ui, spec.value, &number);

    paint_slider(ui, rail, HANDLE, &spec, &response, held);
    name_slider(ui, &response, &spec, &number);
    let changed = *spec.value != before;
    SliderResponse {
        changed,
        dragging: held,
        drag_started: held && !was_held,
        released: !held && (was_held || changed),
        response,
    }
}

fn label(ui: &Ui, rect: Rect, id: Id, spec: &SliderSpec<'_>) {
    let t = theme::tokens(ui);
    let galley = truncated(
        ui,
        spec.label,
        fonts::small(),
        t.text_second,
        rect.width() - 4.0,
    );
    let cut = galley.elided;
    galley_left_centre(
        ui.painter(),
        rect.left(),
        rect.center().y,
        galley,
        t.text_second,
    );
    if cut || !spec.tooltip.is_empty() {
        let response = ui.interact(rect, id.with("label"), Sense::hover());
        response.on_hover_ui(|ui| {
            ui.label(egui::RichText::new(spec.label).color(t.text));
            if !spec.tooltip.is_empty() {
                ui.label(
                    egui::RichText::new(spec.tooltip)
                        .font(fonts::small())
                        .color(t.text_quiet),
                );
            }
        });
    }
}

/// Steps asked for by arrow keys and screen readers.
fn key_steps(ui: &Ui, response: &Response, id: Id) -> f64 {
    let mut steps = ui.input(|input| {
        input.num_accesskit_action_requests(id, Action::Increment) as f64
            - input.num_accesskit_action_requests(id, Action::Decrement) as f64
    });
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        steps += ui.input(|input| {
            let count = |key| input.num_presses(key) as f64;
            let up = count(Key::ArrowRight) + count(Key::ArrowUp);
            let down = count(Key::ArrowLeft) + count(Key::ArrowDown);
            (up - down) * if input.modifiers.shift { 10.0 } else { 1.0 }
        });
    }
    steps
}

fn paint_slider(
    ui: &Ui,
    rail: Rect,
    handle: f32,
    spec: &SliderSpec<'_>,
    response: &Response,
    held: bool,
) {
    let t = theme::tokens(ui);
    let painter = ui.painter();
    let x_at = |value| rail.left() + rail.width() * spec.share(value) as f32;
    if let Some(default) = spec.default {
        let tick = Rect::from_center_size(
            pos2(x_at(default).round(), rail.center().y),
            vec2(1.0, 10.0),
        );
        painter.rect_filled(tick, 0, t.text_quiet);
    }
    painter.rect_filled(rail, radius::BAR, t.press);
    let centre = pos2(x_at(*spec.value), rail.center().y);
    painter.rect_filled(rail.with_max_x(centre.x), radius::BAR, t.accent);
    let fill = if held {
        t.accent
    } else if response.hovered() {
        t.hover
    } else {
        t.raised
    };
    painter.circle(centre, handle - 1.0, fill, Stroke::new(2.0, t.accent));
    if response.has_focus() {
        painter.circle_stroke(centre, handle + 2.0, Stroke::new(2.0, t.focus));
    }
}

fn name_slider(ui: &Ui, response: &Response, spec: &SliderSpec<'_>, number: &NumberSpec<'_>) {
    let value = *spec.value;
    response.widget_info(|| WidgetInfo::slider(response.enabled(), value, spec.label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(*spec.range.start());
        node.set_max_numeric_value(*spec.range.end());
        node.set_numeric_value_step(number.step);
        node.add_action(Action::SetValue);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rail_and_the_value_agree_at_both_ends_and_between() {
        let mut value = 2.0;
        let linear = SliderSpec {
            step: 0.1,
            ..SliderSpec::new("clip", &mut value, 1.0..=6.0)
        };
        assert_eq!(linear.share(1.0), 0.0);
        assert_eq!(linear.share(6.0), 1.0);
        assert!((linear.value_at(0.5) - 3.5).abs() < 1e-9);
        assert!((linear.value_at(0.511) - 3.6).abs() < 1e-9, "on a step");
    }

    #[test]
    fn a_logarithmic_rail_halves_ratios() {
        let mut value = 1.0;
        let gamma = SliderSpec {
            logarithmic: true,
            decimals: 2,
            ..SliderSpec::new("gamma", &mut value, 0.1..=10.0)
        };
        assert!((gamma.share(1.0) - 0.5).abs() < 1e-9);
        assert!((gamma.value_at(0.5) - 1.0).abs() < 1e-9);
        assert!((gamma.value_at(1.0) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn whole_numbers_stay_whole_and_inside() {
        let mut value = 8.0;
        let tiles = SliderSpec {
            integer: true,
            ..SliderSpec::new("tiles", &mut value, 1.0..=16.0)
        };
        for share in [0.0, 0.13, 0.5, 0.99, 1.0] {
            let at = tiles.value_at(share);
            assert_eq!(at.fract(), 0.0);
            assert!((1.0..=16.0).contains(&at));
        }
    }

    #[test]
    fn a_range_of_one_value_divides_by_nothing() {
        let mut value = 3.0;
        let stuck = SliderSpec::new("stuck", &mut value, 3.0..=3.0);
        assert_eq!(stuck.share(3.0), 0.0);
        assert_eq!(stuck.value_at(0.7), 3.0);
    }
}
