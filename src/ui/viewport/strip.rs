//! The histogram strip under a cell of the grid.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Rect;

use crate::session::Finished;
use crate::session::ViewKey;
use crate::ui::small_histogram::SmallHistogram;
use crate::ui::theme::Tokens;

/// The counts of one cell, and the picture they are of.
struct Strip {
    finished: Arc<Finished>,
    counts: SmallHistogram,
}

/// The strips of all cells, counted into columns once for each picture.
#[derive(Default)]
pub(super) struct Strips {
    by_view: HashMap<ViewKey, Strip>,
}

impl Strips {
    /// Draws the counts before processing as a fill and those after it as a line over `rect`.
    pub fn paint(
        &mut self,
        painter: &egui::Painter,
        rect: Rect,
        view: ViewKey,
        finished: &Arc<Finished>,
        t: &Tokens,
    ) {
        let columns = SmallHistogram::columns(rect);
        let known = self.by_view.get(&view).is_some_and(|strip| {
            Arc::ptr_eq(&strip.finished, finished) && strip.counts.has_columns(columns)
        });
        if !known {
            let processed = &finished.processed;
            let after = processed.after.as_ref();
            let strip = Strip {
                finished: finished.clone(),
                counts: SmallHistogram::of(&processed.before, after, columns),
            };
            self.by_view.insert(view, strip);
        }
        if let Some(strip) = self.by_view.get(&view) {
            strip.counts.paint(painter, rect, t);
        }
    }

    /// Forgets cells that are gone.
    pub fn keep(&mut self, alive: &[ViewKey]) {
        self.by_view.retain(|view, _| alive.contains(view));
    }
}
