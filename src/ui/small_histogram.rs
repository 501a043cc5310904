//! Small histograms without axes: under the cells of the grid, and in the sheet that explains a filter.

use egui::Mesh;
use egui::Painter;
use egui::Rect;
use egui::Shape;
use egui::Stroke;
use egui::pos2;
use egui::vec2;

use super::theme::Tokens;
use crate::session::Histogram;

/// Columns above this share of all columns are cut, so that one peak does not flatten the rest.
const CLIPPED_SHARE: f32 = 0.97;

/// Room between the ground's edge and the counts.
const MARGIN: egui::Vec2 = vec2(6.0, 4.0);

/// Heights of columns, 0 to 1: counts drawn as a fill, and counts drawn as a line over them.
pub struct SmallHistogram {
    fill: Vec<f32>,
    line: Vec<f32>,
}

impl SmallHistogram {
    /// How many columns a plot of that width has.
    pub fn columns(rect: Rect) -> usize {
        rect.shrink2(MARGIN).width().max(1.0) as usize
    }

    /// The counts in `columns` columns; each histogram fills the width with its own range.
    pub fn of(fill: &Histogram, line: Option<&Histogram>, columns: usize) -> Self {
        Self {
            fill: heights(fill, columns),
            line: line.map_or_else(Vec::new, |line| heights(line, columns)),
        }
    }

    /// Whether it was made for so many columns.
    pub fn has_columns(&self, columns: usize) -> bool {
        self.fill.len() == columns
    }

    /// Draws it over `rect`.
    pub fn paint(&self, painter: &Painter, rect: Rect, t: &Tokens) {
        painter.rect_filled(rect, 0, t.plot);
        let plot = rect.shrink2(MARGIN);
        let mut fill = Mesh::default();
        for (at, height) in self.fill.iter().enumerate().filter(|(_, h)| **h > 0.0) {
            let x = plot.left() + at as f32;
            let top = plot.bottom() - height * plot.height();
            let column = Rect::from_min_max(pos2(x, top), pos2(x + 1.0, plot.bottom()));
            fill.add_colored_rect(column, t.histogram.before);
        }
        painter.add(fill);
        let points: Vec<_> = self
            .line
            .iter()
            .enumerate()
            .map(|(at, height)| {
                let x = plot.left() + at as f32 + 0.5;
                pos2(x, plot.bottom() - height * plot.height())
            })
            .collect();
        if points.len() > 1 {
            painter.add(Shape::line(points, Stroke::new(1.5, t.histogram.after)));
        }
    }
}

/// The counts over the whole range in `columns` columns, as shares of the tallest that is not cut.
fn heights(histogram: &Histogram, columns: usize) -> Vec<f32> {
    let (Some(low), Some(high)) = (histogram.min(), histogram.max()) else {
        return vec![0.0; columns];
    };
    let bins = ((high - low) / histogram.bin_width()).floor() as usize + 1;
    // Narrower columns than bins would leave gaps that are not in the picture.
    let counted = columns.min(bins);
    let counts = histogram.columns(low, high, counted);
    let mut sorted: Vec<u64> = counts.iter().copied().filter(|n| *n > 0).collect();
    sorted.sort_unstable();
    let at = (sorted.len().saturating_sub(1) as f32 * CLIPPED_SHARE) as usize;
    let top = sorted.get(at).copied().unwrap_or(1).max(1) as f32;
    (0..columns)
        .map(|column| {
            let count = counts.get(column * counted / columns.max(1)).copied();
            (count.unwrap_or(0) as f32 / top).min(1.0)
        })
        .collect()
}
