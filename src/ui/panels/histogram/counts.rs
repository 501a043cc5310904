//! Counts as shapes: the filled columns before the recipe, the line after it, the cumulative curve.

use egui::Align2;
use egui::Color32;
use egui::Mesh;
use egui::Painter;
use egui::Rect;
use egui::Shape;
use egui::Stroke;
use egui::pos2;

use super::super::active::Active;
use super::Counted;
use super::axis;
use super::axis::Scale;
use super::figures::Bars;
use super::figures::Columns;
use super::memory::Memory;
use crate::ui::fonts;
use crate::ui::state::UiState;
use crate::ui::theme::Tokens;

/// How high a count is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Height {
    /// The count at the top of the axis.
    pub top: f64,
    after_top: f64,
    log: bool,
}

impl Height {
    /// The axis of these columns; it only grows within a series, and with a recipe for the line after it.
    pub fn of(
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
    pub fn of_after(&self, log: bool) -> Self {
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
pub(super) fn paint_filled(
    painter: &Painter,
    scale: &Scale,
    bars: &Bars,
    height: &Height,
    colour: Color32,
) {
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
pub(super) fn paint_cut(
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
pub(super) fn line(
    bars: &Bars,
    height: &Height,
    scale: &Scale,
    x: impl Fn(f64) -> f32,
) -> Vec<egui::Pos2> {
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

pub(super) fn paint_cumulative(
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
