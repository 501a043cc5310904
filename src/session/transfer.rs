//! The curve from input to output of the picture that a view shows, made behind the window.

use std::sync::Arc;

use super::Neighbourhood;
use super::Session;
use super::Transfer;
use super::ViewKey;
use super::keys::Done;
use super::keys::Slot;
use crate::pipeline;

/// A curve, with what it was made from.
#[derive(Debug)]
pub struct CurveOf {
    /// The [serial](super::Finished::serial) of the picture.
    pub serial: u64,
    /// The part of it; `None` for all of it.
    pub part: Option<Neighbourhood>,
    /// The curve; `None` where there is none: no step is on, or the picture is in colour.
    pub transfer: Option<Transfer>,
}

impl Session {
    /// The curve of the picture that `view` shows: of all of it, or of the `part` given; and a job where it is not made
    /// yet. Never waits.
    ///
    /// What is returned belongs to the picture on the screen; of an earlier part it may be, and its field tells.
    pub fn curve(&self, view: ViewKey, part: Option<Neighbourhood>) -> Option<Arc<CurveOf>> {
        let finished = self.finished(view)?;
        let [whole, of_part] = &self.views.get(&view)?.curves;
        let made = if part.is_some() { of_part } else { whole };
        let made = made.clone().filter(|made| made.serial == finished.serial);
        let is_wanted = made.as_ref().is_some_and(|made| made.part == part);
        let slot = Slot::Transfer(view, part.is_some());
        // One at a time, as pictures for the screen.
        if !is_wanted && !self.jobs.busy(&slot) {
            self.jobs.replace(slot, move |_| {
                let region = part.map(|part| part.region);
                let transfer = pipeline::transfer(&finished.processed, region);
                let made = CurveOf {
                    serial: finished.serial,
                    part,
                    transfer,
                };
                Some(Done::Transfer(view, Arc::new(made)))
            });
        }
        made
    }

    pub(super) fn take_transfer(&mut self, view: ViewKey, made: Arc<CurveOf>) {
        if let Some(state) = self.views.get_mut(&view) {
            let [whole, of_part] = &mut state.curves;
            let place = if made.part.is_some() { of_part } else { whole };
            *place = Some(made);
        }
    }

    /// The tile or window around column `x`, row `y` of the picture that `view` shows, where its recipe has an adaptive
    /// step that is on.
    pub fn neighbourhood(&self, view: ViewKey, x: f64, y: f64) -> Option<Neighbourhood> {
        let finished = self.finished(view)?;
        let values = &finished.processed.values;
        let (column, row) = (x.round(), y.round());
        if column < 0.0 || row < 0.0 {
            return None;
        }
        let size = [values.width(), values.height()];
        let at = [column as usize, row as usize];
        let spacing_mm = finished.processed.slice.spacing_mm;
        pipeline::neighbourhood(&finished.key.recipe, size, spacing_mm, at)
    }
}
