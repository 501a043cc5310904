//! The window on the plot: two edges, a bar between them, the shade outside.

use egui::Align2;
use egui::CursorIcon;
use egui::EventFilter;
use egui::Id;
use egui::Key;
use egui::Painter;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use super::super::edits::send;
use super::axis::Scale;
use super::memory::Grip;
use super::memory::Memory;
use crate::document::Edit;
use crate::recipe::LookWindow;
use crate::recipe::VoiFunction;
use crate::recipe::Window;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::state::UiState;
use crate::ui::theme::Tokens;

/// Width that answers to the pointer round an edge.
const HIT: f32 = 16.0;

/// The window's controls in this frame.
pub(super) struct Handles {
    /// The values at which black ends and white begins.
    bounds: (f64, f64),
    low: Response,
    high: Response,
    bar: Response,
}

/// The window from `low` to `high` with the same shape; whole numbers where values are whole.
pub(super) fn between(low: f64, high: f64, like: Window, whole: bool) -> Option<Window> {
    let round = |value: f64| if whole { value.round() } else { value };
    let (low, high) = (round(low), round(high));
    let made = match like.function() {
        VoiFunction::Linear => Window::from_bounds(low, high.max(low)),
        function @ (VoiFunction::LinearExact | VoiFunction::Sigmoid) => {
            let least = if whole { 1.0 } else { like.width() * 1e-6 };
            Window::new((low + high) / 2.0, (high - low).max(least), function)
        }
    };
    made.ok()
}

/// Lets a person move the window.
pub(super) fn interact(
    ui: &Ui,
    scale: &Scale,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
    memory: &mut Memory,
) -> Option<Handles> {
    let window = active.window()?;
    let texts = &active.texts.panels;
    let bounds = window.bounds();
    let whole = active.is_whole();
    let base = ui.make_persistent_id("window");
    let (left, right) = (scale.x_inside(bounds.0), scale.x_inside(bounds.1));
    let bar_rect = Rect::from_min_max(
        pos2(left, scale.body().top() - 9.0),
        pos2(right.max(left + 1.0), scale.body().top() + 5.0),
    );
    let bar = control(
        ui,
        bar_rect,
        base.with("bar"),
        CursorIcon::Grab,
        texts.window_center,
        window.center(),
    );
    let edge = |name: &'static str, x: f32, label: &str, value: f64| {
        let rect = Rect::from_x_y_ranges(x - HIT / 2.0..=x + HIT / 2.0, scale.rect.y_range());
        control(
            ui,
            rect,
            base.with(name),
            CursorIcon::ResizeHorizontal,
            label,
            value,
        )
    };
    let low = edge("low", left, texts.window_low, bounds.0);
    let high = edge("high", right, texts.window_high, bounds.1);

    let step = if whole {
        1.0
    } else {
        (scale.high - scale.low) / 400.0
    };
    let pointer = ui
        .input(|input| input.pointer.latest_pos())
        .map(|at| scale.value(at.x));
    let mut wanted = None;
    for (response, grip) in [(&low, Grip::Low), (&high, Grip::High)] {
        if response.drag_started() {
            memory.grip = Some(grip);
        }
        let mut moved = arrows(ui, response) * step;
        let mut held = false;
        if response.dragged()
            && memory.grip == Some(grip)
            && let Some(value) = pointer
        {
            moved = value
                - if grip == Grip::Low {
                    bounds.0
                } else {
                    bounds.1
                };
            held = true;
        }
        if moved != 0.0 || held {
            let (low, high) = match grip {
                Grip::Low => ((bounds.0 + moved).min(bounds.1 - step), bounds.1),
                _ => (bounds.0, (bounds.1 + moved).max(bounds.0 + step)),
            };
            wanted = between(low, high, window, whole).map(|window| (window, held));
        }
    }
    if bar.drag_started()
        && let Some(from) = pointer
    {
        let center = window.center();
        memory.grip = Some(Grip::Centre { from, center });
    }
    let moved = arrows(ui, &bar) * step;
    let dragged = match (memory.grip, pointer) {
        (Some(Grip::Centre { from, center }), Some(value)) if bar.dragged() => {
            Some(center + value - from)
        }
        _ => None,
    };
    if let Some(center) = dragged.or((moved != 0.0).then_some(window.center() + moved)) {
        // A centre may lie between two whole numbers; it then moves by whole numbers.
        let by = center - window.center();
        let by = if whole { by.round() } else { by };
        let made = Window::new(window.center() + by, window.width(), window.function());
        wanted = made.ok().map(|window| (window, dragged.is_some()));
    }
    if [&low, &high, &bar]
        .iter()
        .any(|response| response.drag_stopped())
    {
        memory.grip = None;
    }
    let viewport = active.view.id;
    if low.double_clicked() || high.double_clicked() || bar.double_clicked() {
        let window = LookWindow::Auto;
        commands.push(Edit::SetWindow { viewport, window });
    } else if let Some((new, held)) = wanted.filter(|(new, _)| *new != window) {
        let window = LookWindow::Given(new);
        send(Edit::SetWindow { viewport, window }, held, state, commands);
    }
    Some(Handles {
        bounds,
        low,
        high,
        bar,
    })
}

