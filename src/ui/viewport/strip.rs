//! The histogram strip under a cell of the grid.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Mesh;
use egui::Rect;
use egui::Shape;
use egui::Stroke;
use egui::pos2;

use crate::session::Finished;
use crate::session::Histogram;
use crate::session::ViewKey;
use crate::ui::theme::Tokens;

/// Columns above this share of all columns are cut, so that one peak does not flatten the rest.
const CLIPPED_SHARE: f32 = 0.97;

/// Heights of columns, 0 to 1.
struct Strip {
    finished: Arc<Finished>,
    before: Vec<f32>,
    after: Vec<f32>,
}

/// The strips of all cells, counted into columns once for each picture.
#[derive(Default)]
pub(super) struct Strips {
    by_view: HashMap<ViewKey, Strip>,
}

impl Strips {
    /// Draws the counts before processing as a fill and those after it as a line over `rect`; each
    /// fills the width with its own range.
    pub fn paint(
        &mut self,
        painter: &egui::Painter,
        rect: Rect,
        view: ViewKey,
        finished: &Arc<Finished>,
        t: &Tokens,
    ) {
        painter.rect_filled(rect, 0, t.plot);
        let plot = rect.shrink2(egui::vec2(6.0, 4.0));
        let columns = plot.width().max(1.0) as usize;
        let known = self.by_view.get(&view).is_some_and(|strip| {
            Arc::ptr_eq(&strip.finished, finished) && strip.before.len() == columns
        });
        if !known {
            let processed = &finished.processed;
            let after = processed.after.as_ref();
            let strip = Strip {
                finished: finished.clone(),
                before: heights(&processed.before, columns),
                after: after.map_or_else(Vec::new, |after| heights(after, columns)),
            };
            self.by_view.insert(view, strip);
        }
        let Some(strip) = self.by_view.get(&view) else {
            return;
        };
        let mut fill = Mesh::default();
        for (at, height) in strip.before.iter().enumerate().filter(|(_, h)| **h > 0.0) {
            let x = plot.left() + at as f32;
            let top = plot.bottom() - height * plot.height();
            let column = Rect::from_min_max(pos2(x, top), pos2(x + 1.0, plot.bottom()));
            fill.add_colored_rect(column, t.histogram.before);
        }
        painter.add(fill);
        let points: Vec<_> = strip
            .after
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

    /// Forgets cells that are gone.
    pub fn keep(&mut self, alive: &[ViewKey]) {
        self.by_view.retain(|view, _| alive.contains(view));
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
