//! The plot: counts before as a filled shape, after as a line, the window, the pointer.

use std::sync::Arc;

use egui::Align2;
use egui::Painter;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::vec2;

use super::super::active::Active;
use super::Counted;
use super::axis;
use super::axis::Scale;
use super::counts;
use super::counts::Height;
use super::figures;
use super::figures::Bars;
use super::figures::Columns;
use super::handles;
use super::memory::Memory;
use super::pointer;
use super::tissue_bands::Bands;
use super::transfer::Curve;
use crate::recipe::Domain;
use crate::session::Session;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::theme::radius;
use crate::ui::widgets;

/// The largest output of the recipe: 255 or 65535.
pub(super) fn output_top(active: &Active<'_>) -> f64 {
    match active.processed().map(|processed| processed.domain) {
        Some(Domain::Grey16) => 65535.0,
        _ => 255.0,
    }
}

/// An empty plot with a sentence in it.
pub(super) fn empty_ui(ui: &Ui, rect: Rect, sentence: &str) {
    let t = theme::tokens(ui);
    let painter = ui.painter();
    ground(painter, rect, t);
    for quarter in [0.25, 0.5, 0.75] {
        let y = rect.bottom() - rect.height() * quarter;
        painter.hline(rect.x_range(), y.round() + 0.5, Stroke::new(1.0, t.hair));
    }
    sentence_ui(painter, rect, sentence, t);
    outline(painter, rect, t);
}

fn sentence_ui(painter: &Painter, rect: Rect, sentence: &str, t: &Tokens) {
    let room = rect.width() - 32.0;
    let galley = painter.layout(sentence.to_owned(), fonts::small(), t.text_quiet, room);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    painter.rect_filled(at.expand2(vec2(6.0, 2.0)), 4, t.plot);
    painter.galley(at.min, galley, t.text_quiet);
}

fn ground(painter: &Painter, rect: Rect, t: &Tokens) {
    painter.rect_filled(rect, radius::CONTROL, t.plot);
}

fn outline(painter: &Painter, rect: Rect, t: &Tokens) {
    painter.rect_stroke(
        rect,
        radius::CONTROL,
        Stroke::new(1.0, t.edge),
        StrokeKind::Inside,
    );
}

/// The plot with its controls in `rect`, and `axis_height` points of axis below it.
pub(super) fn plot_ui(
    ui: &mut Ui,
    rect: Rect,
    axis_height: f32,
    active: &Active<'_>,
    counted: &Counted<'_>,
    curve: Option<&Curve>,
    state: &mut UiState,
    commands: &mut Commands,
    memory: &mut Memory,
) {
    let texts = active.texts;
    memory.speak_of(&active.header.id);
    let ground_id = ui.make_persistent_id("plot");
    let response = ui.interact(rect, ground_id, Sense::click_and_drag());
    let unit = active
        .processed()
        .map_or("", |p| names::unit_name(p.slice.unit, texts));
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::Image,
            true,
            fill(texts.panels.histogram_of, &[&unit]),
        )
    });
    let (low, high) = range(active, counted, memory);
    let (low, high) = zoomed(
        ui,
        &response,
        Scale { rect, low, high },
        active,
        state,
        memory,
    );
    let scale = Scale { rect, low, high };
    memory.drawn = Some((low, high));

    let handles = handles::interact(ui, &scale, active, state, commands, memory);
    let bands = Bands::of(active);
    if let Some(bands) = &bands {
        bands.interact(ui, &scale, active, state, commands, memory);
    }
    let columns = columns(ui, &scale, active, counted);
    let log = active.session.settings().log_counts;
    let height = Height::of(&columns, counted, log, active, state, memory);

    let painter = ui.painter().with_clip_rect(rect);
    let t = theme::tokens(ui);
    ground(&painter, rect, t);
    if let Some(bands) = &bands {
        bands.paint_bands(&painter, &scale);
    }
    axis::paint_grid(&painter, &scale, log.then_some(height.top), t);
    let cut = scale.body().top();
    if memory.before {
        counts::paint_filled(
            &painter,
            &scale,
            &columns.before,
            &height,
            t.histogram.before,
        );
        let x = |value| scale.x(value);
        counts::paint_cut(&painter, cut, &columns.before, &height, x, t.text_second);
    }
    if let Some(handles) = &handles {
        handles.paint_shade(&painter, &scale, t);
    }
    let colours = [t.histogram.red, t.histogram.green, t.histogram.blue];
    for (channel, colour) in columns.channels.iter().zip(colours) {
        let points = counts::line(channel, &height, &scale, |x| scale.x(x));
        painter.add(Shape::line(points, Stroke::new(1.25, colour)));
    }
    if memory.cumulative {
        counts::paint_cumulative(&painter, &scale, &columns, counted, t);
    }
    if let Some(after) = columns.after.as_ref().filter(|_| memory.after) {
        let top = output_top(active) + 1.0;
        let x = |value: f64| scale.rect.left() + (value / top) as f32 * scale.rect.width();
        let height = height.of_after(log);
        let points = counts::line(after, &height, &scale, x);
        painter.add(Shape::line(points, Stroke::new(1.5, t.histogram.after)));
        counts::paint_cut(&painter, cut, after, &height, x, t.histogram.after);
        axis::paint_output(&painter, &scale, output_top(active), t);
    }
    if let Some(curve) = curve {
        curve.paint(ui, &painter, &scale, active, t);
    }
    if let Some(bands) = &bands {
        bands.paint_strip(&painter, &scale, t);
    }
    if log {
        axis::paint_powers(&painter, &scale, height.top, texts.panels.log_word, t);
    }
    if let Some(sentence) = remark(counted, active.session) {
        sentence_ui(
            &painter,
            scale.body().with_max_y(scale.body().center().y),
            &sentence,
            t,
        );
    }
    if let Some(handles) = &handles {
        handles.paint(&painter, &scale, t);
    }
    pointer::paint_pointer(&painter, &scale, active, state, t);
    let on_control =
        handles.as_ref().is_some_and(handles::Handles::hovered) || memory.grip.is_some();
    if !on_control {
        pointer::point_at_bin(
            ui, &painter, &response, &scale, &columns, counted, unit, state,
        );
    }
    outline(&painter, rect, t);
    widgets::focus_ring(ui, &response, rect, radius::CONTROL);
    let below = ui.painter().with_clip_rect(
        rect.with_max_y(rect.bottom() + axis_height)
            .expand2(vec2(6.0, 0.0)),
    );
    axis::paint_values(&below, &scale, axis_height, unit, t);
}