fn control(ui: &Ui, rect: Rect, id: Id, cursor: CursorIcon, name: &str, value: f64) -> Response {
    let response = ui
        .interact(rect, id, Sense::click_and_drag())
        .on_hover_cursor(cursor);
    response.widget_info(|| WidgetInfo::slider(response.enabled(), value, name));
    response
}

/// Steps asked for by the arrow keys of a focused handle; ten with Shift.
fn arrows(ui: &Ui, response: &Response) -> f64 {
    if !response.has_focus() {
        return 0.0;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ui.input(|input| {
        let count = |key| input.num_presses(key) as f64;
        let up = count(Key::ArrowRight) + count(Key::ArrowUp);
        let down = count(Key::ArrowLeft) + count(Key::ArrowDown);
        (up - down) * if input.modifiers.shift { 10.0 } else { 1.0 }
    })
}

impl Handles {
    /// Whether the pointer is on one of them.
    pub fn hovered(&self) -> bool {
        [&self.low, &self.high, &self.bar]
            .iter()
            .any(|response| response.hovered() || response.dragged())
    }

    /// The shade over values outside the window.
    pub fn paint_shade(&self, painter: &Painter, scale: &Scale, t: &Tokens) {
        let (left, right) = (scale.x_inside(self.bounds.0), scale.x_inside(self.bounds.1));
        for rect in [scale.rect.with_max_x(left), scale.rect.with_min_x(right)] {
            if rect.width() > 0.5 {
                painter.rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0, t.histogram.outside);
            }
        }
    }

    /// Edges, grips and bar.
    pub fn paint(&self, painter: &Painter, scale: &Scale, t: &Tokens) {
        let (left, right) = (scale.x_inside(self.bounds.0), scale.x_inside(self.bounds.1));
        let active = |response: &Response| {
            if response.dragged() { t.accent } else { t.text }
        };
        let bar =
            Rect::from_x_y_ranges(left..=right, scale.body().top() - 3.0..=scale.body().top());
        let strong = self.bar.hovered() || self.bar.dragged() || self.bar.has_focus();
        let colour = active(&self.bar);
        let colour = if strong {
            colour
        } else {
            colour.gamma_multiply(0.55)
        };
        painter.rect_filled(bar, 0, colour);
        if self.bar.has_focus() {
            let ring = bar.expand2(vec2(0.0, 3.0));
            painter.rect_stroke(ring, 3, Stroke::new(2.0, t.focus), StrokeKind::Inside);
        }
        for (response, x, value, inwards) in [
            (&self.low, left, self.bounds.0, 1.0),
            (&self.high, right, self.bounds.1, -1.0),
        ] {
            let line = x
                .round()
                .clamp(scale.rect.left() + 1.0, scale.rect.right() - 1.0);
            let edge = Rect::from_x_y_ranges(line - 1.0..=line + 1.0, scale.rect.y_range());
            let colour = active(response);
            painter.rect_filled(edge, 0, colour);
            let middle = scale.rect.center().y;
            let grip = Rect::from_center_size(pos2(line + inwards * 4.5, middle), vec2(9.0, 26.0));
            painter.rect_filled(grip, 3, colour);
            let outside = value < scale.low || value > scale.high;
            if outside {
                let sign = if inwards > 0.0 { "‹" } else { "›" };
                painter.text(
                    grip.center(),
                    Align2::CENTER_CENTER,
                    sign,
                    fonts::semibold(13.0),
                    t.plot,
                );
            } else {
                for dy in [-4.0, 0.0, 4.0] {
                    let x = grip.center().x;
                    painter.hline(x - 2.5..=x + 2.5, middle + dy, Stroke::new(1.0, t.plot));
                }
            }
            if response.has_focus() {
                painter.rect_stroke(
                    grip.expand(3.0),
                    5,
                    Stroke::new(2.0, t.focus),
                    StrokeKind::Inside,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dragged_edges_keep_the_shape_of_the_window() {
        let lung = Window::new(-600.0, 1500.0, VoiFunction::Linear).expect("valid");
        let (low, high) = lung.bounds();
        assert_eq!(between(low, high, lung, true), Some(lung));
        let moved = between(low + 10.2, high, lung, true).expect("valid");
        assert_eq!((moved.center(), moved.width()), (-595.0, 1490.0));
        let exact = Window::new(0.5, 1.0, VoiFunction::LinearExact).expect("valid");
        let moved = between(0.25, 1.0, exact, false).expect("valid");
        assert_eq!((moved.center(), moved.width()), (0.625, 0.75));
        assert_eq!(moved.function(), VoiFunction::LinearExact);
    }
}
