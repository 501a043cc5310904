//! The plot: counts before as a filled shape, after as a line, the window, the pointer.

use std::sync::Arc;

use egui::Align2;
use egui::Color32;
use egui::Mesh;
use egui::Painter;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use super::Counted;
use super::axis;
use super::axis::Scale;
use super::figures;
use super::figures::Bars;
use super::figures::Columns;
use super::handles;
use super::memory::Memory;
use super::tissue_bands::Bands;
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
use crate::ui::widgets::format;

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
        paint_filled(
            &painter,
            &scale,
            &columns.before,
            &height,
            t.histogram.before,
        );
        let x = |value| scale.x(value);
        paint_cut(&painter, cut, &columns.before, &height, x, t.text_second);
    }
    if let Some(handles) = &handles {
        handles.paint_shade(&painter, &scale, t);
    }
    let colours = [t.histogram.red, t.histogram.green, t.histogram.blue];
    for (channel, colour) in columns.channels.iter().zip(colours) {
        let points = line(channel, &height, &scale, |x| scale.x(x));
        painter.add(Shape::line(points, Stroke::new(1.25, colour)));
    }
    if memory.cumulative {
        paint_cumulative(&painter, &scale, &columns, counted, t);
    }
    if let Some(after) = columns.after.as_ref().filter(|_| memory.after) {
        let top = output_top(active) + 1.0;
        let x = |value: f64| scale.rect.left() + (value / top) as f32 * scale.rect.width();
        let height = height.of_after(log);
        let points = line(after, &height, &scale, x);
        painter.add(Shape::line(points, Stroke::new(1.5, t.histogram.after)));
        paint_cut(&painter, cut, after, &height, x, t.histogram.after);
        axis::paint_output(&painter, &scale, output_top(active), t);
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
    paint_pointer(&painter, &scale, active, state, t);
    let on_control =
        handles.as_ref().is_some_and(handles::Handles::hovered) || memory.grip.is_some();
    if !on_control {
        point_at_bin(
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

/// How high a count is drawn.
#[derive(Clone, Copy, Debug)]
struct Height {
    /// The count at the top of the axis.
    top: f64,
    after_top: f64,
    log: bool,
}

impl Height {
    /// The axis of these columns; it only grows within a series, and with a recipe for the line after it.
    fn of(
        columns: &Columns,
        counted: &Counted<'_>,
        log: bool,
        active: &Active<'_>,
        state: &mut UiState,
        memory: &mut Memory,
    ) -> Self {
        // Kept as samples per unit of the values, which neither scope nor zoom changes.
        let per_unit = counted.before.n().max(1) as f64 * columns.before.width;
        let present = columns.top as f64 / per_unit;
        let kept = state
            .histogram_tops
            .get(&active.header.id)
            .copied()
            .unwrap_or(0.0);
        let density = present.max(kept);
        if memory.zoom.is_none() && density > kept {
            state
                .histogram_tops
                .insert(active.header.id.clone(), density);
        }
        let mut top = (density * per_unit).max(1.0);
        let mut after_top = columns.after_top.max(1) as f64;
        if let Some(finished) = &active.finished
            && columns.after.is_some()
        {
            if let Some((recipe, before)) = &memory.after_top
                && *recipe == finished.key.recipe
            {
                after_top = after_top.max(*before);
            }
            memory.after_top = Some((finished.key.recipe.clone(), after_top));
        }
        if log {
            top = top.max(columns.before.highest() as f64);
            let highest = columns.after.as_ref().map_or(0, Bars::highest);
            after_top = after_top.max(highest as f64);
        }
        Self {
            top,
            after_top,
            log,
        }
    }

    /// The same for the line after the recipe, which has a scale of its own.
    fn of_after(&self, log: bool) -> Self {
        Self {
            top: self.after_top,
            log,
            ..*self
        }
    }

    /// The share of the plot's height, 0 to 1; more where it sticks out.
    fn share(&self, count: u64) -> f32 {
        let count = count as f64;
        let share = if self.log {
            (1.0 + count).ln() / (1.0 + self.top).ln()
        } else {
            count / self.top
        };
        share as f32
    }
}

/// One mesh of a rectangle per column, on whole pixels, so that neighbours neither gap nor overlap.
fn paint_filled(painter: &Painter, scale: &Scale, bars: &Bars, height: &Height, colour: Color32) {
    let body = scale.body();
    let pixel = painter.ctx().pixels_per_point();
    let snap = |x: f32| (x * pixel).round() / pixel;
    let mut mesh = Mesh::default();
    for (at, count) in bars
        .counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let (left, right) = (
            snap(scale.x(bars.edge(at))),
            snap(scale.x(bars.edge(at + 1))),
        );
        // What is there is seen, if only as one pixel.
        let high = (height.share(*count).min(1.0) * body.height()).max(1.0 / pixel);
        let right = right.max(left + 1.0 / pixel);
        let rect = Rect::from_min_max(pos2(left, body.bottom() - high), pos2(right, body.bottom()));
        mesh.add_colored_rect(rect, colour);
    }
    painter.add(mesh);
}

/// Triangles over what sticks out of the axis; `x` gives the place of a value.
fn paint_cut(
    painter: &Painter,
    top: f32,
    bars: &Bars,
    height: &Height,
    x: impl Fn(f64) -> f32,
    colour: Color32,
) {
    let mut free = f32::NEG_INFINITY;
    for (at, count) in bars.counts.iter().enumerate() {
        let x = x(bars.edge(at) + bars.width / 2.0);
        if height.share(*count) <= 1.001 || x < free {
            continue;
        }
        let points = vec![
            pos2(x - 4.0, top + 1.0),
            pos2(x, top - 6.0),
            pos2(x + 4.0, top + 1.0),
        ];
        painter.add(Shape::convex_polygon(points, colour, Stroke::NONE));
        free = x + 9.0;
    }
}

/// The curve over the middles of the columns.
fn line(bars: &Bars, height: &Height, scale: &Scale, x: impl Fn(f64) -> f32) -> Vec<egui::Pos2> {
    let body = scale.body();
    bars.counts
        .iter()
        .enumerate()
        .map(|(at, count)| {
            let high = height.share(*count).min(1.0) * (body.height() - 1.0);
            pos2(
                x(bars.edge(at) + bars.width / 2.0),
                body.bottom() - 0.75 - high,
            )
        })
        .collect()
}

fn paint_cumulative(
    painter: &Painter,
    scale: &Scale,
    columns: &Columns,
    counted: &Counted<'_>,
    t: &Tokens,
) {
    let body = scale.body();
    let n = counted.before.n().max(1) as f64;
    let mut sum = columns.below;
    let mut points = vec![pos2(
        body.left(),
        body.bottom() - (sum as f64 / n) as f32 * body.height(),
    )];
    for (at, count) in columns.before.counts.iter().enumerate() {
        sum += count;
        let y = body.bottom() - (sum as f64 / n) as f32 * body.height();
        points.push(pos2(scale.x(columns.before.edge(at + 1)), y));
    }
    let colour = t.histogram.cumulative;
    painter.extend(Shape::dashed_line(
        &points,
        Stroke::new(1.0, colour),
        4.0,
        3.0,
    ));
    for (share, text) in [(1.0, "100 %"), (0.5, "50 %")] {
        let y = body.bottom() - share * body.height();
        painter.text(
            pos2(body.right() - axis::INDENT, y + 9.0),
            Align2::RIGHT_CENTER,
            text,
            fonts::caption(),
            colour,
        );
    }
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

/// The value under the pointer in a view of this series, and its percentile.
fn paint_pointer(
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
fn point_at_bin(
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
