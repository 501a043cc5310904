//! The curve from input to output over the counts: of the whole picture, or of the tile under the pointer.
//!
//! Inputs lie along the axis of values, outputs go upwards from 0 to the largest one. Where one input has become many
//! outputs a band spans them, with their mean as a line in it.

use std::sync::Arc;

use egui::Color32;
use egui::Id;
use egui::Mesh;
use egui::Painter;
use egui::Shape;
use egui::Stroke;
use egui::Ui;
use egui::pos2;

use super::super::active::Active;
use super::axis::Scale;
use super::figures;
use super::figures::Source;
use super::plot;
use crate::session::CurveOf;
use crate::session::Neighbourhood;
use crate::session::Transfer;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::state::UiState;
use crate::ui::theme::Tokens;

/// Opacity of the band.
const BAND: f32 = 0.28;

/// A column of the plot: the outputs of the values in it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    value: f64,
    low: f64,
    high: f64,
    mean: f64,
}

/// What the plot draws.
pub(super) struct Curve {
    made: Arc<CurveOf>,
    id: Id,
}

impl Curve {
    /// The curve of the tile or window under the pointer where it is over a picture of this view, else that of the whole
    /// picture; `None` where there is none, or not yet.
    pub fn of(ui: &Ui, active: &Active<'_>, state: &UiState) -> Option<Self> {
        let session = active.session;
        let part = state
            .pointed_at
            .filter(|pointed| pointed.view == active.key)
            .and_then(|at| session.neighbourhood(active.key, at.x, at.y));
        let of_part = part.and_then(|part| session.curve(active.key, Some(part)));
        // That of the whole stands while the first tile is counted.
        let made = of_part.or_else(|| session.curve(active.key, None))?;
        made.transfer.as_ref()?;
        Some(Self {
            made,
            id: ui.make_persistent_id("curve"),
        })
    }

    /// What it is, in words.
    pub fn name(&self, texts: &Texts) -> String {
        match self.made.part {
            None => texts.recipes.curve_whole.to_owned(),
            Some(Neighbourhood {
                tile: Some([column, row]),
                ..
            }) => fill(texts.recipes.curve_tile, &[&(column + 1), &(row + 1)]),
            Some(Neighbourhood { tile: None, .. }) => texts.recipes.curve_window.to_owned(),
        }
    }

    /// Draws it over the counts.
    pub fn paint(
        &self,
        ui: &Ui,
        painter: &Painter,
        scale: &Scale,
        active: &Active<'_>,
        t: &Tokens,
    ) {
        let Some(transfer) = &self.made.transfer else {
            return;
        };
        let pixels = (scale.rect.width() * painter.ctx().pixels_per_point()).round() as usize;
        let source = Source::Curve(Arc::downgrade(&self.made));
        let range = (scale.low, scale.high, pixels);
        let columns = figures::remembered(ui, self.id, &source, range, || {
            columns(transfer, scale.low, scale.high, pixels)
        });
        let top = plot::output_top(active);
        let body = scale.body();
        let at = |value: f64, output: f64| {
            let share = (output / top).clamp(0.0, 1.0) as f32;
            pos2(
                scale.x(value),
                body.bottom() - 1.0 - share * (body.height() - 2.0),
            )
        };
        let colour = t.histogram.transfer;
        if !transfer.is_curve() {
            painter.add(band(&columns, at, colour.gamma_multiply(BAND)));
        }
        let mean: Vec<_> = columns.iter().map(|c| at(c.value, c.mean)).collect();
        painter.add(Shape::line(mean, Stroke::new(1.5, colour)));
    }
}

/// The points of the curve between `low` and `high`, joined in at most `pixels` columns and one at either side.
fn columns(transfer: &Transfer, low: f64, high: f64, pixels: usize) -> Vec<Column> {
    let width = (high - low) / pixels.max(1) as f64;
    let mut columns: Vec<(i64, u64, Column)> = Vec::new();
    for point in &transfer.points {
        let place = ((point.value - low) / width).floor();
        let place = place.clamp(-1.0, pixels as f64) as i64;
        match columns.last_mut() {
            Some((last, count, column)) if *last == place => {
                let (before, here) = (*count as f64, point.count as f64);
                let joined = |a: f64, b: f64| (a * before + b * here) / (before + here);
                column.value = joined(column.value, point.value);
                column.mean = joined(column.mean, point.mean);
                column.low = column.low.min(point.low);
                column.high = column.high.max(point.high);
                *count += point.count;
            }
            _ => {
                let column = Column {
                    value: point.value,
                    low: point.low,
                    high: point.high,
                    mean: point.mean,
                };
                columns.push((place, point.count, column));
            }
        }
    }
    columns.into_iter().map(|(_, _, column)| column).collect()
}

/// A strip of quadrilaterals between the lowest and the highest outputs.
fn band(columns: &[Column], at: impl Fn(f64, f64) -> egui::Pos2, colour: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (n, column) in columns.iter().enumerate() {
        mesh.colored_vertex(at(column.value, column.low), colour);
        mesh.colored_vertex(at(column.value, column.high), colour);
        if let Some(before) = n.checked_sub(1) {
            let first = 2 * before as u32;
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::TransferPoint;

    #[test]
    fn values_that_share_a_pixel_are_joined_by_their_counts() {
        let point = |value: f64, count: u64, low: f64, high: f64, mean: f64| TransferPoint {
            value,
            count,
            low,
            high,
            mean,
        };
        let transfer = Transfer {
            points: vec![
                point(-50.0, 1, 3.0, 3.0, 3.0),
                point(0.0, 3, 10.0, 12.0, 11.0),
                point(1.0, 1, 20.0, 30.0, 27.0),
                point(9.0, 2, 90.0, 90.0, 90.0),
            ],
        };
        let joined = columns(&transfer, 0.0, 10.0, 5);
        let of = |value, low, high, mean| Column {
            value,
            low,
            high,
            mean,
        };
        assert_eq!(
            joined,
            [
                of(-50.0, 3.0, 3.0, 3.0),
                of(0.25, 10.0, 30.0, 15.0),
                of(9.0, 90.0, 90.0, 90.0)
            ]
        );
    }
}