/// The values to show: what a person zoomed to, else the bulk of the data and the window.
fn range(active: &Active<'_>, counted: &Counted<'_>, memory: &mut Memory) -> (f64, f64) {
    if memory.grip.is_some()
        && let Some(drawn) = memory.drawn
    {
        return drawn;
    }
    if let Some(zoom) = memory.zoom {
        return zoom;
    }
    if active.start() == Domain::Grey8 {
        return (0.0, 256.0);
    }
    let numbers = &counted.numbers;
    if let Some((low, high)) = numbers.bulk {
        let (seen_low, seen_high) = memory.seen.unwrap_or((low, high));
        memory.seen = Some((low.min(seen_low), high.max(seen_high)));
    }
    let (mut low, mut high) = memory.seen.unwrap_or((0.0, 1.0));
    if let Some(mapping) = active.mapping() {
        let (black, white) = mapping.bounds();
        low = low.min(black);
        high = high.max(white);
    }
    let spread = high - low;
    if spread > 0.0 {
        (low - spread * 0.03, high + spread * 0.03)
    } else {
        // A constant picture still gets an axis round its one value.
        let room = (low.abs() * 0.05).max(1.0);
        (low - room, high + room)
    }
}

/// Ctrl with the wheel zooms about the pointer, a drag on the ground moves what is zoomed, a double click restores.
fn zoomed(
    ui: &Ui,
    response: &Response,
    scale: Scale,
    active: &Active<'_>,
    state: &mut UiState,
    memory: &mut Memory,
) -> (f64, f64) {
    let Scale { low, high, .. } = scale;
    if response.double_clicked() {
        memory.zoom = None;
        memory.seen = None;
        state.histogram_tops.remove(&active.header.id);
        return (low, high);
    }
    let mut range = (low, high);
    let factor = ui.input(|input| f64::from(input.zoom_delta()));
    if factor != 1.0
        && let Some(at) = response.hover_pos()
    {
        let value = scale.value(at.x);
        let zoom = |edge: f64| value + (edge - value) / factor;
        let wanted = (zoom(low), zoom(high));
        // Below some bins there is nothing to see; rounding would take over far below.
        let narrowest = active
            .processed()
            .map_or(1e-12, |p| p.before.bin_width() * 8.0);
        if wanted.1 - wanted.0 >= narrowest && (wanted.1 - wanted.0).is_finite() {
            range = wanted;
            memory.zoom = Some(range);
        }
    }
    if memory.zoom.is_some() && response.dragged() && memory.grip.is_none() {
        let by = f64::from(response.drag_delta().x / scale.rect.width()) * (range.1 - range.0);
        range = (range.0 - by, range.1 - by);
        memory.zoom = Some(range);
    }
    range
}

fn columns(ui: &Ui, scale: &Scale, active: &Active<'_>, counted: &Counted<'_>) -> Arc<Columns> {
    let pixels = (scale.rect.width() * ui.ctx().pixels_per_point()).round() as usize;
    let id = ui.make_persistent_id("columns");
    let range = (scale.low, scale.high, pixels);
    figures::remembered(ui, id, &counted.source, range, || {
        let bars = |counts| Bars::of(counts, scale.low, scale.high, pixels);
        let occupied = |counts: &crate::session::Histogram| {
            counts.counts().iter().filter(|count| **count > 0).count()
        };
        let before = bars(counted.before);
        let after = counted
            .after
            .map(|after| Bars::of(after, 0.0, output_top(active) + 1.0, pixels));
        Columns {
            top: before.top(occupied(counted.before)),
            after_top: match (&after, counted.after) {
                (Some(bars), Some(counts)) => bars.top(occupied(counts)),
                _ => 0,
            },
            below: counted
                .before
                .count_between(f64::NEG_INFINITY, before.start),
            channels: counted.channels.iter().map(bars).collect(),
            before,
            after,
        }
    })
}

/// What is to be said of a picture whose histogram is no picture: nothing counted, or one value only.
fn remark(counted: &Counted<'_>, session: &Session) -> Option<String> {
    let texts = &session.texts().panels;
    let numbers = &counted.numbers;
    if numbers.n == 0 {
        return Some(texts.histogram_empty.to_owned());
    }
    let value = numbers.constant()?;
    Some(fill(
        texts.histogram_constant,
        &[&names::short_number(value, 4)],
    ))
}
