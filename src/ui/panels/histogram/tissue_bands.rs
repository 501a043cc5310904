//! Tissue classes on the plot: a strip of their colours, faint bands above it, edges to drag.

use egui::Color32;
use egui::CursorIcon;
use egui::Painter;
use egui::Rect;
use egui::Sense;
use egui::Stroke;
use egui::Ui;

use super::super::active::Active;
use super::super::edits::send;
use super::axis::Scale;
use super::memory::Grip;
use super::memory::Memory;
use crate::document::Edit;
use crate::document::TissueChange;
use crate::recipe::TissueOverlay;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;
use crate::ui::theme::Tokens;

/// The classes with their ranges in values of the picture.
pub(super) struct Bands<'a> {
    overlay: &'a TissueOverlay,
    ranges: Vec<(f64, f64)>,
}

impl<'a> Bands<'a> {
    /// The classes of the overlay; `None` while it is off.
    pub fn of(active: &'a Active<'_>) -> Option<Self> {
        let overlay = active.treatment.look.tissue.as_ref()?;
        let ranges = active.session.tissue_ranges(active.key, &overlay.set)?;
        Some(Self { overlay, ranges })
    }

    /// Lets a person drag the edges between classes.
    pub fn interact(
        &self,
        ui: &Ui,
        scale: &Scale,
        active: &Active<'_>,
        state: &mut UiState,
        commands: &mut Commands,
        memory: &mut Memory,
    ) {
        for (class, &(low, _)) in self.ranges.iter().enumerate() {
            if low <= scale.low || low >= scale.high {
                continue;
            }
            let x = scale.x(low);
            let strip = scale.strip();
            let rect =
                Rect::from_x_y_ranges(x - 6.0..=x + 6.0, strip.top() - 10.0..=strip.bottom());
            let id = ui.make_persistent_id(("tissue edge", class));
            let response = ui
                .interact(rect, id, Sense::drag())
                .on_hover_cursor(CursorIcon::ResizeHorizontal);
            if response.drag_started() {
                memory.grip = Some(Grip::Tissue(class));
            }
            if response.drag_stopped() {
                memory.grip = None;
            }
            let pointer = response.interact_pointer_pos();
            if response.dragged()
                && let Some(at) = pointer
                && let Some(change) = self.moved(class, scale.value(at.x), active)
            {
                let viewport = active.view.id;
                send(Edit::Tissue { viewport, change }, true, state, commands);
            }
        }
    }

    /// The lower edge of `class` moved to `value`; the class below goes along where it touches.
    fn moved(&self, class: usize, value: f64, active: &Active<'_>) -> Option<TissueChange> {
        let set = &self.overlay.set;
        let this = set.classes.get(class)?;
        let value = if set.is_relative() {
            let processed = active.processed()?;
            let below = 100.0 * processed.before.share_below(value);
            let percent = if processed.slice.inverted {
                100.0 - below
            } else {
                below
            };
            (percent * 10.0).round() / 10.0
        } else if active.is_whole() {
            value.round()
        } else {
            value
        };
        if value == this.low {
            return None;
        }
        let below = class.checked_sub(1).and_then(|at| set.classes.get(at));
        match below {
            // Upwards the class below grows, so that no gap opens where there was none.
            Some(below) if below.high == this.low && value > this.low => (value < this.high)
                .then_some(TissueChange::Range {
                    class: class - 1,
                    low: below.low,
                    high: value,
                }),
            _ => (value < this.high).then_some(TissueChange::Range {
                class,
                low: value,
                high: this.high,
            }),
        }
    }

    /// Faint bands behind the counts.
    pub fn paint_bands(&self, painter: &Painter, scale: &Scale) {
        self.each(scale, |rect, colour| {
            painter.rect_filled(rect, 0, colour.gamma_multiply(0.1));
        });
    }

    /// The strip in full colours, with marks at the edges.
    pub fn paint_strip(&self, painter: &Painter, scale: &Scale, t: &Tokens) {
        let strip = scale.strip();
        painter.rect_filled(strip, 0, t.plot);
        self.each(scale, |rect, colour| {
            painter.rect_filled(
                rect.with_min_y(strip.top()).with_max_y(strip.bottom()),
                0,
                colour,
            );
        });
        for &(low, _) in &self.ranges {
            if low > scale.low && low < scale.high {
                let x = scale.x(low).round();
                painter.vline(
                    x,
                    strip.top() - 3.0..=strip.bottom(),
                    Stroke::new(1.0, t.text),
                );
            }
        }
    }

    fn each(&self, scale: &Scale, mut paint: impl FnMut(Rect, Color32)) {
        for (class, &(low, high)) in self.overlay.set.classes.iter().zip(&self.ranges) {
            let (low, high) = (low.min(high), low.max(high));
            let (left, right) = (scale.x_inside(low).round(), scale.x_inside(high).round());
            if class.visible && right > left {
                let [r, g, b] = class.colour;
                let rect = Rect::from_x_y_ranges(
                    left..=right,
                    scale.rect.top() + 1.0..=scale.rect.bottom() - 1.0,
                );
                paint(rect, Color32::from_rgb(r, g, b));
            }
        }
    }
}
