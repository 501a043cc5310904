//! What the pointer says: the value under it in a view, the column under it in the plot.

use egui::Painter;
use egui::Rect;
use egui::Response;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use super::Counted;
use super::axis::Scale;
use super::figures::Columns;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::theme::radius;
use crate::ui::widgets::format;

/// The value under the pointer in a view of this series, and its percentile.
pub(super) fn paint_pointer(
    painter: &Painter,
    scale: &Scale,
    active: &Active<'_>,
    state: &UiState,
    t: &Tokens,
) {
    let Some(pointed) = state.pointed_at else {
        return;
    };
    let same_series = active
        .session
        .viewport_of(pointed.view)
        .and_then(|id| active.session.document().header(id))
        .is_some_and(|header| header.id == active.header.id);
    if !same_series || active.is_colour() {
        return;
    }
    let Some(probe) = active.session.probe(pointed.view, pointed.x, pointed.y) else {
        return;
    };
    let Some(&value) = probe
        .values
        .first()
        .filter(|value| value.is_finite() && !probe.padding)
    else {
        return;
    };
    let x = scale.x(value);
    let inside = x >= scale.rect.left() && x <= scale.rect.right();
    let x = x
        .clamp(scale.rect.left() + 1.0, scale.rect.right() - 1.0)
        .round()
        + 0.5;
    if inside {
        let ends = [pos2(x, scale.rect.top()), pos2(x, scale.body().bottom())];
        painter.extend(Shape::dashed_line(
            &ends,
            Stroke::new(1.0, t.text),
            3.0,
            3.0,
        ));
    }
    let percent = format::number(probe.share_below * 100.0, 0);
    let text = format!("{} · {percent} %", names::short_number(value, 3));
    plate(painter, scale, x, scale.body().top() + 16.0, &text, t);
}

/// A plate beside `x`, on the side with more room.
fn plate(painter: &Painter, scale: &Scale, x: f32, y: f32, text: &str, t: &Tokens) {
    let galley = painter.layout_no_wrap(text.to_owned(), fonts::chip(), t.plot);
    let whole = vec2(galley.size().x + 10.0, 18.0);
    let left = if x > scale.rect.center().x {
        x - 5.0 - whole.x
    } else {
        x + 5.0
    };
    let rect = Rect::from_min_size(pos2(left.round(), (y - 9.0).round()), whole);
    painter.rect_filled(rect, radius::CHIP, t.text);
    painter.galley(rect.center() - galley.size() / 2.0, galley, t.plot);
}

/// Range, count and share of the column under the pointer; its pixels are tinted in the views.
pub(super) fn point_at_bin(
    ui: &Ui,
    painter: &Painter,
    response: &Response,
    scale: &Scale,
    columns: &Columns,
    counted: &Counted<'_>,
    unit: &str,
    state: &mut UiState,
) {
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let bars = &columns.before;
    let Some(at) = bars.at(scale.value(pointer.x)) else {
        return;
    };
    let (low, high) = (bars.edge(at), bars.edge(at + 1));
    state.tinted = Some((low, high));
    let t = theme::tokens(ui);
    let mark = Rect::from_x_y_ranges(
        scale.x_inside(low)..=scale.x_inside(high).max(scale.x_inside(low) + 1.0),
        scale.body().y_range(),
    );
    painter.rect_filled(mark, 0, t.text.gamma_multiply(0.25));
    let count = bars.counts.get(at).copied().unwrap_or(0);
    let share = count as f64 / counted.before.n().max(1) as f64;
    let number = |value| names::short_number(value, 4);
    let range = if !counted.before.is_exact() {
        format!("{}…<{}", number(low), number(high))
    } else if high - low > 1.0 {
        format!("{}…{}", number(low), number(high - 1.0))
    } else {
        number(low)
    };
    let text = format!(
        "{range} {unit} · {} · {} %",
        format::number(count as f64, 0),
        names::short_number(share * 100.0, 2)
    );
    let galley = painter.layout_no_wrap(text, fonts::chip(), t.text);
    let whole = vec2(galley.size().x + 12.0, 20.0);
    let room = scale.rect.shrink(4.0);
    let left =
        (pointer.x - whole.x / 2.0).clamp(room.left(), (room.right() - whole.x).max(room.left()));
    let rect = Rect::from_min_size(pos2(left.round(), scale.body().bottom() - 26.0), whole);
    painter.rect(
        rect,
        radius::CHIP,
        t.raised,
        Stroke::new(1.0, t.edge),
        StrokeKind::Inside,
    );
    painter.galley(rect.center() - galley.size() / 2.0, galley, t.text);
}
